"""What servers say when they refuse a mail, sorted by what they mean: status codes, and phrases as patterns.

A phrase is a regular expression over the words as `verdict` makes them plain: lower case, on one line, every address
an "@". " ~ " stands for the end of a word, or for up to 45 characters of one sentence. A phrase begins with a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from postroom.mail.bounce.values import Reason

# RFC 3463, 3886, 7372, 7504 and what Exchange added: subject and detail that say what is wrong.
CLEAR: dict[str, Reason] = {
    "1.1": "address",
    "1.2": "address",
    "1.3": "address",
    "1.4": "address",
    "1.6": "address",
    "1.7": "policy",  # the sender's address
    "1.8": "policy",
    "1.10": "address",  # null MX; Exchange: recipient not found
    "1.20": "policy",
    "1.90": "policy",
    "2.1": "address",
    "2.2": "full",
    "2.3": "size",
    "2.122": "policy",
    "3.1": "full",
    "3.4": "size",
    "4.1": "network",
    "4.2": "network",
    "4.6": "network",
    "4.7": "network",
    "4.11": "network",
    "4.14": "network",
    "4.20": "network",
    "4.310": "address",  # Exchange: the domain does not exist
    "4.300": "network",
    "4.312": "network",
    "4.316": "network",
    "4.317": "network",
    "5.3": "policy",  # too many recipients
}
# What a subject means where its detail is not known.
SUBJECTS: dict[str, Reason] = {
    "1": "address",
    "2": "address",
    "3": "other",
    "4": "network",
    "5": "other",
    "6": "other",
    "7": "policy",
}
UNROUTED = ("5", "4.4")  # a domain that does not exist; 4.4.4 is a name server that did not answer
# RFC 5321, 4.2.3, and others in use.
REPLIES: dict[str, Reason] = {
    "421": "network",
    "452": "full",
    "521": "address",
    "551": "address",
    "552": "full",
    "553": "address",
    "556": "address",
    "523": "size",
    "530": "policy",
    "534": "policy",
    "535": "policy",
    "538": "policy",
    "541": "policy",
    "571": "policy",
}

_GAP = r"[^\w;.!](?:(?:[^;.!]|\.(?=\w)){0,45}?[^\w;.!])??"
_BOX = (
    "(?:user(?:name| ?id| name)?|accounts?|mail ?box(?:es)?|recipients?|rcpt(?:to)?|addresse?e?s?|adressee|alias|"
    "e-?mail(?: address| account| addr)?|inbox|mbox|local ?part|login|subscriber|customer|member|person)"
)
_NOT_THERE = (
    "(?:unknown|not known|(?:not|was ?n[o']t) found|not here|cannot be verified|can't be verified|not recogni[sz]ed|not exists?|no exists?|(?:does|do|did) ?(?:not|n't) exists?|"
    "doesnt exist|no longer exists?|non-?existent|non-?existing|invalid|not valid|not a valid|no longer valid|"
    "not (?:be )?listed|not registered|not (?:be )?located|not present|could ?n[o']t be found|cannot be found|can't be found|"
    "not be found|unroutable|unrouteable|unresolvable|undeliverable|not deliverable|illegal|not defined|not active|"
    "not available here|not hosted|incorrect|wrong|no such (?:user|person|mailbox|address))"
)
_CLOSED = (
    "(?:disabled|de-?activated|suspended|closed|terminated|inactive|expired|locked|deleted|removed|discontinued|"
    "cancell?ed|frozen|archived|no longer|been blocked due to inactivity|not enabled|not activated|obsolete|"
    "abandoned|retired|dormant|on hold|not in service|turned off|not accepting (?:new )?(?:mail|e-?mail|messages)(?! from))"
)
_NO_SUCH = (
    "(?:unknown|invalid|non-?existent|non-?existing|illegal|incorrect|wrong|unrecogni[sz]ed|no such|no valid|"
    "not a valid|not a known|inactive|disabled|suspended|expired|closed|obsolete|de-?activated|unrout(?:e)?able|"
    "undefined|unresolvable|undeliverable|ambiguous|bad)"
)

# Refusals of the sender, its speed or its relaying. They name users, addresses, domains and quotas, too, so
# they are asked first.
SENDER: tuple[str, ...] = (
    # the sender's address
    "sender (?:e-?mail )?(?:address|domain|id|host|mailbox|account|user|identity)s? ~ (?:rejected|denied|refused|invalid|"
    "unknown|not (?:found|exist|valid|allowed|verified|accepted|resolve|owned|authori[sz]ed)|null mx|does ?(?:not|n't)|blocked|suspended|unresolvable|mismatch)",
    "sender ~ (?:was |is |has been |been )?(?:rejected|denied|refused|blocked|black ?listed|block ?listed|banned|unvalidated|"
    "unverified|not (?:allowed|authori[sz]ed|permitted|verified|accepted|authenticated|whitelisted)|suspended|unknown|invalid|null mx)",
    "sender (?:address )?(?:verif(?:y|ication)|validation|callout) (?:failed|error|failure|in progress)",
    "sender (?:not|does ?(?:not|n't)|unknown|rejected|denied|refused|invalid|blocked|non-?existent)",
    "sender frequency",
    "domain of (?:the )?sender",
    "domain of your",
    "senders? (?:address )?domain",
    "sender's (?:domain|address|e-?mail|mailbox|ip)",
    "(?:unknown|invalid|bad|illegal|unverified|unauthori[sz]ed|untrusted|blocked|forged|spoofed|prohibited|rejected|denied|suspected spam) (?:envelope )?sender",
    "(?:cannot|can't|could ?n[o']t|could not|unable to|failed to) (?:be )?(?:verify|verified|validate|resolve|authenticate) (?:the |your |by )?(?:sender|from|domain of|envelope)",
    "verification failed for @",
    "(?<!recipient )verify failed",
    "(?:mail )?from(?: address| domain)? (?:@ )?(?:is |was )?(?:not (?:allowed|valid|verified|permitted|authori[sz]ed|owned)|invalid|rejected|refused|denied|prohibited)",
    "mail from (?:command )?(?:must|domain|address|rejected|invalid|ip)",
    "(?:return|reverse|envelope)[ -](?:address|path|sender|from) ~ (?:invalid|rejected|blocked|not exist|does not|denied|not accepted|unknown|refused)",
    "envelope (?:blocked|rejected)",
    "null sender",
    "bounces? (?:messages? )?(?:is |are )?(?:not accepted|not allowed|refused|rejected)",
    "(?:host|server|site) den(?:ies|ied) (?:the )?(?:sender|relay)",
    "you (?:are|have|must|need|can ?not|can't|may not|do not|don't) (?:not |been |be )?(?:not |been )?(?:allowed|authori[sz]ed|permitted|permission|banned|blocked|authenticated|black ?listed|send|rights)",
    "your (?:account|mailbox|user|login) ~ (?:suspended|disabled|blocked|locked|restricted|limited|deactivated|not (?:allowed|permitted))",
    "message sending for this account is disabled",
    "bad outbound sender",
    "not owned by (?:auth )?user",
    "send ?as ?denied",
    # its greeting and its name
    "helo(?:/ehlo)?(?: command| name| argument| string| host\\w*)? ~ (?:rejected|invalid|denied|not|mismatch|blocked|refused|does|failed|bad|fail)",
    "ehlo(?: command| name| argument)? ~ (?:rejected|invalid|denied|mismatch|blocked|refused|bad)",
    "helo ?host error",
    "(?:invalid|bad|illegal|forged|bogus|unacceptable|generic) (?:helo|ehlo|hello)",
    "invalid domain name",
    "need fully-qualified hostname",
    "my name was rejected",
    "(?:but )?sender was rejected",
    "client (?:host|ip|address|name|network)(?:name)? ~ (?:rejected|blocked|denied|refused|banned|not allowed|listed|cannot find)",
    "(?:cannot|can't|could ?n[o']t|could not|unable to) (?:find|resolve|determine|verify) your (?:reverse |host ?name|host|ip|address|domain)",
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
    "(?:over|above|exceed\\w*|reached|at) (?:the |your |our |a |its |maximum |max |allowed |permitted |sending |message |recipient |smtp |mail )*rate",
    "throttl",
    "slow(?:ed)? down",
    "(?:unexpected|unusual|high|abnormal) (?:\\w+ )?(?:volume|rate|traffic|number of)",
    "user complaints",
    "(?:receiving|received) (?:\\w+ )?(?:mail |messages |e-?mails? )?(?:too quickly|too fast|at a rate|too many)",
    "prevents additional messages",
    "(?:send|sending|sent|sends|submit\\w*|posted) (?:out )?(?:too (?:many|much|fast|quickly)|mail too)",
    "too many (?:concurrent |simultaneous |open |smtp |bad |invalid |unknown |failed |wrong |rejected |non-?existent |different |parallel |"
    "active |same |sender |login |auth\\w* |incoming |delivery |unauthenticated |consecutive |new )*(?:connections?|sessions?|recipients?|rcpts?|errors?|users?|commands?|"
    "requests?|attempts?|addresses|transactions?|senders?|logins?|bad|invalid|failures?|unknown|concurrent|size|threads?|sm\\w*)",
    "too (?:many|much) (?:e-?mails?+|mails?+|messages?+|letters?+|traffic)(?! (?:are )?(?:in|on|stored) )",
    "(?:daily|hourly|monthly|weekly|sending|send|sender|senders|relay|outgoing|outbound|rate|connection|throughput|"
    "submission|delivery|per[ -](?:day|hour|minute)|thread|recipient rate|message rate|smtp|concurrent\\w*) (?:\\w+ ){0,2}(?:limits?|quotas?)",
    "messaging limits?",
    "(?:limit|number|amount|maximum|max|quota) (?:of|for) (?:\\w+ ){0,3}(?:connections|recipients|rcpts|sessions|e-?mails|messages|mails) ~ "
    "(?:exceeded|reached|per (?:hour|day|minute)|allowed|from)",
    "max(?:imum)? (?:number of )?messages? per ",
    "maximum (?:number of )?(?:concurrent |simultaneous |smtp )?(?:connections|sessions|recipients)",
    "exceed\\w* ~ (?:per[ -](?:hour|day|minute|second|session|connection)|number of (?:connections|recipients|messages)|"
    "connections|sending|frequency|concurren\\w+)",
    "concurren(?:t|cy) ",
    "out of allow rcpt",
    # grey-listing
    "(?:post)?gr[ae]y[- ]?list",
    "postgrey",
    "temporar(?:y|ily) (?:\\w+ )?(?:blocked|rejected|refused|denied|banned|block|reject)",
    "(?:messages?|mails?|e-?mails?) (?:from ~ )?temporarily (?:deferred|rejected|blocked|delayed)",
    "try again in \\d+",
    "(?:please )?(?:retry|wait|come back) (?:after|in|at least) \\d+",
    # relaying and signing in
    "relay(?:ing)? (?:access |operation |mail |attempt |e-?mail |of mail |is |was |to ~ )*(?:denied|not|prohibited|rejected|disabled|"
    "forbidden|restricted|refused|disallowed|blocked|lookup|check|through|unauthori[sz]ed|attempt)",
    "(?:unable to|do(?:es)? not|don't|doesn't|not|cannot|can't|will not|won't|no|never|must not|open|unauthori[sz]ed|illegal|third[- ]party|not permitted to|as a|mail|refuse to|prohibit\\w*|deny\\w*|not allowed to) (?:\\w+ )?(?:relay|relaying)\\b",
    "rcpthosts",
    "not a gateway",
    "openrelay",
    "(?:authentication|authori[sz]ation|authenticat\\w+) (?:is |was )?(?:required|needed|failed|failure|error|credentials|invalid|rejected|unsuccessful|denied)",
    "(?:not|must be|must|need to|please|first|user|smtp|failed to|is not|could not be|un)[ -]?(?:yet |been )?authenticat\\w*",
    "auth(?:required|orization|entication)? (?:required|failed|error|failure|mode|fail)",
    "(?:check|receive|get|collect|read) your (?:new )?mail (?:first|before)",
    "please (?:login|log in|receive your mail)",
    "tenantattribution",
    "(?:resolver|transport)\\.(?:rst|rules)\\.(?:authrequired|notauthorized|rejectmessage|senderunknown|senderrestricted|restrictedtorecipientspermission)",
    "authrequired",
    "notauthorized",
    "restrictedtorecipients",
)

# Said with 5.4.1 by Exchange Online of somebody who does not exist; with 5.7.1 it is a policy.
MISUSED: tuple[str, ...] = ("recipient address rejected: access denied", "access denied[.,]? as\\(")

# Names that could not be asked for at the moment: said with the words of a name that does not exist.
UNASKED: tuple[str, ...] = (
    "host (?:name )?(?:lookup|not found)[,:;]? (?:failure|try again|did not complete|temporar)",
    "host lookup did not complete",
    "(?:host|domain)(?: name)? not found ~ try again",
    "host not found ~ try again",
    "(?:temporary (?:failure in )?(?:name|dns|resol)|cname lookup failed temporarily|dns (?:temporary|soft error|timeout|timed out|server failure|servfail))",
    "(?:temporar\\w+|transient) (?:unable to resolve|dns|name|resol\\w+|failure in name)",
    "lookup (?:temporarily|timed out|timeout)",
    "servfail",
    "malformed (?:or unexpected )?name server reply",
)

FULL: tuple[str, ...] = (
    "(?:mail ?box(?:es)?|mbox|inbox|account|user|recipient|mail ?folder|mail ?store|mail ?drop|folder|storage|disk|file ?system|volume|spool|box|mail ?file|maildir|database) "
    "~ (?:is |are |was |has been |currently |too |over |almost |completely )*(?:full|over ?-?quota|out of (?:space|quota)|overfull|overflow\\w*)\\b",
    "full (?:mail ?box|inbox|mbox)",
    "mail ?box(?:full|overquota)",
    "mailfull",
    "(?:over|exceed\\w*|beyond|above|out of|reached) (?:\\w+ ){0,5}(?:quota|storage|disk ?space|allocation)",
    "exceed\\w* ~ (?:storage|quota|disk space|mail ?box(?: size| limit| space)?|space (?:limit|allowed)|allotted|allocated|speichervolumen)\\b",
    "over-?quota",
    "overquota",
    "quota ~ (?:exceed\\w*|full|reached|violat\\w+|overflow|overdrawn|used up|limit|is over)",
    "quota(?:temp|perm|exceeded)",
    "quota_?exceeded",
    "(?:mail ?box|mail ?drop|account|user|maildir|disk|storage|space|folder)(?:'s)?(?: size| disk| storage| space| mail)? (?:limit|quota|capacity|allocation) ~ (?:exceed\\w*|reached|full)",
    "(?:mail ?box|mail ?file|account|storage|inbox|user) ~ (?:exceed\\w*|reached|over) (?:its |the |his |their |maximum |max |allowed |allocated |storage |size |disk )+(?:limit|quota|size|space|capacity|allocation)",
    "(?:not enough|no|insufficient|out of|lack of|low on|low|run out of|insufficient free|does not have enough|not sufficient|no more) (?:\\w+ ){0,2}(?:disk|storage|space|room|quota)\\b",
    "(?:insufficient|low|out of) (?:system )?(?:resources|storage)",
    "disk (?:full|quota|space)",
    "no space left",
    "errno ?=? ?28\\b",
    "enospc",
    "file too large",
    "too many (?:messages|mails|e-?mails) (?:are )?(?:in|on|stored) ",
    "(?:max(?:imum)?|allowed) number of (?:messages|mails) ~ (?:mail ?box|inbox|folder)",
    "shutoffquota",
    "storedrv ~ quota",
    "mailbox (?:has )?(?:exceed\\w*|too large|too big|is too)",
    "mailbox size",
    "(?:has )?exhausted (?:allowed )?storage",
    "ofr[\\d_]*_?417",
    # de, fr, es, pt, it, nl, pl, sv, tr
    "(?:postfach|mailbox|briefkasten) ~ (?:voll|[uü]berf[uü]llt)",
    "speicher(?:platz|volumen|kontingent|limit)",
    "zu ?viele mails auf dem server",
    "bo[iî]te ~ (?:pleine|satur[eé]e)",
    "quota d[eé]pass[eé]",
    "(?:buz[oó]n|bandeja|cuenta|casilla) ~ (?:llen[oa]|exced\\w+)",
    "caixa(?: postal| de entrada| de correio| de email)? ~ (?:chei[ao]|lotada|excedid\\w+)",
    "casella ~ piena",
    "(?:postvak|mailbox|postbus) ~ vol\\b",
    "skrzynka ~ (?:pe[lł]na|przepe[lł]niona|zape[lł]niona)",
    "(?:brevl[aå]da|inkorg|postkasse|postlaatikko)n? ~ (?:full|fuld|t[aä]ynn[aä])",
    "kutusu ~ dolu",
)

SIZE: tuple[str, ...] = (
    "(?:message|mail|e-?mail|letter|attachments?|file|data|body|content|headers?|item)(?:'s)?(?: size| length| body| header)? "
    "~ (?:(?<!line )(?<!queue )too (?:large|big|long)|larger than|bigger than|over-?size\\w*|exceed\\w* ~ (?:size|limit|maximum|max|length|bytes|threshold|databytes)|over (?:the )?(?:\\w+ )?size|is over)\\b",
    "(?:size|length) (?:of ~ )?(?:limit|exceed\\w*|too|restrict\\w*|is over|threshold|larger|greater)",
    "(?:message|mail|e-?mail|msg|letter)[ -]?(?:size|length)",
    "(?:max(?:imum)?|allowed|permitted|fixed) (?:\\w+ ){0,3}(?:size|length|threshold)",
    "exceed\\w* (?:\\w+ ){0,4}(?:size|length|databytes|mailsize)",
    "exceed\\w* (?:the )?(?:fixed|administrative|size) (?:limit|maximum)",
    "(?<!line )(?<!queue )too (?:large|big|long)(?: to|,|:|;| for| message| mail|\\b$)",
    "databytes",
    "(?:recip|send|receive|total|org)sizelimit",
    "(?:oversized?|huge) (?:message|mail|e-?mail)",
    "larger than ~ limit",
    # de, fr, es, pt, it, nl
    "(?:nachricht|mail|e-mail) ~ zu (?:gro(?:ß|ss)|lang)",
    "message trop (?:gros|volumineux|grand|long)",
    "(?:mensaje|correo|mensagem|messaggio|bericht) ~ (?:demasiado|muito|troppo|te) (?:grande?|groot)",
)

ADDRESS: tuple[str, ...] = (
    f"{_BOX} ~ {_NOT_THERE}(?! error)",
    f"{_BOX} ~ {_CLOSED}",
    f"{_NO_SUCH} (?:\\w+ ){{0,2}}{_BOX}(?! error)",
    "(?:no|not a|not an|isn't a|is not a|does ?(?:not|n't) have (?:a|an)|has no|have no|don't have (?:a|an)) (?:\\S+ ){0,3}(?:mail ?box|account|e-?mail account|user)\\b(?! to | quota| space)",
    "(?:no|not) (?:an? )?mail ?box here",
    "no one here by that name",
    "nobody here by that name",
    "not (?:our|a) customer",
    "not (?:a )?user of this",
    "not listed in (?:the )?(?:domino|public|name|directory|address)",
    "(?:several|multiple) matches found in",
    "not (?:unique|found) in (?:the )?(?:domino|public|directory|address book|\\w+ directory|our)",
    "not found in ~ (?:directory|table|database|map|list)",
    "unknown (?:in|or|to) ~ (?:table|map|alias|directory|domain|database)",
    "(?:is|was) unknown",
    "nosuchuser",
    "mailbox ?notfound",
    "can't accept user",
    "(?:ex)?recip(?:ient)?(?:s)?notfound(?:bysmtpaddresslookup)?",
    "resolver\\.adr",
    "recipientdisabled",
    "adr\\.(?:ex)?recip",
    "(?:ambiguousrecipient|invalidrecipient|badrecipient|unknownrecipient|unknownuser|userunknown)",
    "unrecogni[sz]ed-?or-?name",
    "(?:recipient|user) name (?:is )?not recogni[sz]ed",
    "unrecognized recipient",
    "no such (?:\\w+ ){0,2}(?:here|person|name|mail ?drop|home|destination|mailbox|user|recipient|local user|virtual user|domain|host|address)",
    "no (?:users?|recipients?|one|person|account|addressee|mailbox) ~ (?:by|with|of|at|here|found|that name|this name|associated)",
    "that you tried to reach (?:does not|is (?:disabled|inactive|not)|no longer)",
    "(?:address|recipient)(?: address)? (?:rejected|refused)[:.,;]? ~ (?:unknown|undeliverable|no such|not exist|does ?(?:not|n't)|unverified|invalid|not found|closed|unable to verify|user|account|mailbox)",
    "recipient (?:verif(?:y|ication)|callout) (?:failed|problem)",
    "(?:bad|invalid|unknown|malformed|wrong|illegal) (?:destination|recipient|target|receiver|delivery|mailing|smtp)(?: e-?mail)?(?: mailbox| system| host| address| domain)?",
    "(?:address|recipient|mailbox|rcpt)(?:'s)?(?: address)? (?:syntax|format)",
    "(?:malformed|unparsable|unparseable) (?:recipient|address)",
    "syntax error in (?:mailbox|recipient|address|to)",
    "mailbox name (?:not allowed|invalid|is invalid)",
    "unknown or (?:illegal|invalid|inactive)",
    "user not local",
    "(?:address|user|mailbox|account|recipient) ~ (?:has |been )(?:changed|moved|migrated|relocated)",
    "has moved",
    "(?:is )?no longer (?:with|works?|working|employed|an? (?:employee|student|member|valid|active|user)|at (?:this|our|the)|here|on (?:this )?server|in use|available|valid|active|monitored|used|accepts? mail|accepting)",
    "(?:has|have) left (?:the|our|this|us)",
    "address no longer",
    "(?:suppressed sending|suppression list|previously bounced|not delivering to (?:a )?previously|hard[- ]bounced)",
    "(?:closed|deleted|disabled|suspended|terminated|canceled|cancelled|deactivated|discontinued) (?:due to|because of|for|after) (?:inactivity|non-?use|non-?payment|lack of)",
    "(?:extended )?inactivity",
    "account inactive",
    "disabled or discontinued",
    "maildrop ~ (?:unknown|disabled)",
    "mailbox (?:is )?(?:not found|unknown|disabled|inactive|invalid|not available here)",
    "user (?:is )?(?:reject|inactive)",
    "(?:unavailable|unusable) (?:mail )?user",
    "mail (?:for|to) \\S+ is (?:not|no longer) accepted",
    "(?:was ?n[o']t|not|never) found at \\S+\\.\\w",
    "rc:(?:ld|ne)\\b",
    "ofr[\\d_]*_?(?:416|418|419|420)",
    # the domain is not there
    "(?:unknown|invalid|illegal|no such|non-?existent|unrout(?:e)?able|bad|undefined|wrong|nonexisting) (?:mail |e-?mail |recipient |destination )*(?:host|domain|hostname|server|site|node)(?:/domain)?\\b",
    "host (?:is )?unknown",
    "hosts? ~ (?:not found|does ?(?:not|n't) exist|unknown|no such host|not known)",
    "domain(?: name)? ~ (?:not found|not exist|unknown|invalid|expired|does ?(?:not|n't) exist|doesn't exist|no longer|not known|not valid|not registered|can't be found|cannot be found|could not be found|(?:is |been )suspended|disabled)",
    "(?:host|domain)(?: or domain)?(?: name)? not found",
    "nxdomain",
    "nonexistentdomain",
    "dns (?:hard error|type ~ non-?existent|: no such domain)",
    "no (?:mail hosts?|mx|valid mx|dns|valid (?:hosts?|mail)|a or mx|a/aaaa|mail exchangers?|mail servers?) (?:\\w+ )?(?:for|records?|found|data|exchanger|hosts?|or|entry)",
    "(?:couldn't|could not|cannot|can't|unable to) find (?:any|a|the)? ?(?:host|mail exchanger|mx|domain|route to domain|mail server)",
    "mx (?:records? |lookup |host )?~ (?:non-?existent|not found|does not exist|no such|missing|null|not resolve)",
    "null ?mx",
    "no route found to domain",
    "unable to route[: ]+(?:no|domain|host|dns not)",
    "(?:does|do) not accept (?:any )?(?:e-?)?mail(?: \\(nullmx\\))?(?! from)\\b",
    "could not be found in (?:the )?(?:domain name|dns)",
    "all relevant mx",
    "unrout(?:e)?able",
    # de, fr, es, pt, it, nl, pl, sv, da, fi, cs, hu, tr
    "(?:benutzer|empf[aä]nger|adresse|mailadresse|postfach|konto|nutzer|adressat) ~ (?:unbekannt|nicht (?:bekannt|gefunden|vorhanden|existent|zustellbar)|existiert nicht|ung[uü]ltig|gesperrt|deaktiviert|inaktiv|gel[oö]scht)",
    "(?:unbekannte[rs]?|ung[uü]ltige[rs]?|inaktive[rs]?) (?:benutzer|empf[aä]nger|adresse|nutzer|postfach)",
    "(?:utilisateur|destinataire|adresse|compte|bo[iî]te) ~ (?:inconnue?|invalide|inexistante?|introuvable|d[eé]sactiv[eé]e?|suspendue?|archiv[eé]e?|ferm[eé]e?|n'existe (?:pas|plus))",
    "(?:usuario|usu[aá]rio|destinatario|destinat[aá]rio|direcci[oó]n|endere[cç]o|cuenta|conta|caixa|buz[oó]n|utilizador) ~ (?:desconocid[oa]|desconhecid[oa]|n[aã]o (?:foi )?encontrad[oa]|inexistente|no existe|n[aã]o existe|n[aã]o encontrad[oa]|no encontrad[oa]|inv[aá]lid[oa]|desativad[oa]|suspens[oa]|suspendid[oa]|inativ[oa]|bloquead[oa])",
    "(?:utente|destinatario|indirizzo|casella|account) ~ (?:sconosciut[oa]|inesistente|non esiste|non trovat[oa]|non valid[oa]|disabilitat[oa]|disattivat[oa]|sospes[oa])",
    "(?:gebruiker|ontvanger|adres|account) ~ (?:onbekend|niet gevonden|bestaat niet|ongeldig)",
    "(?:u[zż]ytkownik\\w*|adres\\w*|konto|odbiorc\\w+|skrzynk\\w+) ~ (?:nie istnieje|nieznany|zablokowane|nieaktywn\\w+)",
    "nie ma takiego (?:u[zż]ytkownika|adresu|konta)",
    "(?:anv[aä]ndare|mottagare|modtager|bruker|mottaker|adress\\w*) ~ (?:ok[aä]nd|ukendt|ukjent|finns inte|findes ikke|finnes ikke)",
    "(?:u[zž]ivatel|adresa|schr[aá]nka) ~ (?:neexistuje|nezn[aá]m\\w+)",
    "kullan[iı]c[iı] ~ (?:bulunamad[iı]|yok)",
)

# Reasons of policy that no word of another class can be mistaken for.
POLICY: tuple[str, ...] = (
    # lists of bad senders
    "(?:spamhaus|spamcop|sorbs|barracuda(?:central| reputation)|uceprotect\\w*|abuseat|cbl|surbl|uribl|mailspike|invaluement|"
    "dns-?r?bl\\w*|rbl\\w*|zen\\.|sbl|xbl|pbl|senderscore|sender ?base|spamrats|njabl|dsbl|ordb|mail-abuse|nixspam|backscatterer|cloudmark|trustedsource|csi|symantec|hostkarma)\\b",
    "(?:black|block|deny|reject|ban)[- ]?list",
    "(?:black|block) (?:ip|mail)",
    "reputation",
    "(?:is |are |was |been |currently |temporarily |permanently )(?:blocked|banned|black ?listed|listed (?:in|on|at|by))",
    "_is_blocked",
    "blocked (?:by|using|for|sender|from|at|due|because|see|in|with|-)",
    "blocked\\)",
    "(?:ip|ip address|host|server|network|isp|mta|connection|access|domain|url|link)s? ~ (?:blocked|banned|listed|rejected|denied|not allowed|refused by|filtered)\\b",
    "your (?:\\w+ ){0,3}(?:ip|host|server|isp|network|domain|message|e-?mail|mail|mta|access|connection|organization)s? ~ (?:blocked|rejected|refused|denied|banned|listed|"
    "filtered|not (?:allowed|accepted|permitted)|prohibited|deferred|violat\\w+)",
    "connections? ~ (?:not (?:be )?(?:accepted|allowed|permitted)|rejected by|refused by|refused due|denied)",
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
    "(?:attachment|file)s? ~ (?:blocked|not allowed|rejected|forbidden|prohibited|restricted|not permitted|denied|banned|type|extension|count)",
    "(?:restricted|banned|prohibited|forbidden|dangerous|illegal|executable|unsafe|potentially) (?:\\w+ )?(?:file|attachment|content|extension|executable)",
    "(?:content|header|body|subject|url|link|phrase|keyword)s? (?:\\w+ ){0,2}(?:rejected|reject|refused|denied|deny|blocked|filter\\w*|not accepted|not allowed|restrict\\w+|polic\\w+|examination|violat\\w+|prohibited|denied)",
    "content[- ](?:filter|scan|check|restriction|polic|related|based)",
    "potential security",
    # policy
    "polic(?:y|ies)\\b",
    "administrat(?:ive|ively|or|ion) (?:\\w+ )?(?:prohibit\\w*|block\\w*|lock\\w*|den\\w+|reject\\w*|restrict\\w*|bounced|action)",
    "(?:bounced|blocked|rejected|denied|prohibited|refused) by (?:the |an |your |our |its |my )?(?:\\w+ )?(?:administrator|recipient|recipients|user|domain|destination|server|system|filter|rule|destination domain|target|owner)",
    "prohibit(?:ed|ion)",
    "(?:security|safety) (?:reason|polic|issue|problem|restriction|violation|settings?|risk|concern|rule)",
    "permission or security",
    "(?:access|permission|delivery|authorization|submission|sending) (?:has been |is |was |to ~ )?(?:denied|rejected|refused|restricted|not authori[sz]ed|not allowed|forbidden|revoked)",
    "denied (?:by|access|due|\\()",
    "access deny",
    "(?:not|n't) (?:allowed|authori[sz]ed|permitted|entitled|have permission|have authorization) (?:to|for|from|in)\\b",
    "(?:do|does|has) not have (?:permission|authorization|the right)",
    "(?:only|just) accepts? ",
    "(?:not|n't|cannot|can't|refuses? to|unable to|won't|no longer|stopped) (?:currently )?(?:accept|accepts|accepting|receive|allow|accepted)(?:ed)? (?:\\w+ )?(?:mail|e-?mail|messages?|messages?|anything|connections?|traffic)s? (?:\\w+ )?(?:from|sent)\\b",
    "not accept\\w* from",
    "mail (?:from ~ )?(?:refused|rejected|denied|not accepted|blocked)",
    "(?:message|mail|e-?mail|letter|transaction|submission|transmission) (?:\\w+ ){0,3}(?:rejected|refused|denied|blocked|filtered|not accepted|quarantined|discarded|not allowed|restricted)",
    "connection (?:\\w+ ){0,3}(?:rejected|denied|blocked|not accepted|not allowed|refused (?:by|due|because|from))",
    "(?:reject|refuse|block|deny|filter)(?:ed|s|ing)? (?:\\w+ )?(?:message|mail|e-?mail|connection|transaction)",
    "(?:rejected|refused|denied|blocked|filtered) (?:due|because|for|by|as|per|on|in|under|via)\\b",
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
    "(?:hl|mi|rp|dt|wm):[a-z]{3}\\b",
    "\\(?(?:rly|rtr|dyn|hvu|con|ooo)[:-][a-z0-9]{2}\\b",
    "(?:ts|tss|bl|ph|gl|ss|cs|hm)\\d\\d\\b",
    "(?:sc|ou|dy|oh)-00\\d",
    "(?:bl|rl|es|dm|ra|ph)0{2,5}\\d{1,3}\\b",
    "ib\\d{3}\\b",
    "ofr[\\d_]*_?(?:10\\d|5\\d\\d|40\\d|99\\d)\\b",
    "lpn[\\d_]+",
    "mxin\\d{3}",
    "cx(?:bl|snd|dns|mj|thrt|sgm)\\b",
    "aup#",
    "elnk\\d+",
    # proofs of origin
    "(?:spf|dkim|dmarc|arc|domainkeys|sender id|sender policy framework|domain-based)\\b",
    "unauthenticated",
    "(?:spoof|forg|impersonat|masquerad)\\w+",
    "(?:mail|message|e-?mail) (?:\\w+ )?(?:lacks|fails|failed|did not pass|does not (?:pass|meet))",
    # encryption
    "(?:tls|starttls|ssl)\\b ~ (?:required|needed|failed|failure|not|error|unavailable|handshake|must|negotiat\\w+|first|mandatory|mismatch|certificate|command)",
    "(?:must (?:issue|use)|requires?|need|require a) (?:a )?(?:starttls|tls|ssl|encrypt\\w+)",
    "encrypt(?:ion|ed) (?:\\w+ )?(?:required|needed|connection|failed)",
    "certificate",
    "handshake fail",
    "dane\\b",
    "mta-sts",
    # de, fr, es, pt, it, nl, pl
    "(?:abgelehnt|abgewiesen|zur[uü]ckgewiesen|verweigert|gesperrt|unzul[aä]ssig)",
    "richtlinie",
    "(?:service|mail|message|acc[eè]s|courriel|connexion)s? (?:est |a [eé]t[eé] )?(?:refus[eé]e?|rejet[eé]e?)",
    "trop de (?:connexions|messages|courriels|destinataires|mails|erreurs)",
    "(?:mensaje|correo|mensagem|messaggio|acceso|acesso|email) ~ (?:rechazad[oa]|rejeitad[oa]|rifiutat[oa]|denegado|negado|bloquead[oa])",
    "odrzucon[aey]",
    "geweigerd",
)

NETWORK: tuple[str, ...] = (
    "connections? (?:\\w+ ){0,2}(?:timed out|timed-out|refused|reset|lost|dropped|closed|died|failed|failure|broken|timeout|time-?out|aborted|terminated|error|unexpectedly|could not)",
    "tim(?:ed?|ing)[ -]?out",
    "(?:lost|bad|broken|failed|unable to open|no) (?:\\w+ )?connection",
    "no route to",
    "(?:network|host|destination|server|system|domain|node|mx|site|computer|remote host|remote server)s? ~ (?:unreachable|not reachable|not responding|down|did not respond|didn't respond|does not respond|not answer\\w*|"
    "not available|unavailable|busy|overloaded|no answer|could not be reached|couldn't be reached|not respond|no longer responding|congest\\w+|can't be reached|cannot be reached)\\b",
    "network (?:error|problem|is|failure|congestion|unreachable|timeout)",
    "unreachable",
    "broken pipe",
    "(?:could not|couldn't|cannot|can't|unable to|failed to|wasn't able to|was not able to|not able to) (?:\\w+ ){0,3}(?:connect|contact|connection|reach|communicate)(?! (?:the )?ldap)",
    "no (?:answer|response|reply) from",
    "(?:not|stopped|stops?) respond(?:ing)?",
    "(?:server|system|host|resources?) (?:is |are |was |currently |too |temporarily |not )*(?:busy|overloaded|unavailable|available|congested)\\b",
    "too busy",
    "(?:load|cpu|system) (?:average|too high|is too)",
    "shutting down",
    "closing (?:transmission )?(?:channel|connection|link)",
    "(?:too many|exceeded|maximum|max) (?:\\w+ )?hops?\\b",
    "hop ?count",
    "(?:\\w+ )?loop(?:s|ing|ed)? (?:back|detected|found|for|count|to|in|is|message|error)",
    "(?:mail|message|routing|forwarding|delivery|mailer|forward|alias|possible|infinite|email|looping|a)[ -](?:\\w+ )?loop(?:ing|s)?\\b",
    "looping",
    "loops back",
    "delivered-to line",
    "points? to (?:local ?host|me|myself)",
    "best-preference mx",
    "maximum (?:forwarding|hop|received)",
    "(?:delivery|message|mail|retry|queue|time|it|e-?mail)(?: has| time| period| limit| timeout)* (?:has )?expired",
    "expired",
    "retry (?:time|timeout|limit|period)",
    "in (?:the )?queue (?:for )?too long",
    "delivery time",
    "no hosts? could",
    "not (?:be )?delivered (?:with)?in ",
    "(?:in|within) the time (?:limit|allotted|allowed)",
    "(?:giving|gave|give) up",
    "too old",
    "(?:attempts|retries) (?:\\w+ ){0,3}(?:exceeded|reached|failed|exhausted)",
    "(?:max(?:imum)?|limit|number) (?:\\w+ ){0,3}(?:attempts|retries)",
    "have been failing for a long time",
    "could not be delivered (?:for|within|in|after) ",
    "undeliverable (?:for|after) \\d+",
    "dns ~ (?:fail\\w*|error|timeout|unavailable|problem|temporar\\w+|resolv\\w+)",
    "name (?:server|service|resolution) ~ (?:error|fail\\w*|timeout|temporar\\w+|problem|did not)",
    "(?:cname|mx|host|a|dns|address|name)[- ]?lookup (?:\\w+ )?(?:failed|failure|error|timed)",
    "resol(?:ve|ving|ution) ~ (?:error|fail\\w*)",
    "(?:tcp|socket|winsock|smtp) (?:read|write|receive|send|connection|connect) ?(?:error|fail\\w*|problem)",
    "socket",
    "greeting (?:failed|error|not received)",
    "(?:bad|no) greeting",
    "(?:host|server) down",
    "(?:been |message |mail |delivery |was )delayed",
    "not (?:yet )?been delivered",
    "still (?:in|being|trying|queued)",
    "delivery temporarily suspended",
    "routing (?:error|problem|fail\\w*)",
    "unable to route",
    "remote (?:host|server|system) (?:\\w+ )?(?:closed|dropped|unavailable|hung)",
    "i/o timeout",
    "smtpsend\\.dns",
    "queue\\.expired",
    "hopcount",
    # de, fr
    "(?:zeit[uü]berschreitung|nicht erreichbar|keine verbindung|verbindung ~ (?:abgelehnt|fehlgeschlagen|unterbrochen))",
    "d[eé]lai (?:d['e ]\\w+ )?(?:d[eé]pass[eé]|expir[eé])",
    "injoignable",
)

OTHER: tuple[str, ...] = (
    "(?:unknown )?mailer error",
    "(?:out of|not enough|insufficient|cannot allocate) memory",
    "internal (?:\\w+ )?(?:error|failure|problem|queue)",
    "(?:system|configuration|config|operating system|software|database|ldap|directory|server|i/o|input/output|lmtp|temporary lookup) (?:\\w+ )?(?:error|failure|problem|exception)",
    "local (?:\\w+ )?(?:error|problem|configuration)",
    "(?:misconfigur|incorrectly configured|system incorrectly)",
    "command (?:\\w+ )?(?:not recogni[sz]ed|unrecogni[sz]ed|unknown|not implemented|died|failed|output|syntax|out of sequence|not supported)",
    "syntax error",
    "(?:bad|wrong|improper) (?:sequence|command|syntax)",
    "protocol (?:error|violation|problem|failure)",
    "(?:pipe|child|program|process|script|transport|filter|procmail|maildrop|delivery agent) ~ (?:returned|exited|status|failed|died|killed|signal|error)",
    "read-only file ?system",
    "can(?:'t| ?not) (?:create|open|lock|write|append|update|access|read|store|rename|chdir) ",
    "(?:failed|unable|error) (?:to )?(?:open|opening|lock|write|writing|append|create|creating|save|store) ",
    "(?:8-?bit|binarymime|mime|conversion|smtputf8|eai|internationali[sz]ed|utf-?8) (?:\\w+ ){0,3}(?:not|required|error|unsupported|failed|prohibited|address|is)",
    "(?:message|mail|header)s? ~ (?:malformed|corrupt)",
    "(?:malformed|corrupt\\w*|invalid) (?:message|mime|header|content|mail|data)",
    "(?:bare|stray) (?:lf|cr|newline|linefeed|line ?feed)",
    "line (?:is )?too long",
    "(?:not|un)(?: |-)?implemented",
    "did not report a specific reason",
    "unable to contact ldap",
    "storedrv",
)

# Asked only where neither the status nor the phrases above tell.
WEAK: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (
        "address",
        (
            "mail ?box ~ (?:unavailable|not available|unreachable)",
            "unavailable (?:mail|user|mailbox)",
            "(?:recipient|rcpt|address|user)(?: address)? ~ (?:rejected|refused|denied|not accepted|unacceptable|not ok|not permitted|error|failed)",
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
            "(?:rejected|refused|denied|blocked|forbidden|disallowed|unauthori[sz]ed|banned|filtered)\\b",
            "not (?:allowed|accepted|permitted|authori[sz]ed|welcome|acceptable)",
            "(?:do not|don't|does not|doesn't|cannot|can't|will not) accept",
            "permission",
            "refuse",
            "reject\\w*",
            "violat\\w+",
            "(?:deferred|defer)\\b",
            "auth\\w*",
        ),
    ),
    ("full", ("quota", "full\\b", "space\\b")),
    ("size", ("(?:large|big|size|length|oversized?)\\b",)),
    (
        "network",
        (
            "(?:connect|connection|network|route|routing|dns|timeout|unreachable)\\b",
            "temporar\\w+ (?:\\w+ )?(?:unavailable|failure|problem)",
            "try (?:again )?later",
        ),
    ),
)

# Scripts that put no spaces between words; found anywhere.
UNSPACED: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    ("policy", ("发送频率|發送頻率|发信频率|频率超限|发信数超|连接数|發件人|发件人.{0,12}(?:拒|不存在|黑名单)|认证|認證|验证|中继|轉寄",)),
    ("full", ("空间不足|空間不足|已满|已滿|容量不足|容量已|超过.{0,6}容量|超出.{0,6}容量|容量超|容量オーバー|容量を超|容量がいっぱい|いっぱいです|용량.{0,6}초과|용량이 부족|가득",)),
    ("size", ("邮件过大|郵件過大|邮件大小|郵件大小|信件过大|信件過大|メールサイズ|サイズが大き|サイズを超|메일 크기|크기.{0,6}초과",)),
    (
        "address",
        (
            "不存在|查无此|查無此|未找到.{0,8}(?:用户|邮箱|收件人)|无此用户|無此|没有这个|地址错误|地址有误|地址無效|地址无效|无效的?收件|被停用|已停用|被禁用|已禁用|已注销|未开通|被冻结|用户被锁|"
            "存在しません|見つかりません|見つかりませんでした|宛先不明|ユーザ.{0,4}不明|無効な(?:宛先|アドレス|受信者)|使われておりません|"
            "존재하지 않|없는 (?:사용자|계정|메일)|사용자가 없|찾을 수 없|휴면|정지된|탈퇴",
        ),
    ),
    ("policy", ("垃圾|拒收|拒绝|拒絕|黑名单|黑名單|反垃圾|病毒|内容.{0,6}(?:违规|不当)|受信拒否|拒否|迷惑メール|ブロック|ウイルス|스팸|거부|차단|바이러스",)),
    ("network", ("超时|逾時|无法连接|無法連線|连接失败|網路|网络|退信.{0,4}超|タイムアウト|接続でき|接続に失敗|応答がありません|시간 초과|연결할 수|연결 실패|응답이 없",)),
)  # fmt: skip

# Cyrillic, Greek, Arabic and Hebrew, which have words as Latin has.
FURTHER: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    ("full", ("(?:ящик|почтовый ящик|скринька) ~ (?:переполнен\\w*|полон|заповнен\\w*)", "превышен\\w* ~ (?:квот\\w+|лимит ящика)", "квота", "недостаточно места")),
    ("size", ("(?:сообщение|письмо|размер) ~ (?:слишком (?:больш\\w+|велик\\w*)|превышает)",)),
    (
        "address",
        (
            "(?:пользовател\\w+|ящик\\w*|адрес\\w*|получател\\w+|аккаунт|домен|користувач\\w*|скриньк\\w+) ~ (?:не найден\\w*|не существует|неизвест\\w+|заблокирован\\w*|отключен\\w*|удал[её]н\\w*|не знайден\\w*|не існує)",
            "нет такого (?:пользователя|ящика|адреса)",
            "(?:неизвестный|неверный) (?:пользователь|адрес|получатель)",
            "(?:χρήστης|διεύθυνση|παραλήπτης) ~ (?:άγνωστ\\w+|δεν υπάρχει|δεν βρέθηκε)",
        ),
    ),
    ("policy", ("спам\\w*", "отклонен\\w*", "отклонён\\w*", "отвергнут\\w*", "заблокирован\\w*", "запрещен\\w*", "відхилен\\w*")),
    ("network", ("(?:время|таймаут|соединени\\w+) ~ (?:истекло|ожидания|отклонено|разорвано|не установлено)", "превышено время")),
)  # fmt: skip

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
    "delivery (?:is )?(?:delayed|status notification \\(delay\\))",
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
    "retry (?:time|timeout|limit|period) (?:\\w+ )?(?:exceeded|expired|reached)",
    "no (?:further|more) (?:delivery )?attempts",
    "(?:will|could) not (?:be (?:retried|redelivered|delivered)|retry|try again|try to redeliver)",
    "(?:final|permanent|fatal) (?:delivery )?(?:failure|error)",
    "too old",
    "(?:attempts|retries) (?:\\w+ ){0,3}(?:exceeded|reached|exhausted)",
    "(?:after|for|within) (?:more than )?\\d+ (?:days?|hours?|h|d|attempts|tries|retries)\\b",
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
    "later\\b",
    "timed out",
    "(?:connection|operation) (?:timed out|refused|reset)",
    "too busy",
)


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, to be searched for in words as `plain` makes them."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})".replace(" ~ ", _GAP))
