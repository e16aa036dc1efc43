"""A city hall's list of 500 needs with ten broken rows, as XLSX, XLS and CSV; made-up people of a made-up
city.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

HEADER = (
    "No.",
    "受付日",
    "受付時刻",
    "依頼者氏名",
    "フリガナ",
    "電話番号",
    "住所",
    "作業の種類",
    "依頼内容",
    "世帯人数",
    "備考",
    "担当課",
)
TITLE = ("緑瀬市 災害ごみ・片付け要望一覧", "令和8年9月12日現在")
NAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡邉", "山本", "中村", "小林", "加藤")
KANA = (
    "サトウ",
    "スズキ",
    "タカハシ",
    "タナカ",
    "イトウ",
    "ワタナベ",
    "ヤマモト",
    "ナカムラ",
    "コバヤシ",
    "カトウ",
)
GIVEN = ("一郎", "花子", "健", "美咲", "茂", "キヨ", "修", "節子", "進", "文")
WORK = ("床上泥出し", "家財搬出、災害ごみ", "床下の泥出し", "庭の泥出し", "清掃・洗浄")
ROWS = 500
FORMULA = "=A1"

BROKEN = {
    41: "no_address",
    77: "hour_25",
    103: "february_30",
    155: "phone_letters",
    201: "work_unknown",
    260: "twice",
    311: "here",
    350: "formula",
    402: "spaces",
    477: "long",
}
"""Number of a broken row (as in its first column) and what is wrong with it."""
EXISTING: dict[str, Any] = {
    "name": "岡 武",
    "phone": "090-0000-7311",
    "address": "緑瀬市坂上9丁目1-1",
    "request_text": "床上の泥",
}


def rows() -> list[list[str]]:
    """The rows under the header, broken ones among them."""
    made: list[list[str]] = []
    for n in range(1, ROWS + 1):
        row = [
            str(n),
            f"令和8年9月{1 + n % 10}日",
            f"{8 + n % 9}:{n % 60:02}",
            f"{NAMES[n % 10]} {GIVEN[n // 10 % 10]}",
            KANA[n % 10],
            f"090-0000-{n:04}",
            f"緑瀬市川端{1 + n % 5}丁目{n}番地",
            WORK[n % 5],
            f"家に水が入りました。{n}件目です。",
            str(1 + n % 5),
            "",
            "防災課",
        ]
        made.append(_broken(BROKEN.get(n, ""), row, made))
    return made


def _broken(how: str, row: list[str], before: list[list[str]]) -> list[str]:
    changes = {
        "no_address": {6: ""},
        "hour_25": {2: "25時"},
        "february_30": {1: "令和8年2月30日"},
        "phone_letters": {5: "090-0000-ABCD"},
        "work_unknown": {7: "宇宙遊泳"},
        "twice": {
            3: before[9][3] if len(before) > 9 else "",
            5: before[9][5] if len(before) > 9 else "",
            8: "二度目の電話です。",
        },
        "here": {3: EXISTING["name"], 5: EXISTING["phone"]},
        "formula": {8: FORMULA},
        "spaces": {3: "　 　"},
        "long": {8: "長" * 3000},
    }
    changed = list(row)
    for column, text in changes.get(how, {}).items():
        changed[column] = text
    return changed


def table() -> list[list[str]]:
    """Title rows, an empty row, the header, the rows and a total."""
    return [[TITLE[0]], ["", "", TITLE[1]], [], list(HEADER), *rows(), ["合計", f"{ROWS}件"]]


def csv_bytes(encoding: str, *, separator: str = ",", lines: list[list[str]] | None = None) -> bytes:
    """The list as CSV; a formula stands as its text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(lines or table())
    return text.getvalue().encode(encoding)


def write_xlsx(path: Path) -> Path:
    """The list as Excel writes it today: dates as dates, numbers as numbers, the formula as formula."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.add_worksheet("説明").write(0, 0, "この表の使い方")
        sheet = book.add_worksheet("一覧")
        for at, row in enumerate(table()):
            for column, text in enumerate(row):
                if text == FORMULA:
                    sheet.write_formula(at, column, FORMULA, None, "計算")
                elif text.isdigit():
                    sheet.write_number(at, column, int(text))
                else:
                    sheet.write_string(at, column, text)
    return path


def write_xls(path: Path) -> Path:
    """The list as an old office PC writes it."""
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("説明").write(0, 0, "この表の使い方")
    sheet = book.add_sheet("一覧")
    for at, row in enumerate(table()):
        for column, text in enumerate(row):
            if text == FORMULA:
                sheet.write(at, column, xlwt.Formula("A1"))
            elif text:
                sheet.write(at, column, int(text) if text.isdigit() else text)
    book.save(str(path))
    return path
