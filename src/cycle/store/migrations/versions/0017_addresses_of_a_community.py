"""Whose an address is, is said in one community: an id is made of a name, and another has its own people."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table again with the community in its key; what was said holds where it was said.

    That is where the address has answered for the recipient, else where they were written to; where neither is on
    record the row stays without a community.
    """
    bind = op.get_bind()
    before = [dict(row) for row in bind.execute(sa.text("SELECT * FROM reply_addresses")).mappings()]
    answered = bind.execute(sa.text("SELECT DISTINCT recipient, by, cycle FROM replies WHERE by <> ''")).all()
    written = bind.execute(sa.text("SELECT DISTINCT recipient, cycle FROM outbox")).all()
    op.drop_table("reply_addresses")
    made = op.create_table(
        "reply_addresses",
        sa.Column("community", sa.String(60), primary_key=True),
        sa.Column("recipient", sa.String(120), primary_key=True),
        sa.Column("address", sa.String(320), primary_key=True),
        sa.Column("theirs", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    for row in before:
        key = (row["recipient"], row["address"])
        here = {cycle.partition("/")[0] for who, by, cycle in answered if (who, by.lower()) == key}
        here = here or {cycle.partition("/")[0] for who, cycle in written if who == row["recipient"]} or {""}
        values = [row | {"community": community, "theirs": bool(row["theirs"])} for community in sorted(here)]
        bind.execute(made.insert(), values)


def downgrade() -> None:
    """Refuse: what people have confirmed is not thrown away by a command."""
    raise RuntimeError("whose an address is, is not told apart again")
