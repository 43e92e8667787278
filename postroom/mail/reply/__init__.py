"""What is new in a mail, what it quotes, and its signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postroom.mail.html_text import Page, read_page
from postroom.mail.reply.agreement import carried
from postroom.mail.reply.forward import announces_forward
from postroom.mail.reply.fragments import html_parts
from postroom.mail.reply.html import LABELS, labels_of, lines_of_page, row_labels, texts_of
from postroom.mail.reply.lines import Label, Line, lines_of_text, source_lines
from postroom.mail.reply.split import label

__all__ = ["Division", "divide"]


@dataclass(frozen=True)
class Division:
    """The body in three, as text and as HTML ("" where the mail has no HTML); no word of the body is lost."""

    visible: str
    quoted: str = ""
    signature: str = ""
    visible_html: str = ""
    quoted_html: str = ""
    signature_html: str = ""


def divide(text: str, html: str, *, from_html: bool, subject: str = "", page: Page | None = None) -> Division:
    """Divide a body. Never raises.

    `from_html` says that `text` was made from `html` because the mail has no plain part; `page` is
    `read_page(html)` where it is at hand already. A subject such as "Fwd: ..." tells a forward, whose text is
    new as well. The HTML parts are well-formed, and hold neither scripts nor what is hidden.
    """
    is_forward = announces_forward(subject, text)
    if not html:
        return _division(source_lines(text), label(lines_of_text(text), is_forward=is_forward))
    page = page or read_page(html)
    marked = lines_of_page(page, is_forward=is_forward)
    rows = row_labels(page, labels_of(marked, is_forward=is_forward))
    if from_html and page.text == text:
        texts = texts_of(page, rows)
        return _with_html(Division(*(texts[part] for part in LABELS)), page, rows)
    source, plain = source_lines(text), lines_of_text(text)
    labels = label(plain, is_forward=is_forward)
    shown = [row.text for row in page.rows]
    if _leads(marked, plain):
        labels = carried(source, labels, shown, rows)
    else:
        rows = carried(shown, rows, source, labels)
    return _with_html(_division(source, labels), page, rows)


def _leads(marked: Sequence[Line], plain: Sequence[Line]) -> bool:
    """Whether the HTML knows better than the plain text what is quoted."""
    if any(line.mark for line in marked):
        return True
    return any(line.depth for line in marked) and not any(line.depth for line in plain)


def _division(source: Sequence[str], labels: Sequence[Label]) -> Division:
    return Division(*(_text(source, labels, part) for part in LABELS))


def _text(source: Sequence[str], labels: Sequence[Label], wanted: Label) -> str:
    """The lines with this label; an empty line stands where others lay between them."""
    chosen: list[str] = []
    above = -1
    for index, (line, each) in enumerate(zip(source, labels, strict=True)):
        if each == wanted:
            chosen += [line] if above == index - 1 or not chosen else ["", line]
            above = index
    return "\n".join(chosen).strip("\n")


def _with_html(division: Division, page: Page, rows: Sequence[Label]) -> Division:
    parts = html_parts(page, rows)
    return replace(
        division, visible_html=parts["new"], quoted_html=parts["quoted"], signature_html=parts["signature"]
    )
