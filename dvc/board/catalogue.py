"""Which boards there are and what each shows; the closed list that the hub and the laws read."""

from __future__ import annotations

from collections.abc import Iterable

from dvc.board import figures, items, proposals
from dvc.board.view import BoardSpec, Build
from dvc.board.world import ItemKey, World


def _follow(world: World, kind: str, stream: str) -> Iterable[ItemKey]:
    """Items that a changed stream may have changed, over all boards; a board ignores kinds it has no builder
    for.
    """
    yield (kind, stream)
    yield from figures.figures_of(kind)
    if kind == "need":
        for visit in world.children("visit.need_id", stream):
            yield ("visit", visit)
            yield from (("team", team) for team in world.state("visit", visit).teams)
    elif kind == "household":
        for need in world.children("need.household_id", stream):
            yield from _follow(world, "need", need)
    elif kind == "visit":
        yield ("need", world.state("visit", stream).need_id)
        yield from (("team", team) for team in world.state("visit", stream).teams)
    elif kind == "team":
        team = world.state("team", stream)
        yield ("call", stream)
        yield from (("visit", visit) for visit in team.visits)
        yield from (("attendance", person) for person in team.members)
    elif kind == "attendance":
        person = world.state("attendance", stream)
        if person.group_id:
            yield ("group", person.group_id)
        if person.team_id:
            yield ("team", person.team_id)
    elif kind == "run":
        yield from proposals.keys_of_run(world, stream)
    elif kind == "volunteer":
        yield from (("attendance", one) for one in world.children("attendance.volunteer_id", stream))
    elif kind == "group":
        yield from (("attendance", one) for one in world.children("attendance.group_id", stream))
    elif kind == "settings":
        yield from (("day", day) for day in world.states["day"])


_FIGURE: dict[str, Build] = {"figure": figures.figure_item}
_DAY: dict[str, Build] = {"day": items.day_item}


def _spec(name: str, builders: dict[str, Build], *, names_actors: bool = True) -> BoardSpec:
    return BoardSpec(
        name=name, builders={**_FIGURE, **_DAY, **builders}, follow=_follow, names_actors=names_actors
    )


SPECS: tuple[BoardSpec, ...] = (
    _spec("head", {"need": items.urgent_need_item, "team": items.team_item}),
    _spec("reception", {"attendance": items.attendance_item, "group": items.group_item}),
    _spec("needs", {"need": items.open_need_item}),
    _spec(
        "matching",
        {
            "need": items.ready_need_item,
            "visit": items.visit_item,
            "attendance": items.attendance_item,
            "group": items.group_item,
            "team": items.team_item,
            "run": proposals.run_item,
            "proposal": proposals.proposal_item,
            "unserved": proposals.unserved_item,
            "unplaced": proposals.unplaced_item,
        },
    ),
    _spec("field", {"team": items.team_item, "need": items.urgent_need_item}),
    _spec("wall", {"call": items.call_item}, names_actors=False),
    _spec("map", {"need": items.open_need_item, "team": items.team_item}),
)
