"""Links: which addresses may become one, and where plain text holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from postroom.jira.adf.nodes import Node, text_node

LONGEST_ADDRESS = 2048

# The schema lets any scheme pass, javascript: too; these alone may become links.
SAFE = re.compile(r"(?:https?|ftps?)://[^/?#\s]|(?:mailto|tel):\S", re.IGNORECASE)
_FOUND = re.compile(
    r"\b(?:https?://|mailto:)[^\s<>\"`{}|\\^\[\]]{1,2100}"
    r"|(?<![\w./@:-])www\.[a-z0-9-]{1,63}\.[^\s<>\"`{}|\\^\[\]@]{2,2000}"
    r"|(?<![\w.+@/:=-])[a-z0-9][\w.+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-])",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"[\s\"<>\\^`{|}]")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def target(address: str) -> str:
    """The address of a link in HTML as Jira may have it; "" for one that must not become a link."""
    whole = _INVISIBLE.sub("", address).strip()
    if len(whole) > LONGEST_ADDRESS or not SAFE.match(whole):
        return ""
    escaped = _ESCAPED.sub(lambda match: f"%{ord(match[0]):02X}" if match[0] < "\x80" else "", whole)
    try:
        urlsplit(escaped)
    except ValueError:
        return ""
    return escaped if len(escaped) <= LONGEST_ADDRESS else ""


def linked(line: str, marks: Sequence[Node] = ()) -> list[Node]:
    """A line as text nodes; the web and mail addresses in it are links."""
    nodes: list[Node] = []
    done = 0
    for match in _FOUND.finditer(line) if may_hold_link(line) else ():
        shown, address = _address(match[0])
        if address:
            if done < match.start():
                nodes.append(text_node(line[done : match.start()], marks))
            nodes.append(text_node(shown, [*marks, {"type": "link", "attrs": {"href": address}}]))
            done = match.start() + len(shown)
    if done < len(line):
        nodes.append(text_node(line[done:], marks))
    return nodes


def may_hold_link(line: str) -> bool:
    """Cheaper than to look for an address; most lines have none."""
    return "@" in line or ":" in line or ("." in line and "www." in line.lower())


def _address(found: str) -> tuple[str, str]:
    """The part of what looks like a link that is one, and where it leads; "" for none."""
    shown = _trimmed(found)
    lower = shown.lower()
    if lower.startswith("www."):
        address = f"http://{shown}"
    elif lower.startswith(("http:", "https:", "mailto:")):
        address = shown
    else:
        address = f"mailto:{shown}"
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) if parts.scheme != "mailto" else "@" in parts.path
    except ValueError:
        return "", ""
    return (shown, address) if whole and len(address) <= LONGEST_ADDRESS else ("", "")


def _trimmed(found: str) -> str:
    """Without the punctuation of the sentence around it."""
    found = found.rstrip(".,;:!?'*_~")
    surplus = found.count(")") - found.count("(")
    while surplus > 0 and found.endswith(")"):
        found = found[:-1].rstrip(".,;:!?'*_~")
        surplus -= 1
    return found
