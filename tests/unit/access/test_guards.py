"""The guards of one request: origin, token against forgery, size, and the address of a QR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.datastructures import Headers

from dvc.domain.refusal import Refusal
from dvc.web import request_guards as guards
from dvc.web.pages.access_links import is_loopback

OURS = guards.own_origins(
    Headers({"host": "192.168.24.10:8000"}), scheme="https", configured=("https://vc.local:8000",)
)


def messages(*bodies: bytes) -> Any:
    waiting: Iterator[dict[str, Any]] = iter(
        {"type": "http.request", "body": body, "more_body": n < len(bodies)}
        for n, body in enumerate(bodies, start=1)
    )

    async def receive() -> dict[str, Any]:
        return next(waiting)

    return receive


async def whole(receive: Any) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += message["body"]
        if not message["more_body"]:
            return body


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://192.168.24.10:8000"},
        {"origin": "https://vc.local:8000"},
        {"origin": "HTTPS://VC.local:8000"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {},
    ],
)
def test_an_act_of_our_own_pages_passes(headers: dict[str, str]) -> None:
    assert guards.is_from_ours(Headers(headers), OURS)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://192.168.24.10"},
        {"origin": "https://192.168.24.10:8001"},
        {"origin": "http://192.168.24.10:8000"},
        {"origin": "https://192.168.24.10:8000.evil.example"},
        {"origin": "https://vc.local.evil.example:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_an_act_of_a_foreign_page_does_not(headers: dict[str, str]) -> None:
    assert not guards.is_from_ours(Headers(headers), OURS)


@pytest.mark.parametrize("host", ["", "a b", "evil.example/x", "x;y", "a'b", 'a"b', "[::1", "a:port"])
def test_a_host_that_is_none_gives_no_origin(host: str) -> None:
    assert guards.own_origins(Headers({"host": host}), scheme="https", configured=()) == frozenset()


@pytest.mark.parametrize(
    ("host", "origin"), [("vc.local:443", "https://vc.local"), ("[::1]:8000", "https://[::1]:8000")]
)
def test_browsers_leave_out_the_default_port(host: str, origin: str) -> None:
    assert guards.own_origins(Headers({"host": host}), scheme="https", configured=()) == {origin}


@pytest.mark.parametrize("name", ["x-csrf", "x-csrf-token"])
async def test_the_token_of_a_script_stands_in_a_header(name: str) -> None:
    token, receive = await guards.csrf_of(Headers({name: "abc"}), messages(b"{}"))
    assert token == "abc"
    assert await whole(receive) == b"{}"


async def test_the_token_of_a_form_is_read_and_the_body_is_still_whole() -> None:
    headers = Headers({"content-type": "application/x-www-form-urlencoded; charset=utf-8"})
    token, receive = await guards.csrf_of(headers, messages(b"name=%E5%B1%B1&cs", b"rf=a-b_c&x=1"))
    assert token == "a-b_c"
    assert await whole(receive) == b"name=%E5%B1%B1&csrf=a-b_c&x=1"


async def test_the_token_before_a_big_file_is_found_without_reading_the_file() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nabc\r\n--x\r\n'
    first = part + b'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"0" * 20_000
    headers = Headers({"content-type": "multipart/form-data; boundary=x"})
    token, receive = await guards.csrf_of(headers, messages(first, b"1" * 50_000, b"\r\n--x--"))
    assert token == "abc"
    assert await whole(receive) == first + b"1" * 50_000 + b"\r\n--x--"


@pytest.mark.parametrize("kind", ["text/plain", "application/json", ""])
async def test_no_other_kind_of_body_carries_a_token(kind: str) -> None:
    token, _ = await guards.csrf_of(Headers({"content-type": kind}), messages(b"csrf=abc"))
    assert token is None


@pytest.mark.parametrize("length", [str(guards.FORM_BYTES_MOST + 1), "9" * 30, "-1", "1e3", "0x10"])
def test_a_body_that_says_it_is_too_big_is_refused_before_it_is_read(length: str) -> None:
    with pytest.raises(Refusal) as no:
        guards.check_size(Headers({"content-length": length}))
    assert no.value.status == 413


def test_a_file_may_be_bigger_than_a_form() -> None:
    headers = Headers(
        {"content-type": "multipart/form-data; boundary=x", "content-length": str(2 * 1024 * 1024)}
    )
    assert guards.check_size(headers) == guards.UPLOAD_BYTES_MOST


async def test_a_body_that_grows_past_its_limit_is_cut_whatever_it_said() -> None:
    receive = guards.limited(messages(b"0" * 60, b"0" * 60), 100)
    await receive()
    with pytest.raises(Refusal) as no:
        await receive()
    assert no.value.code == "refusal.too_big"


@pytest.mark.parametrize(
    ("host", "is_ours"), [("127.0.0.1:8000", True), ("localhost", True), ("[::1]:8000", True)]
)
def test_loopback_is_no_address_for_a_phone(host: str, is_ours: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_loopback(host) is is_ours
    assert not is_loopback("192.168.24.10:8000")
