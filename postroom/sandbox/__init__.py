"""A Jira Cloud look-alike and a mail sink, run as a process of their own."""
