"""What a template set would make of an event, without sending anything."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.connections import jira_of, renderers
from postroom.errors import PostroomError
from postroom.models import JiraEvent, NotificationMapping
from postroom.outbound import audience, scene
from postroom.outbound.causes import origins
from postroom.outbound.close import policy
from postroom.outbound.files import Files
from postroom.outbound.letters import is_empty, source_of
from postroom.outbound.recipients import Receiver
from postroom.outbound.scene import Scene
from postroom.outbound.view import View
from postroom.outbound.visibility import see


@dataclass(frozen=True)
class Preview:
    """The parts of a mail; `problems` in words where there is none, or it would not be sent."""

    subject: str = ""
    text: str = ""
    html: str = ""
    problems: tuple[str, ...] = ()


OUTSIDE = Receiver("somebody@example.com", "Somebody", "", ("this is a preview",))


def preview(template_set: str, event: int, kind: str = "", *, account: str = "") -> Preview:
    """The mail about a stored event: for somebody without an account, or for this account.

    What is shown is what that receiver may see. Errors become problems; nothing is sent or stored.
    """
    try:
        row = JiraEvent.objects.select_related("site").get(pk=event)
        return rendered(template_set, row, kind, receiver(row, account))
    except PostroomError as error:
        return Preview(problems=(str(error),))


def receiver(row: JiraEvent, account: str) -> Receiver:
    if not account:
        return OUTSIDE
    person = audience.asked(row.site).person(account)
    if person is None:
        return Receiver("somebody@example.com", account, account, OUTSIDE.reasons, active=False)
    address = person.email or "somebody@example.com"
    return Receiver(address, person.name, person.id, OUTSIDE.reasons, person.kind, person.active)


def rendered(template_set: str, row: JiraEvent, kind: str, to: Receiver) -> Preview:
    jira = jira_of(row.site)
    now = scene.look(jira, [row], row.issue_id)
    found = origins([row], now, audience.our_account(row.site), audience.owners(row.site))
    told = Scene(now, tuple(scene.happened(jira, [row], found, row.issue_id)))
    mapping = NotificationMapping(name="Preview", site=row.site, inhibit_own=False, template_set=template_set)
    events = tuple(told.in_sight(each) for each in told.events)
    seen = see(to, events, now, policy(mapping), audience.asked(row.site))
    if not seen.events:
        return Preview(problems=(f"{to.name or to.address} would get no mail: {seen.reason}.",))
    view = View(row.site, mapping, None, told, Files(jira, now.issue.attachments, mapping.attachments_most))
    shown = view.shown(seen, to)
    made = renderers().render(source_of(template_set), kind or shown.kind, shown.values)
    problems = ("The templates have nothing to say: empty mail is not sent.",) if is_empty(made) else ()
    return Preview(made.subject, made.text, made.html, problems)
