"""What automatic mail calls itself in the subject, in the languages people have it set to; matched folded.

A phrase is a regular expression without groups that capture.
"""

from __future__ import annotations

import re


def _any(*phrases: str) -> str:
    return "|".join(phrases)


# Names of an automatic answer: the title that Exchange, Outlook, Gmail, Notes and webmailers put first.
ANSWERS = _any(
    # English
    "(?:yahoo!? )?auto(?:matic(?:ally)?|mated)?[ _-]?(?:generated )?(?:repl(?:y|ies)|response|"
    "respond(?:er)?|answer|acknowledge?ment)(?: (?:message|e-?mail|notification))?",
    "out[ -]of[ -](?:the[ -])?office[ -]auto(?:matic)?[ -]?(?:reply|response)",
    "out[ -]of[ -](?:the[ -])?office[ -](?:reply|response|notification|notice|message|alert|assistant)",
    "(?:vacation|holiday|away|absence|absent)[ -](?:auto[ -]?)?(?:reply|response|responder|notification|"
    "notice|message|alert)",
    "away from my (?:mail|e-?mail|desk|inbox)",
    "ooo[ -](?:auto[ -]?)?(?:reply|response|notification|message)",
    r"do not reply: auto\w*",
    # German
    r"(?:automatische?|autom\.?|auto)[ -]?(?:(?:e-?mail|mail)-?)?(?:antwort(?:mail|nachricht)?|"
    r"r[üu]ckmeldung|r[üu]ckantwort|eingangsbest[äa]tigung|empfangsbest[äa]tigung|abwesenheits\w+)",
    "automatisch (?:generierte|erzeugte|erstellte) (?:antwort|nachricht|e-?mail)",
    r"abwesenheits?(?:-)?(?:notiz|nachricht|meldung|mitteilung|benachrichtigung|agent|assistent|hinweis|"
    r"info|mail|antwort)\w*",
    "out-of-office-(?:nachricht|antwort|meldung|notiz)",
    "urlaubs(?:notiz|meldung|nachricht|benachrichtigung|mitteilung|hinweis|mail)",
    # French
    r"r[ée]ponse(?: |-)auto(?:matique|matis[ée]e|\.)?(?: d['’ ]absence)?",
    "r[ée]pondeur(?: automatique)?",
    "(?:message|avis|notification|notice|r[ée]ponse) (?:automatique )?d['’ ]absence(?: du bureau)?",
    "message automatique",
    "accus[ée] de r[ée]ception automatique",
    # Spanish, Catalan, Galician, Basque
    "(?:respuesta|contestaci[óo]n|r[ée]plica|respuestas) autom[áa]tica",
    "auto-?respuesta",
    "(?:mensaje|respuesta|aviso|notificaci[óo]n) (?:autom[áa]tic[ao] )?de (?:ausencia|vacaciones|"
    "fuera de (?:la )?oficina)",
    "resposta (?:autom[àáa]tica|d'abs[èe]ncia)",
    "missatge (?:autom[àa]tic|d'abs[èe]ncia)",
    "erantzun automatikoa",
    # Portuguese
    "auto-?resposta",
    "(?:mensagem|resposta|aviso) (?:autom[áa]tic[ao] )?de (?:aus[êe]ncia|f[ée]rias)",
    "aus[êe]ncia tempor[áa]ria",
    # Italian
    "(?:risposta|messaggio) automatic[ao](?: di assenza)?",
    "(?:risposta|avviso|messaggio|notifica) (?:di assenza|fuori (?:sede|ufficio))",
    "risposta non al computer",
    "autorisposta",
    # Romanian
    "r[ăa]spuns automat",
    "mesaj (?:automat|de absen[țţt][ăa])",
    # Dutch, Afrikaans
    "automatisch(?:e)? (?:antwoord|beantwoording|bericht|afwezigheidsbericht|reactie)",
    "afwezigheids(?:bericht|melding|assistent|notificatie)",
    "(?:vakantie|niet aanwezig|out-of-office)[ -]?(?:bericht|melding)",
    "outomatiese antwoord",
    # Swedish, Danish, Norwegian, Icelandic
    "auto(?:matiskt?)?[ -]?svar",
    "(?:frånvaro|semester)(?:meddelande|besked|svar|assistent)",
    "(?:frav[æa]rs?|ferie|feriefrav[æa]rs)(?:meddelelse|besked|melding|assistent|svar)",
    r"automatisk (?:svar|frav[æa]rs\w+|besked)",
    "sj[áa]lfvirkt svar",
    # Finnish, Estonian, Hungarian
    r"automaattinen (?:vastaus|poissaolo\w*|viesti)",
    "(?:loma|poissaolo)(?:vastaaja|viesti|ilmoitus|vastaus|vastausviesti)",
    "automaat(?:ne|vastus)(?: vastus)?",
    r"automatikus (?:v[áa]lasz|[üu]zenet|h[áa]zon k[ií]v[üu]l)\w*",
    "(?:t[áa]voll[ée]ti|h[áa]zon k[íi]v[üu]li|szabads[áa]g) ?[üu]zenet",
    # Latvian, Lithuanian
    "autom[āa]tisk[āa] atbilde",
    "automatinis atsakymas",
    # Polish, Czech, Slovak
    "(?:odpowied[źz]|automatyczna|automatyczne) (?:automatyczna|odpowied[źz]|powiadomienie)",
    "auto-?odpowied[źz]",
    "autoresponder",
    "(?:powiadomienie|informacja|wiadomo[śs][ćc]) o nieobecno[śs]ci",
    "automatick[áa] (?:odpov[ěe][ďd]|odpove[ďd]|zpr[áa]va|spr[áa]va)",
    "(?:ozn[áa]men[íi]|zpr[áa]va|ozn[áa]menie) o nep[řr][íi]tomnosti",
    # Slovenian, Croatian, Bosnian, Serbian, Macedonian, Albanian
    "samodejni odgovor",
    "(?:automatski|automatsko|аутоматски|автоматски) (?:odgovor|odgovaranje|одговор)",
    "p[ëe]rgjigje automatike",
    # Russian, Ukrainian, Belarusian, Bulgarian, Kazakh
    "авто(?:матический |матична |матичен |матичний )?(?:ответ|відповідь|отговор|ответчик|відповідач|-ответ)",
    "аўтаматычны адказ",
    "автоматты (?:түрде )?жауап",
    "(?:уведомление|сообщение|повідомлення) об? (?:отсутствии|відсутність|отпуске)",
    # Greek, Turkish, Azerbaijani, Armenian, Georgian
    "αυτ[όο]ματη απ[άα]ντηση",
    "otomatik (?:yan[ıi]t|cevap)",
    "avtomatik cavab",
    "ինքնաշխատ պատասխան",
    "ავტომატური პასუხი",
    # Hebrew, Arabic, Persian, Urdu
    "(?:תשובה|תגובה|מענה|הודעה) אוטומטית?",
    "(?:الرد|رد|رسالة|اجابة|إجابة) (?:ال)?(?:تلقائي|تلقائية|آلي|التلقائي|اوتوماتيكي)",
    "پاسخ خودکار",
    "خودکار جواب",
    # Hindi, Thai, Vietnamese, Indonesian, Malay, Filipino
    "(?:स्वचालित|स्वतः|स्वत:) (?:उत्तर|जवाब|प्रतिक्रिया)",
    "(?:การ)?ตอบ(?:กลับ)?อัตโนมัติ",
    "(?:trả lời|thư trả lời|hồi đáp|phản hồi) tự động",
    "(?:balasan|jawaban|respons|jawapan) (?:otomatis|automatik)",
    "awtomatikong (?:tugon|sagot)",
    # Chinese, Japanese, Korean
    "自(?:动|動)(?:答复|答覆|回复|回覆|回复信息|回應|回应|返信|応答|回信|应答|応答メール|返信メール)(?:邮件|郵件|メール|メッセージ)?",
    r"不在(?:通知|応答|返信|メール|のお知らせ|自動\w+)",
    "(?:外出|休假|假期|离开|離開)(?:自动|自動)?(?:回复|回覆|答复|通知)",
    "(?:자동 ?(?:회신|응답|답장|답변)|부재 ?중? ?(?:자동 ?(?:회신|응답)|알림|메시지|응답))",
)

# Names of an absence that a person would hardly put in front of a colon.
AWAY = _any(
    "(?:i am |i'm |currently |now )?out[ -]of[ -](?:the[ -])?office",
    "ooo|ooto|oof",
    "abwesenheit|(?:ich bin )?(?:zur zeit |derzeit |momentan )?(?:nicht im (?:b[üu]ro|haus)|au(?:ß|ss)er haus)|"
    "out-of-office|ich bin im urlaub",
    r"absent\(?e?\)? du bureau|absence du bureau|hors du bureau|absence",
    "fuera de (?:la )?oficina|ausente de (?:la )?oficina|fora de l['’]oficina|fora da oficina|"
    "bulegotik kanpo",
    "fora d[oe] escrit[óo]rio|ausente do escrit[óo]rio|aus[êe]ncia do escrit[óo]rio",
    "fuori (?:sede|ufficio)|non in ufficio|assente dall'ufficio",
    "[îi]n afara biroului|absen(?:t|t[ăa]) din birou",
    "(?:niet op|buiten|afwezig van|uit) kantoor|niet aanwezig|niet op (?:het )?werk",
    "(?:ej|inte) p[åa] kontoret|inte tillg[äa]nglig",
    "ikke p[åa] kontoret|ikke til ?stede|ude af kontoret|ute av kontoret",
    "[úu]r sk[íi]fstofunni|poissa toimistosta|en ole toimistossa",
    "kontorist v[äa]ljas|h[áa]zon k[íi]v[üu]l|irod[áa]n k[íi]v[üu]l",
    "[āa]rpus biroja|ne (?:biure|darbe)|ne darbo vietoje",
    "poza biurem|nieobecno[śs][ćc]|mimo kancel[áa][řr](?:ie|i|e)?|nep[řr][íi]tomnost",
    "odsotnost|zunaj pisarne|izvan ureda|odsutnost|van kancelarije",
    "вне офиса|нет на (?:рабочем )?месте|отсутствие на рабочем месте|поза офісом|извън офиса|"
    "не на рабочем месте",
    "εκτ[όο]ς γραφε[ίι]ου|ofis d[ıi][şs][ıi]nda|i[şs] d[ıi][şs][ıi]nda",
    "מחוץ למשרד|خارج المكتب|خارج از (?:دفتر|محل کار)",
    "ไม่อยู่(?:ที่)?(?:สำนักงาน|ออฟฟิศ)|vắng mặt|di luar kantor|di luar pejabat",
    "不在办公室|不在辦公室|外出办公|外出中|不在中|부재 ?중|외출 ?중",
)

# Ordinary words for it: they count only where something else tells, too.
ABSENT = _any(
    "auto|away|absent|vacation|on vacation|holidays?|on holiday|on leave|annual leave|i(?:'m| am) away",
    r"(?:abwesend|urlaub|im urlaub|krank)(?: bis \S+)?|absente?|cong[ée]s?|en vacances|vacances",
    "ausente|de vacaciones|vacaciones|f[ée]rias|de f[ée]rias|assente|ferie|in ferie|absent[ăa]?|"
    "[îi]n concediu",
    "afwezig|vakantie|op vakantie|fr[åa]nvaro|fr[åa]nvarande|semester|frav[æa]r|ferie|bortrest",
    "poissa|lomalla|puhkusel|szabads[áa]gon|atvaļinājumā|atostogos(?:e)?",
    "nieobecn[ya]|urlop|na urlopie|nep[řr][íi]tom(?:en|na|n[áaý])|dovolen[áa]|odsoten|odsotna|odsutan|"
    "odsutna",
    "отсутствую|в отпуске|отпуск|у відпустці|в отпуска|απουσ[ίι]α|izinde|izindeyim|tatilde",
    "חופשה|בחופשה|إجازة|في إجازة|ลาพักร้อน|nghỉ phép|cuti|休假|休暇|休暇中|휴가",
)

_LEAD = (
    r"(?:\[(?:ext|extern|external|spam|suspected spam|spam\?|caution|warning|"
    r"#?[\w.-]{0,12}\d[\w.-]{0,12})\]|\*{2,5} ?[^*]{1,20}\*{2,5}|(?:external|extern|ext) ?:)"
)

_START = rf"\A(?:{_LEAD} ?){{0,3}}+"

# A subject that begins with such a name: which sort of name, whether it stands in brackets, and what follows it.
TITLE = re.compile(
    rf"{_START}(?P<open>[\[(<{{*【（]+ ?)?(?:(?P<answer>{ANSWERS})|(?P<away>{AWAY})|"
    rf"(?P<absent>{ABSENT}))(?:(?P<close> ?[\])>}}*】）]+)|(?P<colon> ?[:：;])|(?P<end> ?[.!]*\Z)|"
    rf"(?P<dash> [-–—|>]+ |, )|(?P<whom> (?:(?:from:?|von|de|da|van|fr[åa]n|fra|od|от|için) \S+(?: \S+)?\Z|"
    rf"(?:to your|auf (?:ihre|deine|eure)|[àa] (?:votre|ton)|a (?:su|tu)|alla (?:sua|tua)|op (?:uw|je)|"
    rf"p[åa] (?:ditt|din|dit)|na (?:va[šs]|twoj|pa[nń]sk)|на (?:ваш|твое))\w*\b))|(?P<more> ?[(\[]| ))"
)

# "AUTO: Jana Novak is out of the office (returning 12.03.2026)", as Notes has it, in the languages of Notes.
NOTES = re.compile(
    rf"{_START}auto ?: .{{0,120}}?(?:out of (?:the )?office|nicht im b[üu]ro|au(?:ß|ss)er haus|abwesend|"
    rf"absente?(?:\(e\))? (?:du bureau|\()|est absente?|fuera de (?:la )?oficina|se encuentra (?:ausente|"
    rf"fuera)|est[áa] (?:ausente|fora|fuera)|fora do escrit[óo]rio|fuori (?:ufficio|sede)|[èe] assente|"
    rf"niet (?:op|aanwezig)|afwezig|inte p[åa] kontoret|[äa]r (?:borta|fr[åa]nvarande)|"
    rf"ikke p[åa] kontoret|er (?:ikke|v[æa]k)|poissa|poza biurem|nieobecn|nen[íi] |отсутствует|вне офиса|"
    rf"ofiste de[ğg]il|ofis d[ıi][şs][ıi]nda|不在|외출|부재|\((?:returning|r[üu]ckkehr|zur[üu]ck|retour|"
    rf"de retour|regres\w*|vuel\w+|rientr\w+|ritorn\w+|terug\w*|[åa]ter|tilbage|tilbake|palaa|retorn\w+|"
    rf"volta|powr[óo]t|вернется|возвра\w+|n[áa]vrat|d[öo]n[üu][şs]\w*)[^)]{{0,40}}\))"
)

# "Jana Novak is out of the office"; only where the sender has that name.
THIRD_PERSON = re.compile(
    r"\A(?P<who>.{2,80}?)(?:/\S+)? (?:is|ist|est|está|è|is) (?:currently |derzeit |momentan |"
    r"actuellement )?(?:out of (?:the )?office|away|on (?:vacation|holidays?|(?:annual |sick |maternity |"
    r"parental )?leave)|nicht im b[üu]ro|au(?:ß|ss)er haus|abwesend|im urlaub|absente?|en cong[ée]s?|"
    r"fuera de la oficina|ausente|fora do escrit[óo]rio|fuori ufficio|assente|niet aanwezig|"
    r"afwezig)\b(?!.*\?\Z)"
)

FIRST_PERSON = re.compile(
    r"\Ai(?: am|'m| will be) (?:currently |now |still )?(?:out of (?:the |my )?office|away|"
    r"on (?:vacation|holidays?|(?:annual |sick |maternity |paternity |parental )?leave)|"
    r"not in the office)\b(?!.*\?\Z)"
)

# Somebody answers or forwards it: Outlook, Apple, webmail and others in all languages.
ANSWERED = re.compile(
    r"\A(?:\[[^\]]{1,40}\] ?)?(?:re|aw|sv|vs|antw|antwort|odp|ynt|yan|atb|ang|bls|res|resp|rv|ref|rif|r|"
    r"ha|hl|vá|továbbítás|fw|fwd|wg|tr|i|enc|pd|vl|vb|doorst|ilt|переслать|ответ|отв|на|συντ|πρθ|απ|σχετ|"
    r"הועבר|השב|رد|إعادة توجيه|答复|回复|回覆|转发|轉寄|転送|返信|回信|전달|회신)(?: ?[\[(]\d{1,3}[\])]|\^\d{1,3}|"
    r"\*\d)? ?[:：]"
)

# Answers to an invitation, which Outlook sends with the class of a calendar message.
CALENDAR = re.compile(
    r"\A(?:accepted|declined|tentative(?:ly accepted)?|new time proposed|proposed new time|zugesagt|"
    r"abgesagt|abgelehnt|mit vorbehalt(?: zugesagt)?|vorl[äa]ufig|neuer zeitvorschlag|akzeptiert|"
    r"accept[ée]e?|refus[ée]e?|provisoire|nouvelle heure propos[ée]e|aceptad[oa]|rechazad[oa]|"
    r"provisional|aceit[eo]|aceita|recusad[oa]|provis[óo]rio|tentativa|accettat[oa]|rifiutat[oa]|"
    r"provvisori[oa]|geaccepteerd|afgewezen|geweigerd|voorlopig|accepterat|avb[öo]jt|prelimin[äa]rt|"
    r"accepteret|afsl[åa]et|forel[øo]big|godtatt|avsl[åa]tt|forel[øo]pig|hyv[äa]ksytty|hyl[äa]tty|"
    r"alustava|zaakceptowan[eoay]|odrzucon[eoay]|wst[ęe]pnie|p[řr]ijato|odm[íi]tnuto|nez[áa]vazn[ěe]|"
    r"prijat[ée]|odmietnut[ée]|elfogadva|elutas[íi]tva|felt[ée]teles|acceptat|refuzat|принято|отклонено|"
    r"под вопросом|прийнято|відхилено|kabul edildi|reddedildi|belirsiz|αποδεκτ[όο]|отказано|התקבל|נדחה|"
    r"تم القبول|已接受|已拒绝|已拒絕|暂定|暫定|承諾|承諾済み|辞退|仮承諾|수락|수락함|거절|거절됨|미정) ?[:：]"
)

# Receipts without a multipart/report: the subject and a sentence together.
RECEIPT = re.compile(
    r"\A(?:(?:read|not read|unread|deleted|displayed|gelesen|ungelesen|nicht gelesen|lu|non lu|le[íi]do|"
    r"no le[íi]do|lid[oa]|n[ãa]o lid[oa]|letto|non letto|gelezen|niet gelezen|l[äa]st|ol[äa]st|l[æa]st|"
    r"ul[æa]st|lest|luettu|przeczytan[eoy]|nie przeczytan[eoy]|p[řr]e[čc]teno|pre[čc][íi]tan[ée]|olvasva|"
    r"citit|прочитано|не прочитано|прочитане|прочетено|διαβ[άα]στηκε|okundu|prebrano|pročitano|נקרא|"
    r"تمت القراءة|已读|已讀|開封済み|既読|읽음) ?[:：]|(?:read|return|delivery|lese|reading)[ -]?(?:receipt|"
    r"best[äa]tigung)|(?:disposition|read) notification|message (?:read|disposition) notification|"
    r"(?:lesebest[äa]tigung|empfangsbest[äa]tigung|confirmation de lecture|accus[ée] de lecture|"
    r"confirmaci[óo]n de lectura|confirma[çc][ãa]o de leitura|conferma di lettura|leesbevestiging|"
    r"l[äa]skvitto|l[æa]sekvittering|lesebekreftelse|lukukuittaus|potwierdzenie (?:przeczytania|odczytu)|"
    r"potvrzen[íi] o p[řr]e[čc]ten[íi]|уведомление о прочтении|开封确认|開封確認|已读回执|開封通知|읽음 확인))"
)

CHALLENGE = re.compile(
    _any(
        r"(?:please |bitte |re: )?(?:confirm|verify|authenticate|"
        r"best[äa]tigen)\w*(?: \S+){0,4}? (?:message|e-?mail|mail|delivery|nachricht|sender|address|"
        r"identity)",
        "confirm(?:ation)?[ :]|(?:action|response|confirmation|verification|"
        "authentication) (?:is )?(?:required|requested|needed)",
        "(?:sender|e-?mail|message|mail|human) (?:verification|confirmation|authentication)",
        r"\[?(?:verification|confirmation) (?:required|request)",
        r"(?:your|ihre) (?:message|e-?mail|mail|nachricht)\b.{0,60}(?:requires|needs|awaiting|held|hold|"
        r"confirm|verif|pending)",
        r".{0,120}\((?:verification|confirmation|confirm)\)\Z",
        "(?:aviso )?(?:uol )?anti-?spam",
        "(?:re: |aw: )?.{0,150}(?:boxbe|spam ?arrest|spamblocker|suspect e-?mail|tmda|mailblocks|qurb|"
        "bluebottle|chooseyourmail|0spam|spamcease|knowspam)",
    )
)  # fmt: skip

# What watches computers and builds, word for word as these programs have it.
MACHINE = re.compile(
    r"\A(?:cron <|anacron job |logwatch for \S+ \(|\[fail2ban\] \S+: |\*\* (?:problem|recovery|acknowledge?ment|"
    r"flapping\w*|downtime\w*)\b|\[firing:\d+\]|smart error \(\w+\) detected|"
    r"(?:\[[^\]]{1,40}\] )?unattended[ -]upgrades? result|apticron report|(?:degradedarray|fail) event on /dev|"
    r"build (?:failed|unstable) in jenkins|jenkins build is|security (?:run|information) (?:output|for) |"
    r"\S+ (?:daily|weekly|monthly) (?:security )?run output|\*\*\* security information for )"
)

# Helpdesks that confirm: subject and sentence together.
TICKET = re.compile(
    _any(
        r"\A\W{0,3}(?:\S+ ){0,3}?(?:request|ticket|case|inquiry|enquiry|message|support request|e-?mail|"
        r"issue|incident|anfrage|vorgang|demande|solicitud|consulta|caso|chamado|richiesta|aanvraag|"
        r"[äa]rende)[ #:\]\[()\w./-]{0,30}? (?:has been |was |is )?(?:received|created|opened|registered|"
        r"logged|confirmation|acknowledge?ment|eingegangen|erhalten|erstellt|re[çc]ue?|recibid[ao]|"
        r"recebid[ao]|ricevut[ao]|ontvangen|mottage[nt]|creado)",
        r"\A(?:we(?: have|'ve)? received your|thank(?:s| you) for (?:contacting|your (?:request|inquiry|"
        r"enquiry|e-?mail|message|mail))|your (?:request|ticket|inquiry|enquiry)|ihre anfrage|"
        r"votre demande|su solicitud|eingangsbest[äa]tigung|empfangsbest[äa]tigung|"
        r"accus[ée] de r[ée]ception)",
        r"\A.{0,20}[\[(](?:ticket|case|request|issue|incident|vorgang|ref)(?: ?(?:id|no|nr|number))?"
        r"[ #:.]*[\w-]{2,}[\])]",
        r"\A.{0,20}(?:ticket|case|request|incident|vorgang|ref)[ #:.]*#?\w*\d{3,}",
    )
)  # fmt: skip

# Subjects of reports of non-delivery, for those that the bounce reader does not understand.
BOUNCE = re.compile(
    "undeliver|returned (?:mail|to sender)|delivery (?:status|fail|notif|problem|error|report|has failed|"
    "incomplete)|mail (?:delivery|system|status|could not)|failure notice|delivery_failure|non-?delivery|"
    "could not be (?:delivered|sent)|message (?:status|delayed|not delivered)|warning: (?:message|"
    "could not)|unzustellbar|nicht zustell|non remis|[ée]chec de|no se puede entregar|devuelto|"
    "n[ãa]o entregue|mancato recapito|niet-bestelbaar|onbestelbaar|olevererbart|kan ikke leveres|"
    "ei voitu|niedor[ęe]czon|nedoru[čc]|не (?:доставлен|удается)|未送达|退信|配信|配送|반송"
)

# The same where nothing else tells: the titles of mail servers, word for word.
BOUNCE_ALONE = re.compile(
    r"\A(?:(?:undeliverable|undelivered|unzustellbar|non remis|no entregable|onbestelbaar|"
    r"n[ãa]o entreg[uá]e?l?|non recapitabile|nicht zustellbar|delivery failure|delivery failed|"
    r"returned mail|nondeliverable mail|message undeliverable|mail delivery (?:error|problem|failed|"
    r"failure)|warning - delayed mail|mail system error) ?[:(-]|undelivered mail returned to sender|"
    r"delivery status notification ?(?:\(|\Z)|(?:failure notice|mail delivery (?:failed|failure|"
    r"subsystem|system|report)|delivery (?:failure|notification|report|error)|undeliverable (?:mail|"
    r"message)|(?:e-?mail|message|mail) (?:could not be delivered|undeliverable|delivery failure)|"
    r"returned mail|non[ -]?delivery (?:report|notification)|(?:warning: )?could not send message|"
    r"auto-?discard notification|delivery_failure|mail delivery failure)\Z)"
)
