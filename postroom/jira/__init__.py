"""The Jira Cloud REST API. Plain Python, no Django."""
