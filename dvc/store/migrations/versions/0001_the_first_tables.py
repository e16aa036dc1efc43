"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dvc.store.columns import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "access_log",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False, comment="dense, from 1"),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False, comment="labels, page, paper, export, search"),
        sa.Column("subjects", sa.Text(), nullable=False, comment="JSON list of ids; never a name"),
        sa.Column("fields", sa.Text(), nullable=False, comment="JSON list of vault fields shown"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_table(
        "attachment",
        sa.Column("digest", sa.Text(), nullable=False, comment="keyed fingerprint of the clear bytes"),
        sa.Column("subject", sa.Text(), nullable=False, comment="whose key seals the file"),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes in clear"),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "attendance",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_attendance_id", sa.Text(), nullable=False),
        sa.Column("f_volunteer_id", sa.Text(), nullable=False),
        sa.Column("f_day", sa.Date(), nullable=False),
        sa.Column("f_code", sa.Text(), nullable=False),
        sa.Column("f_number", sa.BigInteger(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_since", UtcTime(), nullable=False),
        sa.Column("f_base_id", sa.Text(), nullable=False),
        sa.Column("f_group_id", sa.Text(), nullable=True),
        sa.Column("f_method", sa.Text(), nullable=True),
        sa.Column("f_arrived_at", UtcTime(), nullable=True),
        sa.Column("f_scans", sa.Text(), nullable=False),
        sa.Column("f_insured", sa.Boolean(), nullable=False),
        sa.Column("f_guardian_ok", sa.Boolean(), nullable=False),
        sa.Column("f_oriented_round", sa.BigInteger(), nullable=True),
        sa.Column("f_condition", sa.Text(), nullable=False),
        sa.Column("f_until", UtcTime(), nullable=True),
        sa.Column("f_leader_ok", sa.Boolean(), nullable=False),
        sa.Column("f_vehicle", sa.Text(), nullable=False),
        sa.Column("f_seats", sa.BigInteger(), nullable=False),
        sa.Column("f_visit_id", sa.Text(), nullable=True),
        sa.Column("f_team_id", sa.Text(), nullable=True),
        sa.Column("f_rest_from", sa.Text(), nullable=True),
        sa.Column("f_went_out", sa.Boolean(), nullable=False),
        sa.Column("f_supported_center", sa.Boolean(), nullable=False),
        sa.Column("f_departed_at", UtcTime(), nullable=True),
        sa.Column("f_back_at", UtcTime(), nullable=True),
        sa.Column("f_injured", sa.Boolean(), nullable=False),
        sa.Column("f_tomorrow", sa.Boolean(), nullable=True),
        sa.Column("f_late", sa.Boolean(), nullable=False),
        sa.Column("f_merged_into", sa.Text(), nullable=True),
        sa.Column("f_number_told", sa.Boolean(), nullable=False),
        sa.Column("f_other_codes", sa.Text(), nullable=False),
        sa.Column("f_booking", sa.Text(), nullable=True),
        sa.Column("f_booked_base", sa.Text(), nullable=False),
        sa.Column("f_booking_status", sa.Text(), nullable=True),
        sa.Column("f_booking_at", UtcTime(), nullable=True),
        sa.Column("f_standing", sa.Text(), nullable=True),
        sa.Column("f_amended", sa.Text(), nullable=False),
        sa.Column("f_insured_at", UtcTime(), nullable=True),
        sa.Column("f_joined_here", sa.Boolean(), nullable=False),
        sa.Column("f_guardian_at", UtcTime(), nullable=True),
        sa.Column("f_oriented_at", UtcTime(), nullable=True),
        sa.Column("f_waiting_at", UtcTime(), nullable=True),
        sa.Column("f_admitted_at", UtcTime(), nullable=True),
        sa.Column("f_sent_home_at", UtcTime(), nullable=True),
        sa.Column("f_rest_at", UtcTime(), nullable=True),
        sa.Column("f_recovered_at", UtcTime(), nullable=True),
        sa.Column("f_held", sa.Text(), nullable=True),
        sa.Column("f_held_at", UtcTime(), nullable=True),
        sa.Column("f_merged_from", sa.Text(), nullable=True),
        sa.Column("f_assigned_at", UtcTime(), nullable=True),
        sa.Column("f_assigned_by", sa.Text(), nullable=True),
        sa.Column("f_pool_at", UtcTime(), nullable=True),
        sa.Column("f_freed_because", sa.Text(), nullable=True),
        sa.Column("f_left_early_at", UtcTime(), nullable=True),
        sa.Column("f_left_because", sa.Text(), nullable=True),
        sa.Column("f_checkouts", sa.Text(), nullable=False),
        sa.Column("f_checked_out_at", UtcTime(), nullable=True),
        sa.Column("f_undone_at", UtcTime(), nullable=True),
        sa.Column("f_given_from", sa.Text(), nullable=True),
        sa.Column("f_absorbed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("attendance_code", "attendance", ["f_code"], unique=False)
    op.create_index("attendance_day_number", "attendance", ["f_day", "f_number"], unique=False)
    op.create_index("attendance_group_id", "attendance", ["f_group_id"], unique=False)
    op.create_index(
        "attendance_one_a_day",
        "attendance",
        ["f_volunteer_id", "f_day"],
        unique=True,
        sqlite_where=sa.text("f_status NOT IN ('undone', 'merged')"),
        postgresql_where=sa.text("f_status NOT IN ('undone', 'merged')"),
    )
    op.create_index("attendance_team_id", "attendance", ["f_team_id"], unique=False)
    op.create_index("attendance_visit_id", "attendance", ["f_visit_id"], unique=False)
    op.create_index("attendance_volunteer_id", "attendance", ["f_volunteer_id"], unique=False)
    op.create_table(
        "command_log",
        sa.Column("action_id", sa.Text(), nullable=False, comment="one action, one effect, for ever"),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="keyed, of the whole command"),
        sa.Column("code", sa.Text(), nullable=True, comment="null: done; else the refusal"),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True, comment="last event of the command, null when none"),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("action_id"),
    )
    op.create_table(
        "credential",
        sa.Column(
            "hash", sa.Text(), nullable=False, comment="keyed fingerprint of a secret that was given out"
        ),
        sa.Column(
            "purpose", sa.Text(), nullable=False, comment="invitation, session, tag, device, token, own_page"
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="staff, device or volunteer id"),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON: role, desk, csrf, …; no personal detail"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("credential_subject", "credential", ["subject", "purpose"], unique=False)
    op.create_table(
        "day",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_day", sa.Date(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_opened_at", UtcTime(), nullable=False),
        sa.Column("f_since", UtcTime(), nullable=False),
        sa.Column("f_cap", sa.BigInteger(), nullable=True),
        sa.Column("f_stop_reason", sa.Text(), nullable=True),
        sa.Column("f_stopped_at", UtcTime(), nullable=True),
        sa.Column("f_resumed_at", UtcTime(), nullable=True),
        sa.Column("f_closed_at", UtcTime(), nullable=True),
        sa.Column("f_reopened", sa.BigInteger(), nullable=False),
        sa.Column("f_no_shows", sa.BigInteger(), nullable=False),
        sa.Column("f_rounds", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_table(
        "event_log",
        sa.Column(
            "seq",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="dense, in commit order, from 1",
        ),
        sa.Column("stream_kind", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="within the stream, from 1"),
        sa.Column("kind", sa.Text(), nullable=False, comment="event class"),
        sa.Column("kind_version", sa.Integer(), nullable=False),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="canonical JSON: ids, enums, numbers, times, booleans"
        ),
        sa.Column("happened_at", UtcTime(), nullable=False, comment="in the world, offset corrected"),
        sa.Column("recorded_at", UtcTime(), nullable=False, comment="when this store learned it"),
        sa.Column(
            "device_offset_ms",
            sa.BigInteger(),
            nullable=True,
            comment="device clock minus server clock, null unknown",
        ),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("home", sa.Text(), nullable=False, comment="center that owns the fact"),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False, comment="sha256(previous chain + this row), hex"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("stream_kind", "stream", "version", name="event_log_stream"),
    )
    op.create_index("event_log_action", "event_log", ["action_id"], unique=False)
    op.create_table(
        "group",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_group_id", sa.Text(), nullable=False),
        sa.Column("f_code", sa.Text(), nullable=False),
        sa.Column("f_number", sa.BigInteger(), nullable=False),
        sa.Column("f_day", sa.Date(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_since", UtcTime(), nullable=False),
        sa.Column("f_base_id", sa.Text(), nullable=False),
        sa.Column("f_kind", sa.Text(), nullable=False),
        sa.Column("f_expected", sa.BigInteger(), nullable=False),
        sa.Column("f_keep_together", sa.Boolean(), nullable=False),
        sa.Column("f_min_unit", sa.BigInteger(), nullable=False),
        sa.Column("f_own_cars", sa.Boolean(), nullable=False),
        sa.Column("f_need_id", sa.Text(), nullable=True),
        sa.Column("f_members", sa.Text(), nullable=False),
        sa.Column("f_leader", sa.Text(), nullable=True),
        sa.Column("f_arrived_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("group_day_number", "group", ["f_day", "f_number"], unique=False)
    op.create_table(
        "household",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_household_id", sa.Text(), nullable=False),
        sa.Column("f_place", sa.Text(), nullable=False),
        sa.Column("f_needs", sa.Text(), nullable=False),
        sa.Column("f_registered_at", UtcTime(), nullable=False),
        sa.Column("f_merged_into", sa.Text(), nullable=True),
        sa.Column("f_merged_by", sa.Text(), nullable=True),
        sa.Column("f_merged_at", UtcTime(), nullable=True),
        sa.Column("f_not_same_as", sa.Text(), nullable=False),
        sa.Column("f_is_void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_table(
        "item",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_item_id", sa.Text(), nullable=False),
        sa.Column("f_item", sa.Text(), nullable=False),
        sa.Column("f_base_id", sa.Text(), nullable=False),
        sa.Column("f_total", sa.BigInteger(), nullable=False),
        sa.Column("f_reserved", sa.BigInteger(), nullable=False),
        sa.Column("f_out", sa.BigInteger(), nullable=False),
        sa.Column("f_left_on_site", sa.BigInteger(), nullable=False),
        sa.Column("f_dirty", sa.BigInteger(), nullable=False),
        sa.Column("f_broken", sa.BigInteger(), nullable=False),
        sa.Column("f_lost", sa.BigInteger(), nullable=False),
        sa.Column("f_used", sa.BigInteger(), nullable=False),
        sa.Column("f_reserve", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("item_base_id", "item", ["f_base_id"], unique=False)
    op.create_table(
        "loan",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_loan_id", sa.Text(), nullable=False),
        sa.Column("f_code", sa.Text(), nullable=False),
        sa.Column("f_number", sa.BigInteger(), nullable=False),
        sa.Column("f_day", sa.Date(), nullable=False),
        sa.Column("f_team_id", sa.Text(), nullable=False),
        sa.Column("f_base_id", sa.Text(), nullable=False),
        sa.Column("f_lines", sa.Text(), nullable=False),
        sa.Column("f_promise", sa.Text(), nullable=False),
        sa.Column("f_lent_at", UtcTime(), nullable=False),
        sa.Column("f_lent_by", sa.Text(), nullable=False),
        sa.Column("f_out_at", UtcTime(), nullable=True),
        sa.Column("f_ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("loan_day_number", "loan", ["f_day", "f_number"], unique=False)
    op.create_index("loan_team_id", "loan", ["f_team_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_need_id", sa.Text(), nullable=False),
        sa.Column("f_household_id", sa.Text(), nullable=False),
        sa.Column("f_code", sa.Text(), nullable=False),
        sa.Column("f_born_on", sa.Date(), nullable=False),
        sa.Column("f_number", sa.BigInteger(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_channel", sa.Text(), nullable=False),
        sa.Column("f_received_at", UtcTime(), nullable=False),
        sa.Column("f_since", UtcTime(), nullable=False),
        sa.Column("f_verified", sa.Boolean(), nullable=False),
        sa.Column("f_place", sa.Text(), nullable=False),
        sa.Column("f_split_from", sa.Text(), nullable=True),
        sa.Column("f_merged_into", sa.Text(), nullable=True),
        sa.Column("f_held_from", sa.Text(), nullable=True),
        sa.Column("f_route", sa.Text(), nullable=False),
        sa.Column("f_work", sa.Text(), nullable=False),
        sa.Column("f_living", sa.Text(), nullable=False),
        sa.Column("f_inspection", sa.Text(), nullable=False),
        sa.Column("f_gate_signed_by", sa.Text(), nullable=True),
        sa.Column("f_estimate", sa.Text(), nullable=True),
        sa.Column("f_appointment", sa.Text(), nullable=True),
        sa.Column("f_rank", sa.Text(), nullable=False),
        sa.Column("f_urgency", sa.BigInteger(), nullable=False),
        sa.Column("f_rank_set_by", sa.Text(), nullable=True),
        sa.Column("f_crisis_open", sa.Boolean(), nullable=False),
        sa.Column("f_crisis_seen_by", sa.Text(), nullable=True),
        sa.Column("f_watch_after", sa.Boolean(), nullable=False),
        sa.Column("f_owes_call", sa.Boolean(), nullable=False),
        sa.Column("f_calls", sa.BigInteger(), nullable=False),
        sa.Column("f_absences_in_row", sa.BigInteger(), nullable=False),
        sa.Column("f_last_call_at", UtcTime(), nullable=True),
        sa.Column("f_last_call_result", sa.Text(), nullable=True),
        sa.Column("f_next_call_on", sa.Date(), nullable=True),
        sa.Column("f_postponed", sa.BigInteger(), nullable=False),
        sa.Column("f_visits", sa.BigInteger(), nullable=False),
        sa.Column("f_visit_id", sa.Text(), nullable=True),
        sa.Column("f_reopened", sa.BigInteger(), nullable=False),
        sa.Column("f_returned", sa.Boolean(), nullable=False),
        sa.Column("f_referral_id", sa.Text(), nullable=True),
        sa.Column("f_explained", sa.Boolean(), nullable=False),
        sa.Column("f_cancel_reason", sa.Text(), nullable=True),
        sa.Column("f_refuse_reason", sa.Text(), nullable=True),
        sa.Column("f_on_hold_until", sa.Date(), nullable=True),
        sa.Column("f_surveyed_at", UtcTime(), nullable=True),
        sa.Column("f_owner", sa.Text(), nullable=False),
        sa.Column("f_site", sa.Text(), nullable=False),
        sa.Column("f_wishes", sa.Text(), nullable=False),
        sa.Column("f_consent", sa.Text(), nullable=True),
        sa.Column("f_told_points", sa.Text(), nullable=False),
        sa.Column("f_concerns", sa.Text(), nullable=False),
        sa.Column("f_missing", sa.Text(), nullable=False),
        sa.Column("f_household_trail", sa.Text(), nullable=False),
        sa.Column("f_merged_at", UtcTime(), nullable=True),
        sa.Column("f_rank_by_chief", sa.Text(), nullable=True),
        sa.Column("f_area_lag", sa.BigInteger(), nullable=False),
        sa.Column("f_crisis_since", UtcTime(), nullable=True),
        sa.Column("f_crisis_seen_at", UtcTime(), nullable=True),
        sa.Column("f_crisis_reasons", sa.Text(), nullable=False),
        sa.Column("f_survey_since", UtcTime(), nullable=True),
        sa.Column("f_survey_on", sa.Date(), nullable=True),
        sa.Column("f_survey_tries", sa.BigInteger(), nullable=False),
        sa.Column("f_survey_skipped", sa.Boolean(), nullable=False),
        sa.Column("f_surveyors", sa.Text(), nullable=False),
        sa.Column("f_verdict", sa.Text(), nullable=True),
        sa.Column("f_technical", sa.Text(), nullable=False),
        sa.Column("f_posted_on", sa.Date(), nullable=True),
        sa.Column("f_posted_from", sa.Text(), nullable=True),
        sa.Column("f_reports", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("need_born_on_number", "need", ["f_born_on", "f_number"], unique=False)
    op.create_index("need_code", "need", ["f_code"], unique=False)
    op.create_index("need_household_id", "need", ["f_household_id"], unique=False)
    op.create_index("need_owes_call", "need", ["f_owes_call"], unique=False)
    op.create_index("need_status", "need", ["f_status"], unique=False)
    op.create_table(
        "person_key",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "wrapped",
            sa.LargeBinary(),
            nullable=True,
            comment="data key under the ring; null: erased for good",
        ),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "pin",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("argon2", sa.Text(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "reference_row",
        sa.Column("layer", sa.Text(), nullable=False, comment="areas, towns, shelters, …"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON of one public row of the imported layer"),
        sa.PrimaryKeyConstraint("layer", "n"),
    )
    op.create_table(
        "referral",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_referral_id", sa.Text(), nullable=False),
        sa.Column("f_household_id", sa.Text(), nullable=False),
        sa.Column("f_need_id", sa.Text(), nullable=True),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_opened_at", UtcTime(), nullable=False),
        sa.Column("f_since", UtcTime(), nullable=False),
        sa.Column("f_owner", sa.Text(), nullable=False),
        sa.Column("f_opened_by", sa.Text(), nullable=False),
        sa.Column("f_agency_type", sa.Text(), nullable=True),
        sa.Column("f_reason", sa.Text(), nullable=True),
        sa.Column("f_concern", sa.Text(), nullable=True),
        sa.Column("f_promised_on", sa.Date(), nullable=True),
        sa.Column("f_is_crisis", sa.Boolean(), nullable=False),
        sa.Column("f_is_handover", sa.Boolean(), nullable=False),
        sa.Column("f_agency_owns", sa.Boolean(), nullable=False),
        sa.Column("f_return_cause", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("referral_need_id", "referral", ["f_need_id"], unique=False)
    op.create_table(
        "run",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_run_id", sa.Text(), nullable=False),
        sa.Column("f_day", sa.Date(), nullable=False),
        sa.Column("f_based_on_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_problem_hash", sa.Text(), nullable=False),
        sa.Column("f_seed", sa.BigInteger(), nullable=False),
        sa.Column("f_value", sa.Float(), nullable=False),
        sa.Column("f_bound", sa.Float(), nullable=True),
        sa.Column("f_started_by", sa.Text(), nullable=False),
        sa.Column("f_recorded_at", UtcTime(), nullable=False),
        sa.Column("f_proposals", sa.Text(), nullable=False),
        sa.Column("f_unserved", sa.Text(), nullable=False),
        sa.Column("f_unplaced", sa.Text(), nullable=False),
        sa.Column("f_is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_table(
        "settings",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_values", sa.Text(), nullable=False),
        sa.Column("f_described_at", UtcTime(), nullable=True),
        sa.Column("f_layers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_table(
        "staff",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_staff_id", sa.Text(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_roles", sa.Text(), nullable=False),
        sa.Column("f_section", sa.Text(), nullable=False),
        sa.Column("f_begins_at", UtcTime(), nullable=False),
        sa.Column("f_ends_at", UtcTime(), nullable=True),
        sa.Column("f_invited_by", sa.Text(), nullable=False),
        sa.Column("f_joined_at", UtcTime(), nullable=True),
        sa.Column("f_has_pin", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_table(
        "store_fact",
        sa.Column("key", sa.Text(), nullable=False, comment="epoch, center_id, operation_id, mode"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "team",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_team_id", sa.Text(), nullable=False),
        sa.Column("f_number", sa.BigInteger(), nullable=False),
        sa.Column("f_day", sa.Date(), nullable=False),
        sa.Column("f_base_id", sa.Text(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_since", UtcTime(), nullable=False),
        sa.Column("f_members", sa.Text(), nullable=False),
        sa.Column("f_leader", sa.Text(), nullable=True),
        sa.Column("f_visits", sa.Text(), nullable=False),
        sa.Column("f_return_by", UtcTime(), nullable=False),
        sa.Column("f_meet_at", UtcTime(), nullable=True),
        sa.Column("f_tent", sa.BigInteger(), nullable=True),
        sa.Column("f_own_car", sa.Boolean(), nullable=False),
        sa.Column("f_seats_needed", sa.BigInteger(), nullable=False),
        sa.Column("f_checks", sa.Text(), nullable=False),
        sa.Column("f_order_version", sa.BigInteger(), nullable=False),
        sa.Column("f_orders_out", sa.BigInteger(), nullable=False),
        sa.Column("f_orders_collected", sa.BigInteger(), nullable=False),
        sa.Column("f_departed_at", UtcTime(), nullable=True),
        sa.Column("f_last_contact_at", UtcTime(), nullable=True),
        sa.Column("f_returned_at", UtcTime(), nullable=True),
        sa.Column("f_back", sa.Text(), nullable=False),
        sa.Column("f_left", sa.Text(), nullable=False),
        sa.Column("f_injuries", sa.BigInteger(), nullable=False),
        sa.Column("f_injury_asked", sa.Boolean(), nullable=False),
        sa.Column("f_reports", sa.Text(), nullable=False),
        sa.Column("f_formed_by", sa.Text(), nullable=True),
        sa.Column("f_at_visit", sa.Text(), nullable=True),
        sa.Column("f_began", sa.Text(), nullable=False),
        sa.Column("f_dropped", sa.Text(), nullable=False),
        sa.Column("f_papers", sa.Text(), nullable=False),
        sa.Column("f_order_stale", sa.Boolean(), nullable=False),
        sa.Column("f_resident_absent", sa.Boolean(), nullable=False),
        sa.Column("f_unanswered", sa.BigInteger(), nullable=False),
        sa.Column("f_last_contact", sa.Text(), nullable=True),
        sa.Column("f_abort_reason", sa.Text(), nullable=True),
        sa.Column("f_loans", sa.Text(), nullable=False),
        sa.Column("f_changed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("team_day_number", "team", ["f_day", "f_number"], unique=False)
    op.create_table(
        "vault_value",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True, comment="as given; null when sealed"),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=True, comment="under the subject's key; null when plain"
        ),
        sa.Column("folded", sa.Text(), nullable=True, comment="for search; null when not searched by"),
        sa.Column("said_by", sa.Text(), nullable=True, comment="relation or id, never a name"),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False, comment="told or seen"),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False, comment="the newest that was not withdrawn"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("vault_value_action", "vault_value", ["action_id"], unique=False)
    op.create_index("vault_value_folded", "vault_value", ["field", "folded"], unique=False)
    op.create_index("vault_value_subject", "vault_value", ["subject", "field", "stands"], unique=False)
    op.create_table(
        "visit",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_visit_id", sa.Text(), nullable=False),
        sa.Column("f_need_id", sa.Text(), nullable=False),
        sa.Column("f_number", sa.BigInteger(), nullable=False),
        sa.Column("f_day", sa.Date(), nullable=False),
        sa.Column("f_slot", sa.Text(), nullable=False),
        sa.Column("f_base_id", sa.Text(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_posted_at", UtcTime(), nullable=False),
        sa.Column("f_people_min", sa.BigInteger(), nullable=False),
        sa.Column("f_people_max", sa.BigInteger(), nullable=False),
        sa.Column("f_seats", sa.Text(), nullable=False),
        sa.Column("f_teams", sa.Text(), nullable=False),
        sa.Column("f_locked", sa.Boolean(), nullable=False),
        sa.Column("f_taken_down_because", sa.Text(), nullable=True),
        sa.Column("f_posted_by", sa.Text(), nullable=True),
        sa.Column("f_is_up", sa.Boolean(), nullable=False),
        sa.Column("f_locked_by", sa.Text(), nullable=True),
        sa.Column("f_locked_at", UtcTime(), nullable=True),
        sa.Column("f_teams_out", sa.Text(), nullable=False),
        sa.Column("f_teams_back", sa.Text(), nullable=False),
        sa.Column("f_teams_told", sa.Text(), nullable=False),
        sa.Column("f_changed_by", sa.Text(), nullable=True),
        sa.Column("f_since", UtcTime(), nullable=True),
        sa.Column("f_teams_settled", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_index("visit_day", "visit", ["f_day"], unique=False)
    op.create_index("visit_need_id", "visit", ["f_need_id"], unique=False)
    op.create_table(
        "volunteer",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.Column("f_volunteer_id", sa.Text(), nullable=False),
        sa.Column("f_status", sa.Text(), nullable=False),
        sa.Column("f_registered_at", UtcTime(), nullable=False),
        sa.Column("f_age_band", sa.Text(), nullable=False),
        sa.Column("f_gender", sa.Text(), nullable=False),
        sa.Column("f_skills", sa.Text(), nullable=False),
        sa.Column("f_vehicle", sa.Text(), nullable=False),
        sa.Column("f_seats", sa.BigInteger(), nullable=False),
        sa.Column("f_experience", sa.Text(), nullable=False),
        sa.Column("f_languages", sa.Text(), nullable=False),
        sa.Column("f_avoid", sa.Text(), nullable=False),
        sa.Column("f_heavy_ok", sa.Boolean(), nullable=False),
        sa.Column("f_has_phone", sa.Boolean(), nullable=False),
        sa.Column("f_covers", sa.Text(), nullable=False),
        sa.Column("f_guardian", sa.Text(), nullable=False),
        sa.Column("f_do_not_assign", sa.Boolean(), nullable=False),
        sa.Column("f_days", sa.Text(), nullable=False),
        sa.Column("f_visits", sa.BigInteger(), nullable=False),
        sa.Column("f_merged_into", sa.Text(), nullable=True),
        sa.Column("f_merged_at", UtcTime(), nullable=True),
        sa.Column("f_absorbed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )


def downgrade() -> None:
    """To the version before."""
    op.drop_table("volunteer")
    op.drop_index("visit_need_id", table_name="visit")
    op.drop_index("visit_day", table_name="visit")
    op.drop_table("visit")
    op.drop_index("vault_value_subject", table_name="vault_value")
    op.drop_index("vault_value_folded", table_name="vault_value")
    op.drop_index("vault_value_action", table_name="vault_value")
    op.drop_table("vault_value")
    op.drop_index("team_day_number", table_name="team")
    op.drop_table("team")
    op.drop_table("store_fact")
    op.drop_table("staff")
    op.drop_table("settings")
    op.drop_table("run")
    op.drop_index("referral_need_id", table_name="referral")
    op.drop_table("referral")
    op.drop_table("reference_row")
    op.drop_table("pin")
    op.drop_table("person_key")
    op.drop_index("need_status", table_name="need")
    op.drop_index("need_owes_call", table_name="need")
    op.drop_index("need_household_id", table_name="need")
    op.drop_index("need_code", table_name="need")
    op.drop_index("need_born_on_number", table_name="need")
    op.drop_table("need")
    op.drop_index("loan_team_id", table_name="loan")
    op.drop_index("loan_day_number", table_name="loan")
    op.drop_table("loan")
    op.drop_index("item_base_id", table_name="item")
    op.drop_table("item")
    op.drop_table("household")
    op.drop_index("group_day_number", table_name="group")
    op.drop_table("group")
    op.drop_index("event_log_action", table_name="event_log")
    op.drop_table("event_log")
    op.drop_table("day")
    op.drop_index("credential_subject", table_name="credential")
    op.drop_table("credential")
    op.drop_table("command_log")
    op.drop_index("attendance_volunteer_id", table_name="attendance")
    op.drop_index("attendance_visit_id", table_name="attendance")
    op.drop_index("attendance_team_id", table_name="attendance")
    op.drop_index(
        "attendance_one_a_day",
        table_name="attendance",
        sqlite_where=sa.text("f_status NOT IN ('undone', 'merged')"),
        postgresql_where=sa.text("f_status NOT IN ('undone', 'merged')"),
    )
    op.drop_index("attendance_group_id", table_name="attendance")
    op.drop_index("attendance_day_number", table_name="attendance")
    op.drop_index("attendance_code", table_name="attendance")
    op.drop_table("attendance")
    op.drop_table("attachment")
    op.drop_table("access_log")
