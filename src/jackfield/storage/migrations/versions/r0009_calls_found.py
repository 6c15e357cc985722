"""Calls are found by the last digits of the called number, and by the PBX's name for them; repaired ones are marked."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DIGITS = sa.String().with_variant(sa.String(collation="C"), "postgresql")
AT_ONCE = 5_000


def upgrade() -> None:
    op.add_column("call_records", sa.Column("called_reversed", DIGITS, server_default="", nullable=False))
    op.add_column("call_records", sa.Column("repaired", sa.Boolean(), server_default=sa.false(), nullable=False))
    _reverse()
    op.create_index(
        op.f("ix_call_records_called_reversed_started"), "call_records", ["called_reversed", "started"], unique=False
    )
    op.create_index(op.f("ix_call_records_linkedid"), "call_records", ["linkedid"], unique=False)


def _reverse() -> None:
    """SQLite cannot turn a text round."""
    connection = op.get_bind()
    calls = sa.table("call_records", sa.column("id"), sa.column("called_number"), sa.column("called_reversed"))
    change = sa.update(calls).where(calls.c.id == sa.bindparam("key")).values(called_reversed=sa.bindparam("turned"))
    last = -1
    while rows := connection.execute(
        sa.select(calls.c.id, calls.c.called_number).where(calls.c.id > last).order_by(calls.c.id).limit(AT_ONCE)
    ).all():
        last = rows[-1].id
        connection.execute(change, [{"key": row.id, "turned": row.called_number[::-1]} for row in rows])
