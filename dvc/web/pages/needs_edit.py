"""The need form filled with what is known: a draft goes on, a mistake is mended, two editors see each other.

Only what was changed is sent. Fields that somebody else changed meanwhile are shown side by side (409, law of
B7): the person decides, nothing is overwritten unseen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.commands.needs import AmendNeed
from dvc.commands.needs_crisis import ReportCrisis
from dvc.domain.command import Expected
from dvc.domain.household import HOUSEHOLD_TEXTS
from dvc.domain.ids import ActionId
from dvc.domain.need_state import Need
from dvc.domain.refusal import Refusal
from dvc.read.needs import NeedFile, changed_since
from dvc.read.needs_places import area_code
from dvc.web.acts import META_FIELDS, meta_of, submit
from dvc.web.auth import Who
from dvc.web.errors import ShapeInvalid, redirect_back, wants_json
from dvc.web.pages.needs_conflict import conflict
from dvc.web.pages.needs_facts import GROUPS, values_of
from dvc.web.pages.needs_form import forgotten_in, told_in
from dvc.web.pages.needs_intake import INTAKE, crisis_in, errors_of, flat
from dvc.web.pages.needs_options import form_options
from dvc.web.pages.needs_sight import file_of, today_of
from dvc.web.parse import body_of, command_from
from dvc.web.render import base_url, page

EDIT = replace(INTAKE, title="needs_form.edit_title")
PLACE_FIELDS = ("area", "mesh", "lat", "lon")


async def edit_page(request: Request) -> Response:
    """`GET /o/{operation}/needs/{need}/edit`."""
    file = await file_of(request)
    return await _draw(request, file, values_of(file))


async def _draw(
    request: Request,
    file: NeedFile,
    values: Mapping[str, Any],
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    who: Who = request.state.who
    reader = who.operation.reader
    base = f"{base_url(who.operation)}/needs/{file.need.need_id}"
    local = await asyncio.to_thread(area_code, reader)
    found = errors or []
    return await page(
        request,
        "needs/intake.html",
        EDIT,
        status=status,
        mode="edit",
        values=values,
        errs=dict(found),
        error_links=[(f"f-{name}" if name else "intake", words) for name, words in found],
        need_id=file.need.need_id,
        action_id=who.operation.ids.new("act"),
        action=f"{base}/edit",
        saved_url=f"{base}/saved",
        edit_url=f"{base}/edit",
        area_hint=local or "",
        file=file,
        **form_options(who.locale, values),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The versions that the person had before their eyes when they began to write."""

    need: int
    household: int


async def amend(request: Request) -> Response:
    """`POST /o/{operation}/needs/{need}/edit`: save what was changed; the crisis too when it was reported."""
    who: Who = request.state.who
    form = await body_of(request)
    file = await file_of(request)
    changes: dict[str, Any] = {}
    try:
        changes = await _changes(form, who, file)
        clash = _clash(form, file, changes)
        if clash and form.get("keep") != "mine":
            if form.get("keep") != "theirs":
                return await conflict(request, file, form, changes, clash)
            gone = clash | (frozenset(PLACE_FIELDS) if "address" in clash else frozenset())
            changes = {name: value for name, value in changes.items() if name not in gone}
        await _save(request, who, file, dict(form), changes)
    except ShapeInvalid as bad:
        if wants_json(request):
            raise
        return await _draw(request, file, flat(form), errors=errors_of(bad, who), status=422)
    except Refusal as no:
        if no.code == "refusal.stale":
            anew = await file_of(request)
            return await conflict(request, anew, form, changes, _clash(form, anew, changes))
        if wants_json(request):
            raise
        return await _draw(request, file, flat(form), errors=errors_of(no, who), status=no.status)
    return await _saved(request, who, file, reported=bool(form.get("report_crisis")))


async def _changes(form: Mapping[str, Any], who: Who, file: NeedFile) -> dict[str, Any]:
    """Fields of the command that differ from what stands."""
    told = await told_in(form, who.operation.reader, today=today_of(who), known=file.need)
    stands = values_of(file)
    body = dict(told.body)
    new: dict[str, Any] = {}
    if body.get("address") == stands["address"] and not form.get("town_choice"):
        body = {name: value for name, value in body.items() if name not in PLACE_FIELDS}
    for name, value in body.items():
        if name in GROUPS:
            group = {k: v for k, v in value.items() if stands.get(f"{name}.{k}", "") != v}
            new |= {name: group} if group else {}
        elif not _is_same(name, value, stands, file.need):
            new[name] = value
    if forget := forgotten_in(form, file.need):
        new["forget"] = forget
    return new



def _is_same(name: str, value: Any, stands: Mapping[str, Any], need: Need) -> bool:
    match name:
        case "work":
            return {one["work_type"] for one in value} == {item.work_type.value for item in need.work}
        case "told_points" | "concerns":
            return set(value) == set(stands[name])
        case "consent":
            before = need.consent
            same = before is not None and set(value["share_with"]) == {one.value for one in before.share_with}
            return same and before is not None and before.photo == value["photo"]
        case "contact_hours":
            return bool(value == stands["contact_note"])
        case "watch_after":
            return need.watch_after
        case "area" | "mesh":
            return bool(value == getattr(need.place, name))
        case _:
            return bool(value == stands.get(name))


def _clash(form: Mapping[str, Any], file: NeedFile, changes: Mapping[str, Any]) -> frozenset[str]:
    """Fields that this person and somebody else changed."""
    seen = _Seen(
        need=_number(form.get("need_version"), file.version),
        household=_number(form.get("household_version"), file.household_version),
    )
    late = changed_since(file, need_version=seen.need, household_version=seen.household)
    return (late & frozenset(changes)) - frozenset(PLACE_FIELDS)


def _number(value: object, default: int) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else default


async def _save(
    request: Request, who: Who, file: NeedFile, form: dict[str, Any], changes: dict[str, Any]
) -> None:
    """Give the command, if anything was changed; then the crisis report under an action id of its own."""
    extra = {name: form.pop(name) for name in META_FIELDS if name in form}
    reported = bool(form.get("report_crisis"))
    meta = meta_of(request, who, extra)
    completes = file.need.status.value == "draft" and not reported
    if changes or completes:
        body = {**changes, "need_id": file.need.need_id, "keep_draft": reported}
        of_house = any(name in {one.value for one in HOUSEHOLD_TEXTS} for name in changes)
        expected = (
            Expected(
                kind="household", stream=file.household.household_id, version=file.household_version
            )
            if of_house
            else Expected(kind="need", stream=file.need.need_id, version=file.version)
        )
        await submit(who, command_from(AmendNeed, body), replace(meta, expected=expected))
    if reported:
        reasons = crisis_in(form) or ["other"]
        note = {"note": form["crisis_note"]} if form.get("crisis_note") else {}
        command = command_from(
            ReportCrisis, {"need_id": file.need.need_id, "reasons": reasons, **note}
        )
        await submit(who, command, replace(meta, action_id=ActionId(f"{meta.action_id[:70]}.crisis")))


async def _saved(request: Request, who: Who, file: NeedFile, *, reported: bool) -> Response:
    anew = await file_of(request)
    if wants_json(request):
        body = {
            "ok": True,
            "result": {"need_id": anew.need.need_id, "code": anew.need.code},
            "versions": {"need": anew.version, "household": anew.household_version},
        }
        return JSONResponse(body, headers={"cache-control": "no-store"})
    base = f"{base_url(who.operation)}/needs/{file.need.need_id}"
    if reported:
        return redirect_back(request, f"{base}/edit")
    return redirect_back(request, f"{base}/saved" if file.need.status.value == "draft" else base)
