"""Every letter and paper of every community, in both forms, says nothing that belongs to another."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.documents.letters import template_of, values_of
from cycle.application.documents.meeting_papers import papers
from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.application.year.community_rules.preview_list import list_as_it_is
from cycle.application.year.community_rules.rules_applied import host_answer
from cycle.governance.community_data.doubt import doubt_in
from cycle.letters.fields import PAPERS
from cycle.model import DOCX, Document
from tests.application.documents.test_words import COMMUNITIES, LANGUAGES, community, purposes_of
from tests.desk import Desk, words


@pytest.mark.parametrize("name", COMMUNITIES)
def test_no_letter_says_what_belongs_to_another_community(name: str, tmp_path: Path) -> None:
    with closing(Desk(tmp_path, community=name)) as opened:
        opened.start(**({} if name == "bergensomradet" else {"date": "18.02.2027", "venue": "Kulturhuset"}))
        for node in opened.cycle().graph:
            opened.do(node.name)
            if node.name == "letters.invitasjon":
                break
        letters = opened.letters("letters.invitasjon")
        said = {"invitasjon": words(list(letters.values())), **every_text(opened, "letters.invitasjon")}
    assert letters
    assert {"folgebrev", "takk", "styringsbrev", "program", "referat", "bordskilt", "adresseark"} <= {*said}
    foreign = own_words(community(name), names_of=tuple(other for other in COMMUNITIES if other != name))
    assert [(what, text) for what, letter in said.items() for text in sorted(foreign) if text in letter] == []
    for what, letter in said.items():
        assert "retningslin" not in letter or name == "bergensomradet", what
        assert doubt_in(letter) == "", what


def own_words(loaded: LoadedCommunity, *, names_of: tuple[str, ...]) -> set[str]:
    """Return names and texts that belong to these communities, and neither to this one nor to its programme."""
    foreign: set[str] = set()
    for other in map(community, names_of):
        foreign |= {other.community.name, other.community.contact.address, *_parties(other), *purposes_of(other)}
    own = {*_parties(loaded), *purposes_of(loaded)}
    return {text for text in foreign - own - {""} if not any(text in said for said in own)}


def _parties(loaded: LoadedCommunity) -> set[str]:
    """Return the names of organisations and bodies, in both forms."""
    forms = [loaded.in_language(form).community for form in LANGUAGES]
    return {place.name for known in forms for place in (*known.organisations, *known.bodies)}


def every_text(desk: Desk, step: str) -> dict[str, str]:
    """Return what each letter to the first readers and each paper says, in both forms, by the name of its template."""
    cycle = desk.cycle()
    [node] = [node for node in cycle.graph if node.name == step]
    invitees = list_as_it_is(cycle).invitees
    host = host_answer(cycle)
    found: dict[str, list[Document]] = {}
    for form in LANGUAGES:
        readers = [replace(invitee, language=form) for invitee in invitees[:3]]
        for file, values in values_of(cycle, node, readers, date=cycle.letter_date(node)).values():
            ending = ".nb.docx" if file.endswith(".nb.docx") else ".docx"
            for path in sorted((desk.root / "templates" / "docx").glob("[!~]*.docx")):
                base = path.name.removesuffix(".docx").removesuffix(".nb")
                if path.name != f"{base}{ending}" or base in {*PAPERS, "kvittering"}:
                    continue
                template = template_of(cycle, path.name)
                data = [template.render(fields) for fields in values.values()]
                found.setdefault(base, []).extend(
                    Document(name=path.name, media_type=DOCX, data=letter) for letter in data
                )
        made = papers(cycle, PAPERS, invitees=invitees, host=host, language=form)
        for name, paper in made.items():
            found.setdefault(name, []).append(cycle.memory.files.document(paper.docx))
    return {name: words(documents) for name, documents in found.items()}
