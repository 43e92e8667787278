"""What automatic mail calls itself, in subjects and in its first lines, in the languages people have it set to.

Everything here is matched in lower case. A phrase is a regular expression without groups that capture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def _any(*phrases: str) -> str:
    return "|".join(phrases)


# Names of an automatic answer: the title that Exchange, Outlook, Gmail, Notes and webmailers put first.
ANSWERS = _any(
    # English
    r"(?:yahoo!? )?auto(?:matic(?:ally)?|mated)?[ _-]?(?:generated )?(?:repl(?:y|ies)|response|respond(?:er)?|answer|acknowledge?ment)(?: (?:message|e-?mail|notification))?",
    r"out[ -]of[ -](?:the[ -])?office[ -]auto(?:matic)?[ -]?(?:reply|response)",
    r"out[ -]of[ -](?:the[ -])?office[ -](?:reply|response|notification|notice|message|alert|assistant)",
    r"(?:vacation|holiday|away|absence|absent)[ -](?:auto[ -]?)?(?:reply|response|responder|notification|notice|message|alert)",
    r"away from my (?:mail|e-?mail|desk|inbox)",
    r"ooo[ -](?:auto[ -]?)?(?:reply|response|notification|message)",
    r"do not reply: auto\w*",
    # German
    r"(?:automatische?|autom\.?|auto)[ -]?(?:antwort(?:mail|nachricht)?|r[üu]ckmeldung|r[üu]ckantwort|eingangsbest[äa]tigung|empfangsbest[äa]tigung|abwesenheits\w+)",
    r"automatisch (?:generierte|erzeugte|erstellte) (?:antwort|nachricht|e-?mail)",
    r"abwesenheits?(?:-)?(?:notiz|nachricht|meldung|mitteilung|benachrichtigung|agent|assistent|hinweis|info|mail|antwort)\w*",
    r"out-of-office-(?:nachricht|antwort|meldung|notiz)",
    r"urlaubs(?:notiz|meldung|nachricht|benachrichtigung|mitteilung|hinweis|mail)",
    # French
    r"r[ée]ponse(?: |-)auto(?:matique|matis[ée]e|\.)?(?: d['’ ]absence)?",
    r"r[ée]pondeur(?: automatique)?",
    r"(?:message|avis|notification|notice|r[ée]ponse) (?:automatique )?d['’ ]absence(?: du bureau)?",
    r"message automatique",
    r"accus[ée] de r[ée]ception automatique",
    # Spanish, Catalan, Galician, Basque
    r"(?:respuesta|contestaci[óo]n|r[ée]plica|respuestas) autom[áa]tica",
    r"auto-?respuesta",
    r"(?:mensaje|respuesta|aviso|notificaci[óo]n) (?:autom[áa]tic[ao] )?de (?:ausencia|vacaciones|fuera de (?:la )?oficina)",
    r"resposta (?:autom[àáa]tica|d'abs[èe]ncia)",
    r"missatge (?:autom[àa]tic|d'abs[èe]ncia)",
    r"erantzun automatikoa",
    # Portuguese
    r"auto-?resposta",
    r"(?:mensagem|resposta|aviso) (?:autom[áa]tic[ao] )?de (?:aus[êe]ncia|f[ée]rias)",
    r"aus[êe]ncia tempor[áa]ria",
    # Italian
    r"(?:risposta|messaggio) automatic[ao](?: di assenza)?",
    r"(?:risposta|avviso|messaggio|notifica) (?:di assenza|fuori (?:sede|ufficio))",
    r"risposta non al computer",
    r"autorisposta",
    # Romanian
    r"r[ăa]spuns automat",
    r"mesaj (?:automat|de absen[țţt][ăa])",
    # Dutch, Afrikaans
    r"automatisch(?:e)? (?:antwoord|beantwoording|bericht|afwezigheidsbericht|reactie)",
    r"afwezigheids(?:bericht|melding|assistent|notificatie)",
    r"(?:vakantie|niet aanwezig|out-of-office)[ -]?(?:bericht|melding)",
    r"outomatiese antwoord",
    # Swedish, Danish, Norwegian, Icelandic
    r"auto(?:matiskt?)?[ -]?svar",
    r"(?:frånvaro|semester)(?:meddelande|besked|svar|assistent)",
    r"(?:frav[æa]rs?|ferie|feriefrav[æa]rs)(?:meddelelse|besked|melding|assistent|svar)",
    r"automatisk (?:svar|frav[æa]rs\w+|besked)",
    r"sj[áa]lfvirkt svar",
    # Finnish, Estonian, Hungarian
    r"automaattinen (?:vastaus|poissaolo\w*|viesti)",
    r"(?:loma|poissaolo)(?:vastaaja|viesti|ilmoitus|vastaus|vastausviesti)",
    r"automaat(?:ne|vastus)(?: vastus)?",
    r"automatikus (?:v[áa]lasz|[üu]zenet|h[áa]zon k[ií]v[üu]l)\w*",
    r"(?:t[áa]voll[ée]ti|h[áa]zon k[íi]v[üu]li|szabads[áa]g) ?[üu]zenet",
    # Latvian, Lithuanian
    r"autom[āa]tisk[āa] atbilde",
    r"automatinis atsakymas",
    # Polish, Czech, Slovak
    r"(?:odpowied[źz]|automatyczna|automatyczne) (?:automatyczna|odpowied[źz]|powiadomienie)",
    r"auto-?odpowied[źz]",
    r"autoresponder",
    r"(?:powiadomienie|informacja|wiadomo[śs][ćc]) o nieobecno[śs]ci",
    r"automatick[áa] (?:odpov[ěe][ďd]|odpove[ďd]|zpr[áa]va|spr[áa]va)",
    r"(?:ozn[áa]men[íi]|zpr[áa]va|ozn[áa]menie) o nep[řr][íi]tomnosti",
    # Slovenian, Croatian, Bosnian, Serbian, Macedonian, Albanian
    r"samodejni odgovor",
    r"(?:automatski|automatsko|аутоматски|автоматски) (?:odgovor|odgovaranje|одговор)",
    r"p[ëe]rgjigje automatike",
    # Russian, Ukrainian, Belarusian, Bulgarian, Kazakh
    r"авто(?:матический |матична |матичен |матичний )?(?:ответ|відповідь|отговор|ответчик|відповідач|-ответ)",
    r"аўтаматычны адказ",
    r"автоматты (?:түрде )?жауап",
    r"(?:уведомление|сообщение|повідомлення) об? (?:отсутствии|відсутність|отпуске)",
    # Greek, Turkish, Azerbaijani, Armenian, Georgian
    r"αυτ[όο]ματη απ[άα]ντηση",
    r"otomatik (?:yan[ıi]t|cevap)",
    r"avtomatik cavab",
    r"ինքնաշխատ պատասխան",
    r"ავტომატური პასუხი",
    # Hebrew, Arabic, Persian, Urdu
    r"(?:תשובה|תגובה|מענה|הודעה) אוטומטית?",
    r"(?:الرد|رد|رسالة|اجابة|إجابة) (?:ال)?(?:تلقائي|تلقائية|آلي|التلقائي|اوتوماتيكي)",
    r"پاسخ خودکار",
    r"خودکار جواب",
    # Hindi, Thai, Vietnamese, Indonesian, Malay, Filipino
    r"(?:स्वचालित|स्वतः|स्वत:) (?:उत्तर|जवाब|प्रतिक्रिया)",
    r"(?:การ)?ตอบ(?:กลับ)?อัตโนมัติ",
    r"(?:trả lời|thư trả lời|hồi đáp|phản hồi) tự động",
    r"(?:balasan|jawaban|respons|jawapan) (?:otomatis|automatik)",
    r"awtomatikong (?:tugon|sagot)",
    # Chinese, Japanese, Korean
    r"自(?:动|動)(?:答复|答覆|回复|回覆|回复信息|回應|回应|返信|応答|回信|应答|応答メール|返信メール)(?:邮件|郵件|メール|メッセージ)?",
    r"不在(?:通知|応答|返信|メール|のお知らせ|自動\w+)",
    r"(?:外出|休假|假期|离开|離開)(?:自动|自動)?(?:回复|回覆|答复|通知)",
    r"(?:자동 ?(?:회신|응답|답장|답변)|부재 ?중? ?(?:자동 ?(?:회신|응답)|알림|메시지|응답))",
)

# Names of an absence that a person would hardly put in front of a colon.
AWAY = _any(
    r"(?:i am |i'm |currently |now )?out[ -]of[ -](?:the[ -])?office",
    r"ooo|ooto|oof",
    r"abwesenheit|nicht im (?:b[üu]ro|haus)|au(?:ß|ss)er haus|out-of-office",
    r"absent\(?e?\)? du bureau|absence du bureau|hors du bureau|absence",
    r"fuera de (?:la )?oficina|ausente de (?:la )?oficina|fora de l['’]oficina|fora da oficina|bulegotik kanpo",
    r"fora d[oe] escrit[óo]rio|ausente do escrit[óo]rio|aus[êe]ncia do escrit[óo]rio",
    r"fuori (?:sede|ufficio)|non in ufficio|assente dall'ufficio",
    r"[îi]n afara biroului|absen(?:t|t[ăa]) din birou",
    r"(?:niet op|buiten|afwezig van|uit) kantoor|niet aanwezig|niet op (?:het )?werk",
    r"(?:ej|inte) p[åa] kontoret|inte tillg[äa]nglig",
    r"ikke p[åa] kontoret|ikke til ?stede|ude af kontoret|ute av kontoret",
    r"[úu]r sk[íi]fstofunni|poissa toimistosta|en ole toimistossa",
    r"kontorist v[äa]ljas|h[áa]zon k[íi]v[üu]l|irod[áa]n k[íi]v[üu]l",
    r"[āa]rpus biroja|ne (?:biure|darbe)|ne darbo vietoje",
    r"poza biurem|nieobecno[śs][ćc]|mimo kancel[áa][řr](?:ie|i|e)?|nep[řr][íi]tomnost",
    r"odsotnost|zunaj pisarne|izvan ureda|odsutnost|van kancelarije",
    r"вне офиса|нет на (?:рабочем )?месте|отсутствие на рабочем месте|поза офісом|извън офиса|не на рабочем месте",
    r"εκτ[όο]ς γραφε[ίι]ου|ofis d[ıi][şs][ıi]nda|i[şs] d[ıi][şs][ıi]nda",
    r"מחוץ למשרד|خارج المكتب|خارج از (?:دفتر|محل کار)",
    r"ไม่อยู่(?:ที่)?(?:สำนักงาน|ออฟฟิศ)|vắng mặt|di luar kantor|di luar pejabat",
    r"不在办公室|不在辦公室|外出办公|外出中|不在中|부재 ?중|외출 ?중",
)

# Ordinary words for it: they count only where something else tells, too.
ABSENT = _any(
    r"auto|away|absent|vacation|on vacation|holidays?|on holiday|on leave|annual leave|i(?:'m| am) away",
    r"(?:abwesend|urlaub|im urlaub|krank)(?: bis \S+)?|absente?|cong[ée]s?|en vacances|vacances",
    r"ausente|de vacaciones|vacaciones|f[ée]rias|de f[ée]rias|assente|ferie|in ferie|absent[ăa]?|[îi]n concediu",
    r"afwezig|vakantie|op vakantie|fr[åa]nvaro|fr[åa]nvarande|semester|frav[æa]r|ferie|bortrest",
    r"poissa|lomalla|puhkusel|szabads[áa]gon|atvaļinājumā|atostogos(?:e)?",
    r"nieobecn[ya]|urlop|na urlopie|nep[řr][íi]tom(?:en|na|n[áaý])|dovolen[áa]|odsoten|odsotna|odsutan|odsutna",
    r"отсутствую|в отпуске|отпуск|у відпустці|в отпуска|απουσ[ίι]α|izinde|izindeyim|tatilde",
    r"חופשה|בחופשה|إجازة|في إجازة|ลาพักร้อน|nghỉ phép|cuti|休假|休暇|休暇中|휴가",
)

_LEAD = r"(?:\[(?:ext|extern|external|spam|suspected spam|spam\?|caution|warning|#?[\w.-]{0,12}\d[\w.-]{0,12})\]|\*{2,5} ?[^*]{1,20}\*{2,5}|(?:external|extern|ext) ?:)"
_START = rf"\A(?:{_LEAD} ?){{0,3}}+"

# A subject that begins with such a name: which sort of name, whether it stands in brackets, and what follows it.
TITLE = re.compile(
    rf"{_START}(?P<open>[\[(<{{*【（]+ ?)?(?:(?P<answer>{ANSWERS})|(?P<away>{AWAY})|(?P<absent>{ABSENT}))"
    r"(?:(?P<close> ?[\])>}*】）]+)|(?P<colon> ?[:：;])|(?P<end> ?[.!]*\Z)|(?P<dash> [-–—|>]+ |, )|"
    r"(?P<whom> (?:(?:from|von|de|da|van|fr[åa]n|fra|od|от|için) \S+(?: \S+)?\Z|(?:to your|auf (?:ihre|deine|eure)|[àa] (?:votre|ton)|a (?:su|tu)|alla (?:sua|tua)|op (?:uw|je)|p[åa] (?:ditt|din|dit)|"
    r"na (?:va[šs]|twoj|pa[nń]sk)|на (?:ваш|твое))\w*\b))|(?P<more> ?[(\[]| ))"
)

# "AUTO: Jana Novak is out of the office (returning 12.03.2026)", as Notes has it, in the languages of Notes.
NOTES = re.compile(
    rf"{_START}auto ?: .{{1,120}}?(?:out of (?:the )?office|nicht im b[üu]ro|au(?:ß|ss)er haus|abwesend|absente?(?:\(e\))? (?:du bureau|\()|est absente?|"
    r"fuera de (?:la )?oficina|se encuentra (?:ausente|fuera)|est[áa] (?:ausente|fora|fuera)|fora do escrit[óo]rio|fuori (?:ufficio|sede)|[èe] assente|"
    r"niet (?:op|aanwezig)|afwezig|inte p[åa] kontoret|[äa]r (?:borta|fr[åa]nvarande)|ikke p[åa] kontoret|er (?:ikke|v[æa]k)|poissa|poza biurem|nieobecn|nen[íi] |"
    r"отсутствует|вне офиса|ofiste de[ğg]il|ofis d[ıi][şs][ıi]nda|不在|외출|부재|"
    r"\((?:returning|r[üu]ckkehr|zur[üu]ck|retour|de retour|regres\w*|vuel\w+|rientr\w+|ritorn\w+|terug\w*|[åa]ter|tilbage|tilbake|palaa|retorn\w+|volta|powr[óo]t|вернется|возвра\w+|n[áa]vrat|d[öo]n[üu][şs]\w*)[^)]{0,40}\))"
)
# "Jana Novak is out of the office"; only where the sender has that name.
THIRD_PERSON = re.compile(
    r"\A(?P<who>.{2,80}?)(?:/\S+)? (?:is|ist|est|está|è|is) (?:currently |derzeit |momentan |actuellement )?(?:out of (?:the )?office|away|on (?:vacation|holidays?|(?:annual |sick |maternity |parental )?leave)|"
    r"nicht im b[üu]ro|au(?:ß|ss)er haus|abwesend|im urlaub|absente?|en cong[ée]s?|fuera de la oficina|ausente|fora do escrit[óo]rio|fuori ufficio|assente|niet aanwezig|afwezig)\b(?!.*\?\Z)"
)
FIRST_PERSON = re.compile(
    r"\Ai(?: am|'m| will be) (?:currently |now |still )?(?:out of (?:the |my )?office|away|on (?:vacation|holidays?|(?:annual |sick |maternity |paternity |parental )?leave)|not in the office)\b(?!.*\?\Z)"
)
# Somebody answers or forwards it: Outlook, Apple, webmail and others in all languages.
ANSWERED = re.compile(
    r"\A(?:\[[^\]]{1,40}\] ?)?(?:re|aw|sv|vs|antw|antwort|odp|ynt|yan|atb|ang|bls|res|resp|rv|ref|rif|r|ha|hl|vá|továbbítás|fw|fwd|wg|tr|i|enc|pd|vl|vb|doorst|ilt|переслать|ответ|отв|на|συντ|πρθ|απ|σχετ|הועבר|השב|رد|إعادة توجيه|答复|回复|回覆|转发|轉寄|転送|返信|回信|전달|회신)"
    r"(?: ?[\[(]\d{1,3}[\])]|\^\d{1,3}|\*\d)? ?[:：]"
)

# First lines that say: I am away. Each begins its line, behind a greeting at most.
_I_AM = (
    r"(?:(?:hello|hi|dear|hallo|guten tag|bonjour|hola|ciao|hej|hei|olá)\b[^.,!]{0,40}[,.!]? ?)?"
    r"(?:(?:thank you|thanks)(?: (?:very|so) much)?(?: for (?:your|the) (?:e-?mail|message|mail|email|note|interest|inquiry|enquiry|contacting \w+))?[.,!]* ?)?"
    r"(?:(?:please note(?: that)?|unfortunately|currently|at the moment|just to let you know|fyi)[,:]? ?)?"
)
_AWAY_LINES = _any(
    r"i(?: am|'m| will be|'ll be|'m going to be| shall be) (?:currently |presently |now |still |away and |actually |at present )?(?:out of (?:the |my )?office|out of town|out on |away from (?:the |my )?(?:office|desk|e-?mail|mail|work|computer)|away (?:on|until|till|from|for|with)|on (?:annual |sick |maternity |paternity |parental |medical |study |bereavement )?(?:leave|vacation|holidays?|pto)|"
    r"travell?ing (?:until|till|from|on|through)|not in the office|not (?:checking|reading) (?:my )?(?:e-?mail|mail))",
    r"(?:the )?(?:our )?offices? (?:is|are|will be) (?:currently )?closed",
    r"i (?:will|am|'ll) (?:not|have) (?:be (?:reading|checking)|reading|checking|limited access|no access)",
    r"i(?: have|'ve) (?:now )?(?:left (?:the (?:company|firm|organi[sz]ation|university|school)|my (?:position|role|job))|retired)|i(?: am|'m) no longer (?:with|employed|working)",
    r"out of (?:the )?office",
    r"ich bin (?:(?:derzeit|zurzeit|zur zeit|momentan|aktuell|leider|heute|noch|ab|vom|bis|im|am|in der zeit|nicht|voraussichtlich|gerade|einschlie(?:ß|ss)lich|\d\S*|und|zum) ){0,9}(?:\S+ ){0,6}?(?:nicht (?:im (?:b[üu]ro|haus|hause|unternehmen|dienst)|erreichbar|am arbeitsplatz|anwesend|da\b|verf[üu]gbar)|au(?:ß|ss)er haus|abwesend|im urlaub|in urlaub|in elternzeit|auf (?:dienst|gesch[äa]fts)reise|unterwegs|nicht mehr im|krank|verreist)",
    r"(?:vom|ab|bis|von|in der zeit|zur zeit|zurzeit|derzeit|momentan|aktuell)\b[^!?]{0,60}? bin ich (?:nicht (?:im|erreichbar|am)|au(?:ß|ss)er haus|abwesend|im urlaub|in urlaub|auf dienstreise|leider nicht)",
    r"ich befinde mich (?:[^!?]{0,40}?)?(?:im urlaub|nicht im|auf|in elternzeit|au(?:ß|ss)er)",
    r"unser b[üu]ro ist\b[^!?]{0,60}?geschlossen",
    r"je (?:suis|serai)(?: actuellement| pr[ée]sentement)? (?:absente?|en (?:cong[ée]s?|vacances|d[ée]placement|formation|arr[êe]t)|hors du bureau|indisponible|injoignable)",
    r"(?:actuellement|en ce moment|[ée]tant|du \d)[^!?]{0,60}?(?:absente?|en cong[ée]s?|en vacances)",
    r"(?:estoy|estar[ée]|me encuentro|actualmente (?:estoy|me encuentro)|actualmente no estoy)(?: actualmente)? (?:fuera de (?:la |mi )?oficina|ausente|de vacaciones|de baja|de permiso|de viaje)",
    r"(?:no (?:estar[ée]|estoy) (?:en la oficina|disponible))",
    r"(?:estou|estarei|encontro-me|estou actualmente)(?: atualmente| actualmente| de momento)? (?:fora d[oe] escrit[óo]rio|ausente|de f[ée]rias|em f[ée]rias|em viagem|de licen[çc]a)",
    r"(?:sono|sar[òo])(?: attualmente| momentaneamente)? (?:fuori (?:ufficio|sede)|assente|in ferie|in vacanza|non raggiungibile|in malattia|in maternit[àa])",
    r"ik ben (?:(?:momenteel|tot|t/m|van|op|vanaf|op dit moment|helaas|tot en met|\d\S*|\S+) ){0,8}?(?:niet (?:aanwezig|op kantoor|bereikbaar|in de gelegenheid|werkzaam)|afwezig|met (?:vakantie|verlof|zwangerschapsverlof)|op (?:vakantie|reis)|vrij|buiten kantoor)",
    r"(?:momenteel|op dit moment|tot|van) [^!?]{0,40}?ben ik (?:niet|afwezig|met|op)",
    r"jag (?:[äa]r|kommer att vara)(?: just nu| f[öo]r n[äa]rvarande| tyv[äa]rr)? (?:inte p[åa]|p[åa] semester|borta|fr[åa]nvarande|ledig|f[öo]r[äa]ldraledig|bortrest|tillbaka|ute p[åa]|inte tillg[äa]nglig|tj[äa]nstledig)",
    r"jeg (?:er|vil v[æa]re)(?: for tiden| i [øo]jeblikket| desv[æa]rre| dessverre)? (?:ikke (?:p[åa]|til ?stede|tilgjengelig)|p[åa] (?:ferie|reise|kursus|kurs|tur)|frav[æa]rende|bortreist|bortrejst|ute av|ude af|tilbage|tilbake|i permisjon|p[åa] barsel)",
    r"(?:ég er|eg er) (?:í fríi|ekki við|fjarverandi)",
    r"olen (?:(?:t[äa]ll[äa] hetkell[äa]|\S+) ){0,5}?(?:lomalla|poissa|vuosilomalla|matkoilla|virkamatkalla|vapaalla|toimistolta)",
    r"en ole (?:tavoitettavissa|toimistolla|paikalla|t[öo]iss[äa])",
    r"(?:olen|viibin) (?:puhkusel|kontorist|eemal|komandeeringus|[äa]ra)",
    r"(?:szabads[áa]gon (?:vagyok|leszek)|nem (?:vagyok|leszek) (?:az irod[áa]ban|el[ée]rhet[őo])|irod[áa]n k[íi]v[üu]l)",
    r"(?:es (?:esmu|būšu)|esmu) (?:atvaļinājumā|prombūtnē|ārpus|komandējumā)|(?:šiuo metu )?(?:aš )?(?:esu|būsiu|atostogauju)\b[^!?]{0,30}?(?:atostog|išvyk|komandiruot|nebūsiu)",
    r"(?:jestem|b[ęe]d[ęe]|przebywam|aktualnie (?:jestem|przebywam)|obecnie (?:jestem|przebywam))(?: obecnie| aktualnie)? (?:na urlopie|poza biurem|nieobecn[ya]|niedost[ęe]pn[ya]|na zwolnieniu|w podr[óo][żz]y|w delegacji)",
    r"(?:do|od|w dniach|w okresie) [^!?]{1,50}?(?:jestem|b[ęe]d[ęe]|przebywam) (?:na urlopie|poza biurem|nieobecn[ya])",
    r"(?:jsem|budu|moment[áa]ln[ěe] (?:jsem|nejsem)|som|budem|moment[áa]lne (?:som|nie som))\b[^!?]{0,40}?(?:dovolen|mimo kancel|nep[řr][íi]tom|na slu[žz]ebn|nezastihnut|k dispoz)",
    r"(?:nejsem|nebudu|nie som|nebudem) (?:v kancel[áa]|p[řr][íi]tom|k zasti[žz]en|zastihnut|na pracovisku)",
    r"(?:trenutno )?(?:sem|bom|nisam|nisem|sam|bit [ćc]u|bi[ćc]u)\b[^!?]{0,40}?(?:odsot|odsut|dopust|godi[šs]nj|odmor|izven|izvan|pisarn|ured|kancelarij|na putu)",
    r"(?:в настоящее время )?(?:я )?(?:нахожусь|буду|сейчас)?\b[^!?]{0,40}?(?:в отпуске|в командировке|вне офиса|отсутствую|отсутствовать|на больничном|отсутствую на рабочем месте)",
    r"(?:я )?(?:зараз |наразі )?(?:перебуваю|буду|знаходжусь)?\b[^!?]{0,30}?(?:у відпустці|поза офісом|відсутн|у відрядженні)",
    r"(?:в момента )?(?:съм|ще бъда|отсъствам)\b[^!?]{0,30}?(?:отпуск|извън офиса|отсъств|командировка)",
    r"(?:sunt|voi fi|m[ăa] aflu|[îi]n prezent sunt)\b[^!?]{0,30}?(?:concediu|plecat|absent|afara biroului|indisponibil|delega[țţt]ie)",
    r"(?:απουσι[άα]ζω|θα απουσι[άα]ζω|βρ[ίι]σκομαι (?:εκτ[όο]ς|σε [άα]δεια)|ε[ίι]μαι (?:εκτ[όο]ς|σε [άα]δεια))",
    r"[^!?]{0,60}?(?:izindeyim|izinde olaca[ğg][ıi]m|ofis d[ıi][şs][ıi]nday[ıi]m|ofiste de[ğg]ilim|tatildeyim|ofiste olmayaca[ğg][ıi]m)",
    r"(?:אני |הנני )?(?:נמצא(?:ת)? )?(?:כרגע |כעת )?(?:מחוץ למשרד|בחופשה|בחופש|לא (?:נמצא|זמין)|אינני נמצא)",
    r"(?:أنا |إنني |سأكون |انا )?(?:حاليا |حالياً )?(?:خارج المكتب|في إجازة|غير متواجد|غير موجود|خارج العمل)",
    r"[^!?]{0,40}?(?:ลาพักร้อน|ไม่อยู่ที่(?:สำนักงาน|ออฟฟิศ)|ลางาน|อยู่ระหว่างการลา)",
    r"(?:hiện tại |hiện nay )?(?:tôi|mình) (?:đang|sẽ|hiện đang|hiện) [^!?]{0,30}?(?:nghỉ phép|vắng mặt|không có mặt|đi công tác|không ở văn phòng)",
    r"saya (?:sedang |saat ini |akan )?(?:sedang )?(?:cuti|di luar (?:kantor|pejabat)|tidak (?:berada )?di (?:kantor|pejabat)|bercuti|berada di luar)",
    r"(?:您好|你好)?[^！？]{0,40}?(?:我(?:目前|现在|現在|正在|将|將)?[^！？]{0,30}?(?:休假|外出|出差|不在办公室|不在辦公室|度假)|正在休假|本人[^。]{0,20}(?:休假|外出|出差))",
    r"[^！？]{0,80}?(?:不在(?:に|と|で|のため|にして)|休暇(?:中|を|の|のため)|休業|出張(?:中|のため)|外出(?:中|して)|お休みを(?:いただ|頂))",
    r"[^!?]{0,50}?(?:휴가(?: ?중|로|입니다|를)|부재 ?중|출장 ?중|외근 ?중|자리를 비)",
)  # fmt: skip
AWAY_LINE = re.compile(rf"{_I_AM}(?:{_AWAY_LINES})")

# What such an answer says further on; a person who happens to be away rarely writes both.
FURTHER_ON = re.compile(
    _any(
        # if it cannot wait, turn to ...
        r"(?:urgent|immediate|emergency|time[- ]sensitive|pressing|cannot wait|assistance|in my absence)[^!?]{0,90}?(?:contact (?!me)|call (?!me)|reach (?!me)|e-?mail (?!me)|write to|get in touch|ring|dial|speak to|see )",
        r"(?:contact|call|e-?mail|write to|reach out to) (?!me)[^!?]{1,80}?(?:urgent|immediate|emergency|in my absence|instead|meantime|while i)",
        r"(?:dringend|eilig|notf[äa]ll|akut|vertretung|vertreten|unaufschiebbar)[^!?]{0,90}?(?:wenden|kontakt|erreich|anruf|schreiben|[üu]bernimmt|hilft|an\b|ist\b|durch|bei\b)",
        r"(?:urgence|urgente?|en mon absence|besoin)[^!?]{0,90}?(?:contact|adress|joindre|appel|[ée]cri)",
        r"(?:urgen(?:cia|te|tes)|en mi ausencia)[^!?]{0,90}?(?:contact|dirig|llam|escrib|comun)",
        r"(?:urg[êe]n(?:cia|te|tes)|na minha aus[êe]ncia)[^!?]{0,90}?(?:contat|contact|lig|escrev|dirij)",
        r"(?:urgenz|urgent|mia assenza)[^!?]{0,90}?(?:contatt|rivolg|chiam|scriv)",
        r"(?:dringend|spoed|urgent|mijn afwezigheid)\w*[^!?]{0,90}?(?:contact|wenden|bellen|mailen|bereik|terecht)",
        r"(?:br[åa]dskande|akut|hast|viktigt?|presserende)\w*[^!?]{0,90}?(?:kontakt|ring|mail|skriv|v[äa]nd|henvend)",
        r"(?:kiireel|kiireis|poissaoloni)\w*[^!?]{0,90}?(?:yhtey|soit|k[äa][äa]nty)",
        r"(?:s[üu]rg[őo]s|t[áa]voll[ée]tem)\w*[^!?]{0,90}?(?:keres|fordul|h[íi]v|[íi]r)",
        r"(?:piln|nag[łl]|nieobecno)\w*[^!?]{0,90}?(?:kontakt|dzwoni|pisa[ćc]|zast[ęe]p)",
        r"(?:nal[ée]hav|nutn|urgent|akutn|nep[řr][íi]tomnost|s[úu]rn|hitn|nujn)\w*[^!?]{0,90}?(?:kontakt|obra[ťtcć]|obrn|vol|pi[šs])",
        r"(?:срочн|безотлагат|терміново|терміновим|термінових|спешн|отсутств)\w*[^!?]{0,90}?(?:обра|связ|звон|пиш|контакт|зверта)",
        r"(?:urgen[țţt]|absen[țţt]a mea)\w*[^!?]{0,90}?(?:contact|adres|sun)",
        r"(?:επε[ίι]γον|απουσ[ίι]α)\w*[^!?]{0,90}?(?:επικοινων|καλ[έε]σ)",
        r"(?:acil|aciliyet)\w*[^!?]{0,90}?(?:ileti|ula[şs]|ara|ba[şs]vur)",
        r"(?:דחוף|דחופים|דחופה)[^!?]{0,90}?(?:פנ|ליצור קשר|להתקשר)|(?:عاجل|العاجلة|الطارئة)[^!?]{0,90}?(?:اتصل|الاتصال|التواصل|تواصل)",
        r"(?:ด่วน|เร่งด่วน)[^!?]{0,90}?(?:ติดต่อ|โทร)|(?:khẩn|gấp)[^!?]{0,90}?liên hệ|(?:mendesak|kecemasan|segera|penting)[^!?]{0,90}?hubungi",
        r"(?:紧急|緊急|急事|急件|要事)[^！？]{0,60}?(?:联系|聯絡|聯繫|致电|致電)|(?:お急ぎ|至急|緊急)[^！？]{0,60}?(?:ご連絡|連絡|お電話|まで)|(?:급한|긴급|급하)[^!?]{0,60}?(?:연락|문의)",
        # I shall see to it when I am back
        r"(?:in|during) my absence|(?:up)?on my return|after my return",
        r"(?:limited|no|intermittent|sporadic|irregular|infrequent|occasional|without|little) (?:\w+ )?access to (?:my )?(?:e-?mails?|mail|internet|phone|voicemail|messages)",
        r"i (?:will|shall|'ll|'ll) (?:\w+ ){0,2}?(?:respond|reply|answer|get back|attend|deal|read)[^.!?]{0,60}(?:when|upon|on|as soon as|after|once)\b[^.!?]{0,30}(?:return|back)",
        r"will not be (?:forwarded|read|answered|processed|monitored)|your (?:e-?mail|message|mail)\b[^.!?]{0,60}(?:will be (?:read|answered|forwarded|processed)|is not being (?:forwarded|read))",
        r"(?:ihre|deine) (?:e-?)?(?:mail|nachricht)[^.!?]{0,40}(?:nicht|wird|werde)|(?:nicht|automatisch) weitergeleitet|nach meiner r[üu]ckkehr|(?:in|w[äa]hrend) meiner abwesenheit",
        r"(?:[àa]|d[èe]s) mon retour|(?:a|en) mi (?:regreso|vuelta|ausencia)|no meu regresso|na minha aus[êe]ncia|al mio (?:ritorno|rientro)|(?:in|durante la) mia assenza",
        r"bij terugkomst|mijn afwezigheid|niet doorgestuurd|n[äa]r jag [äa]r tillbaka|under min frånvaro|n[åa]r jeg er tilbage|n[åa]r jeg er tilbake|under mit frav[æa]r|palattuani|po (?:moim )?powrocie|po n[áa]vrat|po vrnitvi|по возвращени|после возвращени|після повернення|la [îi]ntoarcere|επιστροφ|d[öo]n[üu][şs][üu]mde|回来后|回來後|戻り次第|복귀 ?후",
    )
)

# A line that says what the mail is; at the start of a line.
_SAYS_REPLY = _any(
    r"(?:this|the following) (?:e-?mail |message |mail )?(?:is|was) (?:an? )?(?:auto(?:matic|mated|matically)?[ -]?(?:generated )?(?:e-?mail )?(?:reply|response|answer|acknowledge?ment|responder)|vacation (?:reply|message))",
    r"auto(?:matic|mated)[ -](?:reply|response|answer)\b",
    r"auto-?(?:reply|response)\b",
    r"dies(?:e[sr]?)? ?(?:e-?mail |nachricht )?ist eine (?:automatisch(?:e| generierte| erstellte| erzeugte| versendete| versandte)? )(?:antwort|abwesenheits\w+|eingangsbest[äa]tigung|empfangsbest[äa]tigung|r[üu]ckmeldung|r[üu]ckantwort)",
    r"automatische (?:antwort|abwesenheits\w+|eingangsbest[äa]tigung)",
    r"(?:ceci est|cet? (?:e-?mail|message|courriel) est) une? (?:r[ée]ponse|accus[ée] de r[ée]ception|message) automatique",
    r"(?:esta es una|este es un|este mensaje es una?) (?:respuesta|mensaje|contestaci[óo]n) (?:autom[áa]tic[ao]|generad[ao] autom[áa]ticamente)",
    r"(?:esta [ée] uma|este [ée] um(?:a)?) (?:resposta|mensagem) autom[áa]tica",
    r"(?:questa [èe] una|questo [èe] un(?:a)?) (?:risposta|messaggio|mail) (?:automatic[ao]|generat[ao] automaticamente)",
    r"dit is een (?:automatisch(?:e)? )(?:antwoord|bericht|ontvangstbevestiging|reactie|gegenereerd antwoord)",
    r"(?:detta [äa]r ett|dette er (?:et|en)) (?:automatisk\w*|autogenerer\w+|auto) ?(?:genererat |genereret )?(?:svar|meddelande|besked|melding|bekr[äa]ftelse)",
    r"t[äa]m[äa] on automaattinen (?:vastaus|viesti|kuittaus)",
    r"(?:to jest |jest to )?(?:wiadomo[śs][ćc]|odpowied[źz]) (?:wygenerowana )?automatyczn[ai]e?",
    r"(?:toto je|tato zpr[áa]va je) automatick[áa] (?:odpov[ěe][ďd]|odpove[ďd])",
    r"это (?:автоматическ(?:ий|ое)) (?:ответ|сообщение|уведомление)",
    r"(?:本邮件|这是|此邮件|此為|這是)[^。]{0,10}自(?:动|動)(?:回复|回覆|答复|发送|發送)",
    r"(?:これは|このメールは)[^。]{0,20}自動(?:応答|返信|送信|配信)",
)  # fmt: skip
_SAYS_GENERATED = _any(
    r"this (?:is an? |e-?mail (?:is|was|has been) |message (?:is|was|has been) |mail (?:is|was|has been) |notification (?:is|was|has been) |(?:e-?mail|message|notification) )(?:an? )?(?:auto(?:matically|matic|mated)?[ -]?(?:generated|sent|created|produced|system|computer)|automated (?:e-?mail|message|notification|mail|notice|alert|system)|automatic (?:e-?mail|message|notification|mail|notice|alert)|computer[ -]generated|system[ -]generated|sent automatically|generated (?:automatically|by))",
    r"(?:\W{0,3})(?:please )?(?:do not|don't) (?:reply|respond|answer)(?: directly)? to this (?:auto\w*[ -]?(?:generated )?)?(?:e-?mail|message|mail|notification|address|automated)",
    r"(?:this (?:mailbox|e-?mail address|address|inbox) is (?:not monitored|unmonitored|unattended|not checked))",
    r"dies(?:e[sr]?)? ?(?:e-?mail |mail |nachricht )?(?:ist eine |wurde |wird )(?:automatisch (?:generiert|erzeugt|erstellt|versendet|versandt|verschickt|generierte|erzeugte|erstellte|versendete)|vom system)",
    r"(?:bitte )?(?:antworten sie (?:bitte )?nicht auf diese|nicht auf diese (?:e-?mail|nachricht|mail) antworten|auf diese (?:e-?mail|nachricht|mail) (?:bitte )?nicht antworten)",
    r"(?:cet? (?:e-?mail|message|courriel)|ceci) (?:est|a [ée]t[ée]) (?:un )?(?:message |e-?mail )?(?:(?:g[ée]n[ée]r[ée]|envoy[ée])e? (?:\S+ ){0,2}automatiquement|automatique)",
    r"(?:merci de|veuillez) ne pas r[ée]pondre [àa] (?:ce|cet)",
    r"(?:este (?:es un )?(?:correo|mensaje|e-?mail)(?: electr[óo]nico)?) (?:ha sido |fue |es )?(?:(?:generado|enviado) (?:autom[áa]ticamente|de forma autom[áa]tica)|autom[áa]tico)",
    r"(?:por favor,? )?no (?:responda|conteste|respondas) (?:a )?(?:este|a este)",
    r"(?:est[ea] (?:[ée] uma? )?(?:mensagem|e-?mail)) (?:foi |[ée] )?(?:(?:gerad[ao]|enviad[ao]) automaticamente|autom[áa]tic[ao])",
    r"(?:por favor,? |favor )?n[ãa]o (?:responda|responder) (?:a )?(?:este|esta|a este|a esta)",
    r"(?:questa?o? (?:[èe] una? )?(?:e-?mail|messaggio|mail)) (?:[èe] stat[ao] |[èe] )?(?:(?:generat[ao]|inviat[ao]) automaticamente|automatic[ao])",
    r"(?:si prega di |ti preghiamo di |la preghiamo di )non rispondere a quest",
    r"dit (?:is een |e-?mail |bericht |mailtje )?(?:is |werd )?automatisch (?:gegenereerd|verzonden|aangemaakt|bericht)",
    r"(?:gelieve |u kunt )?niet (?:te )?(?:antwoorden|reageren) op (?:dit|deze)",
    r"(?:detta (?:mail|meddelande)|denne (?:e-?mail|mail|besked|melding|e-post)) (?:[äa]r|er) (?:automatiskt? |auto)?(?:genere\w+|sendt|skickat|skickades)",
    r"(?:wiadomo[śs][ćc]|ten e-?mail|niniejsza wiadomo[śs][ćc]) (?:zosta[łl]a? )?(?:wygenerowan[ay]|wys[łl]an[ay]) automatycznie",
    r"prosimy (?:o )?nie odpowiada[ćcnijea]+ na t",
    r"(?:данное|это) (?:письмо|сообщение) (?:было )?(?:создано|сформировано|отправлено|сгенерировано) автоматически",
    r"(?:пожалуйста, )?не отвечайте на это",
    r"(?:bu (?:e-?posta|mesaj|ileti)) (?:otomatik|sistem)",
    r"(?:此邮件|本邮件|此郵件|本郵件|此信件)[^。]{0,12}(?:系统|系統|自动|自動)(?:发送|發送|生成|发出|產生)|请勿(?:直接)?回复|請勿(?:直接)?回覆",
    r"このメールは[^。]{0,20}(?:自動(?:的|送信|配信|で)|システムから)|(?:このメールに)?(?:ご)?返信(?:いただいても|しないで|はできません|いただけません)",
    r"(?:본|이) 메일은 (?:발신 ?전용|자동)",
)  # fmt: skip
SAYS_REPLY = re.compile(_SAYS_REPLY)
SAYS_GENERATED = re.compile(
    rf"(?:[*_#\-=~>|( \[]{{0,6}}+)(?:(?:note|hinweis|nb|important|notice|please note) ?:? )?(?:{_SAYS_GENERATED})"
)

# Challenges: answer or click, and the mail will be let through.
CHALLENGE = re.compile(
    _any(
        r"(?:to|so that i can|before i can|in order to|for me to) (?:have|get|ensure|complete|deliver|receive|allow|release|let|make sure)[^.!?]{0,60}(?:message|e-?mail|mail)[^.!?]{0,40}(?:delivered|through|delivery|released|inbox|received|accepted)[^.!?]{0,60}(?:click|reply|confirm|follow|visit|verify)",
        r"(?:click|reply|respond|confirm|follow|visit|verify)[^.!?]{0,90}(?:to|so that|and) (?:have )?(?:your|this|the) (?:original )?(?:message|e-?mail|mail)[^.!?]{0,30}(?:will |can |may |to )?(?:be )?(?:delivered|released|accepted|sent through|forwarded|go through)",
        r"(?:your|this) (?:message|e-?mail|mail) (?:is|has been|was|will be) (?:being )?(?:held|quarantined|put on hold|placed in a queue|on hold)[^.!?]{0,80}(?:until|confirm|verif|because|pending|approv)",
        r"(?:confirm|verify|prove) (?:that )?(?:you (?:are|'re) (?:a )?(?:human|a real person|person|not a spammer|not a robot)|your (?:e-?mail )?address[^.!?]{0,60}(?:deliver|message|sender))",
        r"(?:i'm|i am|we are) protecting (?:myself|my inbox|ourselves)[^.!?]{0,30}(?:from )?(?:receiving )?(?:junk|spam|unwanted)",
        r"(?:sender|challenge)[ /-](?:address )?(?:verification|response|confirmation|authentication) (?:request|is required|required|system|message)",
        r"(?:added|add you) to (?:my|the|his|her) (?:guest ?list|allowed? senders?|white ?list|approved senders?|safe senders?)[^.!?]{0,80}(?:click|reply|form|request|confirm)",
        r"(?:only have to do|need to do|required to do|only need to do) this (?:only )?once",
        r"(?:bitte )?best[äa]tigen sie[^.!?]{0,60}(?:ihre (?:e-?)?mail|nachricht|absender)[^.!?]{0,60}(?:zugestellt|zustellung|ausgeliefert)",
        r"(?:cliquez|r[ée]pondez)[^.!?]{0,90}(?:message|courriel|mail)[^.!?]{0,40}(?:soit )?(?:d[ée]livr[ée]|remis|distribu[ée]|transmis)",
        r"(?:clique|responda|confirme)[^.!?]{0,90}(?:mensagem|e-?mail)[^.!?]{0,40}(?:seja )?(?:entregue|liberad[ao])",
    )
)  # fmt: skip
CHALLENGE_TITLE = re.compile(
    _any(
        r"(?:please |bitte |re: )?(?:confirm|verify|authenticate|best[äa]tigen)\w*(?: \S+){0,4}? (?:message|e-?mail|mail|delivery|nachricht|sender|address|identity)",
        r"confirm(?:ation)?[ :]|(?:action|response|confirmation|verification|authentication) (?:is )?(?:required|requested|needed)",
        r"(?:sender|e-?mail|message|mail|human) (?:verification|confirmation|authentication)",
        r"\[?(?:verification|confirmation) (?:required|request)",
        r"(?:your|ihre) (?:message|e-?mail|mail|nachricht)\b.{0,60}(?:requires|needs|awaiting|held|hold|confirm|verif|pending)",
        r".{0,120}\((?:verification|confirmation|confirm)\)\Z",
        r"(?:aviso )?(?:uol )?anti-?spam",
        r"(?:re: |aw: )?.{0,150}(?:boxbe|spam ?arrest|spamblocker|suspect e-?mail|tmda|mailblocks|qurb|bluebottle|chooseyourmail|0spam|spamcease|knowspam)",
    )
)  # fmt: skip

# Receipts without a multipart/report: the subject and a sentence together.
RECEIPT_TITLE = re.compile(
    r"\A(?:(?:read|not read|unread|deleted|displayed|gelesen|ungelesen|nicht gelesen|lu|non lu|le[íi]do|no le[íi]do|lid[oa]|n[ãa]o lid[oa]|letto|non letto|gelezen|niet gelezen|l[äa]st|ol[äa]st|l[æa]st|ul[æa]st|lest|luettu|przeczytan[eoy]|nie przeczytan[eoy]|p[řr]e[čc]teno|pre[čc][íi]tan[ée]|olvasva|citit|прочитано|не прочитано|прочитане|прочетено|διαβ[άα]στηκε|okundu|prebrano|pročitano|נקרא|تمت القراءة|已读|已讀|開封済み|既読|읽음) ?[:：]|"
    r"(?:read|return|delivery|lese|reading)[ -]?(?:receipt|best[äa]tigung)|(?:disposition|read) notification|message (?:read|disposition) notification|"
    r"(?:lesebest[äa]tigung|empfangsbest[äa]tigung|confirmation de lecture|accus[ée] de lecture|confirmaci[óo]n de lectura|confirma[çc][ãa]o de leitura|conferma di lettura|leesbevestiging|l[äa]skvitto|l[æa]sekvittering|lesebekreftelse|lukukuittaus|potwierdzenie (?:przeczytania|odczytu)|potvrzen[íi] o p[řr]e[čc]ten[íi]|уведомление о прочтении|开封确认|開封確認|已读回执|開封通知|읽음 확인))"
)
RECEIPT_LINE = re.compile(
    _any(
        r"(?:was|has been) (?:read|displayed|opened|deleted without being read|viewed)(?: on| by| at|\.|\Z)",
        r"(?:this is a )?(?:return|read) receipt for (?:the|your)",
        r"your document:",
        r"(?:wurde|ist) (?:am|um|von|ungelesen|ohne)[^.!?]{0,60}(?:gelesen|ge[öo]ffnet|gel[öo]scht|angezeigt)",
        r"lesebest[äa]tigung",
        r"a [ée]t[ée] (?:lu|ouvert|affich[ée]|supprim[ée])",
        r"(?:ha sido|fue|se) (?:le[íi]do|ley[óo]|abierto|mostrado|eliminado)",
        r"foi (?:lid[ao]|abert[ao]|exibid[ao]|exclu[íi]d[ao])",
        r"[èe] stat[ao] (?:lett[oa]|apert[oa]|visualizzat[oa]|eliminat[oa])",
        r"(?:is|werd) (?:gelezen|geopend|weergegeven|verwijderd)",
        r"(?:l[äa]stes|har l[äa]sts|blev l[æa]st|er l[æa]st|ble lest|er lest|luettiin|on luettu)",
        r"(?:zosta[łl]a?|byla|bola) (?:przeczytana?|otwarta|p[řr]e[čc]tena|pre[čc][íi]tan[áa])",
        r"(?:было|була|был[ао]?) (?:прочитан[оа]?|открыт[оа]?|удален[оа]?)",
        r"okundu|διαβ[άα]στηκε|已(?:于|於)|已被阅读|開封され|確認されました|읽었습니다",
    )
)  # fmt: skip

# Answers to an invitation, which Outlook sends with the class of a calendar message.
CALENDAR_TITLE = re.compile(
    r"\A(?:accepted|declined|tentative(?:ly accepted)?|new time proposed|proposed new time|zugesagt|abgesagt|abgelehnt|mit vorbehalt(?: zugesagt)?|vorl[äa]ufig|neuer zeitvorschlag|akzeptiert|"
    r"accept[ée]e?|refus[ée]e?|provisoire|nouvelle heure propos[ée]e|aceptad[oa]|rechazad[oa]|provisional|aceit[eo]|aceita|recusad[oa]|provis[óo]rio|tentativa|accettat[oa]|rifiutat[oa]|provvisori[oa]|"
    r"geaccepteerd|afgewezen|geweigerd|voorlopig|accepterat|avb[öo]jt|prelimin[äa]rt|accepteret|afsl[åa]et|forel[øo]big|godtatt|avsl[åa]tt|forel[øo]pig|hyv[äa]ksytty|hyl[äa]tty|alustava|"
    r"zaakceptowan[eoay]|odrzucon[eoay]|wst[ęe]pnie|p[řr]ijato|odm[íi]tnuto|nez[áa]vazn[ěe]|prijat[ée]|odmietnut[ée]|elfogadva|elutas[íi]tva|felt[ée]teles|acceptat|refuzat|принято|отклонено|под вопросом|прийнято|відхилено|"
    r"kabul edildi|reddedildi|belirsiz|αποδεκτ[όο]|отказано|התקבל|נדחה|تم القبول|已接受|已拒绝|已拒絕|暂定|暫定|承諾|承諾済み|辞退|仮承諾|수락|수락함|거절|거절됨|미정) ?[:：]"
)

# Helpdesks that confirm: subject and sentence together.
TICKET_TITLE = re.compile(
    _any(
        r"\A\W{0,3}(?:\S+ ){0,3}?(?:request|ticket|case|inquiry|enquiry|message|support request|e-?mail|issue|incident|anfrage|vorgang|demande|solicitud|consulta|caso|chamado|richiesta|aanvraag|[äa]rende)[ #:\]\[()\w./-]{0,30}? (?:has been |was |is )?(?:received|created|opened|registered|logged|confirmation|acknowledge?ment|eingegangen|erhalten|erstellt|re[çc]ue?|recibid[ao]|recebid[ao]|ricevut[ao]|ontvangen|mottage[nt]|creado)",
        r"\A(?:we (?:have )?received your|thank(?:s| you) for (?:contacting|your (?:request|inquiry|enquiry|e-?mail|message|mail))|your (?:request|ticket|inquiry|enquiry)|ihre anfrage|votre demande|su solicitud|eingangsbest[äa]tigung|empfangsbest[äa]tigung|accus[ée] de r[ée]ception)",
        r"\A.{0,20}[\[(](?:ticket|case|request|issue|incident|vorgang|ref)[ #:.]*[\w-]{2,}[\])]",
        r"\A.{0,20}(?:ticket|case|request|incident|vorgang|ref)[ #:.]*#?\w*\d{3,}",
    )
)  # fmt: skip
TICKET_LINE = re.compile(
    _any(
        r"(?:your|this|a|the) (?:new )?(?:support )?(?:request|ticket|case|inquiry|enquiry|message|e-?mail|issue|incident)\b[^.!?]{0,60}(?:has been|was|is) (?:successfully )?(?:received|created|opened|registered|logged|assigned (?:a|the|ticket|case|number)|added to)",
        r"(?:we have|we've) (?:successfully )?(?:received|logged|registered) your (?:request|e-?mail|message|inquiry|enquiry|ticket|case)",
        r"a (?:new )?(?:support )?(?:ticket|case|request)\b[^.!?]{0,40}(?:has been|was) (?:created|opened|logged|generated)",
        r"(?:ihre (?:anfrage|nachricht|e-?mail)|ihr (?:anliegen|ticket))\b[^.!?]{0,60}(?:eingegangen|erhalten|registriert|erfasst|aufgenommen|wird (?:nun )?bearbeitet)",
        r"votre (?:demande|message|ticket)\b[^.!?]{0,60}(?:a (?:bien )?[ée]t[ée] (?:re[çc]ue?|enregistr[ée]e?|cr[ée][ée]e?))",
        r"(?:su|tu) (?:solicitud|consulta|caso|mensaje|ticket)\b[^.!?]{0,60}(?:ha sido|fue) (?:recibid[ao]|registrad[ao]|cread[ao])",
        r"(?:sua|seu) (?:solicita[çc][ãa]o|chamado|mensagem|ticket)\b[^.!?]{0,60}foi (?:recebid[ao]|registrad[ao]|abert[ao]|criad[ao])",
        r"la (?:tua|sua|vostra) (?:richiesta|segnalazione)\b[^.!?]{0,60}[èe] stata (?:ricevuta|registrata|presa in carico)",
        r"uw (?:aanvraag|vraag|melding|bericht)\b[^.!?]{0,60}(?:ontvangen|geregistreerd|aangemaakt)",
    )
)  # fmt: skip

# Subjects of reports of non-delivery, for those that the bounce reader does not understand.
BOUNCE_TITLE = re.compile(
    r"undeliver|returned (?:mail|to sender)|delivery (?:status|fail|notif|problem|error|report|has failed|incomplete)|mail (?:delivery|system|status|could not)|failure notice|delivery_failure|non-?delivery|"
    r"could not be (?:delivered|sent)|message (?:status|delayed|not delivered)|warning: (?:message|could not)|unzustellbar|nicht zustell|non remis|[ée]chec de|no se puede entregar|devuelto|n[ãa]o entregue|mancato recapito|niet-bestelbaar|onbestelbaar|"
    r"olevererbart|kan ikke leveres|ei voitu|niedor[ęe]czon|nedoru[čc]|не (?:доставлен|удается)|未送达|退信|配信|配送|반송"
)

# What stands in front of what a mail has to say.
COURTESY = re.compile(
    r"(?!fyi|see|look)(?:(?:\S+ ){0,5}\S{1,30}[,!，！]\Z|(?:hello|hi|hey|dear|hallo|guten (?:tag|morgen)|moin|bonjour|salut|hola|buenos|ol[áa]|bom dia|ciao|salve|buongiorno|hej|hei|goddag|ahoj|dobr[ýy] den|cze[śs][ćc]|"
    r"witam|здравствуйте|добрый|привет)\b.{0,60}\Z|(?:thank|thanks|many thanks|danke|vielen dank|besten dank|herzlichen dank|merci|(?:muchas )?gracias|(?:muito )?obrigad[oa]|"
    r"(?:la |ti )?(?:ringrazi|grazie)|bedankt|dank|hartelijk dank|tack|takk|tak |kiitos|dzi[ęe]kuj|d[ěe]kuj|[ďd]akuj|k[öo]sz[öo]n|mul[țţt]um|спасибо|благодар|дякую|ευχαριστ|te[şs]ekk[üu]r|"
    r"תודה|شكرا|ขอบคุณ|cảm ơn|terima kasih|您好|你好|感谢|感謝|お世話に|いつも|メールを|안녕하세요|감사))"
)

# The same where nothing else tells: the titles of mail servers, word for word.
BOUNCE_TITLED = re.compile(
    r"\A(?:(?:undeliverable|undelivered|unzustellbar|non remis|no entregable|onbestelbaar|n[ãa]o entreg[uá]e?l?|non recapitabile|nicht zustellbar|delivery failure|delivery failed|returned mail|nondeliverable mail|"
    r"message undeliverable|mail delivery (?:error|problem|failed|failure)|warning - delayed mail|mail system error) ?[:(-]|undelivered mail returned to sender|delivery status notification ?(?:\(|\Z)|"
    r"(?:failure notice|mail delivery (?:failed|failure|subsystem|system|report)|delivery (?:failure|notification|report|error)|undeliverable (?:mail|message)|(?:e-?mail|message|mail) (?:could not be delivered|undeliverable|delivery failure)|"
    r"returned mail|non[ -]?delivery (?:report|notification)|(?:warning: )?could not send message|auto-?discard notification|delivery_failure|mail delivery failure)\Z)"
)

# Lines from which on the words are no longer the sender's.
_QUOTE = re.compile(
    r"\A(?:>|-{3,} ?\S|_{10,}|begin forwarded message|(?:from|von|de|da|van|från|fra|od|от|lähettäjä|gönderen|发件人|寄件者|差出人|보낸 사람) ?[:：] ?\S|(?:on|am|le|el|em|il|op|den|dnia)\b.{4,160}(?:wrote|schrieb|écrit|escribió|escreveu|scritto|schreef|skrev|napisa\w+) ?:?\Z)"
)


def quoting(line: str) -> bool:
    """Whether a line (lower case, stripped) begins what somebody else wrote."""
    return _QUOTE.match(line) is not None


def folded(text: str) -> str:
    """Lower case with plain spaces and apostrophes, as the phrases expect it."""
    return " ".join(text.lower().replace("\u2019", "'").split())


def first_match(pattern: re.Pattern[str], lines: Iterable[str]) -> bool:
    """Whether one of the lines begins as the pattern says."""
    return any(pattern.match(line) for line in lines)
