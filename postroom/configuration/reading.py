"""YAML as entries with line numbers: what is a list of what, and which keys it has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from postroom.configuration.shape import KEYS, SECTIONS, keys_for, secrets_of
from postroom.configuration.values import BadValue
from postroom.errors import BadConfiguration

NULL = "tag:yaml.org,2002:null"
TYPES = {"imap": "IMAP", "pop3": "POP3", "smtp": "SMTP", "webhook": "webhook"}
MOST_CHARACTERS = 5_000_000
_NAMES = [f"{name}:" for name in SECTIONS]
BEGINS = f"has to begin with {', '.join(_NAMES[:-1])} or {_NAMES[-1]}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a document; `line` 0 is for what it leaves out."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.text}" if self.line else self.text


class BadDocument(BadConfiguration):
    """A document that cannot be applied; `problems` are sentences with the line."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = [str(problem) for problem in sorted(problems, key=lambda one: one.line)]
        super().__init__("\n".join(["The document was not applied.", *self.problems]))


@dataclass(frozen=True)
class Entry:
    """One object of the document as it is written: the nodes of its keys, blank ones left out."""

    kind: str
    name: str
    line: int
    nodes: Mapping[str, Node]
    lines: Mapping[str, int]

    def __str__(self) -> str:
        return called(self.kind, self.name)

    @property
    def type(self) -> str:
        """The type of a source or an outbound, as far as it can be told; "" for the rest."""
        usual = {"source": "imap", "outbound": "smtp"}.get(self.kind, "")
        return scalar(self.nodes.get("type")).lower() or usual if usual else ""


class Reading:
    """One pass over a document, and the problems that it has met."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def complain(self, line: int, text: str) -> None:
        self.problems.append(Problem(line, text))

    def entries(self, text: str) -> list[Entry]:
        """All objects of the document, in its order. Raises BadDocument where it is no YAML."""
        top = compose(text)
        if not isinstance(top, MappingNode):
            raise BadDocument([Problem(line_of(top), f"the document {BEGINS}.")])
        sections, lines = self.pairs(top, "the document", SECTIONS)
        return [
            self.entry(SECTIONS[name], item)
            for name in SECTIONS
            if name in sections
            for item in self.items(name, sections[name], lines[name])
        ]

    def items(self, section: str, node: Node, line: int) -> Iterator[MappingNode]:
        if not isinstance(node, SequenceNode):
            self.complain(line, f"{section} has to be a list: each {SECTIONS[section]} begins with a dash.")
            return
        for item in node.value:
            if isinstance(item, MappingNode):
                yield item
            else:
                kind = SECTIONS[section]
                self.complain(line_of(item), f"{a(kind)} has to have keys, such as `{key_of(kind)}: ...`.")

    def entry(self, kind: str, node: MappingNode) -> Entry:
        name = name_of(kind, node)
        nodes, lines = self.pairs(node, called(kind, name), KEYS[kind])
        return Entry(kind, name, line_of(node), nodes, lines)

    def pairs(
        self, node: MappingNode, whose: str, known: Collection[str]
    ) -> tuple[dict[str, Node], dict[str, int]]:
        """The known keys of a mapping with a value, and the lines of all known keys."""
        lines: dict[str, int] = {}
        nodes: dict[str, Node] = {}
        for key, value in node.value:
            name, line = scalar(key), line_of(key)
            if name not in known:
                self.complain(line, f"{whose}: {unknown(name, known)}")
            elif name in lines:
                self.complain(line, f"{whose}: {name} is there twice, first in line {lines[name]}.")
            else:
                lines[name] = line
                nodes |= {} if blank(value) else {name: value}
        return nodes, lines

    def values(self, entry: Entry) -> dict[str, Any] | None:
        """What the entry's keys say; None where a value cannot be used."""
        before = len(self.problems)
        own = {key.name for key in keys_for(entry.kind, entry.type)} if entry.type in ("", *TYPES) else None
        for name in entry.nodes:
            if own is not None and name not in own:
                allowed = " and ".join(TYPES[one] for one in KEYS[entry.kind][name].only)
                self.complain(
                    entry.lines[name], f"{entry}: {name} is for {allowed} {entry.kind}s only; remove it."
                )
        values = {name: self.value(entry, name) for name in entry.nodes}
        return values if len(self.problems) == before else None

    def value(self, entry: Entry, name: str) -> Any:
        node = entry.nodes[name]
        try:
            return KEYS[entry.kind][name].read(node)
        except ValueError as error:
            bad = error.node if isinstance(error, BadValue) else node
            said = "" if name in secrets_of(entry.kind) else f"{shown(bad)} cannot be used; "
            self.complain(line_of(bad), f"{entry}, {name}: {said}{str(error).rstrip('?.')}{end(error)}")
            return None


def compose(text: str) -> Node:
    """The document's root. Raises BadDocument, without repeating what may be a secret."""
    if len(text) > MOST_CHARACTERS:
        raise BadDocument([Problem(1, f"the document is longer than {MOST_CHARACTERS:,} characters.")])
    try:
        root = yaml.SafeLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadDocument([Problem(mark.line + 1 if mark else 1, not_yaml(error))]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadDocument([Problem(line, "there is a character that YAML does not allow.")]) from None
    except RecursionError:
        raise BadDocument([Problem(1, "the document is nested far too deeply.")]) from None
    if root is None:
        raise BadDocument([Problem(1, f"the document is empty; it {BEGINS}.")])
    return root


def a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def called(kind: str, name: str) -> str:
    """An object as messages name it."""
    return f"{kind} '{name}'" if name else f"{a(kind)} without {a(key_of(kind))}"


def key_of(kind: str) -> str:
    """The key by which people know an object."""
    return "name" if "name" in KEYS[kind] else next(iter(KEYS[kind]))


def name_of(kind: str, node: MappingNode) -> str:
    """An object's name: what tells it from others of its kind. "" where it has none."""
    said = {scalar(key): scalar(value) for key, value in reversed(node.value)}
    if kind != "address":
        return said.get("name", "")
    address, site = said.get("address", "").lower(), said.get("site", "")
    return f"{address} at {site}" if address and site else address


def end(error: ValueError) -> str:
    return "?" if str(error).endswith("?") else "."


def not_yaml(error: yaml.MarkedYAMLError) -> str:
    what = re.sub(r"(['\"])[^'\"<][^'\"]+\1", "that", error.problem or error.context or "it cannot be read")
    return f"this is not YAML: {what}. Look at the indentation, and put a value with special characters in quotes."


def unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name.lower(), known, 1, 0.6)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
    return f"{name[:60] or 'that'} is not a known key; {hint}"


def scalar(node: Node | None) -> str:
    """The text of a plain value, "" for anything else."""
    return str(node.value).strip() if isinstance(node, ScalarNode) and node.tag != NULL else ""


def blank(node: Node) -> bool:
    """Left empty: the same as left out."""
    return isinstance(node, ScalarNode) and (node.tag == NULL or not node.value.strip())


def shown(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return repr(node.value if len(node.value) <= 80 else node.value[:77] + "...")
    return "a list" if isinstance(node, SequenceNode) else "a mapping"


def line_of(node: Node) -> int:
    return int(node.start_mark.line) + 1
