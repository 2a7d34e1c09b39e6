"""What nobody has filled in is told before it is printed: our own fields as errors, the rest as warnings."""

from __future__ import annotations

import pytest

from cycle.letters.fields import PERSONAL
from cycle.letters.lint import check_template

from .conftest import TEMPLATES, paragraph, table, write_word
from .test_leftovers import field


def told(*paragraphs: str, xml: str = "", title: str = "") -> list[tuple[str, str]]:
    found = check_template(write_word(*paragraphs, xml=xml, title=title), name="brev.docx", known=PERSONAL)
    return [(one.severity, one.what) for one in found if "word/styles.xml" not in one.where]


@pytest.mark.parametrize(
    "text",
    [
        "Kjære {recipient.name}",
        "Kjære ((recipient.name))",
        "Kjære (( recipient.name ))",
        "Kjære «recipient.name»",
        "Kjære [recipient.name]",
        "Kjære <recipient.name>",
        "Kjære $recipient.name",
        "Kjære recipient.name, velkomen",
        "Kjære recipient.name.",
    ],
)
def test_a_field_of_ours_in_plain_text_is_an_error_however_it_is_bracketed(text: str) -> None:
    assert told(text) == [("error", "the field recipient.name stands as plain text, and would be printed so")]


def test_fields_of_a_loop_and_with_numbers_in_plain_text_are_errors_too() -> None:
    assert told("{%p for seat in recipient.seats %}", "{seat.why}", "{%p endfor %}") == [
        ("error", "the field seat.why stands as plain text, and would be printed so")
    ]
    assert told("(( recipient.seats[0].title ))") == [
        ("error", "the field recipient.seats[0].title stands as plain text, and would be printed so")
    ]
    assert told(xml=table(("Namn", "{meeting.date}")) + paragraph(""))[0][0] == "error"
    assert told("Hei", title="Brev til {recipient.name}")[0][0] == "error"


@pytest.mark.parametrize(
    "text",
    [
        "(( namn ))", "{namn}", "«Namn»", "«Fornavn»", "«Adresse_1»", "[namn]", "[Skriv inn dato]", "<namn>",
        "XXX", "kl. XX.XX", "«FirmaNamn»", "DD.MM.ÅÅÅÅ", "dd.mm.åååå", "DD/MM-YYYY",
        "20XX", "TT:MM", "NN", "%namn%", "#NAMN#", "Lorem ipsum dolor", "???",
        "Klikk eller trykk her for å skrive inn tekst.", "00.00.0000", "<<namn>>", "[[namn]]", "${namn}",
        "«Mottakarnamn»", "«FirstName»", "«AddressBlock»", "«Neste post»", "‹Namn›", "(dato)", "*NAMN*", "_namn_",
        "@@namn@@", "%(namn)s", "{}", "kl. ____", "hos ________ i Bergen", "lagt til ……………", "hos ..........", "20__",
        "TBD", "FIXME", "Ola Nordmann", "N. N.", "00 00 00 00", "(fyll inn namn)", "Sett inn dato her",
        "Velg et element.",
        "Klikk eller trykk for å skrive inn en dato.",
    ],
)  # fmt: skip
def test_what_looks_like_something_to_fill_in_is_a_warning(text: str) -> None:
    found = told(f"Møtet er {text}")
    assert {severity for severity, _ in found} == {"warning"}
    assert all("looks like something to fill in" in what for _, what in found)


@pytest.mark.parametrize("text", ["Kjære ,", "Kjære …", "Kjære", "Kjære NAMN", "Hei fornavn!", "Kjære «Kari»"])
def test_a_greeting_of_nobody_is_a_warning(text: str) -> None:
    assert [severity for severity, _ in told(text)] == ["warning"]


@pytest.mark.parametrize(
    "text",
    [
        "Kjære mottakar, kjære ordførar. Hei alle saman!",
        "«Vi skal [sic] møtast [mi utheving] med [e-post] og [vedlegg 2]» [vår omsetjing] […]",
        "Prosjektet «HelseNorge» (( )) og «eHelse»; Todo-lista; kva???",
        "Klikk her for å melde deg på. Vel eit element frå lista.",
        "Skriv inn namn på den som møter.",
        "Underskrift:\n",
        "______________________",
        "Og så … var det slutt. 20. februar, kl. 00.00",
        "Temaet er «{{ meeting.theme }}».",
        "Skriv til <{{ sender.email }}> eller <post@fjord.example>, sjå <https://fjord.example>.",
        "Temaet er «Saman om dei eldste», og orda «samhandling» og «Overlevert» (jf. [1]).",
        "Vi møtest 18.02.2027 kl. 09.00. E-post: recipient.name@fjord.example, www.meeting.name",
        "Slik skriv du eit felt: {_{ recipient.name }_}",
        "A < B og B > C; 5 % og 7 % av 100 kr (to av to).",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_our_own_templates_have_nothing_left_to_fill_in() -> None:
    for file in TEMPLATES.glob("*.docx"):
        found = check_template(file.read_bytes(), name=file.name, known=None)
        assert [one.what for one in found if "fill" in one.what] == [], file.name


def test_a_content_control_that_shows_what_word_asks_for_is_told() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    shown = control.format("<w:showingPlcHdr/>", paragraph("Vel organisasjon"))
    assert told(xml=shown) == [("warning", "a content control that nobody has filled in: «Vel organisasjon»")]
    for good in (
        control.format("", paragraph("Fjord")),
        control.format("<w:showingPlcHdr/>", paragraph("{{ host.name }}")),
    ):
        assert told(xml=good) == []


@pytest.mark.parametrize("code", ["FORMTEXT", "FILLIN namn", "MACROBUTTON NoMacro Skriv namn"])
def test_a_field_that_waits_for_somebody_who_writes_is_told(code: str) -> None:
    found = told(xml=field(code, shown=""))
    assert ("warning", f"the Word field '{code.split()[0]}' waits for somebody who writes in it") in found


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        ('recipient.several_seats == "ja"', "'recipient.several_seats' is yes or no, and never the text 'ja'"),
        ("recipient.several_seats == 'true'", "'recipient.several_seats' is yes or no, and never the text 'true'"),
        ("'ja' == change.moved", "'change.moved' is yes or no, and never the text 'ja'"),
        ("change.moved != 'nei'", "'change.moved' is yes or no, and never the text 'nei'"),
        ("change.moved in ['ja', 'sann']", "'change.moved' is yes or no, and never the text 'ja'"),
        ("meeting.year == 2027", "'meeting.year' is text, and never 2027"),
        ("meeting.theme == true", "'meeting.theme' is text, and never true"),
        ("recipient.seats == 2", "'recipient.seats' is a list, and never equal to a text or number"),
    ],
)
def test_a_comparison_that_can_never_hold_is_told(question: str, fault: str) -> None:
    assert told(f"{{% if {question} %}}x{{% endif %}}") == [("error", fault)]


@pytest.mark.parametrize(
    "question",
    ["change.moved == true", "meeting.year == '2027'", "recipient.seats|length == 2", "meeting.theme in ['a', 'b']"],
)
def test_a_comparison_that_may_hold_is_left_alone(question: str) -> None:
    assert told(f"{{% if {question} %}}x{{% endif %}}") == []
    assert told("{% for s in recipient.seats %}{% if loop.index == 1 %}x{% endif %}{% endfor %}") == []


def test_a_numbered_list_in_a_loop_is_told_once_and_a_bulleted_one_is_not() -> None:
    def items(style: str) -> str:
        item = paragraph("{{ speaker }}").replace("<w:p>", f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>')
        loops = ("{%p for item in programme %}", "{%p for speaker in item.speakers %}")
        return "".join(map(paragraph, loops)) + item + item + paragraph("{%p endfor %}") * 2

    what = "the numbered list inside {%p for item in programme %} goes on counting from turn to turn"
    assert told(xml=items("ListNumber")) == [("warning", what)]
    assert told(xml=items("ListBullet")) == []
