"""The bokmål of every sentence that those who run the year read, by its nynorsk: gates, pages, artifacts, answers."""

from __future__ import annotations

from collections.abc import Mapping

_GATES: Mapping[str, str] = {
    "Årshjul": "Årshjul",
    "Programkomité": "Programkomité",
    "Vertskap og møteleiing": "Vertskap og møteledelse",
    "Invitasjonsliste": "Invitasjonsliste",
    "Brev": "Brev",
    "Utsending": "Utsending",
    "Arkiv og publisering": "Arkiv og publisering",
    "retting nr. {number} av {name} (e-post {mail})": "rettelse nr. {number} av {name} (e-post {mail})",
    "Kommentar": "Kommentar",
    "Les heile grunnlaget": "Les hele grunnlaget",
    "Ingen treng avgjere noko.": "Ingen trenger å avgjøre noe.",
    "revisjon": "revisjon",
    "ferdig": "ferdig",
    "**Ikkje gjort.**": "**Ikke gjort.**",
    "Be om utsendinga med {how}, eller med «ekstra-utsending» i Prefect.": (
        "Be om utsendingen med {how}, eller med «ekstra-utsending» i Prefect."
    ),
    "Be om utsendinga innan {day} med {how}, eller med «ekstra-utsending» i Prefect.": (
        "Be om utsendingen innen {day} med {how}, eller med «ekstra-utsending» i Prefect."
    ),
    "{dispatch}: kan gå til {number}.": "{dispatch}: kan gå til {number}.",
    "{dispatch}: {number} har fått vite noko anna enn det som gjeld no.": (
        "{dispatch}: {number} har fått vite noe annet enn det som gjelder nå."
    ),
    "{dispatch}: {number} har ikkje svart.": "{dispatch}: {number} har ikke svart.",
}
_HEADS: Mapping[str, str] = {
    "Dato": "Dato",
    "Kva": "Hva",
    "Kven": "Hvem",
    "Kvifor": "Hvorfor",
    "Merknad": "Merknad",
    "Milepæl": "Milepæl",
    "Milepælar": "Milepæler",
    "Før": "Før",
    "No": "Nå",
    "Namn": "Navn",
    "Plass": "Plass",
    "Frå": "Fra",
    "Heimel": "Hjemmel",
    "Blir peika ut av": "Pekes ut av",
    "Rolle": "Rolle",
    "Rettar": "Rettigheter",
    "Kor sikkert": "Hvor sikkert",
    "Del": "Del",
    "Vert": "Vert",
    "Møteleiar": "Møteleder",
    "År": "År",
    "Side": "Side",
    "E-post": "E-post",
    "på papir": "på papir",
    "Kvifor adressa": "Hvorfor adressen",
    "Det reglane krev": "Det reglene krever",
    "Ja": "Ja",
    "Nei": "Nei",
    "Usikkert": "Usikkert",
    "Inviterte": "Inviterte",
    "Medlemmer i programkomiteen": "Medlemmer i programkomiteen",
    "Breva": "Brevene",
    "Brevet til": "Brevet til",
    "Mottakar": "Mottaker",
    "Mottakarar": "Mottakere",
    "Fil": "Fil",
    "Storleik": "Størrelse",
    "Vedlegg": "Vedlegg",
    "Status": "Status",
    "Råd": "Råd",
    "Tal": "Antall",
    "Tid": "Tid",
    "Tenaren sa": "Tjeneren sa",
    "Person-id før": "Person-id før",
    "Person-id no": "Person-id nå",
    "Har fått ho som": "Har fått den som",
    "Postadresse": "Postadresse",
    "Skrive ut": "Skrevet ut",
    "Dokument": "Dokumenter",
    "Presentasjonar": "Presentasjoner",
    "Filer i arkivpakka": "Filer i arkivpakken",
    "resultat": "resultat",
    "Kva som skjedde med kvar e-post": "Hva som skjedde med hver e-post",
    "Felles vedlegg": "Felles vedlegg",
    "Utval av breva": "Utvalg av brevene",
    "Kalenderinnkallingar": "Kalenderinnkallinger",
}
_STEPS: Mapping[str, str] = {
    "**{name}** er sett til {day}, {time} (registrering frå kl. {registration}), {where}.": (
        "**{name}** er satt til {day}, {time} (registrering fra kl. {registration}), {where}."
    ),
    "**{name}** er sett til {day}, {time} (registrering frå kl. {registration}).": (
        "**{name}** er satt til {day}, {time} (registrering fra kl. {registration})."
    ),
    "Svarfrist: {day}. Dei som har rolla {record}, blir inviterte.": (
        "Svarfrist: {day}. De som har rollen {record}, blir invitert."
    ),
    "### Merk": "### Merk",
    "### Møtet er flytta": "### Møtet er flyttet",
    "### Milepælar": "### Milepæler",
    "Godkjenn når dato, stad og milepælar stemmer. Vil du endre noko, rettar du årsmappa eller startar året på nytt "
    "med ny dato eller stad.": (
        "Godkjenn når dato, sted og milepæler stemmer. Vil du endre noe, retter du årsmappen eller starter året på "
        "nytt med ny dato eller nytt sted."
    ),
    "### Ordrett som i {year}": "### Ordrett som i {year}",
    "Sjå over at det gjeld i år òg, eller rett det i årsmappa:": (
        "Se over at det gjelder i år også, eller rett det i årsmappen:"
    ),
    "Det er for kort tid: {names} skulle alt ha vore. Tidlegast mogleg møtedato er {earliest}.": (
        "Det er for kort tid: {names} skulle allerede ha vært. Tidligst mulige møtedato er {earliest}."
    ),
    "møtelokalet": "møtelokalet",
    "adressa eller staden": "adressen eller stedet",
    "arkivreferansen": "arkivreferansen",
    "temaet": "temaet",
    "målet med møtet": "målet med møtet",
    "korleis ein svarar": "hvordan en svarer",
    "kva ein skal førebu": "hva en skal forberede",
    "praktiske opplysningar": "praktiske opplysninger",
    "sida om møtet": "siden om møtet",
    "merknaden": "merknaden",
    "grunnen til ei endring": "grunnen til en endring",
    "vedtaket om kven som er vert": "vedtaket om hvem som er vert",
    "kontakten": "kontakten",
    "dei som er lagde til for hand": "de som er lagt til for hånd",
    "dei som er tekne av for hand": "de som er tatt av for hånd",
    "teksten på nynorsk": "teksten på nynorsk",
    "teksten på bokmål": "teksten på bokmål",
    "**{name}** er programkomité for {year}.": "**{name}** er programkomité for {year}.",
    "*Personane er oppdikta døme.*": "*Personene er oppdiktede eksempler.*",
    "### Ledige plassar": "### Ledige plasser",
    "Alle plassane er fylte.": "Alle plassene er fylt.",
    "### Dette endrar seg før møtet": "### Dette endrer seg før møtet",
    "### Dette endrar seg før møtet {day}": "### Dette endrer seg før møtet {day}",
    "Godkjenn når medlemmene stemmer. Ledige plassar kan fyllast i registeret; då blir steget rekna på nytt.": (
        "Godkjenn når medlemmene stemmer. Ledige plasser kan fylles i registeret; da blir steget regnet på nytt."
    ),
    "Kjelde: {source}": "Kilde: {source}",
    "### Andre roller": "### Andre roller",
    "### Delane av møtet": "### Delene av møtet",
    "### Åra rundt": "### Årene rundt",
    "Godkjenn når vertskapet stemmer. Er noko anna vedteke, skriv det i årsmappa med grunn og vedtak.": (
        "Godkjenn når vertskapet stemmer. Er noe annet vedtatt, skriv det i årsmappen med grunn og vedtak."
    ),
    "### Desse kan ikkje få brev": "### Disse kan ikke få brev",
    "Skriv e-postadresse eller postadresse i registeret før lista blir godkjend.": (
        "Skriv e-postadresse eller postadresse i registeret før listen blir godkjent."
    ),
    "### Er møtet etter reglane?": "### Er møtet etter reglene?",
    "### Endringar sidan lista vart godkjend": "### Endringer siden listen ble godkjent",
    "### Får eitt brev for fleire plassar": "### Får ett brev for flere plasser",
    "### Får brevet på papir": "### Får brevet på papir",
    "### Ikkje inviterte": "### Ikke invitert",
    "### Endringar sidan i fjor": "### Endringer siden i fjor",
    "### På lista: {number}": "### På listen: {number}",
    "Godkjenn når alle som skal ha brev, står på lista, og ingen andre.": (
        "Godkjenn når alle som skal ha brev, står på listen, og ingen andre."
    ),
    "Ingen blir tekne av eller lagde til av seg sjølv. Skal nokon ikkje ha brev, skriv det under removals i årsmappa; "
    "skal nokon annan ha det, skriv det under additions, eller flytt skjeringsdatoen.": (
        "Ingen blir tatt av eller lagt til av seg selv. Skal noen ikke ha brev, skriv det under removals i årsmappen; "
        "skal noen andre ha det, skriv det under additions, eller flytt skjæringsdatoen."
    ),
    ", med felles vedlegg: {files}.": ", med felles vedlegg: {files}.",
    "**PDF manglar: LibreOffice er ikkje installert. Breva går som Word-filer.**": (
        "**PDF mangler: LibreOffice er ikke installert. Brevene går som Word-filer.**"
    ),
    "Sjå alle breva": "Se alle brevene",
    "### Sjå særleg på desse": "### Se særlig på disse",
    "Raude rammer viser kva som er endra sidan breva vart godkjende sist.": (
        "Røde rammer viser hva som er endret siden brevene ble godkjent sist."
    ),
    "Malen har òg tekst som ingen får denne gongen, for når {cases}.": (
        "Malen har også tekst som ingen får denne gangen, for når {cases}."
    ),
    "### Merknader til malen": "### Merknader til malen",
    "### Får ikkje denne utsendinga": "### Får ikke denne utsendingen",
    "Godkjenn når breva er rette. Det du ser, er det som blir sendt, teikn for teikn.": (
        "Godkjenn når brevene er riktige. Det du ser, er det som blir sendt, tegn for tegn."
    ),
    "; alle er som sist": "; alle er som sist",
    "; {number} av {whole} er endra sidan breva vart godkjende sist": (
        "; {number} av {whole} er endret siden brevene ble godkjent sist"
    ),
    "Skriv det som manglar, i fila med ord for den andre målforma og i årsmappa; sjå rettleiinga.": (
        "Skriv det som mangler, i filen med ord for den andre målformen og i årsmappen; se veiledningen."
    ),
    "Ingen skal ha brevet lenger.": "Ingen skal ha brevet lenger.",
    "Breva som er valde ut, viser ikkje alt: {told} i malen {template} (eit vilkår, eller eit felt som er tomt) står "
    "berre i andre brev. Sjå gjennom fleire av dei.": (
        "Brevene som er valgt ut, viser ikke alt: {told} i malen {template} (et vilkår, eller et felt som er tomt) "
        "står bare i andre brev. Se gjennom flere av dem."
    ),
    "Malen {template} har {told}. Be IT køyre «cycle templates check»; breva kan sendast likevel.": (
        "Malen {template} har {told}. Be IT kjøre «cycle templates check»; brevene kan sendes likevel."
    ),
    "docxtpl lagar breva av malen {template} sjølv, sidan dei elles ikkje vart heilt like. Les dei ekstra nøye, og "
    "send malen til dei som utviklar tenesta.": (
        "docxtpl lager brevene av malen {template} selv, siden de ellers ikke ble helt like. Les dem ekstra nøye, og "
        "send malen til dem som utvikler tjenesten."
    ),
    "nynorsk": "nynorsk",
    "bokmål": "bokmål",
    "Sjå sida slik ho blir": "Se siden slik den blir",
    "**{number}.** Sjå utsendingane før du publiserer.": "**{number}.** Se utsendingene før du publiserer.",
    "Godkjenn når sida kan visast for alle. Då blir ho publisert, og arkivpakka blir laga.": (
        "Godkjenn når siden kan vises for alle. Da blir den publisert, og arkivpakken blir laget."
    ),
    "Året er publisert. [Opne sida]({link}).": "Året er publisert. [Åpne siden]({link}).",
    "Arkivpakka heiter `{name}` (kontrollsum `{sha256}…`).": "Arkivpakken heter `{name}` (kontrollsum `{sha256}…`).",
}
_MAILING: Mapping[str, str] = {
    "«{subject}» skal til **{number}**.": "«{subject}» skal til **{number}**.",
    "Kvar av dei får òg ei kalenderinnkalling i ein e-post for seg sjølv, rett etter brevet.": (
        "Hver av dem får også en kalenderinnkalling i en egen e-post, rett etter brevet."
    ),
    "{number} har alt fått denne utsendinga og får ho ikkje ein gong til.": (
        "{number} har allerede fått denne utsendingen og får den ikke en gang til."
    ),
    "### Har fått ein tidlegare versjon av brevet": "### Har fått en tidligere versjon av brevet",
    "### Går ikkje ut no: avgjer kvar og ein": "### Går ikke ut nå: avgjør hver og en",
    "### Får ikkje e-post": "### Får ikke e-post",
    "Skriv talet **{number}** i skjemaet og godkjenn. Då blir breva sende med ein gong.": (
        "Skriv tallet **{number}** i skjemaet og godkjenn. Da blir brevene sendt med en gang."
    ),
    "Skriv talet **{number}** i skjemaet og godkjenn. Då blir brevet sendt med ein gong.": (
        "Skriv tallet **{number}** i skjemaet og godkjenn. Da blir brevet sendt med en gang."
    ),
    "Ingen får e-post om du godkjenner.": "Ingen får e-post om du godkjenner.",
    "### Kalenderinnkallingar": "### Kalenderinnkallinger",
    "### Desse må de sjå på": "### Disse må dere se på",
    "{number} enno. Ingen treng dykk.": "{number} fortsatt. Ingen trenger dere.",
    "Alle har fått brevet på e-post.": "Alle har fått brevet på e-post.",
    "Ingen har fått brevet på e-post.": "Ingen har fått brevet på e-post.",
    "E-postar: {states}.": "E-poster: {states}.",
    "står i kø": "står i kø",
    "blir send no": "blir sendt nå",
    "blir sende no": "blir sendt nå",
    "send": "sendt",
    "sende": "sendt",
    "avvist av e-posttenaren": "avvist av e-posttjeneren",
    "avviste av e-posttenaren": "avvist av e-posttjeneren",
    "ikkje send": "ikke sendt",
    "ikkje sende": "ikke sendt",
    "uavklart – de må avgjere": "uavklart – dere må avgjøre",
    "uavklarte – de må avgjere": "uavklart – dere må avgjøre",
    "Har fått ho i eige namn, i utsendinga {dispatch}.": "Har fått den i eget navn, i utsendingen {dispatch}.",
    "Adressa {address} har alt fått ho, i brevet til {name} (e-post {mail}). De må avgjere.": (
        "Adressen {address} har allerede fått den, i brevet til {name} (e-post {mail}). Dere må avgjøre."
    ),
    "### Har kanskje fått ho under eit anna namn: avgjer kvar og ein": (
        "### Har kanskje fått den under et annet navn: avgjør hver og en"
    ),
    "**Same person, og namnet er retta:** Skriv *Person-id før* i kolonnen *Person-id* i registeret, og start året på "
    "nytt. Då er det éin person, som ikkje får ho ein gong til. Skal brevet med rett namn òg ut, be så om **retting** "
    "i Prefect med nummeret på e-posten, eller køyr «cycle outbox correct {mail} --name NAMN --why GRUNN».": (
        "**Samme person, og navnet er rettet:** Skriv *Person-id før* i kolonnen *Person-id* i registeret, og start "
        "året på nytt. Da er det én person, som ikke får den en gang til. Skal brevet med riktig navn også ut, be så "
        "om **retting** i Prefect med nummeret på e-posten, eller kjør "
        "«cycle outbox correct {mail} --name NAVN --why GRUNN»."
    ),
    "**Ein annan person, eller brevet skal ut likevel:** Be om **ekstra-utsending** i Prefect med «{kind}» under "
    "*Utsending* og *Person-id no* under *Berre til*, eller køyr «cycle dispatch {year} {kind} --to {recipient} --name "
    "NAMN --why GRUNN». Brevet får si eiga godkjenning.": (
        "**En annen person, eller brevet skal ut likevel:** Be om **ekstra-utsending** i Prefect med «{kind}» under "
        "*Utsending* og *Person-id nå* under *Berre til*, eller kjør «cycle dispatch {year} {kind} --to {recipient} "
        "--name NAVN --why GRUNN». Brevet får sin egen godkjenning."
    ),
    "[Skriv ut alle i éin PDF]({link}), med adresser til vindaugskonvoluttar.": (
        "[Skriv ut alle i én PDF]({link}), med adresser til vinduskonvolutter."
    ),
    "PDF manglar; skriv ut Word-filene.": "PDF mangler; skriv ut Word-filene.",
    "Køyr «cycle outbox print {year} {dispatch} --to BREV.pdf --name NAMN», så står det i kvitteringa kven som skreiv "
    "ut og når.": (
        "Kjør «cycle outbox print {year} {dispatch} --to BREV.pdf --name NAVN», så står det i kvitteringen hvem som "
        "skrev ut og når."
    ),
    "ikkje enno": "ikke ennå",
    "Adressa er ikkje opna i oppsettet.": "Adressen er ikke åpnet i oppsettet.",
    "Har svart sidan breva vart laga.": "Har svart siden brevene ble laget.",
    "Ingen å sende til.": "Ingen å sende til.",
    "Ingen å sende til: {those}.": "Ingen å sende til: {those}.",
    "### Sjå på dette før du godkjenner": "### Se på dette før du godkjenner",
    "{number} i minuttet": "{number} i minuttet",
    "{number} i minuttet gjennom {provider}": "{number} i minuttet gjennom {provider}",
    "{size} i alt, {largest} den største e-posten; grensa er {limit}.": (
        "{size} i alt, {largest} den største e-posten; grensen er {limit}."
    ),
    "{duration}, {pace}. Blir dei sende no, er alle ute {moment}.": (
        "{duration}, {pace}. Blir de sendt nå, er alle ute {moment}."
    ),
    "om lag {long}": "omtrent {long}",
    "{apart}, kvar etter brevet sitt: {whole} i alt.": "{apart}, hver etter brevet sitt: {whole} i alt.",
    "Først": "Først",
    "Over fleire dagar": "Over flere dager",
    "{provider} tek imot {number} i døgnet. {today} går det første døgnet, og {rest} ventar i kø til det er plass.": (
        "{provider} tar imot {number} i døgnet. {today} går det første døgnet, og {rest} venter i kø til det er plass."
    ),
    "Den første går åleine. Resten ventar til du har sett at han er rett.": (
        "Den første går alene. Resten venter til du har sett at den er riktig."
    ),
    "Dei {number} første går åleine. Resten ventar til du har sett at dei er rette.": (
        "De {number} første går alene. Resten venter til du har sett at de er riktige."
    ),
    "Databasen er ein kopi eller er gjenoppretta, så ingen får e-post. Skal tenesta sende frå han, køyr «cycle outbox "
    "adopt --name NAMN».": (
        "Databasen er en kopi eller er gjenopprettet, så ingen får e-post. Skal tjenesten sende fra den, kjør «cycle "
        "outbox adopt --name NAVN»."
    ),
    "Avsendaren {sender} er ei eksempeladresse som ingen kan svare til. Set CYCLE_MAIL_FROM.": (
        "Avsenderen {sender} er en eksempeladresse som ingen kan svare til. Sett CYCLE_MAIL_FROM."
    ),
    "{names} har ei eksempeladresse og får ikkje e-post.": "{names} har en eksempeladresse og får ikke e-post.",
    "{name} er ikkje med i talet: {address} har alt fått utsendinga, til {before}. Avgjer om det er same person.": (
        "{name} er ikke med i tallet: {address} har allerede fått utsendingen, til {before}. Avgjør om det er samme "
        "person."
    ),
    "{name} har same adresse som {before}, som har fått utsendinga: {address}. Er ho rett?": (
        "{name} har samme adresse som {before}, som har fått utsendingen: {address}. Er den riktig?"
    ),
    "{names} får brevet som Word-fil, utan PDF.": "{names} får brevet som Word-fil, uten PDF.",
    "{number} har fått ein tidlegare versjon av brevet, og får ikkje den nye.": (
        "{number} har fått en tidligere versjon av brevet, og får ikke den nye."
    ),
    "{number}, og går ikkje no.": "{number}, og går ikke nå.",
    "Dei siste kjem fram etter milepælen «{milestone}», {day}.": (
        "De siste kommer fram etter milepælen «{milestone}», {day}."
    ),
    "{number} til": "{number} til",
    "{names} har same adresse, {address}. Er ho rett for alle?": (
        "{names} har samme adresse, {address}. Er den riktig for alle?"
    ),
    "Ventar på deg: {why} {how}": "Venter på deg: {why} {how}",
    "Mange av dei siste e-postane vart avviste. Sjå kvifor før resten går.": (
        "Mange av de siste e-postene ble avvist. Se hvorfor før resten går."
    ),
    "Skriv namnet ditt.": "Skriv navnet ditt.",
    "Vel kva steg det skal sendast tilbake til.": "Velg hvilket steg det skal sendes tilbake til.",
    "Utsendinga går til {people}. Skriv talet {number} for å stadfeste.": (
        "Utsendingen går til {people}. Skriv tallet {number} for å bekrefte."
    ),
    "{name} har alt godkjent. Ein annan person må òg godkjenne.": (
        "{name} har allerede godkjent. En annen person må også godkjenne."
    ),
    "Hald fram med «cycle outbox continue {year} {dispatch} --name NAMN», eller med «hald-fram/utsending» i Prefect.": (
        "Fortsett med «cycle outbox continue {year} {dispatch} --name NAVN», eller med «hald-fram/utsending» i Prefect."
    ),
    "Den første e-posten er send. Sjå at han er rett før resten går.": (
        "Den første e-posten er sendt. Se at den er riktig før resten går."
    ),
    "Dei første {number} e-postane er sende. Sjå at dei er rette før resten går.": (
        "De første {number} e-postene er sendt. Se at de er riktige før resten går."
    ),
    "Den første e-posten er ikkje send. Sjå kva som skjedde før resten går.": (
        "Den første e-posten er ikke sendt. Se hva som skjedde før resten går."
    ),
    "Av dei første {number} e-postane er {sent}. Sjå kva som skjedde med dei andre før resten går.": (
        "Av de første {number} e-postene er {sent}. Se hva som skjedde med de andre før resten går."
    ),
    "Ingen av dei første {number} e-postane er sende. Sjå kva som skjedde før resten går.": (
        "Ingen av de første {number} e-postene er sendt. Se hva som skjedde før resten går."
    ),
    "Klokka på maskina seier {here}, men databasen er skriven {day}.": (
        "Klokken på maskinen sier {here}, men databasen er skrevet {day}."
    ),
    "Klokka på maskina seier {here}, men e-posttenaren seier {day}.": (
        "Klokken på maskinen sier {here}, men e-posttjeneren sier {day}."
    ),
    "Klokka på maskina seier {here}, og møtet er {day}.": "Klokken på maskinen sier {here}, og møtet er {day}.",
    "E-postane ville få feil dato. Sjå på klokka før dei går.": (
        "E-postene ville fått feil dato. Se på klokken før de går."
    ),
    "Databasen er henta tilbake frå ein kopi, og utsendinga var godkjend då. Ho kan vere send etterpå: sjå i loggen "
    "til e-posttenaren, eller spør ein mottakar. Er ho send, send steget tilbake.": (
        "Databasen er hentet tilbake fra en kopi, og utsendingen var godkjent da. Den kan være sendt etterpå: se i "
        "loggen til e-posttjeneren, eller spør en mottaker. Er den sendt, send steget tilbake."
    ),
    "Denne heimemappa er ein kopi. Ingenting går vidare av seg sjølv, og all e-post hamnar i ei mappe. Er det denne "
    "som gjeld, må den som driv tenesta køyre «cycle outbox adopt --name NAMN».": (
        "Denne hjemmemappen er en kopi. Ingenting går videre av seg selv, og all e-post havner i en mappe. Er det "
        "denne som gjelder, må den som driver tjenesten kjøre «cycle outbox adopt --name NAVN»."
    ),
}
_ANSWERS: Mapping[str, str] = {
    "kjem": "kommer",
    "kjem ikkje": "kommer ikke",
    "kanskje": "kanskje",
    "har skrive": "har skrevet",
    "kom i retur": "kom i retur",
    "ikkje svart": "ikke svart",
    "i kalenderen": "i kalenderen",
    "på e-post": "på e-post",
    "skrive inn": "skrevet inn",
    "Kan ha slutta: les svaret, ring organisasjonen og rett registeret.": (
        "Kan ha sluttet: les svaret, ring organisasjonen og rett registeret."
    ),
    "Kjem": "Kommer",
    "Kjem ikkje": "Kommer ikke",
    "Kanskje": "Kanskje",
    "Vikar kjem": "Vikar kommer",
    "Adressa er den inviterte si eiga": "Adressen er den invitertes egen",
    "Adressa er ein annan si": "Adressen er en annens",
    "Lese, ikkje noko å skrive inn": "Lest, ikke noe å skrive inn",
    "Svaret «{said}» kom frå {by}. Er det den inviterte si adresse, eller ein annan si?": (
        "Svaret «{said}» kom fra {by}. Er det den invitertes adresse, eller en annens?"
    ),
    "Det ser ut til at nokon møter i staden. Les det, og skriv inn vikaren.": (
        "Det ser ut til at noen møter i stedet. Les det, og skriv inn vikaren."
    ),
    "Det står ord ved sida av svaret. Les dei.": "Det står ord ved siden av svaret. Les dem.",
    "Føreslår ei anna tid. Ta kontakt, og skriv inn svaret.": (
        "Foreslår en annen tid. Ta kontakt, og skriv inn svaret."
    ),
    "Det kom frå {by}.": "Det kom fra {by}.",
    "Kan gjelde møtet, og ser ut til å bety «{said}». Les e-posten, og stadfest.": (
        "Kan gjelde møtet, og ser ut til å bety «{said}». Les e-posten, og bekreft."
    ),
    "Ser ut til å svare «{said}». Les e-posten, og stadfest.": "Ser ut til å svare «{said}». Les e-posten, og bekreft.",
    "Kan gjelde møtet. Les e-posten i postkassa, og skriv inn svaret om det er eit.": (
        "Kan gjelde møtet. Les e-posten i postkassen, og skriv inn svaret om det er et."
    ),
    "Les e-posten i postkassa, og skriv inn svaret.": "Les e-posten i postkassen, og skriv inn svaret.",
    "Les det som er skrive inn, og skriv inn svaret.": "Les det som er skrevet inn, og skriv inn svaret.",
    "Svara er ikkje lesne enno.": "Svarene er ikke lest ennå.",
    "Svara er sist lesne {day} kl. {time}.": "Svarene er sist lest {day} kl. {time}.",
    "Det siste forsøket gjekk ikkje: {why}": "Det siste forsøket gikk ikke: {why}",
}
_PAGES: Mapping[str, str] = {
    "utan dato": "uten dato",
    "Fann ikkje sida": "Fant ikke siden",
    "Noko må rettast først": "Noe må rettes først",
    "Noko gjekk gale": "Noe gikk galt",
    "Det gjekk ikkje": "Det gikk ikke",
    "Prefect svarar ikkje akkurat no": "Prefect svarer ikke akkurat nå",
    "Prefect er kanskje i ferd med å starte. Vent litt, og last sida på nytt. Årsoversikta verkar.": (
        "Prefect er kanskje i ferd med å starte. Vent litt, og last siden på nytt. Årsoversikten virker."
    ),
    "Nettstaden er ikkje publisert enno.": "Nettstedet er ikke publisert ennå.",
    "Det er inga førehandsvising enno. Ho kjem med arkivsteget.": (
        "Det er ingen forhåndsvisning ennå. Den kommer med arkivsteget."
    ),
    "Fila høyrer ikkje til noko resultat i denne tenesta.": "Filen hører ikke til noe resultat i denne tjenesten.",
    "Brevet har ikkje ei slik side.": "Brevet har ikke en slik side.",
    "Det finst inga slik arkivpakke.": "Det finnes ingen slik arkivpakke.",
    "E-posten har ikkje eit slikt vedlegg.": "E-posten har ikke et slikt vedlegg.",
    "Det er ikkje motteke nokon slik e-post her.": "Det er ikke mottatt noen slik e-post her.",
    "Dette året er ikkje opna.": "Dette året er ikke åpnet.",
    "Utsendinga har ikkje eit slikt brev.": "Utsendingen har ikke et slikt brev.",
    "Året har inga slik utsending.": "Året har ingen slik utsending.",
    "Han er skriven på ein måte som tenesta ikkje kan lese. Kjelda viser kvart teikn som kom.": (
        "Den er skrevet på en måte som tjenesten ikke kan lese. Kilden viser hvert tegn som kom."
    ),
    "Sjå kjelda til e-posten": "Se kilden til e-posten",
    "E-posten kan ikkje visast": "E-posten kan ikke vises",
}
_DOOR: Mapping[str, str] = {
    "Det som kom, er for stort.": "Det som kom, er for stort.",
    "Her kan ein berre sende JSON (application/json).": "Her kan en bare sende JSON (application/json).",
    "Dette kan ein ikkje gjere her.": "Dette kan en ikke gjøre her.",
    "Prefect svarte ikkje, så vi veit ikkje om svaret kom fram. Last sida på nytt. Ventar køyringa framleis, kan du "
    "svare ein gong til.": (
        "Prefect svarte ikke, så vi vet ikke om svaret kom fram. Last siden på nytt. Venter kjøringen fortsatt, kan du "
        "svare en gang til."
    ),
    "Det som kom, er ikkje JSON slik Prefect sine sider sender det.": (
        "Det som kom, er ikke JSON slik Prefects sider sender det."
    ),
    "Prefect si side bad om meir enn det som kan gjerast her: {asked}.": (
        "Prefects side ba om mer enn det som kan gjøres her: {asked}."
    ),
    "Malar og variablar kan ikkje brukast i skjema her. Skriv verdien sjølv.": (
        "Maler og variabler kan ikke brukes i skjemaer her. Skriv verdien selv."
    ),
    "Køyringa høyrer ikkje til årshjulet.": "Kjøringen hører ikke til årshjulet.",
    "Køyringa er alt ferdig, så ho kan ikkje stansast. Last sida på nytt.": (
        "Kjøringen er allerede ferdig, så den kan ikke stanses. Last siden på nytt."
    ),
    "Berre ei køyring som er stansa, kan prøvast på nytt. Last sida på nytt.": (
        "Bare en kjøring som er stanset, kan prøves på nytt. Last siden på nytt."
    ),
    "Her kan ein berre stanse ei køyring (Cancel) eller prøve ho på nytt (Retry).": (
        "Her kan en bare stanse en kjøring (Cancel) eller prøve den på nytt (Retry)."
    ),
    "Adressa er skriven på ein måte som ikkje kan brukast her.": (
        "Adressen er skrevet på en måte som ikke kan brukes her."
    ),
    "Her kan ein berre lese.": "Her kan en bare lese.",
    "Prefect svarar ikkje akkurat no. Ingenting er gjort. Prøv igjen om litt.": (
        "Prefect svarer ikke akkurat nå. Ingenting er gjort. Prøv igjen om litt."
    ),
    "Ei anna nettside enn denne tenesta kan ikkje be om noko her.": (
        "Et annet nettsted enn denne tjenesten kan ikke be om noe her."
    ),
    "Løyndomen er feil.": "Hemmeligheten er feil.",
    "Løyndomen er ikkje for nettlesarar.": "Hemmeligheten er ikke for nettlesere.",
    "Ei overskrift kom to gonger.": "En overskrift kom to ganger.",
    "Denne adressa høyrer ikkje til tenesta.": "Denne adressen hører ikke til tjenesten.",
    "Skjemaet er ikkje klart enno. Vent nokre sekund, og prøv igjen.": (
        "Skjemaet er ikke klart ennå. Vent noen sekunder, og prøv igjen."
    ),
    "Nokon har alt svart her, eller køyringa er stansa. Svaret ditt er ikkje teke imot. Last sida på nytt.": (
        "Noen har allerede svart her, eller kjøringen er stanset. Svaret ditt er ikke tatt imot. Last siden på nytt."
    ),
    "feltet «{a}» må fyllast ut": "feltet «{a}» må fylles ut",
    "det som står der, er for kort": "det som står der, er for kort",
    "det som står der, er for langt": "det som står der, er for langt",
    "der skal det stå {a}": "der skal det stå {a}",
    "vel ein av desse: {a}": "velg en av disse: {a}",
    "talet må vere minst {a}": "tallet må være minst {a}",
    "talet må vere høgst {a}": "tallet må være høyst {a}",
    "der skal det stå eit tal": "der skal det stå et tall",
    "Prefect gjorde det ikkje.": "Prefect gjorde det ikke.",
    "Prefect gjorde det ikkje: {reason}": "Prefect gjorde det ikke: {reason}",
    "Skjemaet er ikkje teke imot: {why}.": "Skjemaet er ikke tatt imot: {why}.",
}
_LETTERS: Mapping[str, str] = {
    "det første brevet": "det første brevet",
    "det lengste namnet": "det lengste navnet",
    "den lengste adressa": "den lengste adressen",
    "flest verv": "flest verv",
    "vilkåret «{condition}» gjeld": "vilkåret «{condition}» gjelder",
    "vilkåret «{condition}» gjeld ikkje": "vilkåret «{condition}» gjelder ikke",
    "ikkje slik at {case}": "ikke slik at {case}",
    "{field} er sett": "{field} er satt",
    "{field} er ikkje sett": "{field} er ikke satt",
    "Sann når ": "Sann når ",
    "Mottakaren av brevet": "Mottakeren av brevet",
    "Fullt namn": "Fullt navn",
    "Helsinga først i brevet": "Hilsenen først i brevet",
    "Mottakarfeltet": "Mottakerfeltet",
    "Namn og postadresse til konvolutten": "Navn og postadresse til konvolutten",
    "E-postadressa brevet blir sendt til": "E-postadressen brevet blir sendt til",
    "Funksjonen i det første vervet": "Funksjonen i det første vervet",
    "Organisasjonen i det første vervet": "Organisasjonen i det første vervet",
    "Alle funksjonane med organisasjon": "Alle funksjonene med organisasjon",
    "Sann når personen har fleire enn eitt verv": "Sann når personen har flere enn ett verv",
    "Kvart verv personen er invitert for": "Hvert verv personen er invitert for",
    "Funksjon": "Funksjon",
    "Organisasjon eller organ": "Organisasjon eller organ",
    "Funksjon med organisasjon": "Funksjon med organisasjon",
    "Punktet i avtalen som gjev plassen": "Punktet i avtalen som gir plassen",
    "Kvifor vervet er invitert": "Hvorfor vervet er invitert",
    "Kva rett vervet har": "Hvilken rett vervet har",
    "Møtet": "Møtet",
    "Møtetypen": "Møtetypen",
    "Møtet i bunden form": "Møtet i bestemt form",
    "Vekedag og dato": "Ukedag og dato",
    "Vekedag": "Ukedag",
    "Frå og til klokka": "Fra og til klokken",
    "Når det startar": "Når det starter",
    "Når det sluttar": "Når det slutter",
    "Når registreringa opnar": "Når registreringen åpner",
    "Møtestad": "Møtested",
    "Gateadresse eller stad": "Gateadresse eller sted",
    "Svarfrist": "Svarfrist",
    "Sann når brevet er datert etter svarfristen": "Sann når brevet er datert etter svarfristen",
    "Sann frå møtedagen og utover": "Sann fra møtedagen og utover",
    "Tema": "Tema",
    "Føremål": "Formål",
    "Korleis ein melder seg på": "Hvordan en melder seg på",
    "Kva ein skal førebu": "Hva en skal forberede",
    "Nettsida til møtet": "Nettsiden til møtet",
    "Mat": "Mat",
    "Målgruppa": "Målgruppen",
    "Kva møtet er": "Hva møtet er",
    "Kva møtet skal gjere": "Hva møtet skal gjøre",
    "Vertsorganisasjonen": "Vertsorganisasjonen",
    "Sida som har turen": "Siden som har turen",
    "Vertsorganisasjon": "Vertsorganisasjon",
    "Kven som leier møtet": "Hvem som leder møtet",
    "Logoen til verten": "Logoen til verten",
    "Signaturen til verten": "Signaturen til verten",
    "Sekretariatet": "Sekretariatet",
    "Namnet på personen": "Navnet på personen",
    "Stillingstittel": "Stillingstittel",
    "Organisasjonen til personen": "Organisasjonen til personen",
    "Namnet på sekretariatet i brevhovudet": "Navnet på sekretariatet i brevhodet",
    "E-postadresse": "E-postadresse",
    "Telefon": "Telefon",
    "Postadresse på éi linje": "Postadresse på én linje",
    "Nettadresse": "Nettadresse",
    "Signaturen til sekretariatet": "Signaturen til sekretariatet",
    "Sjølve brevet": "Selve brevet",
    "Overskrifta i brevet og tittelen på PDF-en": "Overskriften i brevet og tittelen på PDF-en",
    "Kva som blir sendt": "Hva som blir sendt",
    "Datoen på brevet": "Datoen på brevet",
    "Vår ref.": "Vår ref.",
    "Dykkar ref.": "Deres ref.",
    "Namna på vedlegga": "Navnene på vedleggene",
    "Programmet": "Programmet",
    "Start": "Start",
    "Slutt": "Slutt",
    "Slag": "Slag",
    "Slag på språket i brevet": "Slag på språket i brevet",
    "Sann for pausar og lunsj": "Sann for pauser og lunsj",
    "Tittel": "Tittel",
    "Kvar innleiar med rolle og organisasjon": "Hver innleder med rolle og organisasjon",
    "Helsefellesskapet": "Helsefellesskapet",
    "Namna på alle partane": "Navnene på alle partene",
    "Logoen til helsefellesskapet": "Logoen til helsefellesskapet",
    "Kva som er endra sidan førre brev": "Hva som er endret siden forrige brev",
    "Sann når dato eller klokkeslett er endra": "Sann når dato eller klokkeslett er endret",
    "Kvar opplysning som er ei anna no": "Hver opplysning som er en annen nå",
    "Kva det gjeld": "Hva det gjelder",
    "Slik det var": "Slik det var",
    "Slik det er no": "Slik det er nå",
}
_FORMS: Mapping[str, str] = {
    "År": "År",
    "Dato": "Dato",
    "Start": "Start",
    "Slutt": "Slutt",
    "Møtelokale": "Møtelokale",
    "Adresse eller stad": "Adresse eller sted",
    "Utsending": "Utsending",
    "Kvifor": "Hvorfor",
    "Nummer": "Nummer",
    "Rekn som send": "Regn som sendt",
    "Send på nytt": "Send på nytt",
    "Kven": "Hvem",
    "Svar": "Svar",
    "{name} står ikkje som vara i registeret; der står {names}. Sjekk kven som møter.": (
        "{name} står ikke som vara i registeret; der står {names}. Sjekk hvem som møter."
    ),
    "Registeret har ingen vara for plassen. Sjekk at {name} kan møte.": (
        "Registeret har ingen vara for plassen. Sjekk at {name} kan møte."
    ),
}
"""The forms that the service serves, and what they say when they are filled in."""
_ROUNDS: Mapping[str, str] = {}
"""What a round says that it did."""
_SIZES: Mapping[str, str] = {
    "e-posten blir {size} når vedlegga er pakka for sending ({files}); {source} tek imot høgst {limit}": (
        "e-posten blir {size} når vedleggene er pakket for sending ({files}); {source} tar imot høyst {limit}"
    ),
    "gjer vedlegga mindre, eller legg dei ut og send lenkja": (
        "gjør vedleggene mindre, eller legg dem ut og send lenken"
    ),
    "veit de at mottakarane tek imot meir, så set CYCLE_MAIL_MAX_MB høgare": (
        "vet dere at mottakerne tar imot mer, så sett CYCLE_MAIL_MAX_MB høyere"
    ),
    "innstillinga CYCLE_MAIL_MAX_MB": "innstillingen CYCLE_MAIL_MAX_MB",
    "e-posttenaren {host}": "e-posttjeneren {host}",
}
"""Why a mail is too large."""
_COUNTED: Mapping[str, str] = {
    "send|sende": "sendt|sendt",
    "person|personar": "person|personer",
    "brev er laga|brev er laga": "brev er laget|brev er laget",
    "tilfelle|tilfelle": "tilfelle|tilfeller",
    "merknad|merknader": "merknad|merknader",
    "e-post er ikkje stadfesta som send|e-postar er ikkje stadfesta som sende": (
        "e-post er ikke bekreftet som sendt|e-poster er ikke bekreftet som sendt"
    ),
    "mottakar|mottakarar": "mottaker|mottakere",
    "mottakar har fått ho før|mottakarar har fått ho før": "mottaker har fått den før|mottakere har fått den før",
    "har svart sidan|har svart sidan": "har svart siden|har svart siden",
    "minutt|minutt": "minutt|minutter",
    "time|timar": "time|timer",
    "døgn|døgn": "døgn|døgn",
    "e-post|e-postar": "e-post|e-poster",
    "e-post for seg sjølv|e-postar for seg sjølve": "egen e-post|egne e-poster",
    "e-post er ikkje avgjord|e-postar er ikkje avgjorde": "e-post er ikke avgjort|e-poster er ikke avgjort",
}
"""One and many."""
BOKMAL: Mapping[str, str] = {
    **_COUNTED,
    **_GATES,
    **_HEADS,
    **_STEPS,
    **_MAILING,
    **_ANSWERS,
    **_PAGES,
    **_DOOR,
    **_LETTERS,
    **_FORMS,
    **_ROUNDS,
    **_SIZES,
}
"""Nynorsk → bokmål."""
