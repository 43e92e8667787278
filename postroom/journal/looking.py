"""Looking for the mark of an effect whose answer was lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from postroom.errors import Away, Permanent, PostroomError, Temporary, Unanswered
from postroom.journal.circuit import resume
from postroom.journal.run import Run
from postroom.journal.values import Found, Step
from postroom.models import Effect

MOST_TRIES = 5


def look(run: Run, step: Step, effect: Effect) -> Found | None:
    """Look for an effect whose answer is not known.

    None means: not there, and the whole window has passed, so that it may be tried once more. Raises
    Temporary while it may still turn up, Permanent where the look-up itself fails or too much was tried.
    """
    begins, ends = window(run, effect)
    now = timezone.now()
    if now < begins:
        raise Temporary(
            f"{step.name}: no answer came; its mark is looked for.", (begins - now).total_seconds()
        )
    since = min(filter(None, (effect.first_claimed_at, run.record.look_since)))
    try:
        found = step.find(effect.marker, since)
    except Temporary as error:
        raise look_failed(step, error, now, ends) from error
    resume(run.site)
    Effect.objects.filter(pk=effect.pk).update(looks=effect.looks + 1)
    if found is not None and found.complete:
        return found
    if now < ends:
        left = (ends - now).total_seconds()
        raise Temporary(f"{step.name}: its mark is not there yet; looked for again.", pause_of(effect, left))
    if effect.tries >= MOST_TRIES:
        raise Permanent(
            f"{step.name} was sent {effect.tries} times without an answer and left no mark. "
            "Retry looks for it and sends it again."
        )
    run.say(f"{step.name}: its mark did not turn up in the whole window; it is tried once more.")
    return found


def window(run: Run, effect: Effect) -> tuple[datetime, datetime]:
    """From when and until when to look: after the request's time-out, for the longest index lag."""
    length = timedelta(seconds=settings.ENVIRONMENT.look_window)
    if run.record.look_until is not None and effect.tries == 1:
        return effect.first_claimed_at, max(effect.first_claimed_at, run.record.look_until)
    begins = effect.claimed_at + timedelta(seconds=effect.timeout)
    return begins, begins + length


def look_failed(step: Step, error: Temporary, now: datetime, ends: datetime) -> PostroomError:
    """A look-up that fails is tried again for as long as the window, twice over; then a person has to look."""
    if isinstance(error, Away):
        return error
    if now > ends + timedelta(seconds=settings.ENVIRONMENT.look_window):
        return Permanent(
            f"{step.name}: no answer came, and looking for its mark fails too ({error}). Look into Jira "
            "whether it is there; Retry looks again."
        )
    return Temporary(f"{step.name}: looking for its mark failed ({error}).", error.retry_after or 2)


def look_later(run: Run, step: Step, effect: Effect, error: Unanswered) -> Temporary:
    begins, _ = window(run, effect)
    delay = max(0.2, (begins - timezone.now()).total_seconds())
    Effect.objects.filter(pk=effect.pk, attempt=run.attempt).update(note=str(error))
    return Temporary(f"{step.name}: {error}", delay)


def pause_of(effect: Effect, left: float) -> float:
    """Seconds to the next look: 1, 2, 4 ... 30, and one right at the end of the window."""
    return max(0.1, min(2.0 ** min(effect.looks, 5), 30.0, left + 0.1))
