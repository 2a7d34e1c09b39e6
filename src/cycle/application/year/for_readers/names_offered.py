"""People by name with their seats, as forms offer them and take them: two of one name are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cycle import wording
from cycle.model import Invitee


@dataclass(frozen=True, slots=True, kw_only=True)
class NameOffer:
    """Somebody who may be chosen in a form."""

    id: str
    name: str
    seats: tuple[str, ...]
    """Each seat in running text; empty for who is on no list any more."""

    @property
    def words(self) -> str:
        """Return `Målfrid Vik (ordførar i Fedje kommune)`."""
        return f"{self.name} ({wording.listed(self.seats)})" if self.seats else self.name


def named_invitee(invitee: Invitee) -> NameOffer:
    """Return an invitee as forms and pages offer them: by name and seats, told apart by id."""
    return NameOffer(id=invitee.id, name=invitee.name, seats=tuple(wording.seat_label(seat) for seat in invitee.seats))


def offered_names(people: Iterable[NameOffer]) -> tuple[str, ...]:
    """Return each person as a form offers them; those who have name and seats in common with their id."""
    return tuple(_called([*people]))


def chosen_among(people: Iterable[NameOffer], said: str) -> str:
    """Return the id of who was chosen by just the words that a form offers; empty when nobody was."""
    wanted = " ".join(said.split()).casefold()
    return next((who for words, who in _called([*people]).items() if words.casefold() == wanted), "")


def _called(people: Sequence[NameOffer]) -> Mapping[str, str]:
    alike = Counter(person.words.casefold() for person in people)
    return {
        person.words if alike[person.words.casefold()] == 1 else f"{person.words} – {person.id}": person.id
        for person in people
    }
