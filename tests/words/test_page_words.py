"""A page says our sentences, and what it fills in can be nothing but text, unless the page made it."""

from __future__ import annotations

from jinja2 import Environment

from cycle.page_words import page_words

HOSTILE = "<script>{name.__class__}</script>"
MACRO = "{% macro strong(text) %}<strong>{{ text }}</strong>{% endmacro %}"


def shown(page: str, **values: object) -> str:
    return Environment(autoescape=True).from_string(MACRO + page).render(**page_words("nn"), **values)


def test_a_value_is_escaped_and_never_read_as_a_sentence_or_as_html() -> None:
    safe = "&lt;script&gt;{name.__class__}&lt;/script&gt;"
    assert shown('{{ say("by {name}", name=hostile) }}', hostile=HOSTILE) == f"av {safe}"
    many = '{{ count(2, "{number} mail with “{words}”.", "{number} mails with “{words}”.", words=hostile) }}'
    assert shown(many, hostile=HOSTILE) == f"2 e-postar med «{safe}»."


def test_what_a_macro_of_the_page_makes_stays_what_it_is_with_its_own_text_escaped() -> None:
    assert shown('{{ say("by {name}", name=strong("A & B")) }}') == "av <strong>A &amp; B</strong>"


def test_a_sentence_is_text_too_and_one_that_no_catalogue_knows_may_hold_quotes() -> None:
    assert shown('<p title="{{ say(words) }}">', words='a "b" <c>') == '<p title="a &#34;b&#34; &lt;c&gt;">'


def test_one_and_many_and_a_context_are_said_as_in_code() -> None:
    forms = 'in_context("page", "sent"), in_context("page", "sent")'
    assert shown(f"{{{{ count(1, {forms}) }}}}, {{{{ count(3, {forms}) }}}}") == "send, sende"
