"""The pages of the overlap review and of duplicate spending: who sees what, in both languages, and every button."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation

import gotgan
from gotgan.site.phrases_clusters import CLUSTERS
from gotgan.site.reasons import plainly
from gotgan.terms.role import Role
from gotgan.work import queries as work
from gotgan.work.models import Job
from tests.rooms.clustered import Clustered, make_clustered
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
ROOT = Path(gotgan.__file__).parent / "assess"
OURS = ("actions/clusters.py", "actions/spending.py", "queries/clusters.py", "queries/spending.py",
        "rules/cluster_path.py")  # fmt: skip


@pytest.fixture
def made() -> Clustered:
    found = make_clustered()
    found.answer("a", build_cost=500_000_000, budget_programme="지능정보", first_year=2019)
    found.answer("b", build_cost=300_000_000)
    found.make()
    return found


def address(made: Clustered) -> str:
    return f"/assess/clusters/{made.only().pk}"


def act(made: Clustered, client: Client, do: str, **sent: object) -> Client:
    values = {"do": do, "revision": str(made.only().revision), "reason": "같은 자료", **sent}
    return client.post(f"{address(made)}/act", values)


@pytest.mark.parametrize(
    ("language", "queue", "page", "report"),
    [
        ("en", ["1 cluster waits for a decision.", "Make clusters anew", "3 datasets", "3 institutions"],
         ["3 datasets: are they the same data?", "Why A: it has the most rows.", "Settle: these are the same data",
          "95%", "관리번호"],
         ["No settled cluster is held by more than one institution", "If every proposed cluster were the same data",
          "300,000,000"]),
        ("ko", ["결정을 기다리는 묶음이 1개 있습니다", "묶음 다시 만들기", "기관 3곳"],
         ["데이터 3개: 같은 데이터입니까?", "A인 까닭: 행이 가장 많음.", "확정: 같은 데이터입니다"],
         ["둘 이상의 기관이 가진 확정 묶음이 없어", "300,000,000"]),
    ],
)  # fmt: skip
def test_pages_say_it_in_both_languages(
    made: Clustered, language: str, queue: list[str], page: list[str], report: list[str]
) -> None:
    client = client_of(made.manager, language)
    for place, wanted in (("/assess/clusters/", queue), (address(made), page), ("/assess/spending", report)):
        shown = text(client.get(place))
        assert [words for words in wanted if words not in shown] == []
        if language == "ko":
            assert "translate" not in shown


def test_settling_taking_back_dismissing_and_taking_out_on_the_page(made: Clustered) -> None:
    client = client_of(made.manager)
    assert act(made, client, "settle", representative=made.ids["b"]).status_code == 302
    page = text(client.get(address(made)))
    assert "3 datasets are one and the same data." in page
    assert "같은 자료" in page
    assert "At most 500,000,000 won of 800,000,000 won" in text(client.get("/assess/spending"))
    for do, state in (("take_back", "proposed"), ("dismiss", "dismissed"), ("take_back", "proposed")):
        act(made, client, do)
        assert made.only().state == state
    act(made, client, "take_out", datasets=[made.ids["c"]])
    assert (made.only().state, made.names()) == ("split", "ab")
    assert "1 cluster waits for a decision." in text(client.get("/assess/clusters/"))


def test_wrong_form_comes_back_with_what_was_typed(made: Clustered) -> None:
    client = client_of(made.manager)
    answer = act(made, client, "dismiss", reason=" ")
    assert answer.status_code == 422
    assert "say in a sentence why" in text(answer)
    late = act(made, client, "dismiss", revision="0", reason="코드표만 같음")
    assert "it changed after you looked at it" in text(late)
    assert "코드표만 같음" in text(late)
    assert act(made, client, "nothing").status_code == 422
    assert made.only().state == "proposed"


def test_disagreement_and_its_cut_stand_on_the_page(made: Clustered) -> None:
    made.decide(made.link("a", "c", 0.8), "refused")
    made.make()
    page = text(client_of(made.manager).get(address(made)))
    assert "1 pair of members disagrees" in page
    assert "a keeper said that these two are not the same data" in page
    assert "would leave by the cut" in page
    assert 'value="settle" disabled' in page
    assert f'value="{made.ids["c"]}" checked' in page


def test_officer_says_something_auditor_reads_stranger_finds_nothing(made: Clustered) -> None:
    officer = client_of(made.officer("b"))
    page = text(officer.get(address(made)))
    assert "자료 b" in page
    assert "자료 a" not in page
    assert "a.csv" not in page
    assert "Settle: these are the same data" not in page
    assert "<h1>자료 b</h1>" in page
    assert act(made, officer, "settle", representative=made.ids["b"]).status_code == 403
    assert officer.post(f"{address(made)}/act", {"do": "object", "text": "우리 원본입니다"}).status_code == 302
    assert "자료 b" in text(officer.get("/assess/clusters/"))
    auditor = client_of(make_viewer(Role.AUDITOR))
    page = text(auditor.get(address(made)))
    assert "우리 원본입니다" in page
    assert "Decide</h2>" not in page
    assert "Leave a remark" not in page
    assert auditor.get("/assess/spending").status_code == 200
    stranger = client_of(make_viewer(Role.OFFICER, organisation=make_organisation().code))
    assert stranger.get(address(made)).status_code == 404
    assert act(made, stranger, "dismiss").status_code == 404
    assert officer.get("/assess/spending").status_code == 404
    assert client_of(make_viewer()).get("/assess/clusters/").status_code == 403
    assert Client().get("/assess/clusters/").status_code == 302


def test_button_makes_clusters_anew_for_the_manager_alone(made: Clustered) -> None:
    client_of(make_viewer(Role.AUDITOR)).post("/assess/clusters/make")
    assert not work.waiting(limit=5)
    client_of(made.manager).post("/assess/clusters/make")
    client_of(made.manager).post("/assess/clusters/make")
    assert [job.name for job in work.waiting(limit=5)] == ["assess.cluster"]


def test_every_figure_leads_to_its_evidence(made: Clustered) -> None:
    client = client_of(made.manager)
    page = text(client.get("/assess/spending"))
    sheets = set(re.findall(r'href="(/survey/sheets/[0-9a-f]{32})"', page))
    assert len(sheets) == 2
    assert {client.get(place).status_code for place in sheets} == {200}
    assert f'href="{address(made)}#pairs"' in page
    assert "no accepted answer sheet" in page


def test_kept_report_is_listed_and_taken(made: Clustered) -> None:
    client = client_of(made.manager)
    assert client.post("/assess/spending/keep").status_code == 302
    page = text(client.get("/assess/spending"))
    (place,) = re.findall(r"/assess/spending/[0-9a-f]{64}\.json", page)
    assert client.get(place).json()["format"] == "gotgan-duplicate-spending/1"
    assert client.get(f"/assess/spending/{'0' * 64}.json").status_code == 404


def test_empty_pages_say_what_belongs_there() -> None:
    client = client_of(make_viewer(Role.SURVEY_MANAGER))
    assert "Nothing waits for a decision now." in text(client.get("/assess/clusters/"))
    assert "Clusters have not been made yet." in text(client.get("/assess/spending"))
    assert "There is none now." in text(client.get("/assess/clusters/?state=settled"))
    assert client.get("/assess/clusters/?state=bogus&page=x").status_code == 200


def test_every_message_has_korean() -> None:
    said: list[str] = []
    for name in OURS:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                if called in ("Issue", "no", "NoSuchCluster", "NothingToReview", "NoSuchReport"):
                    said += [_text(each) for each in (node.args[1:] if called == "Issue" else node.args)]
    clauses = {clause for each in said for clause in each.split("; ") if re.search("[a-z]{2,} [a-z]{2,}", clause)}
    assert len(clauses) > 20
    with translation.override("ko"):
        assert [each for each in (*clauses, *CLUSTERS) if not re.search("[가-힣]", plainly(each))] == []


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


@pytest.mark.parametrize(
    ("language", "waits", "runs", "nothing"),
    [
        ("en", "Clusters will be made as soon as", "Clusters are being made since", "Nothing stands here yet"),
        ("ko", "앞선 작업이 끝나는 대로 묶음을 만듭니다", "부터 묶음을 만들고 있습니다", "아직 아무것도 없습니다"),
    ],
)
def test_page_says_that_clusters_are_being_made(language: str, waits: str, runs: str, nothing: str) -> None:
    manager = client_of(make_viewer(Role.SURVEY_MANAGER), language)
    make_clustered()
    run_waiting_jobs()
    ended = text(manager.get("/assess/clusters/"))
    assert "<progress" not in ended
    shown = text(manager.post("/assess/clusters/make", follow=True))
    for said in (waits, nothing, "<progress", '<a href="">'):
        assert said in shown
    assert "/clusters/make" not in shown, "it is asked once"
    Job.objects.filter(name="assess.cluster", state="queued").update(state="running", started=timezone.now())
    assert runs in text(manager.get("/assess/clusters/"))
    assert runs in text(manager.get("/assess/clusters/?state=settled"))
    Job.objects.filter(state="running").update(state="done")
    ended = text(manager.get("/assess/clusters/"))
    assert "<progress" not in ended
    assert nothing not in ended
