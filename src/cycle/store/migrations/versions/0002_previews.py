"""Previews of registers: what a person saw before it was imported."""

from alembic import op

from cycle.store.tables import previews

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, unless the first migration of a newer version made it already."""
    previews.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Refuse: what was seen before an import is not thrown away by a command."""
    raise RuntimeError("the previews are not undone")
