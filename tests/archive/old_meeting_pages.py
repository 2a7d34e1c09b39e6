"""The parts about meetings of the two pages that the service began with, line by line as they print them."""

from __future__ import annotations

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
  Ved Kjerstin Fyllingen, Administrerande direktør, Haraldsplass Diakonale Sykehus.
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
