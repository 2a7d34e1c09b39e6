"""The bokmål of what is said of lists: who is on them, who is not, what differs, what changes, whether it is lawful.

A sentence is known by its nynorsk form, as in a catalogue of translations.
"""

from __future__ import annotations

from collections.abc import Mapping

LEGALITY: Mapping[str, str] = {
    "Reglane seier minst {often} i året; vi kjenner {number} i {year}.": (
        "Reglene sier minst {often} i året; vi kjenner {number} i {year}."
    ),
    "Reglane seier minst {often} i året og høgst {most}; vi kjenner {number} i {year}.": (
        "Reglene sier minst {often} i året og høyst {most}; vi kjenner {number} i {year}."
    ),
    "Reglane seier {often} i året; vi kjenner {number} i {year}.": (
        "Reglene sier {often} i året; vi kjenner {number} i {year}."
    ),
    "Reglane krev ikkje møte kvart år; vi kjenner {number} i {year}.": (
        "Reglene krever ikke møte hvert år; vi kjenner {number} i {year}."
    ),
    "Reglane seier høgst {most} i året; vi kjenner {number} i {year}.": (
        "Reglene sier høyst {most} i året; vi kjenner {number} i {year}."
    ),
    "Ingen part finst på møtedagen.": "Ingen part finnes på møtedagen.",
    "Reglane gjev ingen plassar.": "Reglene gir ingen plasser.",
    "Avlyst.": "Avlyst.",
    "Ekstraordinære møte er lov.": "Ekstraordinære møter er tillatt.",
    "Ingen på lista frå {who}.": "Ingen på listen fra {who}.",
    "Dei som er inviterte frå {who}, har ikkje vervet på møtedagen.": (
        "De som er invitert fra {who}, har ikke vervet på møtedagen."
    ),
    "Alle {number} partar og organ med plass har nokon på lista.": (
        "Alle {number} parter og organer med plass har noen på listen."
    ),
    "Den eine parten som har plass, har nokon på lista.": "Den ene parten som har plass, har noen på listen.",
    "{who} finst ikkje lenger på møtedagen og er ikkje rekna med.": (
        "{who} finnes ikke lenger på møtedagen og er ikke regnet med."
    ),
    "Reglane har ikkje noko vertskap, og ingen er vert i {year}.": (
        "Reglene har ikke noe vertskap, og ingen er vert i {year}."
    ),
    "Ingen har sagt kven som er vert i {year}.": "Ingen har sagt hvem som er vert i {year}.",
    "{name} er vert i {year}, men det er tvil.": "{name} er vert i {year}, men det er tvil.",
    "{name} er vert i {year}, men {turn} stod for tur. {why}": (
        "{name} er vert i {year}, men {turn} stod for tur. {why}"
    ),
    "{name} er vert i {year}, og det er etter reglane.": "{name} er vert i {year}, og det er etter reglene.",
    "Alle {number} plassane reglane gjev, er fylte.": "Alle de {number} plassene reglene gir, er fylt.",
    "Den eine plassen reglane gjev, er fylt.": "Den ene plassen reglene gir, er fylt.",
    "{namer} må peike ut {seats}": "{namer} må peke ut {seats}",
    "Reglane gjev {seats}; {empty}: {missing}.": "Reglene gir {seats}; {empty}: {missing}.",
    "Ingen har hatt vervet lenger enn funksjonstida.": "Ingen har hatt vervet lenger enn funksjonstiden.",
    "{number} ting endrar seg mellom skjeringsdatoen og møtet.": (
        "{number} ting endrer seg mellom skjæringsdatoen og møtet."
    ),
    "{title} ({organisation}) har same person sidan {since}; funksjonstida er {years} år": (
        "{title} ({organisation}) har samme person siden {since}; funksjonstiden er {years} år"
    ),
}
"""Whether a year is as the rules demand."""

LEFT_OUT: Mapping[str, str] = {
    "Står i registeret utan verv.": "Står i registeret uten verv.",
    "Vervet som {seat} gjev ikkje invitasjon: ein vara som står før i rekkja, er invitert.": (
        "Vervet som {seat} gir ikke invitasjon: en vara som står før i rekken, er invitert."
    ),
    "Vervet som {seat} gjev ikkje invitasjon: ein vara møter berre når vedkomande blir kalla inn.": (
        "Vervet som {seat} gir ikke invitasjon: en vara møter bare når vedkommende blir kalt inn."
    ),
    "Ingen er nemnd som {seat}.": "Ingen er nevnt som {seat}.",
    "Plassen som {seat} er valfri, og ingen har han.": "Plassen som {seat} er valgfri, og ingen har den.",
    "Reglane for {meeting} kjenner ikkje plassen «{id}»; sjå etter skrivefeil.": (
        "Reglene for {meeting} kjenner ikke plassen «{id}»; se etter skrivefeil."
    ),
    "Vervet som {seat} gjekk ut {day}.": "Vervet som {seat} gikk ut {day}.",
    "Vervet som {seat} tek til {day}, etter skjeringsdatoen {record}.": (
        "Vervet som {seat} begynner {day}, etter skjæringsdatoen {record}."
    ),
    "Vervet som {seat} gjev ikkje plass i møtet: {why}": "Vervet som {seat} gir ikke plass i møtet: {why}",
    "Vervet som {seat} gjev ikkje plass i møtet: reglane inviterer {number} herifrå, og denne er ikkje med "
    "({clause}).": (
        "Vervet som {seat} gir ikke plass i møtet: reglene inviterer {number} herfra, og denne er ikke med ({clause})."
    ),
    "Vervet som {seat} gjev ikkje plass i møtet: ingen regel for {meeting} gjev det ({clause}).": (
        "Vervet som {seat} gir ikke plass i møtet: ingen regel for {meeting} gir det ({clause})."
    ),
    "{name} fanst til {day} og vart då ein del av {successor}.": (
        "{name} fantes til {day} og ble da en del av {successor}."
    ),
    "{name} fanst til {day}.": "{name} fantes til {day}.",
    "Har verken e-postadresse eller postadresse i registeret, og kan ikkje få brev. Plassen: {seat}.": (
        "Har verken e-postadresse eller postadresse i registeret, og kan ikke få brev. Plassen: {seat}."
    ),
    "Teken ut som {seat}: {reason} Avgjort av {who}.": "Tatt ut som {seat}: {reason} Avgjort av {who}.",
    "Er ikkje vald til denne utsendinga.": "Er ikke valgt til denne utsendingen.",
    "Har ikkje fått noko om møtet før.": "Har ikke fått noe om møtet før.",
    "Står ikkje i referatet mellom dei som var til stades.": "Står ikke i referatet blant dem som var til stede.",
    "Svarte at vedkomande ikkje kom.": "Svarte at vedkommende ikke kom.",
    "Har svart: kjem.": "Har svart: kommer.",
    "Har svart: kjem ikkje.": "Har svart: kommer ikke.",
    "Har svart: kanskje.": "Har svart: kanskje.",
    "Har skrive til dykk. Les det først.": "Har skrevet til dere. Les det først.",
    "Den førre e-posten kom ikkje fram. Rett adressa, eller ring.": (
        "Den forrige e-posten kom ikke fram. Rett adressen, eller ring."
    ),
    "Det er uvisst om den førre e-posten kom fram. Avgjer det først.": (
        "Det er uavklart om den forrige e-posten kom fram. Avgjør det først."
    ),
    "Har ikkje fått invitasjonen enno.": "Har ikke fått invitasjonen ennå.",
    "Har alt fått vite kva som gjeld no.": "Har alt fått vite hva som gjelder nå.",
    "": "",
}
"""Why somebody is not invited, or gets no letter."""

ADDRESSES: Mapping[str, str] = {
    "Har ikkje e-postadresse i registeret. Brevet går på papir til postadressa.": (
        "Har ikke e-postadresse i registeret. Brevet går på papir til postadressen."
    ),
    "Felles postkasse som fleire les; namnet på brevet seier kven det er til.": (
        "Felles postkasse som flere leser; navnet på brevet sier hvem det er til."
    ),
    "Adressa som står på personen i registeret.": "Adressen som står på personen i registeret.",
    "Rolleadressa til {seat}; ho går føre den for {others}.": (
        "Rolleadressen til {seat}; den går foran den for {others}."
    ),
    "Rolleadressa til {seat}.": "Rolleadressen til {seat}.",
    "Adressa som står i årsmappa.": "Adressen som står i årsmappen.",
}
"""Why a letter goes to this address."""

CHANGES: Mapping[str, str] = {
    "lagt til ved vedtak: {clause}": "lagt til ved vedtak: {clause}",
    "ledig": "ledig",
    "ein annan møtetype: {was} → {now}": "en annen møtetype: {was} → {now}",
    "reglane er endra: {was} → {now}": "reglene er endret: {was} → {now}",
    "partane eller organa er endra": "partene eller organene er endret",
    "vedtaket om tillegget er borte": "vedtaket om tillegget er borte",
    "{seat}: plassen er borte ({who})": "{seat}: plassen er borte ({who})",
    "{seat}: ny plass ({who})": "{seat}: ny plass ({who})",
    "{was} heiter no {now}": "{was} heter nå {now}",
    "reglane eller namnet er endra": "reglene eller navnet er endret",
    "regelen er endra": "regelen er endret",
    "regelen om rettar er endra": "regelen om rettigheter er endret",
    "{was} har slutta i vervet, og plassen er ledig": "{was} har sluttet i vervet, og plassen er ledig",
    "plassen var ledig; {now} har fått vervet": "plassen var ledig; {now} har fått vervet",
    "nytt verv: {now} har teke over etter {was}": "nytt verv: {now} har tatt over etter {was}",
    "namnet er endra i registeret": "navnet er endret i registeret",
    "på papir": "på papir",
    "adressa er endra i registeret": "adressen er endret i registeret",
    "ønsket eller språkvedtaket er endra": "ønsket eller språkvedtaket er endret",
}
"""What differs between two lists, and why."""

MEANWHILE: Mapping[str, str] = {
    "ingen i registeret": "ingen i registeret",
    "Reglane for {meeting} gjeld til {day}; på møtedagen gjeld ingen reglar.": (
        "Reglene for {meeting} gjelder til {day}; på møtedagen gjelder ingen regler."
    ),
    "Reglane har ny versjon frå {day} ({new}). Lista følgjer dei som gjeld på skjeringsdatoen ({old}).": (
        "Reglene har ny versjon fra {day} ({new}). Listen følger dem som gjelder på skjæringsdatoen ({old})."
    ),
    "{was} heiter {now} frå {day}. Brev frå før det har det gamle namnet.": (
        "{was} heter {now} fra {day}. Brev fra før det har det gamle navnet."
    ),
    "{place} finst til {day} og går så inn i {follower}.": "{place} finnes til {day} og går så inn i {follower}.",
    "{place} finst til {day}.": "{place} finnes til {day}.",
    "Ingen er skriven inn som etterfølgjar.": "Ingen er skrevet inn som etterfølger.",
    "Herifrå er {people} invitert.": "Herfra er {people} invitert.",
    "Herifrå er {people} inviterte.": "Herfra er {people} invitert.",
    "Ingen herifrå er på lista.": "Ingen herfra er på listen.",
    "{place} finst frå {day} og tek over etter {before}.": "{place} finnes fra {day} og tar over etter {before}.",
    "{place} finst frå {day}.": "{place} finnes fra {day}.",
    "Reglane gjev plass til {people}, som ikkje er på lista.": (
        "Reglene gir plass til {people}, som ikke er på listen."
    ),
    "Reglane gjev plass til {people}, men ingen av dei er på lista.": (
        "Reglene gir plass til {people}, men ingen av dem er på listen."
    ),
    "Reglane gjev ingen plass i møtet herifrå.": "Reglene gir ingen plass i møtet herfra.",
    "Plassen som {seat} finst ikkje lenger på møtedagen etter reglane.": (
        "Plassen som {seat} finnes ikke lenger på møtedagen etter reglene."
    ),
    "{name} er invitert.": "{name} er invitert.",
    "Reglane gjev plass som {seat} på møtedagen ({people}), og plassen er ikkje med på lista.": (
        "Reglene gir plass som {seat} på møtedagen ({people}), og plassen er ikke med på listen."
    ),
    "Plassen som {seat} er ledig på skjeringsdatoen; {people} tek til {day} og er ikkje på lista.": (
        "Plassen som {seat} er ledig på skjæringsdatoen; {people} begynner {day} og er ikke på listen."
    ),
    "Plassen som {seat} står utan person på lista; {people} tek til {day} og er ikkje på lista.": (
        "Plassen som {seat} står uten person på listen; {people} begynner {day} og er ikke på listen."
    ),
    "{people} har same plass på møtedagen: {seat}. Rett registeret.": (
        "{people} har samme plass på møtedagen: {seat}. Rett registeret."
    ),
    "{name} har vervet som {seat} til {day}. {others} tek over og er alt på lista.": (
        "{name} har vervet som {seat} til {day}. {others} tar over og er alt på listen."
    ),
    "{name} har vervet som {seat} til {day}. {others} tek over og er ikkje på lista.": (
        "{name} har vervet som {seat} til {day}. {others} tar over og er ikke på listen."
    ),
    "{name} har vervet som {seat} til {day}. Ingen er skriven inn etterpå; {namer} må peike ut ein ny.": (
        "{name} har vervet som {seat} til {day}. Ingen er skrevet inn etterpå; {namer} må peke ut en ny."
    ),
    "Funksjonstida på {years} år som {seat} går ut {day} for {name}. Høyr om vervet held fram.": (
        "Funksjonstiden på {years} år som {seat} går ut {day} for {name}. Hør om vervet fortsetter."
    ),
    "Etter kommunevalet hausten {year} kan det vere ein annan på møtedagen: {seats}. Registeret seier ikkje "
    "noko om det enno.": (
        "Etter kommunevalget høsten {year} kan det være en annen på møtedagen: {seats}. Registeret sier ikke noe "
        "om det ennå."
    ),
}
"""What changes between the record date and the meeting."""

LISTS: Mapping[str, str] = {
    **LEGALITY,
    **LEFT_OUT,
    **ADDRESSES,
    **CHANGES,
    **MEANWHILE,
    "I {file}, «host.organisation»: «{id}» er ingen part på møtedagen {day}. Skriv id-en til ein part, slik han står i "
    "organisations.csv.": (
        "I {file}, «host.organisation»: «{id}» er ingen part på møtedagen {day}. Skriv id-en til en part, slik den "
        "står i organisations.csv."
    ),
    "I {file}, «host.organisation»: «{id}» er ingen part på møtedagen {day}. Meinte du «{near_id}» ({near})?": (
        "I {file}, «host.organisation»: «{id}» er ingen part på møtedagen {day}. Mente du «{near_id}» ({near})?"
    ),
    "I {file}, «host.organisation»: {name} er ingen part på møtedagen {day}; {near} («{near_id}») har teke over. "
    "Skriv kven som er vert no.": (
        "I {file}, «host.organisation»: {name} er ingen part på møtedagen {day}; {near} («{near_id}») har tatt over. "
        "Skriv hvem som er vert nå."
    ),
    "I {file}, «host.organisation»: {name} er ingen part på møtedagen {day}. Skriv kven som er vert no.": (
        "I {file}, «host.organisation»: {name} er ingen part på møtedagen {day}. Skriv hvem som er vert nå."
    ),
    "{name} har ingen plassar {day}. Vel ein annan skjeringsdato, eller skriv i reglane kven som er programkomité.": (
        "{name} har ingen plasser {day}. Velg en annen skjæringsdato, eller skriv i reglene hvem som er programkomité."
    ),
    "Reglane seier ikkje kven som sit i {body}.": "Reglene sier ikke hvem som sitter i {body}.",
    "kommunane i {area}": "kommunene i {area}",
}
"""Bokmål by nynorsk."""
