"""Whom a mapping means for this issue, with what Jira and our own records know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from postroom.connections import jira_of, kept
from postroom.errors import Permanent
from postroom.jira.audience import Audience
from postroom.jira.users import find_account, myself
from postroom.mail.people import Address
from postroom.models import (
    AccountAddress,
    Conversation,
    InboundMessage,
    JiraSite,
    MessageOutbound,
    MessageSource,
    NotificationMapping,
    Profile,
    SetAside,
    Unsubscribed,
)
from postroom.models import Receiver as ReceiverRow
from postroom.outbound.expressions import evaluated
from postroom.outbound.recipients import (
    ASKED,
    Chosen,
    Entry,
    Facts,
    Receiver,
    Rules,
    accounts_in,
    addresses,
    choose,
    gather,
    parse_audience,
    troubles,
)
from postroom.outbound.scene import Scene, causing

MOST_AN_HOUR = 100  # mails about one issue to one receiver
OWN_MAP, NOBODY = 30.0, 3600.0  # seconds for which our map, and that Jira knows no account, are remembered


@dataclass(frozen=True)
class Correspondents:
    """Who takes part in an issue by mail, and which of them are programs."""

    people: tuple[Address, ...]
    programs: frozenset[str]


def asked(site: JiraSite) -> Audience:
    return Audience(jira_of(site), kept())


def our_account(site: JiraSite) -> str:
    """The account whose token we use."""
    return kept().get(("myself", site.url, site.email), NOBODY, lambda: myself(jira_of(site)).id)


def correspondents(site: JiraSite, issue_id: str, issue_key: str) -> Correspondents:
    """Everybody on the mail of an issue, whatever the profile; it may have moved since."""
    mine = Conversation.objects.filter(profile__site=site)
    by_id = Q(issue_id=issue_id) & ~Q(issue_id="")  # those without an issue yet are of no issue
    by_key = Q(issue_key=issue_key) & ~Q(issue_key="")
    rows = list(mine.filter(by_id | by_key).values_list("pk", "participants", "programs"))
    elsewhere = answered_elsewhere([pk for pk, _, _ in rows])
    people = dict.fromkeys(address for _, held, _ in rows for address in held if address not in elsewhere)
    programs = frozenset(address for _, _, held in rows for address in held)
    return Correspondents(tuple(Address("", each) for each in people), programs)


def answered_elsewhere(conversations: Sequence[int]) -> frozenset[str]:
    """Senders who last asked for answers at another address (Reply-To, RFC 5322 3.6.2), which takes part instead."""
    mails = InboundMessage.objects.filter(conversation__in=conversations).order_by("id")
    last = {sender.lower(): answers for sender, answers in mails.values_list("sender", "answers_to")}
    return frozenset(sender for sender, answers in last.items() if answers and sender not in answers)


def owners(site: JiraSite) -> Mapping[str, str]:
    """Our map of addresses to account ids."""

    def load() -> dict[str, str]:
        return dict(
            AccountAddress.objects.filter(site=site).order_by("-seen_at").values_list("address", "account")
        )

    return kept().get(("owners", str(site.pk)), OWN_MAP, load)


def learn_owners(site: JiraSite, found: Iterable[str]) -> Mapping[str, str]:
    """The map, with the accounts that Jira finds for addresses that we meet for the first time."""
    known = dict(owners(site))
    for address in dict.fromkeys(each.lower() for each in found):
        if address not in known and (account := account_of(site, address)):
            AccountAddress.objects.get_or_create(
                site=site, address=address, defaults={"account": account, "source": "jira"}
            )
            known[address] = account
    return known


def account_of(site: JiraSite, address: str) -> str:
    def load() -> str:
        try:
            return find_account(jira_of(site), address) or ""
        except Permanent:  # we may not search: then nobody is found, and the strictest rules hold
            return ""

    return kept().get(("account of", site.url, address), NOBODY, load)


def receivers(site: JiraSite, mapping: NotificationMapping, scene: Scene) -> Chosen:
    """Who of the mapping's audience hears of it, and who does not and why."""
    return chosen_of(site, mapping, [parse_audience(each) for each in mapping.audience], scene)


def again(site: JiraSite, mapping: NotificationMapping, held: Receiver, scene: Scene) -> Chosen:
    """Somebody who was chosen earlier, with what is known of them now, and whatever speaks against them now."""
    address, account = Entry("address", held.address), Entry("account", held.account_id)
    chosen = chosen_of(site, mapping, [address, account] if held.account_id else [address], scene)
    mine = [each for each in chosen.receivers if not held.account_id or each.account_id == held.account_id]
    return Chosen(tuple(replace(each, reasons=held.reasons) for each in mine[:1]), chosen.left_out)


def chosen_of(site: JiraSite, mapping: NotificationMapping, entries: Sequence[Entry], scene: Scene) -> Chosen:
    by_mail = correspondents(site, scene.issue.id, scene.issue.key)
    facts = facts_of(site, entries, scene, by_mail)
    meant = gather(entries, facts)
    chosen = choose(meant, rules(mapping, by_mail, meant), [each.origin.cause for each in scene.events])
    calm, flooded = without_flooded(site, scene.issue.id, chosen.receivers)
    return Chosen(calm, (*troubles(entries, facts), *chosen.left_out, *flooded))


def without_flooded(
    site: JiraSite, issue_id: str, receivers: Sequence[Receiver]
) -> tuple[tuple[Receiver, ...], list[tuple[str, str]]]:
    """The last brake: programs that answer each other without any mark would go on for ever."""
    lately = ReceiverRow.objects.filter(
        address__in=[each.address for each in receivers],
        message__site=site,
        message__issue_id=issue_id,
        message__queued_at__gt=timezone.now() - timedelta(hours=1),
    )
    counts = dict(lately.values_list("address").annotate(mails=Count("pk")))
    calm = tuple(each for each in receivers if counts.get(each.address, 0) < MOST_AN_HOUR)
    words = f"{MOST_AN_HOUR} mails about this issue within an hour: no more, it looks like a loop"
    return calm, [(str(each), words) for each in receivers if each not in calm]


def facts_of(site: JiraSite, entries: Sequence[Entry], scene: Scene, by_mail: Correspondents) -> Facts:
    jira = asked(site)
    meant = {each: jira.meant(each.kind, each.name, scene.issue) for each in entries if each.kind in ASKED}
    mentioned = dict.fromkeys(account for each in scene.events for account in scene.mentions(each))
    wants_mail = any(each.kind == "mail participants" for each in entries)
    facts = Facts(
        issue=scene.issue,
        meant=meant,
        owners=learn_owners(site, addresses_met(entries, scene, by_mail)),
        participants=by_mail.people if wants_mail else (),
        mentioned=tuple(mentioned),
        texts={each.name: evaluated(site, each.name, scene) for each in entries if each.kind == "expression"},
    )
    people = jira.people(accounts_in(entries, facts))
    return Facts(**{**vars(facts), "people": people})


def addresses_met(entries: Sequence[Entry], scene: Scene, by_mail: Correspondents) -> list[str]:
    """Addresses behind which there may be accounts."""
    found = [mail.sender for mail in causing(scene.events) if mail.sender]
    for each in entries:
        if each.kind == "mail participants":
            found += [person.email for person in by_mail.people]
        elif each.kind == "address":
            found += [person.email for person in addresses(each.name)]
        elif each.kind == "address field" and (field := scene.issue.field(each.name)) is not None:
            found += [person.email for person in addresses(field.text)]
    return found


def rules(mapping: NotificationMapping, by_mail: Correspondents, meant: Sequence[Receiver]) -> Rules:
    wanted = [each.address.lower() for each in meant if each.address]
    aside = SetAside.objects.filter(address__in=wanted).values_list("address", "reason")
    gone = Unsubscribed.objects.filter(mapping_id=mapping.pk, address__in=wanted)
    return Rules(
        exclude=tuple(mapping.exclude),
        include=tuple(mapping.include),
        own=own_addresses(),
        programs=by_mail.programs,
        set_aside=dict(aside),
        unsubscribed=frozenset(gone.values_list("address", flat=True)),
        inhibit_own=mapping.inhibit_own,
    )


def own_addresses() -> frozenset[str]:
    """Addresses to which we write to ourselves."""

    def load() -> frozenset[str]:
        found = {*Profile.objects.values_list("address", flat=True)}
        found |= {*MessageSource.objects.exclude(type="smtp").values_list("user", flat=True)}
        found |= {*MessageOutbound.objects.values_list("sender_address", flat=True)}
        taken = MessageSource.objects.filter(type="smtp").values_list("recipients", flat=True)
        found |= {address for each in taken for address in each}
        return frozenset(address.lower() for address in found if "@" in address)

    return kept().get(("own addresses",), OWN_MAP, load)
