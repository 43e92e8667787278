"""Text of a header field: encoded words (RFC 2047) and raw 8-bit, read as kindly as possible."""

from __future__ import annotations

import binascii
import re

from postroom.mail import charset
from postroom.mail.transfer import base64_bytes

# =?charset*language?encoding?content?=, whose content may hold what it should not: spaces, "?" and "=".
_WORD = re.compile(
    r"=\?([^?\s*]{0,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?"
    r"((?:[^?=]|\?(?!=)|=(?!\?[^?\s]{0,80}\?[bBqQ]\?))*+)\?=",
    re.DOTALL,
)
_HALF = re.compile(r"=[0-9A-Fa-f]?\Z")
_FOLD = re.compile(r"[\r\n\t]+")
_LINE_END = re.compile(r"[\r\n]+")


def eight_bit(value: bytes, label: str = "") -> str:
    """Raw octets of a header: UTF-8 where they are, else what `label` says, else a guess.

    An escape character is that of ISO 2022, which old Japanese and Korean programs put there as it is.
    """
    if b"\x1b" in value:
        return charset.guess(value)[0]
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return charset.decode(value, label)[0]


def decode_value(value: bytes, label: str = "") -> str:
    """Unfolded and decoded, on one line; `label` is the charset of raw 8-bit in it, if known."""
    text = eight_bit(value.strip(), label)
    if "=?" in text:
        text = decode_words(_LINE_END.sub("", text))
    lines = (line.strip() for line in _FOLD.split(charset.clean(text)))
    return " ".join(line for line in lines if line)


def decode_words(text: str) -> str:
    """Encoded words (RFC 2047) decoded; neighbours of one charset are joined before that.

    Senders split long texts in the middle of a character, hence the joining.
    """
    if "=?" not in text:
        return text
    done: list[str] = []
    run, label, end, half = b"", "", 0, ""
    for word in _WORD.finditer(text):
        gap = text[end : word.start()]
        is_neighbour = end > 0 and not gap.strip()
        if not is_neighbour or word[1].lower() != label:
            done.append(_decoded(run, label))
            run, half = b"", ""
        if not is_neighbour:
            done.append(gap)
        content = half + word[3] if word[2] in "qQ" else word[3]
        half = _half_an_octet(content) if word[2] in "qQ" else ""
        run += _octets(word[2], content.removesuffix(half))
        label, end = word[1].lower(), word.end()
    done += [_decoded(run, label), text[end:]]
    return "".join(done)


def _half_an_octet(content: str) -> str:
    """The beginning of "=C3" at the end of a word, whose rest is in the next one."""
    cut = _HALF.search(content[-2:])
    return cut[0] if cut else ""


def _decoded(run: bytes, label: str) -> str:
    return charset.decode(run, label)[0].replace("\ufeff", "") if run else ""


def _octets(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    return binascii.a2b_qp(raw, header=True) if encoding in "qQ" else base64_bytes(raw)
