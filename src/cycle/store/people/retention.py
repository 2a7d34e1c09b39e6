"""Personal matter that is deleted when its time is over (kassasjon): what was deleted leaves its sha256 and a mark.

An act is written first, with every mark; then what it names is cut, in one transaction with the act's end. Killed in
between, the act stands unfinished and is finished later: what is no longer what the mark says is left alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, delete, insert, select, true, update

from cycle.catalogue import sentence
from cycle.model import spelt
from cycle.store import tables
from cycle.store.database import empty_journal, reading
from cycle.store.people.recorded_people import PersonSought, RecordedPerson, is_of_sought, recorded

REPORTS = ("returned", "delayed", "delivered")
"""What a server said of a mail: it may quote address and mail."""
ERASED = "(sletta)"
"""Stands where a name was."""
Cut = Callable[[Any], Any]  # Any: a column's value, text or JSON


def _nothing(_value: Any) -> Any:
    return ""


def without_contacts(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a register as stored without addresses, telephone numbers and remarks: who held which seat stays."""
    return {
        **body,
        "persons": [{**person, "address": "", "phone": "", "postal": ""} for person in body["persons"]],
        "mandates": [{**mandate, "note": ""} for mandate in body["mandates"]],
    }


def stand_in_of(person_id: str) -> str:
    """Return the id that stands for a person who is erased: the same in every register, and nobody's name."""
    return f"sletta-{hashlib.sha256(person_id.encode()).hexdigest()[:12]}"


def erasure_rule(person_id: str) -> str:
    """Return what the act that erases a person goes by: without the id, which would tell who it was."""
    return f"erase:{stand_in_of(person_id)}"


def erasures_in(acts: Iterable[RetentionAct], community: str) -> frozenset[str]:
    """Return what the acts go by that erased somebody in this community; an older act says of none, and is of each."""
    rules = (act.rule.partition("/") for act in acts if act.rule.startswith("erase:"))
    return frozenset(rule for rule, _, where in rules if where in {"", community})


def without_person(body: Mapping[str, Any], stand_in: str) -> dict[str, Any]:
    """Return a register as stored where nobody can tell who this person was; the seats stay held by somebody."""
    nameless = {"id": stand_in, "name": ERASED, "address": "", "phone": "", "postal": ""}
    held = {"person": stand_in, "note": "", "decided_by": ""}
    return {
        **body,
        "persons": [
            {**person, **nameless} if stand_in_of(person["id"]) == stand_in else person for person in body["persons"]
        ],
        "mandates": [
            {**mandate, **held} if stand_in_of(mandate["person"]) == stand_in else mandate
            for mandate in body["mandates"]
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalField:
    """A field of the store that holds personal matter (personopplysning). `column` is empty where the row goes."""

    table: Table
    column: str
    when: str
    """Column with the moment its clock starts from."""
    where: ColumnElement[bool] = field(default_factory=true)
    cut: Cut = _nothing
    of: str = ""
    """Column that says whose it is: `cycle` or `community`; empty where it belongs to no community."""
    kept: str = ""
    """What stays, for whoever reads what would go."""
    of_substitute: bool = False
    """It says who came instead, and nothing of the recipient."""


def _nameless(_value: Any) -> Any:
    return ERASED


_SOMEBODY_CAME = tables.replies.c.substitute_name.not_in(("", ERASED))

FIELDS: Mapping[str, PersonalField] = {
    "reply_words": PersonalField(
        table=tables.replies,
        column="text",
        when="at",
        of="cycle",
        where=(tables.replies.c.source != "typed") & tables.replies.c.what.not_in(REPORTS),
        kept=sentence("what they answered, and when"),
    ),
    "typed_words": PersonalField(
        table=tables.replies,
        column="text",
        when="at",
        of="cycle",
        where=tables.replies.c.source == "typed",
        kept=sentence("the answer, who typed it in, and when"),
    ),
    "returned_mail": PersonalField(
        table=tables.replies,
        column="text",
        when="at",
        of="cycle",
        where=tables.replies.c.what.in_(REPORTS),
        kept=sentence("that it came back, the code, and when"),
    ),
    "reply_addresses": PersonalField(
        table=tables.replies, column="by", when="at", of="cycle", kept=sentence("that somebody else's address answered")
    ),
    "substitute_addresses": PersonalField(
        table=tables.replies,
        column="substitute_address",
        when="at",
        of="cycle",
        kept=sentence("who came instead"),
        of_substitute=True,
    ),
    "substitute_names": PersonalField(
        table=tables.replies,
        column="substitute_name",
        when="at",
        of="cycle",
        where=_SOMEBODY_CAME,
        cut=_nameless,
        kept=sentence("that somebody came instead"),
        of_substitute=True,
    ),
    "substitute_roles": PersonalField(
        table=tables.replies,
        column="substitute_role",
        when="at",
        of="cycle",
        kept=sentence("that somebody came instead"),
        of_substitute=True,
    ),
    "known_addresses": PersonalField(
        table=tables.reply_addresses, column="", when="at", of="community", kept=sentence("nothing")
    ),
    "printed_addresses": PersonalField(
        table=tables.printed,
        column="postal",
        when="at",
        of="cycle",
        kept=sentence("which letter was printed, by whom and when"),
    ),
    "import_previews": PersonalField(
        table=tables.previews, column="", when="made_at", of="community", kept=sentence("what was imported")
    ),
    "register_contacts": PersonalField(
        table=tables.registers,
        column="body",
        when="imported_at",
        of="community",
        cut=without_contacts,
        kept=sentence("who held which seat, in registers that a newer one has followed"),
    ),
}
"""Every field that a rule of retention may be of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMatter:
    """One value that may be deleted: which field, which row, of what year or community, since when."""

    field: str
    row: str
    """The row's key as JSON."""
    of: str
    since: dt.datetime
    sha256: str

    @property
    def community(self) -> str:
        """Return the id of the community it belongs to, empty where it belongs to none."""
        return self.of.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionAct:
    """One time that something was deleted, or is to be while `done_at` is None (kassasjonshandling)."""

    number: int
    rule: str
    why: str
    who: str
    at: dt.datetime
    done_at: dt.datetime | None
    marks: int


@dataclass(frozen=True, slots=True)
class Retention:
    """The tables of what was deleted, and the fields it is deleted from."""

    engine: Engine

    def held(self, name: str) -> tuple[HeldMatter, ...]:
        """Return every value of a field that is there, oldest first; of registers all but the newest of each."""
        personal = FIELDS[name]
        with reading(self.engine) as connection:
            rows = _rows(connection, personal)
        if name == "register_contacts":
            newest = {row["community"]: row["id"] for row in rows}
            rows = [row for row in rows if row["id"] != newest[row["community"]]]
        return tuple(_matter(name, personal, row) for row in rows if _value(personal, row) != _cut(personal, row))

    def people(self, community: str) -> tuple[RecordedPerson, ...]:
        """Return everybody in the imported registers of a community, the newest first, and then who came instead."""
        merged: dict[str, RecordedPerson] = {}
        with reading(self.engine) as connection:
            imported = _rows(connection, FIELDS["register_contacts"], tables.registers.c.community == community)
            for body in (row["body"] for row in reversed(imported)):
                for person in body["persons"]:
                    if person["name"] != ERASED:
                        merged[person["id"]] = recorded(merged.get(person["id"]), person, body["mandates"])
            of_year = tables.replies.c.cycle.startswith(f"{community}/", autoescape=True)
            came = _rows(connection, FIELDS["substitute_names"], of_year)
        instead: dict[str, RecordedPerson] = {}
        for row in came:
            known = instead.get(spelt(row["substitute_name"]), RecordedPerson(id="", names=(row["substitute_name"],)))
            more = {row["substitute_address"].lower()} - {""}
            instead[spelt(row["substitute_name"])] = replace(known, addresses=known.addresses | more)
        return (*merged.values(), *instead.values())

    def of_person(
        self, person_id: str, *, names: Collection[str] = (), addresses: Collection[str] = ()
    ) -> Mapping[str, tuple[HeldMatter, ...]]:
        """Return community → every value that is about whoever has this id or one of these names there, however old.

        Two communities of one home may each have somebody of this name, and so of this id. Under the empty name stands
        what belongs to no community.
        """
        found: list[HeldMatter] = []
        called = frozenset(map(spelt, names)) - {""}
        whose = PersonSought(id=person_id, called=called, addresses=frozenset(addresses))
        with reading(self.engine) as connection:
            for name, personal in FIELDS.items():
                if "recipient" in personal.table.c:
                    rows = _rows(connection, personal)
                    about = [
                        row for row in rows if is_of_sought(row, personal.column, whose, instead=personal.of_substitute)
                    ]
                    found += [_matter(name, personal, row) for row in about if _value(personal, row) != ""]
            for name, table in (("register_person", tables.registers), ("import_previews", tables.previews)):
                personal = FIELDS["import_previews"] if table is tables.previews else _of_person(stand_in_of(person_id))
                for row in _rows(connection, personal):
                    if any(person["id"] == person_id for person in row["body"]["persons"]):
                        found.append(_matter(name, personal, row))
        communities = dict.fromkeys(matter.community for matter in found)
        return {where: tuple(matter for matter in found if matter.community == where) for where in communities}

    def intend(self, matters: Sequence[HeldMatter], *, rule: str, why: str, who: str, now: dt.datetime) -> int:
        """Write down what is about to be deleted, and return the number of the act; nothing is deleted yet."""
        with self.engine.begin() as connection:
            values = {"rule": rule, "why": why, "who": who, "at": now}
            made = connection.execute(insert(tables.retention_acts).values(**values)).inserted_primary_key
            assert made is not None
            number = int(made[0])
            marks = [
                {"act": number, "field": matter.field, "row": matter.row, "sha256": matter.sha256} for matter in matters
            ]
            connection.execute(insert(tables.retention_marks), marks)
        return number

    def finish(self, number: int, *, now: dt.datetime) -> int:
        """Delete what the act names as far as it is still there, and return how many; doing it twice is harmless."""
        acts, marks = tables.retention_acts, tables.retention_marks
        with self.engine.begin() as connection:
            act = connection.execute(select(acts).where(acts.c.number == number)).mappings().one()
            named = connection.execute(select(marks).where(marks.c.act == number)).mappings().all()
            done = sum([_delete(connection, dict(mark), rule=act["rule"]) for mark in named])
            still = (acts.c.number == number) & acts.c.done_at.is_(None)
            connection.execute(update(acts).where(still).values(done_at=now))
        self.empty_journal()
        return done

    def empty_journal(self) -> bool:
        """Take what was deleted out of the journal of the database too; return whether nothing of it is left there."""
        return empty_journal(self.engine)

    def acts(self) -> tuple[RetentionAct, ...]:
        """Return every act, oldest first."""
        acts, marks = tables.retention_acts, tables.retention_marks
        with reading(self.engine) as connection:
            counted: dict[int, int] = {}
            for act in connection.execute(select(marks.c.act)).scalars():
                counted[act] = counted.get(act, 0) + 1
            rows = connection.execute(select(acts).order_by(acts.c.number)).mappings()
            return tuple(RetentionAct(**row, marks=counted.get(row["number"], 0)) for row in rows)


def _of_person(stand_in: str) -> PersonalField:
    return PersonalField(
        table=tables.registers,
        column="body",
        when="imported_at",
        of="community",
        cut=lambda body: without_person(body, stand_in),
        kept=sentence("which seats were held, and when, by somebody without a name"),
    )


def _rows(
    connection: Connection, personal: PersonalField, more: ColumnElement[bool] | None = None
) -> list[Mapping[str, Any]]:
    query = select(personal.table).where(personal.where)
    if more is not None:
        query = query.where(more)
    keys = personal.table.primary_key.columns
    ordered = query.order_by(personal.table.c[personal.when], *keys)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def _key(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key.columns}


def _value(personal: PersonalField, row: Mapping[str, Any]) -> Any:
    if personal.column:
        return row[personal.column]
    return {name: value for name, value in row.items() if not isinstance(value, dt.datetime)}


def _cut(personal: PersonalField, row: Mapping[str, Any]) -> Any:
    return personal.cut(row[personal.column]) if personal.column else None


def _matter(name: str, personal: PersonalField, row: Mapping[str, Any]) -> HeldMatter:
    return HeldMatter(
        field=name,
        row=json.dumps(_key(personal.table, row), ensure_ascii=False, sort_keys=True),
        of=row[personal.of] if personal.of else "",
        since=row[personal.when],
        sha256=_sha256(_value(personal, row)),
    )


def _sha256(value: Any) -> str:
    """Return the sha256 of a text as it stands, of anything else as JSON with sorted keys."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _delete(connection: Connection, mark: Mapping[str, Any], *, rule: str) -> int:
    """Delete one value if it is still the one that was marked.

    A mark from before the community came into a key names the row of each; it is held against what it knew of them.
    """
    stand_in, _, community = rule.partition(":")[2].partition("/")
    personal = _of_person(stand_in) if mark["field"] == "register_person" else FIELDS[mark["field"]]
    table, named = personal.table, json.loads(mark["row"])
    since = {column.name for column in table.primary_key.columns} - named.keys()
    marked = and_(*(table.c[name] == value for name, value in named.items()))
    done = 0
    for row in map(dict, connection.execute(select(table).where(marked)).mappings().all()):
        value = _value(personal, {name: held for name, held in row.items() if name not in since})
        if _sha256(value) != mark["sha256"] or (since and community and row.get("community") not in {"", community}):
            continue
        here = and_(*(table.c[name] == held for name, held in _key(table, row).items()))
        if personal.column:
            changed = update(table).where(here).values({personal.column: personal.cut(row[personal.column])})
            done += connection.execute(changed).rowcount
        else:
            done += connection.execute(delete(table).where(here)).rowcount
    return done
