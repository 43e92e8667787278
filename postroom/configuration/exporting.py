"""The configuration as a document that, applied again, changes nothing."""

from __future__ import annotations

from typing import Any

import yaml

from postroom.configuration.shape import SECTIONS, keys_for, refers, required, secrets_of
from postroom.configuration.stored import column, name_of, own_rows

HEAD = """\
# The configuration of Postroom. Change it and: postroom config check FILE, then postroom config apply FILE.
# What is left out has its default. `stored` keeps a secret that is stored (encrypted); to set another one
# write {env: NAME}, {file: /path} or {stdin: true} in its place.
"""


NEEDED = ("site", "profile", "source")


class Stored(dict[str, str]):
    """A secret that is not shown."""


class Flow(list[str]):
    """A list in one line."""


class Lines(str):
    """A text of several lines, each in a line of its own."""


class Dumper(yaml.SafeDumper):
    """Indents the items of a list below its key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


Dumper.add_representer(
    Stored, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)
)
Dumper.add_representer(
    Flow, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
Dumper.add_representer(
    Lines, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style="|")
)


def export() -> str:
    """Everything that is configured; secrets as {stored: name}. Sections without an object are left out, but for
    those that every document needs."""
    found = {section: list(own_rows(kind)) for section, kind in SECTIONS.items()}
    sections = {
        section: [entry(kind, row) for row in found[section]]
        for section, kind in SECTIONS.items()
        if found[section] or kind in NEEDED
    }
    text = yaml.dump(sections, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
    return HEAD + text


def entry(kind: str, row: Any) -> dict[str, Any]:
    """One object: what it must have, and what is not as it is by default."""
    type_ = getattr(row, "type", "")
    values = {key: written(kind, key.name, row) for key in keys_for(kind, type_)}
    return {key.name: value for key, value in values.items() if required(key) or value != plain(key.default)}


def written(kind: str, name: str, row: Any) -> Any:
    value = getattr(row, name)
    if name in secrets_of(kind):
        return None if value is None else Stored(stored=name_of(row))
    if name in refers(kind):
        return "" if value is None else value.name
    return plain(value)


def plain(value: Any) -> Any:
    """As YAML shows it best: whole seconds without a point, choices as their words."""
    match column(value):
        case list() as items:
            return Flow(items)
        case dict() as parts:
            return {name: Lines(text) if "\n" in text else text for name, text in sorted(parts.items())}
        case float() as number if number.is_integer():
            return int(number)
        case str() as words:
            return str(words)
        case other:
            return other
