"""Template preview: a set of templates, filled with an event that really happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from postroom.models import JiraEvent, TemplateSet
from postroom.outbound import preview as previewing
from postroom.outbound.preview import Preview
from postroom.rendering import SHIPPED
from postroom.web import frame, listing, words

OFFERED = 50  # events to choose from
USUAL = "modern"
GUEST, ACCOUNT = "", "account"


@dataclass(frozen=True)
class Asked:
    """What is to be shown. No event where none was ever stored."""

    template_set: str
    sets: list[str]
    event: JiraEvent | None
    kind: str

    @property
    def kinds(self) -> dict[str, str]:
        """The receivers to choose from: somebody outside, and who did it, if that is known."""
        found = {GUEST: "Without an account"}
        if self.event and self.event.actor:
            found[ACCOUNT] = f"With an account: {self.event.actor_name or self.event.actor}"
        return found

    def show(self) -> Preview | None:
        """The mail. It asks Jira what this receiver may see."""
        if self.event is None:
            return None
        account = self.event.actor if self.kind == ACCOUNT else ""
        return previewing.preview(self.template_set, self.event.pk, account=account)


@require_safe
def preview_page(request: HttpRequest) -> HttpResponse:
    """Subject, text and HTML, or what is wrong with the templates."""
    asked = asking(request.GET)
    context = {"asked": asked, "events": offered(asked.event), "shown": asked.show()}
    return render(request, "preview.html", context)


@require_safe
def html(request: HttpRequest) -> HttpResponse:
    """The HTML for the frame on that page."""
    shown = asking(request.GET).show()
    return frame.framed(shown.html if shown else "")


def asking(values: Mapping[str, str]) -> Asked:
    """Read the query string; what makes no sense becomes the usual."""
    own = TemplateSet.objects.order_by("name").values_list("name", flat=True)
    sets = list(dict.fromkeys([*own, *SHIPPED]))
    wanted = values.get("set", "")
    asked = Asked(wanted if wanted in sets else USUAL, sets, chosen(values.get("event", "")), GUEST)
    kind = values.get("kind", "")
    return Asked(asked.template_set, sets, asked.event, kind) if kind in asked.kinds else asked


def chosen(number: str) -> JiraEvent | None:
    """The event of this number, else the newest of an issue."""
    events = JiraEvent.objects.defer("payload", "trace", "said")
    pk = listing.number(number)
    return (events.filter(pk=pk).first() if pk else None) or events.exclude(issue_key="").first()


def offered(chosen: JiraEvent | None) -> list[tuple[int, str]]:
    """The newest events of issues, and the chosen one."""
    rows = JiraEvent.objects.only("kind", "issue_key", "actor_name", "received_at").exclude(issue_key="")
    found = list(rows[:OFFERED])
    if chosen and all(each.pk != chosen.pk for each in found):
        found.append(chosen)
    return [(each.pk, label(each)) for each in found]


def label(event: JiraEvent) -> str:
    by = f" by {event.actor_name}" if event.actor_name else ""
    return (
        f"{event.issue_key}: {words.event_kind(event.kind).lower()}{by}, {event.received_at:%Y-%m-%d %H:%M}"
    )
