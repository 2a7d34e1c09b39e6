"""What is private in a text is known however it is written: identity numbers, telephone numbers, addresses."""

from __future__ import annotations

import pytest
from stdnum.no import fodselsnummer

from cycle.archive.inspection import in_text, weight_of

PERSON = "15108695088"
"""The invented person of python-stdnum's own documentation."""


def invented(day: int, month: int, year: int = 86) -> str:
    """Return a number with both control digits for a day and a month, whatever is added to them."""
    for serial in range(100, 999):
        first = f"{day:02}{month:02}{year:02}{serial}"
        one = fodselsnummer.calc_check_digit1(first)
        if len(one) == 1 and len(two := fodselsnummer.calc_check_digit2(first + one)) == 1:
            return first + one + two
    raise AssertionError("no such number")


@pytest.mark.parametrize(
    "number",
    [
        PERSON,
        "151086 95088",
        "151086-95088",
        "15.10.86 95088",
        "15 10 86 950 88",
        "151086\u00a095088",
        "151086:95088",
        "151086 - 95088",
        "15101986 95088",
        "15. oktober 1986 95088",
        "15 okt 86, 95088",
        "1986-10-15 95088",
        "15 10 1986 95088",
        "151086 (95088)",
        "151086 | 95088",
        "151086;95088",
        "151086 • 95088",
        "151 086 950 88",
        "1510 8695 088",
        "1|5|1|0|8|6|9|5|0|8|8",
        "1 - 5 - 1 - 0 - 8 - 6 - 9 - 5 - 0 - 8 - 8",
        "¹⁵¹⁰⁸⁶ ⁹⁵⁰⁸⁸",
        "151086\u3164\u034f95088",
        "151086\t95088",
        "151086\n95088",
        "151086\r\n 95088",
        "151086   95088",
        "151086\u221295088",  # a true minus
        "151086_95088",
        "151086\u200b95088",  # a sign without width
        "1510\u00ad8695088",  # a soft hyphen
        "15.10.1986 95088",
        "15.10.86, personnr. 95088",
        "1 5 1 0 8 6 9 5 0 8 8",
        "1\uff15108695088",  # a wide digit
        "20 15108695088",
        invented(15 + 40, 10),  # a D-number
        invented(15, 10 + 40),  # a number that helps, and NAV's synthetic ones
        invented(15, 10 + 65),  # synthetic, of NAV
        invented(15, 10 + 80),  # synthetic, of the tax administration
        invented(15 + 40, 10 + 80),
    ],
)
def test_an_identity_number_is_known_however_it_is_written(number: str) -> None:
    assert [finding.kind for finding in in_text(f"Gjeld {number}, sjå sak.", unit="page")] == ["identity_number"]


@pytest.mark.parametrize(
    "text",
    [
        "15108695089",  # the last control digit is another
        "organisasjonsnummer 983 974 724",
        "kontonummer 1503.20.12345",
        "151 086 950 88 12",
        "15. oktober 1986, 95089",
        "4500 4600 4700",
        "2027-11-18 09:00–15:30",
        "sak 2026/117 og 2026/118",
        "https://example.org/151086950889",
        "kl. 09.00–10.15 og 10.30–12.00",
        "1 200 000 kroner i 2026, 1 350 000 i 2027",
        "§ 6-1 i helse- og omsorgstenestelova",
        "ISBN 978-82-450-1234-5",
        "5003 Bergen",
        "20270218 og 19991231",
        "sak 20251234, sak 2025/91234567",
        "974557746 MVA",
        "978-82-91234567",
        "1,91234567",
        "55 123 456",
        "uke 44-45-46",
        "2024-2025-2026",
        "31.12.2027 23.59",
        "151086 er eit tal, og 95088 er eit anna",
        "1 5 1 0 8 6 9 5 0 8 8 4",
    ],
)
def test_other_numbers_are_nobodys(text: str) -> None:
    assert [*in_text(text, unit="page")] == []


@pytest.mark.parametrize(
    "phone",
    [
        "912 34 567",
        "91234567",
        "+47 912 34 567",
        "55 12 34 56",
        "0047 91234567",
        "Tlf:91 23 45 67",
        "Tlf.91234567",
        "Telefon\n91234567",
        "mobil: 9123 4567",
        "9123 4567",
        "+47 91 234 567",
        "+47 9123 4567",
        "tlf 5512 3456",
        "55123456",
        "912-34-567",
        "91.23.45.67",
        "91\u201323\u201345\u201367",
        "+4755123456",
        "(+47) 91234567",
        "91\u00a023\u00a045\u00a067",
    ],
)
def test_a_telephone_number_is_a_warning(phone: str) -> None:
    found = [*in_text(f"Ring {phone} ved spørsmål", unit="page")]
    assert [(finding.kind, weight_of(finding)) for finding in found] == [("telephone", "warning")]


def test_each_of_two_telephone_numbers_is_told() -> None:
    assert [finding.quote for finding in in_text("55 12 34 56/91 23 45 67", unit="page")] == [
        "55 12 34 56",
        "91 23 45 67",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "Storgata 14 B, 5700 Voss",
        "Øvre Dalsvegen 3, 5411 Stord",
        "Solbakken 7 5200 Os",
        "Storgata 14 B\n5700 Voss",
        "Storgata 14,\r\n5700 Voss",
        "Storgata\u00a014, 5700\u00a0Voss",
        "STORGATA 14, 5700 VOSS",
        "storgata 14, 5700 voss",
        "Kong Oscars gate 3, 5017 Bergen",
    ],
)
def test_a_street_address_is_a_warning(address: str) -> None:
    [found] = in_text(f"Han bur i {address}", unit="page")
    assert (found.kind, weight_of(found)) == ("private_address", "warning")
    assert " ".join(address.split()).startswith(found.quote), "no word before the street"


def test_an_address_of_five_digits_is_the_shortest_that_is_found() -> None:
    assert [found.kind for found in in_text("Han bur i Storgata 1, 5700 Voss", unit="page")] == ["private_address"]
    assert [*in_text("Storgata, Voss, den 18. i 2. 3 1", unit="page")] == []
