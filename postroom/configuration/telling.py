"""The values of mappings and schedules: which events, who hears of them, when, in which language."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from zoneinfo import available_timezones

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from postroom.configuration.values import BadValue, Read, text, words

EVENTS = (
    "created",
    "updated",
    "transitioned",
    "assigned",
    "commented",
    "comment_edited",
    "comment_deleted",
    "deleted",
    "attachment",
    "link",
    "worklog",
    "mentioned",
)
USUAL_EVENTS = ("created", "commented", "transitioned", "assigned")
MOST_ENTRIES = 1000
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")


def each(read_one: Callable[[Node], str]) -> Read:
    """A list of such values, or a single one; an error is said at the place of the entry that has it."""

    def read(node: Node) -> tuple[str, ...]:
        entries = node.value if isinstance(node, SequenceNode) else [node]
        if len(entries) > MOST_ENTRIES:
            raise ValueError(f"write at most {MOST_ENTRIES} entries")
        return tuple(dict.fromkeys(placed(read_one, entry) for entry in entries))

    return read


def placed(read_one: Callable[[Node], str], entry: Node) -> str:
    try:
        return read_one(entry)
    except ValueError as error:
        raise BadValue(entry, str(error)) from None


def phrase(node: Node) -> str:
    """A text such as `updated: Priority`, which YAML takes for a mapping where it is not in quotes."""
    if isinstance(node, MappingNode) and len(node.value) == 1:
        key, value = node.value[0]
        return f"{words(key)}: {words(value)}".strip()
    if not isinstance(node, ScalarNode):
        raise ValueError("write each entry as one text, such as commented or `updated: Priority`")
    return words(node)


def event(node: Node) -> str:
    said = phrase(node)
    name, colon, field = said.partition(":")
    kind = re.sub(r"[\s-]+", "_", name.strip().lower())
    if kind not in EVENTS:
        raise ValueError(nearest(kind))
    if not colon:
        return kind
    if kind != "updated":
        raise ValueError(f"only updated takes the name of a field; write {kind} alone")
    if not field.strip():
        raise ValueError("write the field after the colon, such as `updated: Priority`, or updated alone")
    return shorter(f"updated: {' '.join(field.split())}", 100)


def nearest(kind: str) -> str:
    near = get_close_matches(kind, EVENTS, 1, 0.6)
    if near:
        return f"did you mean {near[0]}?"
    return f"write {', '.join(EVENTS)} or `updated: FIELD`"


def shorter(value: str, most: int) -> str:
    if len(value) > most:
        raise ValueError(f"write at most {most} characters")
    return value


def asked(node: Node) -> str:
    """One entry of an audience, as it will be understood when an event comes."""
    from postroom.outbound.recipients import parse_audience

    said = shorter(phrase(node), 500)
    parse_audience(said)
    return said


def pattern(node: Node) -> str:
    """An address, a domain (@example.com), an account id, or any of these with * for anything."""
    value: str = text(320)(node)
    if not re.fullmatch(r"[^@\s<>,;]*@[^@\s<>,;]+|[0-9A-Za-z:_*-]{10,128}|\*", value):
        raise ValueError(
            "write mail addresses, domains such as @example.com, or account ids; * stands for anything"
        )
    return value


def project_key(node: Node) -> str:
    """A key as Jira writes it: in capitals. https://support.atlassian.com/jira-cloud-administration/docs/"""
    value = str(text(100)(node)).upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise ValueError("write the keys of projects, such as SUP")
    return value


events = each(event)
audience = each(asked)
patterns = each(pattern)
project_keys = each(project_key)
field_names = each(text(200))


def account(node: Node) -> str:
    """An Atlassian account id: at most 128 characters, neither a name nor a mail address."""
    value: str = text(128)(node)
    if not re.fullmatch(r"[0-9A-Za-z:_-]+", value):
        raise ValueError("write the account id: the end of the address of the person's profile page in Jira")
    return value


def query(node: Node) -> str:
    """JQL; line breaks are blanks."""
    if not isinstance(node, ScalarNode):
        raise ValueError("write one JQL query")
    value = " ".join(node.value.split())
    if not value.isprintable():
        raise ValueError("write it without control characters")
    return shorter(value, 4000)


def clock(node: Node) -> str:
    """A time of day, 00:00 to 23:59."""
    value = words(node)
    if not CLOCK.fullmatch(value):
        raise ValueError("write a time of day, such as 08:00")
    return value.rjust(5, "0")


def hours(node: Node) -> str:
    """From one time of day to another, perhaps over midnight."""
    first, dash, last = words(node).replace(" ", "").partition("-")
    if not dash or not CLOCK.fullmatch(first) or not CLOCK.fullmatch(last) or first == last:
        raise ValueError("write two times of day, such as 22:00-07:00")
    return f"{first.rjust(5, '0')}-{last.rjust(5, '0')}"


def zone(node: Node) -> str:
    """A name of the IANA time zone database."""
    value = words(node)
    if value not in available_timezones():
        near = get_close_matches(value, available_timezones(), 1, 0.6)
        raise ValueError(f"did you mean {near[0]}?" if near else "write a time zone, such as Europe/Vienna")
    return value


def day(node: Node) -> str:
    value = words(node).lower()
    found = [one for one in DAYS if len(value) > 1 and one.startswith(value)]
    if len(found) != 1:
        raise ValueError(f"write days of the week: {', '.join(DAYS)}")
    return found[0]


days = each(day)


def language(node: Node) -> str:
    """A language tag (RFC 5646), such as de or pt-BR."""
    value = words(node)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", value):
        raise ValueError("write the tag of a language, such as en, de or pt-BR")
    return value
