"""The journal: begin, work, decide, once, settle, wait, park, retry. The only writer of a record's state.

A record is worked on in attempts. Every write of an attempt is bound to its number, so a worker that slept
through its lease writes nothing any more. What is done to the outside world goes through `once`: claim and
commit, act, save the answer; a claim without an answer is looked for before it is ever repeated.
"""

from postroom.journal.circuit import resume, wake
from postroom.journal.effects import decide, delete_once, once
from postroom.journal.records import begin, forget_older, park, put_orphans, retry, settle, work
from postroom.journal.run import Run
from postroom.journal.values import (
    QUEUE,
    TASK,
    Again,
    Answer,
    Arrival,
    Found,
    Outcome,
    Overtaken,
    Step,
    WaitsForConversation,
)

__all__ = [
    "QUEUE",
    "TASK",
    "Again",
    "Answer",
    "Arrival",
    "Found",
    "Outcome",
    "Overtaken",
    "Run",
    "Step",
    "WaitsForConversation",
    "begin",
    "decide",
    "delete_once",
    "forget_older",
    "once",
    "park",
    "put_orphans",
    "resume",
    "retry",
    "settle",
    "wake",
    "work",
]
