"""Named profiles, and who has them; contacts that everybody may look up keep a fax number, too."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profiles",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), server_default="", nullable=False),
        sa.Column("recording_right", sa.Boolean(), nullable=False),
        sa.Column("dissuasion_right", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("name", name=op.f("uq_profiles_name")),
    )
    for name, column, target in (
        ("profile_queues", "queue_id", "queues.id"),
        ("profile_groups", "group_id", "agent_groups.id"),
    ):
        op.create_table(
            name,
            sa.Column("profile_id", sa.Integer(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["profile_id"], ["profiles.id"], name=op.f(f"fk_{name}_profile_id"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{name}_{column}"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("profile_id", column, name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    op.create_table(
        "profile_members",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_profile_members_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_profile_members_profile_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_profile_members")),
    )
    op.create_index(op.f("ix_profile_members_profile_id"), "profile_members", ["profile_id"])
    op.add_column("contacts", sa.Column("fax", sa.String(), server_default="", nullable=False))
