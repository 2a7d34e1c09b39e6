"""What lies in an archive package, for whoever opens it one day without us (les-meg.txt)."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.model import Language

READ_ME: Mapping[Language, str] = {
    "nn": """{title}

Dette er arkivpakka for eitt møte, sett saman etter BagIt (RFC 8493). Filene kan opnast utan noko program av vårt.

brev/                    breva slik dei gjekk ut, ei mappe for kvar utsending, ei fil for kvar mottakar
dokument/                vedlegga slik dei gjekk ut, til dømes programmet
presentasjonar/          presentasjonane
nettside/                sida slik ho var publisert; opne nettside/index.html
invitasjonsliste.json    kven som var invitert, til kva plass og kvifor
vertskap.json            vertskap og møteleiing, med grunngjeving
programkomite.json       programkomiteen
milepaelar.json          fristane i året
avgjerder.json           kven som godkjende kva, med kontrollsum
kvitteringar/            kven som fekk kvar utsending, når og med kva svar; ei side og ei fil til rekneark for kvar
utsendingar.json         kva som skjedde med kvar e-post, og kva brev og vedlegg han hadde med, med kontrollsum
papir.json               kven som fekk brevet på papir, og kva brev, med kontrollsum

manifest-sha256.txt utanfor denne mappa har kontrollsummen til kvar fil.
Pakka inneheld personopplysningar og skal ikkje publiserast.
""",
    "nb": """{title}

Dette er arkivpakken for ett møte, satt sammen etter BagIt (RFC 8493). Filene kan åpnes uten noe program av vårt.

brev/                    brevene slik de gikk ut, en mappe for hver utsending, en fil for hver mottaker
dokument/                vedleggene slik de gikk ut, for eksempel programmet
presentasjonar/          presentasjonene
nettside/                siden slik den var publisert; åpne nettside/index.html
invitasjonsliste.json    hvem som var invitert, til hvilken plass og hvorfor
vertskap.json            vertskap og møteledelse, med begrunnelse
programkomite.json       programkomiteen
milepaelar.json          fristene i året
avgjerder.json           hvem som godkjente hva, med kontrollsum
kvitteringar/            hvem som fikk hver utsending, når og med hvilket svar; en side og en fil til regneark for hver
utsendingar.json         hva som skjedde med hver e-post, og hvilke brev og vedlegg den hadde med, med kontrollsum
papir.json               hvem som fikk brevet på papir, og hvilket brev, med kontrollsum

manifest-sha256.txt utenfor denne mappen har kontrollsummen til hver fil.
Pakken inneholder personopplysninger og skal ikke publiseres.
""",
}
"""The names of files and folders are the same in both."""
