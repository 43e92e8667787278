"""Words that tell little of the reason: asked only where neither the status nor plainer words tell."""

from __future__ import annotations

from postroom.mail.bounce.values import Reason

WEAK: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (
        "address",
        (
            "mail ?box ~ unreachable",
            "unavailable (?:mail|user|mailbox)",
            "(?:recipient|rcpt|address|user)(?: address)? ~ (?:rejected|refused|denied|not accepted|unacceptable|"
            "not ok|not permitted|error|failed)",
            "(?:no|does not like) recipients?",
            "recipients? ~ (?:unavailable|not available)",
            "(?:user|account) (?:is )?(?:unavailable|not available)",
            "(?:account|user|mailbox|address) ~ (?:problem|blocked|denied)",
            "permanent failure for one or more recipients",
            "mailbox",
        ),
    ),
    (
        "policy",
        (
            r"(?:rejected|refused|denied|blocked|forbidden|disallowed|unauthori[sz]ed|banned|filtered)\b",
            "not (?:allowed|accepted|permitted|authori[sz]ed|welcome|acceptable)",
            "(?:do not|don't|does not|doesn't|cannot|can't|will not) accept",
            "permission",
            r"(?:ask|contact) your (?:\w+ ){0,2}(?:postmaster|isp|internet service provider|provider)",
            "discarded",
            "refuse",
            r"reject\w*",
            r"violat\w+",
            r"(?:deferred|defer)\b",
            r"auth\w*",
        ),
    ),
    ("full", ("quota", r"full\b", r"space\b")),
    ("size", (r"(?:large|big|size|length|oversized?)\b",)),
    (
        "network",
        (
            r"(?:connect|connection|network|route|routing|dns|timeout|unreachable)\b",
            r"temporar\w+ (?:\w+ )?(?:unavailable|failure|problem)",
            "try (?:again )?later",
        ),
    ),
)
