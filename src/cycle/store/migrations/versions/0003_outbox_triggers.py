"""What the database itself refuses of the outbox, who a database belongs to, and mailings that wait for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.String(32)

MOVES = """\
    OLD.state = NEW.state
    OR (OLD.state = 'queued' AND NEW.state = 'failed')
    OR (OLD.state = 'queued' AND NEW.state = 'refused')
    OR (OLD.state = 'queued' AND NEW.state = 'sending')
    OR (OLD.state = 'queued' AND NEW.state = 'uncertain')
    OR (OLD.state = 'sending' AND NEW.state = 'queued')
    OR (OLD.state = 'sending' AND NEW.state = 'refused')
    OR (OLD.state = 'sending' AND NEW.state = 'sent')
    OR (OLD.state = 'sending' AND NEW.state = 'uncertain')
    OR (OLD.state = 'uncertain' AND NEW.state = 'queued')
    OR (OLD.state = 'uncertain' AND NEW.state = 'sent')
    OR (OLD.state = 'refused' AND NEW.state = 'queued')
    OR (OLD.state = 'failed' AND NEW.state = 'queued')
"""
"""What a mail may become, as the code of that day allowed it."""

SQLITE = (
    f"""
    CREATE TRIGGER outbox_moves BEFORE UPDATE OF state ON outbox
    WHEN NOT ({MOVES}) BEGIN SELECT RAISE(ABORT, 'outbox: this move is not allowed'); END
    """,
    """
    CREATE TRIGGER outbox_fixed BEFORE UPDATE OF cycle, kind, recipient, message_id, token, date ON outbox
    WHEN OLD.cycle IS NOT NEW.cycle OR OLD.kind IS NOT NEW.kind OR OLD.recipient IS NOT NEW.recipient
    OR OLD.message_id IS NOT NEW.message_id OR OLD.token IS NOT NEW.token OR OLD.date IS NOT NEW.date
    BEGIN SELECT RAISE(ABORT, 'outbox: Message-ID, Date and whom it is for are fixed'); END
    """,
    """
    CREATE TRIGGER outbox_new BEFORE INSERT ON outbox
    WHEN NEW.state <> 'queued' BEGIN SELECT RAISE(ABORT, 'outbox: a mail begins as queued'); END
    """,
    """
    CREATE TRIGGER outbox_events_change BEFORE UPDATE ON outbox_events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'outbox_events: what happened is never changed'); END
    """,
    """
    CREATE TRIGGER outbox_events_delete BEFORE DELETE ON outbox_events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'outbox_events: what happened is never changed'); END
    """,
)

POSTGRESQL = (
    f"""
    CREATE FUNCTION outbox_wall() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'queued' THEN RAISE EXCEPTION 'outbox: a mail begins as queued'; END IF;
            RETURN NEW;
        END IF;
        IF NOT ({MOVES}) THEN RAISE EXCEPTION 'outbox: this move is not allowed'; END IF;
        IF OLD.cycle IS DISTINCT FROM NEW.cycle OR OLD.kind IS DISTINCT FROM NEW.kind
            OR OLD.recipient IS DISTINCT FROM NEW.recipient OR OLD.message_id IS DISTINCT FROM NEW.message_id
            OR OLD.token IS DISTINCT FROM NEW.token OR OLD.date IS DISTINCT FROM NEW.date
        THEN RAISE EXCEPTION 'outbox: Message-ID, Date and whom it is for are fixed'; END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER outbox_wall BEFORE INSERT OR UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_wall()",
    """
    CREATE FUNCTION outbox_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'outbox_events: what happened is never changed'; END $$
    """,
    """
    CREATE TRIGGER outbox_history BEFORE UPDATE OR DELETE ON outbox_events
    FOR EACH ROW EXECUTE FUNCTION outbox_history()
    """,
)


def upgrade() -> None:
    """Let the database refuse wrong moves and changes to what is fixed for good; make the tables."""
    op.create_table(
        "holds",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("kind", sa.String(60), primary_key=True),
        sa.Column("reason", sa.String(12), primary_key=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("released_by", sa.String(200), nullable=False),
        sa.Column("released_at", MOMENT),
    )
    op.create_table(
        "installations",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("fingerprint", sa.String(200), nullable=False),
        sa.Column("adopted_by", sa.String(200), nullable=False),
        sa.Column("adopted_at", MOMENT, nullable=False),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: what the database refuses is not taken down by a command."""
    raise RuntimeError("what the database refuses is not undone")
