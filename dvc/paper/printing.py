"""Typst with our own fonts, and QR pictures. Data travels as JSON, never as Typst source: no form can become
markup.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import segno
import typst

VENDOR = files("dvc") / "static" / "vendor"
SHEETS = files("dvc.paper") / "sheets"
QR_LEVEL = "m"
QR_LINK_LENGTH_MOST = 120


class FontsMissing(Exception):
    """The asset build has not run: there are no fonts to print with."""


@cache
def font_folders() -> tuple[str, ...]:
    """Folders with BIZ UDPGothic for words and Noto Sans JP for digits and rare characters (screens.md 8)."""
    folders = [
        VENDOR / "expo-google-fonts-biz-udpgothic",
        VENDOR / "expo-google-fonts-noto-sans-jp",
    ]
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        raise FontsMissing(", ".join(missing))
    return tuple(str(folder) for folder in folders)


def qr_svg(link: str) -> str:
    """A QR as SVG with its four modules of quiet zone. Raises ValueError for a link too long to print well.
    """
    if len(link) > QR_LINK_LENGTH_MOST:
        raise ValueError(link)
    picture = io.BytesIO()
    segno.make(link, error=QR_LEVEL, micro=False).save(picture, kind="svg", border=4, xmldecl=False)
    return picture.getvalue().decode()


def make_pdf(sheet: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a sheet (`work_order.typ` …) filled with `data`."""
    with as_file(SHEETS / sheet) as path:
        made = typst.compile(
            str(Path(path)),
            font_paths=list(font_folders()),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="pdf",
        )
    assert isinstance(made, bytes), "one PDF was asked for"
    return made
