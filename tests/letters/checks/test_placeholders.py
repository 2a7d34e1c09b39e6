"""What nobody has filled in is told before it is printed: our own fields as errors, the rest as warnings."""

from __future__ import annotations

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.fields.known_fields import PERSONAL
from tests.letters.checks.test_hidden_content import field
from tests.letters.company import asked, run
from tests.letters.conftest import TEMPLATES, paragraph, table, write_word


def found_in(*paragraphs: str, xml: str = "", title: str = "") -> list[tuple[str, str]]:
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
        "Kjære @recipient.name",
        "Kjære @recipient.name, velkomen",
    ],
)
def test_a_field_of_ours_in_plain_text_is_an_error_however_it_is_bracketed(text: str) -> None:
    assert found_in(text) == [("error", "the field recipient.name stands as plain text, and would be printed so")]


@pytest.mark.parametrize(
    "text",
    ["{ recipient . name }", "{recipient_name}", "«Recipient_Name»", "[RECIPIENT.NAME]", "__recipient.name__",
     "(( Recipient . Name ))", "<Recipient_name>", "${recipient_name}", "‹recipient.Name›", "Recipient.name"],
)  # fmt: skip
def test_a_field_of_ours_spelled_with_capitals_spaces_or_underscores_is_an_error_too(text: str) -> None:
    [what] = [what for severity, what in found_in(f"Kjære {text}") if severity == "error"]
    assert what.lower().endswith("recipient.name stands as plain text, and would be printed so")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("recipient_name", "recipient_name"),
        ("Recipient_Name", "Recipient_Name"),
        ("recipientName", "recipientName"),
        ("meeting_reply_by", "meeting_reply_by"),
        ("meetingDate", "meetingDate"),
    ],
)
def test_a_field_written_as_programs_are_is_an_error_too(text: str, field: str) -> None:
    assert found_in(f"Kjære {text}, hei") == [
        ("error", f"the field {field} stands as plain text, and would be printed so")
    ]
    assert found_in(f"Skriv til {text}@fjord.example eller www.{text}.no") == []


def test_fields_of_a_loop_and_with_numbers_in_plain_text_are_errors_too() -> None:
    assert found_in("{%p for seat in recipient.seats %}", "{seat.why}", "{%p endfor %}") == [
        ("error", "the field seat.why stands as plain text, and would be printed so")
    ]
    assert found_in("(( recipient.seats[0].title ))") == [
        ("error", "the field recipient.seats[0].title stands as plain text, and would be printed so")
    ]
    assert found_in(xml=table(("Namn", "{meeting.date}")) + paragraph(""))[0][0] == "error"
    assert found_in("Hei", title="Brev til {recipient.name}")[0][0] == "error"


@pytest.mark.parametrize(
    "text",
    [
        "(( namn ))", "{namn}", "«Namn»", "«Fornavn»", "«Adresse_1»", "[namn]", "[Skriv inn dato]", "<namn>",
        "XXX", "kl. XX.XX", "«FirmaNamn»", "DD.MM.ÅÅÅÅ", "dd.mm.åååå", "DD/MM-YYYY",
        "20XX", "TT:MM", "NN", "%namn%", "#NAMN#", "Lorem ipsum dolor", "???",
        "Klikk eller trykk her for å skrive inn tekst.", "00.00.0000", "<<namn>>", "[[namn]]", "${namn}",
        "«Namn på mottakar»", "«Navn på mottakeren»", "«Adresse til kommunen»", "«Dato for møtet»",
        "«Tittel på innleiar»", "«Mottakarnamn»", "«FirstName»", "«AddressBlock»", "«Neste post»",
        "‹Namn›", "(dato)", "*NAMN*", "_namn_",
        "@@namn@@", "%(namn)s", "{}", "kl. ____", "hos ________ i Bergen", "lagt til ……………", "hos ..........", "20__",
        "TBD", "FIXME", "Ola Nordmann", "N. N.", "00 00 00 00", "(fyll inn namn)", "Sett inn dato her",
        "Velg et element.",
        "Klikk eller trykk for å skrive inn en dato.", "(…)", "(...)",
        "(?)", "()", "[]", "<>", "< namn >", "( dato )",
        "__.__.2027", "__/__", "kl __", "Sak 26/__", "Sak ../27", "#REF!",
        "#I/T",
        "kl. 00.00", "kl. 00:00", "kl. ..", "kl. –", "00.00.00", "x. februar", "__. mars", "… juni", "kr …", "tlf. …",
        "hos NAMN i Fjord", "i KOMMUNE", "for %s", "%d", "%1$s", "$1", "$namn", "#namn", "@namn", "|namn|", "/namn/",
        "Fornamn Etternamn", "Navn Navnesen", "0000 Bergen", "Gateadresse 1",
        "12 34 56 78", "post@domene.no", "DD.MM",
        "tbc", "kommune X", "Y sjukehus", "### rett dette", "ein plassholdar", "(tema her)", "Skriv tekst her",
        "FYLL INN tema", "*fyll inn*", "Vel ein dato.", "[sett inn …]",
        "klokka __", "hos: ..........", "MERGEFIELD Namn", "i rom: ?", "<…>", "<...>", "„namn“", "(kjem seinare)",
        "(kommer)", "(fyll inn)", "Skriv teksten her",
        "Feil! Ukjent svar.", "Error! Unknown answer.",
        "⟨namn⟩", "＜namn＞", "på 99 99 99 99", "SLETT DETTE", "NB! RETT OPP", "Fjern dette avsnittet",
        "Slett denne linja", "BYT UT LOGO", "Kjære fru/herr", "HUGS Å ENDRE",
        "«sett inn namn»", "«Skriv inn dato her»", "→ fyll inn", "< fyll inn >", "(fylles ut)", "(fyllast ut seinare)",
        "kl. ??", "i veke __", "vår ref.: ____", "¤namn¤", "(logo her)", "(Signatur her)", "Postboks 000, Bergen",
        "Insert name here", "Enter text", "fornavn.etternavn@fjord.kommune.no", "ein plasshaldar",
        "Bytt ut denne teksten", "denne teksten skal slettast",
    ],
)  # fmt: skip
def test_what_looks_like_something_to_fill_in_is_a_warning(text: str) -> None:
    found = found_in(f"Møtet er {text}")
    assert {severity for severity, _ in found} == {"warning"}
    assert all("looks like something to fill in" in what for _, what in found)


@pytest.mark.parametrize("text", ["Logo her", "Bilete her", "Sett inn logo", "undefined"])
def test_a_line_that_waits_for_a_picture_or_a_value_is_a_warning(text: str) -> None:
    assert [severity for severity, _ in found_in(text)] == ["warning"]
    assert found_in("Fil_a/b_c og «møtet […] er avlyst» er ikkje slik; logoen her er ny.") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ recipient.name }} }", "{{ … }} }"),
        ("{ {{ recipient.name }}", "{ {{ … }}"),
        ("{{ recipient.name }}}", "{{ … }}}"),
        ("{% if meeting.theme %}x{% endif %}}", "{{ … }}}"),
    ],
)
def test_a_brace_too_many_beside_a_tag_is_told(text: str, words: str) -> None:
    assert found_in(f"Til {text}, hei") == [("warning", f"a brace beside a tag would be printed: {words}")]
    assert found_in("Til {{ recipient.name }}{{ recipient.title }} ({{ meeting.year }})") == []


@pytest.mark.parametrize(
    "text", ["Kjære ,", "Kjære …", "Kjære", "Kjære NAMN", "Hei fornavn!", "Kjære «Kari»", "NAMN", "MOTTAKAR,"]
)
def test_a_greeting_of_nobody_is_a_warning(text: str) -> None:
    assert [severity for severity, _ in found_in(text)] == ["warning"]


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
        "Utkastet er eit utkast, «sett inn» eit uttrykk. Skjemaet skal fyllast ut (sjå under).",
        "Logoen heng her. Hei og velkomen. Postboks 100. Vi byter ut desse stolane i veke 7, kl. 9.",
        "Temaet er «{{ meeting.theme }}».",
        "Skriv til <{{ sender.email }}> eller <post@fjord.example>, sjå <https://fjord.example>.",
        "Temaet er «Saman om dei eldste», og orda «samhandling» og «Overlevert» (jf. [1]).",
        "Vi møtest 18.02.2027 kl. 09.00. E-post: recipient.name@fjord.example, www.meeting.name",
        "Slik skriv du eit felt: {_{ recipient.name }_}",
        "«Helsefellesskap» er namnet, og «Møteplassen» staden. «Namn på nytt» og «Tema for ein dag» er bøker.",
        "Jf. forskrifta [2], [3, s. 14], [4; kap. 2] og [5–7]. Svar til oss (e-post) eller ring (telefon).",
        "A < B og B > C; 5 % og 7 % av 100 kr (to av to).",
        "Vi ber dykk slette det gamle vedtaket, fjerne dette hinderet og rette opp feilen. Ring 55 97 50 00.",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '{{ "recipient.name" }}',
        "{{ 'recipient.name' }}",
        "{{ “recipient.name” }}",
        '{% set who = "recipient.name" %}{{ who }}',
        '{{ "Kjære " ~ "recipient.name" }}',
        '{{ "«recipient_name»" }}',
    ],
)
def test_a_field_of_ours_in_quotes_in_a_tag_is_plain_text_too(text: str) -> None:
    assert found_in(text) == [("error", "the field recipient.name stands as plain text, and would be printed so")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{{ meeting.theme or "[tema]" }}', "[tema]"),
        ('{{ meeting.theme|default("DD.MM.ÅÅÅÅ", true) }}', "DD.MM.ÅÅÅÅ"),
        ("{{ meeting.theme if meeting.theme else '«Tema»' }}", "«Tema»"),
        ('{{ letter.enclosures|join("; ") }}', ""),
        ('{{ meeting.theme|replace("[tema]", "") }}', ""),
        ('{{ "ja" if meeting.theme == "[tema]" else "nei" }}', ""),
        ("{{ 'Møtet ' ~ meeting.year }}", ""),
    ],
)
def test_what_a_tag_would_print_where_there_is_nothing_is_looked_at_too(text: str, words: str) -> None:
    what = f"'{words}' looks like something to fill in, and would be printed as it is"
    assert found_in(text) == ([("warning", what)] if words else [])


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
    assert found_in(xml=CONTROL.format(kind, paragraph(words))) == [("warning", what)]
    inner = CONTROL.format(kind, paragraph(words)[5:-6])
    assert found_in(xml=f"<w:p>{inner}</w:p>") == [("warning", what)]
    chosen = '<w:dropDownList><w:listItem w:displayText="Bergen" w:value="b"/></w:dropDownList>'
    assert found_in(xml=CONTROL.format(chosen, paragraph("Bergen"))) == []


def test_words_that_ask_and_have_outlived_their_control_are_told() -> None:
    asks = '<w:p><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Møtestad</w:t></w:r></w:p>'
    assert found_in(xml=asks) == [("warning", "a content control that nobody has filled in: «Møtestad»")]


@pytest.mark.parametrize(
    "mark", ['<w:highlight w:val="yellow"/>', '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>']
)
def test_text_marked_with_a_pen_is_told_once_a_paragraph_also_when_it_is_a_tag(mark: str) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:rPr>{mark}</w:rPr><w:t>{text}</w:t></w:r>"

    what = "text marked with a coloured pen, and would be printed so"
    assert found_in(xml=f"<w:p>{run('rett dette')}{run(' og dette')}</w:p>") == [("warning", what)]
    assert found_in(xml=f"<w:p>{run('{{ recipient.name }}')}</w:p>") == [("warning", what)]
    assert found_in(xml='<w:p><w:r><w:rPr><w:highlight w:val="none"/></w:rPr><w:t>x</w:t></w:r></w:p>') == []


def test_a_content_control_that_shows_what_word_asks_for_is_told() -> None:
    control = CONTROL
    shown = control.format("<w:showingPlcHdr/>", paragraph("Vel organisasjon"))
    assert found_in(xml=shown) == [("warning", "a content control that nobody has filled in: «Vel organisasjon»")]
    picture = control.format("<w:showingPlcHdr/><w:picture/>", "<w:p><w:r><w:drawing/></w:r></w:p>")
    assert found_in(xml=picture) == [("warning", "a content control for a picture that nobody has put in")]
    for good in (
        control.format("<w:picture/>", "<w:p><w:r><w:drawing/></w:r></w:p>"),
        control.format("", paragraph("Fjord")),
        control.format("<w:showingPlcHdr/>", paragraph("{{ host.name }}")),
    ):
        assert found_in(xml=good) == []


@pytest.mark.parametrize("code", ["FORMTEXT", "FILLIN namn", "MACROBUTTON NoMacro Skriv namn"])
def test_a_field_that_waits_for_somebody_who_writes_is_told(code: str) -> None:
    found = found_in(xml=field(code, shown=""))
    assert ("warning", f"the Word field '{code.split()[0]}' waits for somebody who writes in it") in found


def test_a_numbered_list_in_a_loop_is_told_once_and_a_bulleted_one_is_not() -> None:
    def items(style: str) -> str:
        item = paragraph("{{ speaker }}").replace("<w:p>", f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>')
        loops = ("{%p for item in programme %}", "{%p for speaker in item.speakers %}")
        return "".join(map(paragraph, loops)) + item + item + paragraph("{%p endfor %}") * 2

    what = "the numbered list inside {%p for item in programme %} goes on counting from turn to turn"
    assert found_in(xml=items("ListNumber")) == [("warning", what)]
    assert found_in(xml=items("ListBullet")) == []


def test_numbered_lists_in_two_loops_inside_one_are_told_each() -> None:
    item = paragraph("{{ speaker }}").replace("<w:p>", '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr>')
    inner = paragraph("{%p for speaker in item.speakers %}") + item + paragraph("{%p endfor %}")
    outer = paragraph("{%p for item in programme %}") + inner + inner + paragraph("{%p endfor %}")
    what = "the numbered list inside {%p for item in programme %} goes on counting from turn to turn"
    assert found_in(xml=outer) == [("warning", what)] * 2


def test_an_empty_numbered_cell_in_a_loop_of_rows_is_told() -> None:
    def rows(style: str, *, beside: bool = False) -> str:
        numbered = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
        return table(
            ("x" if beside else "", "{%tr for item in programme %}"), ("NR", "{{ item.title }}"), ("", "{%tr endfor %}")
        ).replace(paragraph("NR"), numbered)

    what = "the numbered list inside {%tr for item in programme %} goes on counting from turn to turn"
    assert found_in(xml=rows("ListNumber") + paragraph("")) == [("warning", what)]
    assert found_in(xml=rows("ListBullet") + paragraph("")) == []
    numbered_beside_the_tag = rows("ListBullet").replace(
        paragraph(""), '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr></w:p>', 1
    )
    assert found_in(xml=numbered_beside_the_tag + paragraph("")) == [], "that row is never in the letter"


@pytest.mark.parametrize("code", [r"SEQ Sak \n", "AUTONUM", "LISTNUM", r"seq sak \* arabic"])
def test_a_counter_of_words_own_in_a_loop_is_told(code: str) -> None:
    """Word counts such fields when somebody presses F9, and every turn of a loop shows the number it was saved with."""
    inside = f"<w:p>{asked(code, shown='')}{run(' {{ s.title }}')}</w:p>"
    xml = paragraph("{%p for s in recipient.seats %}") + inside + paragraph("{%p endfor %}")
    name = code.split()[0].upper()
    lost = [("warning", "the Word field 'LISTNUM' is left out of the PDF, with what it shows in Word")]
    outside = lost if code == "LISTNUM" else []
    reported = ("warning", f"the Word field '{name}' shows the same number in each turn of a loop")
    assert found_in(xml=xml) == [*outside, reported]
    assert found_in(xml=f"<w:p>{asked(code, shown='')}</w:p>") == outside


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("UTKAST", "UTKAST"),
        ("Kladd 2", "Kladd 2"),
        ("[dato]", "[dato]"),
        ("Helsefellesskapet", ""),
        ("{{ meeting.year }}", ""),
    ],
)
def test_a_watermark_that_says_draft_is_told(words: str, expected: str) -> None:
    shape = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="x"><v:textpath string="{words}"/></v:shape>'
    found = [what for _, what in found_in(xml=f"<w:p>{run('Hei')}<w:r><w:pict>{shape}</w:pict></w:r></w:p>")]
    assert found == ([f"a watermark across the page says «{expected}»"] if expected else [])


def test_half_a_tag_in_a_property_is_one_mistake() -> None:
    assert len(found_in("Hei", title="Brev {{ recipient.name")) == 1


def test_the_alternative_text_of_a_picture_is_looked_at_too() -> None:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    picture = f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{drawn}"><wp:docPr id="1" name="a" descr="{{}}"/></wp:inline>'
    picture += "</w:drawing></w:r></w:p>"
    what = "'[namn]' looks like something to fill in, and would be printed as it is"
    assert found_in(xml=picture.format("Logoen til [namn]")) == [("warning", what)]
    assert found_in(xml=picture.format("Logoen til {{ host.name }}")) == []
