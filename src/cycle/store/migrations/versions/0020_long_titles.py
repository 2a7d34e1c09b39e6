"""A title of any length in what is asked to be done to a closed year, all who approved in the log, and names of ours.

A kind of mail that is made of several names is longer than 60 letters, which PostgreSQL alone refused.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

WIDER = (("archive_acts", "what"), ("events", "who"))

MADE = (
    ("results", "step"),
    ("decisions", "step"),
    ("outcomes", "step"),
    ("claims", "step"),
    ("outbox", "kind"),
    ("holds", "kind"),
    ("requests", "id"),
    ("replies", "kind"),
    ("printed", "kind"),
    ("closings", "step"),
)


def upgrade() -> None:
    """Widen the columns; SQLite makes the table again for it, and loses the triggers of the log on the way."""
    connection = op.get_bind()
    found = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events' ORDER BY name")
    triggers = connection.execute(found).scalars().all() if connection.dialect.name == "sqlite" else ()
    for table, column in WIDER:
        with op.batch_alter_table(table) as rows:
            rows.alter_column(column, type_=sa.Text(), existing_type=sa.String(200), existing_nullable=False)
    for trigger in triggers:
        connection.exec_driver_sql(trigger)
    if connection.dialect.name == "postgresql":
        for table, column in MADE:
            op.alter_column(table, column, type_=sa.String(200), existing_type=sa.String(60))


def downgrade() -> None:
    """Refuse: what was written is not cut."""
    raise RuntimeError("what was written is not cut")
