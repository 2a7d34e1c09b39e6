"""What nobody has filled in is told before it is printed: our own fields as errors, the rest as warnings."""

from __future__ import annotations

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.fields.catalogue import PERSONAL

from .conftest import TEMPLATES, paragraph, table, write_word
from .test_hidden_content import field


def told(*paragraphs: str, xml: str = "", title: str = "") -> list[tuple[str, str]]:
    found = check_template(write_word(*paragraphs, xml=xml, title=title), name="brev.docx", known=PERSONAL)
    return [(problem.severity, problem.what) for problem in found if "word/styles.xml" not in problem.where]


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


@pytest.mark.parametrize(
    "text",
    ["{ recipient . name }", "{recipient_name}", "«Recipient_Name»", "[RECIPIENT.NAME]", "__recipient.name__",
     "(( Recipient . Name ))", "<Recipient_name>", "${recipient_name}", "‹recipient.Name›", "Recipient.name"],
)  # fmt: skip
def test_a_field_of_ours_spelled_with_capitals_spaces_or_underscores_is_an_error_too(text: str) -> None:
    [(severity, what)] = told(f"Kjære {text}")
    assert severity == "error"
    assert what.lower().endswith("recipient.name stands as plain text, and would be printed so")


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
        "Klikk eller trykk for å skrive inn en dato.", "(…)", "(...)",
        "(?)", "()", "[]", "<>", "< namn >", "( dato )",
        "kl. 00.00", "kl. 00:00", "kl. ..", "kl. –", "00.00.00", "x. februar", "__. mars", "… juni", "kr …", "tlf. …",
        "hos NAMN i Fjord", "i KOMMUNE", "for %s", "%d", "%1$s", "$1", "$namn", "#namn", "@namn", "|namn|", "/namn/",
        "Fornamn Etternamn", "Navn Navnesen", "0000 Bergen", "Gateadresse 1",
        "12 34 56 78", "post@domene.no", "DD.MM",
        "tbc", "kommune X", "Y sjukehus", "### rett dette", "ein plassholdar", "(tema her)", "Skriv tekst her",
        "FYLL INN tema", "*fyll inn*", "Vel ein dato.", "[sett inn …]",
        "klokka __", "hos: ..........", "MERGEFIELD Namn", "i rom: ?", "<…>", "<...>", "„namn“", "(kjem seinare)",
        "(kommer)", "(fyll inn)", "Skriv teksten her",
        "Feil! Finner ikke referansekilden.", "Error! Reference source not found.",
        "⟨namn⟩", "＜namn＞", "på 99 99 99 99", "SLETT DETTE", "NB! RETT OPP", "Fjern dette avsnittet",
        "Slett denne linja", "BYT UT LOGO", "Kjære fru/herr", "HUGS Å ENDRE",
    ],
)  # fmt: skip
def test_what_looks_like_something_to_fill_in_is_a_warning(text: str) -> None:
    found = told(f"Møtet er {text}")
    assert {severity for severity, _ in found} == {"warning"}
    assert all("looks like something to fill in" in what for _, what in found)


@pytest.mark.parametrize(
    "text", ["Kjære ,", "Kjære …", "Kjære", "Kjære NAMN", "Hei fornavn!", "Kjære «Kari»", "NAMN", "MOTTAKAR,"]
)
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
        "Og så … var det slutt. 20. februar, kl. 08.00",
        "Han skreiv: «Møtet var (…) godt, og (...) nyttig.»",
        "TEMA",
        "DATO: 18. februar. Møt i KOMMUNESALEN. Pris: 100 $ (to), 5 %, #1, vedlegg/namn/tid.",
        "Kommune og stat",
        "Temaet er «{{ meeting.theme }}».",
        "Skriv til <{{ sender.email }}> eller <post@fjord.example>, sjå <https://fjord.example>.",
        "Temaet er «Saman om dei eldste», og orda «samhandling» og «Overlevert» (jf. [1]).",
        "Vi møtest 18.02.2027 kl. 09.00. E-post: recipient.name@fjord.example, www.meeting.name",
        "Slik skriv du eit felt: {_{ recipient.name }_}",
        "«Helsefellesskap» er namnet, og «Møteplassen» staden.",
        "Jf. forskrifta [2], [3, s. 14], [4; kap. 2] og [5–7]. Svar til oss (e-post) eller ring (telefon).",
        "A < B og B > C; 5 % og 7 % av 100 kr (to av to).",
        "Vi ber dykk slette det gamle vedtaket, fjerne dette hinderet og rette opp feilen. Ring 55 97 50 00.",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_our_own_templates_have_nothing_left_to_fill_in() -> None:
    for file in TEMPLATES.glob("*.docx"):
        found = check_template(file.read_bytes(), name=file.name, known=None)
        assert [problem.what for problem in found if "fill" in problem.what] == [], file.name


CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("<w:showingPlcHdr/><w:date/>", "Klikk eller trykk for å skrive inn ein dato."),
        ('<w:dropDownList><w:listItem w:displayText="Vel stad" w:value=""/></w:dropDownList>', "Vel stad"),
        ("<w:showingPlcHdr/><w:comboBox/>", "Vel eit element."),
    ],
)
def test_a_date_box_or_a_list_that_nobody_has_chosen_from_is_told_once(kind: str, words: str) -> None:
    what = f"a content control that nobody has filled in: «{words}»"
    assert told(xml=CONTROL.format(kind, paragraph(words))) == [("warning", what)]
    inner = CONTROL.format(kind, paragraph(words)[5:-6])
    assert told(xml=f"<w:p>{inner}</w:p>") == [("warning", what)]
    chosen = '<w:dropDownList><w:listItem w:displayText="Bergen" w:value="b"/></w:dropDownList>'
    assert told(xml=CONTROL.format(chosen, paragraph("Bergen"))) == []


def test_words_that_ask_and_have_outlived_their_control_are_told() -> None:
    asks = '<w:p><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Møtestad</w:t></w:r></w:p>'
    assert told(xml=asks) == [("warning", "a content control that nobody has filled in: «Møtestad»")]


@pytest.mark.parametrize(
    "mark", ['<w:highlight w:val="yellow"/>', '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>']
)
def test_text_marked_with_a_pen_is_told_once_a_paragraph_also_when_it_is_a_tag(mark: str) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:rPr>{mark}</w:rPr><w:t>{text}</w:t></w:r>"

    what = "text marked with a coloured pen, and would be printed so"
    assert told(xml=f"<w:p>{run('rett dette')}{run(' og dette')}</w:p>") == [("warning", what)]
    assert told(xml=f"<w:p>{run('{{ recipient.name }}')}</w:p>") == [("warning", what)]
    assert told(xml='<w:p><w:r><w:rPr><w:highlight w:val="none"/></w:rPr><w:t>x</w:t></w:r></w:p>') == []


def test_a_content_control_that_shows_what_word_asks_for_is_told() -> None:
    control = CONTROL
    shown = control.format("<w:showingPlcHdr/>", paragraph("Vel organisasjon"))
    assert told(xml=shown) == [("warning", "a content control that nobody has filled in: «Vel organisasjon»")]
    picture = control.format("<w:showingPlcHdr/><w:picture/>", "<w:p><w:r><w:drawing/></w:r></w:p>")
    assert told(xml=picture) == [("warning", "a content control for a picture that nobody has put in")]
    for good in (
        control.format("<w:picture/>", "<w:p><w:r><w:drawing/></w:r></w:p>"),
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
        ("recipient.seats|length == '2'", "'recipient.seats|length' is a number, and never the text '2'"),
        ("recipient.seats|count > '1'", "'recipient.seats|count' is a number, and never the text '1'"),
        ("'2' == meeting.year|int", "'meeting.year|int' is a number, and never the text '2'"),
        ("meeting.year|upper == 2027", "'meeting.year' is text, and never 2027"),
        ("change.moved == 1", "'change.moved' is yes or no, not a number"),
        ("change.moved > 0", "'change.moved' is yes or no, not a number"),
        ("change.moved is eq 'ja'", "'change.moved' is yes or no, and never the text 'ja'"),
        ("meeting.theme == none", "'meeting.theme' is text, and never none"),
        ("meeting.theme is none", "'meeting.theme' is text, and never none"),
        ("meeting.year is number", "'meeting.year' is text, and no number"),
        ("meeting.year is even", "'meeting.year' is text, and no number"),
        ("meeting.theme is true", "'meeting.theme' is text, and never yes or no"),
        ("change.moved is string", "'change.moved' is yes or no, and never text"),
        ("host.logo == 'ja'", "'host.logo' is a picture, and never equal to a text or number"),
        ("change == 'ja'", "'change' is a group, and never equal to a text or number"),
        ("'Fjord' in recipient.seats", "each of 'recipient.seats' is a group, and never the text 'Fjord'"),
        ("recipient.title|lower == 'Ordførar'", "'recipient.title' in small letters is never 'Ordførar'"),
        ("recipient.title|upper in ['LEIAR', 'ordførar']", "'recipient.title' in capitals is never 'ordførar'"),
        (
            "change.moved == meeting.year",
            "'change.moved' is yes or no and 'meeting.year' text: they are never equal",
        ),
        (
            "recipient.title in recipient.seats",
            "'recipient.title' is text and 'recipient.seats' a group: they are never equal",
        ),
        ("meeting.year + 1 == 2028", "'meeting.year' is text, and cannot be counted with"),
        ("recipient.seats[0].title == 3", "'recipient.seats[0].title' is text, and never 3"),
        ("change.moved is sameas 'ja'", "'change.moved' is yes or no, and never the text 'ja'"),
        ("change.moved is number", "'change.moved' is yes or no, and no number"),
        ("change.moved|length > 1", "'change.moved' is yes or no, and cannot be counted with"),
        (
            "(meeting.held or change.moved) == 'JA'",
            "'(meeting.held or change.moved)' is yes or no, and never the text 'JA'",
        ),
        (
            "(meeting.held if meeting.theme else change.moved) != 'nei'",
            "'(meeting.held if … else change.moved)' is yes or no, and never the text 'nei'",
        ),
    ],
)
def test_a_comparison_that_can_never_hold_is_told(question: str, fault: str) -> None:
    assert told(f"{{% if {question} %}}x{{% endif %}}") == [("error", fault)]


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("change.moved == 'nei'", "{% if not change.moved %}"),
        ("change.moved != 'nei'", "{% if change.moved %}"),
        ("change.moved != 'ja'", "{% if not change.moved %}"),
        ("change.moved == 0", "{% if not change.moved %}"),
        ("change.moved in ['ja', 'nei']", "{% if change.moved %}"),
        ("meeting.theme == none", "{% if not meeting.theme %}"),
        ("meeting.year == 2027", "meeting.year == '2027'"),
        ("meeting.year > 2026", "meeting.year|int > 2026"),
        ("recipient.seats|length >= '2'", ">= 2"),
        ("recipient.seats > 1", "{% if recipient.seats|length > 1 %}"),
        ("recipient.title|lower == 'Ordførar'", "'ordførar'"),
        ("meeting.year + 1", "meeting.year|int"),
    ],
)
def test_what_would_be_right_instead_is_said_in_every_language(question: str, right: str) -> None:
    template = write_word(f"{{% if {question} %}}x{{% endif %}}", title="T")
    [problem] = [
        problem for problem in check_template(template, name="b", known=PERSONAL) if problem.severity == "error"
    ]
    assert problem.remedy.endswith(right)
    for language in ("nn", "nb"):
        assert problem.written_in(language).remedy.endswith(right)  # type: ignore[arg-type]


def test_what_a_name_was_set_to_is_known_where_it_is_compared() -> None:
    asked = "{{% set f = {} %}}{{% if {} %}}x{{% endif %}}"
    flag = ("error", "'f' is yes or no, and never the text 'ja'")
    assert told(asked.format("change.moved", "f == 'ja'")) == [flag]
    assert told(asked.format("not change.moved", "f == 'ja'")) == [flag]
    assert told(asked.format("'ja'", "change.moved == f")) == [
        ("error", "'change.moved' is yes or no and 'f' text: they are never equal")
    ]
    assert told(asked.format("'ja' if change.moved else 'nei'", "f == 'ja'")) == []
    either = "{% if change.moved %}{% set f = 'ja' %}{% else %}{% set f = 1 %}{% endif %}{% if f == 'ja' %}x{% endif %}"
    assert told(either) == []


def test_a_counted_number_is_compared_with_numbers_whatever_it_is_called() -> None:
    loop = "{% for s in recipient.seats %}{% if loop.index == '1' %}a{% endif %}{% endfor %}"
    assert told(loop) == [("error", "'loop.index' is a number, and never the text '1'")]
    assert told("{% set n = recipient.seats|length %}{% if n == '2' %}a{% endif %}") == [
        ("error", "'n' is a number, and never the text '2'")
    ]
    assert told("{% if recipient.seats|length + 1 == 3 and loop is undefined %}x{% endif %}")[1:] == []


@pytest.mark.parametrize(
    "question",
    [
        "change.moved == true",
        "meeting.year == '2027'",
        "recipient.seats|length == 2",
        "meeting.theme in ['a', 'b']",
        "recipient.title|lower == 'ordførar'",
        "'ordførar' in recipient.titles",
        "meeting.year|int > 2026",
        "host.logo == ''",
        "(change.moved or 'nei') == 'nei'",
        "recipient.title == recipient.seats[0].title",
        "change.moved is true",
        "recipient.seats|length is even",
        "'Fjord kommune' in community.parties",
        "meeting.theme is eq 'x'",
    ],
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


def test_the_alternative_text_of_a_picture_is_looked_at_too() -> None:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    picture = f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{drawn}"><wp:docPr id="1" name="a" descr="{{}}"/></wp:inline>'
    picture += "</w:drawing></w:r></w:p>"
    what = "'[namn]' looks like something to fill in, and would be printed as it is"
    assert told(xml=picture.format("Logoen til [namn]")) == [("warning", what)]
    assert told(xml=picture.format("Logoen til {{ host.name }}")) == []
