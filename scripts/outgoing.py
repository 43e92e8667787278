"""What templates see, and the words of outgoing mail, as pages of the reference for `scripts/reference`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from postroom.models import JiraEvent, Notice, OutboundMessage, OutboundState, Receiver
from postroom.rendering.filters import KEPT, OURS
from postroom.rendering.variables import Group, Variable, reference

BEGIN, END = "<!-- begin: written by scripts/reference -->\n", "<!-- end -->\n"

VARIABLES = """\
# What templates see

All values that a [template](../how-to/templates.md) can use, each with an example out of the samples that
`postroom template preview SET --sample NAME` shows. `[]` stands for each entry of a list: `events[].at` is written as
`{{% for event in events %}}{{{{ event.at | date }}}}{{% endfor %}}`.

What a receiver may not see is not among the values of that receiver's mail, so no template can show it. Times are
texts such as 2026-11-22T14:31:40+01:00; the filter `date` writes them for people.

{groups}

## Filters of Postroom's own

| Filter | Gives |
|---|---|
{filters}

## Filters of Jinja

Those that are kept: {kept}. What they do: [Jinja's list of
filters](https://jinja.palletsprojects.com/en/stable/templates/#list-of-builtin-filters).
"""

#: Per table: its title, the column's choices, and what each means.
WORDS: tuple[tuple[str, Any, Mapping[str, str]], ...] = (
    (
        "Outcomes of an event",
        JiraEvent.Outcome,
        {
            "handled": "At least one Notification Mapping tells of it: it joined a notice, and the page links that. Of "
            "events of Postroom's own, such as an acknowledgement: its mail was made.",
            "ignored": "Nobody is told. The reason says why, for each mapping.",
            "parked": "Something is wrong that trying again does not mend, or what came was not understood.",
        },
    ),
    (
        "How an event was heard of",
        JiraEvent.Source,
        {
            "webhook": "The site's webhook.",
            "polling": "Postroom asked.",
            "automation": "A rule of Jira's Automation sent it.",
            "postroom": "Postroom itself: an acknowledgement, a rejection, a digest, a schedule, `postroom send`.",
        },
    ),
    (
        "Outcomes of a notice",
        Notice.Outcome,
        {
            "sent": "Its mails were made.",
            "held": "Everybody hears of it later: in a digest, or when their quiet hours are over.",
            "ignored": "Nobody of the audience is to hear of it. The page lists whom and why.",
            "parked": "It cannot be made, for instance because of a template.",
        },
    ),
    (
        "Kinds of mail",
        OutboundMessage.Kind,
        {
            "notice": "What happened in one issue.",
            "ping": "The test message of `postroom outbound poll` or of the console.",
            "acknowledgement": "Your mail came.",
            "rejection": "Your mail was not taken.",
            "send": "Written by a person with `postroom send`.",
            "scheduled": "The issues that a schedule's search found.",
            "digest": "What happened in several issues.",
            "webhook": "A message to Slack, Teams and the like.",
            "resend": "A mail sent to another address by a person.",
        },
    ),
    (
        "Outcomes of a mail",
        OutboundMessage.Outcome,
        {
            "sent": "The mail server took it for every receiver.",
            "partly": "For some it was taken, for others refused.",
            "perhaps": "All of it went out, and no answer came back. It is not sent again by itself, unless the "
            "mapping says `perhaps_sent: again`.",
            "failed": "No receiver has got it.",
            "parked": "It cannot be sent as things are, such as when its outbound was removed.",
        },
    ),
    (
        "States of a receiver",
        Receiver.State,
        {
            "open": "Not sent yet, or to be tried again.",
            "sent": "The mail server took it for this address.",
            "perhaps": "No answer came after the data.",
            "refused": "Refused for good, given up after 48 hours, or set aside before it was sent.",
            "delayed": "A mail server on the way says that it goes on trying.",
            "bounced": "It came back.",
        },
    ),
    (
        "States of a Message Outbound",
        OutboundState.Status,
        {
            "unknown": "Nothing was sent through it yet.",
            "online": "The last mail was answered.",
            "failing": "It cannot be reached, refuses the login, or broke off several times; it is tried again after "
            "5, 10, 20 s ... 10 min.",
        },
    ),
)


def template_variables() -> str:
    return VARIABLES.format(
        groups="\n\n".join(map(group, reference())),
        filters="\n".join(f"| `{name}` | {told(each)} |" for name, each in OURS.items()),
        kept=", ".join(f"`{name}`" for name in KEPT),
    )


def group(one: Group) -> str:
    rows = "\n".join(map(variable, one.variables))
    return f"## {one.title}\n\n{one.meaning}\n\n| Name | Meaning | Example |\n|---|---|---|\n{rows}"


def variable(one: Variable) -> str:
    return f"| `{one.name}` | {cell(one.meaning)} | {quoted(one.example)} |"


def quoted(example: str) -> str:
    """JSON as code, whatever signs are in it."""
    text = " ".join(example.split()).replace("|", "\\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`" if text else ""


def told(each: Callable[..., Any]) -> str:
    return cell(inspect.getdoc(each) or "")


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def outcomes(page: str) -> str:
    """The page with the tables of outgoing mail between its two marks written anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = "\n\n".join(tables())
    return f"{before}{BEGIN}\n{written}\n\n{END}{after}"


def tables() -> Iterator[str]:
    for title, choices, meanings in WORDS:
        wordless = {each.value for each in choices} ^ set(meanings)
        if wordless:
            raise SystemExit(f"WORDS in scripts/outgoing.py and the models differ at {title}: {wordless}")
        rows = [f"| {each.value} | {each.label} | {meanings[each.value]} |" for each in choices]
        yield "\n".join([f"### {title}", "", "| Word | In full | Meaning |", "|---|---|---|", *rows])
