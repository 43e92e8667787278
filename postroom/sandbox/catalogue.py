"""The fields that the site knows, and what may be put into each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from postroom.sandbox.cast import LEVELS

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"
DESK = "com.atlassian.servicedesk:"


@dataclass(frozen=True)
class FieldType:
    """`kind` is Jira's schema type; `custom` the custom field type without its prefix."""

    id: str
    name: str
    kind: str
    custom: str = ""
    items: str = ""
    options: tuple[tuple[str, str], ...] = ()
    operations: tuple[str, ...] = ("set",)

    @property
    def rich(self) -> bool:
        return self.custom == "textarea" or self.id in ("description", "environment")

    def schema(self) -> dict[str, Any]:
        value: dict[str, Any] = {"type": self.kind}
        if self.items:
            value["items"] = self.items
        if self.custom:
            prefix = DESK if self.custom.startswith("sd-") else CUSTOM
            return value | {"custom": prefix + self.custom, "customId": int(self.id.split("_")[1])}
        return value | {"system": self.id}


_LISTS = ("add", "set", "remove")
PARTICIPANTS, ORGANIZATION = "customfield_10130", "customfield_10131"
FIELDS = {
    each.id: each
    for each in (
        FieldType("project", "Project", "project"),
        FieldType("issuetype", "Issue Type", "issuetype"),
        FieldType("summary", "Summary", "string"),
        FieldType("description", "Description", "string"),
        FieldType("environment", "Environment", "string"),
        FieldType("labels", "Labels", "array", items="string", operations=_LISTS),
        FieldType(
            "priority", "Priority", "priority", options=(("1", "Highest"), ("2", "High"), ("3", "Medium"))
        ),
        FieldType("reporter", "Reporter", "user"),
        FieldType("assignee", "Assignee", "user"),
        FieldType("duedate", "Due date", "date"),
        FieldType("components", "Components", "array", items="component", operations=_LISTS),
        FieldType(
            "security",
            "Security Level",
            "securitylevel",
            options=tuple((each.id, each.name) for each in LEVELS.values()),
        ),
        FieldType("attachment", "Attachment", "array", items="attachment", operations=("set", "copy")),
        FieldType("customfield_10101", "Email Sender Address", "string", "textfield"),
        FieldType("customfield_10102", "Email Sender Name", "string", "textfield"),
        FieldType("customfield_10103", "Email Participants", "string", "textarea"),
        FieldType(
            "customfield_10110",
            "Impact",
            "option",
            "select",
            options=(("10201", "One person"), ("10202", "A team"), ("10203", "Everyone")),
        ),
        FieldType("customfield_10120", "Contact", "user", "userpicker"),
        FieldType("customfield_10121", "Approvers", "array", "multiuserpicker", "user", (), _LISTS),
        FieldType("customfield_10122", "Informed Group", "group", "grouppicker"),
        FieldType(
            PARTICIPANTS, "Request participants", "array", "sd-request-participants", "user", (), _LISTS
        ),
        FieldType(
            ORGANIZATION,
            "Organizations",
            "array",
            "sd-customer-organizations",
            "sd-customerorganization",
            (),
            _LISTS,
        ),
    )
}
EVERYWHERE = (
    *("project", "issuetype", "summary", "description", "labels", "priority"),
    *("reporter", "assignee", "duedate", "components", "security", "attachment"),
    *("customfield_10120", "customfield_10121", "customfield_10122"),
)
ALWAYS_REQUIRED = frozenset(("project", "issuetype", "summary"))
EMAIL_FIELDS = ("customfield_10101", "customfield_10102", "customfield_10103")
DESK_FIELDS = (PARTICIPANTS, ORGANIZATION)
