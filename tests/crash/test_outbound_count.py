"""The counter at the mail server counts: each kind of damage raises its figure, and only that one."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.crash.acts import Deed
from tests.crash.outbound_count import Happened, Row, Seen, Unknown, count

pytestmark = pytest.mark.pure

ADA, BRUNO, JANE, KIM = "ada@example.com", "bruno@example.com", "jane@example.net", "kim@example.net"
OPEN, HUSH, MOVE = "comment-00000", "hush-00001", "SUP-1 status: To Do > Done."
WORD = "hush0badcafe"
NOW = 1_000_000.0
Damage = Callable[[Seen], Seen]

DEEDS = [
    Deed(OPEN, "commented", frozenset((BRUNO, JANE, KIM))),
    Deed(HUSH, "commented", frozenset((BRUNO,)), WORD, frozenset((ADA, BRUNO))),
    Deed(MOVE, "status", frozenset((BRUNO,))),
]
HAPPENED = [
    Happened(OPEN, "commented", "1"),
    Happened(HUSH, "commented", "2"),
    Happened(MOVE, "updated", "3"),
]
NAMES = [(each.kind, each.entity) for each in HAPPENED]


def mail(text: str, *to: str, raw: str = "") -> dict[str, Any]:
    return {"to": list(to), "text": text, "raw": raw or f"Subject: News\r\n\r\n{text}"}


def row(message: str, to: dict[str, int], answer: str = "250", at: float = NOW) -> dict[str, Any]:
    return {
        "message_id": f"<{message}>",
        "sender": f"s-{message}",
        "receivers": to,
        "answer": answer,
        "time": at,
    }


def perfect() -> Seen:
    """Three mails: to Bruno about everything, to Jane and Kim together, of whom the server knows no Kim."""
    return Seen(
        deeds=DEEDS,
        happened=HAPPENED,
        events=dict.fromkeys(NAMES, "done"),
        kept=[
            mail(f"Token\n{OPEN}. Token {HUSH}. {WORD}", BRUNO),
            mail("Change SUP-1 status:\nTo Do > Done.", BRUNO),
            mail(f"Token {OPEN}.", JANE),
        ],
        transactions=[
            row("a", {BRUNO: 451}, ""),
            row("a", {BRUNO: 250}),
            row("b", {BRUNO: 250}),
            row("c", {JANE: 250, KIM: 550}),
        ],
        rows=[
            Row("a", "s-a", BRUNO, "sent", 250, frozenset(NAMES[:2])),
            Row("b", "s-b", BRUNO, "sent", 250, frozenset(NAMES[2:])),
            Row("c", "s-c", JANE, "sent", 250, frozenset(NAMES[:1])),
            Row("c", "s-c", KIM, "refused", 550, frozenset(NAMES[:1])),
        ],
        unknown=[],
        blows=[(NOW + 60, "worker")],
    )


def changed(at: int, **values: Any) -> Damage:
    """The row of ours with other values."""
    return lambda seen: replace(
        seen, rows=[*seen.rows[:at], replace(seen.rows[at], **values), *seen.rows[at + 1 :]]
    )


def without(name: str, at: int) -> Damage:
    def lose(seen: Seen) -> Seen:
        left: Any = [each for n, each in enumerate(getattr(seen, name)) if n != at]
        return replace(seen, **{name: left})

    return lose


def more(name: str, *rows: Any) -> Damage:
    def add(seen: Seen) -> Seen:
        both: Any = [*getattr(seen, name), *rows]
        return replace(seen, **{name: both})

    return add


def both(*damages: Damage) -> Damage:
    def do(seen: Seen) -> Seen:
        for damage in damages:
            seen = damage(seen)
        return seen

    return do


def events(state: str) -> Damage:
    return lambda seen: replace(seen, events={**seen.events, NAMES[2]: state})


def perhaps(answer: str = "cut", at: float = NOW) -> Damage:
    """The mail of the change got no answer."""
    cut = row("b", {BRUNO: 250}, answer)
    return both(
        without("transactions", 2),
        more("transactions", cut),
        changed(1, state="perhaps", code=0),
        more("unknown", Unknown(2, "b", 1, (BRUNO,), at)),
        *([without("kept", 1)] if answer == "cut" else []),
    )


HIDDEN = b64encode(f"<p>{WORD}</p>".encode()).decode()
SEALED = f"Subject: News\r\nContent-Transfer-Encoding: base64\r\n\r\n{HIDDEN}"
SOFT = f"Subject: News\r\n\r\n<p>{WORD[:5]}=\r\n{WORD[5:]}</p>"


@pytest.mark.parametrize(
    "harmless",
    [
        lambda seen: seen,
        more("happened", Happened("", "updated", "4")),
        more("transactions", row("a", {BRUNO: 450}, "")),
    ],
)
def test_a_perfect_run_counts_nothing(harmless: Damage) -> None:
    seen = harmless(perfect())
    done = {(each.kind, each.entity): "done" for each in seen.happened}
    assert figures(replace(seen, events=done)) == {}


def figures(seen: Seen) -> dict[str, int]:
    """Those that are not 0."""
    return {name: value for name, value in count(seen).items() if value}


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda seen: replace(seen, events=dict.fromkeys(NAMES[:2], "done")), {"events_lost": 1}),
        (events("parked"), {"events_lost": 1}),
        (events("waiting"), {"events_lost": 1}),
        (without("happened", 2), {"events_lost": 1}),
        (without("kept", 1), {"mails_lost": 1}),
        (without("kept", 0), {"mails_lost": 2}),
        (both(without("kept", 1), changed(1, state="refused", code=550)), {"mails_lost": 1}),
        (both(without("kept", 1), changed(1, state="perhaps")), {"mails_lost": 1}),
        (changed(3, state="open", code=450), {"mails_lost": 1}),
        (changed(3, code=552), {"mails_lost": 1}),
        (both(without("transactions", 3), more("transactions", row("c", {JANE: 250}))), {"mails_lost": 1}),
        (more("kept", mail(f"Token {OPEN}.", JANE)), {"mails_double": 1}),
        (more("kept", mail(f"Token {OPEN}. Token {HUSH}.", BRUNO)), {"mails_double": 2}),
        (more("kept", mail(f"Token {OPEN}.", ADA)), {"mails_astray": 1}),
        (more("kept", mail(f"Token {HUSH}. {WORD}", JANE)), {"mails_astray": 1, "leaks": 1}),
        (more("kept", mail("", JANE, raw=f"Subject: {WORD}\r\n\r\n")), {"leaks": 1}),
        (more("kept", mail("", JANE, ADA, raw=SEALED)), {"leaks": 1}),
        (more("kept", mail("", JANE, raw=SOFT)), {"leaks": 1}),
        (more("kept", mail("", JANE, raw=f"A: b\r\n\r\n{WORD[:-1]}f")), {"leaks": 1}),
        (perhaps(), {"mails_unknown": 1}),
        (perhaps("hang_up"), {"mails_unknown": 1}),
        (perhaps("250"), {"mails_unknown": 1, "unknown_unexplained": 1}),
        (perhaps("250", at=NOW + 59.5), {"mails_unknown": 1}),
        (both(perhaps(), without("unknown", 0)), {"mails_lost": 1, "hang_ups_unnoticed": 1}),
        (both(perhaps("hang_up"), without("unknown", 0)), {"hang_ups_unnoticed": 1}),
        (more("transactions", row("d", {JANE: 250}, "cut")), {"hang_ups_unnoticed": 1}),
    ],
)  # fmt: skip
def test_each_damage_raises_its_figure(damage: Damage, expected: dict[str, int]) -> None:
    assert figures(damage(perfect())) == expected


def test_one_refusal_of_the_server_excuses_one_mail() -> None:
    seen = both(without("kept", 1), changed(1, sender="s-x", state="refused", code=552))(perfect())
    assert figures(more("transactions", row("x", {BRUNO: 552}, ""))(seen)) == {}
    other = both(without("kept", 0), changed(0, sender="s-x", state="refused", code=552))(seen)
    assert figures(more("transactions", row("x", {BRUNO: 552}, ""))(other))["mails_lost"] in (1, 2)
