"""Whether a webhook was signed with our secret."""

from __future__ import annotations

import hmac

#: Those that X-Hub-Signature may name; Jira uses the first, and says that this may change.
METHODS = ("sha256", "sha384", "sha512")


def signed(secret: str, body: bytes, header: str) -> bool:
    """Whether `header`, the value of X-Hub-Signature, is the HMAC of the body as it came, in constant time.

    Its form is `<method>=<hex>` (developer.atlassian.com/cloud/jira/platform/webhooks, "Secure admin
    webhooks"). No header and no secret is ever good enough; nothing is raised.
    """
    method, _, given = header.strip().partition("=")
    method = method.strip().lower()
    if not secret or method not in METHODS:
        return False
    ours = hmac.digest(secret.encode("utf-8", "replace"), body, method).hex()
    return hmac.compare_digest(ours.encode(), given.strip().lower().encode("utf-8", "replace"))
