"""Asking renderers for one form of a mail."""

from __future__ import annotations

from typing import Any

import pytest

from postroom.rendering import Renderers, TemplateFailed, TemplateSource

VALUES: dict[str, Any] = {
    "issue": {
        "key": "SUP-1",
        "summary": "Größe & <b>Farbe</b>",
        "reporter": {"name": "Enid"},
        "assignee": None,
        "fields": {"Severity": "high"},
        "labels": [],
        "items": "a key with the name of a method",
    },
    "comment": None,
    "language": "en",
    "now": "2026-11-22T14:31:40+01:00",
}


def rendered(renderers: Renderers, text: str, form: str = "text", **more: Any) -> str:
    source = TemplateSource("ours", {f"notice.{form}": text})
    return getattr(renderers.render(source, "commented", {**VALUES, **more}, [form]), form).strip()


def failure(renderers: Renderers, text: str, **more: Any) -> str:
    with pytest.raises(TemplateFailed) as failed:
        rendered(renderers, text, **more)
    return f"{failed.value}"
