"""The values of a document: each reader takes a YAML node, or raises ValueError saying what is allowed."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from yaml import Node, ScalarNode, SequenceNode

Read = Callable[[Node], Any]
YES = {"true", "yes", "on"}
NO = {"false", "no", "off"}


class BadValue(ValueError):
    """What is wrong with one part of a value, at its own place in the document."""

    def __init__(self, node: Node, text: str) -> None:
        super().__init__(text)
        self.node = node


def words(node: Node) -> str:
    """A scalar as it was written, whatever YAML takes it for: a project may be called NO, a user 007."""
    if not isinstance(node, ScalarNode):
        raise ValueError("write one value, not a list or a mapping")
    if not node.tag.startswith("tag:yaml.org,"):
        raise ValueError(f"leave out the tag {node.tag}")
    value = str(node.value).strip()
    if not value.isprintable():
        raise ValueError("write it without line breaks and control characters")
    return value


def text(most: int) -> Read:
    """A text of at most so many characters."""

    def read(node: Node) -> str:
        value = words(node)
        if len(value) > most:
            raise ValueError(f"write at most {most} characters")
        return value

    return read


def one_of(*allowed: str, **also: str) -> Read:
    """One of these words, in any case; `also` are further spellings of them."""
    meaning = {word.lower(): word for word in allowed} | {word.lower(): value for word, value in also.items()}

    def read(node: Node) -> str:
        try:
            return meaning[words(node).lower()]
        except KeyError:
            raise ValueError(f"write {listed(allowed)}") from None

    return read


def listed(choices: tuple[str, ...]) -> str:
    return ", ".join(choices[:-1]) + f" or {choices[-1]}"


def switch(node: Node) -> bool:
    value = words(node).lower()
    if value not in YES | NO:
        raise ValueError("write true or false")
    return value in YES


def whole(least: int, most: int) -> Read:
    """A whole number in this range, both ends included."""

    def read(node: Node) -> int:
        value = words(node).replace("_", "")
        if not re.fullmatch(r"[0-9]{1,12}", value) or not least <= int(value) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(value)

    return read


def number(least: int, most: int, of: str) -> Read:
    """A number in this range, both ends included, perhaps with a fraction; `of` is its unit."""

    def read(node: Node) -> float:
        value = words(node)
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value) or not least <= float(value) <= most:
            raise ValueError(f"write a number of {of} from {least} to {most}")
        return float(value)

    return read


def seconds(least: int, most: int) -> Read:
    return number(least, most, "seconds")


def web_address(node: Node) -> str:
    """Without its last slash."""
    value = text(500)(node)
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("https", "http") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or " " in value or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("write an address such as https://your-site.atlassian.net")
    return str(value.rstrip("/"))


def host(node: Node) -> str:
    """A name (RFC 1123 2.1, or an international one) or an IP address, without a port."""
    value = text(255)(node)
    if not re.fullmatch(r"[\w.-]+", value) and not is_ipv6(value):
        raise ValueError(
            "write the name of a server alone, such as imap.example.com; the port has its own key"
        )
    return str(value)


def is_ipv6(value: str) -> bool:
    try:
        return ipaddress.ip_address(value).version == 6
    except ValueError:
        return False


def cloud_id(node: Node) -> str:
    value = words(node)
    if not re.fullmatch(r"[0-9A-Za-z-]{1,100}", value):
        raise ValueError("write the id alone, as https://your-site.atlassian.net/_edge/tenant_info shows it")
    return value


def mail_address(node: Node) -> str:
    value = text(320)(node)
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", value):
        raise ValueError("write one mail address, such as support@example.com")
    return str(value)


def low_address(node: Node) -> str:
    return mail_address(node).lower()


def servers(node: Node) -> tuple[str, ...]:
    """Names of mail servers, such as mx.example.com, or .example.com for all of a domain; a list or a single one."""
    entries = node.value if isinstance(node, SequenceNode) else [node]
    values = tuple(text(255)(entry) for entry in entries)
    if not all(re.fullmatch(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", value) for value in values):
        raise ValueError("write a list of server names, such as mx.example.com")
    return values


def recipients(node: Node) -> tuple[str, ...]:
    """Addresses or whole domains ("@example.com" or "example.com"), as a list or a single one."""
    entries = node.value if isinstance(node, SequenceNode) else [node]
    values = tuple(text(320)(entry) for entry in entries)
    if not all(re.fullmatch(r"([^@\s<>,;]*@)?[^@\s<>,;]+", value) for value in values):
        raise ValueError("write a list of mail addresses, or of domains such as @example.com")
    return values
