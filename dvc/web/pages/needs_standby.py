"""The standby list at the calls desk: too few places for the people who are here, and whom to phone about it.

A yes is two acts of the house in one press: the call that was made, then the sheet on the wall. The call
stands even where the sheet may not hang (another desk was first, or the role does not work at the wall): it
took place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from dvc.commands.matching import PostNeed
from dvc.commands.needs_calls import RecordCall
from dvc.domain.ids import ActionId, NeedId
from dvc.domain.need_state import CallResult
from dvc.domain.refusal import Refusal
from dvc.web.acts import META_FIELDS, answer, meta_of, names_of, submit
from dvc.web.auth import Who
from dvc.web.errors import of_refusal, redirect_back, wants_json
from dvc.web.pages.needs_sight import may_give
from dvc.web.parse import body_of, command_from

SHEET: Final = "_sheet"
"""Behind the action id of the call, the id of the sheet: the same press again has one effect for ever."""
ID_LETTERS: Final = 80 - len(SHEET)


async def say_yes(request: Request) -> Response:
    """`POST /o/{operation}/needs/{need}/standby`: the household was reached and wants us today.

    Raises Refusal of `RecordCall` and, the call being kept, of `PostNeed`.
    """
    who: Who = request.state.who
    form = await body_of(request)
    extra = {field: form.pop(field) for field in META_FIELDS if field in form}
    need_id = NeedId(request.path_params["need"])
    told = {**form, "need_id": need_id, "result": CallResult.REACHED.value}
    call, meta = command_from(RecordCall, told), meta_of(request, who, extra)
    sheet_id = ActionId(f"{meta.action_id[:ID_LETTERS]}{SHEET}")
    try:
        receipt = await submit(who, call, meta)
        if may_give(who, "PostNeed"):
            receipt = await submit(
                who, PostNeed(need_id=need_id), replace(meta, action_id=sheet_id, expected=None)
            )
    except Refusal as no:
        if not wants_json(request):
            raise
        return of_refusal(no, who.locale, await names_of(who, no))
    if wants_json(request):
        return answer(receipt)
    return redirect_back(request, str(extra.get("next") or "/"))
