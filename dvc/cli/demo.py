"""`dvcenter demo`: a made-up city whose boards are alive within a minute, with a log-in link for each role.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from dvc.adapters.demo_clock import DemoClock
from dvc.adapters.system import SystemClock
from dvc.cli.demo_people import MadeUp
from dvc.cli.demo_stage import Stage, begin_of, curtain_of, open_morning
from dvc.cli.serve import ReadyServer, check_port, config_of, url_of
from dvc.cli.words import Told
from dvc.domain.roles import Role
from dvc.domain.values import activity_day
from dvc.ports import NewOperation
from dvc.settings import Settings
from dvc.text.catalog import say
from dvc.web.auth import Purpose
from dvc.wiring import House, app_of, open_house

MARKER = "this-is-a-dvcenter-demo"
CENTER, OPERATION = "緑瀬市災害ボランティアセンター", "見本・9月豪雨"
DESKS = {
    "reception": Role.RECEPTION,
    "orientation": Role.ORIENTATION,
    "intake": Role.INTAKE,
    "surveyor": Role.SURVEYOR,
    "chief": Role.SECTION_CHIEF,
    "matching": Role.MATCHING,
    "equipment": Role.EQUIPMENT,
    "report": Role.REPORT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWish:
    """What the command line asked for."""

    seed: int
    volunteers: int
    needs: int
    speed: float
    has_arrivals: bool


def clear_old_demo(data: Path) -> None:
    """A demo begins anew; only a folder that a demo made is cleared. Raises Told for any other."""
    if data.exists() and any(data.iterdir()):
        if not (data / MARKER).exists():
            raise Told("cli.demo_not_mine", path=str(data))
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (data / MARKER).write_text("dvcenter demo\n", encoding="utf-8")


def set_stage(house: House, clock: DemoClock, wish: DemoWish) -> Stage:
    """A new operation with everything in it, and the clock standing at the curtain."""
    today = SystemClock().now()
    new = NewOperation(center_name=CENTER, name=OPERATION, kind="disaster")
    row = house.registry.create_operation(new, at=clock.now())
    stage = Stage(house.open(row).operation, clock, MadeUp(seed=wish.seed))
    stage.set_city()
    stage.set_staff()
    stage.set_stock()
    with click.progressbar(length=wish.needs, label="緑瀬市", file=sys.stderr) as bar:
        stage.set_needs(wish.needs, lambda _: bar.update(1))
    open_morning(stage, curtain_of(today))
    clock.jump(curtain_of(today))
    return stage


def plan_of(stage: Stage, house: House, wish: DemoWish) -> str:
    """What the actors are told: the server, the tokens of the desks, the seed. One line of JSON."""
    issue = stage.operation.credentials.issue
    tokens = {
        name: issue(Purpose.TOKEN, f"token_demo_{name}", {"role": role.value}, expires_at=None)
        for name, role in DESKS.items()
    }
    plan = {
        "url": url_of(house.settings),
        "operation": stage.operation.operation_id,
        "tokens": tokens,
        "seed": wish.seed,
        "today": activity_day(stage.clock.now()).isoformat(),
        "volunteers": wish.volunteers,
        "speed": wish.speed,
    }
    return json.dumps(plan) + "\n"


def perform(stage: Stage, house: House, wish: DemoWish) -> None:
    """Serve, and let the actors in once the server answers."""
    url = url_of(house.settings)
    links = [f"  {say(f'roles.{role}', 'ja'):　<10} {url}{link}" for role, link in stage.links]
    lines = (f"ready {url}", say("cli.demo_links", "ja"), *links, say("cli.demo_stop", "ja"))
    server = ReadyServer(config_of(house.settings, app_of(house)), *lines)
    actors: list[subprocess.Popen[str]] = []

    async def run() -> None:
        serving = asyncio.create_task(server.serve())
        answers = asyncio.create_task(server.answers.wait())
        await asyncio.wait((serving, answers), return_when=asyncio.FIRST_COMPLETED)
        stage.clock.run()
        if wish.has_arrivals and server.started:
            actors.append(_let_actors_in(plan_of(stage, house, wish)))
        await serving

    try:
        asyncio.run(run())
    finally:
        for actor in actors:
            actor.terminate()
            actor.wait()


def _let_actors_in(plan: str) -> subprocess.Popen[str]:
    actor = subprocess.Popen([sys.executable, "-m", "dvc.cli.demo_actors"], stdin=subprocess.PIPE, text=True)
    assert actor.stdin is not None
    actor.stdin.write(plan)
    actor.stdin.flush()  # and stays open: the actors end when it closes, however this process ends
    return actor


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("demo-data"), show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--volunteers", default=300, show_default=True, type=click.IntRange(0, 20_000))
@click.option("--needs", default=80, show_default=True, type=click.IntRange(0, 5_000))
@click.option("--speed", default=1.0, show_default=True, type=click.FloatRange(0.1, 60.0))
@click.option("--no-arrivals", is_flag=True, help="set the stage, but let nobody come")
def demo(  # noqa: PLR0917 - the options of the contract
    data: Path, port: int, seed: int, volunteers: int, needs: int, speed: float, no_arrivals: bool
) -> None:
    """Fill a made-up city and let its morning begin. Example: dvcenter demo --speed 4"""
    folder = data.resolve()
    settings = Settings(data=folder, port=port)
    check_port(settings)
    clear_old_demo(folder)
    clock = DemoClock(begin_of(SystemClock().now()), speed=speed)
    house = open_house(settings, clock=clock)
    wish = DemoWish(seed=seed, volunteers=volunteers, needs=needs, speed=speed, has_arrivals=not no_arrivals)
    try:
        stage = set_stage(house, clock, wish)
        perform(stage, house, wish)
    finally:
        house.close()
