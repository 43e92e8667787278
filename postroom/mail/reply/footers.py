"""Closings, mobile footers, disclaimers and other words under a mail that are not part of what it says."""

from __future__ import annotations

from postroom.mail.reply.phrases import words

# Closings that stand on a line of their own above a name.
CLOSINGS = frozenset(
    words("""
    best regards, kind regards, warm regards, warmest regards, kindest regards, regards, with kind regards
    with best regards, with regards, many regards, greetings, br, kr, rgds, best, all the best
    best wishes, with best wishes, sincerely, sincerely yours, yours sincerely, yours truly
    yours faithfully, respectfully, yours, cordially, cheers, take care, warmly, have a nice day
    have a great day
    thanks, thank you, many thanks, thanks a lot, thanks in advance, thank you in advance, thanks again
    thanks and regards, thanks & regards, thank you and best regards, thanks and best regards
    thank you and kind regards, ta, thx
    mit freundlichen grüßen, mit freundlichem gruß, mit freundlichen gruessen, mit freundlichen grüssen
    freundliche grüße, freundliche grüsse, freundlichen gruß, mit besten grüßen, beste grüße, besten gruß
    viele grüße, vielen dank und viele grüße, viele gruesse, schöne grüße, schöne grüsse, liebe grüße
    herzliche grüße, herzliche grüsse, mit herzlichen grüßen, gruß, grüße, grüsse, mfg, lg, vg, bg
    hochachtungsvoll, danke, vielen dank, danke und gruß, danke und viele grüße
    cordialement, bien cordialement, très cordialement, bien à vous, bien à toi, salutations
    sincères salutations, meilleures salutations, cordiales salutations, salutations distinguées
    amicalement, cdt, cdlt, bonne journée, bonne réception, merci, merci d'avance, merci et bonne journée
    respectueusement, avec mes remerciements
    saludos, un saludo, saludos cordiales, un cordial saludo, cordialmente, atentamente, muy atentamente
    atte, reciba un cordial saludo, un abrazo, gracias, muchas gracias, gracias y saludos, quedo atento
    quedo atenta, salutacions, salutacions cordials, atentament, cordialment, una salutació, gràcies
    saúdos, un saúdo, agur, adeitasunez, eskerrik asko
    atenciosamente, cordialmente, cumprimentos, com os melhores cumprimentos, melhores cumprimentos
    com os meus cumprimentos, att, abraços, abraço, abs, obrigado, obrigada, muito obrigado, grato, grata
    cordiali saluti, distinti saluti, cordialmente, un cordiale saluto, saluti, tanti saluti, un saluto
    con i migliori saluti, i migliori saluti, buona giornata, grazie, grazie mille, grazie e saluti
    met vriendelijke groet, met vriendelijke groeten, vriendelijke groet, vriendelijke groeten, mvg, groet
    groeten, groetjes, hartelijke groet, hartelijke groeten, hoogachtend, bedankt, dank je, alvast bedankt
    vriendelike groete, groete
    med vänliga hälsningar, med vänlig hälsning, vänliga hälsningar, vänlig hälsning, hälsningar, mvh
    bästa hälsningar, varma hälsningar, tack, tack på förhand, hälsning
    med vennlig hilsen, vennlig hilsen, hilsen, beste hilsen, med vennleg helsing, på forhånd takk, takk
    med venlig hilsen, venlig hilsen, mange hilsner, de bedste hilsner, bedste hilsner, hilsner, vh, dbh
    på forhånd tak, tak, kveðja, kær kveðja, bestu kveðjur, með kveðju
    ystävällisin terveisin, terveisin, parhain terveisin, terv, terveiset, kiitos, kiittäen
    kunnioittavasti, lugupidamisega, parimate soovidega, tervitades, tervitustega, heade soovidega, aitäh
    pozdrawiam, pozdrawiam serdecznie, z poważaniem, z wyrazami szacunku, serdecznie pozdrawiam
    serdeczne pozdrowienia, łączę pozdrowienia, dziękuję, dziękuję i pozdrawiam, pozdrowienia
    z pozdrowieniami
    s pozdravem, s přátelským pozdravem, s přáním hezkého dne, hezký den, zdraví, děkuji
    děkuji a přeji hezký den, s úctou, s pozdravom, s priateľským pozdravom, pekný deň, ďakujem, zdravím
    üdvözlettel, tisztelettel, szívélyes üdvözlettel, köszönettel, üdv, köszönöm
    cu stimă, cu respect, cu drag, toate cele bune, o zi bună, mulțumesc, vă mulțumesc, numai bine
    с уважением, с наилучшими пожеланиями, с искренним уважением, всего доброго, всего хорошего, спасибо
    заранее спасибо, благодарю, хорошего дня, з повагою, щиро дякую, з найкращими побажаннями, дякую
    гарного дня, с уважение, поздрави, с поздрав, благодаря, со почит, поздрав
    s poštovanjem, srdačan pozdrav, lijep pozdrav, pozdrav, lep pozdrav, s spoštovanjem, lp, hvala
    s poštovanjem vaš, srdačno, с поштовањем, срдачан поздрав
    pagarbiai, linkėjimai, su pagarba, ačiū, ar cieņu, ar sveicieniem, paldies
    με εκτίμηση, φιλικά, χαιρετισμούς, με φιλικούς χαιρετισμούς, ευχαριστώ, με τιμή
    saygılarımla, saygılarımızla, iyi çalışmalar, kolay gelsin, selamlar, sevgiler, teşekkürler, hürmətlə
    בברכה, בכבוד רב, בתודה, תודה, בברכה רבה, مع أطيب التحيات, تحياتي, مع تحياتي
    وتفضلوا بقبول فائق الاحترام, شكرا, شكراً, مع خالص التقدير, با احترام, با تشکر, ارادتمند, سپاس
    此致, 敬礼, 此致敬礼, 祝好, 顺祝商祺, 谢谢, 祝工作顺利, 祝您工作愉快, 順頌商祺, 謝謝, 敬上, 敬祝, 敬具
    以上, よろしくお願いいたします, よろしくお願い致します, 宜しくお願い致します, よろしくお願いします
    감사합니다, 고맙습니다, 드림, 올림
    trân trọng, thân mến, kính thư, trân trọng cảm ơn, xin cảm ơn, cảm ơn, ขอแสดงความนับถือ, ด้วยความเคารพ
    ขอบคุณครับ, ขอบคุณค่ะ, hormat saya, hormat kami, salam, salam hangat, terima kasih, yang benar
    salam hormat, सादर, धन्यवाद
""")
)
CLOSING_STARTS = words("""
    best regards from, kind regards from, greetings from, mit freundlichen grüßen, mit freundlichem gruß
    viele grüße aus, viele grüße, beste grüße, freundliche grüße aus, herzliche grüße, veuillez agréer
    je vous prie d'agréer, nous vous prions d'agréer, recevez, met vriendelijke groet, med vänlig hälsning
    med vennlig hilsen, med venlig hilsen, com os melhores, s pozdravem, s přátelským, с уважением
""")

# A line that says which device or program sent the mail: the words that are enough by themselves, ...
MOBILE_SURE = words("""
    sent from my, sent via my, sent on my, sent with my, sent using my, sent by my, sent from mobile
    sent from a mobile, sent from an iphone, sent from outlook, sent from mail for windows
    sent from samsung, sent from yahoo, sent from gmail, sent from iphone, sent from ipad
    sent from android, sent from proton, sent with proton, sent from blackberry, sent from nokia
    sent via blackberry, sent from aol, get outlook for, download outlook for, sent from the all new aol
    composed on my, written on my iphone, typed on my
    typed with my thumbs, please excuse my brevity, sent while mobile, sent from the road
    von unterwegs gesendet, gesendet von meinem, gesendet von mein
    gesendet von outlook, gesendet von mail für windows, gesendet mit der gmx, gesendet mit der web.de
    gesendet mit der mail app, gesendet mit gmx, gesendet von unterwegs, vom iphone gesendet
    vom ipad gesendet, vom handy gesendet, mobil gesendet, gesendet vom handy, gesendet von yahoo
    gesendet von android, gesendet von iphone
    holen sie sich outlook, laden sie outlook, diese nachricht wurde von meinem
    von samsung mobile gesendet, von samsung-tablet gesendet
    envoyé de mon, envoyé depuis mon, envoyé à partir de mon, envoyé de mail pour windows
    envoyé à partir de outlook, envoyé depuis l'application, envoyé de ma, envoyé depuis ma
    envoyé depuis yahoo, envoyé depuis outlook, envoyé avec proton, télécharger outlook, obtenez outlook
    obtenir outlook, provenance : courrier pour windows, envoyé par mon
    enviado desde mi, enviado desde el móvil, enviado desde outlook, enviado desde correo
    enviado desde yahoo, enviado desde mail, enviado desde un, enviado desde smartphone, obtener outlook
    descargar outlook, enviado de mi, enviat des del meu, obteniu l'outlook, enviado dende
    enviado do meu, enviado de meu, enviado a partir do meu, enviado do correio, enviado do yahoo
    enviado do outlook, enviado do email para, enviado via iphone, obtenha o outlook, obter o outlook
    baixar o outlook, enviada do meu, enviado através do meu
    inviato da iphone, inviato da ipad, inviato dal mio, inviato da smartphone
    inviato da outlook, inviato da yahoo, inviato da libero, inviato da posta per windows
    inviato da cellulare, scarica outlook, ottieni outlook, inviato con proton
    verzonden vanaf mijn, verstuurd vanaf mijn, verzonden met mijn, verzonden vanuit mail
    verzonden vanaf samsung, verzonden via mijn
    download outlook, outlook downloaden, gestuurd vanaf my
    skickat från min, skickat från mitt, skickad från min, skickat från outlook, skickat från e-post för
    skickat från yahoo, hämta outlook, skaffa outlook, skickades från min
    sendt fra min, sendt fra mitt, sendt fra outlook, sendt fra mail til, sendt fra e-post for
    sendt fra yahoo, sendt fra samsung, hent outlook, få outlook, last ned outlook, sent úr
    lähetetty iphonesta, lähetetty ipadista, lähetetty puhelimesta, lähetetty samsung, lähetetty outlook
    lähetetty windowsin, hanki outlook, lähetetty minun, lähetetty matkapuhelimesta, lataa outlook
    saadetud minu, saadetud iphone
    wysłane z iphone, wysłane z mojego, wysłano z mojego, wysłano z iphone, wysłane z telefonu
    wysłane z outlook, wysłane z poczty, wysłano z programu, wysłane z ipada, wysłane z aplikacji
    wysłano z telefonu, wysłane z systemu android, pobierz outlook, pobierz program outlook
    wysłano z aplikacji
    odesláno z iphonu, odesláno z mého, odesláno z mobilu, odesláno z aplikace, odesláno z pošty
    odesláno z ipadu, získat outlook, odoslané z iphonu, odoslané z môjho, odoslané z mobilu
    odoslané z aplikácie, získať outlook
    elküldve az iphone, küldve az iphone
    trimis de pe, obțineți outlook, descarcă outlook
    отправлено с iphone, отправлено с моего, отправлено с ipad, отправлено с мобильного
    отправлено с телефона, отправлено с устройства, отправлено с android, отправлено с планшета
    послано с моего, получить outlook, скачать outlook, отримати outlook, изпратено от моя, вземете outlook
    poslano s mog, poslano s iphone, poslano z moje, poslato sa mog
    nabavite outlook, prenesite outlook
    στάλθηκε από το, εστάλη από το, απεστάλη από το, αποκτήστε το outlook, λήψη outlook
    נשלח מה, נשלח מ-, נשלח באמצעות, נשלח ממכשיר, קבל את outlook, أرسل من, أُرسلت من, تم الإرسال من
    مرسل من, أرسلت من, الحصول على outlook, ارسال شده از
    发自我的, 来自我的, 发送自, 發自我的, 傳送自, 获取 outlook, 取得 outlook
    下载 outlook, 发自 windows, 来自 windows, outlook for android を入手
    outlook for ios を入手, iphone에서 보냄
    tải outlook, ส่งจาก, ส่งจากมือถือ, ดาวน์โหลด outlook, รับ outlook
    dapatkan outlook, unduh outlook, dihantar dari, मेरे iphone से
""")
# ... the words that need a device or program beside them, ...
MOBILE_STARTS = words("""
    sent from, sent via, sent with, sent using, sent by, sent through, sent on, this message was sent from
    this email was sent from, this mail was sent from, message sent from, gesendet von, gesendet mit
    gesendet über, gesendet aus, gesendet vom, gesendet per, diese nachricht wurde von
    diese nachricht wurde mit, diese e-mail wurde von, diese mail wurde, diese e-mail wurde mit
    envoyé de, envoyé depuis, envoyé par, envoyé avec, envoyé à partir, envoyé via, enviado desde
    enviado con, enviado por, enviado via, enviado de, enviado do, enviado com, enviado pelo, inviato da
    inviato con, inviato tramite, verzonden vanaf, verzonden via, verzonden met, verzonden vanuit
    verstuurd met, skickat från, skickat med, skickat via, sendt fra, sendt med, sendt via, lähetetty
    wysłane z, wysłano z, wysłane przez, odesláno z, odoslané z, elküldve, küldve, отправлено с
    отправлено, надіслано, poslano, poslato, poslané, saadetud
    versendet mit, trimis din, trimis de la, poslano iz, poslato sa, poslano sa, послато са, отправлено из
    отправлено через, отправлено от, изпратено от, изпратено чрез, надіслано з, відправлено з, dikirim dari
    dikirim dengan, đã gửi từ, được gửi từ, gửi từ, στάλθηκε από, siųsta iš, išsiųsta iš, nosūtīts no
    odesláno ze, inviato dal, enviat des de, verstuurd vanuit, poslané z
""")
MOBILE_ENDS = words("""
    gesendet, gesendet., geschrieben, gesendet mit gmx, gönderildi, gonderildi, gönderilmiştir, から送信
    から送信されました, から送信しました, より送信, 发送, 傳送, 寄出, 发送的邮件, 에서 보냄
    에서 보냈습니다, 에서 전송, 보냄, küldve, küldtem, feladva, elküldve, भेजा गया, を入手
    outlook downloaden, beziehen, 다운로드, lähetetty, yollandı, bidalia, göndərilib
    ارسال شد
""")
DEVICES = words("""
    iphone, ipad, ipod, apple, android, samsung, galaxy, huawei, xiaomi, redmi, oneplus, pixel
    nokia, lumia, motorola, htc, lg g, sony, xperia, blackberry, windows, outlook, thunderbird, mailbird
    yahoo, gmail, google mail, inbox, gmx, web.de, freenet, t-online, proton, tutanota, aol, icloud
    hotmail, mail.ru, yandex, zimbra, k-9, fairemail, bluemail, spark, airmail, superhuman, newton, edison
    mimestream, canary, hey.com, aqua mail, typeapp, mymail, mailspring, postbox, orange, free mail
    laposte, libero, tiscali, virgilio, wp.pl, onet, seznam, naver, kakao, daum, foxmail
    nextgen
    phone, mobil, handy, smartphone, tablet, device, gerät, mobile, portable, téléphone, appareil
    móvil, celular, dispositivo, cellulare, telefono, telefonino, teléfono, telefone, telefoon
    mobiltelefon, telefon, puhelin, puhelim, komórk, mobilu, мобильн, телефон, айфон, планшет, κινητό
    telefonum, cep telefonu, טלפון, נייד, هاتف, جوال, 手机, 手機, スマートフォン, 携帯, 휴대폰, điện thoại
    มือถือ, ponsel, laptop, webmail, mail app, client
""")
# The same, where the letters are part of other words, too ("approval").
DEVICE_WORDS = frozenset(words("app, nine, oppo, vivo, tuta, sfr, 163, qq"))

# What programs, lists and companies put under a mail, wherever in a paragraph it stands, ...
FOOTERS = words("""
    you received this message because you, you are receiving this because
    you are receiving this email because, unsubscribe from this group, more options visit this group
    list-unsubscribe, non-text portions of this message, this discussion on the web visit, mailing list -- 
    virus-free. www, virus-free.www, email has been checked for viruses
    e-mail has been checked for viruses, no virus found in this message, no virus found in this incoming
    scanned by mailscanner, avast.com/, wurde von avast antivirus, auf viren geprüft, virenfrei. www
    absence de virus dans ce courrier, sans virus. www, garanti sans virus
    ha sido comprobado en busca de virus, libre de virus. www, livre de vírus. www
    foi verificado quanto a vírus, è stata controllata per individuare virus, è stata controllata da avast
    privo di virus. www, virusvrij. www, is gecontroleerd op virussen, wolna od wirusów. www
    została sprawdzona na obecność wirusów, bez virů. www, byla zkontrolována na viry, проверено на вирусы
    проверено на наличие вирусов, без вирусов. www, virusfri. www, vírusmentes. www
    do you yahoo!?, tired of spam?, join the next generation of hotmail
    express yourself instantly with msn, msn messenger:, find local movie times
    consider the environment before, think before you print, think before printing
    before printing this e-mail, before printing this email, before you print this
    denken sie an die umwelt, an die umwelt bevor, bevor sie diese e-mail ausdrucken
    bevor sie diese mail drucken, pensez à l'environnement, avant d'imprimer ce, n'imprimez ce
    antes de imprimir este, antes de imprimir esta, prima di stampare questa
    prima di stampare la presente, denk aan het milieu, voordat u deze e-mail print, tänk på miljön innan
    tenk på miljøet før, tænk på miljøet, ajattele ympäristöä ennen, zanim wydrukujesz
    pomyśl o środowisku, před vytištěním, než tuto zprávu vytisknete, gondoljon a környezetre
    подумайте об окружающей среде, çevreyi düşün, çevremizi düşün
""")
# ... or at the beginning of one.
FOOTER_STARTS = words("""
    to unsubscribe click, to unsubscribe please, to unsubscribe visit, to unsubscribe reply
    to unsubscribe from, to unsubscribe send, to unsubscribe:, to post to this group, visit this group at
    mailing list archive, to manage your subscription, list archive:, yahoo! groups links, checked by avg
    scanned by, this message has been scanned, get your free email, start your free, join hotmail
    sent via the, posted via
""")

# Words of confidentiality notices: those of which a notice has at least one, ...
NOTICE_SURE = words("""
    confidential, intended recipient, intended solely, intended only, for the sole use, privileged
    unauthorized, unauthorised, disclosure, disseminat, strictly prohibited, views expressed
    vertraulich, rechtlich geschützt, richtige adressat, unbefugt, nicht gestattet
    confidentiel, strictement interdit, divulgation, non autorisée, confidencial, prohibid, divulgación
    sigilos, proibid, divulgação, privilegiad, riservat, vietat, divulgazione
    vertrouwelijk, openbaarmaking, niet toegestaan, konfidentiell, sekretess, otillåt, fortrolig
    taushetsplikt, luottamuksellinen, luottamuksellista
    poufn, zabronion, důvěrn, zakázán, dôvern, bizalmas, tilos, confidențial, interzis, конфиденциальн
    запрещ, разглашен, конфіденційн, заборонен, поверителн, забранен, povjerljiv, zaupn
    gizli, yasaktır, εμπιστευτικ, απαγορεύεται, סודי, חסוי, سرية, محظور, محرمانه, 保密, 机密, 機密
    秘密情報, 禁止, 기밀, 금지, bảo mật, rahasia, konfidensial
""")
# ... and those that stand beside them.
NOTICE_WORDS = words("""
    intended for, delete, notify, in error, addressee, the sender, attachment, viruses, liab, this e-mail
    this email, this message, this communication, legally, recipient
    irrtümlich, vernichten, löschen, informieren sie, weitergabe, diese e-mail, diese nachricht
    diese mail, absender, empfänger
    destinataire, ce message, cet e-mail, ce courriel, pièces jointes, par erreur, expéditeur, détruire
    supprimer
    destinatario, este mensaje, este correo, por error, remitente, elimin, adjuntos, notifique
    exclusivamente, destinatário, esta mensagem, este e-mail, por engano, apague, anexos
    destinatari, questo messaggio, questa e-mail, per errore, mittente, cancell, allegat
    presente messaggio, presente e-mail
    geadresseerde, dit bericht, deze e-mail, deze mail, ten onrechte, afzender, verwijder, bijlagen, bestemd
    mottagare, detta meddelande, detta e-post, detta mejl, av misstag, avsändar, radera, bilagor, avsedd
    modtager, denne e-mail, denne mail, ved en fejl, afsender, mottaker, denne e-posten, ved en feil
    avsender, slett, uautoriser, vedlegg, vedhæft, vastaanottaja, tämä viesti, tämä sähköposti
    erehdyksessä, lähettäjä, poista
    adresat, ta wiadomość, niniejsza wiadomość, niniejszy e-mail, omyłkowo, nadawc, usuni, załącznik
    przeznaczon, adresát, tato zpráva, tento e-mail, omylem, odesílatel, smaž, příloh, táto správa
    odosielateľ, určen
    címzett, ez az üzenet, ezen üzenet, jelen üzenet, tévedésből, feladó, törölje, acest mesaj
    acest e-mail, din greșeală, expeditor, ștergeți, destinatar
    получател, данное сообщение, это сообщение, настоящее сообщение, по ошибке, отправител, удал
    предназначен, вложени, одержувач, це повідомлення, помилково, това съобщение
    alıcı, bu e-posta, bu mesaj, bu elektronik posta, yanlışlıkla, siliniz, yetkisiz, ekleri, παραλήπτ
    το παρόν μήνυμα, αυτό το μήνυμα, εκ παραδρομής, αποστολέα, διαγρά
    הנמען, הודעה זו, בטעות, השולח, למחוק, המיועד, المستلم, هذه الرسالة, هذا البريد, عن طريق الخطأ, المرسل
    حذف, گیرنده, این پیام
    收件人, 本邮件, 此邮件, 本郵件, 此郵件, 误收, 誤收, 发件人, 删除, 刪除, 附件, 宛先, 本メール
    このメール, 誤って, 送信者, 削除, 수신인, 본 메일, 이 메일, 잘못, 발신자, 삭제
    người nhận, email này, thư này, nhầm, xóa, penerima, email ini, pesan ini, kesalahan, pengirim, hapus
""")

# What companies must print under their mail.
REGISTERS = words("""
    registered in england, registered office, company registration, company no, vat no, vat reg
    amtsgericht, handelsregister, geschäftsführer, sitz der gesellschaft, registergericht, ust-id, ust.-id
    hrb, capital social, siret, rcs, partita iva, p. iva, p.iva, kvk, btw, org.nr, orgnr, krs, regon, nip
    ičo, dič, огрн, инн
""")

# What makes a line part of an address block: the words in front of a number, ...
NUMBER_WORDS = words("""
    tel, telephone, phone, ph, mobile, mob, cell, cellphone, direct, office, fax, landline, toll free
    switchboard, call, whatsapp, telefon, fon, mobil, handy, durchwahl, zentrale, tél, téléphone, portable
    télécopie, gsm, fixe, ligne directe, teléfono, móvil, movil, celular, telefone, telemóvel, telemovel
    ramal, telefono, cellulare, cell., telefoon, mobiel, mobilnr, mobiltelefon, puh, puhelin, matkapuhelin
    faksi, tel./fax, kom, komórka, telefonní, mobiltel, telefonszám, тел, телефон, моб, факс, τηλ, κιν
    φαξ, faks, cep, טל, טלפון, נייד, פקס, هاتف, جوال, فاكس, تلفن, موبایل, 电话, 手机, 传真, 電話, 手機
    傳真, 携帯, 전화, 휴대폰, 팩스, đt, điện thoại, โทร, มือถือ, telp, hp, skype, t, m, f, p, d, o
""")
# ... and company forms.
COMPANIES = words("""
    gmbh, ag, kg, ohg, gbr, e.v., ug, e.k., se, inc, inc., llc, l.l.c., ltd, ltd., limited, plc, corp
    corp., corporation, co., company, llp, sarl, s.a.r.l., sas, s.a.s., sa, s.a., eurl, s.l., sl, s.l.u.
    s.r.l., srl, s.p.a., spa, s.c., lda, lda., ltda, ltda., b.v., bv, n.v., nv, vof, ab, aktiebolag, a/s
    aps, as, asa, oy, oyj, oü, sp. z o.o., z o.o., s.r.o., a.s., spol., kft, kft., zrt, zrt., nyrt, bt.
    ооо, зао, пао, ао, ип, тов, еоод, оод, ад, d.o.o., d.d., uab, sia, ltd.şti., a.ş., şti., α.ε., ε.π.ε.
    בע"מ, 有限公司, 公司, 株式会社, 有限会社, 주식회사, pty, pte, sdn, bhd, university, universität
    université, universidad, universidade, università, universiteit, institute, institut
""")
