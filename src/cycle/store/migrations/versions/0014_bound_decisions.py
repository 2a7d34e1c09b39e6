"""What a decision was bound to, and the log of all that people did, which the database lets nobody rewrite."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

SQLITE = (
    """
    CREATE TRIGGER events_change BEFORE UPDATE ON events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'events: what happened is never changed'); END
    """,
    """
    CREATE TRIGGER events_delete BEFORE DELETE ON events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'events: what happened is never changed'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION events_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'events: what happened is never changed'; END $$
    """,
    """
    CREATE TRIGGER events_history BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_history()
    """,
)


def upgrade() -> None:
    """Make the columns and the log; of decisions before, nobody wrote down more than the name."""
    for name, length in (("person", 80), ("known_by", 12), ("session", 80), ("shown", 64)):
        op.add_column("decisions", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.add_column("decisions", sa.Column("proof", sa.Text(), nullable=False, server_default=""))
    op.add_column("decisions", sa.Column("event", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "events",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("cycle", sa.String(120), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: what people did is not forgotten."""
    raise RuntimeError("what people did is not forgotten")
