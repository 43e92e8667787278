"""The smallest and most frequent words of the Romance languages; see `alphabets`."""

from __future__ import annotations

LATIN = {
    "fr": """
        le la les de des du et à un une en que qui dans est pour ce il ne pas sur se je vous nous au aux par
        avec plus son sa ses mais ou où on sont été être avoir a ai avez avons ont cette ces c' d' l' j' n'
        s' m' qu' si elle ils elles leur votre vos notre nos mon ma mes tout tous comme sans bonjour bonsoir
        merci cordialement madame monsieur veuillez salut bien très peut pouvez pouvons faire fait suis même
        aussi encore quand depuis donc car lors afin suite ci-joint salutations jour prie plaît quelque rien
        moi y jusqu' lorsqu' passe mot compte facture commande fonctionne marche marchent erreur message
        problème question réponse pourquoi quel quelle quels quelles toujours jamais entre contre pendant
        ainsi ceux celui celle ça cela dont beaucoup moins trop maintenant aujourd' hui hier demain semaine
        joint jointe aide nouveau nouvelle pouvoir voudrais serait avait était sera vers chez voici voilà
        déjà étage matin soir deux trois quatre cinq six sept huit neuf dix lundi mardi mercredi jeudi
        vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre
        décembre premier première dernier dernière
        """,
    "es": """
        de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o este
        sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante
        todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro otras otra
        él tanto esa estos mucho nada muchos cual poco ella estar estas algo nosotros mi mis tu te ha he han
        hemos está están soy son tengo tiene puede pueden hola gracias buenos buenas días tardes saludos
        saludo cordial atentamente favor estimado estimada usted ustedes señor señora quiero hacer ayuda
        adjunto contraseña cuenta factura pedido funciona error problema pregunta respuesta cuándo cuál
        quién dónde cómo siempre nunca algún alguna ninguno ninguna mañana hoy ayer semana archivo nuevo
        nueva poder podría podrían podemos puedo quisiera sería había era será hacia según mismo misma
        muchas vez veces entonces aunque mientras además nuestra nuestro vuestra desea tienen tenemos
        usuario aquí allí ahora todavía luego dos tres cuatro cinco seis siete ocho nueve diez lunes martes
        miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre
        octubre noviembre diciembre primer primera segundo último última estamos
        """,
    "ca": """
        de la que el en i a els les un una per amb no és al del dels als es se si com més però seu seva seus
        aquest aquesta aquests això també molt ja quan on sense sobre fins hi ha he hem han ho em ens us li
        són està estan l' d' s' n' m' t' jo tu ell ella nosaltres vosaltres vostè vostès meu meva nostre
        nostra vostre vostra altre altra tot tots res hola gràcies bon bona dia tarda salutacions atentament
        cordialment plau benvolgut benvolguda puc pot poden tinc té fer ara encara perquè què doncs aquí des
        ser adjunt contrasenya compte factura comanda funciona error problema pregunta resposta quin quina
        quins quines sempre mai cap demà avui ahir setmana fitxer ajuda nou nova podem podeu podríeu voldria
        seria havia era serà segons mateix moltes molts vegada mentre dins va van vaig bé meus dos dues tres
        quatre cinc sis set vuit deu dilluns dimarts dimecres dijous divendres dissabte diumenge gener
        febrer març abril maig juny juliol agost setembre octubre novembre desembre primer primera darrer
        últim última tenim
        """,
    "pt": """
        de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem
        à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois
        sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu às minha
        têm numa pelos havia seja qual será nós tenho lhe este fosse dele tu te vocês vos olá oi obrigado
        obrigada bom boa dia tarde noite cumprimentos atenciosamente abraço prezado prezada caro cara favor
        posso pode podem estou fazer agora ainda aqui então gostaria anexo senhor senhora consigo são vossa
        senha conta fatura encomenda pedido funciona funcionando erro problema pergunta resposta onde sempre
        nunca nada algum alguma nenhum nenhuma amanhã hoje ontem semana ficheiro arquivo ajuda novo nova
        poder poderia poderiam podemos gostaríamos seria estava pois mesma muita muitos muitas vez vezes
        embora enquanto nosso nossa deste desta neste nesta dois duas três quatro cinco seis sete oito nove
        dez segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo janeiro fevereiro
        março abril maio junho julho agosto setembro outubro novembro dezembro primeiro primeira último
        última estamos segue
        """,
    "gl": """
        de a o que e do da en un para é con non unha os no se na por máis as dos como pero foi ao ten á seu
        súa ou ser cando moito nos xa está eu tamén só polo pola ata isto ela entre era despois sen mesmo
        eles vostede grazas ola bo boa día tarde saúdos cordial prezado estimado favor podo pode estou facer
        agora aínda aquí entón meu miña noso nosa unhas uns teño hai dende contrasinal conta factura pedido
        funciona erro problema pregunta resposta quen onde sempre nunca nada algún algunha ningún ningunha
        mañá hoxe onte semana ficheiro axuda novo nova poder podería poderían podemos sería había estaba
        pois mesma moita moitos moitas vez veces mentres deste desta neste nesta seguridade conseguín dous
        dúas tres catro cinco seis sete oito nove dez luns martes mércores xoves venres sábado domingo
        xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro primeiro
        primeira último última estamos
        """,
    "it": """
        di che è e la il un a per in una mi sono ho ma non l' lo ha le si ti i con cosa se io come da ci no
        questo qui hai sei del bene tu sì me più al mio c' perché lei solo te era gli tutto della così molto
        quando anche mia fare ora essere detto quello va nel alla stato ne sua suo su dei degli delle dalla
        nella sul sulla dell' all' nell' un' d' cui grazie ciao salve buongiorno buonasera saluti cordiali
        distinti gentile gentili prego cortesemente potete può possiamo posso abbiamo avete vostro vostra
        nostro nostra siamo ancora già dopo oggi ieri fino senza oppure allegato quest' dall' sull' password
        conto fattura ordine funziona funzionano errore problema domanda risposta quale quali chi dove
        sempre mai niente nulla qualche nessuno nessuna domani settimana allegata aiuto nuovo nuova potrei
        potrebbe potreste vorrei sarebbe aveva sarà verso presso stesso stessa molti molte volta volte
        mentre inoltre nostri vostri questi queste quelli riesco adesso mille mattina invece due tre quattro
        cinque sette otto nove dieci lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio
        febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre primo prima
        ultimo ultima
        """,
    "ro": """
        de și si în in la pe cu nu un o că ca să sa din pentru care este sunt mai ce a au am ai fi fost fie
        dar sau ale al lui lor ei el ea noi voi eu tu mă te se ne vă le îi îl își acest această aceasta
        acesta aceste când cum unde foarte tot toate după până prin fără între doar dacă daca deja încă bună
        buna ziua mulțumesc multumesc salut salutări respect rog stimate stimată poate pot putem aveți avem
        avea nostru noastră dumneavoastră meu mea lângă atunci acum aici nici nimic iar stimă cordialitate
        parola parolă cont contul factura factură comanda comandă funcționează functioneaza merge eroare
        problema problemă întrebare răspuns cine mereu niciodată vreun vreo mâine azi astăzi ieri săptămână
        fișier ajutor ajutați nou nouă putea ați aș dori ar era va spre însă totuși multe mulți mult multă
        data dată noastre noștri acestui acestei asta doi două trei patru cinci șase șapte opt zece luni
        marți miercuri joi vineri sâmbătă duminică ianuarie februarie martie aprilie iunie iulie august
        septembrie octombrie noiembrie decembrie primul prima ultimul ultima
        """,
}
