"""One page, one file: libraries and pictures put inside, and the proof that nothing is asked from outside.

A stick travels to places without a line, and a page that asks another host tells it where the houses are. So
the page carries a content security policy that lets the browser fetch nothing at all and run only the scripts
the writer put in (by their hash: a name that holds a script stays a name), and `assert_offline` reads the
page as a browser would.
"""

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

PICTURE_TYPES = {".png": "image/png", ".svg": "image/svg+xml", ".gif": "image/gif"}
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)""")
_SOURCE_MAP = re.compile(r"^\s*//# sourceMappingURL=.*$", re.MULTILINE)
_FOLIUM_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*/>')
_NOTICE_LINE = "-" * 70
# every attribute by which an element fetches something or leads away
_FETCHING = {
    "src",
    "href",
    "srcset",
    "data",
    "poster",
    "action",
    "formaction",
    "background",
    "xlink:href",
    "ping",
}


class NotOfflineError(ValueError):
    """A page that would ask another file or host; the message names what and where."""


def script_of(path: Path) -> str:
    """A library's script, ready to stand between script tags."""
    text = _SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))
    if "</script" in text.lower():
        raise NotOfflineError(f"{path.name} would end its own element")
    return text


def style_of(path: Path) -> str:
    """A library's style sheet with its pictures inside it as data; FileNotFoundError when a picture is
    missing.
    """

    def inside(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith(("#", "data:")):
            return found[0]
        picture = (path.parent / name).resolve()
        kind = PICTURE_TYPES[picture.suffix.lower()]
        return f'url("data:{kind};base64,{base64.b64encode(picture.read_bytes()).decode("ascii")}")'

    return _CSS_URL.sub(inside, path.read_text(encoding="utf-8"))


def notices_of(vendor: Path, packages: Sequence[str]) -> str:
    """The licences of the packages, out of the notices that the asset build wrote; the page carries them."""
    parts = (vendor / "THIRD_PARTY_NOTICES.txt").read_text(encoding="utf-8").split(_NOTICE_LINE)
    wanted = [
        part.strip() for part in parts if part.strip().startswith(tuple(f"{name} " for name in packages))
    ]
    if len(wanted) != len(packages):
        raise FileNotFoundError(f"licences of {', '.join(packages)} in THIRD_PARTY_NOTICES.txt")
    return "\n\n".join(wanted)


def finished(page: str, lang: str) -> str:
    """The page with its language, a viewport that may be enlarged, and the policy that shuts it off from the
    net.
    """
    page = page.replace("\r\n", "\n").replace("<html>", f'<html lang="{html.escape(lang)}">', 1)
    page = _FOLIUM_VIEWPORT.sub("", page)
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in dict.fromkeys(_SCRIPT.findall(page)))
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
    )
    shut = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    head = f'<head>\n<meta charset="utf-8">\n{shut}\n{VIEWPORT}'
    return assert_offline(page.replace("<head>", head, 1))


def assert_offline(page: str) -> str:
    """The page itself, when it fetches nothing and leads nowhere; NotOfflineError names what it would ask
    for.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.asked:
        raise NotOfflineError("; ".join(reader.asked[:5]))
    if "default-src 'none'" not in reader.policy:
        raise NotOfflineError("no policy that shuts the page off")
    return page


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


class _Reader(HTMLParser):
    """Collects whatever an element or a style would fetch."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.asked: list[str] = []
        self.policy = ""
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values.get("content", "")
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.asked.append("meta refresh")
        for name, value in values.items():
            if name in _FETCHING and not value.startswith(("data:image/", "#")):
                self.asked.append(f"{tag} {name}={value[:60]}")
            if name == "style":
                self._read_style(value)

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self._read_style(data)

    def _read_style(self, text: str) -> None:
        if "@import" in text:
            self.asked.append("style @import")
        self.asked += [
            f"style url({name[:60]})"
            for name in _CSS_URL.findall(text)
            if not name.startswith(("#", "data:"))
        ]
