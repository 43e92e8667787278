"""Headers of every answer: what a page may load, and that nobody keeps a copy of it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# Tabler draws the arrows and ticks of its form controls as data: images.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

Answer = Callable[[HttpRequest], HttpResponseBase]


def strict(get_response: Answer) -> Answer:
    """Middleware: no inline script or style, nothing from elsewhere; pages with mail in them are not stored."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
