"""The first tables: cycles, results, decisions, outcomes, claims, registers, renditions and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cycles",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("community", sa.String(60), nullable=False),
        sa.Column("meeting", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.UniqueConstraint("community", "meeting", "year"),
    )
    op.create_table(
        "results",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("step", sa.String(60), primary_key=True),
        sa.Column("revision", sa.Integer(), primary_key=True),
        sa.Column("input_digest", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("cycle", sa.String(120), nullable=False),
        sa.Column("step", sa.String(60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("send_back_to", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer()),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "decision in ('approve', 'send_back', 'stop', 'reopen')",
            name="decision_known",
        ),
    )
    op.create_index("ix_decisions_cycle", "decisions", ["cycle"])
    op.create_table(
        "outcomes",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("step", sa.String(60), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "claims",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("step", sa.String(60), primary_key=True),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "registers",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("community", sa.String(60), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
    )
    op.create_index("ix_registers_community", "registers", ["community"])
    op.create_table(
        "renditions",
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("route", sa.String(60), primary_key=True),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("cycle", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("recipient", sa.String(120), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False, unique=True),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("date", MOMENT, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT),
        sa.Column("code", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.UniqueConstraint("cycle", "kind", "recipient"),
        sa.CheckConstraint(
            "state in ('queued', 'sending', 'uncertain', 'refused', 'failed', 'sent')",
            name="outbox_state_known",
        ),
    )
    op.create_table(
        "outbox_events",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("code", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_outbox_events_row", "outbox_events", ["row"])


def downgrade() -> None:
    """Refuse: a year's decisions are not thrown away by a command."""
    raise RuntimeError("the first migration is not undone")
