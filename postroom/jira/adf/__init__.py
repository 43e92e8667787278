"""Text and HTML to and from the Atlassian Document Format, in documents that Jira's schema always accepts.

html_blocks and text_blocks write down what they read, in blocks of any kind and depth; rules.fitted makes
of these what a document may hold; cutting makes that short enough; mail.mail_to_adf puts it together.
"""

from __future__ import annotations

from postroom.jira.adf.check import check
from postroom.jira.adf.mail import Body, Section, html_to_adf, mail_to_adf, text_to_adf
from postroom.jira.adf.nodes import LONGEST, Node, clean, document
from postroom.jira.adf.pictures import Media, only_pictures, place_pictures, without_pictures
from postroom.jira.adf.plain import lead_of, paragraph, with_lead, without_lead
from postroom.jira.adf.words import doc_text

__all__ = [
    "LONGEST",
    "Body",
    "Media",
    "Node",
    "Section",
    "check",
    "clean",
    "doc_text",
    "document",
    "html_to_adf",
    "lead_of",
    "mail_to_adf",
    "only_pictures",
    "paragraph",
    "place_pictures",
    "text_to_adf",
    "with_lead",
    "without_lead",
    "without_pictures",
]
