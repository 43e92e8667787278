"""Postroom: mail becomes Jira issues and comments, exactly once."""
