"""Dispatches that somebody asked for."""

from alembic import op

from cycle.store.tables import requests

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table, unless the first migration of a newer version made it already."""
    requests.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Refuse: who asked for what is not thrown away by a command."""
    raise RuntimeError("the requests are not undone")
