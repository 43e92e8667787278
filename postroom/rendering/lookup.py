"""Which part of a template set is taken for an event and a language."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

FALLBACK = "notice"

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}")  # a language tag as in RFC 5646, without its rarities


def languages(tag: object, parts: Iterable[str]) -> tuple[str, ...]:
    """The languages to look for when a mail is in `tag`, best first: "de-AT" gives de-at, de.

    Only those in which the set has any part, so that all other languages share one.
    """
    lower = tag.lower().replace("_", "-") if isinstance(tag, str) else ""
    if not _TAG.fullmatch(lower):
        return ()
    spoken = {name.split(".")[-2] for name in parts if name.count(".") > 1}
    pieces = lower.split("-")
    tags = ("-".join(pieces[:count]) for count in range(len(pieces), 0, -1))
    return tuple(tag for tag in tags if tag in spoken)


def variants(name: str, tags: Iterable[str]) -> Iterator[str]:
    """A part's names, the best language first: notice.de.html, notice.html."""
    stem, _, form = name.rpartition(".")
    for tag in tags:
        yield f"{stem}.{tag}.{form}"
    yield name


def variant(name: str, tags: Iterable[str], parts: Container[str]) -> str | None:
    """The variant of this part that the set has; None where it has none."""
    return next((each for each in variants(name, tags) if each in parts), None)


def part_for(kind: str, form: str, tags: tuple[str, ...], parts: Container[str]) -> str | None:
    """The part for the subject, text or html (`form`) of an event of this kind; None where the set has none."""
    return variant(f"{kind}.{form}", tags, parts) or variant(f"{FALLBACK}.{form}", tags, parts)
