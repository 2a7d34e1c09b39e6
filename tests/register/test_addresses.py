"""One valid address comes out of a cell, or the cell is refused with what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.register.mail_addresses import AddressError, read_address

LOCAL = st.from_regex(r"[a-z][a-z0-9]{0,12}(\.[a-z0-9]{1,8})?", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z][a-z0-9]{0,12}\.(example|test)", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kari.Nordmann@ALVER.Example", "Kari.Nordmann@alver.example"),
        ("  post@fedje.test ", "post@fedje.test"),
        ("post@bømlo.example", "post@bømlo.example"),
        ("post@BØMLO.example", "post@bømlo.example"),
        ("o'hara+mote@x.example", "o'hara+mote@x.example"),
        ("mailto:kari@x.example", "kari@x.example"),
        ("MAILTO: kari@x.example", "kari@x.example"),
        ("<kari@x.example>", "kari@x.example"),
        ("kari@x.example <mailto:kari@x.example>", "kari@x.example"),
        ("kari@x.example;", "kari@x.example"),
        ("kari@x.example,", "kari@x.example"),
    ],
)
def test_a_good_address_is_kept_and_its_domain_is_lower_case(written: str, read: str) -> None:
    assert read_address(written) == read


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("", "skriv adressa brevet skal sendast til"),
        ("Kari Nordmann <kari@x.example>", "skriv berre «kari@x.example»"),
        ("kari@x.example (privat)", "skriv berre «kari@x.example»"),
        ("kari@x.example.", "skriv berre «kari@x.example»"),
        ("kari at x.example", "skriv ei adresse som kari.nordmann@kommunen.example"),
        ("kåre@x.example", "skriv adressa slik ho er i e-postprogrammet"),
        ("kari@localhost", "skriv ei adresse som kari.nordmann@kommunen.example"),
        ("kari@x.local", "skriv ei adresse som kari.nordmann@kommunen.example"),
    ],
)
def test_a_bad_address_says_what_would_be_right(written: str, remedy: str) -> None:
    with pytest.raises(AddressError) as caught:
        read_address(written)
    assert caught.value.remedy == remedy


@settings(deadline=None)
@given(LOCAL, DOMAIN, LOCAL, DOMAIN, st.sampled_from([",", ";", "\n", " ", " og ", ", ", "/"]))
def test_two_addresses_in_one_cell_are_never_taken_for_one(a: str, b: str, c: str, d: str, between: str) -> None:
    with pytest.raises(AddressError):
        read_address(f"{a}@{b}{between}{c}@{d}")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_what_comes_out_of_any_text_is_one_address_on_one_line(text: str) -> None:
    try:
        address = read_address(text)
    except AddressError:
        return
    assert address.count("@") == 1
    assert not set(address) & set(" ,;<>\r\n\t")
    assert read_address(address) == address
