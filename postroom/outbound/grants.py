"""Access tokens for mail servers that want OAuth."""

from __future__ import annotations

from postroom.errors import Permanent
from postroom.models import MessageOutbound


def access_token(outbound: MessageOutbound) -> str:
    """A token that is good for a while. Raises Permanent where the grant has ended, Temporary else."""
    raise Permanent(f"'{outbound.name}': OAuth is not wired yet.")
