"""The survey's answers over the API: out as JSON or CSV, in with the problems that a workbook would have."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from ninja import NinjaAPI, Schema

from gotgan.survey.actions.workbooks import put_answers
from gotgan.survey.queries.workbooks import book_of, known_of, workbooks_page
from gotgan.survey.workbook.compare import compare
from gotgan.survey.workbook.plain import document_of, lines_of, read_document, read_lines
from gotgan.survey.workbook.shapes import Compared, Known, Problem, Read
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, NotFound
from gotgan.terms.role import Actor, Viewer

LARGEST_BODY = 50_000_000
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
api = NinjaAPI(
    title="gotgan survey",
    version="1",
    description="The answers of one organisation in one campaign. Send your token as `Authorization: Bearer TOKEN`. "
    "A PUT says what it would change; with `?apply=true` it is stored, whole or not at all.",
    urls_namespace="survey-api",
)


class Told(Schema):
    """One problem, in both languages; of JSON the cell is the item, of CSV the line; `item` where one is asked."""

    sheet: str
    cell: str
    what: str
    remedy: str
    what_ko: str
    remedy_ko: str
    item: str = ""


class Changed(Schema):
    sheet: str
    title: str
    item: str
    before: Any = None
    after: Any = None
    revision: int
    theirs: dict[str, Any] | None = None
    is_confirmation: bool


class Result(Schema):
    """`is_applied`: whether the changes are stored. With a problem or a conflict (`theirs`) nothing is."""

    is_applied: bool
    problems: list[Told]
    changes: list[Changed]
    unchanged: int


class Refusal(Schema):
    error: str


_ANSWERS = {401: Refusal, 403: Refusal, 404: Refusal, 409: Result, 413: Refusal, 422: Result}


@api.exception_handler(NotFound)
def _not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    return api.create_response(request, {"error": "there is no such organisation in a campaign"}, status=404)


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=403)


@api.exception_handler(GotganError)
def _refused(request: HttpRequest, error: GotganError) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=422)


class _NoToken(NotAllowed):
    """Nobody is signed in."""


@api.exception_handler(_NoToken)
def _no_token(request: HttpRequest, error: _NoToken) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=401)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_signed_in:
        raise _NoToken("send a token as `Authorization: Bearer TOKEN`")
    return viewer


@api.get(
    "/targets/{int:target_id}/answers",
    response={200: dict[str, Any], 401: Refusal, 404: Refusal},
    summary="The answers of an organisation as JSON",
)
def get_answers(request: HttpRequest, target_id: int, part: int = 1) -> Any:
    book, sheets = book_of(_viewer(request), target_id, part=max(1, min(part, 10_000)))
    return document_of(book, sheets)


@api.get("/targets/{int:target_id}/answers.csv", response={401: Refusal, 404: Refusal}, summary="The same as CSV")
def get_lines(request: HttpRequest, target_id: int, part: int = 1) -> Any:
    book, sheets = book_of(_viewer(request), target_id, part=max(1, min(part, 10_000)))
    answer = StreamingHttpResponse(lines_of(book, sheets), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="answers-{target_id}.csv"'
    return answer


@api.put("/targets/{int:target_id}/answers", response={200: Result, **_ANSWERS}, summary="Change answers by JSON")
def put_document(request: HttpRequest, target_id: int, apply: bool = False) -> Any:
    known, body = _known(request, target_id), _body(request)
    if body is None:
        return 413, {"error": f"the body is larger than {LARGEST_BODY} bytes"}
    try:
        read = read_document(_document(body), known)
    except (ValueError, RecursionError):
        read = Read.refused(Problem("", "", "it is not JSON", "send it as the API gives it"))
    return _put(request, target_id, read, known, apply=apply)


@api.put("/targets/{int:target_id}/answers.csv", response={200: Result, **_ANSWERS}, summary="Change answers by CSV")
def put_lines(request: HttpRequest, target_id: int, apply: bool = False) -> Any:
    known, body = _known(request, target_id), _body(request)
    if body is None:
        return 413, {"error": f"the body is larger than {LARGEST_BODY} bytes"}
    return _put(request, target_id, read_lines(body, known), known, apply=apply)


def _known(request: HttpRequest, target_id: int) -> Known:
    """What is stored, once it is clear that the sender may write here now."""
    page = workbooks_page(_viewer(request), target_id)
    if not page.may_upload:
        reasons = page.place.may_write.reasons or ("only an officer or the lead of this organisation may answer",)
        raise NotAllowed("; ".join(reasons))
    return known_of(target_id)


def _body(request: HttpRequest) -> bytes | None:
    body = request.read(LARGEST_BODY + 1)
    return None if len(body) > LARGEST_BODY else body


def _document(body: bytes) -> Any:
    """Raises: ValueError when it is no JSON, or half of a pair of characters stands in it, which nothing can store."""
    document = json.loads(body)
    if _HALF.search(body):
        json.dumps(document, ensure_ascii=False).encode()
    return document


def _put(request: HttpRequest, target_id: int, read: Read, known: Known, *, apply: bool) -> Any:
    compared = compare(read, known)
    if compared.problems:
        return 422, _result(compared)
    if apply and any(each.theirs for each in compared.changes):
        return 409, _result(compared)
    if apply:
        try:
            put_answers(
                by=Actor.of(_viewer(request)), target_id=target_id, changes=compared.changes, file_name="API"
            )  # fmt: skip
        except Invalid as error:
            problems = tuple(Problem.of("", issue.place, issue) for issue in error.issues)
            return 409, _result(Compared((), problems, compared.rows, compared.same))
    return 200, _result(compared, is_applied=apply)


def _result(compared: Compared, *, is_applied: bool = False) -> dict[str, Any]:
    return {
        "is_applied": is_applied,
        "problems": [told(each) for each in compared.problems],
        "changes": [each.to_json() for each in compared.changes],
        "unchanged": compared.same,
    }


def told(problem: Problem) -> dict[str, str]:
    """A problem in both languages."""
    return problem.to_json() | {"what_ko": in_korean(problem.what), "remedy_ko": in_korean(problem.remedy)}


def in_korean(text: str) -> str:
    """By the same catalogue as the pages."""
    with translation.override("ko"):
        return render_to_string("survey/parts/plainly.txt", {"text": text}).strip()
