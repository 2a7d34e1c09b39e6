"""What the database itself refuses of the outbox: moves that are not allowed, and changes to what is fixed for good.

Made from `OUTBOX_MOVES`, so that code and database cannot tell different stories. A hand in the database, a bug or a
second program meets the same wall as our own code.
"""

from __future__ import annotations

from collections.abc import Iterator

from cycle.model import OUTBOX_MOVES

FIXED = ("cycle", "kind", "recipient", "message_id", "token", "date")
"""Columns of a mail that never change: what makes twice harmless."""

NOT_ALLOWED = "outbox: this move is not allowed"
FIXED_FOR_GOOD = "outbox: Message-ID, Date and whom it is for are fixed"
NOT_NEW = "outbox: a mail begins as queued"
HISTORY = "outbox_events: what happened is never changed"


def wall(dialect: str) -> Iterator[str]:
    """Yield the statements that build the wall in SQLite or PostgreSQL."""
    yield from _postgresql() if dialect == "postgresql" else _sqlite()


def _allowed() -> str:
    moves = [
        f"(OLD.state = '{source}' AND NEW.state = '{target}')"
        for source, targets in OUTBOX_MOVES.items()
        for target in sorted(targets)
    ]
    return " OR ".join(["OLD.state = NEW.state", *moves])


def _sqlite() -> Iterator[str]:
    def trigger(name: str, when: str, condition: str, words: str) -> str:
        return f"CREATE TRIGGER {name} {when} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"

    changed = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in FIXED)
    yield trigger("outbox_moves", "BEFORE UPDATE OF state ON outbox", f"NOT ({_allowed()})", NOT_ALLOWED)
    yield trigger("outbox_fixed", f"BEFORE UPDATE OF {', '.join(FIXED)} ON outbox", changed, FIXED_FOR_GOOD)
    yield trigger("outbox_new", "BEFORE INSERT ON outbox", "NEW.state <> 'queued'", NOT_NEW)
    yield trigger("outbox_events_change", "BEFORE UPDATE ON outbox_events", "TRUE", HISTORY)
    yield trigger("outbox_events_delete", "BEFORE DELETE ON outbox_events", "TRUE", HISTORY)


def _postgresql() -> Iterator[str]:
    changed = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in FIXED)
    yield f"""
        CREATE FUNCTION outbox_wall() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> 'queued' THEN RAISE EXCEPTION '{NOT_NEW}'; END IF;
                RETURN NEW;
            END IF;
            IF NOT ({_allowed()}) THEN RAISE EXCEPTION '{NOT_ALLOWED}'; END IF;
            IF {changed} THEN RAISE EXCEPTION '{FIXED_FOR_GOOD}'; END IF;
            RETURN NEW;
        END $$
    """
    yield "CREATE TRIGGER outbox_wall BEFORE INSERT OR UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_wall()"
    yield f"""
        CREATE FUNCTION outbox_history() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{HISTORY}'; END $$
    """
    yield (
        "CREATE TRIGGER outbox_history BEFORE UPDATE OR DELETE ON outbox_events "
        "FOR EACH ROW EXECUTE FUNCTION outbox_history()"
    )
