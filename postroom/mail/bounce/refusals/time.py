"""Words that tell whether the server goes on trying; phrases as patterns."""

from __future__ import annotations

# The server goes on trying: a notice of delay, no failure.
DELAYED: tuple[str, ...] = (
    "(?:this is (?:only )?a )?warning (?:message )?only",
    "you do not need to resend",
    "do not (?:need to )?(?:re-?send|send) (?:your|the|this|it)",
    "(?:will|shall) (?:continue|keep|be (?:retried|attempted|tried again)|retry|try again|go on)(?:ing)?",
    "(?:will|to) keep trying",
    "(?:has|have) been delayed",
    "(?:is|was|being|still|temporarily) delayed",
    "(?:message|mail|delivery|e-?mail) delayed",
    r"delivery (?:is )?(?:delayed|status notification \(delay\))",
    "(?:has |have )?not yet been delivered",
    "(?:is |are )?still (?:in (?:the )?queue|being attempted|trying|queued)",
    "delivery attempts? will (?:continue|be)",
    "(?:will|would) be (?:retried|re-?attempted)",
    "could not be delivered yet",
    "action: delayed",
)

# The server has tried for long and stopped: the status of a try (4.x.x) says nothing of the result.
ENDED: tuple[str, ...] = (
    "expired",
    "(?:giving|gave|given) up",
    "not going to try again",
    "in (?:the )?queue (?:for )?too long",
    r"retry (?:time|timeout|limit|period) (?:\w+ )?(?:exceeded|expired|reached)",
    "no (?:further|more) (?:delivery )?attempts",
    "(?:will|could) not (?:be (?:retried|redelivered|delivered)|retry|try again|try to redeliver)",
    "(?:final|permanent|fatal) (?:delivery )?(?:failure|error)",
    "too old",
    r"(?:attempts|retries) (?:\w+ ){0,3}(?:exceeded|reached|exhausted)",
    r"(?:after|for|within) (?:more than )?\d+ (?:days?|hours?|h|d|attempts|tries|retries)\b",
    "failed to deliver (?:after|within)",
    "returned to sender",
    "have been failing for a long time",
    "maximum time expired",
)

# Trying again may help; asked only where there is no code.
PASSING: tuple[str, ...] = (
    "try (?:again|later|it later)",
    "(?:again|retry) (?:later|in|after)",
    "temporar(?:y|ily)",
    "transient",
    "gr[ae]y[- ]?list",
    "deferred",
    "tempfail",
    "come back later",
    "at this time",
    r"later\b",
    "timed out",
    "(?:connection|operation) (?:timed out|refused|reset)",
    "too busy",
)
