"""The rules that give seats, as data: who gets one, what it may do, who names the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cycle.governance.community_data.rule import Rule
from cycle.governance.community_data.strict import LetterSentence, Sentence, Slug, Strict
from cycle.governance.community_data.table_errors import table_error
from cycle.model import Basis, Right
from cycle.phrases import Phrase

Election = Literal["municipal"]
"""The election (val) after which a seat is filled again."""
Per = Literal["organisation", "area", "side", "body", "one", "host"]

GOES_WITH: Mapping[Per, frozenset[str]] = {
    "organisation": frozenset({"side", "organisations"}),
    "area": frozenset({"areas"}),
    "side": frozenset({"side"}),
    "body": frozenset({"kind"}),
    "one": frozenset({"holder", "of"}),
    "host": frozenset(),
}
MAY_STAND_ALONE: frozenset[Per] = frozenset({"organisation", "area", "side", "host"})


class SeatException(Strict):
    """Another function or title for one organisation."""

    organisation: Slug
    id: Slug | None = None
    title: str
    basis: Basis
    why: Sentence
    reason: LetterSentence = Field(default="", description="Why, as the letter says it.")
    label: Sentence = Field(default="", description="Function and place in running text.")


class SeatRule(Rule):
    """A rule that gives seats: one for every organisation, area, side or body, one in all, or one for the host."""

    id: Slug = Field(description="The function: seat ids are `holder.function`.")
    title: str = Field(description="As printed, `ordførar`.")
    reason: LetterSentence = Field(
        default="",
        description="Why, as the letter says it: no sources, no doubt. Left out, the letter says nothing of it.",
    )
    label: Sentence = Field(
        default="",
        description="Title and place in running text, `leiar av {organisation}`, where the usual phrase is not right.",
    )
    per: Per = Field(description="Who gets one.")
    side: Slug | None = Field(default=None, description="With per = organisation or side: only this side.")
    organisations: tuple[Slug, ...] = Field(default=(), description="With per = organisation: only these.")
    areas: tuple[Slug, ...] = Field(default=(), description="With per = area: only these.")
    kind: Slug | None = Field(default=None, description="With per = body: every body of this kind (one each).")
    holder: Slug | None = Field(default=None, description="With per = one: the body or organisation it belongs to.")
    of: tuple[Slug, ...] = Field(default=(), description="With per = one: those that share one seat (one in total).")
    group: str = Field(default="", description="Neighbouring rules of one side and group are listed together.")
    count: Annotated[int, Field(ge=0)] | Literal["unstated"] = Field(
        default=1, description="How many each gets; unstated: the sources do not say, and one is asked for."
    )
    up_to: int | None = Field(default=None, ge=1, description="How many each may have; those above count are optional.")
    from_body: bool = Field(default=False, description="The seat is the body's own, so the same person holds both.")
    whole: bool = Field(default=False, description="Every seat the body has; `id` and `title` only name the rule.")
    named_by: str = Field(default="", description="Who names the person: id of a body or organisation, or in print.")
    optional: bool = Field(default=False, description="May stand empty without being vacant.")
    right: Right | None = Field(default=None, description="What it may do, in every part it has.")
    part: Slug | None = Field(default=None, description="The one part of the meeting it is invited to.")
    parts: dict[Slug, Right] = Field(default_factory=dict, description="Its right in each part it is invited to.")
    deputies: int = Field(default=0, ge=0, description="How many deputies (vara) are named; seat ids end in -vara.")
    deputy_meets: Literal["when_called", "when_vacant"] = Field(
        default="when_called", description="when_vacant: a deputy is invited when nobody holds the seat."
    )
    term_years: int | None = Field(default=None, ge=1, description="Years a person is named for.")
    election: Election | None = Field(
        default=None, description="municipal: newly named after the elections of every fourth autumn (2023, 2027)."
    )
    exceptions: tuple[SeatException, ...] = Field(
        default=(), description="Organisations with another function or title."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        names = {key for some in GOES_WITH.values() for key in some}
        given = {name for name in names if getattr(self, name)}
        allowed = GOES_WITH[self.per]
        if self.per == "organisation" and len(given & allowed) > 1:
            raise table_error(Phrase("side and organisations both say who gets the seat"), Phrase("keep one of them"))
        if given - allowed or not (given & allowed or self.per in MAY_STAND_ALONE):
            raise table_error(
                Phrase(
                    "per = '{per}' goes with {wanted}, not with {given}",
                    per=self.per,
                    wanted=_either(allowed),
                    given=", ".join(sorted(given)) or Phrase("nothing"),
                ),
                Phrase("see docs/rules.md, {part}", part="Seats"),
            )
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.up_to is not None and self.up_to < self.least:
            raise table_error(Phrase("up_to is less than count"), Phrase("correct one of them"))
        if not self.least and self.up_to is None:
            raise table_error(Phrase("count = 0 gives no seat"), Phrase("write up_to = … beside it"))
        if self.parts and (self.part or self.right):
            raise table_error(Phrase("parts says the right in each part"), Phrase("leave out part and right"))
        if self.from_body and self.per not in {"body", "one"}:
            raise table_error(Phrase("only a body has seats of its own"), Phrase("use per = 'body' or 'one'"))
        if self.whole and (self.per not in {"body", "one"} or self.of or self.from_body or self.deputies):
            raise table_error(Phrase("whole goes with kind or holder: the body has its own seats and deputies"))
        if (self.from_body or self.whole) and (self.most > 1 or self.up_to):
            raise table_error(
                Phrase("a body has each of its seats once, so count and up_to do not go with from_body or whole"),
                Phrase("write one rule for each of the body's seats"),
            )
        return self

    @property
    def most(self) -> int:
        """How many seats each gets at most, the optional ones counted."""
        return self.up_to or self.least

    @property
    def least(self) -> int:
        """How many seats each has that must not stand empty; one where the sources do not say how many."""
        return 1 if self.count == "unstated" else self.count


def _either(words: Iterable[str]) -> str:
    """Return `one or another`, in the words of whoever reads it."""
    first, *rest = sorted(words) or [Phrase("nothing else")]
    for word in rest:
        first = Phrase("{first} or {second}", first=first, second=word)
    return first
