"""The routes of the console."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from postroom.web import account, audit, hooks

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="inbound-messages")),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("healthz", account.healthz, name="healthz"),
    path("hooks/jira/<uuid:uuid>", hooks.jira, name="hook-jira"),
    path("hooks/automation/<uuid:uuid>", hooks.automation, name="hook-automation"),
    path("inbound/", audit.messages_page, name="inbound-messages"),
    path("inbound/<int:pk>/", audit.message_page, name="inbound-message"),
    path("inbound/<int:pk>/retry", audit.retry, name="inbound-retry"),
    path("inbound/<int:pk>/mail.eml", audit.download, name="inbound-download"),
]
