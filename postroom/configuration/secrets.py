"""References to secrets: what a document may say, and how the command line finds what it means."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from yaml import MappingNode, Node, ScalarNode

from postroom.errors import BadConfiguration

Where = Literal["env", "file", "stdin", "stored"]
WHERE = ("env", "file", "stdin", "stored")
HOW = "write {env: NAME}, {file: /path} or {stdin: true}"
LONGEST = 8192  # characters


@dataclass(frozen=True)
class SecretReference:
    """Where a secret is to be found. `place`: a variable, a path, or for `stored` the name of its owner.

    `whose` names it in messages ("the password of source 'support'").
    """

    where: Where
    place: str
    line: int
    whose: str = ""


def secret(node: Node) -> SecretReference:
    """A reference from its place in a document. Raises ValueError, in which nothing of the value is said."""
    line = node.start_mark.line + 1
    if isinstance(node, ScalarNode) and node.value.startswith("stored:"):
        return SecretReference("stored", node.value.removeprefix("stored:").strip(), line)
    if isinstance(node, ScalarNode):
        raise ValueError(f"a secret is not written into the document itself; {HOW}")
    said = node.value[0] if isinstance(node, MappingNode) and len(node.value) == 1 else (None, None)
    match said:
        case ScalarNode(value=where), ScalarNode(value=place) if where in WHERE and place.strip():
            if where != "stdin" or place.lower() == "true":
                return SecretReference(cast("Where", where), place.strip(), line)
    raise ValueError(f"it says in no known way where the secret is; {HOW}")


def resolve(reference: SecretReference) -> str:
    """The secret itself, from this process's environment, a file or the next line of standard input.

    Only the command line may do this: whoever can write a document elsewhere must not read files by it.
    Raises BadConfiguration where there is none.
    """
    match reference.where:
        case "env":
            found, place = os.environ.get(reference.place, ""), f"the environment variable {reference.place}"
        case "file":
            found, place = from_file(reference), f"the file {reference.place}"
        case "stdin":
            found, place = from_stdin(reference), "standard input"
        case _:
            raise ValueError("what is stored already needs no resolving")
    return proper(found, reference, place)


def proper(found: str, reference: SecretReference, place: str) -> str:
    """The secret, if it can be one."""
    if not found:
        raise trouble(reference, f"{place} is empty or not there")
    if len(found) > LONGEST or any(ord(char) < 32 or ord(char) == 127 for char in found):
        raise trouble(reference, f"{place} holds more than one line of text")
    return found


def from_file(reference: SecretReference) -> str:
    try:
        with Path(reference.place).expanduser().open(encoding="utf-8") as file:
            return file.read(LONGEST + 2).rstrip("\r\n")
    except OSError as error:
        raise trouble(reference, f"the file {reference.place} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise trouble(reference, f"the file {reference.place} is not text in UTF-8") from None


def from_stdin(reference: SecretReference) -> str:
    """Asked for at a terminal; else one line for each reference, in the order of the document."""
    if sys.stdin.isatty():
        return getpass.getpass(f"T{reference.whose[1:]}: ")
    return sys.stdin.readline().rstrip("\r\n")


def trouble(reference: SecretReference, text: str) -> BadConfiguration:
    return BadConfiguration(f"Line {reference.line}: {reference.whose} was not found: {text}.")
