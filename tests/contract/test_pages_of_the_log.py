"""A reader that follows the log in pages never gets part of an action."""

from __future__ import annotations

from dvc.commands.reception_gates import RecordOrientation
from dvc.read.center import CenterReader
from tests.unit.teams.morning import a_morning


def test_a_page_ends_between_two_actions_and_a_long_action_comes_whole() -> None:
    with a_morning() as morning:
        people = tuple(morning.volunteer(oriented=False) for _ in range(6))
        morning.center.do(RecordOrientation(attendance_ids=people))
        reader = CenterReader(morning.center.store, page=4)
        seq, pages = 0, []
        while page := reader.events_since(seq):
            pages.append(page)
            seq = page[-1].seq
        everything = [one.seq for page in pages for one in page]
        assert everything == list(range(1, seq + 1))
        assert seq == reader.world_rows()[0]
        actions = [{one.meta.action_id for one in page} for page in pages]
        seen = [action for page in actions for action in page]
        assert len(seen) == len(set(seen)), "an action stands in two pages"
        assert max(len(page) for page in pages) >= 6, "the orientation of six is one act"
