"""A number that is longer than anything here has is no fault of ours: there is no such page, and no such number."""

from __future__ import annotations

import pytest

from cycle.web.our_pages.gate_tables import part_asked
from cycle.web.our_pages.short_numbers import is_number
from tests.web.conftest import YEAR, Reader

LONG = ["99999999999999999999", "9" * 4400]
PLACES = [
    "/bergensomradet/partnarskapsmote/{number}",
    "/bergensomradet/partnarskapsmote/{number}/svar",
    f"{YEAR}/letters.invitasjon/{{number}}",
    f"/sider/{'0' * 64}/{{number}}.png",
    "/post/x.eml/vedlegg/{number}/brev.pdf",
]


@pytest.mark.parametrize("number", [*LONG, "0", "12345", "-1"], ids=lambda number: number[:8])
@pytest.mark.parametrize("place", PLACES)
def test_an_address_with_a_number_that_nothing_has_is_no_page(pages: Reader, place: str, number: str) -> None:
    address = place.format(number=number)
    assert pages.get(address).status_code == 404
    assert pages.ask("POST", address, data={"grunn": "x"}).status_code < 500


@pytest.mark.parametrize("asked", [*LONG, "²", "-1", "", "1.5"], ids=lambda asked: asked[:8])
def test_the_first_part_of_a_table_is_shown_where_no_number_is_asked_for(asked: str) -> None:
    assert not is_number(asked)
    assert part_asked(asked, rows=2000) == 1


def test_the_last_part_is_shown_where_more_are_asked_for_than_there_are() -> None:
    assert [part_asked(asked, rows=1200) for asked in ("0", "1", "2", "3", "4", "999999999")] == [1, 1, 2, 3, 3, 3]
