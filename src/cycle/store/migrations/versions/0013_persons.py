"""Who may log in, how they did, and who answered which form: persons, links, sessions and answers at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables; a database that was there before goes on without log-in until somebody turns it on."""
    op.create_table(
        "persons",
        sa.Column("community", sa.String(60), primary_key=True),
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("side", sa.String(60), nullable=False),
        sa.Column("deputies", sa.JSON(), nullable=False),
        sa.Column("absences", sa.JSON(), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("in_file", sa.JSON(), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("removed_at", sa.String(32)),
    )
    op.create_table(
        "login_links",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(60), nullable=False),
        sa.Column("person", sa.String(80), nullable=False, index=True),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("page", sa.String(400), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("ends_at", sa.String(32), nullable=False),
        sa.Column("used_at", sa.String(32)),
        sa.CheckConstraint("origin in ('door', 'mail', 'terminal')", name="login_link_known"),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(16), nullable=False, unique=True),
        sa.Column("community", sa.String(60), nullable=False),
        sa.Column("person", sa.String(80), nullable=False, index=True),
        sa.Column("known_by", sa.String(12), nullable=False),
        sa.Column("proof", sa.String(700), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("ends_at", sa.String(32), nullable=False),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("ended_by", sa.String(200), nullable=False),
    )
    op.create_table(
        "door_answers",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("run", sa.String(36), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("community", sa.String(60), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("known_by", sa.String(12), nullable=False),
        sa.Column("proof", sa.String(700), nullable=False),
        sa.Column("session", sa.String(16), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_index("ix_door_answers_run", "door_answers", ["run"])
    op.add_column("installations", sa.Column("identity", sa.String(12), nullable=False, server_default=""))
    op.execute("UPDATE installations SET identity = 'name'")


def downgrade() -> None:
    """Refuse: nobody would know any more who decided."""
    raise RuntimeError("who decided is not forgotten")
