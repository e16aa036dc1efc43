"""Head, legend and table of the exported map: HTML in which every text is escaped."""

import html
from collections import Counter

from maps.map_page import CLOSED_LOOKS, LOOKS, Kind, Look, MapPage, Pin
from maps.marks import mark_svg


def head(page: MapPage) -> str:
    """Title, time of the data, and what to keep in mind."""
    title, time, notice = (html.escape(page.texts[name]) for name in ("title", "time", "notice"))
    said = f"<p>{notice}</p>" if notice else ""
    return f'<header class="page-head"><h1>{title}</h1><p class="time">{time}</p>{said}</header>\n'


def side(page: MapPage) -> str:
    """The legend, which is also the switch of each kind: mark, word, count; below it the ground's lines."""
    counts = Counter(pin.kind for pin in page.pins)
    parts = [f'<aside class="page-side"><h2>{html.escape(page.texts["legend"])}</h2>']
    for heading in dict.fromkeys(kind.heading for kind in page.kinds):
        parts.append(f"<h3>{html.escape(heading)}</h3><ul>")
        parts += [_legend(kind, counts[kind.key]) for kind in page.kinds if kind.heading == heading]
        parts.append("</ul>")
    looks = [look for look in Look if any(ground.look is look for ground in page.grounds)]
    if looks:
        parts.append(f"<h3>{html.escape(page.texts['ground'])}</h3><ul>")
        parts += [
            f'<li class="key">{_look_svg(look)}{html.escape(page.look_words[look])}</li>' for look in looks
        ]
        parts.append("</ul>")
    if page.texts["offline"]:
        parts.append(f"<p>{html.escape(page.texts['offline'])}</p>")
    return "".join([*parts, "</aside>\n"])


def _legend(kind: Kind, count: int) -> str:
    return (
        f'<li><label><input type="checkbox" checked autocomplete="off" data-kind="{html.escape(kind.key)}">'
        f"{_chip(kind)}<b>{count}</b></label></li>"
    )


def _look_svg(look: Look) -> str:
    style = LOOKS[look]
    fill = style.get("fillColor", "none")
    shape = (
        f'<rect x="2" y="2" width="32" height="12" fill="{fill}" fill-opacity="{style.get("fillOpacity", 1)}"'
        if look in CLOSED_LOOKS
        else '<path d="M2 8h32" fill="none"'
    )
    dash = f' stroke-dasharray="{style["dashArray"]}"' if "dashArray" in style else ""
    return (
        f'<svg viewBox="0 0 36 16" aria-hidden="true">{shape} stroke="{style["color"]}" '
        f'stroke-width="{style["weight"]}"{dash}/></svg>'
    )


def _chip(kind: Kind) -> str:
    return f'<span class="chip st-{kind.family}">{mark_svg(kind.mark)}{html.escape(kind.word)}</span>'


def table(page: MapPage) -> str:
    """The pins as a list, the most urgent first: for a screen reader, a search in the page, and paper."""
    kinds = {kind.key: kind for kind in page.kinds}
    order = sorted(page.pins, key=lambda pin: (kinds[pin.kind].urgency, pin.code))
    heads = "".join(
        f'<th scope="col">{html.escape(page.texts[f"column_{name}"])}</th>'
        for name in ("code", "state", "note")
    )
    rows = "".join(_row(pin, kinds[pin.kind], page.texts["rough"]) for pin in order)
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    if not order:
        body = f"<p>{html.escape(page.texts['empty'])}</p>"
    summary = f"{html.escape(page.texts['table'])} ({len(order)})"
    return (
        f'<details class="page-table"><summary>{summary}</summary><div class="wide">{body}</div></details>\n'
    )


def _row(pin: Pin, kind: Kind, rough: str) -> str:
    lines = (*pin.lines, rough) if pin.is_rough and rough else pin.lines
    notes = "<br>".join(html.escape(line) for line in lines)
    return f"<tr><td>{html.escape(pin.code)}</td><td>{_chip(kind)}</td><td>{notes}</td></tr>"
