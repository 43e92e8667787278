"""The counter counts: each kind of damage in a made-up request log raises its figure, and only that one."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from tests.corpus import File, Letter
from tests.crash.count import count

pytestmark = pytest.mark.pure
Log = list[dict[str, Any]]

LOGO = File("logo.png", 4, sha256(b"logo").hexdigest())
TWIN = File("logo.png", 4, sha256(b"ogol").hexdigest())
NEW, REPLY, OTHER, ROBOT = (f"mail-0000{n}" for n in range(4))
LETTERS = [
    Letter(NEW, b"", NEW, files=(LOGO, TWIN), lines=(f"Token {NEW}.", "It is on fire.")),
    Letter(REPLY, b"", NEW, files=(LOGO,), lines=(f"Token {REPLY}.",)),
    Letter(OTHER, b"", OTHER, lines=(f"Token {OTHER}.",)),
    Letter(ROBOT, b"", ROBOT, automatic=True),
]


def row(kind: str, key: str, token: str = "", text: str = "", files: tuple[File, ...] = ()) -> dict[str, Any]:
    said = f"From: Ada\nToken {token}.\n\nIt is  on\nfire. {text}" if token else ""
    listed = [vars(file) for file in files]
    return {"done": True, "kind": kind, "key": key, "id": "1", "text": said, "files": listed}


def perfect() -> Log:
    return [
        row("issue", "SUP-1", NEW),
        row("attachments", "SUP-1", files=(LOGO, TWIN)),
        row("comment", "SUP-1", REPLY),
        row("attachments", "SUP-1", files=(LOGO,)),
        row("issue", "SUP-2", OTHER),
        {**row("issue", "SUP-3", OTHER), "done": False},
    ]


def figures(log: Log) -> dict[str, int]:
    """Those that are not 0."""
    return {name: value for name, value in count(LETTERS, log).items() if value}


def test_a_perfect_log_counts_nothing() -> None:
    assert figures(perfect()) == {}


def test_a_reply_that_overtook_its_original_is_no_damage() -> None:
    log = perfect()
    log[0]["kind"], log[2]["kind"] = "comment", "issue"
    assert figures(log) == {}


def without(at: int) -> Callable[[Log], None]:
    return lambda log: log.__delitem__(at)


def twice(at: int) -> Callable[[Log], None]:
    return lambda log: log.append(log[at])


def changed(at: int, **values: Any) -> Callable[[Log], None]:
    return lambda log: log[at].update(values)


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (without(4), {"lost": 1}),
        (changed(4, done=False), {"lost": 1}),
        (without(2), {"lost": 1, "lost_attachments": 1, "duplicate_attachments": 1}),
        (twice(0), {"duplicate_issues": 1}),
        (twice(2), {"duplicate_comments": 1}),
        (lambda log: log.append(row("comment", "SUP-2", OTHER)), {"duplicate_comments": 1}),
        (changed(2, key="SUP-2"), {"misplaced": 1, "lost_attachments": 1, "duplicate_attachments": 1}),
        (lambda log: log.append(row("comment", "SUP-2", NEW)), {"misplaced": 1, "duplicate_comments": 1}),
        (without(3), {"lost_attachments": 1}),
        (twice(3), {"duplicate_attachments": 1}),
        (changed(1, files=[vars(LOGO), vars(LOGO)]), {"lost_attachments": 1, "duplicate_attachments": 1}),
        (changed(3, key="SUP-2"), {"lost_attachments": 1, "duplicate_attachments": 1}),
        (changed(0, text=f"Token {NEW}. It is on"), {"wrong_text": 1}),
        (lambda log: log.append(row("issue", "SUP-9", ROBOT)), {"duplicate_issues": 1}),
        (lambda log: log.append({**row("issue", "SUP-9"), "text": "no token here"}), {"duplicate_issues": 1}),
    ],
)  # fmt: skip
def test_each_damage_raises_its_figure(damage: Callable[[Log], None], expected: dict[str, int]) -> None:
    log = perfect()
    damage(log)
    assert figures(log) == expected
