"""What users have written down for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXTS = ("first_name", "last_name", "company", "number", "mobile", "fax", "email")


def upgrade() -> None:
    op.create_table(
        "personal_contacts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), server_default="", nullable=False) for name in TEXTS),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_personal_contacts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_contacts")),
    )
    op.create_index(op.f("ix_personal_contacts_user_id"), "personal_contacts", ["user_id"])
