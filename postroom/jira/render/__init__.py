"""Documents of Jira (Atlassian Document Format) as HTML and as plain text for mail.

tree reads what Jira answered into nodes of known shape; html and text write these; says has the words that both
share; styles lists the class names and the default look.
"""

from __future__ import annotations

from postroom.jira.render.html import to_html
from postroom.jira.render.look import Look, Picture, Words
from postroom.jira.render.styles import CLASSES, STYLESHEET
from postroom.jira.render.text import to_text
from postroom.jira.render.used import UsedMedia, media_ids, media_used, mentioned

__all__ = [
    "CLASSES",
    "STYLESHEET",
    "Look",
    "Picture",
    "UsedMedia",
    "Words",
    "media_ids",
    "media_used",
    "mentioned",
    "to_html",
    "to_text",
]
