"""One thing has one name: the words that are refused are in no template, page, rule, sentence or guide."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from cycle.application.delivery.reporting import STATES

ROOT = Path(__file__).parents[1]
REFUSED = {
    r"\butsendelsen?\b": "utsending",
    r"\bgav vi opp\b": "ikkje send",
    r"\b[Uu]visse?\b": "uavklart",
    r"\b[Ll]esemåte": "tolking, tolkning",
    r"\btrekt attende\b": "trekt tilbake",
    r"\b[Uu]tnemnd": "oppnemnd",
    r"\bhar (?:ikkje )?svara\b": "har svart",
    r"\bEndringar frå i fjor\b": "Endringar sidan i fjor",
    r"\bi same slengen\b": "samtidig",
    r"\b(?:Programmet|programmet) sa:": "Feilmeldinga",
    r"\bdøme-adress": "eksempeladresse",
    r"\bBestemt særskilt\b": "Avgjort ved eige vedtak",
    r"\bgjøre framlegg\b": "fremme forslag",
    r"\b[Vv]ennleg\b": "venleg",
    r"\balt svara\b|\bHar svara\b|\b(?:tenaren|dei|du|de) svara\b": "svart, svarte",
    r"\bporten\b|\b[Ee]in port\b|\bopnar? port": "godkjenning",
    r"\b[Ff]ell(?:er)? bort[:,] møtet": "Ikkje aktuelt: møtet er avlyst",
    r"\bkvart andre år\b": "annakvart år",
    r"\bgøymt saman\b": "lagra saman",
    r"\b(?:i|til|i dei) Årshjulet\b|«Årshjulet»": "Årsoversikta, Årsoversikten",
    r"«Ekstra utsending»|«Hald fram": "namnet i Prefect: ekstra-utsending, hald-fram",
    r"\bblir prenta\b|\bprenta\b": "trykt",
    r"\bgjeld føre\b|\bgjelder foran\b": "gjeld i staden for, gjelder i stedet for",
    r"\b[Ff]ingeravtrykk": "kontrollsum",
    r"\bsidan tida er ei anna\b|\bsiden tiden er en annen\b": "fordi møtetida er endra, fordi møtetiden er endret",
    r"\bså svar det\b": "så meld frå om det",
    r"\blesen av fleire\b|\bsend han vidare\b": "Er det fleire som les denne postkassa, så send e-posten vidare",
    r"\bTa det (?:de vart|dere ble)\b": "Ta med deg det de vart samde om",
    r"\b[Ff]leire verv som\b|\b[Ff]lere verv som\b": "fleire roller som",
    r"\bIngen er vertskap\b": "Det er ikkje avgjort kven som er vertskap",
    r"\bsom køyrer Partnarskap|\bskriven av tenesta\b": "Denne e-posten er send automatisk",
    r"\bvår les(?:ing|ning|emåte)\b|\bVår les(?:ing|ning|emåte)\b": "vår tolking, vår tolkning",
    r"\bFell ein på ei helg\b": "Fell ein i ei helg",
    r"\bsju slag steg\b": "sju steg",
    r"\bline Python\b|\bvegen til ho\b|\bKor det står\b": "linje, stien til mappa, Kvar reglane kjem frå",
    r"\bBrot linja\b": "Vart linja broten",
    r"\bTruleg rett: [A-ZÆØÅ]": "setninga åleine",
    r"\bkvart organ av slaget\b|\bhvert organ av slaget\b": "namnet på slaget i teksten",
    r"\bei anna enn regelen\b": "I 2024 vart det gjort annleis",
    r"\bvart leidd av .{1,60}, saman\b": "saman, utan komma",
    r'aria-label="Hovud"': "Hovudmeny",
    r"\bmøteleiing er avklart\b": "er avklarte",
}
"""What is not written, as a pattern, and what is."""
LOOKS_FOR_THEM = ROOT / "src" / "cycle" / "wording.py"
"""Knows how doubt is worded, to keep it out of letters."""
GUIDE_REFUSED = r"\b(?:gir|gi|også|bruker|svarer|minna|ikke|fra)\b"
"""Bokmål that slips into the nynorsk guide."""


def told() -> Iterator[tuple[str, str]]:
    """Yield file and text of everything that somebody outside the code reads in Norwegian."""
    folders = [ROOT / "templates" / name for name in ("mail", "review", "site")]
    files = [path for folder in folders for path in sorted(folder.iterdir())]
    files += [*sorted((ROOT / "config" / "communities").rglob("*.toml")), ROOT / "docs" / "brukarrettleiing.md"]
    files += [ROOT / "docs" / "fellesskap.md", ROOT / "docs" / "glossary.md"]
    yield from ((str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in files)
    for path in sorted((ROOT / "templates" / "docx").glob("*.docx")):
        package = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        for part in (
            name for name in package.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*).xml", name)
        ):
            tree = etree.fromstring(package.read(part))
            lines = ["".join(line.itertext("{*}t")) for line in tree.iter("{*}p")]
            yield str(path.relative_to(ROOT)), "\n".join(lines)
    for path in (
        *sorted(set((ROOT / "src" / "cycle").rglob("*.py")) - {LOOKS_FOR_THEM}),
        *sorted((ROOT / "flows").rglob("*.py")),
    ):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        said = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        yield str(path.relative_to(ROOT)), "\n".join(said)


def test_no_refused_word_is_read_by_anybody() -> None:
    found = [
        (file, hit.group(), f"write {instead}")
        for file, text in told()
        for pattern, instead in REFUSED.items()
        for hit in re.finditer(pattern, text)
    ]
    assert found == []


def test_the_guide_keeps_to_one_form() -> None:
    for file, text in told():
        if file in {"docs/brukarrettleiing.md", "docs/fellesskap.md"}:
            prose = re.sub(r"(?s)```.*?```|`[^`]*`|«[^»]*»", " ", text)
            assert re.findall(GUIDE_REFUSED, prose) == [], file


def test_everything_people_read_is_looked_at() -> None:
    kinds = {Path(file).suffix for file, text in told() if text}
    assert {".txt", ".html", ".toml", ".md", ".docx", ".py"} <= kinds


def test_every_state_of_a_mail_has_a_form_for_one_and_for_many() -> None:
    assert {state: text.partition(" –")[0] for state, (text, _) in STATES.items()} == {
        "queued": "står i kø",
        "sending": "blir send no",
        "sent": "send",
        "refused": "avvist av e-posttenaren",
        "failed": "ikkje send",
        "uncertain": "uavklart",
    }
    assert [many.partition(" ")[0] for _, many in STATES.values()][2:4] == ["sende", "avviste"]
