"""The routes of the console, the two that Jira calls, and the one that unsubscribes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from postroom.web import (
    account,
    events,
    hooks,
    inbound,
    outbounds,
    outgoing,
    outgoing_detail,
    preview,
    unsubscribe,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="inbound-messages")),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("healthz", account.healthz, name="healthz"),
    path("hooks/jira/<uuid:uuid>", hooks.jira, name="hook-jira"),
    path("hooks/automation/<uuid:uuid>", hooks.automation, name="hook-automation"),
    path("unsubscribe/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
    path("inbound/", inbound.messages_page, name="inbound-messages"),
    path("inbound/<int:pk>/", inbound.message_page, name="inbound-message"),
    path("inbound/<int:pk>/retry", inbound.retry, name="inbound-retry"),
    path("inbound/<int:pk>/mail.eml", inbound.download, name="inbound-download"),
    path("events/", events.events_page, name="events"),
    path("events/<int:pk>/", events.event_page, name="event"),
    path("events/<int:pk>/retry", events.retry, name="event-retry"),
    path("notices/<int:pk>/", events.notice_page, name="notice"),
    path("outbound/", outgoing.messages_page, name="outbound-messages"),
    path("outbound/<int:pk>/", outgoing_detail.message_page, name="outbound-message"),
    path("outbound/<int:pk>/body", outgoing_detail.body, name="outbound-body"),
    path("outbound/<int:pk>/resend", outgoing_detail.resend, name="outbound-resend"),
    path("outbound/<int:pk>/mail.eml", outgoing_detail.download, name="outbound-download"),
    path("outbound/set-aside/", outbounds.aside_page, name="set-aside"),
    path("outbound/set-aside/<int:pk>/take-back", outbounds.take_back, name="take-back"),
    path("outbounds/", outbounds.outbounds_page, name="message-outbounds"),
    path("outbounds/<int:pk>/poll", outbounds.poll, name="outbound-poll"),
    path("templates/preview", preview.preview_page, name="template-preview"),
    path("templates/preview/html", preview.html, name="template-preview-html"),
]
