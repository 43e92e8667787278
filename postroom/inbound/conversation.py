"""Which mails belong together: a mail's ids entered into one Conversation of its profile, rows locked in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from postroom.connections import token_keys
from postroom.journal import Run, WaitsForConversation
from postroom.mail import address
from postroom.mail.message import Message
from postroom.models import Conversation, InboundMessage, MessageId

MOST_IDS = 100
BY_PROGRAMS = ("newsletter", "generated")  # kinds of mail
Mark = MessageId.Mark


@dataclass(frozen=True)
class Known:
    """What the database knows of the conversation that a mail belongs to."""

    conversation: Conversation
    issue_key: str
    participants: frozenset[str]


def enter_conversation(run: Run, message: Message) -> Known:
    """Enter the mail's own id and all it names into one Conversation. Call it inside a transaction.

    Raises WaitsForConversation while another mail of the conversation is creating the issue.
    """
    fresh = Conversation.objects.create(
        profile=run.profile,
        creator=run.record,
        participants=sorted(people(message)),
        programs=sorted(programs(message)),
    )
    ids = sorted({message.message_id, *ancestors(message)} - {""})
    if enter_ids(run, message, ids, fresh) == len(ids):  # nobody knows any of them: there is nothing to join
        run.record.conversation_id = fresh.pk
        return Known(fresh, "", frozenset())
    return join(run, message, ids, fresh)


def enter_ids(run: Run, message: Message, ids: list[str], fresh: Conversation) -> int:
    """Enter ids in sorted order, leading to the fresh conversation; returns how many were not known yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into postroom_messageid (profile_id, value, conversation_id, mark, fingerprint, ambiguous)"
            " select %s, value, %s, case when value = %s then 'received' else 'referred' end,"
            " case when value = %s then %s else '' end, false"
            " from unnest(%s::text[]) with ordinality as named (value, place) order by place"
            " on conflict do nothing",
            [run.profile.pk, fresh.pk, message.message_id, message.message_id, run.record.fingerprint, ids],
        )
        return int(cursor.rowcount)


def join(run: Run, message: Message, ids: Sequence[str], fresh: Conversation) -> Known:
    """Unite what the ids lead to, all rows locked in sorted order."""
    rows = list(
        MessageId.objects.select_for_update().filter(profile=run.profile, value__in=ids).order_by("value")
    )
    own = own_row(run, message, rows)
    joined = joining(run, rows, own)
    roots = lock_roots({row.conversation_id for row in joined} | {fresh.pk})
    by_id = {row.value: roots[row.conversation_id] for row in joined}
    target = choose(run, message, by_id, roots)
    unite(run, target, roots.values())
    return take(run, message, target)


def ancestors(message: Message) -> list[str]:
    """Ids that the mail refers to, nearest first: In-Reply-To, then References from the right (RFC 5322 3.6.4)."""
    named = [*message.in_reply_to, *reversed(message.references)]
    return [value for value in dict.fromkeys(named) if value and value != message.message_id][:MOST_IDS]


def own_row(run: Run, message: Message, rows: Sequence[MessageId]) -> MessageId | None:
    """The row of the mail's own id, marked received; ambiguous where a different mail carried it already."""
    own = next((row for row in rows if row.value == message.message_id), None)
    if own is None:
        return None
    fingerprint = run.record.fingerprint
    if own.mark == Mark.RECEIVED and own.fingerprint != fingerprint:
        own.ambiguous = True
        own.save(update_fields=["ambiguous"])
        run.say(
            "A different mail carried the same Message-ID: this one is filed by itself, the id joins nothing."
        )
    elif own.mark != Mark.RECEIVED:
        own.mark, own.fingerprint = Mark.RECEIVED, fingerprint
        own.save(update_fields=["mark", "fingerprint"])
    return own


def joining(run: Run, rows: Sequence[MessageId], own: MessageId | None) -> list[MessageId]:
    """The rows that lead somewhere: an id that several different mails carried does not."""
    for row in rows:
        if row.ambiguous and row is not own:
            run.say(f"Refers to <{row.value}>, which several different mails carried: not followed.")
    return [row for row in rows if not row.ambiguous]


def lock_roots(ids: set[int]) -> dict[int, Conversation]:
    """The conversations that these lead to, locked in sorted order: {given or root id: root}."""
    while True:
        found = {c.pk: c for c in Conversation.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
        further = {c.united_into_id for c in found.values() if c.united_into_id} - found.keys()
        if not further:
            return {pk: root_of(conversation, found) for pk, conversation in found.items()}
        ids = ids | further


def root_of(conversation: Conversation, found: dict[int, Conversation]) -> Conversation:
    while conversation.united_into_id:
        conversation = found[conversation.united_into_id]
    return conversation


def choose(
    run: Run, message: Message, by_id: dict[str, Conversation], roots: dict[int, Conversation]
) -> Conversation:
    """The conversation that the mail joins: the nearest ancestor with an issue, else any with an issue or a
    mail that is creating it, else the oldest."""
    order = [by_id[value] for value in [*ancestors(message), message.message_id] if value in by_id]
    candidates = list(dict.fromkeys([*order, *roots.values()]))
    with_issue = [c for c in candidates if c.issue_key]
    for other in with_issue[1:]:
        run.say(
            f"Its References also lead to {other.issue_key}; {with_issue[0].issue_key} is nearer. "
            "Two issues are never united."
        )
    creating = [c for c in candidates if not c.issue_key and c.creator_id not in (None, run.record.pk)]
    target = (with_issue or creating or [min(candidates, key=lambda c: c.pk)])[0]
    for other in creating:
        if other is not target:
            run.say(f"Its References also lead to mail {other.creator_id}, which makes an issue of its own.")
    return target


def unite(run: Run, target: Conversation, roots: Iterable[Conversation]) -> None:
    """Point conversations without an issue, and without a mail that is creating one, to the target."""
    for root in set(roots) - {target}:
        if root.issue_key or root.creator_id not in (None, run.record.pk):
            continue
        root.united_into, root.creator = target, None
        root.save(update_fields=["united_into", "creator"])
        target.participants = [*target.participants, *root.participants]
        target.programs = [*target.programs, *root.programs]


def take(run: Run, message: Message, target: Conversation) -> Known:
    """Join the conversation; become the one who creates its issue where there is none yet."""
    before = frozenset(target.participants)
    if not target.issue_key:
        wait_for_creator(run, target)
        target.creator = run.record
    target.participants = sorted(before | people(message))
    target.programs = sorted({*target.programs, *programs(message)} - writers(message))
    target.save(update_fields=["participants", "programs", "creator"])
    run.record.conversation_id = target.pk
    return Known(target, target.issue_key, before)


def wait_for_creator(run: Run, target: Conversation) -> None:
    creator = target.creator
    if creator is None or creator.pk == run.record.pk:
        return
    if creator.state not in (*InboundMessage.OPEN, InboundMessage.State.PARKED):
        return
    raise WaitsForConversation(
        f"Mail {creator.pk} of the same conversation is creating the issue"
        + (" but is parked: retry it first." if creator.state == InboundMessage.State.PARKED else "."),
        target.pk,
    )


def people(message: Message) -> frozenset[str]:
    """Everyone on the mail, in lower case, but the addresses that we made for answers."""
    everyone = (message.sender, *message.reply_to, *message.to, *message.cc)
    found = {person.email.lower() for person in everyone if "@" in person.email}
    return frozenset(email for email in found if address.check(email, token_keys()) is None)


def programs(message: Message) -> frozenset[str]:
    """Addresses behind which no person waits for an answer, in lower case.

    Not those of people who are away, nor of another Postroom, behind which there are people.
    """
    if message.kind not in BY_PROGRAMS or message.loop:
        return frozenset()
    senders = (message.sender, *message.reply_to)
    return frozenset(person.email.lower() for person in senders if "@" in person.email)


def writers(message: Message) -> frozenset[str]:
    """The address from which a person wrote this, which so is no program's."""
    return frozenset((message.sender.email.lower(),)) if message.kind == "person" else frozenset()


def peek(run: Run, message: Message) -> str:
    """The issue that the conversation has by now, without locking or entering anything."""
    named = [message.message_id, *ancestors(message)]
    rows = MessageId.objects.filter(profile=run.profile, value__in=named, ambiguous=False)
    rows = rows.exclude(value=message.message_id, mark=Mark.RECEIVED)  # carried by a different mail
    keys = rows.exclude(conversation__issue_key="").values_list("conversation__issue_key", flat=True)
    return keys.first() or ""
