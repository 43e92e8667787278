"""Subject, text and HTML of outgoing mail, made from template sets in a limited child process."""

from __future__ import annotations

from postroom.rendering.renderers import Rendered, Renderers, TemplateFailed, check
from postroom.rendering.source import SHIPPED, TemplateSource, merged, shipped

__all__ = [
    "SHIPPED",
    "Rendered",
    "Renderers",
    "TemplateFailed",
    "TemplateSource",
    "check",
    "merged",
    "shipped",
]
