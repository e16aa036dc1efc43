"""Routes of the needs and survey stations: board, intake, sheet, household, calls, survey, the resident's own
form, and the collection for programs.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from dvc.web.pages import (
    needs_acts,
    needs_alike,
    needs_api,
    needs_ask,
    needs_board,
    needs_calls,
    needs_edit,
    needs_intake,
    needs_sheet,
    needs_standby,
    needs_survey,
    search,
)

OPERATION = "/o/{operation}"
API = "/api/v1/operations/{operation}/needs"

ROUTES: list[BaseRoute] = [
    Route(f"{OPERATION}/needs", needs_board.board_page),
    Route(f"{OPERATION}/needs/new", needs_intake.intake_page),
    Route(f"{OPERATION}/needs/new", needs_intake.receive, methods=["POST"]),
    Route(f"{OPERATION}/needs/calls", needs_calls.calls_page),
    Route(f"{OPERATION}/needs/{{need}}", needs_sheet.sheet_page),
    Route(f"{OPERATION}/needs/{{need}}/edit", needs_edit.edit_page),
    Route(f"{OPERATION}/needs/{{need}}/edit", needs_edit.amend, methods=["POST"]),
    Route(f"{OPERATION}/needs/{{need}}/saved", needs_sheet.saved_page),
    Route(f"{OPERATION}/needs/{{need}}/survey", needs_survey.form_page),
    Route(f"{OPERATION}/needs/{{need}}/survey", needs_survey.record, methods=["POST"]),
    Route(f"{OPERATION}/needs/{{need}}/standby", needs_standby.say_yes, methods=["POST"]),
    Route(f"{OPERATION}/needs/{{need}}/acts/{{command}}", needs_acts.act, methods=["POST"]),
    Route(f"{OPERATION}/households/{{household}}", needs_sheet.household_page),
    Route(f"{OPERATION}/survey", needs_survey.survey_page),
    Route(f"{OPERATION}/survey/assign", needs_acts.assign, methods=["POST"]),
    Route(f"{OPERATION}/search", search.search_page),
    Route(f"{OPERATION}/ask", needs_ask.ask_page),
    Route(f"{OPERATION}/ask", needs_ask.ask, methods=["POST"]),
    Route(API, needs_api.collection),
    Route(API, needs_api.receive, methods=["POST"]),
    Route(f"{API}/alike", needs_alike.alike_json, methods=["GET", "POST"]),
    Route(f"{API}/place", needs_alike.place_json, methods=["GET", "POST"]),
    Route(f"{API}/{{need}}", needs_api.one),
    Route(f"{API}/{{need}}", needs_api.amend, methods=["PATCH"]),
]
