"""The wall around the outbox, who a database belongs to, and mailings that wait for a person."""

from alembic import op

from cycle.store.moves import wall
from cycle.store.tables import holds, installations

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let the database refuse what the code refuses; make the tables unless a newer first migration made them."""
    connection = op.get_bind()
    for statement in wall(connection.dialect.name):
        op.execute(statement)
    holds.create(connection, checkfirst=True)
    installations.create(connection, checkfirst=True)


def downgrade() -> None:
    """Refuse: the wall is not taken down by a command."""
    raise RuntimeError("the wall is not undone")
