"""Everything in a template set that would fail, found without rendering it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, meta, nodes

from postroom.rendering.failing import cause, instead
from postroom.rendering.filters import FILTERS
from postroom.rendering.lookup import FALLBACK, part_for, variant
from postroom.rendering.sandbox import Sandbox

# What every mail offers to its templates.
_NAMES = """
site issue events event comment actor receiver mapping profile reply message unsubscribe_url language now
title issues
"""
NAMES = tuple(_NAMES.split())

LARGEST_PART = 500_000  # signs

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}(\.[a-z0-9_-]{1,60}){0,3}\.(subject|text|html|css)")
_NAMES_ARE = (
    "names are like notice.html or commented.de.text: small letters, ending in subject, text, html or css"
)
_MAY_BE_MISSING = ("default", "d", "defined", "undefined")
_OWN = ("self", "super", "caller", "varargs", "kwargs", "loop")


@dataclass(frozen=True)
class Parsed:
    """A part as it was understood: no tree where it was not."""

    name: str
    tree: nodes.Template | None
    problems: tuple[str, ...] = ()


def problems(sandbox: Sandbox) -> list[str]:
    """One sentence for each: a bad name, what cannot be understood, unknown filters, parts and names."""
    parsed = [_parsed(sandbox, name, text) for name, text in sorted(sandbox.parts.items())]
    trees = [part.tree for part in parsed if part.tree]
    given = {*NAMES, *sandbox.globals, *_OWN, *(name for tree in trees for name in _assigned(tree))}
    return [
        *_missing_parts(sandbox),
        *(f"part {part.name}{problem}" for part in parsed for problem in part.problems),
        *(
            f"part {part.name}, {problem}"
            for part in parsed
            if part.tree and not part.problems
            for problem in (*_unknown_names(part.tree, given), *_unknown_parts(sandbox, part.tree))
        ),
    ]


def _missing_parts(sandbox: Sandbox) -> Iterator[str]:
    if part_for(FALLBACK, "subject", (), sandbox.parts) is None:
        yield f"the set needs a part {FALLBACK}.subject"
    if all(part_for(FALLBACK, form, (), sandbox.parts) is None for form in ("text", "html")):
        yield f"the set needs a part {FALLBACK}.text or {FALLBACK}.html"


def _parsed(sandbox: Sandbox, name: str, text: str) -> Parsed:
    if not _NAME.fullmatch(name):
        return Parsed(repr(name[:80]), None, (f": {_NAMES_ARE}",))
    if len(text) > LARGEST_PART:
        return Parsed(name, None, (f": it is longer than {LARGEST_PART:,} signs",))
    try:
        tree = sandbox.parse(text, name)
        unknown = tuple(f", {problem}" for problem in _unknown_filters(sandbox, tree))
        if not unknown:
            sandbox.compile(text, name)
        return Parsed(name, tree, unknown)
    except TemplateSyntaxError as error:
        return Parsed(name, None, (f", line {error.lineno}: {cause(error, sandbox, {})}",))
    except Exception as error:
        return Parsed(name, None, (f": {cause(error, sandbox, {})}",))


def _unknown_filters(sandbox: Sandbox, tree: nodes.Template) -> Iterator[str]:
    for used, what, known in ((nodes.Filter, "filter", FILTERS), (nodes.Test, "test", sandbox.tests)):
        for node in tree.find_all(used):
            if node.name not in known:
                yield _unknown(node.lineno, f"there is no {what}", node.name, instead(node.name, known))


def _unknown(line: int, what: str, name: str, hint: str) -> str:
    return f"line {line}: {what} {name[:60]!r}; {hint}".rstrip("; ")


def _assigned(tree: nodes.Template) -> Iterator[str]:
    """Names that a part gives itself or may do without; another may use them, as a layout what the part that
    extends it has set."""
    yield from (name.name for name in tree.find_all(nodes.Name) if name.ctx != "load")
    yield from (macro.name for macro in tree.find_all(nodes.Macro))
    yield from (module.target for module in tree.find_all(nodes.Import))
    for names in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in names.names)
    for asked in tree.find_all((nodes.Test, nodes.Filter)):
        if getattr(asked, "name", "") in _MAY_BE_MISSING and isinstance(
            name := getattr(asked, "node", None), nodes.Name
        ):
            yield name.name


def _unknown_names(tree: nodes.Template, given: set[str]) -> Iterator[str]:
    undeclared = meta.find_undeclared_variables(tree) - given
    lines = {name.name: name.lineno for name in reversed(list(tree.find_all(nodes.Name)))}
    for name in sorted(undeclared, key=lambda each: lines.get(each, 0)):
        hint = instead(name, NAMES) or f"there are: {', '.join(NAMES)}"
        yield f"line {lines.get(name, 0)}: {name[:60]!r} is undefined; {hint}"


def _unknown_parts(sandbox: Sandbox, tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        part = getattr(getattr(node, "template", None), "value", None)
        if not isinstance(part, str) or getattr(node, "ignore_missing", False):
            continue
        if variant(part, (), sandbox.parts) is None:
            yield _unknown(node.lineno, "the set has no part", part, instead(part, sandbox.parts))
