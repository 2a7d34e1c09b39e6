"""The parts about meetings of the two pages that the service began with, line by line as they print them."""

from __future__ import annotations

ABRIDGED = {
    "Parnarskapsmøtet er det øvste nivået i helsefellesskapet.",
    "Målgruppa for møtet er politisk og administrativ leiing.",
}
"""The two lines of a page that are shorter here; what is said there of the meetings' purpose stands whole below."""

PARTNERSHIP = """Logo blå saman.no

Partnarskapsmøte

Parnarskapsmøtet er det øvste nivået i helsefellesskapet.

Målgruppa for møtet er politisk og administrativ leiing.
 • Leiar og nestleiar frå Strategisk samarbeidsutval (jf. kap. 5.2.
 • Leiar frå kvart Områdeutval (jf. kap. 5.3.

Partnerskapsmøte avholdes 15. februrar på Kulturhuset i Vaskerelven.\x20

TID: kl 09:00 - 15:00 (Registrering fra kl 08:30)

Helsefellesskapet i Bergensområdet arrangerte onsdag 19. april det første Partnarskapsmøtet etter implementering av ny \
samhandlingsmodell i september 2022.

Les meir om Partnarskapsmøte 2023

Sjå program for Partnarskapsmøte 2023 (PDF)

Følgebrev til Partnarskapsmøte 2023 (PDF)

Arr. dato 6. april 2022 kl.09:00-15:00 Program
Stad: Region Nordhordland Helsehus.
Presentasjonar Toppleiarmøtet 2022:

  Arr. dato: 28. januar 2020\x20
  Program for Toppleiarmøtet 2021 (PDF)

  Presentasjonar Toppleiarmøtet 2021:

   Sist oppdatert 18.06.2024"""

TOP_LEADERS = """Toppleiarmøtet

Organisering

 • Samarbeidsutvala, 1 representant frå kvart utval (leiar eller nestleiar)
 • Arrangør, 1 representant

Toppleiarmøte 2022

Arr. dato 6. april 2022 kl.09:00-15:00 Program
Stad: Region Nordhordland Helsehus.

Presentasjonar Toppleiarmøtet 2022:


Toppleiarmøtet 2021

Arr. dato: 28. januar 2020\x20

Presentasjonar Toppleiarmøtet 2021:

Toppleiarmøtet 2020

Arr. dato: 16. januar 2020, Bikuben kurs- og konferansesenter.\x20
Arrangør Helse Bergen HF.

Presentasjonar Toppleiarmøtet 2020:

 1. Samhandling- grunnlag, struktur, avtalar.
  Ved Randi-Luise Møgster. Lege/spesialist i psykiatri, Viseadministrerende direktør Helse Bergen HF
 2. Samhandling er også forbedringsarbeid.\x20
  Ved Tord Moltumyr, Leiar Samarbeidsutvalget Nordhordland, Tenesteleiar Alver kommune.
 3. Nasjonal helse og sykehusplan 2020-2023
  Tema som vil få innverknad på lokalt samhandlingsarbeid\x20
  Ved Are Forbord, Avdelingsdirektør, Helse- og omsorgsdepartementet og Åse Laila Snåre, Avdelingsdirektør, \
Kommunesektorens organisasjon (KS).
 4. Presentasjon av samhandlingsstruktur i Østfold\x20
  Ved Hilde Skyvulstad, Samhandlingssjef for kommunane i Østfold.
 5. Fastlegeordninga– handlingsplan for allmennlegetjenesten\x20
  Ved Petter Øgar, Ekspedisjonssjef, Helse- og omsorgsdepartementet.
 6. Lokale grep for å letta situasjonen - tiltak i kommune og sjukehus\x20
  Ved Trond Egil Hansen, Bergen kommune.
 7. God samhandling- lokale tiltak
  Ved Kjerstin Fyllingen, Administrerende direktør, Haraldsplass Diakonale Sykehus.
 8. Korleis skal kommunane og Helse Bergen HF samarbeide om dei akuttmedisinske tenestene?\x20
  Ved Øyvind Østerås, Avdelingssjef, Helse Bergen HF.

Toppleiarmøtet 2019

Fann du det du leita etter?"""

OVERWRITTEN = """<!doctype html><html><head><meta charset="utf-8">
<link rel="canonical" href="https://www.saman.no/aktuelt/fullt-hus-pa-partnarskapsmote-2023/"></head><body>
<h1>Fullt hus på møtet</h1><p>Publisert 21.04.2023. Sist oppdatert 25.04.2024</p>
<p>Presentasjonar Partnarskapsmøtet 2024</p></body></html>"""
"""A news page of one year that now tells of the next, as domain knowledge has it."""

STRUCTURE = """# Samarbeidsstruktur

Samarbeidsutvala har møte kvar månad i bergensområdet.

## Områdeutval

Sist oppdatert 10.01.2023"""
"""A page that names the bodies of two times, and a place with a small letter."""

PARTNERSHIP_IS_FOR = """Logo blå saman.no

Partnarskapsmøte

Partnarskapsmøtet skal sikre forankring og etterleving av samarbeidsavtalen, samt peike ut overordna retning for \
samarbeidet og tenesteutviklinga i helsefellesskapet. Parnarskapsmøtet er det øvste nivået i helsefellesskapet, og \
skal gje styringssignal til andre organ i samhandlingsstrukturen.

En gruppe personer i et møte
Frå partnarskapsmøtet i 2023.

 • Forankre samarbeidet på politisk - og styrenivå
 • Drøfte mål og rammer for helsefellesskapet
 • Gje overordna føringar for prioritering av samhandlingsområder - og tiltak
 • Fremje positive haldningar til samhandling og samarbeid

Målgruppa for møtet er politisk og administrativ leiing i kommunar og i spesialisthelsetenesta i Helsefellesskapet \
i Bergensområdet.

I samsvar med Retningsline for deltaking og representasjon i Helsefellesskapet i Bergensområdet skal i tillegg \
følgande representantar inviterast:

 • Leiar og nestleiar frå Strategisk samarbeidsutval (jf. kap. 5.2.
 • Leiar frå kvart Områdeutval (jf. kap. 5.3.
 • 1 fastlegerepresentant
 • 1 kommuneoverlege
 • 2 brukarrepresentantar (1 frå kommune og 1 frå spesialisthelsetenesta)
 • 1 representant frå KS
 • 1 representant hovudsamanslutningane

Partane er samde om at desse representantane i Strategisk samarbeidsutval (SSU) også er representantar i \
Partnarskapsmøte:

 • Kommuneoverlege- og fastlegerepresentant
 • Representant frå KS
 • Representant hovudsamanslutningane
 • Kommunale brukarrepresentanten i SSU er brukarrepresentant i Partnarskapsmøte
 • Brukarutvalet i Helse Bergen utpeikar brukarepresentant frå spesialisthelsetenesta til Partnarskapsmøte

 • Partnarskapsmøte vert gjennomført (minimum) 1 gong årleg
 • Strategisk samarbeidsutval (SSU) er programkomité for partnarskapsmøte
 • Samarbeidssekretariatet (pkt. 5.5.) er sekretariat for partnarskapsmøte
 • Vertskap og møteleiing alternerer annakvart år mellom kommunane og spesialisthelsetenesta

"""

TOP_LEADERS_ARE_FOR = """Toppleiarmøtet

Formålet med toppleiarmøtet er å sikre etterleving av samarbeidsavtalane. Det kan gis styringssignal til andre \
organ innafor strukturen gjennom rullering av den årlege Handlingsplanen.

mange mennesker sitter i et stort møterom. bilde.

Målgruppe

 • Politisk og administrativ toppleiing i alle kommunane
 • Administrerande direktør og styreleiar frå partane i spesialisthelsetenesta.
 • Leiarar i brukarutvala ved sjukehusa
 • Ein representant frå kvar av hovudsamanslutningane (arbeidstakarorg.)
 • Kommunenes sentralforbund

Årlege Toppleiarmøte er forankra og nedfelt i  Overordna samarbeidsavtale. Toppleiarmøte vert arrangert anna kvart \
år av spesialisthelsetenesta og anna kvart år av kommunane. Kostnadane blir dekka av arrangør.

Organisering

For å sikre ei felles tilnærming når det gjeld planlegging og gjennomføring av Toppleiarmøte, uavhengig av kven som \
står som arrangør, er det vedteke i Samarbeidsutvala at det skal etableras ein fast programkomité satt saman av:

 • Helse Bergen,  1 representant
 • Haraldsplass Diakonale Sjukehus, 1 representant
 • Samarbeidsutvala, 1 representant frå kvart utval (leiar eller nestleiar)
 • Arrangør, 1 representant
 • Samarbeidssekretariatet (SSE)

"""
"""What the two pages say before they come to the meetings of the years, whole."""
