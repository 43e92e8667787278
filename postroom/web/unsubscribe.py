"""The page behind the links to unsubscribe: for people without an account, and for programs that press its button."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from postroom.outbound.unsubscribing import Subscription, subscription

ONE_CLICK, AGAIN = ("List-Unsubscribe", "One-Click"), ("subscribe", "again")  # RFC 8058, 3.2


@csrf_exempt  # a mail program posts without cookies; the token in the address is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing, since link checkers follow links; 404 where the token is none of ours."""
    found = subscription(token)
    if found is None:
        raise Http404("This link to unsubscribe is not one of ours.")
    if request.method == "POST":
        change(request, found)
    values = {"address": found.address, "mapping": found.mapping.name, "ended": found.is_ended}
    return render(request, "unsubscribe.html", values)


def change(request: HttpRequest, found: Subscription) -> None:
    """Raises BadRequest where the form says neither."""
    asked = set(request.POST.items())
    if ONE_CLICK in asked:
        found.end()
    elif AGAIN in asked:
        found.renew()
    else:
        raise BadRequest("The form says neither List-Unsubscribe=One-Click nor subscribe=again.")
