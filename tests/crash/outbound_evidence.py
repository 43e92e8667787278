"""What a run of the outbound half leaves behind: in Jira, in our database and at the mail server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from postroom.jira.client import Jira
from tests.crash.acts import People
from tests.crash.hunt import Hunter
from tests.crash.outbound_count import (
    CHANGE,
    TOKEN,
    Happened,
    Row,
    Seen,
    Unknown,
    bare,
    events_lost,
    explained,
    heard,
    leaks,
    mails_lost,
)
from tests.office import Office
from tests.sandbox_process import SandboxProcess

TABLES = ("inboundmessage", "jiraevent", "notice", "outboundmessage")


@dataclass(frozen=True)
class Evidence:
    """Where to look. `jira` is the account whose token the office uses."""

    sandbox: SandboxProcess
    office: Office
    people: People
    hunter: Hunter
    jira: Jira

    def open(self) -> int | None:
        """Records that have not ended; None while the database is away."""
        each = (f"(select count(*) from postroom_{t} where state in ('queued', 'waiting'))" for t in TABLES)
        rows = self.office.asks(f"select {' + '.join(each)}")
        return int(str(rows[0][0])) if rows else None

    def is_whole(self) -> bool:
        """Whether each thing that happened in Jira has its row of ours, and that has ended."""
        return not events_lost(self.seen())

    def seen(self, *, mails: bool = False) -> Seen:
        """Events only, or `mails` too."""
        rows: list[Any] = self.office.asks("select kind, entity, state from postroom_jiraevent")
        return Seen(
            deeds=self.people.deeds,
            happened=self.happened(),
            events={(kind, entity): state for kind, entity, state in rows},
            kept=self.sandbox.sent() if mails else [],
            transactions=self.sandbox.transactions() if mails else [],
            rows=self.rows() if mails else [],
            unknown=self.unknown() if mails else [],
            blows=self.hunter.blows,
        )

    def happened(self) -> list[Happened]:
        """All that Jira itself knows to have happened."""
        found = []
        for issue in self.sandbox.issues():
            asked = {"fields": "created", "expand": "changelog"}
            histories = self.jira.get(f"issue/{issue['id']}", params=asked)["changelog"]["histories"]
            found.append(Happened(token_in(issue["description"]), "created", issue["id"]))
            found += [Happened(token_in(each["text"]), "commented", each["id"]) for each in issue["comments"]]
            found += [Happened(change_in(issue["key"], each), "updated", each["id"]) for each in histories]
        return found

    def rows(self) -> list[Row]:
        asked: list[Any] = self.office.asks(
            "select m.message_id, m.envelope_sender, r.address, r.state, r.code,"
            " array(select e.kind || ' ' || e.entity from postroom_noticeevent n"
            "  join postroom_jiraevent e on e.id = n.event_id where n.notice_id = m.notice_id)"
            " from postroom_receiver r join postroom_outboundmessage m on m.id = r.message_id"
        )
        return [
            Row(
                bare(message),
                sender,
                address,
                state,
                code,
                frozenset(tuple(each.split(" ", 1)) for each in told),
            )
            for message, sender, address, state, code, told in asked
        ]

    def unknown(self) -> list[Unknown]:
        asked: list[Any] = self.office.asks(
            "select m.id, m.message_id, a.number, a.receivers, extract(epoch from a.data_sent_at)::float"
            " from postroom_attempt a join postroom_outboundmessage m on m.id = a.message_id"
            " where a.data_sent_at is not null and a.answered_at is null order by a.data_sent_at"
        )
        return [Unknown(mail, bare(name), number, tuple(to), at) for mail, name, number, to, at in asked]

    def said(self, seen: Seen) -> dict[str, Any]:
        """How much there was of everything."""
        answers = Counter(str(each["answer"]) for each in seen.transactions)
        codes = Counter(code for each in seen.transactions for code in each["receivers"].values())
        hooks = self.sandbox.deliveries()
        sources: list[Any] = self.office.asks("select source, count(*) from postroom_jiraevent group by 1")
        return {
            "events": len(seen.happened),
            "events_by": dict(sources),
            "deeds": self.people.kinds(),
            "mails_kept": len(seen.kept),
            "told": sum(heard(seen.kept).values()),
            "rcpt": dict(sorted(codes.items())),
            "after_data": {name: answers[name] for name in sorted(answers) if name},
            "webhooks": dict(Counter(each["state"] for each in hooks)),
            "webhook_faults": dict(Counter(each["fault"] for each in hooks if each["fault"])),
            "webhook_retries": sum(len(each["attempts"]) > 1 + (each["fault"] == "twice") for each in hooks),
        }

    def tell(self, seen: Seen, say: Callable[[str], None]) -> None:
        """One line for each attempt whose end nobody knows, and for each damage."""
        for each, cause in explained(seen):
            who = ", ".join(each.receivers)
            words = cause or "NOBODY KNOWS WHY"
            say(f"perhaps sent: mail {each.mail}, attempt {each.number}, to {who}: {words}")
        told = heard(seen.kept)
        hear = {(address, deed.token) for deed in seen.deeds for address in deed.hear}
        damage: dict[str, list[Any]] = {
            "event lost": events_lost(seen),
            "mail lost": mails_lost(seen, hear - set(told)),
            "mail twice": [pair for pair, times in told.items() if times > 1],
            "mail astray": sorted(set(told) - hear),
            "leak": leaks(seen),
        }
        for name, found in damage.items():
            for one in found[:20]:
                say(f"{name}: {one}")
        for table in TABLES:
            asked = f"select id, state, reason, attempts from postroom_{table} where state <> 'done' limit 20"
            for row in self.office.asks(asked):
                say(f"not ended: {table} {row}")


def token_in(text: str) -> str:
    found = TOKEN.search(text)
    return found[1] if found else ""


def change_in(key: str, history: dict[str, Any]) -> str:
    """The token of a change of status or assignee, "" for another one."""
    item = history["items"][0]
    said = f"Change {key} {item['field']}: {item.get('fromString') or 'none'} > {item.get('toString') or 'none'}."
    found = CHANGE.fullmatch(said)
    return found[1] if found else ""
