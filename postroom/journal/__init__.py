"""The journal: begin, work, decide, once, settle, wait, park, retry. The only writer of a record's state.

A record is worked on in attempts. Every write of an attempt is bound to its number, so a worker that slept
through its lease writes nothing any more. What is done to the outside world goes through `once`: claim and
commit, act, save the answer; a claim without an answer is looked for before it is ever repeated.
"""

from postroom.journal.circuit import resume, wake
from postroom.journal.content import forget_events, forget_older
from postroom.journal.effects import decide, delete_once, once
from postroom.journal.events import (
    EventTurn,
    NoticeTurn,
    begin_events,
    came_late,
    close,
    finish,
    finish_event,
    handle,
    join,
    release,
    retry_event,
    seal,
)
from postroom.journal.records import begin, retry, work
from postroom.journal.run import Run, Turn
from postroom.journal.sending import (
    Finished,
    SendTurn,
    answered,
    begin_attempt,
    bounced,
    data_sent,
    outcome_of,
    refuse,
    resend,
    send,
    set_aside,
    store_messages,
    take_back,
    unknown,
)
from postroom.journal.values import (
    DESKS,
    Again,
    Answer,
    Arrival,
    Found,
    Outcome,
    Overtaken,
    Step,
    Told,
    WaitsForConversation,
)
from postroom.journal.working import later, park, put_orphans, settle

__all__ = [
    "DESKS",
    "Again",
    "Answer",
    "Arrival",
    "EventTurn",
    "Finished",
    "Found",
    "NoticeTurn",
    "Outcome",
    "Overtaken",
    "Run",
    "SendTurn",
    "Step",
    "Told",
    "Turn",
    "WaitsForConversation",
    "answered",
    "begin",
    "begin_attempt",
    "begin_events",
    "bounced",
    "came_late",
    "close",
    "data_sent",
    "decide",
    "delete_once",
    "finish",
    "finish_event",
    "forget_events",
    "forget_older",
    "handle",
    "join",
    "later",
    "once",
    "outcome_of",
    "park",
    "put_orphans",
    "refuse",
    "release",
    "resend",
    "resume",
    "retry",
    "retry_event",
    "seal",
    "send",
    "set_aside",
    "settle",
    "store_messages",
    "take_back",
    "unknown",
    "wake",
    "work",
]
