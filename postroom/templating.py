"""`postroom template`: which sets there are, what is in them, whether they are good, and how a mail would look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from postroom.connections import renderers
from postroom.errors import BadConfiguration
from postroom.lists import in_columns, unknown
from postroom.models import JiraEvent, NotificationMapping, TemplateSet
from postroom.outbound import letters
from postroom.outbound.preview import Preview
from postroom.outbound.preview import preview as of_event
from postroom.rendering import SHIPPED, TemplateFailed, TemplateSource
from postroom.rendering.samples import Sample, sample, samples

HEAD = ("NAME", "BASE", "USED BY", "OWN PARTS")


def names() -> list[str]:
    return [*SHIPPED, *TemplateSet.objects.order_by("name").values_list("name", flat=True)]


def source_of(name: str) -> TemplateSource:
    """A set with all its parts, those of its base among them. Raises BadConfiguration naming the nearest one."""
    if name not in names():
        raise BadConfiguration(unknown("template set", name, names()))
    return letters.source_of(name)


def table() -> list[str]:
    """`postroom template list`: a heading and one line for each set, in columns."""
    own = {row.name: row for row in TemplateSet.objects.all()}
    rows = [
        (
            name,
            own[name].base if name in own else "comes with Postroom",
            ", ".join(users(name)) or "nobody",
            ", ".join(sorted(own[name].parts)) if name in own else "",
        )
        for name in names()
    ]
    return in_columns(HEAD, rows)


def users(name: str) -> list[str]:
    """The mappings that use a set."""
    mappings = NotificationMapping.objects.filter(template_set=name).order_by("name")
    return list(mappings.values_list("name", flat=True))


def part(name: str, wanted: str = "") -> list[str]:
    """The lines of a part of a set; without `wanted` the names of its parts."""
    source = source_of(name)
    if not wanted:
        return sorted(source.parts)
    if wanted not in source.parts:
        raise BadConfiguration(unknown("part", wanted, list(source.parts)))
    return source.parts[wanted].splitlines()


# --- check and preview --------------------------------------------------------------------------------------


def check(name: str) -> list[str]:
    """What is wrong with a set: in its parts, or with any sample in it. Each problem once."""
    source = source_of(name)
    found = renderers().check(source)
    tried = () if found else (problem for each in samples() for problem in rendered(source, each).problems)
    return found or list(dict.fromkeys(tried))


def preview(name: str, event: int, kind: str = "", account: str = "") -> Preview:
    """The mail about a stored event with this set, as this account would get it, or somebody without one.

    Nothing is stored or sent. Raises BadConfiguration for a set or event that is not there.
    """
    source_of(name)
    if not JiraEvent.objects.filter(pk=event).exists():
        raise BadConfiguration(f"There is no event {event}. Try a sample: --sample commented.")
    return of_event(name, event, kind, account=account)


def preview_sample(name: str, invented: str) -> Preview:
    """The mail about a sample with this set. Raises BadConfiguration for a set or sample that is not there."""
    source = source_of(name)
    try:
        return rendered(source, sample(invented))
    except KeyError:
        raise BadConfiguration(unknown("sample", invented, [each.name for each in samples()])) from None


def rendered(source: TemplateSource, one: Sample) -> Preview:
    try:
        mail = renderers().render(source, one.kind, one.values)
    except TemplateFailed as error:
        return Preview(problems=(str(error),))
    if letters.is_empty(mail):
        return Preview(problems=(f"Nothing comes of the sample {one.name}: empty mail is not sent.",))
    return Preview(mail.subject, mail.text, mail.html)


def in_words(seen: Preview) -> Iterator[str]:
    """The mail for a terminal: its problems, or its subject and text, or its HTML where it has no text."""
    yield from seen.problems
    if not seen.problems:
        yield f"Subject: {seen.subject}"
        yield ""
        yield (seen.text or seen.html).rstrip("\n")


def written(seen: Preview, folder: Path) -> list[str]:
    """The mail as files in a folder; what was written, in words. With problems nothing is written."""
    if seen.problems:
        return list(seen.problems)
    folder.mkdir(parents=True, exist_ok=True)
    files = {"subject.txt": f"{seen.subject}\n", "text.txt": seen.text, "mail.html": seen.html}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [f"Written to {folder}: {', '.join(files)}."]
