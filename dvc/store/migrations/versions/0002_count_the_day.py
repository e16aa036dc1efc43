"""Places and waiting line of a day are counted in one index, so that a check-in costs the same all morning.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_index("attendance_day_status_since", "attendance", ["f_day", "f_status", "f_since"])
    op.create_index("attendance_volunteer_id_day", "attendance", ["f_volunteer_id", "f_day"])
    op.drop_index("attendance_volunteer_id", table_name="attendance")


def downgrade() -> None:
    """To the version before."""
    op.create_index("attendance_volunteer_id", "attendance", ["f_volunteer_id"])
    op.drop_index("attendance_volunteer_id_day", table_name="attendance")
    op.drop_index("attendance_day_status_since", table_name="attendance")
