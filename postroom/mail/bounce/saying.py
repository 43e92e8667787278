"""The words of the server that refused, cut out of what a report says around them."""

from __future__ import annotations

import re

from postroom.mail.bounce.codes import reply_start

LONGEST = 1_000

_HEARD = re.compile(r".{0,60}?<(?:<<|--|-)\s{0,3}([45]\d\d.*)")  # what came over the line, in a transcript
_CLOSING = {"'": re.compile(r"'(?!\w)"), '"': re.compile(r'"(?!\w)'), "[": re.compile(r"\]")}
_TAIL = re.compile(
    r"\s*\((?:in reply to|als antwort auf|en réponse|in risposta|en respuesta|"
    r"state \d|#?\d{2,4}\)?$)[^()]{0,60}\)?\.?.{0,40}$|\s*giving up on\b.*$|\s*##.*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:because|reason|error|error message|diagnostic code|diagnostic-code|technical details[^:]{0,40}|smtp reply|"
    r"remote host said|the (?:error|response|reason)[^:]{0,60}|the error that[^:]{0,60})\s?:\s*(?:smtp\s?;)?\s*",
    re.IGNORECASE,
)


def server_words(words: str) -> str:
    """What the server said, on one line, at most 1,000 characters: from its SMTP reply on, where there is one."""
    said = [found[1] for line in words.split("\n") if (found := _HEARD.match(line))]
    text = " ".join(" ".join(dict.fromkeys(said) or [words]).split())
    start = reply_start(text)
    if start >= 0:
        return _tidy(_quoted(text, start))
    label = _LABEL.match(text)
    return _tidy(text[label.end() :] if label else text)


def _quoted(text: str, start: int) -> str:
    """From `start` on, and where a quote opens right before that, up to where it closes."""
    closing = _CLOSING.get(text[start - 1 : start])
    end = closing.search(text, start) if closing else None
    return text[start : end.start()] if end else text[start:]


def _tidy(text: str) -> str:
    text = _TAIL.sub("", text[: 3 * LONGEST]).strip(" #")
    if text[:1] + text[-1:] in ("()", "[]") and text.count(text[0]) == 1:
        text = text[1:-1]
    if text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1]
    if text[-1:] in ("'", '"') and text.count(text[-1]) % 2:
        text = text[:-1]
    return text.strip()[:LONGEST]
