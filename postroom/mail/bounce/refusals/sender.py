"""Refusals of who sent it, how fast, from where and what: phrases as patterns."""

from __future__ import annotations

# Refusals of the sender, its speed or its relaying. They name users, addresses, domains and quotas, too, so
# they are asked first.
SENDER: tuple[str, ...] = (
    # the sender's address
    "sender (?:e-?mail )?(?:address|domain|id|host|mailbox|account|user|identity)s? ~ (?:rejected|denied|"
    "refused|invalid|unknown|not (?:found|exist|valid|allowed|verified|accepted|resolve|owned|"
    "authori[sz]ed)|null mx|does ?(?:not|n't)|blocked|suspended|unresolvable|mismatch)",
    "sender ~ (?:was |is |has been |been )?(?:rejected|denied|refused|blocked|black ?listed|"
    "block ?listed|banned|unvalidated|unverified|not (?:allowed|authori[sz]ed|permitted|verified|"
    "accepted|authenticated|whitelisted)|suspended|unknown|invalid|null mx)",
    "sender (?:address )?(?:verif(?:y|ication)|validation|callout) (?:failed|error|failure|in progress)",
    "sender (?:not|does ?(?:not|n't)|unknown|rejected|denied|refused|invalid|blocked|non-?existent)",
    "sender frequency",
    "sender restriction",
    "domain of (?:the )?sender",
    "domain of your",
    "senders? (?:address )?domain",
    "sender's (?:domain|address|e-?mail|mailbox|ip)",
    "(?:unknown|invalid|bad|illegal|unverified|unauthori[sz]ed|untrusted|blocked|forged|spoofed|"
    "prohibited|rejected|denied|suspected spam) (?:envelope )?sender",
    "(?:cannot|can't|could ?n[o']t|could not|unable to|failed to) (?:be )?(?:verify|verified|validate|"
    "resolve|authenticate) (?:the |your |by )?(?:sender|from|domain of|envelope)",
    "verification failed for @",
    "(?<!recipient )verify failed",
    "(?:mail )?from(?: address| domain)? (?:@ )?(?:is |was )?(?:not (?:allowed|valid|verified|permitted|"
    "authori[sz]ed|owned)|invalid|rejected|refused|denied|prohibited)",
    "mail from (?:command )?(?:must|domain|address|rejected|invalid|ip)",
    "(?:return|reverse|envelope)[ -](?:address|path|sender|from) ~ (?:invalid|rejected|blocked|not exist|"
    "does not|denied|not accepted|unknown|refused)",
    "envelope (?:blocked|rejected)",
    "null sender",
    "bounces? (?:messages? )?(?:is |are )?(?:not accepted|not allowed|refused|rejected)",
    "(?:host|server|site) den(?:ies|ied) (?:the )?(?:sender|relay)",
    "you (?:are|have|must|need|can ?not|can't|may not|do not|don't) (?:not |been |be )?(?:not |"
    "been )?(?:allowed|authori[sz]ed|permitted|permission|banned|blocked|authenticated|black ?listed|"
    "send|rights)",
    "your (?:account|mailbox|user|login) ~ (?:suspended|disabled|blocked|locked|restricted|limited|"
    "deactivated|not (?:allowed|permitted))",
    "message sending for this account is disabled",
    "bad outbound sender",
    "not owned by (?:auth )?user",
    "send ?as ?denied",
    # its greeting and its name
    r"helo(?:/ehlo)?(?: command| name| argument| string| host\w*)? ~ (?:rejected|invalid|denied|not|"
    r"mismatch|blocked|refused|does|failed|bad|fail)",
    "ehlo(?: command| name| argument)? ~ (?:rejected|invalid|denied|mismatch|blocked|refused|bad)",
    "helo ?host error",
    "(?:invalid|bad|illegal|forged|bogus|unacceptable|generic) (?:helo|ehlo|hello)",
    "invalid domain name",
    "need fully-qualified hostname",
    "my name was rejected",
    "(?:but )?sender was rejected",
    "client (?:host|ip|address|name|network)(?:name)? ~ (?:rejected|blocked|denied|refused|banned|"
    "not allowed|listed|cannot find)",
    "(?:cannot|can't|could ?n[o']t|could not|unable to) (?:find|resolve|determine|"
    "verify) your (?:reverse |host ?name|host|ip|address|domain)",
    "reverse (?:dns|lookup|hostname|address|ip|name|mapping|resolution|record)",
    "(?:no|missing|bad|invalid|without|valid|a|the|generic|dns) (?:reverse |valid |dns )*(?:ptr|rdns|r-dns)",
    "ptr (?:record|resource|name|lookup|entr)",
    "rdns",
    "dynamic(?:/residential| ip| address| host| pool| range|ally)",
    "residential",
    "dial-?up",
    "resource record",
    # its speed
    "(?:rate|frequency|throttle|speed|volume)[ -]?(?:limit|control|exceed)",
    "ratelimit",
    r"(?:over|above|exceed\w*|reached|at) (?:the |your |our |a |its |maximum |max |allowed |permitted |"
    r"sending |message |recipient |smtp |mail )*rate",
    "throttl",
    "slow(?:ed)? down",
    r"(?:unexpected|unusual|high|abnormal) (?:\w+ )?(?:volume|rate|traffic|number of)",
    "user complaints",
    r"(?:receiving|received) (?:\w+ )?(?:mail |messages |e-?mails? )?(?:too quickly|too fast|at a rate|"
    r"too many(?! hops| received))",
    "prevents additional messages",
    r"(?:send|sending|sent|sends|submit\w*|posted) (?:out )?(?:too (?:many|much|fast|quickly)|mail too)",
    r"too many (?:concurrent |simultaneous |open |smtp |bad |invalid |unknown |failed |wrong |rejected |"
    r"non-?existent |different |parallel |active |same |sender |login |auth\w* |incoming |"
    r"unauthenticated |consecutive |new )*(?:connections?|sessions?|recipients?|rcpts?|errors?|users?|"
    r"commands?|requests?|attempts?|addresses|transactions?|senders?|logins?|bad|invalid|failures?|"
    r"unknown|concurrent|size|threads?|sm\w*)",
    "too (?:many|much) (?:e-?mails?+|mails?+|messages?+|letters?+|traffic)(?! (?:are )?(?:in|on|stored) )",
    r"(?:daily|hourly|monthly|weekly|sending|send|sender|senders|relay|outgoing|outbound|rate|connection|"
    r"throughput|submission|per[ -](?:day|hour|minute)|thread|recipient rate|message rate|"
    r"concurrent\w*) (?:(?!time)\w+ ){0,2}(?:limits?|quotas?)",
    "messaging limits?",
    r"(?:limit|number|amount|maximum|max|quota) (?:of|for) (?:\w+ ){0,3}(?:connections|recipients|rcpts|"
    r"sessions|e-?mails|messages|mails) ~ (?:exceeded|reached|per (?:hour|day|minute)|allowed|from)",
    "max(?:imum)? (?:number of )?messages? per ",
    "maximum (?:number of )?(?:concurrent |simultaneous |smtp )?(?:connections|sessions|recipients)",
    r"exceed\w* ~ (?:per[ -](?:hour|day|minute|second|session|connection)|number of (?:connections|"
    r"recipients|messages)|connections|sending|frequency|concurren\w+)",
    "concurren(?:t|cy) ",
    "out of allow rcpt",
    # grey-listing
    "(?:post)?gr[ae]y[- ]?list",
    "postgrey",
    r"temporar(?:y|ily) (?:\w+ )?(?:blocked|rejected|refused|denied|banned|block|reject)",
    "(?:messages?|mails?|e-?mails?) (?:from ~ )?temporarily (?:deferred|rejected|blocked|delayed)",
    r"try again in \d+",
    r"(?:please )?(?:retry|wait|come back) (?:after|in|at least) \d+",
    # relaying and signing in
    "relay(?:ing)? (?:access |operation |mail |attempt |e-?mail |of mail |is |was |to ~ )*(?:denied|not|"
    "prohibited|rejected|disabled|forbidden|restricted|refused|disallowed|blocked|lookup|check|through|"
    "unauthori[sz]ed|attempt)",
    r"(?:unable to|do(?:es)? not|don't|doesn't|not|cannot|can't|will not|won't|no|never|must not|open|"
    r"unauthori[sz]ed|illegal|third[- ]party|not permitted to|as a|mail|refuse to|prohibit\w*|deny\w*|"
    r"not allowed to) (?:\w+ )?(?:relay|relaying)\b",
    "rcpthosts",
    "not a gateway",
    "openrelay",
    r"(?:authentication|authori[sz]ation|authenticat\w+) (?:is |was )?(?:required|needed|failed|failure|"
    r"error|credentials|invalid|rejected|unsuccessful|denied)",
    r"(?:not|must be|must|need to|please|first|user|smtp|failed to|is not|could not be|un)[ -]?(?:yet |"
    r"been )?authenticat\w*",
    "auth(?:required|orization|entication)? (?:required|failed|error|failure|mode|fail)",
    "(?:check|receive|get|collect|read) your (?:new )?mail (?:first|before)",
    "please (?:login|log in|receive your mail)",
    "tenantattribution",
    r"(?:resolver|transport)\.(?:rst|rules)\.(?:authrequired|notauthorized|rejectmessage|senderunknown|"
    r"senderrestricted|restrictedtorecipientspermission)",
    "authrequired",
    "notauthorized",
    "restrictedtorecipients",
)

# Reasons of policy that no word of another class can be mistaken for.
POLICY: tuple[str, ...] = (
    # lists of bad senders
    r"(?:spamhaus|spamcop|sorbs|barracuda(?:central| reputation)|uceprotect\w*|abuseat|cbl|surbl|uribl|"
    r"mailspike|invaluement|dns-?r?bl\w*|rbl\w*|zen\.|sbl|xbl|pbl|senderscore|sender ?base|spamrats|"
    r"njabl|dsbl|ordb|mail-abuse|nixspam|backscatterer|cloudmark|trustedsource|csi|symantec|hostkarma)\b",
    "(?:black|block|deny|reject|ban)[- ]?list",
    "(?:black|block) (?:ip|mail)",
    "reputation",
    "(?:is |are |was |been |currently |temporarily |permanently )(?:blocked|banned|black ?listed|"
    "listed (?:in|on|at|by))",
    "_is_blocked",
    "blocked (?:by|using|for|sender|from|at|due|because|see|in|with|-)",
    r"blocked\)",
    r"(?:ip|ip address|host|server|network|isp|mta|connection|access|domain|url|link)s? ~ (?:blocked|"
    r"banned|listed|rejected|denied|not allowed|filtered)\b",
    r"your (?:\w+ ){0,3}(?:ip|host|server|isp|network|domain|message|e-?mail|mail|mta|access|connection|"
    r"organization)s? ~ (?:blocked|rejected|refused|denied|banned|listed|filtered|not (?:allowed|"
    r"accepted|permitted)|prohibited|deferred|violat\w+)",
    "connections? ~ (?:not (?:be )?(?:accepted|allowed|permitted)|rejected by|refused due|denied)",
    "(?:open|insecure|compromised|infected) (?:proxy|relay|host|machine|server)",
    # spam
    "(?:anti-?|no )?spam",
    "unsolicited",
    "junk",
    "bulk(?: |-)?(?:e-?)?mail",
    "(?:phish|fraud|scam)",
    "(?:suspicious|suspected|suspect|objectionable|offensive|abusive|abuse|malicious)",
    "backscatter",
    # contents
    "(?:virus|malware|infected|trojan|worm|ransomware)",
    "(?:attachment|attached file|file type|file name|file extension)s? ~ (?:blocked|not allowed|rejected|"
    "forbidden|prohibited|restricted|not permitted|denied|banned|type|extension|count)",
    r"(?:restricted|banned|prohibited|forbidden|dangerous|illegal|executable|unsafe|"
    r"potentially) (?:\w+ )?(?:file|attachment|content|extension|executable)",
    r"(?:content|header|body|subject|url|link|phrase|keyword)s? (?:\w+ ){0,2}(?:rejected|reject|refused|"
    r"denied|deny|blocked|filter\w*|not accepted|not allowed|restrict\w+|polic\w+|examination|violat\w+|"
    r"prohibited|denied)",
    "content[- ](?:filter|scan|check|restriction|polic|related|based)",
    "potential security",
    # policy
    r"polic(?:y|ies)\b",
    r"administrat(?:ive|ively|or|ion) (?:\w+ )?(?:prohibit\w*|block\w*|lock\w*|den\w+|reject\w*|"
    r"restrict\w*|bounced|action)",
    r"(?:bounced|blocked|rejected|denied|prohibited|refused) by (?:the |an |your |our |its |"
    r"my )?(?:\w+ )?(?:administrator|recipient|recipients|user|domain|destination|server|system|filter|"
    r"rule|destination domain|target|owner)",
    "prohibit(?:ed|ion)",
    "(?:security|safety) (?:reason|polic|issue|problem|restriction|violation|settings?|risk|concern|rule)",
    "permission or security",
    "(?:access|delivery|authorization|submission|sending) (?:has been |is |was |"
    "to ~ )?(?:denied|rejected|refused|restricted|not authori[sz]ed|not allowed|forbidden|revoked)",
    r"denied (?:by|access|due|\()",
    "access deny",
    r"(?:not|n't) (?:allowed|authori[sz]ed|permitted|entitled|have permission|have authorization) (?:to|"
    r"for|from|in)\b",
    "(?:do|does|has) not have (?:permission|authorization|the right)",
    "(?:only|just) accepts? ",
    r"(?:not|n't|cannot|can't|refuses? to|unable to|won't|no longer|stopped) (?:currently )?(?:accept|"
    r"accepts|accepting|receive|allow|accepted)(?:ed)? (?:\w+ )?(?:mail|e-?mail|messages?|messages?|"
    r"anything|connections?|traffic)s? (?:\w+ )?(?:from|sent)\b",
    r"not accept\w* from",
    "mail (?:from ~ )?(?:refused|rejected|denied|not accepted|blocked)",
    r"(?:message|mail|e-?mail|letter|transaction|submission|transmission) (?:\w+ ){0,3}(?:rejected|"
    r"refused|denied|blocked|filtered|not accepted|quarantined|discarded|not allowed|restricted)",
    r"connection (?:\w+ ){0,3}(?:rejected|denied|blocked|not accepted|not allowed|refused (?:due|"
    r"because))",
    r"(?:reject|refuse|block|deny|filter)(?:ed|s|ing)? (?:(?!your)\w+ )?(?:message|mail|e-?mail|connection|"
    r"transaction)",
    r"(?:rejected|(?<!connection )refused|denied|blocked|filtered) (?:due|because|for|by|as|per|on|in|under|via)\b",
    "(?:rejected|refused|denied)[.,;:]? (?:for|see|please see|due|because|try|http)",
    "moderat(?:ed|or|ion)",
    "(?:white|allow)[- ]?list",
    "(?:address|recipient|mailbox|group|list|user) (?:is )?(?:restricted|protected|private)",
    "delivery to this (?:address|recipient) is restricted",
    "restricted",
    "(?:personal|user|mail|e-?mail|content|recipient) (?:filter|rule)s?",
    "rule imposed",
    "(?:does not|doesn't) (?:want|wish)",
    "unauthori[sz]ed interface",
    r"(?:hl|mi|rp|dt|wm):[a-z]{3}\b",
    r"\(?(?:rly|rtr|dyn|hvu|con|ooo)[:-][a-z0-9]{2}\b",
    r"(?:ts|tss|bl|ph|gl|ss|cs|hm)\d\d\b",
    r"(?:sc|ou|dy|oh)-00\d",
    r"(?:bl|rl|es|dm|ra|ph)0{2,5}\d{1,3}\b",
    r"ib\d{3}\b",
    r"ofr[\d_]*_?(?:10\d|5\d\d|40\d|99\d)\b",
    r"lpn[\d_]+",
    r"mxin\d{3}",
    r"cx(?:bl|snd|dns|mj|thrt|sgm)\b",
    "aup#",
    r"elnk\d+",
    # proofs of origin
    r"(?:spf|dkim|dmarc|arc|domainkeys|sender id|sender policy framework|domain-based)\b",
    "unauthenticated",
    r"(?:spoof|forg|impersonat|masquerad)\w+",
    r"(?:mail|message|e-?mail) (?:\w+ )?(?:lacks|fails|failed|did not pass|does not (?:pass|meet))",
    # encryption
    r"(?:tls|starttls|ssl)\b ~ (?:required|needed|failed|failure|not|error|unavailable|handshake|must|"
    r"negotiat\w+|first|mandatory|mismatch|certificate|command)",
    r"(?:must (?:issue|use)|requires?|need|require a) (?:a )?(?:starttls|tls|ssl|encrypt\w+)",
    r"encrypt(?:ion|ed) (?:\w+ )?(?:required|needed|connection|failed)",
    "certificate",
    "handshake fail",
    r"dane\b",
    "mta-sts",
    # de, fr, es, pt, it, nl, pl
    "(?:abgelehnt|abgewiesen|zur[uü]ckgewiesen|verweigert|gesperrt|unzul[aä]ssig)",
    "richtlinie",
    "(?:service|mail|message|acc[eè]s|courriel|connexion)s? (?:est |a [eé]t[eé] )?(?:refus[eé]e?|"
    "rejet[eé]e?)",
    "trop de (?:connexions|messages|courriels|destinataires|mails|erreurs)",
    "(?:mensaje|correo|mensagem|messaggio|acceso|acesso|email) ~ (?:rechazad[oa]|rejeitad[oa]|"
    "rifiutat[oa]|denegado|negado|bloquead[oa])",
    "odrzucon[aey]",
    "geweigerd",
)
