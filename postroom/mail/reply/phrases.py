"""What mail programs write above the mail that is answered or forwarded, in their languages."""

from __future__ import annotations

from typing import Literal

Field = Literal["from", "sent", "to", "subject", "other"]

# Blanks, bidirectional controls and emphasis marks around the words of a line.
TRIM = (
    " \t\r\n\f\v\xa0\u3000\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff*"
)
DASHES = "-_=~*#+<>—–‐‑‒―─━－＿"
COLONS = ":：﹕"


def words(table: str) -> tuple[str, ...]:
    """The phrases of a table, parted by commas and line ends, in lower case."""
    cells = table.lower().replace("\n", ",").split(",")
    return tuple(filter(None, map(str.strip, cells)))


# "wrote" as it stands in lines such as "On ... Anna wrote:", one row per language or family.
WROTE = words("""
    wrote, writes, has written, wrote the following
    schrieb, schreibt, geschrieben
    écrit, ecrit, écrivait, écrivit
    escribió, escribio, escribiú, escribiu, ha escrito, escreveu, escreve
    ha scritto, scritto, scrisse, scrive
    va escriure, ha escrit, escrigué, idatzi, idatzi du, idatzi zuen
    schreef, schrijft, geschreven, geskryf, skryf
    skrev, skriver, skreiv, skrifaði, kirjoitti, kirjoittaa
    napisał, napisała, napisał(a), napisał/a, pisze, napisano
    napsal, napsala, napsal(a), píše, napísal, napísala, napísal(a)
    írta, írt, ezt írta, a scris, scrie
    написал, написала, написал(а), пишет, писал, писала, писали, пишете, написали
    написав, написала, писав, пише, пишете, напиша, написа, пишува
    napisao, napisala, napisao/la, je napisao, je napisala, napisal, je napisal, piše, написао, написала
    је написао
    rašė, parašė, rakstīja, raksta, kirjutas, kirjutab
    έγραψε, έγραψαν, έγραφε, γράφει
    yazdı, şunları yazdı, şunu yazdı, yazmış, yazıyor, yazdi, yazmışdır
    כתב, כתבה, כתב/ה, כתב(ה), כתבת, נכתב על ידי
    كتب, كتبت, كتابة, نوشت, نوشته, لکھا, لکھتے
    ने लिखा, लिखा, লিখেছেন, எழுதியது
    写道, 写到, 寫道, 写信, 來信, 撰寫, 书写
    書きました, 書いた, のメール, のメッセージ, からのメール, 書かれました
    작성, 작성했습니다, 썼습니다, 쓰셨습니다, 보낸 메시지, 님이 씀, 쓴 글, 작성한 글
    đã viết, viết, เขียน, เขียนว่า, ได้เขียน, menulis, tulis, menulislah
    shkroi, sinulat, isinulat, aliandika, ysgrifennodd, scríobh, skribis, დაწერა, წერდა, գրել է, գրեց, жазды
""")

# Verbs that people use too; they count only above lines with quote marks.
SAID = words("""
    said, says, say, answered, replied, commented, asked, added, sagte, sagt, meinte, fragte, antwortete, dit
    a dit, dijo, comentó, disse, ha detto, zei, sa, sade, sagde, sanoi, powiedział, řekl, mondta, a spus
    сказал, сказала, ответил, сказав, каза, rekao, είπε, dedi, אמר, قال, گفت, 说, 說, 말했습니다, nói
""")

# The beginnings that mean "wrote" where no verb follows: "Quoting Anna:", "Zitat von Anna:".
QUOTING = words("""
    quoting, citing, quote from, zitat von, zitiere, citando a, citando, citación de, cita de, citation de
    en citant, citando da
    citat från, citat fra, citat van, citaat van, citerar, citerer, lainaus, cytowanie, cytat z, cytuję
    citace, citát, idézet, citat de la, цитирование, цитата, цитирую, missatge de, mensaje de
    mensaje citado por
    message de, bericht van, alıntı, 引用
""")

# First words of such a line: "On ...", "Am ...", "Le ...".
LEADS = frozenset(
    words("""
    on, at, in, am, vom, le, el, em, il, op, den, d., de, dne, dnia, w, dňa, v, în, pe, la, на, у, в, от
    στις, την, vào, pada, ในวันที่, เมื่อ, في, بتاريخ, در, בתאריך, ביום, på, þann, o, no, na, dana, az, 于
    於, 在, noong, kontakt, ngày, citando, quoting, zitat, missatge
""")
)

# Words by which a person, not a program, introduces a quotation.
PERSONAL = frozenset(
    words("""
    i, we, they, who, which, the, our, my, his, their, this, that, because, when, what, as, since, where
    please
    ich, wir, sie, wie, was, wer, unser, unsere, mein, meine, dass, weil, als, welche, kunde, kundin
    nous, ils, elle, que, qui, notre, comme, quand, client, cliente, customer, user
    yo, él, ella, nosotros, nuestro, cuando, como, io, lui, lei, noi, che, nostro, come, eu, ele, ela, nós
    nosso
    ik, wij, hij, zij, onze, mijn, toen, zoals, jag, när, jeg, minä, jak, gdy
    я, мы, он, она, они, наш, мой, как, когда, что
""")
)

# The fields of a copied header block, by what they mean.
_FIELDS: dict[Field, tuple[str, ...]] = {
    "from": words("""
        from, sender, mail from, von, absender, de, expéditeur, da, mittente, remitente, remetente, van
        afzender
        från, avsändare, fra, avsender, afsender, lähettäjä, od, nadawca, odesílatel, odosielateľ, feladó
        küldő
        de la, expeditor, de către, от, от кого, отправитель, від, від кого, відправник, подател, од
        šalje, pošiljatelj
        pošiljalec, od koga, από, αποστολέας, kimden, gönderen, מאת, שולח, من, المرسل, از, فرستنده, प्रेषक
        से
        发件人, 寄件者, 寄件人, 發件人, 差出人, 送信者, 보낸 사람, 보낸이, 발신, 발신자, từ, người gửi
        จาก, ผู้ส่ง, dari, pengirim
        daripada
        nuo, siuntėjas, no, sūtītājs, saatja, kellelt, frá, sendandi, remitent, nork, igorlea
        bidaltzailea, ó, oddiwrth, prej, from name
    """),
    "sent": words("""
        sent, sent at, sent on, sent date, date, date sent, date/time, received, time, datetime, gesendet
        gesendet am, datum, versandt, empfangen
        zeit, envoyé, envoyé le, envoyée, date d'envoi, date d’envoi, reçu, enviado, enviado el, enviada
        enviado em, enviada em
        fecha, fecha de envío, data, data de envio, data do envio, data di invio, inviato, data invio
        inviato il
        verzonden, verzonden op, verstuurd, skickat, skickades, sendt, dato, lähetetty, päivämäärä
        päiväys, pvm
        wysłano, wysłane, data wysłania, data wiadomości, odesláno, datum odeslání, odoslané, dátum
        dátum odoslania, elküldve, küldve, küldés dátuma
        trimis, trimisă, trimis la, data trimiterii, отправлено, дата, дата отправки, отправлен, послано
        надіслано, дата надсилання
        изпратено, изпратен, poslano, poslato, послато, датум, στάλθηκε, εστάλη, απεστάλη, αποστολή
        ημερομηνία
        gönderilme, gönderilme tarihi, gönderildi, gönderim tarihi, gönderilen, tarih, tarihi, נשלח, נשלח ב, תאריך
        تم الإرسال, أرسل, مرسل, أُرسلت
        التاريخ, تاريخ, تاريخ الإرسال, تاریخ, ارسال شده, दिनांक, भेजा गया, भेजा, तारीख
        发送时间, 发送日期, 发件时间, 傳送時間, 寄件日期, 寄件時間, 傳送日期, 日期, 时间, 時間, 送信日時
        送信日, 日時, 日付
        보낸 날짜, 보낸 시간, 보낸날짜, 날짜, 일시, 발송일, đã gửi, ngày gửi, gửi, gửi lúc, ngày
        thời gian, ส่ง, ส่งเมื่อ
        วันที่, dikirim, terkirim, tanggal, tarikh
        dihantar, išsiųsta, nosūtīts, datums, saadetud, kuupäev, sent þann, dagsetning, dags, enviat
        enviat el, bidalia, bidaltze-data, dyddiad, dáta, dërguar
    """),
    "to": words("""
        to, recipient, recipients, sent to, mail to, an, empfänger, à, pour, destinataire, destinataires
        a, para, destinatario, destinatário, per
        aan, ontvanger, naar, till, mottagare, til, mottaker, modtager, vastaanottaja, kenelle, do
        odbiorca, komu, pro, příjemce, címzett
        către, catre, la, destinatar, кому, получатель, до, одержувач, отримувач, получател, за, за кого
        prima, za, kome, primatelj, προς, παραλήπτης
        kime, alıcı, אל, ל, נמען, إلى, الى, به, گیرنده, प्रति, को
        收件人, 收件者, 宛先, 받는 사람, 받는이, 수신, 수신자, đến, tới, người nhận, gửi đến, gửi tới, ถึง
        ผู้รับ, kepada
        untuk, kam, kellele, saaja, adresātam, nori, hartzailea, per a, go, at, tek
    """),
    "subject": words("""
        subject, subj, betreff, betrifft, betr, objet, sujet, asunto, assunto, oggetto, onderwerp, betreft
        ämne, emne, aihe, otsikko, temat, tytuł
        předmět, věc, predmet, tárgy, subiect, subiectul, тема, предмет, относно, θέμα, konu, konusu, נושא
        הנדון, الموضوع, موضوع, عنوان, विषय
        主题, 主旨, 主題, 標題, 标题, 件名, 제목, chủ đề, tiêu đề, เรื่อง, หัวเรื่อง, หัวข้อ, ชื่อเรื่อง
        subjek
        perihal, judul, tajuk, tema, tēma, temats, teema, pealkiri, efni, assumpte, gaia, zadeva, naslov, наслов
        testun, ábhar, subjekti
    """),
    "other": words("""
        cc, c.c., copy, bcc, kopie, kopie an, blindkopie, copie, copie à, cci, copia, con copia
        copia oculta, cópia, com cópia, p.c., ccn, kopia, kopi, kopio
        kopia do, dw, do wiadomości, udw, kópia, másolat, másolatot kap, titkos másolat, копия, копія
        скрытая, копие, κοινοποίηση, κοιν, κοιν., bilgi, gizli, עותק, نسخة, رونوشت
        抄送, 副本, 密件抄送, ｃｃ, 참조, 숨은 참조, đồng gửi, สำเนา, สำเนาถึง, tembusan, salinan, kópija
        afrit, còpia
        reply-to, reply to, respond to, antwort an, antworten an, répondre à, responder a, responder para
        rispondi a, beantwoorden aan, svara till, svar til, отвечать, mailed-by, signed-by
        importance, priority, sensitivity, wichtigkeit, priorität, importancia, prioridad, prioridade
        prioriteit, urgentie, vigtighed, prioritet, ważność, důležitost, fontosság, важность
        attachment, attachments, attach, anlage, anlagen, anhang, anhänge, pièces jointes, pièce jointe
        datos adjuntos, adjuntos, anexos, anexo, allegati, allegato, bijlage, bijlagen, bilagor, vedlegg
        vedhæftede filer, liite, liitteet, załączniki, přílohy, prílohy, mellékletek, вложения, вложение
        вкладення, ekler, 附件, 添付ファイル, 첨부, 첨부 파일
        organization, organisation, newsgroups, message-id, mime-version, return-path, list-id, x-mailer
        resent-from, resent-to, delivered-to, in-reply-to, references, thread-topic, kategorie, kategorien
        categories
    """),
}


def field_key(name: str) -> str:
    """The name of a field as `FIELDS` has it: lower case, no blanks, no emphasis."""
    return "".join(name.strip(TRIM + "_[]").lower().split())


FIELDS: dict[str, Field] = {field_key(name): kind for kind, names in _FIELDS.items() for name in names}

# "Original message" between dashes, or above a header block.
ORIGINAL = frozenset(
    words("""
    original message, original-message, original mail, original email, original e-mail
    original appointment, original meeting, reply message, replied message, quoted message
    end of original message, previous message, original text, original task, original note
    ursprüngliche nachricht, urspr. nachricht, original-nachricht, originalnachricht, original nachricht
    ursprüngliche mail, ursprüngliche e-mail, ursprünglicher termin, antwort nachricht, originalmail
    message d'origine, message d’origine, message original, message initial, courriel original
    rendez-vous d'origine, mail original, e-mail d'origine
    mensaje original, mensaje de origen, correo original, mensagem original, mensagem de origem
    e-mail original, missatge original, mensaxe orixinal, jatorrizko mezua
    messaggio originale, messaggio di origine, messaggio originario, email originale
    oorspronkelijk bericht, origineel bericht, oorspronkelijke e-mail, oorspronklike boodskap
    ursprungligt meddelande, originalmeddelande, ursprungsmeddelande, opprinnelig melding
    original melding, oprindelig meddelelse, originalmeddelelse, original besked, oprindelig besked
    alkuperäinen viesti, upprunaleg skilaboð
    wiadomość oryginalna, oryginalna wiadomość, pierwotna wiadomość, wiadomość pierwotna, původní zpráva
    původní e-mail, originální zpráva, pôvodná správa, originálna správa
    eredeti üzenet, eredeti levél, mesaj original, mesajul original, mesaj iniţial, mesaj inițial
    исходное сообщение, оригинальное сообщение, первоначальное сообщение, исходное письмо
    оригинал сообщения, ответное сообщение, оригінальне повідомлення, вихідне повідомлення
    початкове повідомлення, арыгінальнае паведамленне
    оригинално съобщение, първоначално съобщение, изходно съобщение, оригинална порака, изворна порука
    оригинална порука, izvorna poruka, originalna poruka, izvirno sporočilo, originalno sporočilo
    αρχικό μήνυμα, πρωτότυπο μήνυμα, orijinal ileti, özgün ileti, orijinal mesaj, asıl ileti
    orjinal mesaj, orjinal ileti, özgün mesaj, ilkin mesaj
    הודעה מקורית, ההודעה המקורית, الرسالة الأصلية, رسالة أصلية, پیام اصلی, اصل پیام, मूल संदेश
    原始邮件, 原邮件, 原始消息, 原始郵件, 原始訊息, 原信件, 回复的原邮件, 元のメッセージ, 元のメール
    オリジナルメッセージ, 원본 메시지, 원본 메일, 원본메일, 원본메시지, 원문
    원래 메시지
    thư gốc, tin nhắn gốc, email gốc, thư ban đầu, ข้อความต้นฉบับ, ข้อความเดิม, อีเมลต้นฉบับ, pesan asli
    pesan awal, mesej asal
    originalus laiškas, pradinis pranešimas, originalus pranešimas, sākotnējais ziņojums
    oriģinālais ziņojums, sākotnējā ziņa, algne kiri, algsõnum, algne sõnum, neges wreiddiol
    mesazhi origjinal
""")
)

# "Forwarded message" between dashes, or as a line of its own that ends with a colon.
FORWARDED = frozenset(
    words("""
    forwarded message, forwarded email, forwarded e-mail, forwarded mail, forwarded letter
    begin forwarded message, begin forward, start of forwarded message, start forwarded message
    forward message, forwarded, fwd, message forwarded, forward, resent message
    weitergeleitete nachricht, weitergeleitete mail, weitergeleitete e-mail
    anfang der weitergeleiteten nachricht, anfang der weitergeleiteten e-mail
    beginn der weitergeleiteten nachricht, weiterleitung
    message transféré, message réexpédié, courriel transféré, début du message transféré
    début du message réexpédié, e-mail transféré, transféré
    mensaje reenviado, correo reenviado, inicio del mensaje reenviado, comienzo del mensaje reenviado
    mensagem encaminhada, mensagem reencaminhada, início da mensagem encaminhada
    início da mensagem reencaminhada, missatge reenviat, inici del missatge reenviat, mensaxe reenviada
    birbidalitako mezua
    messaggio inoltrato, inizio messaggio inoltrato, inizio del messaggio inoltrato, email inoltrata
    doorgestuurd bericht, begin doorgestuurd bericht, doorgestuurde e-mail, begin van doorgestuurd bericht
    aangestuurde boodskap
    vidarebefordrat meddelande, vidarebefordrat mejl, börjar vidarebefordrat meddelande
    vidarebefordrat brev, videresendt melding, videresendt e-post, start på videresendt melding
    begynnelse på videresendt melding, videresendt meddelelse, videresendt besked
    start på videresendt besked, videresendt mail, begynder videresendt besked
    välitetty viesti, edelleenlähetetty viesti, välitetty viesti alkaa, välitettävä viesti alkaa
    edelleen lähetetty viesti, áframsend skilaboð
    wiadomość przekazana dalej, przekazana wiadomość, przesłana wiadomość, treść przekazanej wiadomości
    początek przekazywanej wiadomości, rozpoczęcie przekazywanej wiadomości, wiadomość przesłana dalej
    przekazywana wiadomość
    přeposlaná zpráva, předaná zpráva, předávaná zpráva, začátek přeposlané zprávy, přeposlaný e-mail
    preposlaná správa, začiatok preposlanej správy, odovzdaná správa
    továbbított üzenet, továbbított levél, továbbított üzenet kezdete, mesaj redirecționat
    mesaj redirecţionat, mesaj transmis, mesaj retrimis, început mesaj redirecționat
    пересылаемое сообщение, пересланное сообщение, пересылаемое письмо, начало переадресованного сообщения
    начало пересылаемого сообщения, начало пересланного сообщения, переадресованное сообщение
    конец пересылаемого сообщения
    переслане повідомлення, пересилане повідомлення, початок переадресованого повідомлення
    препратено съобщение, начало на препратеното съобщение, прослеђена порука, препратена порака
    proslijeđena poruka, prosleđena poruka, započni proslijeđenu poruku, posredovano sporočilo
    začetek posredovanega sporočila
    προωθημένο μήνυμα, προωθούμενο μήνυμα, έναρξη προωθημένου μηνύματος, αρχή προωθημένου μηνύματος
    iletilen ileti, yönlendirilmiş ileti, yönlendirilen ileti, iletilen mesaj, yönlendirilmiş mesaj
    yönlendirilen mesaj, yönlendirilmiş mesaj başlangıcı, i̇letilmiş mesajın başlangıcı
    iletilmiş mesajın başlangıcı
    הודעה מועברת, ההודעה המועברת, הודעה שהועברה, תחילת ההודעה שהועברה, תחילת הודעה מועברת
    الرسالة المعاد توجيهها, رسالة معاد توجيهها, رسالة محولة, بداية الرسالة المعاد توجيهها
    بدء الرسالة المحولة, پیام هدایت‌شده, پیام ارسال شده, अग्रेषित संदेश
    转发的邮件, 转发邮件, 转发邮件信息, 转发的消息, 被转发的邮件, 开始转发的邮件, 以下是转发的邮件
    轉寄的郵件, 轉寄郵件, 轉寄訊息, 轉寄的訊息, 開始轉寄郵件, 以下為轉寄郵件, 轉寄的信件
    転送されたメッセージ, 転送メッセージ, 転送されたメール, 転送メール, 전달된 메시지, 전달된 메일
    전달 메시지, 전달된 메시지의 시작, 전달한 메시지
    thư được chuyển tiếp, tin nhắn đã chuyển tiếp, bắt đầu thư được chuyển tiếp, thư chuyển tiếp
    ข้อความที่ส่งต่อ, เริ่มข้อความที่ส่งต่อ, pesan terusan, pesan yang diteruskan, pesan diteruskan
    mulai pesan terusan, mesej yang dimajukan
    persiųstas laiškas, persiųstas pranešimas, persiunčiamas laiškas, pārsūtītā ziņa, pārsūtītais ziņojums
    pārsūtīta ziņa, edastatud kiri, edastatud sõnum, edastatud meil, neges wedi'i hanfon ymlaen
""")
)
FORWARDED_BY = words("""
    forwarded by, forwarded message from, weitergeleitet von, transféré par, réexpédié par, reenviado por
    remitido por, encaminhado por, inoltrato da, doorgestuurd door, vidarebefordrat av, videresendt af
    videresendt av, przesłane przez, przekazane przez, přeposlal, továbbította, переслано, перенаправлено
    i̇leten, ileten, 転送者, 转发人
""")

# Lines by which ticket systems part the answer from what they sent.
DESK = words("""
    reply above this line, reply above the line, reply above this text, reply above here
    reply above this email, reply above to, type your reply above, type your response above
    respond above this line, write above this line, write your reply above, your reply above
    replies above this line, comment above this line, add your reply above, answer above this line
    do not write below, don't write below, not type below, write below this line, reply below this line
    text below this line, anything below this line, not edit below, do not modify below
    content below this line
    oberhalb dieser linie, oberhalb dieser zeile, über dieser linie, über dieser zeile, oberhalb der linie
    antworten sie oberhalb, unter dieser linie, unterhalb dieser linie, unterhalb dieser zeile
    au-dessus de cette ligne, au dessus de cette ligne, en dessous de cette ligne, sous cette ligne
    encima de esta línea, arriba de esta línea, sobre esta línea, debajo de esta línea, acima desta linha
    acima dessa linha, abaixo desta linha
    sopra questa riga, sopra questa linea, sotto questa riga, boven deze lijn, boven deze regel
    onder deze lijn, onder deze regel, ovanför den här raden, ovanför denna rad, över denna rad
    over denne linje, over denne linjen, under denne linje, tämän rivin yläpuolelle
    tämän viivan yläpuolelle
    nad tą linią, powyżej tej linii, poniżej tej linii, nad tuto čáru, nad tento řádek, nad túto čiaru
    e vonal fölé, e sor fölé, a vonal fölé, deasupra acestei linii, выше этой строки, над этой строкой
    выше этой линии, над этой чертой, ниже этой строки, вище цієї лінії, над цим рядком
    πάνω από αυτή τη γραμμή, πάνω από αυτήν τη γραμμή, bu satırın üst, bu satırın üzerine, bu çizginin üst
    מעל שורה זו, מעל לשורה זו, أعلى هذا السطر, فوق هذا السطر, 此行上方, 此行以上, 此線上方, この行より上
    この線より上, この線の上
    이 줄 위, 이 선 위, phía trên dòng này, เหนือบรรทัดนี้, di atas baris ini
""")
