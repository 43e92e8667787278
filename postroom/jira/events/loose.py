"""Looks into JSON that may have any shape: what is not as it should be counts as not there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from postroom.jira.adf import clean

Json = Mapping[str, Any]

LONGEST_LINE = 300  # characters of a name or a summary
LONGEST_TEXT = 5000  # of a field's value
NOTHING: Json = {}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ID = re.compile(r"[!-~]{1,128}\Z")
_MILLISECONDS = re.compile(r"[0-9]{12,14}\Z")


def part(value: Json, name: str) -> Json:
    """An object, empty where there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else NOTHING


def parts(value: Json, name: str) -> list[Json]:
    """The objects of a list."""
    found = value.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text(value: Json, name: str, longest: int = LONGEST_LINE) -> str:
    """A text that any database stores, without NUL, controls and half characters."""
    found = value.get(name)
    if not isinstance(found, str):
        return ""
    whole = clean(found[: 2 * longest])
    return whole if len(whole) <= longest else whole[: longest - 1] + "…"


def ident(value: Json, name: str) -> str:
    """An id or a key, also one written as a number; never a part of one."""
    found = value.get(name)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**30:
        return str(found)
    return found if isinstance(found, str) and _ID.match(found) else ""


def number(value: Json, name: str) -> int:
    """A count, 0 where there is none."""
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**31 else 0


def when(value: Json, name: str) -> datetime | None:
    """A moment written in ISO 8601, or in milliseconds since 1970; one without a zone is in UTC."""
    found = value.get(name)
    if isinstance(found, str) and _MILLISECONDS.match(found):
        found = int(found)
    if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 10**14:
        return _EPOCH + timedelta(milliseconds=found)
    if not isinstance(found, str) or len(found) > 40:
        return None
    try:
        moment = datetime.fromisoformat(found)
    except ValueError:
        return None
    if not 1970 < moment.year < 3000:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def millis(moment: datetime | None) -> str:
    """Milliseconds since 1970, as Jira counts them; "" for no moment."""
    return str((moment - _EPOCH) // timedelta(milliseconds=1)) if moment else ""


def person(value: Json, *names: str) -> tuple[str, str]:
    """Account id and name of the first of these members that has an account."""
    for name in names:
        found = part(value, name)
        account = ident(found, "accountId")
        if account:
            return account, text(found, "displayName")
    return "", ""
