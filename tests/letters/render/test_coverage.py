"""The letters an approver looks at show together everything that any letter says."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterable
from typing import Any

import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from cycle.letters import compile_template
from cycle.letters.fields.example import example_fields, example_paper
from cycle.letters.language.branches import Branch
from cycle.letters.render.covered_text import MOST, Choice, coverage, describe, distinguish, untaken_texts
from tests.letters.conftest import write_word

LETTER = compile_template(
    write_word(
        "{{ recipient.name }} {% if recipient.several_seats %}fleire{% else %}eitt{% endif %}"
        "{% if meeting.theme %} {{ meeting.theme }}{% elif meeting.aim %} {{ meeting.aim }}{% endif %}"
        "{% for line in recipient.address_lines %}{{ line }}{% endfor %}"
    )
)


def reader(
    name: str = "Ada", *, several: bool = False, theme: str = "t", aim: str = "", lines: int = 1
) -> dict[str, Any]:
    fields = copy.deepcopy(example_fields())
    fields["recipient"] |= {"name": name, "several_seats": several, "address_lines": ["x"] * lines}
    fields["recipient"]["seats"] = fields["recipient"]["seats"][: 2 if several else 1]
    fields["meeting"] |= {"theme": theme, "aim": aim}
    return fields


def ways(found: Iterable[Branch]) -> list[tuple[str, bool]]:
    return [
        (branch.condition, branch.taken)
        for branch in sorted(found, key=lambda branch: (branch.place, not branch.taken))
    ]


def test_every_way_through_the_conditions_is_known() -> None:
    assert LETTER.branches == (
        Branch(condition="recipient.several_seats", taken=True, place=0),
        Branch(condition="recipient.several_seats", taken=False, place=0),
        Branch(condition="meeting.theme", taken=True, place=1),
        Branch(condition="meeting.aim", taken=True, place=2),
        Branch(condition="meeting.aim", taken=False, place=2),
        Branch(condition="line in recipient.address_lines", taken=True, place=3),
        Branch(condition="line in recipient.address_lines", taken=False, place=3),
    )
    assert ways(LETTER.taken(reader(theme="", aim=""))) == [
        ("recipient.several_seats", False),
        ("meeting.aim", False),
        ("line in recipient.address_lines", True),
    ]


def test_a_letter_is_chosen_for_the_branch_that_only_it_takes() -> None:
    people = {"a": reader("Anne-Margrethe"), "b": reader(), "c": reader(several=True), "d": reader(theme="")}
    assert coverage(LETTER, people).choices == (
        Choice(recipient="a", reasons=("det første brevet", "det lengste namnet", "den lengste adressa")),
        Choice(recipient="c", reasons=("flest roller",)),
        Choice(recipient="d", reasons=("«føremål» er ikkje sett", "«tema» er ikkje sett")),
    )


def test_a_branch_that_nobody_gets_is_told() -> None:
    covered = coverage(LETTER, {"a": reader(several=True)})
    assert Branch(condition="recipient.several_seats", taken=False) in covered.untaken
    assert Branch(condition="recipient.several_seats", taken=True) not in covered.untaken


def test_nobody_to_write_to_is_nobody_to_choose() -> None:
    assert coverage(LETTER, {}).choices == ()


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(["", "t"]), st.sampled_from(["", "a"]), st.integers(0, 2)),
        min_size=1,
        max_size=12,
    )
)
def test_the_chosen_letters_take_every_branch_that_any_letter_takes(people: list[tuple[bool, str, str, int]]) -> None:
    wanted = {
        f"p-{number}": reader(several=several, theme=theme, aim=aim, lines=lines)
        for number, (several, theme, aim, lines) in enumerate(people)
    }
    covered = coverage(LETTER, wanted)
    seen = frozenset[Branch]().union(*(LETTER.taken(wanted[choice.recipient]) for choice in covered.choices))
    assert seen == frozenset[Branch]().union(*map(LETTER.taken, wanted.values()))
    assert set(LETTER.branches) - seen == set(covered.untaken)
    assert all(choice.reasons for choice in covered.choices)


@pytest.mark.parametrize("name", ["invitasjon", "folgebrev", "endring", "referat"])
def test_our_own_templates_can_be_followed_through_all_their_conditions(name: str) -> None:
    template = compile_template(f"templates/docx/{name}.docx", known=None)
    fields = {**example_paper(), **example_fields()}
    assert template.taken(fields) <= set(template.branches)
    assert template.taken(fields)


def test_the_same_condition_in_two_places_is_two_ways() -> None:
    """Y was in no letter that anybody looked at: its condition had been seen to hold elsewhere."""
    template = compile_template(write_word(f"{nested('a', 'X')}{nested('b', 'Y')}"))
    values = {
        name: dict(zip("abc", map(bool, map(int, flags)), strict=True))
        for name, flags in (("p1", "101"), ("p2", "010"), ("p3", "011"))
    }
    covered = coverage(template, values)
    shown = "".join(text(template.render(values[choice.recipient])) for choice in covered.choices)
    assert ("X" in shown, "Y" in shown, covered.unseen) == (True, True, 0)
    rest = coverage(template, {name: values[name] for name in ("p1", "p2")})
    [missing] = [branch for branch in rest.untaken if branch.taken]
    assert distinguish(missing, template.branches) == "vilkåret «c» gjeld der vilkåret «b» gjeld"
    assert distinguish(missing, [missing]) == "vilkåret «c» gjeld"


@pytest.mark.parametrize(
    ("condition", "nn", "nb"),
    [
        ("meeting.theme", "«tema» er sett", "«tema» er satt"),
        ("host.chair and host.chair != host.name",
         "eit vilkår om «kven som leier møtet» og «vertsorganisasjonen» gjeld",
         "et vilkår om «hvem som leder møtet» og «vertsorganisasjonen» gjelder"),
        ("meeting.purposes|length == 1", "eit vilkår om «kva møtet skal gjere» gjeld",
         "et vilkår om «hva møtet skal gjøre» gjelder"),
        ("line in meeting.purposes", "«kva møtet skal gjere» er sett", "«hva møtet skal gjøre» er satt"),
        ("not meeting.held", "eit vilkår om «møtedagen er komen» gjeld", "et vilkår om «møtedagen er kommet» gjelder"),
        ("eige == 'meeting.theme'", "vilkåret «eige == 'meeting.theme'» gjeld",
         "vilkåret «eige == 'meeting.theme'» gjelder"),
    ],
)  # fmt: skip
def test_a_condition_is_told_by_what_it_is_about(condition: str, nn: str, nb: str) -> None:
    branch = Branch(condition=condition, taken=True)
    assert (describe(branch, "nn"), describe(branch, "nb")) == (nn, nb)


def test_a_field_of_a_list_is_told_by_the_list_around_it() -> None:
    around = Branch(condition="seat in recipient.seats", taken=True)
    assert describe(Branch(condition="seat.why", taken=True, inside=around)) == "«kvifor rolla er invitert» er sett"


def test_what_stands_inside_text_that_nobody_gets_is_told_with_it_and_commas_never() -> None:
    template = compile_template(
        write_word(
            "{% if meeting.theme %}a{% for s in recipient.seats %}{% if s.why %}b{% endif %}{% endfor %}{% endif %}"
            "{% for name in letter.enclosures %}{{ name }}{% if not loop.last %}; {% endif %}{% endfor %}"
        )
    )
    covered = coverage(template, {"a": {**reader(theme=""), "letter": {"enclosures": ["Program"]}}})
    assert [describe(branch) for branch in untaken_texts(covered.untaken)] == ["«tema» er sett"]


def nested(around: str, letter: str) -> str:
    return f"{{% if {around} %}}{{% if c %}}{letter}{{% endif %}}{{% endif %}}"


def text(letter: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in WordDocument(io.BytesIO(letter)).paragraphs)


def test_a_condition_in_a_comment_lends_no_other_its_words() -> None:
    template = compile_template(
        write_word("{# {% if gammal %} #}{% if x %}a{% endif %}{%- for y  in z -%}b{%- endfor -%}")
    )
    assert [branch.condition for branch in template.branches] == ["x", "x", "y  in z", "y  in z"]
    assert ways(template.taken({"x": "\ue0007\ue001", "z": []})) == [("x", True), ("y  in z", False)]


def test_what_the_chosen_letters_do_not_show_is_counted() -> None:
    conditions = "".join(f"{{% if n == {number} %}}{number}{{% endif %}}" for number in range(MOST + 3))
    template = compile_template(write_word(conditions))
    assert coverage(template, {f"p{n}": {"n": n} for n in range(MOST + 3)}).unseen == 3
