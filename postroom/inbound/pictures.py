"""Which pictures of a mail are ornaments, such as logos: by where they stand, and by coming again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from postroom.journal import Run
from postroom.mail.message import Attachment, Message
from postroom.models import SeenPicture

REMEMBERED = timedelta(days=365)
FAMILIAR = 2  # other conversations in which the same picture came from the same domain
LARGEST = 100_000  # bytes; who sends the same large picture again wants it to be seen


def ornaments(run: Run, message: Message) -> frozenset[int]:
    """The indexes of attachments that nobody wants in Jira. Call it inside a transaction: it takes note."""
    if run.profile.keep_ornaments:
        return frozenset()
    placed = [file for file in message.attachments if file.place]
    small = [file for file in placed if file.place != "quoted" and file.size <= LARGEST]
    known = familiar(run, message.sender.email.rpartition("@")[2].lower(), small)
    return frozenset(file.index for file in placed if file.place == "signature" or file.sha256 in known)


def familiar(run: Run, domain: str, files: Sequence[Attachment]) -> frozenset[str]:
    """The pictures that came in other conversations from this domain before; these are remembered."""
    hashes = sorted({file.sha256 for file in files})
    if not hashes or not domain:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into postroom_seenpicture as seen (profile_id, domain, sha256, conversation, others, seen_at)"
            " select %s, %s, sha256, %s, 0, now() from unnest(%s::text[]) as came (sha256)"
            " on conflict (profile_id, domain, sha256) do update set seen_at = now(), others = seen.others"
            " + (seen.conversation <> excluded.conversation)::int"
            " returning sha256, others",
            [run.profile.pk, domain[:255], run.record.conversation_id or 0, hashes],
        )
        return frozenset(sha256 for sha256, others in cursor.fetchall() if others >= FAMILIAR)


def forget_unseen() -> None:
    """Forget pictures that have not come for a year."""
    SeenPicture.objects.filter(seen_at__lt=timezone.now() - REMEMBERED).delete()
