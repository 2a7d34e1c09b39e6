"""How dates, lists and rights are told to Norwegian readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from babel.dates import format_date
from babel.lists import format_list

from cycle.model import InvitedSeat, Language, PartRight
from cycle.unbroken import held_in_html, held_together
from cycle.wording import (
    day_and_month,
    full_date,
    in_a_sentence,
    listed,
    long_date,
    name_without_brackets,
    right_of,
    with_capital,
)


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_each_day_of_a_year_and_a_list_of_any_length_is_written_as_babel_does(language: Language) -> None:
    """A command that says one date starts sooner without that library; what is said must be the same."""
    for number in range(366):
        day = dt.date(2028, 1, 1) + dt.timedelta(days=number)
        assert (full_date(day, language), long_date(day, language), day_and_month(day)) == (
            format_date(day, "EEEE d. MMMM y", locale=language),
            format_date(day, "d. MMMM y", locale=language),
            format_date(day, "d. MMMM", locale=language),
        )
    words = ["Alver", "Øygarden", "Voss", "Fedje"]
    for number in range(5):
        assert listed(words[:number]) == format_list(words[:number], locale=language)


def test_a_right_is_told_in_words_and_for_each_part_of_a_meeting_that_has_several() -> None:
    seat = InvitedSeat(
        seat="bodo.kommunedirektor", title="kommunedirektør", organisation="Bodø", clause="c", why="w", right="attend"
    )
    parts = (
        PartRight(part="dialog", title="dialogmøtet", right="attend"),
        PartRight(part="partnerskap", title="partnerskapsmøtet", right="vote"),
    )
    assert right_of(seat) == "møterett utan tale- og framleggsrett"
    assert right_of(replace(seat, rights=parts), "nb") == (
        "møterett uten tale- og forslagsrett i dialogmøtet, stemmerett i partnerskapsmøtet"
    )


def test_a_title_within_a_sentence_keeps_the_names_in_it() -> None:
    titles = ("Partnarskapsmøte", "Fagdag i Bergen", "NAV-møte", "")
    assert [in_a_sentence(title) for title in titles] == ["partnarskapsmøte", "fagdag i Bergen", "NAV-møte", ""]
    assert [with_capital(name) for name in ("fagdag i Bergen", "Åpent møte", "")] == [
        "Fagdag i Bergen",
        "Åpent møte",
        "",
    ]


def test_what_belongs_together_stays_on_one_line_and_nothing_else_is_changed() -> None:
    held = {
        "kl. 09.00–15.00": "kl.\u00a009.00–15.00",
        "Kl. 9": "Kl.\u00a09",
        "kl 09.00, sak nr 3, s. 14, kap. 2, tlf. 55 00 00 00": (
            "kl\u00a009.00, sak nr\u00a03, s.\u00a014, kap.\u00a02, tlf.\u00a055\u00a000\u00a000\u00a000"
        ),
        "5 % av 100 kr": "5\u00a0% av 100\u00a0kr",
        "sak nr. 3, § 4 og §§ 6–8": "sak nr.\u00a03, §\u00a04 og §§\u00a06–8",
        "torsdag 18. februar 2027": "torsdag 18.\u00a0februar\u00a02027",
        "1. mai, 2. mai 2027": "1.\u00a0mai, 2.\u00a0mai\u00a02027",
        "ring 55 00 00 00.": "ring 55\u00a000\u00a000\u00a000.",
        "ring +47 912 34 567": "ring +47\u00a0912\u00a034\u00a0567",
        "send ein e-post": "send ein e\u2011post",
        "E-posten, e-postar": "E\u2011posten, e\u2011postar",
        "Vaskerelven 8, 5014 Bergen": "Vaskerelven 8, 5014\u00a0Bergen",
        "5411 Stord": "5411\u00a0Stord",
        "Helse Møre og Romsdal HF, Haraldsplass Diakonale Sykehus AS": (
            "Helse Møre og Romsdal\u00a0HF, Haraldsplass Diakonale Sykehus\u00a0AS"
        ),
        "Postboks 1212\n5000 Bergen (0010 Oslo)": "Postboks\u00a01212\n5000\u00a0Bergen (0010\u00a0Oslo)",
    }
    assert {text: held_together(text) for text in held} == held
    for text in (
        "post@alver.example",
        "https://alver.example/post?a=b",
        "møte-posten",
        "Helse Møre og Romsdal, sjå helsenorge.no",
        "HF-et, ASker",
        "året 2027 Bergen",
        "12 000 000",
        "organisasjonsnummer 964 338 531",
        "16 teikn. januar",
        "vedtak 2.1. mars-møtet",
        "møtet i februar 2027",
    ):
        assert held_together(text) == text
    assert held_together(held_together("kl. 09.00")) == held_together("kl. 09.00")


def test_an_address_or_number_is_never_parted_at_its_hyphen() -> None:
    for address in (
        "e-post@alver.example",
        "sekretariatet@more-og-romsdal.example",
        "kari-anne.vik@helse-bergen.no",
        "https://e-post.example/e-post",
        "www.helse-forde.no/samhandling-i-sogn",
        "helse-mr.no",
        "2027-1",
        "26-12-3",
        "1-start",
    ):
        whole = address.replace("-", "-\u2060")
        assert held_together(f"Skriv til {address}.") == f"Skriv til {whole}."
        assert held_together(whole) == whole
        assert held_in_html(f"<p>Skriv til {address}.</p>") == f'<p>Skriv til <span class="whole">{address}</span>.</p>'
        assert held_in_html(f"<p>{address}</p>", whole="id=a") == f"<p><span id=a>{address}</span></p>"
    for page in ("<p>post@alver.example, Nord-Noreg.</p>", "<textarea>a-b@x.example</textarea>", "<p>09-10.no-go</p>"):
        assert held_in_html(page) == page


def test_on_a_page_only_what_people_read_is_held_together() -> None:
    page = (
        '<head><title>E-post kl. 09</title></head><p title="kl. 09">E-post kl. 09 '
        '<a href="mailto:e-post@x.example">e-post@x.example</a> <code>e-post</code></p>'
    )
    held = page.replace(">E-post kl. 09 <", ">E\u2011post kl.\u00a009 <")
    assert held_in_html(page) == held.replace(">e-post@x.example<", '><span class="whole">e-post@x.example</span><')


def test_a_range_of_times_stays_on_one_line_of_a_page() -> None:
    assert held_in_html("<b>kl. 09.00–15.00</b>") == "<b>kl.\u00a009.00–\u206015.00</b>"
    assert held_in_html("<code>09.00–15.00</code> 2023–2026") == "<code>09.00–15.00</code> 2023–2026"


def test_one_is_greeted_by_the_name_alone_whatever_brackets_and_signs_follow_it() -> None:
    for name in (
        "Kari Vik (vara)",
        "Kari [vara] Vik",
        "Kari Vik, (vara)",
        "Kari Vik – (vara for Ola (Per) Li)",
        "Kari {vara} Vik",
        "Kari Vik（vara）",
        " Kari  Vik ",
        "Kari Vik (",
        "Kari Vik (vara))",
        "Kari Vik (vara]]",
    ):
        assert name_without_brackets(name) == "Kari Vik"
    assert name_without_brackets("(ukjend)") == "(ukjend)"
    assert name_without_brackets("Kari Vik jr.") == "Kari Vik jr."
