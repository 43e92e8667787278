"""The smallest and most frequent words of the Germanic languages; see `alphabets`."""

from __future__ import annotations

LATIN = {
    "en": """
        the of and to in is that it for you was with on as have be this are not at by from but or an they
        which we will can has been your my i if me would their what there all so about when who more out up
        no just any how could should please thanks thank hello hi dear regards hey our us he she his her
        them its do does did don' i' it' doesn' can' didn' we' you' am than then into after before because
        since still get got need also only where why very again now here these those some were had let see
        know password account works working error problem issue invoice order help send sent call new today
        tomorrow yesterday morning week anyone nothing something yes while until without between both each
        other another same too such able try trying tried use using did't wasn' won' wouldn' isn' aren'
        that' there' let' unable attached below above regarding one two three four five six seven eight nine
        ten monday tuesday wednesday thursday friday saturday sunday january february march april may june
        july august september october november december first second last
        """,
    "de": """
        der die das und ist nicht ich sie wir es ein eine einen einem einer zu den dem des mit für auf von
        im in an auch sich wie aus bei nach wenn noch nur oder aber werden wird wurde kann können haben hat
        habe sind war dass daß was uns mir mich ihr ihnen ihre ihren ihrem bitte danke vielen dank hallo
        guten tag sehr geehrte geehrter geehrten damen herren freundlichen grüßen grüße gruß liebe viele
        mehr über unter durch um am zum zur vom beim bis seit als diese dieser dieses diesen mein meine
        meinen meiner kein keine leider schon wieder hier jetzt heute morgen gerne schöne doch so da ja nein
        man muss gibt ob passwort kennwort konto rechnung bestellung funktioniert geht fehler fehlermeldung
        drucker frage antwort wann warum wo wer welche welcher welches woche uhr anbei hilfe weil damit dann
        immer alle alles etwas nichts neue neuen neu gegen ohne während sowie unser unsere unseren unserem
        euch dein dir dich ab herr herrn frau erhalten möchte möchten sollte sollen müssen würde wäre heißt
        einfach erst viel vielleicht eins zwei drei vier fünf sechs sieben acht neun zehn montag dienstag
        mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august september
        oktober november dezember erste zweite zweiten letzte letzten
        """,
    "nl": """
        de het een en van ik te dat die in je is niet zijn op met voor er aan maar om ook als dan door bij
        of uit nog naar heeft hebben heb ze we wij wat werd wordt worden kan kunnen moet moeten mijn onze
        ons uw jullie deze dit geen wel over tot zou zo al meer daar hier hoe wanneer waarom alvast graag
        bedankt dank hallo beste geachte groet groeten vriendelijke goedemorgen goedemiddag dag was gaat
        doen nu niets iemand iets sinds na veel weer altijd hoi heer mevrouw dus toch zal wachtwoord
        rekening factuur bestelling werkt foutmelding probleem vraag antwoord opnieuw kunt zodat omdat welke
        iedereen alles alle tussen tegen zonder tijdens evenals hen hem haar mij hij zij ben bent waren
        krijg krijgen stuur sturen ontvangen wil willen zullen zouden vandaag morgen gisteren week bijlage
        hulp nieuwe nieuw eens even misschien s.v.p twee drie vier vijf zes zeven acht negen tien maandag
        dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli
        augustus september oktober november december eerste tweede laatste
        """,
    "af": """
        die het en van nie is ek te dat in jy wat vir met op om sy haar hulle ons julle hy aan maar ook as
        dan deur by of uit nog na kan moet my dit hierdie daardie geen oor tot sou so al meer daar hier hoe
        wanneer hoekom asseblief dankie hallo beste geagte groete vriendelike goeie dag môre was word sal n
        nou iets niks sedert baie weer altyd u jou wees gaan kry laat ná wagwoord rekening werk werkende
        fout probleem vraag antwoord asook omdat watter almal alles tussen teen sonder tydens hom gehad
        stuur ontvang wil vandag gister week aanhegsel hulp nuwe dalk vandaan binne twee drie vier vyf ses
        sewe agt nege tien maandag dinsdag woensdag donderdag vrydag saterdag sondag januarie februarie
        maart april mei junie julie augustus september oktober november desember eerste tweede laaste
        """,
    "da": """
        og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min
        havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil
        blev kunne ind når være dog noget ville jo deres efter ned skulle denne dette have hende kan mange
        også hvordan hvorfor kære hej tak venlig hilsen venlige hilsner mvh gerne nogen igen mere meget
        bliver gør lige uge ved dig jer jeres vores endnu siden tilbage adgangskode konto faktura ordre fejl
        fejlbesked problem spørgsmål svar hvornår hvem hvilken hvilke uden mellem mod under bare altid
        aldrig alt intet få får sende sendt modtaget dag morgen går vedhæftet hjælp nye ny virker brug bruge
        mulig muligt ligger stadig hvis fordi både to tre fire fem seks syv otte ni ti mandag tirsdag onsdag
        torsdag fredag lørdag søndag januar februar marts april maj juni juli august september oktober
        november december første anden sidste holder finder vedlagt kommer
        """,
    "no": """
        og i jeg det at en den til er som på de med han av for ikke der var meg seg men et har om vi min
        hadde ham hun nå over da fra du ut sin dem oss opp man hans hvor eller hva skal selv her alle vil
        ble kunne inn når være noe ville jo deres etter ned skulle denne dette ha henne kan mange også
        hvordan hvorfor kjære hei takk vennlig hilsen vennlige hilsninger mvh gjerne noen igjen mer mye blir
        gjør uke ved deg dere vår våre ennå siden tilbake bare fikk ikkje eg ein passord konto faktura ordre
        feil feilmelding problem spørsmål svar hvem hvilken hvilke uten mellom mot under alltid aldri alt
        ingenting få får sende sendt mottatt dag morgen går vedlagt hjelp nye ny virker fungerer bruk bruke
        mulig fortsatt hvis fordi både tusen to tre fire fem seks syv sju åtte ni ti mandag tirsdag onsdag
        torsdag fredag lørdag søndag januar februar mars april mai juni juli august september oktober
        november desember første andre siste holder finner kommer
        """,
    "sv": """
        och i att det som en på är av för med den till inte han de om ett var hon jag har men vi sig så från
        man ut när ska skulle kan mig dig nu då över sin där vid eller vad hur varför min mitt mina vår vårt
        våra ni er era också efter upp bli blir blev vara hade detta denna dessa någon något några mycket
        mer än bara hej tack tacka vänlig vänliga hälsning hälsningar hälsar mvh snälla gärna igen redan
        finns fungerar utan under inom kommer få får alla dem oss här kunna hos ännu sedan tillbaka lösenord
        konto faktura beställning fel felmeddelande problem fråga svar vem vilken vilka mellan mot alltid
        aldrig allt inget skicka skickat mottagit vill idag imorgon igår vecka bifogat hjälp nya ny använda
        möjligt fortfarande dag eftersom både stort två tre fyra fem sex sju åtta nio tio måndag tisdag
        onsdag torsdag fredag lördag söndag januari februari mars april maj juni juli augusti september
        oktober november december första andra sista håller hittar bifogar
        """,
    "is": """
        og að í á er sem það ekki við til um en af með hann hún þetta ég þú þið þeir var hefur hafa fyrir
        frá eru svo eftir upp út inn mér þér sér mig þig sig hér þar nú þá hvað hvernig hvenær hvers vegna
        ef eða mjög líka einnig kveðja kveðju takk sæl sæll góðan daginn halló vinsamlegast get getur geta
        þarf vera verið allt ekkert minn mín mitt okkar ykkar aftur bara lykilorð reikningur pöntun villa
        vandamál spurning svar hver hvaða án milli gegn alltaf aldrei allir fá fæ senda sent vil dag morgun
        gær viku hjálp nýtt nýja virkar nota hægt enn bæði síðan kærar einn tveir tvo tvær þrír þrjú fjórir
        fimm sex sjö átta níu tíu mánudag þriðjudag miðvikudag fimmtudag föstudag laugardag sunnudag janúar
        febrúar mars apríl maí júní júlí ágúst september október nóvember desember fyrsta síðasta
        """,
}
