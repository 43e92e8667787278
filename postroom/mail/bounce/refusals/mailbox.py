"""Refusals on account of the mailbox: not there, full, or the mail too large for it; phrases as patterns."""

from __future__ import annotations

_BOX = (
    "(?:user(?:name| ?id| name)?|accounts?|mail ?box(?:es)?|recipients?|rcpt(?:to)?|addresse?e?s?|"
    "adressee|alias|e-?mail(?: address| account| addr)?|inbox|mbox|local ?part|login|subscriber|customer|"
    "member|person)"
)
_NOT_THERE = (
    "(?:unknown|not known|(?:not|was ?n[o']t) found|not here|cannot be verified|can't be verified|"
    "not recogni[sz]ed|not exists?|no exists?|(?:does|do|did) ?(?:not|n't) exists?|doesnt exist|"
    "no longer exists?|non-?existent|non-?existing|invalid|not valid|not a valid|no longer valid|"
    "not (?:be )?listed|not registered|not (?:be )?located|not present|could ?n[o']t be found|"
    "cannot be found|can't be found|not be found|unroutable|unrouteable|unresolvable|undeliverable|"
    "not deliverable|illegal|not defined|not active|not available here|not hosted|incorrect|wrong|"
    "no such (?:user|person|mailbox|address))"
)
# How an account is called that was closed, with the words between the two; connections are closed, too.
_HOLDER = (
    r"(?:user(?:name)?|accounts?|mail ?box(?:es)?|recipient|address|alias|inbox|mbox|login|subscriber|customer)"
    r"[:,\"'>)\]]* (?:(?!connection|session|channel|command|link|message|delivery)\S+ ){0,6}?"
)
_CLOSED = (
    "(?:disabled|de-?activated|suspended|closed|terminated|inactive|locked|deleted|removed|discontinued|"
    "cancell?ed|frozen|archived|no longer|been blocked due to inactivity|not enabled|not activated|obsolete|"
    "abandoned|retired|dormant|on hold|not in service|turned off|"
    "not accepting (?:new )?(?:mail|e-?mail|messages)(?! from))"
)
_NO_SUCH = (
    "(?:unknown|invalid|non-?existent|non-?existing|illegal|incorrect|wrong|unrecogni[sz]ed|no such|"
    "no valid|not a valid|not a known|unrout(?:e)?able|undefined|unresolvable|undeliverable|ambiguous|bad)"
)
ADDRESS: tuple[str, ...] = (
    f"{_BOX} ~ {_NOT_THERE}(?! error)",
    f"{_HOLDER}{_CLOSED}",
    "(?:account|user|mail ?box|address|subscription)s?(?: @| is| was| has| have)* expired",
    rf"{_NO_SUCH} (?:\w+ ){{0,2}}{_BOX}(?! error)",
    f"(?:inactive|disabled|suspended|expired|closed|obsolete|de-?activated) (?:e-?mail |mail )?{_BOX}",
    r"(?:no|not a|not an|isn't a|is not a|does ?(?:not|n't) have (?:a|an)|has no|have no|don't have (?:a|"
    r"an)) (?:\S+ ){0,3}(?:mail ?box|account|e-?mail account|user)\b(?! to | quota| space)",
    "(?:no|not) (?:an? )?mail ?box here",
    "no one here by that name",
    "nobody here by that name",
    "not (?:our|a) customer",
    "not (?:a )?user of this",
    "not listed in (?:the )?(?:domino|public|name|directory|address)",
    "(?:several|multiple) matches found in",
    r"not (?:unique|found) in (?:the )?(?:domino|public|directory|address book|\w+ directory|our)",
    "not found in ~ (?:directory|table|database|map|list)",
    r"(?:recipient|user|mail ?box)(?: address)?(?: is|'s)?(?: not|n't) (?:in|on) (?:my|our|the|any) (?:valid\w*|"
    r"user|recipient|mail ?box|local)? ?(?:list|table|database|directory)",
    f"{_BOX} ~ (?:not|never|no longer) (?:been )?provisioned",
    "unknown (?:in|or|to) ~ (?:table|map|alias|directory|domain|database)",
    "(?:is|was) unknown",
    "nosuchuser",
    "mailbox ?notfound",
    "can't accept user",
    "(?:ex)?recip(?:ient)?(?:s)?notfound(?:bysmtpaddresslookup)?",
    r"resolver\.adr",
    "recipientdisabled",
    r"adr\.(?:ex)?recip",
    "(?:ambiguousrecipient|invalidrecipient|badrecipient|unknownrecipient|unknownuser|userunknown)",
    "unrecogni[sz]ed-?or-?name",
    "(?:recipient|user) name (?:is )?not recogni[sz]ed",
    "unrecognized recipient",
    r"no such (?:\w+ ){0,2}(?:here|person|name|mail ?drop|home|destination|mailbox|user|recipient|"
    r"local user|virtual user|domain|host|address)",
    "no (?:users?|recipients?|one|person|account|addressee|mailbox) ~ (?:by|with|of|at|here|found|"
    "that name|this name|associated)",
    "that you tried to reach (?:does not|is (?:disabled|inactive|not)|no longer)",
    "(?:address|recipient)(?: address)? (?:rejected|refused)[:.,;]? ~ (?:unknown|undeliverable|no such|"
    "not exist|does ?(?:not|n't)|unverified|invalid|not found|closed|unable to verify|user|account|"
    "mailbox)",
    "recipient (?:verif(?:y|ication)|callout) (?:failed|problem)",
    "(?:bad|invalid|unknown|malformed|wrong|illegal) (?:destination|recipient|target|receiver|delivery|"
    "mailing)(?: e-?mail)?(?: mailbox| system| host| address| domain)?",
    "(?:address|recipient|mailbox|rcpt)(?:'s)?(?: address)? (?:syntax|format)",
    "(?:malformed|unparsable|unparseable) (?:recipient|address)",
    "syntax error in (?:mailbox|recipient|address|to)",
    "mailbox name (?:not allowed|invalid|is invalid)",
    "unknown or (?:illegal|invalid|inactive)",
    "user not local",
    "(?:address|user|mailbox|account|recipient) ~ (?:has |been )(?:changed|moved|migrated|relocated)",
    "has moved",
    "(?:is )?no longer (?:with|works?|working|employed|an? (?:employee|student|member|valid|active|user)|"
    "at (?:this|our|the)|here|on (?:this )?server|in use|available|valid|active|monitored|used|"
    "accepts? mail|accepting)",
    "(?:has|have) left (?:the|our|this|us)",
    "address no longer",
    "(?:suppressed sending|suppression list|previously bounced|not delivering to (?:a )?previously|"
    "hard[- ]bounced)",
    "(?:closed|deleted|disabled|suspended|terminated|canceled|cancelled|deactivated|"
    "discontinued) (?:due to|because of|for|after) (?:inactivity|non-?use|non-?payment|lack of)",
    "(?:extended )?inactivity",
    "account inactive",
    "disabled or discontinued",
    "maildrop ~ (?:unknown|disabled)",
    "mailbox (?:is )?(?:not found|unknown|disabled|inactive|invalid|not available here)",
    "user (?:is )?(?:reject|inactive)",
    "(?:unavailable|unusable) (?:mail )?user",
    r"mail (?:for|to) \S+ is (?:not|no longer) accepted",
    r"(?:was ?n[o']t|not|never) found at \S+\.\w",
    r"rc:(?:ld|ne)\b",
    r"ofr[\d_]*_?(?:416|418|419|420)",
    # the domain is not there
    r"(?:unknown|invalid|illegal|no such|non-?existent|unrout(?:e)?able|bad|undefined|wrong|"
    r"nonexisting) (?:mail |e-?mail |recipient |destination )*(?:host|domain|hostname|site|"
    r"node)(?:/domain)?\b",
    "host (?:is )?unknown",
    "hosts? ~ (?:not found|does ?(?:not|n't) exist|unknown|no such host|not known)",
    "domain(?: name)? ~ (?:not found|not exist|unknown|invalid|expired|does ?(?:not|n't) exist|"
    "doesn't exist|no longer|not known|not valid|not registered|can't be found|cannot be found|"
    r"(?:not|no longer) (?:\w+ )?hosted|"
    "could not be found|(?:is |been )suspended|disabled)",
    "(?:host|domain)(?: or domain)?(?: name)? not found",
    "nxdomain",
    "nonexistentdomain",
    "dns (?:hard error|type ~ non-?existent|: no such domain)",
    r"no (?:mail hosts?|mx|valid mx|dns|valid (?:hosts?|mail)|a or mx|a/aaaa|mail exchangers?|"
    r"mail servers?) (?:\w+ )?(?:for|records?|found|data|exchanger|hosts?|or|entry)",
    "(?:couldn't|could not|cannot|can't|unable to) find (?:any|a|the)? ?(?:host|mail exchanger|mx|domain|"
    "route to domain|mail server)",
    "mx (?:records? |lookup |host )?~ (?:non-?existent|not found|does not exist|no such|missing|null|"
    "not resolve)",
    "null ?mx",
    "no route found to domain",
    "unable to route[: ]+(?:no|domain|host|dns not)",
    r"(?:does|do) not accept (?:any )?(?:e-?)?mail(?: \(nullmx\))?(?! from)\b",
    "could not be found in (?:the )?(?:domain name|dns)",
    "all relevant mx",
    "unrout(?:e)?able",
    # de, fr, es, pt, it, nl, pl, sv, da, fi, cs, hu, tr
    "(?:benutzer|empf[aä]nger|adresse|mailadresse|postfach|konto|nutzer|adressat) ~ (?:unbekannt|"
    "nicht (?:bekannt|gefunden|vorhanden|existent|zustellbar)|existiert nicht|ung[uü]ltig|gesperrt|"
    "deaktiviert|inaktiv|gel[oö]scht)",
    "(?:unbekannte[rs]?|ung[uü]ltige[rs]?|inaktive[rs]?) (?:benutzer|empf[aä]nger|adresse|nutzer|postfach)",
    "(?:utilisateur|destinataire|adresse|compte|bo[iî]te) ~ (?:inconnue?|invalide|inexistante?|"
    "introuvable|d[eé]sactiv[eé]e?|suspendue?|archiv[eé]e?|ferm[eé]e?|n'existe (?:pas|plus))",
    "(?:usuario|usu[aá]rio|destinatario|destinat[aá]rio|direcci[oó]n|endere[cç]o|cuenta|conta|caixa|"
    "buz[oó]n|utilizador) ~ (?:desconocid[oa]|desconhecid[oa]|n[aã]o (?:foi )?encontrad[oa]|inexistente|"
    "no existe|n[aã]o existe|n[aã]o encontrad[oa]|no encontrad[oa]|inv[aá]lid[oa]|desativad[oa]|"
    "desactivad[oa]|cancelad[oa]|deshabilitad[oa]|inactiv[oa]|"
    "suspens[oa]|suspendid[oa]|inativ[oa]|bloquead[oa])",
    "(?:utente|destinatario|indirizzo|casella|account) ~ (?:sconosciut[oa]|inesistente|non esiste|"
    "non trovat[oa]|non valid[oa]|disabilitat[oa]|disattivat[oa]|sospes[oa])",
    "(?:gebruiker|ontvanger|adres|account) ~ (?:onbekend|niet gevonden|bestaat niet|ongeldig)",
    r"(?:u[zż]ytkownik\w*|adres\w*|konto|odbiorc\w+|skrzynk\w+) ~ (?:nie istnieje|nieznany|zablokowane|"
    r"nieaktywn\w+)",
    "nie ma takiego (?:u[zż]ytkownika|adresu|konta)",
    r"(?:anv[aä]ndare|mottagare|modtager|bruker|mottaker|adress\w*) ~ (?:ok[aä]nd|ukendt|ukjent|"
    r"finns inte|findes ikke|finnes ikke)",
    r"(?:u[zž]ivatel|adresa|schr[aá]nka) ~ (?:neexistuje|nezn[aá]m\w+)",
    "kullan[iı]c[iı] ~ (?:bulunamad[iı]|yok)",
)

# RFC 5321 has it for whatever is wrong with a mailbox; what else is said, says more.
UNAVAILABLE: tuple[str, ...] = ("mail ?box ~ (?:unavailable|not available)",)

# Said with 5.4.1 by Exchange Online of somebody who does not exist; with 5.7.1 it is a policy.
MISUSED: tuple[str, ...] = ("recipient address rejected: access denied", r"access denied[.,]? as\(")

FULL: tuple[str, ...] = (
    r"(?:mail ?box(?:es)?|mbox|inbox|account|user|recipient|mail ?folder|mail ?store|mail ?drop|folder|"
    r"storage|disk|file ?system|volume|spool|box|mail ?file|maildir|database) ~ (?:is |are |was |"
    r"has been |currently |too |over |almost |completely )*(?:full|over ?-?quota|out of (?:space|quota)|"
    r"overfull|overflow\w*)\b",
    "full (?:mail ?box|inbox|mbox)",
    "mail ?box(?:full|overquota)",
    "mailfull",
    r"(?:over|exceed\w*|beyond|above|out of|reached) (?:\w+ ){0,5}(?:quota|storage|disk ?space|allocation)",
    r"exceed\w* ~ (?:storage|quota|disk space|mail ?box(?: size| limit| space)?|space (?:limit|allowed)|"
    r"allotted|allocated|speichervolumen)\b",
    "over-?quota",
    "overquota",
    r"quota ~ (?:exceed\w*|full|reached|violat\w+|overflow|overdrawn|used up|limit|is over)",
    "quota(?:temp|perm|exceeded)",
    "quota_?exceeded",
    r"(?:mail ?box|mail ?drop|account|user|maildir|disk|storage|space|folder)(?:'s)?(?: size| disk|"
    r" storage| space| mail)? (?:limit|quota|capacity|allocation) ~ (?:exceed\w*|reached|full)",
    r"(?:mail ?box|mail ?file|account|storage|inbox|user) ~ (?:exceed\w*|reached|over) (?:its |the |his |"
    r"their |maximum |max |allowed |allocated |storage |size |disk )+(?:limit|quota|size|space|capacity|"
    r"allocation)",
    r"(?:not enough|no|insufficient|out of|lack of|low on|low|run out of|insufficient free|"
    r"does not have enough|not sufficient|no more) (?:\w+ ){0,2}(?:disk|storage|space|room|quota)\b",
    "(?:insufficient|low|out of) (?:system )?(?:resources|storage)",
    "disk (?:full|quota|space)",
    "no space left",
    r"errno ?=? ?28\b",
    "enospc",
    "file too large",
    "too many (?:messages|mails|e-?mails) (?:are )?(?:in|on|stored) ",
    "(?:max(?:imum)?|allowed) number of (?:messages|mails) ~ (?:mail ?box|inbox|folder)",
    "shutoffquota",
    "storedrv ~ quota",
    r"mailbox (?:has )?(?:exceed\w*|too large|too big|is too)",
    "mailbox size",
    "(?:has )?exhausted (?:allowed )?storage",
    r"ofr[\d_]*_?417",
    # de, fr, es, pt, it, nl, pl, sv, tr
    "(?:postfach|mailbox|briefkasten) ~ (?:voll|[uü]berf[uü]llt)",
    "speicher(?:platz|volumen|kontingent|limit)",
    "zu ?viele mails auf dem server",
    "bo[iî]te ~ (?:pleine|satur[eé]e)",
    "quota d[eé]pass[eé]",
    r"(?:buz[oó]n|bandeja|cuenta|casilla) ~ (?:llen[oa]|exced\w+)",
    r"caixa(?: postal| de entrada| de correio| de email)? ~ (?:chei[ao]|lotada|excedid\w+)",
    "casella ~ piena",
    r"(?:postvak|mailbox|postbus) ~ vol\b",
    "skrzynka ~ (?:pe[lł]na|przepe[lł]niona|zape[lł]niona)",
    "(?:brevl[aå]da|inkorg|postkasse|postlaatikko)n? ~ (?:full|fuld|t[aä]ynn[aä])",
    "kutusu ~ dolu",
)

SIZE: tuple[str, ...] = (
    r"(?:message|mail|e-?mail|letter|attachments?|file|data|body|content|headers?|item)(?:'s)?(?: size|"
    r" length| body| header)? ~ (?:(?<!line )(?<!queue )too (?:large|big|long)|larger than|bigger than|"
    r"over-?size\w*|exceed\w* ~ (?:size|limit|maximum|max|length|bytes|threshold|databytes)|"
    r"over (?:the )?(?:\w+ )?size|is over)\b",
    r"(?:size|length) (?:of ~ )?(?:limit|exceed\w*|too|restrict\w*|is over|threshold|larger|greater)",
    "(?:message|mail|e-?mail|msg|letter)[ -]?(?:size|length)",
    r"(?:max(?:imum)?|allowed|permitted|fixed) (?:\w+ ){0,3}(?:size|length|threshold)",
    r"exceed\w* (?:\w+ ){0,4}(?:size|length|databytes|mailsize)",
    r"exceed\w* (?:the )?(?:fixed|administrative|size) (?:limit|maximum)",
    r"(?<!line )(?<!queue )too (?:large|big|long)(?: to|,|:|;| for| message| mail|\b$)",
    "databytes",
    "(?:recip|send|receive|total|org)sizelimit",
    "(?:oversized?|huge) (?:message|mail|e-?mail)",
    "larger than ~ limit",
    # de, fr, es, pt, it, nl
    "(?:nachricht|mail|e-mail) ~ zu (?:gro(?:ß|ss)|lang)",
    "message trop (?:gros|volumineux|grand|long)",
    "(?:mensaje|correo|mensagem|messaggio|bericht) ~ (?:demasiado|muito|troppo|te) (?:grande?|groot)",
)
