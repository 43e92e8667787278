"""Access tokens for mail servers that want OAuth; a refresh token that was exchanged is kept."""

from __future__ import annotations

import functools
from typing import Literal

import httpx2

from postroom.models import MessageOutbound
from postroom.transport.oauth import Grant, Refresher

TIMEOUT = 10.0  # seconds


def grant_of(outbound: MessageOutbound) -> Grant:
    """With a refresh token as the password it is a person's grant, without one the application's own."""
    kind: Literal["refresh_token", "client_credentials"] = (
        "refresh_token" if outbound.password else "client_credentials"
    )
    return Grant(
        outbound.oauth_provider,
        kind,
        outbound.user,
        outbound.oauth_client_id,
        outbound.oauth_client_secret or "",
        outbound.password or "",
        outbound.oauth_tenant or "common",
    )


@functools.cache
def refresher() -> Refresher:
    return Refresher(httpx2.Client(timeout=TIMEOUT), rotated=keep)


def keep(grant: Grant, token: str) -> None:
    """Microsoft exchanges the refresh token with every use; only where it is still the one that we used."""
    for outbound in MessageOutbound.objects.filter(oauth_client_id=grant.client_id, user=grant.user):
        if outbound.password == grant.refresh_token:
            MessageOutbound.objects.filter(pk=outbound.pk).update(password=token)


def access_token(outbound: MessageOutbound) -> str:
    """A token that is good for a while. Raises Permanent where the grant has ended, Temporary else."""
    return refresher().token(grant_of(outbound)).value


def forget(outbound: MessageOutbound) -> None:
    """The server refused the token: the next one is asked for anew."""
    if outbound.login == MessageOutbound.Login.XOAUTH2:
        refresher().forget(grant_of(outbound))
