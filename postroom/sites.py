"""`postroom site`: the test of one."""

from __future__ import annotations

from django.conf import settings

from postroom.errors import BadConfiguration
from postroom.inbound.connections import connection_of
from postroom.jira.check import Step, Wanted, check_site
from postroom.jira.client import Jira
from postroom.models import JiraSite, Profile
from postroom.sources import unknown


def test(name: str) -> list[Step]:
    """What works at a site and what is missing, for each of its profiles. Changes nothing.

    Raises BadConfiguration for an unknown name, or settings that cannot work.
    """
    site = JiraSite.objects.filter(name=name).first()
    if site is None:
        raise BadConfiguration(unknown("site", name, list(JiraSite.objects.values_list("name", flat=True))))
    with Jira(connection_of(site), timeout=settings.ENVIRONMENT.jira_timeout) as jira:
        steps = check_site(jira, [wanted(profile) for profile in site.profiles.order_by("name")])
    if not site.profiles.exists():
        steps.append(Step("profiles", False, f"No profile uses site '{name}', so no mail gets there."))
    return steps


def wanted(profile: Profile) -> Wanted:
    fields = (profile.sender_address_field, profile.sender_name_field, profile.participants_field)
    return profile.project, profile.issue_type, fields
