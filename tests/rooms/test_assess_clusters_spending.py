"""The report on duplicate spending out of clusters and accepted answers; kept, exported, seen by whom."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gotgan.assess.actions.clusters import settle_cluster
from gotgan.assess.actions.spending import keep_spending
from gotgan.assess.models import SpendingReport
from gotgan.assess.queries.spending import NoSuchReport, kept_report, spending, spending_page
from gotgan.audit import queries as audit
from gotgan.inventory.models import SurveyRecord
from gotgan.survey.models import Sheet
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import NotAllowed
from gotgan.terms.role import Actor, Role
from tests.rooms.clustered import Clustered, make_clustered
from tests.rooms.factories import make_viewer
from tests.rooms.surveyed import confirmed
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def made() -> Clustered:
    found = make_clustered()
    found.answer("a", build_cost=500_000_000, budget_programme="=cmd()", first_year=2019)
    found.answer("b", build_cost=300_000_000, budget_programme="지능정보", first_year=2021)
    found.answer("c", build_cost="unknown")
    found.make()
    return found


def settle(made: Clustered) -> None:
    cluster = made.only()
    settle_cluster(
        by=made.by, cluster_id=cluster.pk, revision=cluster.revision, representative=made.ids["a"], reason="같은 자료"
    )


def test_proposed_clusters_stand_apart_from_settled_ones(made: Clustered) -> None:
    report = spending()
    assert (report.settled, report.total, report.again, report.again_if_proposed) == ((), 0, 0, 300_000_000)
    settle(made)
    report = spending()
    assert (report.total, report.again, report.unanswered, report.proposed) == (800_000_000, 300_000_000, 1, ())
    (found,) = report.settled
    assert found.unanswered == (made.bodies["c"],)
    by_dataset = {each.dataset: each for each in found.members}
    assert (by_dataset[made.ids["b"]].programme, by_dataset[made.ids["b"]].first_year) == ("지능정보", 2021)
    assert [str(by_dataset[made.ids[name]].cost) for name in "abc"] == ["given", "given", "unknown"]
    assert report.snapshots == ("5" * 64,)
    assert report.sha256 == fingerprint(report.document)


def test_answers_called_back_are_not_counted(made: Clustered) -> None:
    settle(made)
    record = SurveyRecord.objects.get(dataset=made.ids["b"])
    record.called_back_at = record.accepted_at
    record.save()
    assert (spending().again, spending().unanswered) == (0, 2)


def test_nothing_accepted_is_said_not_counted() -> None:
    made = make_clustered()
    made.make()
    settle(made)
    report = spending()
    assert [str(each.cost) for each in report.settled[0].members] == ["not_asked"] * 3
    assert (report.total, report.unanswered) == (0, 3)


def test_copies_of_one_institution_are_counted_apart() -> None:
    made = Clustered()
    made.add("a")
    made.add("b", body=made.bodies["a"])
    made.link("a", "b")
    made.make()
    settle(made)
    assert (spending().settled, spending().internal) == ((), 1)


def test_report_is_kept_once_and_opened_again(made: Clustered) -> None:
    settle(made)
    events = audit.count_events()
    sha256 = keep_spending(by=made.by)
    assert keep_spending(by=made.by) == sha256
    assert (SpendingReport.objects.count(), audit.count_events()) == (1, events + 1)
    Sheet.objects.filter(dataset=made.ids["c"]).update(answers={"build_cost": confirmed(100_000_000)})
    assert spending().sha256 != sha256
    row, document = kept_report(make_viewer(Role.AUDITOR), sha256)
    assert json.loads(document)["clusters"][0]["again_won"] == row.counts["again"] == 300_000_000
    assert fingerprint(json.loads(document)) == sha256
    for viewer in (made.officer("a"), make_viewer(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            keep_spending(by=Actor.of(viewer))
    with pytest.raises(NoSuchReport):
        kept_report(made.officer("a"), sha256)


def test_csv_holds_every_member_and_no_cell_that_would_run(made: Clustered) -> None:
    settle(made)
    answer = client_of(made.manager).get("/assess/spending.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    by_dataset = {row["dataset"]: row for row in rows}
    assert len(rows) == 3
    assert by_dataset[made.ids["a"]]["budget_programme"] == "'=cmd()"
    assert (by_dataset[made.ids["c"]]["cost"], by_dataset[made.ids["c"]]["won"]) == ("unknown", "")
    assert {row["cluster_again_won"] for row in rows} == {"300000000"}
    assert client_of(made.officer("a")).get("/assess/spending.csv").status_code == 404


def test_csv_and_page_say_nothing_known_never_nought(made: Clustered) -> None:
    settle(made)
    Sheet.objects.update(answers={})
    client = client_of(made.manager)
    rows = list(csv.DictReader(io.StringIO(client.get("/assess/spending.csv").content.decode("utf-8-sig"))))
    assert {(row["cluster_total_won"], row["cluster_again_won"]) for row in rows} == {("", "")}
    assert "at most 0 won" not in str(client.get("/assess/spending").content.decode())


def test_queries_do_not_grow(made: Clustered) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            spending_page(made.manager)
        return len(caught)

    few = count()
    for number in range(15):
        made.add(f"x{number}")
        made.add(f"y{number}")
        made.link(f"x{number}", f"y{number}")
    made.make()
    assert count() == few
    assert few <= 20
