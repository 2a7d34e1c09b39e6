"""A letter prints text and whole numbers, and never what Python would call a thing."""

from __future__ import annotations

import enum
import io
from typing import Any

import pytest
from docx import Document as WordDocument
from docxtpl import InlineImage, RichText

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.fields.picture import Picture
from tests.letters.conftest import png, write_word

LOGO = Picture(data=png(), width=20, alt="Logo")
VALUES: dict[str, Any] = {"s": "a", "d": {"title": "x"}, "l": ["a", "b"], "g": [{"title": "x"}], "logo": LOGO}


class Loud(int):
    def __html__(self) -> str:
        return "</w:p>"


class Language(enum.StrEnum):
    NN = "nynorsk"


def shown(text: str, values: dict[str, Any]) -> str:
    letter = compile_template(write_word(text)).render(values, recipient="p-1")
    return WordDocument(io.BytesIO(letter)).paragraphs[0].text


@pytest.mark.parametrize("tag", ["d.keys", "s.upper", "l.append", "d['items']", "s['upper']", "n.bit_length", "d.real"])
def test_a_field_that_is_lacking_is_never_a_method_of_python(tag: str) -> None:
    with pytest.raises(TemplateError, match="a field without a value"):
        shown(f"{{{{ {tag} }}}}", VALUES | {"n": 1})


def test_a_field_may_be_called_what_python_calls_a_method() -> None:
    assert shown("{{ d.items }} {{ d['keys'] }}", {"d": {"items": "tre saker", "keys": "to nyklar"}}) == (
        "tre saker to nyklar"
    )


@pytest.mark.parametrize(
    "tag",
    [
        "d", "l", "g", "none", "1 == 1", "(none ~ s)|upper",
        "logo|upper", "logo|e", "logo|string", "logo|trim", "logo ~ s", "d|string",
        "g|join(', ')", "l|e", "d ~ ''", "[logo]|join", "l|replace('a', 'b')", "s|replace('a', d)", "l|join(d)",
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_where_python_would_be_printed(tag: str) -> None:
    with pytest.raises(TemplateError, match=r"recipient p-1: word/document\.xml.*: a tag that cannot be filled in: "):
        shown(f"{{{{ {tag} }}}}", VALUES)


@pytest.mark.parametrize("tag", ["loop", "loop.cycle", "loop.changed"])
def test_the_loop_itself_is_not_printed(tag: str) -> None:
    with pytest.raises(TemplateError):
        shown(f"{{% for x in l %}}{{{{ {tag} }}}}{{% endfor %}}", VALUES)


@pytest.mark.parametrize("value", [LOGO, InlineImage(None, io.BytesIO(png())), RichText("feit"), ["a"], True])
def test_the_title_of_the_letter_is_text(value: object) -> None:
    with pytest.raises(TemplateError, match="recipient p-1: "):
        compile_template(write_word("Hei", title="{{ v }}")).render({"v": value}, recipient="p-1")


def test_docxtpls_own_picture_is_no_text_either() -> None:
    with pytest.raises(TemplateError, match="a picture or rich text cannot be changed"):
        shown("{{ v|upper }}", {"v": InlineImage(None, io.BytesIO(png()))})


def test_numbers_and_what_is_made_of_text_are_printed() -> None:
    text = "{{ 1 + 2 }} {{ 3 / 2 }} {{ l|join(', ') }} {{ s ~ 2|string }} {{ g|join('/', attribute='title')|upper }}"
    assert shown(text, VALUES) == "3 1.5 a, b a2 X"
    assert shown("{{ s|replace('a', 'å')|capitalize }} {{ l|sort|last }} {{ l[:1]|first }}", VALUES) == "Å b a"


@pytest.mark.parametrize("key", ["a\x00", "a\ud800", "a\r", None, b"a", 1.5])
def test_a_key_no_letter_can_show_is_refused_with_the_name_of_its_mapping(key: object) -> None:
    with pytest.raises(TemplateError, match=r"recipient p-1: m\.d: the key .* of a mapping cannot be printed"):
        shown("{% for k in m.d %}{{ k }}{% endfor %}", {"m": {"d": {key: "x"}}})


def test_kinds_of_text_and_numbers_of_ones_own_are_printed_as_plain_ones() -> None:
    values = {"n": Loud(7), "l": Language.NN, "d": {Language.NN: 1, Loud(2): Loud(3)}}
    assert shown("{{ n }} {{ l }} {% for k in d %}{{ k }}{{ d[k] }} {% endfor %}", values) == "7 nynorsk nynorsk1 23 "


@pytest.mark.parametrize(
    "text",
    [
        "{% set a = 'abcdefgh' %}" + "{% set a = a ~ a %}" * 32,
        "{% set a = 'abcdefgh' %}" + "{% set a = a + a %}" * 32,
        "{% set a = [1, 2] %}" + "{% set a = a + a %}" * 32,
        "{% set a = 'abcdefgh' %}" + "{% set a = a|replace('a', a) %}" * 32,
        "{% set a = 'abcdefgh' %}" + "{% set a = a|join(a) %}" * 9,
    ],
)
def test_a_template_cannot_make_a_text_without_end(text: str) -> None:
    with pytest.raises(TemplateError, match="a text or list longer than 1000000 characters or entries"):
        shown(text, VALUES)


@pytest.mark.parametrize("fields", [None, "Kari", ["Kari"]])
def test_fields_are_a_mapping(fields: Any) -> None:
    with pytest.raises(TemplateError, match="recipient p-1: fields: a value of kind NoneType"):
        shown("Hei", fields)
