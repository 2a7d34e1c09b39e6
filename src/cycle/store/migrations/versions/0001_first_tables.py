"""The first tables: cycles, results, decisions, outcomes, claims, registers, renditions and the outbox."""

from alembic import op

from cycle.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables of version 0.1."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Refuse: a year's decisions are not thrown away by a command."""
    raise RuntimeError("the first migration is not undone")
