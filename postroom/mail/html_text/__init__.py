"""Mail HTML as simple text: lines, lists, quotes and table cells, without what a browser hides."""

from postroom.mail.html_text.page import Page, Row, joined, shown
from postroom.mail.html_text.source import LONGEST
from postroom.mail.html_text.walk import read_page

__all__ = ["LONGEST", "Page", "Row", "html_to_text", "joined", "read_page", "shown"]


def html_to_text(source: str) -> str:
    """The text that a reader of this HTML sees. Never raises; it reads the first 1,000,000 characters.

    Links are their words and pictures are nothing, as on the screen: where they lead stays in the HTML, and
    the words are those that the plain text of such a mail would have.
    """
    return read_page(source).text
