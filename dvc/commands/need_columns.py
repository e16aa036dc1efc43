"""Which column of a list says what: the header words of city halls, kintone apps and lists made by hand
(domain/02 2.1, 2.12).

Read from what people write, so the words stand here and not in the text catalogue, as in `maps.towns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dvc.domain.folding import fold
from dvc.domain.values import WorkType

HEADER_SEARCHED_ROWS: Final = 20
COLUMNS_LEAST: Final = 3
"""A row with so many column words is a header; a title row has one at most."""
NEEDED: Final = ("name", "address")

_HEADERS: Final[Mapping[str, str]] = {
    "name": (
        "氏名 名前 お名前 被災者氏名 被災者名 被災者 世帯主 世帯主氏名 世帯主名 住民氏名 "
        "申込者 申込者氏名 申込者名 申請者 申請者氏名 ご氏名 姓名 name"
    ),
    "requester_name": "依頼者 依頼者氏名 依頼者名 依頼主 連絡者 連絡者氏名 通報者",
    "kana": "フリガナ カナ 氏名カナ 氏名フリガナ カナ氏名 氏名読み 読み 読みがな kana",
    "phone": (
        "電話 電話番号 連絡先 連絡先電話番号 連絡先電話 TEL 携帯 携帯電話 携帯番号 "
        "携帯電話番号 依頼者の電話 お電話 依頼者電話 phone"
    ),
    "phone_2": "電話2 電話番号2 連絡先2 緊急連絡先 その他連絡先 第二連絡先 副連絡先",
    "address": (
        "住所 活動場所 活動場所住所 所在地 被災住所 被災場所 現場住所 現場 作業場所 "
        "作業場所住所 依頼先住所 被災者住所 ご住所 場所 address"
    ),
    "landmark": "目印 入口 目印入口",
    "request_text": (
        "依頼内容 内容 困りごと 困っていること 要望 要望内容 相談内容 ニーズ内容 ニーズ "
        "作業内容 詳細 依頼詳細 依頼内容自由記述 具体的内容 request"
    ),
    "work": (
        "作業種別 作業の種類 作業種類 作業区分 依頼分類 依頼種別 ニーズ種別 作業 作業項目 "
        "支援内容 work worktype"
    ),
    "kind": "種別 区分 分類",
    "received_on": ("受付日 受付年月日 受付日時 受付日付 依頼日 依頼日時 申込日 申込日時 申請日 受信日 date"),
    "received_time": "受付時刻 受付時間 依頼時刻 申込時刻 時刻 time",
    "wish_on": "希望日 活動希望日 希望日時 訪問希望日 希望月日 作業希望日",
    "wish_time": "希望時間 希望時刻 活動希望時間 希望時間帯 訪問希望時間",
    "contact_hours": "連絡可能時間 連絡のつく時間 連絡時間 連絡のつく時間帯 連絡可能時間帯 連絡希望時間",
    "people": "世帯人数 同居人数 家族人数 世帯員数 人数 家族構成 世帯構成 同居者",
    "over_75": "75歳以上 75歳以上の人数 75歳以上人数 後期高齢者",
    "site_memo": "備考 メモ 特記事項 現地の様子 補足 補足メモ 現地の様子補足メモ その他 memo note",
    "cautions": "注意 注意事項 注意点",
    "health_note": "健康 要配慮 健康状態 健康要配慮 配慮事項",
    "parking_note": "駐車場 駐車",
    "pet_note": "ペット 犬",
    "lat": "緯度 lat latitude",
    "lon": "経度 lon lng longitude",
}
_WORK: Final[Mapping[WorkType, str]] = {
    WorkType.BELONGINGS_OUT: (
        "家財を出す 家財搬出 家財出し 家財移動 家財の搬出 家財道具の搬出 家具搬出 荷物出し "
        "家財運び出し 家財の運び出し 室内片付け"
    ),
    WorkType.TRASH_CARRY: (
        "災害ごみ運び 災害ごみ運搬 災害ゴミ搬出 災害ごみ搬出 ごみ出し ごみ運搬 ゴミ出し "
        "災害ごみ 災害ゴミ 災害ごみ運搬分別 廃棄物運搬 災害ごみの運搬 片付けごみ"
    ),
    WorkType.MUD_ROOM: (
        "床上の泥出し 床上泥出し 室内泥出し 室内の泥出し 泥出し 泥かき 床上泥だし 家の泥出し 土砂出し"
    ),
    WorkType.MUD_UNDER: "床下の泥出し 床下泥出し 床下泥かき 床下泥だし 床下",
    WorkType.MUD_YARD: (
        "庭敷地の泥出し 庭の泥出し 敷地の泥出し 庭泥出し 敷地泥出し 屋外泥出し 庭の泥かき "
        "宅地の泥出し 土砂撤去 土砂の撤去 屋外の泥出し"
    ),
    WorkType.DRAIN: "側溝の泥上げ 側溝泥上げ 側溝 側溝清掃 水路 側溝の泥出し 側溝泥出し",
    WorkType.FLOOR_REMOVE: "床板はがし 床板剥がし 床はがし 床剥がし 床板撤去",
    WorkType.WALL_REMOVE: "壁はがし 壁剥がし 石膏ボード剥がし 壁撤去 壁石膏ボード剥がし",
    WorkType.INSULATION: "断熱材の撤去 断熱材撤去 断熱材",
    WorkType.WASHING: "清掃洗浄 清掃 洗浄 掃除 高圧洗浄 拭き掃除 家の清掃 室内清掃",
    WorkType.DISINFECT: "消毒 消毒作業 石灰散布 室内消毒 床下消毒",
    WorkType.DEHUMID: "乾燥送風 乾燥 送風 除湿",
    WorkType.TARP_ROOF: (
        "屋根シート張り ブルーシート張り 屋根ブルーシート ブルーシート 屋根ブルーシート張り 屋根養生"
    ),
    WorkType.TILE_REMOVE: "瓦の片付け 瓦撤去 瓦片付け 落下瓦 瓦",
    WorkType.BLOCK_WALL: "ブロック塀 ブロック塀解体 ブロック塀撤去 塀の片付け",
    WorkType.TREE: "倒木の片付け 倒木 倒木処理 倒木撤去 枝処理 倒木枝処理 伐採",
    WorkType.RUBBLE: "がれきの片付け がれき撤去 ガレキ撤去 がれき 瓦礫撤去 瓦礫 流木撤去",
    WorkType.VALUABLES: "貴重品の取り出し 貴重品取り出し 貴重品 貴重品捜索",
    WorkType.FURNITURE_FIX: (
        "家具室内の片付け 家具移動 家具の移動 家具片付け 室内の片付け 片付け 屋内片付け 家の片付け"
    ),
    WorkType.MOVING: "引越し 引っ越し 引越 転居 引越手伝い",
    WorkType.PHOTO_WASH: "写真洗浄",
    WorkType.SUPPLY_SORT: "物資の仕分け 物資仕分け 物資配布",
    WorkType.SOUP_KITCHEN: "炊き出し 炊出し",
    WorkType.ASHIYU: "足湯",
    WorkType.SALON: "サロン お茶会",
    WorkType.LISTENING: "話し相手 傾聴 見守り",
    WorkType.CANVASS: "訪問声かけ ローラー訪問 声かけ 訪問",
    WorkType.SNOW: "雪かき 除雪 雪下ろし",
    WorkType.ASH: "灰の片付け 除灰 降灰清掃 降灰",
    WorkType.SHELTER_HELP: "避難所の手伝い 避難所手伝い 避難所",
    WorkType.WATER_CARRY: "水買い物送迎 給水 買い物 送迎 水運び 通院送迎 買い物代行",
    WorkType.CHILD_PLAY: "子どもの遊び場 子ども 学習支援 託児",
    WorkType.PETS: "ペットの世話 ペット",
    WorkType.FARM: "農地農業施設 農地 農業 ハウス片付け 農業施設 ビニールハウス",
    WorkType.BUSINESS: "店工場 店舗 工場 事業所 店舗片付け",
    WorkType.TEMPLE_PUBLIC: "公民館社寺 公民館 社寺 神社 集会所 寺",
    WorkType.INTERPRET: "通訳 翻訳",
    WorkType.DEBRIS_BEACH: "海岸公共の流木 海岸 流木",
    WorkType.OTHER: "そのほか その他 他 other",
}
_BRACKETS: Final = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_SEPARATORS: Final = re.compile(r"[、,，/／;；\n]|\s[&+]\s")
_MIDDLE: Final = re.compile("[・\\s\u3000]")
_KNOWN: Final = {fold(word): field for field, words in _HEADERS.items() for word in words.split()}
_WORK_WORDS: Final = {
    **{fold(word): kind for kind, words in _WORK.items() for word in words.split()},
    **{fold(kind.value): kind for kind in WorkType},
}
TOTALS: Final = ("合計", "総計", "小計", "計", "件数")


def field_of(header: str) -> str | None:
    """What a column of this heading says, None for one that is not read."""
    whole = re.sub(r"[*※＊:：()（）【】\[\]]|必須|任意", "", header)
    for text in (whole, _BRACKETS.sub("", header)):
        found = _KNOWN.get(fold(text.replace("\n", "")))
        if found is not None:
            return found
    return None


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row of a list is its header."""
    found = {field_of(cell) for cell in cells if cell.strip()} - {None}
    return len(found) >= COLUMNS_LEAST and bool(found & {"name", "requester_name", "address"})


def columns_of(cells: Sequence[str], below: Iterable[Sequence[str]]) -> dict[str, int]:
    """Field to column; of two columns for one field the first counts. `below`: some rows under the header.

    A heading that says only 「種別」 is the work when what stands under it is work, else no work.
    """
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        field = field_of(cell)
        if field is not None:
            found.setdefault(field, at)
    kind = found.pop("kind", None)
    if kind is not None and "work" not in found:
        told = [row[kind] for row in below if kind < len(row) and row[kind].strip()]
        if sum(bool(work_of(text)) for text in told) * 2 > len(told):
            found["work"] = kind
    if "requester_name" in found and "name" not in found:
        found["name"] = found.pop("requester_name")
    return found


def work_of(text: str) -> tuple[WorkType, ...]:
    """Work types of a cell, in its order; () as soon as one word of it is no work that we know."""
    found: dict[WorkType, None] = {}
    for part in _SEPARATORS.split(text):
        if not part.strip():
            continue
        pieces = [part] if fold(_BRACKETS.sub("", part)) in _WORK_WORDS else _MIDDLE.split(part)
        for piece in pieces:
            kind = _WORK_WORDS.get(fold(_BRACKETS.sub("", piece)))
            if kind is None and piece.strip():
                return ()
            if kind is not None:
                found[kind] = None
    return tuple(found)


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row only counts the ones above it."""
    first = next((fold(cell) for cell in cells if cell.strip()), "")
    return first in TOTALS or any(
        first.startswith(word) and first[len(word) :].rstrip("件").isdigit() for word in TOTALS
    )
