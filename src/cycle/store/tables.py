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
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from cycle.model import OUTBOX_TRANSITIONS, Heard
from cycle.store.texts import HeardText, KeptText, LongText, MadeText, ShortText


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
    Column("id", ShortText(120), primary_key=True),  # community/meeting/year
    Column("community", ShortText(60), nullable=False),
    Column("meeting", ShortText(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("given", JSON, nullable=False),  # facts given at the trigger; they go before the year's file
    Column("opened_at", Moment, nullable=False),
    UniqueConstraint("community", "meeting", "year"),
)

results = Table(
    "results",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("step", MadeText, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("input_digest", ShortText(64), nullable=False),
    Column("digest", ShortText(64), nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("format", Integer, nullable=False, server_default="1"),  # how the body is written
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cycle", ShortText(120), nullable=False, index=True),
    Column("step", MadeText, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", ShortText(64), nullable=False),
    Column("decision", ShortText(20), nullable=False),
    Column("send_back_to", ShortText(60), nullable=False, default=""),
    Column("name", ShortText(200), nullable=False),
    Column("comment", LongText, nullable=False, default=""),
    Column("count", Integer),
    Column("channel", ShortText(20), nullable=False),
    Column("key", ShortText(200), nullable=False, unique=True),  # the gate that asked; a retried run writes it once
    Column("at", Moment, nullable=False),
    Column("person", ShortText(80), nullable=False, server_default=""),  # key of a known person
    Column("known_by", ShortText(12), nullable=False, server_default=""),
    Column("session", ShortText(80), nullable=False, server_default=""),
    Column("shown", ShortText(64), nullable=False, server_default=""),  # sha256 of the page it was made on
    Column("proof", LongText, nullable=False, server_default=""),  # what it rests on that it was this person
    Column("event", Integer, nullable=False, server_default="0"),  # its number in the log; 0 from before there was one
    Column("sides", ShortText(200), nullable=False, server_default=""),  # the sides it was decided for, with commas
    Column(
        "by_hand", ShortText(200), nullable=False, server_default=""
    ),  # what the person had made by hand, with commas
    Column("mailbox", ShortText(64), nullable=False, server_default=""),  # sha256 of the address the person had
    CheckConstraint("decision in ('approve', 'send_back', 'stop', 'reopen')", name="decision_known"),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", ShortText(32), nullable=False),  # as it is hashed
    Column("cycle", ShortText(120), nullable=False),
    Column("what", ShortText(20), nullable=False),
    Column("who", LongText, nullable=False),  # all who approved, with commas
    Column("why", LongText, nullable=False),
    Column("about", LongText, nullable=False),  # as it is hashed
    Column("before", ShortText(64), nullable=False),  # hash of the row before
    Column("hash", ShortText(64), nullable=False, unique=True),
)
"""All that people did. Triggers refuse to change or delete a row."""

outcomes = Table(
    "outcomes",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("step", MadeText, primary_key=True),
    Column("digest", ShortText(64), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("format", Integer, nullable=False, server_default="1"),
)

claims = Table(
    "claims",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("step", MadeText, primary_key=True),
    Column("owner", ShortText(120), nullable=False),  # host:pid:start time of the process
    Column("at", Moment, nullable=False),
)

registers = Table(
    "registers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("community", ShortText(60), nullable=False, index=True),
    Column("digest", ShortText(64), nullable=False),
    Column("source", ShortText(200), nullable=False),
    Column("body", JSON, nullable=False),
    Column("imported_at", Moment, nullable=False),
)

previews = Table(
    "previews",
    metadata,
    Column("id", ShortText(12), primary_key=True),  # of the file, the rules' seats and the register it is compared with
    Column("community", ShortText(60), nullable=False),
    Column("earlier", ShortText(64), nullable=False),
    Column("source", ShortText(200), nullable=False),
    Column("guesses", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
)

renditions = Table(
    "renditions",
    metadata,
    Column("source", ShortText(64), primary_key=True),  # sha256 of the .docx
    Column("route", ShortText(60), primary_key=True),  # how it was converted
    Column("target", ShortText(64), nullable=False),  # sha256 of the PDF
    Column("at", Moment, nullable=False),
)

_STATES = ", ".join(f"'{state}'" for state in OUTBOX_TRANSITIONS)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cycle", ShortText(120), nullable=False),
    Column("kind", MadeText, nullable=False),
    Column("recipient", ShortText(120), nullable=False),
    Column("address", ShortText(320), nullable=False),
    Column("message_id", ShortText(200), nullable=False, unique=True),
    Column("token", ShortText(64), nullable=False, unique=True),
    Column("date", Moment, nullable=False),
    Column("content", ShortText(64), nullable=False),
    Column("state", ShortText(12), nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("not_before", Moment),
    Column("code", Integer),
    Column("text", HeardText, nullable=False, default=""),
    Column("sha256", ShortText(64), nullable=False, default=""),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("cycle", "kind", "recipient"),
    CheckConstraint(f"state in ({_STATES})", name="outbox_state_known"),
)

outbox_events = Table(
    "outbox_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("row", Integer, nullable=False, index=True),
    Column("state", ShortText(12), nullable=False),
    Column("code", Integer),
    Column("text", HeardText, nullable=False, default=""),
    Column("who", ShortText(200), nullable=False, default=""),
    Column("at", Moment, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("kind", MadeText, primary_key=True),
    Column("reason", ShortText(12), primary_key=True),
    Column("why", HeardText, nullable=False),
    Column("since", Moment, nullable=False),
    Column("released_by", ShortText(200), nullable=False, default=""),
    Column("released_at", Moment),
)
"""Mailings that wait for a person: after the first few, since too many were refused, or since
the database was restored. A row is kept when released."""

requests = Table(
    "requests",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("id", MadeText, primary_key=True),  # endring.2, invitasjon.retting1
    Column("dispatch", ShortText(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("asked_by", ShortText(200), nullable=False),
    Column("why", LongText, nullable=False),
    Column("chosen", JSON, nullable=False),
    Column("include", JSON, nullable=False),
    Column("words", LongText, nullable=False, default=""),
    Column("replaces", Integer),  # row of the outbox
    Column("at", Moment, nullable=False),
    Column("withdrawn_by", ShortText(200), nullable=False, default=""),
    Column("withdrawn_at", Moment),
)
"""Dispatches that somebody asked for. A row is kept when it is withdrawn."""

installations = Table(
    "installations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("fingerprint", ShortText(200), nullable=False),
    Column("adopted_by", ShortText(200), nullable=False),
    Column("adopted_at", Moment, nullable=False),
    Column(
        "identity", ShortText(12), nullable=False, default="", server_default=""
    ),  # `name` from before there was log-in
)
"""Where this database has lived: the newest row is where it may send from."""

_HEARD = ", ".join(f"'{what}'" for what in get_args(Heard))

replies = Table(
    "replies",
    metadata,
    Column("key", ShortText(64), primary_key=True),
    Column("recipient", ShortText(120), primary_key=True),
    Column("cycle", ShortText(120), nullable=False, index=True),
    Column("kind", MadeText, nullable=False, default=""),
    Column("what", ShortText(12), nullable=False),
    Column("source", ShortText(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("code", ShortText(12), nullable=False, default=""),
    Column("text", HeardText, nullable=False, default=""),
    Column("who", ShortText(200), nullable=False, default=""),
    Column("sequence", BigInteger),  # a mail program may write any number
    Column("stamp", Moment),
    Column("by", ShortText(320), nullable=False, default="", server_default=""),
    Column("suggests", ShortText(12), nullable=False, default="", server_default=""),
    Column("about", ShortText(64), nullable=False, default="", server_default=""),
    Column("substitute_name", ShortText(200), nullable=False, default="", server_default=""),
    Column("substitute_role", ShortText(200), nullable=False, default="", server_default=""),
    Column("substitute_address", ShortText(320), nullable=False, default="", server_default=""),
    CheckConstraint(f"what in ({_HEARD})", name="reply_known"),
)

reply_addresses = Table(
    "reply_addresses",
    metadata,
    Column("community", ShortText(60), primary_key=True),  # an id is made of a name: elsewhere it is somebody else
    Column("recipient", ShortText(120), primary_key=True),
    Column("address", ShortText(320), primary_key=True),  # in small letters
    Column("theirs", Boolean, nullable=False),
    Column("who", ShortText(200), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Whose an address is that answered for somebody: asked once, remembered over the years."""

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("mailbox", ShortText(64), primary_key=True),  # names server, user and folder without saying them
    Column("validity", BigInteger, nullable=False),  # UIDVALIDITY: another one means that every UID is new
    Column("last", BigInteger, nullable=False),  # the highest UID that was handled
    Column("at", Moment, nullable=False),
)

handled = Table(
    "handled",
    metadata,
    Column("key", ShortText(64), primary_key=True),  # of the incoming mail, as in replies
    Column("what", ShortText(12), nullable=False),  # as in replies, or that it concerns nobody
    Column("at", Moment, nullable=False),
)
"""Incoming mails that were read, so that none is counted twice; nothing of what they said."""

printed = Table(
    "printed",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("kind", MadeText, primary_key=True),
    Column("recipient", ShortText(120), primary_key=True),
    Column("content", ShortText(64), primary_key=True),  # sha256 of the letter
    Column("enclosed", ShortText(64), primary_key=True, server_default=""),  # digest of `enclosures`; empty: not known
    Column("postal", LongText, nullable=False),
    Column("who", ShortText(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("enclosures", LongText, nullable=False, server_default=""),  # sha256 of each, with spaces between
)
"""Letters that were printed to go on paper, each with its enclosures."""

serving = Table(
    "serving",
    metadata,
    Column("owner", ShortText(200), primary_key=True),  # host:pid:start time, as in claims
    Column("since", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("runs", JSON, nullable=False),  # ids of the runs it works on
)
"""The processes that serve the flows; each says again and again that it is there, and what it works on."""

tries = Table(
    "tries",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),  # a community for its form; empty for what belongs to no year
    Column("what", ShortText(120), primary_key=True),  # a step, the id of a run, `form:` and one
    Column("about", ShortText(120), nullable=False),  # revision and state: another one is counted again
    Column("progress", ShortText(120), nullable=False),
    Column("number", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("why", HeardText, nullable=False, default=""),
    Column("given_up_at", Moment),
)
"""How often something that died was taken up again, and since when it waits for a person instead; and what came of
each form (`store/people/filled.py`), and why an answer that was turned down does not count."""

rounds = Table(
    "rounds",
    metadata,
    Column("name", ShortText(60), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("well_at", Moment),
    Column("trouble", HeardText, nullable=False, default=""),
    Column("told_at", Moment),
)
"""When each round (the morning's, the reading of answers, the month's check) was made last, and last went well."""

publications = Table(
    "publications",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("place", ShortText(200), nullable=False, index=True),  # site/bergensomradet, packages/…-2027, files
    Column("cycle", ShortText(120), nullable=False),  # empty for a site that was built by command
    Column("files", Integer, nullable=False),
    Column("digest", ShortText(64), nullable=False),  # of path → sha256 of all that is there then
    Column("seal", ShortText(64), nullable=False),  # of this row and the seal of the row before it
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),  # none while it is intended only
)
"""What was published where, each time; written before the folder is touched, and again when it is there."""

published_files = Table(
    "published_files",
    metadata,
    Column("place", ShortText(200), primary_key=True),
    Column("path", ShortText(400), primary_key=True),
    Column("since", Integer, primary_key=True, autoincrement=False),  # number of the publication that brought it
    Column("until", Integer),  # number of the one that took it away
    Column("sha256", ShortText(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("document", ShortText(400), nullable=False, server_default=""),  # what it is there: 2027/dokument/Åse.pdf
)
"""Every file that is or was at a place."""

addresses = Table(
    "addresses",
    metadata,
    Column("site", ShortText(60), primary_key=True),
    Column("address", ShortText(300), primary_key=True),
    Column("name", ShortText(400), nullable=False),  # of the file as it was handed in
    Column("sha256", ShortText(64), nullable=False),  # of what was first published there
    Column("at", Moment, nullable=False),
)
"""Which document an address of the site belongs to, for ever: also when it is taken away."""

retention_acts = Table(
    "retention_acts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("rule", ShortText(120), nullable=False),  # what it is of, or `erase:`, who stands in, `/` and where
    Column("why", LongText, nullable=False),
    Column("who", ShortText(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),  # none while it is intended only
)
"""When personal matter was deleted, by which rule; written before anything is."""

retention_marks = Table(
    "retention_marks",
    metadata,
    Column("act", Integer, primary_key=True, autoincrement=False),
    Column("field", ShortText(40), primary_key=True),
    Column("row", ShortText(800), primary_key=True),  # key of the row, as JSON
    Column("sha256", ShortText(64), nullable=False),  # of what stood there
)
"""What was deleted: where it stood, and its sha256."""

messages = Table(
    "messages",
    metadata,
    Column("sha256", ShortText(64), primary_key=True),  # as in outbox
    Column("size", Integer, nullable=False),
    Column("pieces", LongText, nullable=False),  # the mail with its stored files cut out, packed
    Column("at", Moment, nullable=False),
)
"""Each mail as it was handed to a server."""

closings = Table(
    "closings",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", ShortText(12), nullable=False),
    Column("version", Integer, nullable=False),  # of the archive package
    Column("step", MadeText, nullable=False),
    Column("digest", ShortText(64), nullable=False),  # of the result that was approved
    Column("name", LongText, nullable=False),
    Column("why", LongText, nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("format", Integer, nullable=False),
)
"""How each year was closed, and each act on it since. What it rests on lies among the files, by sha256."""

archive_acts = Table(
    "archive_acts",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", ShortText(12), nullable=False),
    Column("what", LongText, nullable=False),  # also the title of a document, of any length
    Column("old", LongText, nullable=False),
    Column("new", LongText, nullable=False),
    Column("file", LongText, nullable=False),
    Column("asked_by", ShortText(200), nullable=False),
    Column("why", LongText, nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_by", ShortText(200), nullable=False, default=""),
    Column("withdrawn_at", Moment),
)
"""What somebody has asked to have done to a closed year. A row is kept when it is withdrawn."""

persons = Table(
    "persons",
    metadata,
    Column("community", ShortText(60), primary_key=True),
    Column("key", ShortText(80), primary_key=True),
    Column("name", ShortText(200), nullable=False),
    Column("address", ShortText(320), nullable=False),
    Column("language", ShortText(2), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("steps", JSON, nullable=False),
    Column("side", ShortText(60), nullable=False),
    Column("deputies", JSON, nullable=False),
    Column("absences", JSON, nullable=False),
    Column("issuer", ShortText(300), nullable=False),
    Column("subject", ShortText(300), nullable=False),
    Column("earlier_names", JSON, nullable=False, server_default="[]"),
    Column("in_file", JSON, nullable=False),  # what community.toml said of the person when it was last taken in
    Column("conflicts", JSON, nullable=False),  # what it says that was not taken in, for it was changed here too
    Column("version", Integer, nullable=False),
    Column("changed_by", ShortText(200), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("removed_at", Moment),
)
"""Who may log in, and what they may do. A row is kept when the person is taken out."""

login_links = Table(
    "login_links",
    metadata,
    Column("hash", ShortText(64), primary_key=True),  # of what stands in the link, which is kept nowhere
    Column("community", ShortText(60), nullable=False),
    Column("person", ShortText(80), nullable=False, index=True),
    Column("origin", ShortText(12), nullable=False),
    Column("browser", ShortText(64), nullable=False),  # hash of what the browser holds that asked; empty binds to none
    Column("page", ShortText(400), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_at", Moment),
    CheckConstraint("origin in ('door', 'mail', 'terminal')", name="login_link_known"),
)
"""Links that log somebody in, once."""

sessions = Table(
    "sessions",
    metadata,
    Column("hash", ShortText(64), primary_key=True),  # of what the browser holds, which is kept nowhere
    Column("name", ShortText(16), nullable=False, unique=True),
    Column("community", ShortText(60), nullable=False),
    Column("person", ShortText(80), nullable=False, index=True),
    Column("known_by", ShortText(12), nullable=False),
    Column("proof", ShortText(700), nullable=False),
    Column("browser", ShortText(200), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", ShortText(200), nullable=False),
)
"""Who is logged in, and was."""

door_answers = Table(
    "door_answers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", ShortText(36), nullable=False, index=True),
    Column("key", ShortText(200), nullable=False),  # where Prefect keeps the answer
    Column("digest", ShortText(64), nullable=False),  # of the answer as it was handed on
    Column("community", ShortText(60), nullable=False),
    Column("person", ShortText(80), nullable=False),
    Column("name", ShortText(200), nullable=False),
    Column("address", ShortText(320), nullable=False),
    Column("known_by", ShortText(12), nullable=False),
    Column("proof", ShortText(700), nullable=False),
    Column("session", ShortText(16), nullable=False),
    Column("status", ShortText(12), nullable=False),  # asked, then what Prefect said
    Column("at", Moment, nullable=False),
    Column("sides", ShortText(200), nullable=False, server_default=""),  # the sides they decided for, with commas
)
"""Who handed in which answer to a form of a run, written before Prefect sees it."""

gate_reminders = Table(
    "gate_reminders",
    metadata,
    Column("cycle", ShortText(120), primary_key=True),
    Column("gate", ShortText(120), primary_key=True),  # this opening of the gate, as its mails are called
    Column("person", ShortText(80), primary_key=True),  # who is reminded, as in the outbox
    Column("day", ShortText(10), primary_key=True),
    Column("level", Integer, nullable=False),
)
"""Who was reminded of which gate how firmly on which day: nobody of one gate twice a day, whatever is restarted."""

for _table in metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, KeptText):
            _column.type.where = f"{_table.name}.{_column.name}"
