"""What automatic mail says of itself in its first lines, in the languages people have it set to; matched folded.

A phrase is a regular expression without groups that capture.
"""

from __future__ import annotations

import re


def _any(*phrases: str) -> str:
    return "|".join(phrases)


# First lines that say: I am away. Each begins its line, behind a greeting at most.
_I_AM = (
    r"(?:(?:hello|hi|dear|hallo|guten tag|bonjour|hola|ciao|hej|hei|"
    r"olá)\b[^.,!]{0,40}[,.!]? ?)?(?:(?:thank you|thanks)(?: (?:very|so) much)?(?: for (?:your|"
    r"the) (?:e-?mail|message|mail|email|note|interest|inquiry|enquiry|"
    r"contacting \w+))?[.,!]* ?)?(?:(?:please note(?: that)?|unfortunately|currently|at the moment|"
    r"just to let you know|fyi)[,:]? ?)?"
)

_AWAY_LINES = _any(
    "i(?: am|'m| will be|'ll be|'m going to be| shall be) (?:currently |presently |now |still |away and |"
    "actually |at present )?(?:out of (?:the |my )?office|out of town|out on |away from (?:the |"
    "my )?(?:office|desk|e-?mail|mail|work|computer)|away (?:on|until|till|from|for|with)|on (?:annual |"
    "sick |maternity |paternity |parental |medical |study |bereavement )?(?:leave|vacation|holidays?|"
    "pto)|travell?ing (?:until|till|from|on|through)|not in the office|not (?:checking|"
    "reading) (?:my )?(?:e-?mail|mail))",
    "(?:the )?(?:our )?offices? (?:is|are|will be) (?:currently )?closed",
    "i (?:will|am|'ll) (?:not|have) (?:be (?:reading|checking)|reading|checking|limited access|no access)",
    "i(?: have|'ve) (?:now )?(?:left (?:the (?:company|firm|organi[sz]ation|university|school)|"
    "my (?:position|role|job))|retired)|i(?: am|'m) no longer (?:with|employed|working)",
    "out of (?:the )?office",
    r"ich bin (?:(?:derzeit|zurzeit|zur zeit|momentan|aktuell|leider|heute|noch|ab|vom|bis|im|am|"
    r"in der zeit|nicht|voraussichtlich|gerade|einschlie(?:ß|ss)lich|\d\S*|und|"
    r"zum) ){0,9}(?:\S+ ){0,6}?(?:nicht (?:im (?:b[üu]ro|haus|hause|unternehmen|dienst)|erreichbar|"
    r"am arbeitsplatz|anwesend|da\b|verf[üu]gbar)|au(?:ß|ss)er haus|abwesend|im urlaub|in urlaub|"
    r"in elternzeit|auf (?:dienst|gesch[äa]fts)reise|unterwegs|nicht mehr im|krank|verreist)",
    r"(?:vom|ab|bis|von|in der zeit|zur zeit|zurzeit|derzeit|momentan|"
    r"aktuell)\b[^!?]{0,60}? bin ich (?:nicht (?:im|erreichbar|am)|au(?:ß|ss)er haus|abwesend|im urlaub|"
    r"in urlaub|auf dienstreise|leider nicht)",
    "ich befinde mich (?:[^!?]{0,40}?)?(?:im urlaub|nicht im|auf|in elternzeit|au(?:ß|ss)er)",
    r"unser b[üu]ro ist\b[^!?]{0,60}?geschlossen",
    "je (?:suis|serai)(?: actuellement| pr[ée]sentement)? (?:absente?|en (?:cong[ée]s?|vacances|"
    "d[ée]placement|formation|arr[êe]t)|hors du bureau|indisponible|injoignable)",
    r"(?:actuellement|en ce moment|[ée]tant|du \d)[^!?]{0,60}?(?:absente?|en cong[ée]s?|en vacances)",
    "(?:estoy|estar[ée]|me encuentro|actualmente (?:estoy|me encuentro)|"
    "actualmente no estoy)(?: actualmente)? (?:fuera de (?:la |mi )?oficina|ausente|de vacaciones|"
    "de baja|de permiso|de viaje)",
    "(?:no (?:estar[ée]|estoy) (?:en la oficina|disponible))",
    "(?:estou|estarei|encontro-me|estou actualmente)(?: atualmente| actualmente|"
    " de momento)? (?:fora d[oe] escrit[óo]rio|ausente|de f[ée]rias|em f[ée]rias|em viagem|de licen[çc]a)",
    "(?:sono|sar[òo])(?: attualmente| momentaneamente)? (?:fuori (?:ufficio|sede)|assente|in ferie|"
    "in vacanza|non raggiungibile|in malattia|in maternit[àa])",
    r"ik ben (?:(?:momenteel|tot|t/m|van|op|vanaf|op dit moment|helaas|tot en met|\d\S*|"
    r"\S+) ){0,8}?(?:niet (?:aanwezig|op kantoor|bereikbaar|in de gelegenheid|werkzaam)|afwezig|"
    r"met (?:vakantie|verlof|zwangerschapsverlof)|op (?:vakantie|reis)|vrij|buiten kantoor)",
    "(?:momenteel|op dit moment|tot|van) [^!?]{0,40}?ben ik (?:niet|afwezig|met|op)",
    "jag (?:[äa]r|kommer att vara)(?: just nu| f[öo]r n[äa]rvarande| tyv[äa]rr)? (?:inte p[åa]|"
    "p[åa] semester|borta|fr[åa]nvarande|ledig|f[öo]r[äa]ldraledig|bortrest|tillbaka|ute p[åa]|"
    "inte tillg[äa]nglig|tj[äa]nstledig)",
    "jeg (?:er|vil v[æa]re)(?: for tiden| i [øo]jeblikket| desv[æa]rre| dessverre)? (?:ikke (?:p[åa]|"
    "til ?stede|tilgjengelig)|p[åa] (?:ferie|reise|kursus|kurs|tur)|frav[æa]rende|bortreist|bortrejst|"
    "ute av|ude af|tilbage|tilbake|i permisjon|p[åa] barsel)",
    "(?:ég er|eg er) (?:í fríi|ekki við|fjarverandi)",
    r"olen (?:(?:t[äa]ll[äa] hetkell[äa]|\S+) ){0,5}?(?:lomalla|poissa|vuosilomalla|matkoilla|"
    r"virkamatkalla|vapaalla|toimistolta)",
    "en ole (?:tavoitettavissa|toimistolla|paikalla|t[öo]iss[äa])",
    "(?:olen|viibin) (?:puhkusel|kontorist|eemal|komandeeringus|[äa]ra)",
    "(?:szabads[áa]gon (?:vagyok|leszek)|nem (?:vagyok|leszek) (?:az irod[áa]ban|el[ée]rhet[őo])|"
    "irod[áa]n k[íi]v[üu]l)",
    r"(?:es (?:esmu|būšu)|esmu) (?:atvaļinājumā|prombūtnē|ārpus|komandējumā)|"
    r"(?:šiuo metu )?(?:aš )?(?:esu|būsiu|atostogauju)\b[^!?]{0,30}?(?:atostog|išvyk|komandiruot|nebūsiu)",
    "(?:jestem|b[ęe]d[ęe]|przebywam|aktualnie (?:jestem|przebywam)|obecnie (?:jestem|"
    "przebywam))(?: obecnie| aktualnie)? (?:na urlopie|poza biurem|nieobecn[ya]|niedost[ęe]pn[ya]|"
    "na zwolnieniu|w podr[óo][żz]y|w delegacji)",
    "(?:do|od|w dniach|w okresie) [^!?]{1,50}?(?:jestem|b[ęe]d[ęe]|przebywam) (?:na urlopie|poza biurem|"
    "nieobecn[ya])",
    r"(?:jsem|budu|moment[áa]ln[ěe] (?:jsem|nejsem)|som|budem|moment[áa]lne (?:som|"
    r"nie som))\b[^!?]{0,40}?(?:dovolen|mimo kancel|nep[řr][íi]tom|na slu[žz]ebn|nezastihnut|k dispoz)",
    "(?:nejsem|nebudu|nie som|nebudem) (?:v kancel[áa]|p[řr][íi]tom|k zasti[žz]en|zastihnut|na pracovisku)",
    r"(?:trenutno )?(?:sem|bom|nisam|nisem|sam|bit [ćc]u|bi[ćc]u)\b[^!?]{0,40}?(?:odsot|odsut|dopust|"
    r"godi[šs]nj|odmor|izven|izvan|pisarn|ured|kancelarij|na putu)",
    r"(?:в настоящее время )?(?:я )?(?:нахожусь|буду|сейчас)?\b[^!?]{0,40}?(?:в отпуске|в командировке|"
    r"вне офиса|отсутствую|отсутствовать|на больничном|отсутствую на рабочем месте)",
    r"(?:я )?(?:зараз |наразі )?(?:перебуваю|буду|знаходжусь)?\b[^!?]{0,30}?(?:у відпустці|поза офісом|"
    r"відсутн|у відрядженні)",
    r"(?:в момента )?(?:съм|ще бъда|отсъствам)\b[^!?]{0,30}?(?:отпуск|извън офиса|отсъств|командировка)",
    r"(?:sunt|voi fi|m[ăa] aflu|[îi]n prezent sunt)\b[^!?]{0,30}?(?:concediu|plecat|absent|"
    r"afara biroului|indisponibil|delega[țţt]ie)",
    "(?:απουσι[άα]ζω|θα απουσι[άα]ζω|βρ[ίι]σκομαι (?:εκτ[όο]ς|σε [άα]δεια)|ε[ίι]μαι (?:εκτ[όο]ς|"
    "σε [άα]δεια))",
    "[^!?]{0,60}?(?:izindeyim|izinde olaca[ğg][ıi]m|ofis d[ıi][şs][ıi]nday[ıi]m|ofiste de[ğg]ilim|"
    "tatildeyim|ofiste olmayaca[ğg][ıi]m)",
    "(?:אני |הנני )?(?:נמצא(?:ת)? )?(?:כרגע |כעת )?(?:מחוץ למשרד|בחופשה|בחופש|לא (?:נמצא|זמין)|אינני נמצא)",
    "(?:أنا |إنني |سأكون |انا )?(?:حاليا |حالياً )?(?:خارج المكتب|في إجازة|غير متواجد|غير موجود|"
    "خارج العمل)",
    "[^!?]{0,40}?(?:ลาพักร้อน|ไม่อยู่ที่(?:สำนักงาน|ออฟฟิศ)|ลางาน|อยู่ระหว่างการลา)",
    "(?:hiện tại |hiện nay )?(?:tôi|mình) (?:đang|sẽ|hiện đang|hiện) [^!?]{0,30}?(?:nghỉ phép|vắng mặt|"
    "không có mặt|đi công tác|không ở văn phòng)",
    "saya (?:sedang |saat ini |akan )?(?:sedang )?(?:cuti|di luar (?:kantor|pejabat)|"
    "tidak (?:berada )?di (?:kantor|pejabat)|bercuti|berada di luar)",
    "(?:您好|你好)?[^！？]{0,40}?(?:我(?:目前|现在|現在|正在|将|將)?[^！？]{0,30}?(?:休假|外出|出差|不在办公室|不在辦公室|度假)|正在休假|"
    "本人[^。]{0,20}(?:休假|外出|出差))",
    "[^！？]{0,80}?(?:不在(?:に|と|で|のため|にして)|休暇(?:中|を|の|のため)|休業|出張(?:中|のため)|外出(?:中|して)|お休みを(?:いただ|頂))",
    "[^!?]{0,50}?(?:휴가(?: ?중|로|입니다|를)|부재 ?중|출장 ?중|외근 ?중|자리를 비)",
)  # fmt: skip

AWAY_LINE = re.compile(f"{_I_AM}(?:{_AWAY_LINES})")

# What such an answer says further on; a person who happens to be away rarely writes both.
FURTHER_ON = re.compile(
    _any(
        # if it cannot wait, turn to ...
        "(?:urgent|immediate|emergency|time[- ]sensitive|pressing|cannot wait|assistance|"
        "in my absence)[^!?]{0,90}?(?:contact (?!me)|call (?!me)|reach (?!me)|e-?mail (?!me)|write to|"
        "get in touch|ring|dial|speak to|see )",
        "(?:contact|call|e-?mail|write to|reach out to) (?!me)[^!?]{1,80}?(?:urgent|immediate|emergency|"
        "in my absence|instead|meantime|while i)",
        r"(?:dringend|eilig|notf[äa]ll|akut|vertretung|vertreten|unaufschiebbar)[^!?]{0,90}?(?:wenden|"
        r"kontakt|erreich|anruf|schreiben|[üu]bernimmt|hilft|an\b|ist\b|durch|bei\b)",
        "(?:urgence|urgente?|en mon absence|besoin)[^!?]{0,90}?(?:contact|adress|joindre|appel|[ée]cri)",
        "(?:urgen(?:cia|te|tes)|en mi ausencia)[^!?]{0,90}?(?:contact|dirig|llam|escrib|comun)",
        "(?:urg[êe]n(?:cia|te|tes)|na minha aus[êe]ncia)[^!?]{0,90}?(?:contat|contact|lig|escrev|dirij)",
        "(?:urgenz|urgent|mia assenza)[^!?]{0,90}?(?:contatt|rivolg|chiam|scriv)",
        r"(?:dringend|spoed|urgent|mijn afwezigheid)\w*[^!?]{0,90}?(?:contact|wenden|bellen|mailen|"
        r"bereik|terecht)",
        r"(?:br[åa]dskande|akut|hast|viktigt?|presserende)\w*[^!?]{0,90}?(?:kontakt|ring|mail|skriv|"
        r"v[äa]nd|henvend)",
        r"(?:kiireel|kiireis|poissaoloni)\w*[^!?]{0,90}?(?:yhtey|soit|k[äa][äa]nty)",
        r"(?:s[üu]rg[őo]s|t[áa]voll[ée]tem)\w*[^!?]{0,90}?(?:keres|fordul|h[íi]v|[íi]r)",
        r"(?:piln|nag[łl]|nieobecno)\w*[^!?]{0,90}?(?:kontakt|dzwoni|pisa[ćc]|zast[ęe]p)",
        r"(?:nal[ée]hav|nutn|urgent|akutn|nep[řr][íi]tomnost|s[úu]rn|hitn|nujn)\w*[^!?]{0,90}?(?:kontakt|"
        r"obra[ťtcć]|obrn|vol|pi[šs])",
        r"(?:срочн|безотлагат|терміново|терміновим|термінових|спешн|отсутств)\w*[^!?]{0,90}?(?:обра|связ|"
        r"звон|пиш|контакт|зверта)",
        r"(?:urgen[țţt]|absen[țţt]a mea)\w*[^!?]{0,90}?(?:contact|adres|sun)",
        r"(?:επε[ίι]γον|απουσ[ίι]α)\w*[^!?]{0,90}?(?:επικοινων|καλ[έε]σ)",
        r"(?:acil|aciliyet)\w*[^!?]{0,90}?(?:ileti|ula[şs]|ara|ba[şs]vur)",
        "(?:דחוף|דחופים|דחופה)[^!?]{0,90}?(?:פנ|ליצור קשר|להתקשר)|(?:عاجل|العاجلة|"
        "الطارئة)[^!?]{0,90}?(?:اتصل|الاتصال|التواصل|تواصل)",
        "(?:ด่วน|เร่งด่วน)[^!?]{0,90}?(?:ติดต่อ|โทร)|(?:khẩn|gấp)[^!?]{0,90}?liên hệ|(?:mendesak|"
        "kecemasan|segera|penting)[^!?]{0,90}?hubungi",
        "(?:紧急|緊急|急事|急件|要事)[^！？]{0,60}?(?:联系|聯絡|聯繫|致电|致電)|(?:お急ぎ|至急|緊急)[^！？]{0,60}?(?:ご連絡|連絡|お電話|まで)|"
        "(?:급한|긴급|급하)[^!?]{0,60}?(?:연락|문의)",
        # I shall see to it when I am back
        "(?:in|during) my absence|(?:up)?on my return|after my return",
        r"(?:limited|no|intermittent|sporadic|irregular|infrequent|occasional|without|"
        r"little) (?:\w+ )?access to (?:my )?(?:e-?mails?|mail|internet|phone|voicemail|messages)",
        r"i (?:will|shall|'ll|'ll) (?:\w+ ){0,2}?(?:respond|reply|answer|get back|attend|deal|"
        r"read)[^.!?]{0,60}(?:when|upon|on|as soon as|after|once)\b[^.!?]{0,30}(?:return|back)",
        r"will not be (?:forwarded|read|answered|processed|monitored)|your (?:e-?mail|message|"
        r"mail)\b[^.!?]{0,60}(?:will be (?:read|answered|forwarded|processed)|is not being (?:forwarded|"
        r"read))",
        "(?:ihre|deine) (?:e-?)?(?:mail|nachricht)[^.!?]{0,40}(?:nicht|wird|werde)|(?:nicht|"
        "automatisch) weitergeleitet|nach meiner r[üu]ckkehr|(?:in|w[äa]hrend) meiner abwesenheit",
        "(?:[àa]|d[èe]s) mon retour|(?:a|en) mi (?:regreso|vuelta|ausencia)|no meu regresso|"
        "na minha aus[êe]ncia|al mio (?:ritorno|rientro)|(?:in|durante la) mia assenza",
        "bij terugkomst|mijn afwezigheid|niet doorgestuurd|n[äa]r jag [äa]r tillbaka|under min frånvaro|"
        "n[åa]r jeg er tilbage|n[åa]r jeg er tilbake|under mit frav[æa]r|palattuani|"
        "po (?:moim )?powrocie|po n[áa]vrat|po vrnitvi|по возвращени|после возвращени|після повернення|"
        "la [îi]ntoarcere|επιστροφ|d[öo]n[üu][şs][üu]mde|回来后|回來後|戻り次第|복귀 ?후",
    )
)

# A line that says what the mail is; at the start of a line.
_SAYS_REPLY = _any(
    "(?:this|the following) (?:e-?mail |message |mail )?(?:is|was) (?:an? )?(?:auto(?:matic|mated|"
    "matically)?[ -]?(?:generated )?(?:e-?mail )?(?:reply|response|answer|acknowledge?ment|responder)|"
    "vacation (?:reply|message))",
    r"auto(?:matic|mated)[ -](?:reply|response|answer)\b",
    r"auto-?(?:reply|response)\b",
    r"dies(?:e[sr]?)? ?(?:e-?mail |nachricht )?ist eine (?:automatisch(?:e| generierte| erstellte|"
    r" erzeugte| versendete| versandte)? )(?:antwort|abwesenheits\w+|eingangsbest[äa]tigung|"
    r"empfangsbest[äa]tigung|r[üu]ckmeldung|r[üu]ckantwort)",
    r"automatische (?:antwort|abwesenheits\w+|eingangsbest[äa]tigung)",
    "(?:ceci est|cet? (?:e-?mail|message|courriel) est) une? (?:r[ée]ponse|accus[ée] de r[ée]ception|"
    "message) automatique",
    "(?:esta es una|este es un|este mensaje es una?) (?:respuesta|mensaje|"
    "contestaci[óo]n) (?:autom[áa]tic[ao]|generad[ao] autom[áa]ticamente)",
    "(?:esta [ée] uma|este [ée] um(?:a)?) (?:resposta|mensagem) autom[áa]tica",
    "(?:questa [èe] una|questo [èe] un(?:a)?) (?:risposta|messaggio|mail) (?:automatic[ao]|"
    "generat[ao] automaticamente)",
    "dit is een (?:automatisch(?:e)? )(?:antwoord|bericht|ontvangstbevestiging|reactie|"
    "gegenereerd antwoord)",
    r"(?:detta [äa]r ett|dette er (?:et|en)) (?:automatisk\w*|autogenerer\w+|auto) ?(?:genererat |"
    r"genereret )?(?:svar|meddelande|besked|melding|bekr[äa]ftelse)",
    "t[äa]m[äa] on automaattinen (?:vastaus|viesti|kuittaus)",
    "(?:to jest |jest to )?(?:wiadomo[śs][ćc]|odpowied[źz]) (?:wygenerowana )?automatyczn[ai]e?",
    "(?:toto je|tato zpr[áa]va je) automatick[áa] (?:odpov[ěe][ďd]|odpove[ďd])",
    "это (?:автоматическ(?:ий|ое)) (?:ответ|сообщение|уведомление)",
    "(?:本邮件|这是|此邮件|此為|這是)[^。]{0,10}自(?:动|動)(?:回复|回覆|答复|发送|發送)",
    "(?:これは|このメールは)[^。]{0,20}自動(?:応答|返信|送信|配信)",
)  # fmt: skip

_SAYS_GENERATED = _any(
    "this (?:is an? |e-?mail (?:is|was|has been) |message (?:is|was|has been) |mail (?:is|was|has been) |"
    "(?:notification|report|reminder|alert|notice) (?:is|was|has been) |(?:e-?mail|message|notification) )(?:an? )?(?:"
    "auto(?:matically|"
    "matic|mated)?[ -]?(?:generated|sent|created|produced|system|computer)|(?:automated|"
    "automatic) (?:e-?mail|message|notification|mail|notice|alert|system|report|reminder|confirmation)|"
    "computer[ -]generated|system[ -]generated|sent automatically|generated (?:automatically|by))",
    r"(?:\W{0,3})(?:please )?(?:do not|don't) (?:reply|respond|"
    r"answer)(?: directly)? to this (?:auto\w*[ -]?(?:generated )?)?(?:e-?mail|message|mail|notification|"
    r"address|automated)",
    "(?:this (?:mailbox|e-?mail address|address|inbox) is (?:not monitored|unmonitored|unattended|"
    "not checked))",
    "dies(?:e[sr]?)? ?(?:e-?mail |mail |nachricht )?(?:ist eine |wurde |"
    "wird )(?:automatisch (?:generiert|erzeugt|erstellt|versendet|versandt|verschickt|generierte|"
    "erzeugte|erstellte|versendete)|vom system)",
    "(?:bitte )?(?:antworten sie (?:bitte )?nicht auf diese|nicht auf diese (?:e-?mail|nachricht|"
    "mail) antworten|auf diese (?:e-?mail|nachricht|mail) (?:bitte )?nicht antworten)",
    r"(?:cet? (?:e-?mail|message|courriel)|ceci) (?:est|a [ée]t[ée]) (?:un )?(?:message |"
    r"e-?mail )?(?:(?:g[ée]n[ée]r[ée]|envoy[ée])e? (?:\S+ ){0,2}automatiquement|automatique)",
    "(?:merci de|veuillez) ne pas r[ée]pondre [àa] (?:ce|cet)",
    "(?:este (?:es un )?(?:correo|mensaje|e-?mail)(?: electr[óo]nico)?) (?:ha sido |fue |"
    "es )?(?:(?:generado|enviado) (?:autom[áa]ticamente|de forma autom[áa]tica)|autom[áa]tico)",
    "(?:por favor,? )?no (?:responda|conteste|respondas) (?:a )?(?:este|a este)",
    "(?:est[ea] (?:[ée] uma? )?(?:mensagem|e-?mail)) (?:foi |[ée] )?(?:(?:gerad[ao]|"
    "enviad[ao]) automaticamente|autom[áa]tic[ao])",
    "(?:por favor,? |favor )?n[ãa]o (?:responda|responder) (?:a )?(?:este|esta|a este|a esta)",
    "(?:questa?o? (?:[èe] una? )?(?:e-?mail|messaggio|mail)) (?:[èe] stat[ao] |[èe] )?(?:(?:generat[ao]|"
    "inviat[ao]) automaticamente|automatic[ao])",
    "(?:si prega di |ti preghiamo di |la preghiamo di )non rispondere a quest",
    "dit (?:is een |e-?mail |bericht |mailtje )?(?:is |werd )?automatisch (?:gegenereerd|verzonden|"
    "aangemaakt|bericht)",
    "(?:gelieve |u kunt )?niet (?:te )?(?:antwoorden|reageren) op (?:dit|deze)",
    r"(?:detta (?:mail|meddelande)|denne (?:e-?mail|mail|besked|melding|e-post)) (?:[äa]r|"
    r"er) (?:automatiskt? |auto)?(?:genere\w+|sendt|skickat|skickades)",
    "(?:(?:ta |niniejsza )?wiadomo[śs][ćc]|(?:ten )?e-?mail) (?:zosta[łl]a? )?(?:wygenerowan[ay]|"
    "wys[łl]an[ay]) automatycznie",
    "prosimy (?:o )?nie odpowiada[ćcnijea]+ na t",
    r"(?:tento|táto|tato) (?:e-?mail|spr[áa]va|zpr[áa]va) (?:byla?|bola?) \S+ automaticky",
    "(?:toto je|jedn[áa] se o|ide o) automatick(?:y|[áéaeou]+) (?:\\S+ )?(?:e-?mail|zpr[áa]v|spr[áa]v)",
    "(?:pros[íi]m[e]?,? )?(?:na tento e-?mail )?neodpov[íi]d(?:ejte|ajte) na t",
    r"t[äa]m[äa] (?:viesti|s[äa]hk[öo]posti) on (?:\S+ )?automaattis\w+",
    r"ez(?:t az?)? (?:\S+ )?(?:egy )?(?:automatikus\w*|rendszer[üu]zenet)",
    r"acest (?:e-?mail|mesaj) (?:este|a fost) (?:\S+ ){0,2}automat",
    r"(?:αυτ[όο]|το παρ[όο]ν) (?:το )?(?:e-?mail|μ[ήη]νυμα) (?:\S+ ){0,2}αυτ[όο]ματ",
    r"(?:цей|це) (?:лист|повідомлення) (?:\S+ ){0,2}автоматичн",
    r"това (?:е автоматич\w+|(?:съобщение|писмо) (?:\S+ ){0,2}автоматично)",
    r"(?:ova|ovo|ta) (?:je automatska|(?:e-?)?(?:poruka|mail|sporo[čc]ilo) (?:\S+ ){0,2}(?:automatski|samodejno))",
    r"aquest (?:missatge|correu) (?:\S+ ){0,3}autom[àa]tic|đây là (?:\S+ )?(?:e-?mail|thư|tin nhắn) tự động",
    r"(?:e-?mail|surat|pesan) ini (?:\S+ ){0,3}otomatis|(?:זוהי|זו) הודעה אוטומטית|הודעה זו נשלחה (?:\S+ )?אוטומטי",
    "(?:هذه|هذا) (?:رسالة|بريد|الرسالة) (?:\\S+ )?(?:تلقائي|آلي)|(?:อีเมล|ข้อความ)(?:ฉบับ)?นี้.{0,20}อัตโนมัติ",
    "(?:данное|это) (?:письмо|сообщение) (?:было )?(?:создано|сформировано|отправлено|"
    "сгенерировано) автоматически",
    "(?:пожалуйста, )?не отвечайте на это",
    "(?:bu (?:e-?posta|mesaj|ileti)) (?:otomatik|sistem)",
    "(?:此邮件|本邮件|此郵件|本郵件|此信件)[^。]{0,12}(?:系统|系統|自动|自動)(?:发送|發送|生成|发出|產生)|请勿(?:直接)?回复|請勿(?:直接)?回覆",
    "このメールは[^。]{0,20}(?:自動(?:的|送信|配信|で)|システムから)|(?:このメールに)?(?:ご)?返信(?:いただいても|しないで|はできません|いただけません)",
    "(?:본|이) 메일은 (?:발신 ?전용|자동)",
)  # fmt: skip

_MARKS = r"[*_#\-=~>|( \[]{0,6}+"
SAYS_REPLY = re.compile(rf"{_MARKS}(?:{_SAYS_REPLY})")

SAYS_GENERATED = re.compile(
    rf"{_MARKS}(?:(?:note|hinweis|nb|important|notice|"
    rf"please note) ?:? )?(?:{_SAYS_GENERATED})"
)

SENTENCE_END = re.compile(r"(?<=[.!]) |(?<=[。！])")
# Sentences that a machine says before it says that it is one, besides courtesies.
RECEIVED = re.compile(
    r"(?:we|i)(?: have|'ve)?(?: now)? received your|your (?:e-?mail|message|request|inquiry|enquiry) (?:has been|was) "
    r"received|(?:wir haben )?ihre (?:e-?mail|nachricht|anfrage)\b.{0,60}(?:erhalten|eingegangen)|"
    r"nous (?:avons|accusons) (?:bien )?r[ée]\S+|votre (?:message|demande|courriel)\b.{0,40}(?:re[çc]u|enregistr)|"
    r"hemos recibido|(?:su|tu) (?:mensaje|correo|solicitud)\b.{0,40}recibid|recebemos|abbiamo ricevuto|"
    r"(?:wij|we) hebben (?:uw|je)|vi har (?:mottagit|modtaget|mottatt)|otrzymali[śs]my|obdr[žz]eli jsme|"
    r"мы получили|ваше? (?:письмо|сообщение|обращение|запрос)\b.{0,40}получен"
)
# Whoever says this is a person, and asks for himself not to be answered.
PERSONAL = re.compile(
    r"\b(?:i|i'm|me|my|mine|myself|ich|mich|mir|mein\w{0,2}|je|moi|mon|mes|yo|mi|eu|meu|io|mio|ik|mij|mijn|jag|"
    r"mig|jeg|min|mitt|any ?more|any longer)\b"
)

# Challenges: answer or click, and the mail will be let through.
CHALLENGE = re.compile(
    _any(
        "(?:to|so that i can|before i can|in order to|for me to) (?:have|get|ensure|complete|deliver|"
        "receive|allow|release|let|make sure)[^.!?]{0,60}(?:message|e-?mail|"
        "mail)[^.!?]{0,40}(?:delivered|through|delivery|released|inbox|received|"
        "accepted)[^.!?]{0,60}(?:click|reply|confirm|follow|visit|verify)",
        "(?:click|reply|respond|confirm|follow|visit|verify)[^.!?]{0,90}(?:to|so that|"
        "and) (?:have )?(?:your|this|the) (?:original )?(?:message|e-?mail|mail)[^.!?]{0,30}(?:will |"
        "can |may |to )?(?:be )?(?:delivered|released|accepted|sent through|forwarded|go through)",
        "(?:your|this) (?:message|e-?mail|mail) (?:is|has been|was|will be) (?:being )?(?:held|"
        "quarantined|put on hold|placed in a queue|on hold)[^.!?]{0,80}(?:until|confirm|verif|because|"
        "pending|approv)",
        "(?:confirm|verify|prove) (?:that )?(?:you (?:are|'re) (?:a )?(?:human|a real person|person|"
        "not a spammer|not a robot)|your (?:e-?mail )?address[^.!?]{0,60}(?:deliver|message|sender))",
        "(?:i'm|i am|we are) protecting (?:myself|my inbox|"
        "ourselves)[^.!?]{0,30}(?:from )?(?:receiving )?(?:junk|spam|unwanted)",
        "(?:sender|challenge)[ /-](?:address )?(?:verification|response|confirmation|"
        "authentication) (?:request|is required|required|system|message)",
        "(?:added|add you) to (?:my|the|his|her) (?:guest ?list|allowed? senders?|white ?list|"
        "approved senders?|safe senders?)[^.!?]{0,80}(?:click|reply|form|request|confirm)",
        "(?:only have to do|need to do|required to do|only need to do) this (?:only )?once",
        "(?:bitte )?best[äa]tigen sie[^.!?]{0,60}(?:ihre (?:e-?)?mail|nachricht|"
        "absender)[^.!?]{0,60}(?:zugestellt|zustellung|ausgeliefert)",
        "(?:cliquez|r[ée]pondez)[^.!?]{0,90}(?:message|courriel|"
        "mail)[^.!?]{0,40}(?:soit )?(?:d[ée]livr[ée]|remis|distribu[ée]|transmis)",
        "(?:clique|responda|confirme)[^.!?]{0,90}(?:mensagem|e-?mail)[^.!?]{0,40}(?:seja )?(?:entregue|"
        "liberad[ao])",
    )
)  # fmt: skip

RECEIPT_LINE = re.compile(
    _any(
        r"(?:was|has been) (?:read|displayed|opened|deleted without being read|viewed)(?: on| by| at|\.|"
        r"\Z)",
        "(?:this is a )?(?:return|read) receipt for (?:the|your)",
        "your document:",
        "(?:wurde|ist) (?:am|um|von|ungelesen|ohne)[^!?]{0,60}?(?:gelesen|ge[öo]ffnet|gel[öo]scht|"
        "angezeigt)",
        "lesebest[äa]tigung",
        "a [ée]t[ée] (?:lu|ouvert|affich[ée]|supprim[ée])",
        "(?:ha sido|fue|se) (?:le[íi]do|ley[óo]|abierto|mostrado|eliminado)",
        "foi (?:lid[ao]|abert[ao]|exibid[ao]|exclu[íi]d[ao])",
        "[èe] stat[ao] (?:lett[oa]|apert[oa]|visualizzat[oa]|eliminat[oa])",
        "(?:is|werd) (?:gelezen|geopend|weergegeven|verwijderd)",
        "(?:l[äa]stes|har l[äa]sts|blev l[æa]st|er l[æa]st|ble lest|er lest|luettiin|on luettu)",
        "(?:zosta[łl]a?|byla|bola) (?:przeczytana?|otwarta|p[řr]e[čc]tena|pre[čc][íi]tan[áa])",
        "(?:было|була|был[ао]?) (?:прочитан[оа]?|открыт[оа]?|удален[оа]?)",
        "okundu|διαβ[άα]στηκε|已(?:于|於)|已被阅读|開封され|確認されました|읽었습니다",
    )
)  # fmt: skip

TICKET_LINE = re.compile(
    _any(
        r"(?:your|this|a|the) (?:new )?(?:support )?(?:request|ticket|case|inquiry|enquiry|message|"
        r"e-?mail|issue|incident)\b[^.!?]{0,60}(?:has (?:now |just )?been|was|is) (?:successfully |"
        r"now )?(?:received|created|"
        r"opened|registered|logged|assigned (?:a|the|ticket|case|number)|added to)",
        "(?:we have|we've) (?:successfully )?(?:received|logged|registered) your (?:request|e-?mail|"
        "message|inquiry|enquiry|ticket|case)",
        r"a (?:new )?(?:support )?(?:ticket|case|request)\b[^.!?]{0,40}(?:has (?:now |just )?been|was) (?:created|"
        r"opened|logged|generated)",
        r"(?:ihre (?:anfrage|nachricht|e-?mail)|ihr (?:anliegen|ticket))\b[^.!?]{0,60}(?:eingegangen|"
        r"erhalten|registriert|erfasst|aufgenommen|wird (?:nun )?bearbeitet)",
        r"votre (?:demande|message|ticket)\b[^.!?]{0,60}(?:a (?:bien )?[ée]t[ée] (?:re[çc]ue?|"
        r"enregistr[ée]e?|cr[ée][ée]e?))",
        r"(?:su|tu) (?:solicitud|consulta|caso|mensaje|ticket)\b[^.!?]{0,60}(?:ha sido|"
        r"fue) (?:recibid[ao]|registrad[ao]|cread[ao])",
        r"(?:sua|seu) (?:solicita[çc][ãa]o|chamado|mensagem|ticket)\b[^.!?]{0,60}foi (?:recebid[ao]|"
        r"registrad[ao]|abert[ao]|criad[ao])",
        r"la (?:tua|sua|vostra) (?:richiesta|segnalazione)\b[^.!?]{0,60}[èe] stata (?:ricevuta|"
        r"registrata|presa in carico)",
        r"uw (?:aanvraag|vraag|melding|bericht)\b[^.!?]{0,60}(?:ontvangen|geregistreerd|aangemaakt)",
    )
)  # fmt: skip

# What stands in front of what a mail has to say.
COURTESY = re.compile(
    r"(?!fyi|see|look)(?:(?:\S+ ){0,5}\S{1,30}[,!，！]\Z|(?:hello|hi|hey|dear|hallo|guten (?:tag|morgen)|"
    r"moin|bonjour|salut|hola|buenos|ol[áa]|bom dia|ciao|salve|buongiorno|hej|hei|goddag|ahoj|"
    r"dobr[ýy] den|cze[śs][ćc]|witam|здравствуйте|добрый|привет)\b.{0,60}\Z|(?:thank|thanks|many thanks|"
    r"danke|vielen dank|besten dank|herzlichen dank|merci|(?:muchas )?gracias|(?:muito )?obrigad[oa]|"
    r"(?:la |ti )?(?:ringrazi|grazie)|bedankt|dank|hartelijk dank|tack|takk|tak |kiitos|dzi[ęe]kuj|"
    r"d[ěe]kuj|[ďd]akuj|k[öo]sz[öo]n|mul[țţt]um|спасибо|благодар|дякую|ευχαριστ|te[şs]ekk[üu]r|תודה|شكرا|"
    r"ขอบคุณ|cảm ơn|terima kasih|您好|你好|感谢|感謝|お世話に|いつも|メールを|안녕하세요|감사))"
)

# Lines from which on the words are no longer the sender's.
_QUOTE = re.compile(
    r"\A(?:>|-{3,} ?\S|_{10,}|begin forwarded message|(?:from|von|de|da|van|från|fra|od|от|lähettäjä|"
    r"gönderen|发件人|寄件者|差出人|보낸 사람) ?[:：] ?\S|(?:on|am|le|el|em|il|op|den|dnia)\b.{4,160}(?:wrote|schrieb|"
    r"écrit|escribió|escreveu|scritto|schreef|skrev|napisa\w+) ?:?\Z)"
)


def quoting(line: str) -> bool:
    """Whether a line (lower case, stripped) begins what somebody else wrote."""
    return _QUOTE.match(line) is not None


def is_courteous(sentence: str) -> bool:
    """Whether people and machines alike begin with it before they come to the matter."""
    return all(COURTESY.match(each) or RECEIVED.match(each) for each in sentence.split(", "))


def folded(text: str) -> str:
    """Lower case with plain spaces and apostrophes, as the phrases expect it."""
    return " ".join(text.lower().replace("\u2019", "'").split())
