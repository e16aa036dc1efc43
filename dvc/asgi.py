"""`make_app` for uvicorn workers: the application of the settings in the environment."""

from __future__ import annotations

from starlette.applications import Starlette

from dvc.settings import read_settings
from dvc.wiring import app_of, open_house


def make_app() -> Starlette:
    """One process's application; its stores end with the process."""
    return app_of(open_house(read_settings()))
