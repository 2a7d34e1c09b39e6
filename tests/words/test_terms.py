"""One thing has one name: the words that are refused are in no template, page, rule, sentence or guide."""

from __future__ import annotations

import ast
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from babel.messages.pofile import read_po
from lxml import etree

from cycle.application.delivery.reporting import STATES
from cycle.catalogue import counted

ROOT = Path(__file__).parents[2]
REFUSED = {
    r"\butsendelsen?\b": "utsending",
    r"\bgav vi opp\b": "ikkje send",
    r"\b[Uu]viss(?:e|t)?\b": "uavklart",
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
    r"\b[Ss]vara, ikkje|\ber svara\b|\bmottakar svara\b|\bvart svara\b": "svart, svarte; har fått svar",
    r"\balt svara\b|\bHar svara\b|\b(?:tenaren|dei|du|de) svara\b": "svart, svarte",
    r"\bporten\b|\b[Ee]in port\b|\bopnar? port": "godkjenning",
    r"\b[Ff]ell(?:er)? bort[:,] møtet": "Ikkje aktuelt: møtet er avlyst",
    r"\bkvart andre år\b": "annakvart år",
    r"\bden som (?:driftar tenesta|drifter tjenesten) \w": "komma etter leddsetninga: den som driftar tenesta, …",
    r"\beit år vert avslutta\b": "blir",
    r"«Fjern innhaldskontroll»|→ Fjern innhaldskontroll": "menyen i Word: Fjern innholdskontroll",
    r"\bgøymt saman\b": "lagra saman",
    r"\b(?:i|til|i dei) Årshjulet\b|«Årshjulet»": "Årsoversikta, Årsoversikten",
    r"«Ekstra utsending»|«Hald fram": "namnet i Prefect: ekstra-utsending, hald-fram",
    r"\bblir prenta\b|\bprenta\b": "trykt",
    r"\bgjeld føre\b|\bgjelder foran\b": "gjeld i staden for, gjelder i stedet for",
    r"\b[Ff]ingeravtrykk": "kontrollsum",
    r"\bsidan tida er ei anna\b|\bsiden tiden er en annen\b": "fordi møtetida er endra, fordi møtetiden er endret",
    r"\bså svar det\b": "så meld frå om det",
    r"\blesen av fleire\b|\bsend han vidare\b": "Er det fleire som les denne postkassa, så send e-posten vidare",
    r"\bTa det (?:de vart|dere ble)\b": "Ta med deg det møtet kom fram til",
    r"\b[Gg]år (?:det )?på tur\b": "går på omgang",
    r"\b[Tt]akk for at du (?:var med|kom|møtte)\b": "Takk til alle som var med: den som ikkje svara, får òg brevet",
    r"\bdet (?:de vart samde|dere ble enige) om\b": "det møtet kom fram til",
    r"\b[Vv]el?kom(?:en|men) til Part(?:nar|ner)skapsmøte\b": "Velkomen til partnarskapsmøtet",
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
    r"\bmed det programmet sa\b": "med feilmeldinga",
    r"\bVerv og organisasjon\b": "Rolle",
    r"\b[Vv]erv(?:et|a|ene)\b|\b(?:nytt|utan|uten|kva|kvart|hvert|tidlegare|tidligere) verv\b": "rolla, rollen",
    r"\b[Ll]ogg(?:e)? inn på årshjulet\b|\bTil årshjulet\b": "Årsoversikta, Årsoversikten",
    r"\b(?:høyrer|hører) (?:ikkje |ikke )?til årshjulet\b": "Årsoversikta, Årsoversikten",
    r"\bDesse er òg nye\b|\bOgså nye;": "Òg nytt, Også nytt: det kan vere eitt brev",
    r"\bmed sjekksum\b": "kontrollsum",
    r"\bvi kjenner til [01]\b": "ingen, eitt",
    r"\bsteller maskin|\bpass(?:ar|er) maskin|\bdriv(?:er)? tenesta|\bdriver tjenesten": "den som driftar tenesta, IT",
    r"→ (?:Stilar|Eigenskapar|Behald alltid)|\b(?:Heim|Sjå gjennom|Set inn) →": "menyane i Word på bokmål",
    r"\bunder (?:lista|listen), kvar med\b": "over lista: der står dei i malen",
    r"\bprov er det ikkje\b|\bprov det ikkje\b": "det er ikkje noko bevis",
    r"\bTa kontakt med \{\{ ?sender\.name": "Ring … eller send ein e-post til …",
}
"""What is not written, as a pattern, and what is."""
TEXTS = r"word/(?:document|header\d*|footer\d*|footnotes|endnotes).xml|docProps/core.xml"
"""Parts of a Word file that somebody reads."""
KNOWS_THEM = Path("src") / "cycle" / "governance" / "community_data" / "doubt.py"
"""Knows how doubt is worded, to keep it out of letters."""
NYNORSK_REFUSED = (
    r"\b(?:[Gg]i|gir|gitt|givast|bruker|svarer|Enhetsregisteret|[Ff]oreslå\w*|[Ii]nga line|pakken|med sjekksum)\b"
)
"""Other forms and genders than the ones chosen for nynorsk: gje, brukar, Einingsregisteret, føreslå, linje, pakka."""
BOKMÅL_REFUSED = r"\b(?:[Rr]etting|er alt|har alt|var alt|[Ff]ramlegg(?:et)?|frem|[Ll]ista)\b"
"""The same for bokmål: rettelse, allerede, forslag, fram, listen."""
GUIDE_REFUSED = r"\b(?:gir|gi|også|bruker|svarer|minna|ikke|fra)\b"
"""Bokmål that slips into the nynorsk guide."""


def texts_read(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield file and text of everything that somebody outside the code reads in Norwegian."""
    folders = [root / "templates" / name for name in ("mail", "review", "site", "community")]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    files += [*sorted((root / "config" / "communities").rglob("*.toml")), root / "docs" / "brukarrettleiing.md"]
    pages = ("fellesskap", "glossary", "koordinator", "rules", "sekretariat", "templates")
    files += [root / "docs" / f"{page}.md" for page in pages]
    yield from ((str(path.relative_to(root)), path.read_text("utf-8", "replace")) for path in files)
    for path in sorted((root / "locale").rglob("*.po")):
        with path.open("rb") as file:
            said = [entry.string for entry in read_po(file) if entry.id]
        yield (
            str(path.relative_to(root)),
            "\n".join(text if isinstance(text, str) else "\n".join(text) for text in said),
        )
    for path in sorted((root / "templates" / "docx").glob("*.docx")):
        package = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        for part in (name for name in package.namelist() if re.fullmatch(TEXTS, name)):
            tree = etree.fromstring(package.read(part))
            lines = ["".join(line.itertext("{*}t")) for line in tree.iter("{*}p")] or [
                str(text) for text in tree.itertext()
            ]
            yield str(path.relative_to(root)), "\n".join(lines)
    for path in (
        *sorted(set((root / "src" / "cycle").rglob("*.py")) - {root / KNOWS_THEM}),
        *sorted((root / "flows").rglob("*.py")),
    ):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        said = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        yield str(path.relative_to(root)), "\n".join(said)


def refused(root: Path = ROOT) -> list[tuple[str, str, str]]:
    """Return file, word and what is written instead, of each refused word."""
    return [
        (file, hit.group(), f"write {instead}")
        for file, text in texts_read(root)
        for pattern, instead in REFUSED.items()
        for hit in re.finditer(pattern, text)
    ]


def test_no_refused_word_is_read_by_anybody() -> None:
    assert refused() == []


SLIPS = {
    "templates/mail/invitasjon.nb.txt": "Dette er en utsendelse.",
    "templates/review/letters.html": "<p>Dette er en utsendelse.</p>",
    "templates/site/year.html": "<p>Dette er en utsendelse.</p>",
    "templates/community/nb/community.toml": "# Dette er en utsendelse.",
    "config/communities/oslo/partnerskapsmote.toml": "# Dette er en utsendelse.",
    "docs/brukarrettleiing.md": "Dette er en utsendelse.",
    "docs/fellesskap.md": "Dette er en utsendelse.",
    "docs/glossary.md": "| utsendelse | dispatch |",
    "docs/koordinator.md": "Dette er en utsendelse.",
    "docs/rules.md": 'why = "Dette er en utsendelse."',
    "docs/sekretariat.md": "Dette er en utsendelse.",
    "docs/templates.md": "| Dette er en utsendelse. |",
    "locale/nb/LC_MESSAGES/cycle.po": '\nmsgid "Slip"\nmsgstr "Dette er en utsendelse."\n',
    "flows/words.py": 'SLIP = "Dette er en utsendelse."',
    "src/cycle/words.py": 'SLIP = "Dette er en utsendelse."',
}
"""A refused word in each kind of file that is read."""


def test_a_refused_word_that_slips_into_any_kind_of_file_is_found(tmp_path: Path) -> None:
    for name in ("templates", "config", "locale", "docs", "flows", "src"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.xlsx", "__pycache__"))
    for name, words in SLIPS.items():
        file = tmp_path / name
        file.write_text(f"{file.read_text('utf-8') if file.exists() else ''}\n{words}\n", "utf-8")
    letter = tmp_path / "templates" / "docx" / "takk.nb.docx"
    opened = docx.Document(str(letter))
    opened.sections[0].footer.paragraphs[0].text = "Dette er en utsendelse."
    opened.core_properties.title = "En utsendelse"
    opened.save(str(letter))
    found = [file for file, _, _ in refused(tmp_path)]
    assert sorted(found) == sorted([*SLIPS, *["templates/docx/takk.nb.docx"] * 2])


def test_the_guide_keeps_to_one_form() -> None:
    for file, text in texts_read():
        if file in {f"docs/{page}.md" for page in ("brukarrettleiing", "fellesskap", "koordinator", "sekretariat")}:
            prose = re.sub(r"(?s)```.*?```|`[^`]*`|«[^»]*»", " ", text)
            assert re.findall(GUIDE_REFUSED, prose) == [], file


@pytest.mark.parametrize(("form", "refused"), [("nn", NYNORSK_REFUSED), ("nb", BOKMÅL_REFUSED)])
def test_a_written_form_keeps_to_the_forms_chosen_for_it(form: str, refused: str) -> None:
    known = {str(file.relative_to(ROOT)): _form_of(file) for file in (ROOT / "config" / "communities").rglob("*.toml")}
    known |= {f"locale/{of}/LC_MESSAGES/cycle.po": of for of in ("nn", "nb")}
    for file, text in texts_read():
        of, text = known.get(file), text.partition("\n[nb]\n")[0]
        if file.startswith(("templates/mail/", "templates/docx/")):
            of = "nb" if ".nb." in file else "nn"
        if of == form:
            assert re.findall(refused, re.sub(r"\{[^}]*\}|<[^>]*>|\*\*retting\*\*|«retting»|#.*", " ", text)) == [], (
                file
            )


def _form_of(file: Path) -> str:
    """Return the form of a community's file; none of those with words in both."""
    with (
        next(folder for folder in file.parents if (folder / "community.toml").exists()) / "community.toml"
    ).open() as of:
        return "" if file.name == "bokmal.toml" else "nb" if 'language = "nb"' in of.read().partition("[")[0] else "nn"


def test_the_title_of_a_run_is_right_in_both_forms() -> None:
    """A flow has one title for every community; what is its community's own is put in by whoever launches it."""
    flows = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "flows").glob("*.py")))
    titles = re.findall(r'@flow\([^)]*flow_run_name="([^"]+)"', flows)
    assert len(titles) > 8
    one_form = r"\b(?:morgon|morgen|retting|rettelse|hald|hold|opna|åpne|stadfest|bekreft)\w*"
    endings = r"\b(?!svar\b)\w+(?:ane|ene|ar)\b"
    assert [title for title in titles if re.search(f"{one_form}|{endings}", re.sub(r"\{\w+\}", "", title))] == []


def test_everything_people_read_is_looked_at() -> None:
    kinds = {Path(file).suffix for file, text in texts_read() if text}
    assert {".txt", ".html", ".toml", ".md", ".docx", ".py"} <= kinds


def test_every_state_of_a_mail_has_a_form_for_one_and_for_many() -> None:
    assert {state: counted("nn", 1, *forms).partition(" –")[0] for state, forms in STATES.items()} == {
        "queued": "står i kø",
        "sending": "blir send no",
        "sent": "send",
        "refused": "avvist av e-posttenaren",
        "failed": "ikkje send",
        "uncertain": "uavklart",
    }
    assert [counted("nn", 2, *forms).partition(" ")[0] for forms in STATES.values()][2:4] == ["sende", "avviste"]
