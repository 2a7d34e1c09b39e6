"""The tables of the one database; every row has a natural key, so that twice is harmless."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from cycle.model import OUTBOX_TRANSITIONS, Heard


class Moment(TypeDecorator[dt.datetime]):
    """An aware moment kept as ISO text in UTC, so that SQLite and PostgreSQL sort and return the same."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Return the text to store; ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in the store must be aware")
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Return the aware moment."""
        return None if value is None else dt.datetime.fromisoformat(value)


metadata = MetaData()

cycles = Table(
    "cycles",
    metadata,
    Column("id", String(120), primary_key=True),  # community/meeting/year
    Column("community", String(60), nullable=False),
    Column("meeting", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("given", JSON, nullable=False),  # facts given at the trigger; they go before the year's file
    Column("opened_at", Moment, nullable=False),
    UniqueConstraint("community", "meeting", "year"),
)

results = Table(
    "results",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("step", String(60), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("input_digest", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("format", Integer, nullable=False, server_default="1"),  # how the body is written
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cycle", String(120), nullable=False, index=True),
    Column("step", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("decision", String(20), nullable=False),
    Column("send_back_to", String(60), nullable=False, default=""),
    Column("name", String(200), nullable=False),
    Column("comment", Text, nullable=False, default=""),
    Column("count", Integer),
    Column("channel", String(20), nullable=False),
    Column("key", String(200), nullable=False, unique=True),  # the gate that asked; a retried run writes it once
    Column("at", Moment, nullable=False),
    Column("person", String(80), nullable=False, server_default=""),  # key of a known person
    Column("known_by", String(12), nullable=False, server_default=""),
    Column("session", String(80), nullable=False, server_default=""),
    Column("shown", String(64), nullable=False, server_default=""),  # sha256 of the page it was made on
    Column("proof", Text, nullable=False, server_default=""),  # what it rests on that it was this person
    Column("event", Integer, nullable=False, server_default="0"),  # its number in the log; 0 from before there was one
    Column("sides", String(200), nullable=False, server_default=""),  # the sides it was decided for, with commas
    Column("by_hand", String(200), nullable=False, server_default=""),  # what the person had made by hand, with commas
    Column("mailbox", String(64), nullable=False, server_default=""),  # sha256 of the address the person had
    CheckConstraint("decision in ('approve', 'send_back', 'stop', 'reopen')", name="decision_known"),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),  # as it is hashed
    Column("cycle", String(120), nullable=False),
    Column("what", String(20), nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("about", Text, nullable=False),  # as it is hashed
    Column("before", String(64), nullable=False),  # hash of the row before
    Column("hash", String(64), nullable=False, unique=True),
)
"""All that people did. Triggers refuse to change or delete a row."""

outcomes = Table(
    "outcomes",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("step", String(60), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("format", Integer, nullable=False, server_default="1"),
)

claims = Table(
    "claims",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("step", String(60), primary_key=True),
    Column("owner", String(120), nullable=False),  # host:pid:start time of the process
    Column("at", Moment, nullable=False),
)

registers = Table(
    "registers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("community", String(60), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("source", String(200), nullable=False),
    Column("body", JSON, nullable=False),
    Column("imported_at", Moment, nullable=False),
)

previews = Table(
    "previews",
    metadata,
    Column("id", String(12), primary_key=True),  # of the file, the rules' seats and the register it is compared with
    Column("community", String(60), nullable=False),
    Column("earlier", String(64), nullable=False),
    Column("source", String(200), nullable=False),
    Column("guesses", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
)

renditions = Table(
    "renditions",
    metadata,
    Column("source", String(64), primary_key=True),  # sha256 of the .docx
    Column("route", String(60), primary_key=True),  # how it was converted
    Column("target", String(64), nullable=False),  # sha256 of the PDF
    Column("at", Moment, nullable=False),
)

_STATES = ", ".join(f"'{state}'" for state in OUTBOX_TRANSITIONS)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cycle", String(120), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("recipient", String(120), nullable=False),
    Column("address", String(320), nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("date", Moment, nullable=False),
    Column("content", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("not_before", Moment),
    Column("code", Integer),
    Column("text", Text, nullable=False, default=""),
    Column("sha256", String(64), nullable=False, default=""),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("cycle", "kind", "recipient"),
    CheckConstraint(f"state in ({_STATES})", name="outbox_state_known"),
)

outbox_events = Table(
    "outbox_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("row", Integer, nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("code", Integer),
    Column("text", Text, nullable=False, default=""),
    Column("who", String(200), nullable=False, default=""),
    Column("at", Moment, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("kind", String(60), primary_key=True),
    Column("reason", String(12), primary_key=True),
    Column("why", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("released_by", String(200), nullable=False, default=""),
    Column("released_at", Moment),
)
"""Mailings that wait for a person: after the first few, since too many were refused, or since
the database was restored. A row is kept when released."""

requests = Table(
    "requests",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("id", String(60), primary_key=True),  # endring.2, invitasjon.retting1
    Column("dispatch", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("chosen", JSON, nullable=False),
    Column("include", JSON, nullable=False),
    Column("words", Text, nullable=False, default=""),
    Column("replaces", Integer),  # row of the outbox
    Column("at", Moment, nullable=False),
    Column("withdrawn_by", String(200), nullable=False, default=""),
    Column("withdrawn_at", Moment),
)
"""Dispatches that somebody asked for. A row is kept when it is withdrawn."""

installations = Table(
    "installations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("fingerprint", String(200), nullable=False),
    Column("adopted_by", String(200), nullable=False),
    Column("adopted_at", Moment, nullable=False),
    Column(
        "identity", String(12), nullable=False, default="", server_default=""
    ),  # `name` from before there was log-in
)
"""Where this database has lived: the newest row is where it may send from."""

_HEARD = ", ".join(f"'{what}'" for what in get_args(Heard))

replies = Table(
    "replies",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("recipient", String(120), primary_key=True),
    Column("cycle", String(120), nullable=False, index=True),
    Column("kind", String(60), nullable=False, default=""),
    Column("what", String(12), nullable=False),
    Column("source", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("code", String(12), nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
    Column("who", String(200), nullable=False, default=""),
    Column("sequence", BigInteger),  # a mail program may write any number
    Column("stamp", Moment),
    Column("by", String(320), nullable=False, default="", server_default=""),
    Column("suggests", String(12), nullable=False, default="", server_default=""),
    Column("about", String(64), nullable=False, default="", server_default=""),
    Column("substitute_name", String(200), nullable=False, default="", server_default=""),
    Column("substitute_role", String(200), nullable=False, default="", server_default=""),
    Column("substitute_address", String(320), nullable=False, default="", server_default=""),
    CheckConstraint(f"what in ({_HEARD})", name="reply_known"),
)

reply_addresses = Table(
    "reply_addresses",
    metadata,
    Column("community", String(60), primary_key=True),  # an id is made of a name: elsewhere it is somebody else
    Column("recipient", String(120), primary_key=True),
    Column("address", String(320), primary_key=True),  # in small letters
    Column("theirs", Boolean, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Whose an address is that answered for somebody: asked once, remembered over the years."""

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("mailbox", String(64), primary_key=True),  # names server, user and folder without saying them
    Column("validity", BigInteger, nullable=False),  # UIDVALIDITY: another one means that every UID is new
    Column("last", BigInteger, nullable=False),  # the highest UID that was handled
    Column("at", Moment, nullable=False),
)

handled = Table(
    "handled",
    metadata,
    Column("key", String(64), primary_key=True),  # of the incoming mail, as in replies
    Column("what", String(12), nullable=False),  # as in replies, or that it concerns nobody
    Column("at", Moment, nullable=False),
)
"""Incoming mails that were read, so that none is counted twice; nothing of what they said."""

printed = Table(
    "printed",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("kind", String(60), primary_key=True),
    Column("recipient", String(120), primary_key=True),
    Column("content", String(64), primary_key=True),  # sha256 of the letter
    Column("enclosed", String(64), primary_key=True, server_default=""),  # digest of `enclosures`; empty: not known
    Column("postal", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("enclosures", Text, nullable=False, server_default=""),  # sha256 of each, with spaces between
)
"""Letters that were printed to go on paper, each with its enclosures."""

serving = Table(
    "serving",
    metadata,
    Column("owner", String(200), primary_key=True),  # host:pid:start time, as in claims
    Column("since", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("runs", JSON, nullable=False),  # ids of the runs it works on
)
"""The processes that serve the flows; each says again and again that it is there, and what it works on."""

tries = Table(
    "tries",
    metadata,
    Column("cycle", String(120), primary_key=True),  # a community for its form; empty for what belongs to no year
    Column("what", String(120), primary_key=True),  # a step, the id of a run, `form:` and one
    Column("about", String(120), nullable=False),  # revision and state: another one is counted again
    Column("progress", String(120), nullable=False),
    Column("number", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("why", Text, nullable=False, default=""),
    Column("given_up_at", Moment),
)
"""How often something that died was taken up again, and since when it waits for a person instead; and what came of
each form (`store/filled.py`), and why an answer that was turned down does not count."""

rounds = Table(
    "rounds",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("well_at", Moment),
    Column("trouble", Text, nullable=False, default=""),
    Column("told_at", Moment),
)
"""When each round (the morning's, the reading of answers, the month's check) was made last, and last went well."""

publications = Table(
    "publications",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("place", String(200), nullable=False, index=True),  # site/bergensomradet, packages/…-2027, files
    Column("cycle", String(120), nullable=False),  # empty for a site that was built by command
    Column("files", Integer, nullable=False),
    Column("digest", String(64), nullable=False),  # of path → sha256 of all that is there then
    Column("seal", String(64), nullable=False),  # of this row and the seal of the row before it
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),  # none while it is intended only
)
"""What was published where, each time; written before the folder is touched, and again when it is there."""

published_files = Table(
    "published_files",
    metadata,
    Column("place", String(200), primary_key=True),
    Column("path", String(400), primary_key=True),
    Column("since", Integer, primary_key=True, autoincrement=False),  # number of the publication that brought it
    Column("until", Integer),  # number of the one that took it away
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("document", String(400), nullable=False, server_default=""),  # what it is there: 2027/dokument/Åse.pdf
)
"""Every file that is or was at a place."""

addresses = Table(
    "addresses",
    metadata,
    Column("site", String(60), primary_key=True),
    Column("address", String(300), primary_key=True),
    Column("name", String(400), nullable=False),  # of the file as it was handed in
    Column("sha256", String(64), nullable=False),  # of what was first published there
    Column("at", Moment, nullable=False),
)
"""Which document an address of the site belongs to, for ever: also when it is taken away."""

retention_acts = Table(
    "retention_acts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("rule", String(120), nullable=False),  # what it is of, or `erase:`, who stands in, `/` and where
    Column("why", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),  # none while it is intended only
)
"""When personal matter was deleted, by which rule; written before anything is."""

retention_marks = Table(
    "retention_marks",
    metadata,
    Column("act", Integer, primary_key=True, autoincrement=False),
    Column("field", String(40), primary_key=True),
    Column("row", String(800), primary_key=True),  # key of the row, as JSON
    Column("sha256", String(64), nullable=False),  # of what stood there
)
"""What was deleted: where it stood, and its sha256."""

messages = Table(
    "messages",
    metadata,
    Column("sha256", String(64), primary_key=True),  # as in outbox
    Column("size", Integer, nullable=False),
    Column("pieces", Text, nullable=False),  # the mail with its stored files cut out, packed
    Column("at", Moment, nullable=False),
)
"""Each mail as it was handed to a server."""

closings = Table(
    "closings",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("version", Integer, nullable=False),  # of the archive package
    Column("step", String(60), nullable=False),
    Column("digest", String(64), nullable=False),  # of the result that was approved
    Column("name", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("format", Integer, nullable=False),
)
"""How each year was closed, and each act on it since. What it rests on lies among the files, by sha256."""

archive_acts = Table(
    "archive_acts",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("what", String(200), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_by", String(200), nullable=False, default=""),
    Column("withdrawn_at", Moment),
)
"""What somebody has asked to have done to a closed year. A row is kept when it is withdrawn."""

persons = Table(
    "persons",
    metadata,
    Column("community", String(60), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("address", String(320), nullable=False),
    Column("language", String(2), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("steps", JSON, nullable=False),
    Column("side", String(60), nullable=False),
    Column("deputies", JSON, nullable=False),
    Column("absences", JSON, nullable=False),
    Column("issuer", String(300), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("earlier_names", JSON, nullable=False, server_default="[]"),
    Column("in_file", JSON, nullable=False),  # what community.toml said of the person when it was last taken in
    Column("conflicts", JSON, nullable=False),  # what it says that was not taken in, for it was changed here too
    Column("version", Integer, nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("removed_at", Moment),
)
"""Who may log in, and what they may do. A row is kept when the person is taken out."""

login_links = Table(
    "login_links",
    metadata,
    Column("hash", String(64), primary_key=True),  # of what stands in the link, which is kept nowhere
    Column("community", String(60), nullable=False),
    Column("person", String(80), nullable=False, index=True),
    Column("origin", String(12), nullable=False),
    Column("browser", String(64), nullable=False),  # hash of what the browser holds that asked; empty binds to none
    Column("page", String(400), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_at", Moment),
    CheckConstraint("origin in ('door', 'mail', 'terminal')", name="login_link_known"),
)
"""Links that log somebody in, once."""

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),  # of what the browser holds, which is kept nowhere
    Column("name", String(16), nullable=False, unique=True),
    Column("community", String(60), nullable=False),
    Column("person", String(80), nullable=False, index=True),
    Column("known_by", String(12), nullable=False),
    Column("proof", String(700), nullable=False),
    Column("browser", String(200), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(200), nullable=False),
)
"""Who is logged in, and was."""

door_answers = Table(
    "door_answers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", String(36), nullable=False, index=True),
    Column("key", String(200), nullable=False),  # where Prefect keeps the answer
    Column("digest", String(64), nullable=False),  # of the answer as it was handed on
    Column("community", String(60), nullable=False),
    Column("person", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("address", String(320), nullable=False),
    Column("known_by", String(12), nullable=False),
    Column("proof", String(700), nullable=False),
    Column("session", String(16), nullable=False),
    Column("status", String(12), nullable=False),  # asked, then what Prefect said
    Column("at", Moment, nullable=False),
    Column("sides", String(200), nullable=False, server_default=""),  # the sides they decided for, with commas
)
"""Who handed in which answer to a form of a run, written before Prefect sees it."""

gate_reminders = Table(
    "gate_reminders",
    metadata,
    Column("cycle", String(120), primary_key=True),
    Column("gate", String(120), primary_key=True),  # this opening of the gate, as its mails are called
    Column("person", String(80), primary_key=True),  # who is reminded, as in the outbox
    Column("day", String(10), primary_key=True),
    Column("level", Integer, nullable=False),
)
"""Who was reminded of which gate how firmly on which day: nobody of one gate twice a day, whatever is restarted."""
