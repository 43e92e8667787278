"""What kept a mail from arriving: the way there, or the program at its end; phrases as patterns."""

from __future__ import annotations

# Names that could not be asked for at the moment: said with the words of a name that does not exist.
UNASKED: tuple[str, ...] = (
    "host (?:name )?(?:lookup|not found)[,:;]? (?:failure|try again|did not complete|temporar)",
    "host lookup did not complete",
    "(?:host|domain)(?: name)? not found ~ try again",
    "host not found ~ try again",
    "(?:temporary (?:failure in )?(?:name|dns|resol)|cname lookup failed temporarily|dns (?:temporary|"
    "soft error|timeout|timed out|server failure|servfail))",
    r"(?:temporar\w+|transient) (?:unable to resolve|dns|name|resol\w+|failure in name)",
    "lookup (?:temporarily|timed out|timeout)",
    "servfail",
    "malformed (?:or unexpected )?name server reply",
)

NETWORK: tuple[str, ...] = (
    r"connections? (?:\w+ ){0,2}(?:timed out|timed-out|refused|reset|lost|dropped|closed|died|failed|"
    r"failure|broken|timeout|time-?out|aborted|terminated|error|unexpectedly|could not)",
    "tim(?:ed?|ing)[ -]?out",
    r"(?:lost|bad|broken|failed|unable to open|no) (?:\w+ )?connection",
    "no route to",
    r"(?:network|host|destination|server|system|domain|node|mx|site|computer|remote host|"
    r"remote server)s? ~ (?:unreachable|not reachable|not responding|down|did not respond|didn't respond|"
    r"does not respond|not answer\w*|not available|unavailable|busy|overloaded|no answer|"
    r"could not be reached|couldn't be reached|not respond|no longer responding|congest\w+|"
    r"can't be reached|cannot be reached)\b",
    "network (?:error|problem|is|failure|congestion|unreachable|timeout)",
    "unreachable",
    "broken pipe",
    r"(?:could not|couldn't|cannot|can't|unable to|failed to|wasn't able to|was not able to|"
    r"not able to) (?:\w+ ){0,3}(?:connect|contact|connection|reach|communicate)(?! (?:the )?ldap)",
    "no (?:answer|response|reply) from",
    "(?:not|stopped|stops?) respond(?:ing)?",
    r"(?:server|system|host|resources?) (?:is |are |was |currently |too |temporarily |not )*(?:busy|"
    r"overloaded|unavailable|available|congested)\b",
    "too busy",
    "(?:load|cpu|system) (?:average|too high|is too)",
    "shutting down",
    "closing (?:transmission )?(?:channel|connection|link)",
    r"(?:too many|exceeded|maximum|max) (?:\w+ )?hops?\b",
    "hop ?count",
    "too many received(?: headers?| lines?| fields?)?",
    r"(?:\w+ )?loop(?:s|ing|ed)? (?:back|detected|found|for|count|to|in|is|message|error)",
    r"(?:mail|message|routing|forwarding|delivery|mailer|forward|alias|possible|infinite|email|looping|"
    r"a)[ -](?:\w+ )?loop(?:ing|s)?\b",
    "looping",
    "loops back",
    "delivered-to line",
    "points? to (?:local ?host|me|myself)",
    "best-preference mx",
    "maximum (?:forwarding|hop|received)",
    "(?:delivery|message|mail|retry|queue|time|it|e-?mail)(?: has| time| period| limit|"
    " timeout)* (?:has )?expired",
    "expired",
    "retry (?:time|timeout|limit|period)",
    "in (?:the )?queue (?:for )?too long",
    "delivery time",
    "no hosts? could",
    "not (?:be )?delivered (?:with)?in ",
    "(?:in|within) the time (?:limit|allotted|allowed)",
    "(?:giving|gave|give) up(?! on)",
    "too old",
    r"(?:attempts|retries) (?:\w+ ){0,3}(?:exceeded|reached|failed|exhausted)",
    r"(?:max(?:imum)?|limit|number) (?:\w+ ){0,3}(?:attempts|retries)",
    "have been failing for a long time",
    "could not be delivered (?:for|within|in|after) ",
    r"(?:could not|couldn't|cannot|unable to|not) deliver ~ (?:within|after|for) (?:the last )?\d+ (?:day|hour|h\b)",
    r"undeliverable (?:for|after) \d+",
    r"dns ~ (?:fail\w*|error|timeout|unavailable|problem|temporar\w+|resolv\w+)",
    r"name (?:server|service|resolution) ~ (?:error|fail\w*|timeout|temporar\w+|problem|did not)",
    r"(?:cname|mx|host|a|dns|address|name)[- ]?lookup (?:\w+ )?(?:failed|failure|error|timed)",
    r"resol(?:ve|ving|ution) ~ (?:error|fail\w*)",
    r"(?:tcp|socket|winsock|smtp) (?:read|write|receive|send|connection|connect) ?(?:error|fail\w*|"
    r"problem)",
    "socket",
    "greeting (?:failed|error|not received)",
    "(?:bad|no) greeting",
    "(?:host|server) down",
    "(?:been |message |mail |delivery |was )delayed",
    "not (?:yet )?been delivered",
    "still (?:in|being|trying|queued)",
    "delivery temporarily suspended",
    r"routing (?:error|problem|fail\w*)",
    "unable to route",
    r"remote (?:host|server|system) (?:\w+ )?(?:closed|dropped|unavailable|hung)",
    "i/o timeout",
    r"smtpsend\.dns",
    r"queue\.expired",
    "hopcount",
    # de, fr
    "(?:zeit[uü]berschreitung|nicht erreichbar|keine verbindung|verbindung ~ (?:abgelehnt|fehlgeschlagen|"
    "unterbrochen))",
    r"d[eé]lai (?:d['e ]\w+ )?(?:d[eé]pass[eé]|expir[eé])",
    "injoignable",
)

OTHER: tuple[str, ...] = (
    "(?:unknown )?mailer error",
    "(?:out of|not enough|insufficient|cannot allocate) memory",
    r"internal (?:\w+ )?(?:error|failure|problem|queue)",
    r"(?:system|configuration|config|operating system|software|database|ldap|directory|server|i/o|"
    r"input/output|lmtp|temporary lookup) (?:\w+ )?(?:error|failure|problem|exception)",
    r"local (?:\w+ )?(?:error|problem|configuration)",
    "(?:misconfigur|incorrectly configured|system incorrectly)",
    r"command (?:\w+ )?(?:not recogni[sz]ed|unrecogni[sz]ed|unknown|not implemented|died|failed|output|"
    r"syntax|out of sequence|not supported)",
    "syntax error",
    "(?:bad|wrong|improper) (?:sequence|command|syntax)",
    "protocol (?:error|violation|problem|failure)",
    "(?:pipe|child|program|process|script|transport|filter|procmail|maildrop|"
    "delivery agent) ~ (?:returned|exited|status|failed|died|killed|signal|error)",
    "read-only file ?system",
    "can(?:'t| ?not) (?:create|open|lock|write|append|update|access|read|store|rename|chdir) ",
    "(?:failed|unable|error) (?:to )?(?:open|opening|lock|write|writing|append|create|creating|save|store) ",
    r"(?:8-?bit|binarymime|mime|conversion|smtputf8|eai|internationali[sz]ed|utf-?8) (?:\w+ ){0,3}(?:not|"
    r"required|error|unsupported|failed|prohibited|address|is)",
    "(?:message|mail|header)s? ~ (?:malformed|corrupt)",
    r"(?:malformed|corrupt\w*|invalid) (?:message|mime|header|content|mail|data)",
    "(?:bare|stray) (?:lf|cr|newline|linefeed|line ?feed)",
    "line (?:is )?too long",
    "(?:not|un)(?: |-)?implemented",
    "did not report a specific reason",
    "unable to contact ldap",
    "storedrv",
)
