"""What happened in Jira, the same whether a webhook, an Automation rule or polling tells it."""

from postroom.jira.events.event import Change, Event
from postroom.jira.events.payload import read_payload
from postroom.jira.events.signature import METHODS, signed

__all__ = ["METHODS", "Change", "Event", "read_payload", "signed"]
