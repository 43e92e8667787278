"""Audience entries that compute addresses or account ids from the issue, in the words of templates."""

from __future__ import annotations

from postroom.connections import jira_of, renderers
from postroom.jira.render import Look
from postroom.models import JiraSite, NotificationMapping
from postroom.outbound.files import Files
from postroom.outbound.scene import Scene
from postroom.outbound.view import View, blank
from postroom.outbound.visibility import Seen
from postroom.rendering import TemplateSource


def evaluated(site: JiraSite, expression: str, scene: Scene) -> str:
    """The text that an expression such as `{{ issue.fields["Manager mail"] }}` comes to.

    It sees `site` and `issue` as templates do, whoever the receiver will be. Raises TemplateFailed where it is wrong.
    """
    source = TemplateSource(f"expression: {expression[:100]}", {"expression.text": expression})
    nobody = NotificationMapping(name="", site=site)
    view = View(site, nobody, None, scene, Files(jira_of(site), (), 0))
    values = {**blank(site, "en"), "issue": view.issue(Seen(), Look(), inside=True)}
    return renderers().render(source, "expression", values, ("text",)).text
