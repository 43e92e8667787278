"""The parts of a template set: written into the document, or in files beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from yaml import MappingNode, Node, ScalarNode

from postroom.configuration.values import BadValue, words
from postroom.errors import BadConfiguration

HOW = "write the text itself (after | in lines of its own), or {file: PATH}"
LONGEST = 200_000  # characters
MOST = 200


@dataclass(frozen=True)
class Part:
    """One part: its name and text, or the file with it. `line` is that of the document before its first line."""

    name: str
    line: int
    text: str = ""
    file: str = ""


Files = Callable[[str], str]  # the text of a file; raises BadConfiguration


def parts(node: Node) -> tuple[Part, ...]:
    if not isinstance(node, MappingNode):
        raise ValueError("write the parts as keys, such as `notice.subject: ...`")
    found = [part(key, value) for key, value in node.value]
    names = [one.name for one in found]
    for (key, _), name in zip(node.value, names, strict=True):
        if names.count(name) > 1:
            raise BadValue(key, f"the part {name} is there twice")
    if len(found) > MOST:
        raise ValueError(f"write at most {MOST} parts")
    return tuple(found)


def part(key: Node, value: Node) -> Part:
    name, line = words(key), value.start_mark.line + 1
    if isinstance(value, ScalarNode):
        block = value.style in ("|", ">")
        return Part(name, line if block else line - 1, text=proper(value, value.value))
    said = value.value if isinstance(value, MappingNode) else []
    match said:
        case [(ScalarNode(value="file"), ScalarNode(value=place))] if place.strip():
            return Part(name, line, file=place.strip())
    raise BadValue(value, f"the part {name} is neither a text nor a file; {HOW}")


def proper(node: Node, text: str) -> str:
    """A text that can be stored, with line ends as Jinja has them."""
    text = text.replace("\r\n", "\n")
    if "\x00" in text:
        raise BadValue(node, "write it without the character NUL")
    if len(text) > LONGEST:
        raise BadValue(node, f"write at most {LONGEST:,} characters in a part")
    return text


def filled(one: Part, files: Files | None) -> Part:
    """The part with its text. Raises BadConfiguration where its file is not to be had."""
    if not one.file:
        return one
    if files is None:
        raise BadConfiguration("files are read by the command line only; write the text itself")
    return replace(one, text=files(one.file))


def files_beside(document: Path) -> Files:
    """Reads files whose paths are relative to the folder of the document (of the command, for "-").

    Only the command line may do this: whoever can write a document elsewhere must not read files by it.
    """

    def read(place: str) -> str:
        path = document.parent / Path(place).expanduser()
        try:
            with path.open(encoding="utf-8") as file:
                text = file.read(LONGEST + 1)
        except OSError as error:
            raise BadConfiguration(f"the file {path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise BadConfiguration(f"the file {path} is not text in UTF-8") from None
        if len(text) > LONGEST or "\x00" in text:
            raise BadConfiguration(f"the file {path} is no template: it is too long, or has a NUL in it")
        return text

    return read
