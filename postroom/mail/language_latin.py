"""The smallest and most frequent words of the languages in Latin letters, and the letters that give them away.

Words are in lower case; an elided one ends with its apostrophe (`l'`, `don'`). Beside what grammar needs there is
what mail says: greetings, thanks, requests, and what it is usually about.
"""

from __future__ import annotations

WORDS = {
    # Germanic. Neighbours that are easily confused stand side by side; what both say stands in both
    "en": """
        the of and to in is that it for you was with on as have be this are not at by from but or an
        they which we will can has been your my i if me would their what there all so about when who
        more out up no just any how could should please thanks thank hello hi dear regards hey our us he
        she his her them its do does did don' i' it' doesn' can' didn' we' you' am than then into after
        before because since still get got need also only where why very again now here these those some
        were had let see know password account works working error problem issue invoice order help send
        sent call new today tomorrow yesterday morning week anyone nothing something yes while until
        without between both each other another same too such able try trying tried use using did't
        wasn' won' wouldn' isn' aren' that' there' let' unable attached below above regarding
        """,
    "de": """
        der die das und ist nicht ich sie wir es ein eine einen einem einer zu den dem des mit für auf
        von im in an auch sich wie aus bei nach wenn noch nur oder aber werden wird wurde kann können
        haben hat habe sind war dass daß was uns mir mich ihr ihnen ihre ihren ihrem bitte danke vielen
        dank hallo guten tag sehr geehrte geehrter geehrten damen herren freundlichen grüßen grüße gruß
        liebe viele mehr über unter durch um am zum zur vom beim bis seit als diese dieser dieses diesen
        mein meine meinen meiner kein keine leider schon wieder hier jetzt heute morgen gerne schöne
        doch so da ja nein man muss gibt ob passwort kennwort konto rechnung bestellung funktioniert
        geht fehler fehlermeldung drucker frage antwort wann warum wo wer welche welcher welches woche
        uhr anbei hilfe weil damit dann immer alle alles etwas nichts neue neuen neu gegen ohne während
        sowie unser unsere unseren unserem euch dein dir dich ab herr herrn frau erhalten möchte möchten
        sollte sollen müssen würde wäre heißt einfach erst viel vielleicht
        """,
    "nl": """
        de het een en van ik te dat die in je is niet zijn op met voor er aan maar om ook als dan door
        bij of uit nog naar heeft hebben heb ze we wij wat werd wordt worden kan kunnen moet moeten mijn
        onze ons uw jullie deze dit geen wel over tot zou zo al meer daar hier hoe wanneer waarom alvast
        graag bedankt dank hallo beste geachte groet groeten vriendelijke goedemorgen goedemiddag dag
        was gaat doen nu niets iemand iets sinds na veel weer altijd hoi heer mevrouw dus toch zal
        wachtwoord rekening factuur bestelling werkt foutmelding probleem vraag antwoord opnieuw kunt
        zodat omdat welke iedereen alles alle tussen tegen zonder tijdens evenals hen hem haar mij hij
        zij ben bent waren krijg krijgen stuur sturen ontvangen wil willen zullen zouden vandaag morgen
        gisteren week bijlage hulp nieuwe nieuw eens even misschien s.v.p
        """,
    "af": """
        die het en van nie is ek te dat in jy wat vir met op om sy haar hulle ons julle hy aan maar ook
        as dan deur by of uit nog na kan moet my dit hierdie daardie geen oor tot sou so al meer daar
        hier hoe wanneer hoekom asseblief dankie hallo beste geagte groete vriendelike goeie dag môre
        was word sal 'n nou iets niks sedert baie weer altyd u jou wees gaan kry laat ná wagwoord
        rekening werk werkende fout probleem vraag antwoord asook omdat watter almal alles tussen teen
        sonder tydens hom gehad stuur ontvang wil vandag gister week aanhegsel hulp nuwe dalk vandaan
        binne
        """,
    "da": """
        og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min
        havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil
        blev kunne ind når være dog noget ville jo deres efter ned skulle denne dette have hende kan
        mange også hvordan hvorfor kære hej tak venlig hilsen venlige hilsner mvh gerne nogen igen mere
        meget bliver gør lige uge ved dig jer jeres vores endnu siden tilbage adgangskode konto faktura
        ordre fejl fejlbesked problem spørgsmål svar hvornår hvem hvilken hvilke uden mellem mod under
        bare altid aldrig alt intet få får sende sendt modtaget dag morgen går vedhæftet hjælp nye ny
        virker brug bruge mulig muligt ligger stadig hvis fordi både
        """,
    "no": """
        og i jeg det at en den til er som på de med han av for ikke der var meg seg men et har om vi min
        hadde ham hun nå over da fra du ut sin dem oss opp man hans hvor eller hva skal selv her alle
        vil ble kunne inn når være noe ville jo deres etter ned skulle denne dette ha henne kan mange
        også hvordan hvorfor kjære hei takk vennlig hilsen vennlige hilsninger mvh gjerne noen igjen mer
        mye blir gjør uke ved deg dere vår våre ennå siden tilbake bare fikk ikkje eg ein passord konto
        faktura ordre feil feilmelding problem spørsmål svar hvem hvilken hvilke uten mellom mot under
        alltid aldri alt ingenting få får sende sendt mottatt dag morgen går vedlagt hjelp nye ny virker
        fungerer bruk bruke mulig fortsatt hvis fordi både tusen
        """,
    "sv": """
        och i att det som en på är av för med den till inte han de om ett var hon jag har men vi sig så
        från man ut när ska skulle kan mig dig nu då över sin där vid eller vad hur varför min mitt mina
        vår vårt våra ni er era också efter upp bli blir blev vara hade detta denna dessa någon något
        några mycket mer än bara hej tack tacka vänlig vänliga hälsning hälsningar hälsar mvh snälla
        gärna igen redan finns fungerar utan under inom kommer få får alla dem oss här kunna hos ännu
        sedan tillbaka lösenord konto faktura beställning fel felmeddelande problem fråga svar vem
        vilken vilka mellan mot alltid aldrig allt inget skicka skickat mottagit vill idag imorgon igår
        vecka bifogat hjälp nya ny använda möjligt fortfarande dag eftersom både stort
        """,
    "is": """
        og að í á er sem það ekki við til um en af með hann hún þetta ég þú þið þeir var hefur hafa
        fyrir frá eru svo eftir upp út inn mér þér sér mig þig sig hér þar nú þá hvað hvernig hvenær
        hvers vegna ef eða mjög líka einnig kveðja kveðju takk sæl sæll góðan daginn halló vinsamlegast
        get getur geta þarf vera verið allt ekkert minn mín mitt okkar ykkar aftur bara lykilorð
        reikningur pöntun villa vandamál spurning svar hver hvaða án milli gegn alltaf aldrei allir fá
        fæ senda sent vil dag morgun gær viku hjálp nýtt nýja virkar nota hægt enn bæði síðan kærar
        """,
    # Romance
    "fr": """
        le la les de des du et à un une en que qui dans est pour ce il ne pas sur se je vous nous au aux
        par avec plus son sa ses mais ou où on sont été être avoir a ai avez avons ont cette ces c' d'
        l' j' n' s' m' qu' si elle ils elles leur votre vos notre nos mon ma mes tout tous comme sans
        bonjour bonsoir merci cordialement madame monsieur veuillez salut bien très peut pouvez pouvons
        faire fait suis même aussi encore quand depuis donc car lors afin suite ci-joint salutations
        jour prie plaît quelque rien moi y jusqu' lorsqu' passe mot compte facture commande fonctionne
        marche marchent erreur message problème question réponse pourquoi quel quelle quels quelles
        toujours jamais entre contre pendant ainsi ceux celui celle ça cela dont beaucoup moins trop
        maintenant aujourd' hui hier demain semaine joint jointe aide nouveau nouvelle pouvoir voudrais
        serait avait était sera vers chez voici voilà déjà étage matin soir
        """,
    "es": """
        de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o
        este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos
        durante todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo
        otro otras otra él tanto esa estos mucho nada muchos cual poco ella estar estas algo nosotros mi
        mis tu te ha he han hemos está están soy son tengo tiene puede pueden hola gracias buenos buenas
        días tardes saludos saludo cordial atentamente favor estimado estimada usted ustedes señor
        señora quiero hacer ayuda adjunto contraseña cuenta factura pedido funciona error problema
        pregunta respuesta cuándo cuál quién dónde cómo siempre nunca algún alguna ninguno ninguna
        mañana hoy ayer semana archivo nuevo nueva poder podría podrían podemos puedo quisiera sería
        había era será hacia según mismo misma muchas vez veces entonces aunque mientras además nuestra
        nuestro vuestra desea tienen tenemos usuario aquí allí ahora todavía luego
        """,
    "ca": """
        de la que el en i a els les un una per amb no és al del dels als es se si com més però seu seva
        seus aquest aquesta aquests això també molt ja quan on sense sobre fins hi ha he hem han ho em
        ens us li són està estan l' d' s' n' m' t' jo tu ell ella nosaltres vosaltres vostè vostès meu
        meva nostre nostra vostre vostra altre altra tot tots res hola gràcies bon bona dia tarda
        salutacions atentament cordialment plau benvolgut benvolguda puc pot poden tinc té fer ara
        encara perquè què doncs aquí des ser adjunt contrasenya compte factura comanda funciona error
        problema pregunta resposta quin quina quins quines sempre mai cap demà avui ahir setmana fitxer
        ajuda nou nova podem podeu podríeu voldria seria havia era serà segons mateix moltes molts
        vegada mentre dins va van vaig bé meus
        """,
    "pt": """
        de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das
        tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era
        depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu
        às minha têm numa pelos havia seja qual será nós tenho lhe este fosse dele tu te vocês vos olá
        oi obrigado obrigada bom boa dia tarde noite cumprimentos atenciosamente abraço prezado prezada
        caro cara favor posso pode podem estou fazer agora ainda aqui então gostaria anexo senhor
        senhora consigo são vossa senha conta fatura encomenda pedido funciona funcionando erro problema
        pergunta resposta onde sempre nunca nada algum alguma nenhum nenhuma amanhã hoje ontem semana
        ficheiro arquivo ajuda novo nova poder poderia poderiam podemos gostaríamos seria estava pois
        mesma muita muitos muitas vez vezes embora enquanto nosso nossa deste desta neste nesta
        """,
    "it": """
        di che è e la il un a per in una mi sono ho ma non l' lo ha le si ti i con cosa se io come da ci
        no questo qui hai sei del bene tu sì me più al mio c' perché lei solo te era gli tutto della
        così molto quando anche mia fare ora essere detto quello va nel alla stato ne sua suo su dei
        degli delle dalla nella sul sulla dell' all' nell' un' d' cui grazie ciao salve buongiorno
        buonasera saluti cordiali distinti gentile gentili prego cortesemente potete può possiamo posso
        abbiamo avete vostro vostra nostro nostra siamo ancora già dopo oggi ieri fino senza oppure
        allegato quest' dall' sull' password conto fattura ordine funziona funzionano errore problema
        domanda risposta quale quali chi dove sempre mai niente nulla qualche nessuno nessuna domani
        settimana allegata aiuto nuovo nuova potrei potrebbe potreste vorrei sarebbe aveva sarà verso
        presso stesso stessa molti molte volta volte mentre inoltre nostri vostri questi queste quelli
        riesco adesso mille mattina invece
        """,
    "ro": """
        de și si în in la pe cu nu un o că ca să sa din pentru care este sunt mai ce a au am ai fi fost
        fie dar sau ale al lui lor ei el ea noi voi eu tu mă te se ne vă le îi îl își acest această
        aceasta acesta aceste când cum unde foarte tot toate după până prin fără între doar dacă daca
        deja încă bună buna ziua mulțumesc multumesc salut salutări respect rog stimate stimată poate
        pot putem aveți avem avea nostru noastră dumneavoastră meu mea lângă atunci acum aici nici nimic
        iar stimă cordialitate parola parolă cont contul factura factură comanda comandă funcționează
        functioneaza merge eroare problema problemă întrebare răspuns cine mereu niciodată vreun vreo
        mâine azi astăzi ieri săptămână fișier ajutor ajutați nou nouă putea ați aș dori ar era va spre
        însă totuși multe mulți mult multă data dată noastre noștri acestui acestei asta
        """,
    "gl": """
        de a o que e do da en un para é con non unha os no se na por máis as dos como pero foi ao ten á
        seu súa ou ser cando moito nos xa está eu tamén só polo pola ata isto ela entre era despois sen
        mesmo eles vostede grazas ola bo boa día tarde saúdos cordial prezado estimado favor podo pode
        estou facer agora aínda aquí entón meu miña noso nosa unhas uns teño hai dende contrasinal conta
        factura pedido funciona erro problema pregunta resposta quen onde sempre nunca nada algún
        algunha ningún ningunha mañá hoxe onte semana ficheiro axuda novo nova poder podería poderían
        podemos sería había estaba pois mesma moita moitos moitas vez veces mentres deste desta neste
        nesta seguridade conseguín
        """,
    # Slavic, in Latin letters
    "pl": """
        w i nie na się z do to że jest o jak za a co po tak ale ten od czy już tylko jego jej ich przez
        przy pod dla są był była było być mnie mi ja my wy on ona ono oni pan pani państwo państwa panu
        proszę dziękuję dziękujemy dzień dobry witam cześć pozdrawiam pozdrowienia serdecznie szanowni
        szanowny szanowna poważaniem bardzo może można mogę możemy mam mamy ma mają oraz lub gdy kiedy
        gdzie dlaczego jeśli jeżeli ponieważ jeszcze teraz tu tam te ta tego tej tym które który która
        bez nad ze we swój nasz nasza wasz więc również także u niestety hasło hasła konto konta faktura
        faktury zamówienie zamówienia działa działają błąd błędu problem pytanie odpowiedź kto zawsze
        nigdy nic coś ktoś żaden żadna jutro dziś dzisiaj wczoraj tydzień plik pomoc nowy nowa nowe
        chciałbym chciałabym byłby będzie będą według sam sama wiele raz gdyż podczas między przed nasze
        wasze tych temu ponownie rano dalej
        """,
    "cs": """
        a v se na je že to s z do o ve k i za pro jsem jsme jste jsou by jako ale po si tak co už jen od
        ze při jak aby nebo ne byl byla bylo být mám máme má mají mi mě nás nám vás vám já my vy on ona
        oni ten ta tento tato tohle která který které když kde proč protože ještě také velmi prosím
        děkuji děkujeme děkuju dobrý den ahoj zdravím pozdravem pozdrav hezký vážený vážená vážení pane
        paní může můžete mohu můžu můžeme přes bez nad pod mezi podle není nejsou nelze přeji před díky
        tady teď potřebuji heslo hesla účet účtu faktura faktury objednávka objednávky funguje fungují
        chyba chybu problém dotaz odpověď kdo vždy nikdy nic něco někdo žádný žádná zítra dnes včera
        týden soubor pomoc nový nová nové chtěl chtěla chtěli bych byste bude budou sám mnoho moc během
        náš naše vaše těchto tomu znovu ráno nemohu nemůžu nemůžeme nevím jiný ani pokud
        """,
    "sk": """
        a v sa na je že to s z do o vo k i za pre som sme ste sú by ako ale po si tak čo už len od zo
        pri aby alebo nie bol bola bolo byť mám máme má majú mi mňa nás nám vás vám ja my vy on ona oni
        ten tá tento táto toto ktorá ktorý ktoré keď kde prečo pretože lebo ešte tiež veľmi prosím
        ďakujem ďakujeme dobrý deň ahoj zdravím pozdravom pozdrav pekný vážený vážená vážení pán pani
        môže môžete môžem môžeme cez bez nad pod medzi podľa nemôžem prajem pred vďaka tu teraz
        potrebujem mohli heslo hesla účet účtu faktúra faktúru objednávka objednávku funguje fungujú
        chyba chybu problém otázka odpoveď kto vždy nikdy nič niečo niekto žiadny žiadna zajtra dnes
        včera týždeň súbor pomoc nový nová nové chcel chcela chceli bude budú sám mnoho veľa počas náš
        naše vaše týchto tomu znovu ráno neviem nemôžeme iný ani ak všetko
        """,
    "sl": """
        in je da se na v za ne so ki bi pa z s ali kot tudi pri po ni sem smo ste si od do še že le jih
        ga jo mu mi me nas vas nam vam jaz vi on ona ono ta to te tega tej tem ker kaj kako kdaj kje
        zakaj ko če bil bila bilo biti imam imamo ima imajo lahko zelo hvala prosim pozdravljeni pozdrav
        lep lepo dober dan živjo spoštovani spoštovana lepim moj moja naš naša vaš vaša ampak kar samo
        zdaj tukaj brez med pred nad moram potrebujem nič hočem več geslo gesla račun računa naročilo
        naročila deluje delujejo napaka napako težava vprašanje odgovor kdo vedno nikoli nekaj nekdo
        noben jutri danes včeraj teden datoteka pomoč novo nova želel želela želeli bo bodo sam veliko
        naše vaše teh temu ponovno zjutraj morem moremo vem drug najlepša
        """,
    "hr": """
        i je da se na u za ne su koji bi a s sa ali kao od do već još samo ih ga ju mu mi me nas vas nam
        vam ja vi on ona ono oni to taj ta te tog toj tom jer što kako kada kad gdje zašto ako bio bila
        bilo biti imam imamo ima imaju mogu može možete možemo vrlo jako hvala molim molimo pozdrav
        srdačan srdačno lijep dobar dan poštovani poštovana štovani moj moja naš naša vaš vaša nego nije
        nisu nisam sam smo ste li kod po pri iz o prije poslije nakon bez sada ovdje ovo ova ovaj koja
        koje šta gde biće ili želim hteo htio trebam lozinka lozinku račun računa narudžba narudžbu
        greška grešku problem pitanje odgovor tko ko uvijek uvek nikad nikada ništa nešto netko neko
        nijedan sutra danas jučer juče tjedan nedelju datoteka pomoć novi nova novo htjela htjeli bih
        biste bit će neće mnogo puno tijekom naše vaše ovih tome ponovno ponovo jutros radi rade nemam
        nemamo drugi moram lepa
        """,
    # Baltic
    "lv": """
        un ir uz ka no ar par kas to tā es mēs jūs viņš viņa tas šis šī šo lai bet vai kā pie pēc līdz
        bez arī ja jau vēl tikai ļoti nav var varu varam varat man mums jums mūsu jūsu mans mana paldies
        lūdzu labdien sveiki cieņu cienījamie būt bija būs esmu esam kad kur kāpēc kāda kāds tagad šeit
        visi viss vairs kopš vairāk sveicieni ko nevaru nevar pirms parole paroli konts rēķins rēķinu
        pasūtījums strādā kļūda problēma jautājums atbilde vienmēr nekad nekas kaut rīt šodien vakar
        nedēļa fails palīdzība palīdzēt jauns jauna jaunu vēlos vēlētos būtu pats daudz laikā lūgums
        atkal rīta vēlreiz liels
        """,
    "lt": """
        ir į iš kad su tai yra o bet ne kaip ar per už nuo iki prie po apie dėl jau dar tik labai mano
        mūsų jūsų man mums jums aš mes jūs jis ji jie tas ši šis šio šią tą kas kur kodėl kada ačiū
        dėkoju prašau prašome laba diena labas sveiki pagarbiai gerbiami gerbiamas gali galiu galite
        galime turiu turime nėra buvo būti bus esu esame dabar čia visi viskas be taip pat arba nes
        jeigu jei negaliu kuris kuri slaptažodis slaptažodį paskyra sąskaita sąskaitą užsakymas veikia
        neveikia klaida problema klausimas atsakymas visada niekada nieko kažkas rytoj šiandien vakar
        savaitę failas pagalba padėti naujas nauja naują norėčiau norime būtų pats daug metu prieš vėl
        ryto naujo didelis
        """,
    # Finnic and Hungarian
    "et": """
        ja on ei et see ma me te ta nad oli ka kui aga või ning mis kes kus kuidas miks millal mul meil
        teil teie meie minu tema selle seda sellest siis veel juba ainult väga palun aitäh tänan tere
        tervist hommikust päevast lugupidamisega parimate tervitustega lugupeetud olen oleme olete olla
        saab saan saame saate pole enam kas kuid sest nagu oma ole mind meid teid siin nüüd pärast enne
        ilma kuni üle parool parooli konto arve arvet tellimus töötab tööta viga probleem küsimus vastus
        alati kunagi midagi keegi homme täna eile nädal fail abi aidata uus uut uue soovin sooviksin
        oleks ise palju ajal minule uuesti hommik suur enda sisse välja
        """,
    "fi": """
        ja on ei että se hän oli en mutta kun niin olen olet olemme ovat tämä mitä minä sinä me te he
        jos mikä kuin myös sen tai vain nyt jo vielä ole olla ollut voi voin voisi voitte voimme minun
        sinun meidän teidän minulla meillä teillä mukaan miten miksi milloin missä kiitos kiitoksia
        terveisin ystävällisin hei moi hyvää päivää huomenta terve voisitteko voisitko tästä tässä tätä
        siitä sitä joka jotka koska kanssa ennen jälkeen ilman asti kaikki mitään enää sekä eikä emme
        eivät terveisiin salasana salasanan salasanani tili tilin lasku laskun tilaus tilauksen toimi
        toimii virhe ongelma kysymys vastaus kuka aina koskaan jotain joku huomenna tänään eilen viikko
        tiedosto apua auttaa uusi uuden haluaisin haluan olisi itse paljon aikana meille teille
        uudelleen aamulla asia asiaa sisään pääse
        """,
    "hu": """
        a az és hogy nem is egy ez van volt de ha meg már csak még vagy mint el kell lehet fel ki be le
        azt ezt akkor nagyon minden most itt ott mert ami aki én te ő mi ti ők nekem nekünk önnek önök
        önt ön minket engem lesz lenne voltam vagyok vagyunk vannak tudom tudok tudunk tudja tudnak
        szeretném szeretnék kérem kérjük köszönöm köszönjük szia sziasztok helló üdvözlettel
        tisztelettel tisztelt jó napot üdv hogyan miért mikor hol után előtt nélkül között alatt sem
        sajnos segítségét illetve jelszó jelszavam jelszót fiók fiókom számla számlát rendelés működik
        hiba hibát probléma kérdés válasz mindig soha semmi valami valaki holnap ma tegnap hét fájl
        segítség segíteni új szeretnénk volna lesznek maga sok közben újra reggel óta tud tudnának
        vissza kaptam kapok egyik nincs
        """,
    # Celtic
    "cy": """
        y yr a ac i o yn mae ar am gan gyda dim nid ond fel neu wedi eich ein fy ei eu hyn hwn hon bod
        fod oedd roedd chi ni fi hi nhw rwy rwyf dw i'w o'r i'r a'r diolch helo annwyl cofion bore da
        prynhawn gorau os gwelwch dda pam sut pryd ble beth pan hefyd iawn eto nawr yma cael wneud
        gallwch gallaf gallwn allwch ddim oherwydd cyn ôl heb hyd rhaid cyfrinair cyfrif anfoneb archeb
        gweithio gwall problem cwestiwn ateb pwy bob bynnag byth rhywbeth yfory heddiw ddoe wythnos
        ffeil help newydd hoffwn byddai llawer fawr mae'n mae'r sy'n gen eisiau gyda'r wrth ers
        """,
    "ga": """
        an na agus is ar i a le go ní níl tá bhí sé sí mé tú muid sibh siad do de ag as ó faoi chun mar
        nach ach nó seo sin mo bhur ár leis liom leat linn dom duit dúinn daoibh agam agat againn raibh
        maith dia conas cathain cén cad fáth má bheith bhfuil bheidh beidh féidir dul arís anois anseo
        chara meas mise beannachtaí gach roimh tar éis gan cúpla pasfhocal focal faire cuntas sonrasc
        ordú obair earráid fadhb ceist freagra cé rud éigin inniu amárach inné seachtain comhad cabhair
        nua mhaith bheadh féin leor tríd ón den don sa san mian oibriú
        """,
    # Others of Europe
    "eu": """
        eta da ez du bat dira dut dugu duzu duzue naiz gara zara zaizu zait zaigu bai edo baina ere hau
        hori hura hauek horiek dela den duen dagoen dago daude nire gure zure bere ezin ahal izan izango
        egin egiten behar nahi kaixo egun on eskerrik asko agur mesedez arren nola noiz non zergatik nor
        zer orain hemen oso gehiago arte gabe ondoren aurretik mila beraz ditut ditugu ditu pasahitza
        kontua faktura eskaera dabil funtzionatzen errore arazo arazoa galdera erantzuna beti inoiz ezer
        zerbait norbait bihar gaur atzo aste fitxategia laguntza berria nahiko litzateke bitartean
        berriro goizean ondo
        """,
    "sq": """
        dhe të në e i një është për me nuk që nga si më do ka kam kemi kanë janë ishte por ose se ju ne
        unë ai ajo ata ti tuaj tonë im ime ky kjo këtë këto kur ku pse çfarë kush shumë edhe vetëm tani
        këtu pas para pa deri faleminderit përshëndetje përshëndes mirëdita tungjatjeta lutem lutemi
        mund duhet s' po jo mos jam jemi jeni nëse sepse ende akoma respekt nderuar fjalëkalimi
        fjalëkalimin llogaria faturë faturën porosi punon funksionon gabim problem pyetje përgjigje
        gjithmonë kurrë asgjë diçka dikush nesër sot dje javë skedar ndihmë ri re dua doja duam vetë
        përsëri mëngjes jonë tona
        """,
    # Turkish
    "tr": """
        ve bir bu da de için ile çok ne gibi ama daha var yok mi mı mu mü ben biz siz sen o onlar bana
        bize size beni bizi sizi benim bizim sizin olarak olan oldu olduğu olduğunu olması ise veya ya
        ki en kadar sonra önce her şey şu nasıl neden zaman nerede değil lütfen teşekkürler teşekkür
        ederim ederiz merhaba iyi günler saygılar saygılarımla selam selamlar sayın rica ediyorum şimdi
        burada bugün yarın dün tüm hiç artık hala hâlâ tekrar üzere göre istiyorum edebilir misiniz
        mısınız şifre şifremi şifrem hesap hesabım hesabıma fatura faturayı sipariş çalışmıyor çalışıyor
        hata sorun soru cevap kim asla hiçbir bazı yeni yardım dosya hafta pazartesi isterim istiyoruz
        olur olacak olmuyor kendi birçok tekrardan sabah tarafından hangi aynı bunu buna acil
        """,
    # Asia and Africa
    "id": """
        yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke karena tersebut bisa
        ada mereka lebih kata tahun sudah atau saat oleh menjadi orang ia telah adalah seperti sebagai
        bahwa dapat para harus namun kita dua satu masih hari hanya kami kepada anda belum apakah
        bagaimana mengapa kapan dimana jika terima kasih halo selamat pagi siang sore hormat salam mohon
        tolong silakan bapak ibu sekarang lagi sekali agar sejak setelah sebelum tanpa semua apa
        bantuannya sandi akun tagihan faktur pesanan berfungsi kesalahan masalah pertanyaan jawaban
        siapa selalu pernah sesuatu seseorang besok kemarin minggu berkas baru ingin kembali banyak
        selama butuh perlu ulang mulai masuk sampai sedang gak nggak
        """,
    "ms": """
        yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke kerana tersebut boleh
        ada mereka lebih telah atau oleh menjadi orang ialah adalah seperti sebagai bahawa dapat harus
        kami kepada anda belum adakah bagaimana mengapa bila jika terima kasih selamat pagi petang
        sejahtera salam sila tolong mohon encik puan tuan sekarang lagi sahaja supaya sejak selepas
        sebelum tanpa semua apa bantuan hendak kita laluan akaun bil invois pesanan berfungsi ralat
        masalah soalan jawapan siapa selalu pernah sesuatu seseorang esok semalam minggu fail baharu
        ingin mahu kembali banyak semasa perlu semula mula masuk sampai sedang
        """,
    "vi": """
        và của là có không được cho các một những trong tôi bạn này khi để với người đã ở đến ra về thì
        mà cũng như từ nhiều hay hoặc vì nếu nên rất lại vẫn chưa sẽ đang bị phải làm thế nào tại sao
        chúng anh chị em ông bà cảm ơn xin chào vui lòng trân trọng kính gửi thân mến giúp hôm nay bây
        giờ đây đó sau trước gì nữa mật khẩu tài khoản hóa đơn hàng lỗi vấn đề câu hỏi trả lời ai luôn
        bao tuần tệp mới muốn cần sáng chiều đặt hỗ trợ đỡ đăng nhập nhận xem kiểm tra
        """,
    "tl": """
        ang ng sa na mga at ay ko mo niya namin natin ninyo nila ako ikaw siya kami tayo kayo sila hindi
        po opo ito iyon iyan may mayroon wala para kung kapag dahil pero o din rin lang pa ba kasi paano
        bakit kailan saan salamat maraming kumusta magandang umaga hapon gabi paki lubos pwede puwede
        maaari nang mula ngayon dito account gumagana error problema tanong sagot sino lagi bukas
        kahapon linggo tulong bago gusto kailangan kong aking aming inyong nasa naman lamang walang sana
        """,
    "sw": """
        na ya wa kwa ni la za katika hii hiyo hilo hili kuwa si sio mimi wewe yeye sisi ninyi wao yangu
        yako yake yetu yenu wangu wako lakini au kama pia sana tu bado tayari asante shukrani habari
        karibu tafadhali ndugu salamu jinsi gani lini wapi nini kwamba baada kabla bila hadi sasa hapa
        leo kesho siwezi naomba ninaweza siri akaunti ankara agizo kosa tatizo swali jibu nani daima
        kamwe kitu mtu jana wiki faili msaada mpya nataka tunahitaji ningependa nyingi wakati tena
        asubuhi mfumo kazi inafanya haifanyi tangu kwenye
        """,
}

# By language the letters that few others write.
LETTERS = {
    "de": "ßäöü",
    "nl": "ë",
    "af": "êë",
    "da": "åæø",
    "no": "åæø",
    "sv": "äöå",
    "is": "öæðþéý",
    "fr": "éèêëçœùâîô",
    "es": "üéñ¿¡",
    "ca": "üéèçòŀ",
    "pt": "éêçãõâô",
    "it": "éèòùì",
    "ro": "ăâîșțţş",
    "gl": "ñ",
    "pl": "łąęńśźżć",
    "cs": "éčšžřěůďťňý",
    "sk": "äéčšžďťňľĺŕôý",
    "sl": "čšž",
    "hr": "ćđčšž",
    "lv": "čšžāēīģķļņū",
    "lt": "ąęčšžūėįų",
    "et": "äöüõšž",
    "fi": "äö",
    "hu": "öüéőű",
    "cy": "êŵŷ",
    "ga": "é",
    "sq": "ëç",
    "tr": "öüçâşğı",
    "vi": "êãõăâđôơưạảấếệịọộờợụ",
}
