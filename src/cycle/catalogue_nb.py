"""The bokmål of every sentence that those who run the year read, by its nynorsk: gates, pages, artifacts, answers."""

from __future__ import annotations

from collections.abc import Mapping

_GATES: Mapping[str, str] = {
    "Årshjul": "Årshjul",
    "Programkomité": "Programkomité",
    "Vertskap og møteleiing": "Vertskap og møteledelse",
    "Invitasjonsliste": "Invitasjonsliste",
    "Kommentar": "Kommentar",
    "Les heile grunnlaget": "Les hele grunnlaget",
    "Ingen treng avgjere noko.": "Ingen trenger å avgjøre noe.",
    "revisjon": "revisjon",
    "ferdig": "ferdig",
    "**Ikkje gjort.**": "**Ikke gjort.**",
}
_HEADS: Mapping[str, str] = {
    "Dato": "Dato",
    "Kva": "Hva",
    "Kven": "Hvem",
    "Merknad": "Merknad",
    "No": "Nå",
    "Namn": "Navn",
    "Plass": "Plass",
    "Frå": "Fra",
    "Rolle": "Rolle",
    "Rettar": "Rettigheter",
    "Møteleiar": "Møteleder",
    "År": "År",
    "Side": "Side",
    "E-post": "E-post",
    "på papir": "på papir",
    "Mottakar": "Mottaker",
    "Fil": "Fil",
    "Status": "Status",
    "Tid": "Tid",
    "Postadresse": "Postadresse",
    "Dokument": "Dokumenter",
    "Presentasjonar": "Presentasjoner",
    "resultat": "resultat",
    "Utval av breva": "Utvalg av brevene",
}
_STEPS: Mapping[str, str] = {
    "møtelokalet": "møtelokalet",
    "temaet": "temaet",
    "kontakten": "kontakten",
    "**PDF manglar: LibreOffice er ikkje installert. Breva går som Word-filer.**": (
        "**PDF mangler: LibreOffice er ikke installert. Brevene går som Word-filer.**"
    ),
    "Sjå alle breva": "Se alle brevene",
    "nynorsk": "nynorsk",
    "bokmål": "bokmål",
    "Sjå sida slik ho blir": "Se siden slik den blir",
}
_MAILING: Mapping[str, str] = {
    "«{subject}» skal til **{number}**.": "«{subject}» skal til **{number}**.",
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
    "{number} til": "{number} til",
}
_ANSWERS: Mapping[str, str] = {
    "kjem": "kommer",
    "kjem ikkje": "kommer ikke",
    "kanskje": "kanskje",
    "kom i retur": "kom i retur",
    "Kjem": "Kommer",
    "Kjem ikkje": "Kommer ikke",
    "Kanskje": "Kanskje",
    "Vikar kjem": "Vikar kommer",
    "Adressa er den inviterte si eiga": "Adressen er den invitertes egen",
    "Adressa er ein annan si": "Adressen er en annens",
    "Lese, ikkje noko å skrive inn": "Lest, ikke noe å skrive inn",
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
    "Nummer": "Nummer",
    "Rekn som send": "Regn som sendt",
    "Send på nytt": "Send på nytt",
    "Kven": "Hvem",
    "Svar": "Svar",
}
"""The forms that the service serves, and what they say when they are filled in."""
_ROUNDS: Mapping[str, str] = {}
"""What a round says that it did."""
_SIZES: Mapping[str, str] = {}
"""Why a mail is too large."""
_COUNTED: Mapping[str, str] = {
    "person|personar": "person|personer",
    "brev er laga|brev er laga": "brev er laget|brev er laget",
    "merknad|merknader": "merknad|merknader",
    "mottakar|mottakarar": "mottaker|mottakere",
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
