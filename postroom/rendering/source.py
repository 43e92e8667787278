"""Template sets: the parts they consist of, those that come with Postroom, and own ones on top of these."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from postroom.errors import BadConfiguration

_SETS = Path(__file__).with_name("sets")
_SUFFIX = ".j2"

SHIPPED = tuple(sorted(folder.name for folder in _SETS.glob("[a-z]*") if folder.is_dir()))


@dataclass(frozen=True)
class TemplateSource:
    """A template set: the text of each part by its name, such as "commented.html", "notice.de.text", "style.css".

    For an event of kind `commented` the part "commented.html" is taken, else "notice.html"; of each the variant in
    the language of the mail where there is one.
    """

    name: str
    parts: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", MappingProxyType(dict(self.parts)))

    @cached_property
    def digest(self) -> str:
        """What the parts say, in 64 letters: sets with the same parts have the same."""
        sha = hashlib.sha256()
        for name, text in sorted(self.parts.items()):
            for word in (name, text):
                data = word.encode("utf-8", "surrogatepass")
                sha.update(len(data).to_bytes(8, "big") + data)
        return sha.hexdigest()


@cache
def shipped(name: str) -> TemplateSource:
    """The set of that name that comes with Postroom. Raises BadConfiguration where there is none."""
    if name not in SHIPPED:
        raise BadConfiguration(f"there is no template set {name!r}; Postroom comes with {', '.join(SHIPPED)}")
    files = sorted((_SETS / name).glob("*" + _SUFFIX))
    return TemplateSource(
        name, {file.name.removesuffix(_SUFFIX): file.read_text(encoding="utf-8") for file in files}
    )


def merged(base: TemplateSource, name: str, parts: Mapping[str, str]) -> TemplateSource:
    """A set of its own name that is like `base` but for these parts."""
    return TemplateSource(name, {**base.parts, **parts})
