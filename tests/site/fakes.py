"""A small made-up hub for the pages: what the rooms would answer, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from gotgan.terms.access import Access
from gotgan.terms.dataset import DatasetRecord, Holding, Provenance, StoredFile, TableEvidence, VersionRecord
from gotgan.terms.entry import CatalogueCounts, EntryRecord, UsabilityCounts
from gotgan.terms.organisation import Organisation
from gotgan.terms.place import Kept
from gotgan.terms.preview import Preview
from gotgan.terms.role import Role, RoleHeld, Viewer
from gotgan.terms.scan import Counts, ScanState
from gotgan.terms.search import FacetValue, Hit, SearchQuery, SearchResult
from gotgan.terms.source import Publication, ScanLine, ScanView, SourceView

WHEN = datetime(2026, 11, 23, 3, 4, tzinfo=UTC)
HAEWON = Organisation("1741000", "haewon", "해원시", "Haewon City", "local_government", is_sample=True)
NURI = Organisation("1352000", "nuri", "누리복지부", "Ministry of Nuri Welfare", "ministry", is_sample=True)
OFFICER = Viewer(7, "officer@haewon.example", (RoleHeld(Role.OFFICER, "1741000"),))
OPERATOR = Viewer(1, "operator@gotgan.example", (RoleHeld(Role.OPERATOR),))
SECRET_LOW, SECRET_HIGH, SECRET_TOP = 17.125, 91.875, "해원로"


def column(name: str, position: int, kind: str, **more: Any) -> dict[str, Any]:
    """One COLUMN of a profile with everything SHAPES names."""
    empty: dict[str, Any] = dict.fromkeys(
        ("semantic_type", "distinct_error", "min", "max", "mean", "stddev", "quantiles", "zeros", "negatives",
         "top", "histogram", "patterns")
    )  # fmt: skip
    base = {"name": name, "original_name": name, "position": position, "type": kind, "count": 980, "nulls": 20,
            "blanks": 0, "sentinels": [], "distinct": 120, "distinct_is_exact": True,
            "length": {"min": None, "max": None, "mean": None}}  # fmt: skip
    return {**empty, **base, **more}


def profile() -> dict[str, Any]:
    bins = [
        {"low": 17 + 5 * i, "high": 22 + 5 * i, "count": count} for i, count in enumerate((4, 40, 220, 460, 200, 56))
    ]
    return {
        "path": "bus-stops.csv", "format": "csv", "encoding": "cp949", "delimiter": ",", "header_rows": 1,
        "rows": 1000, "duplicate_rows": 3, "ragged_rows": 1, "warnings": [],
        "columns": [
            column("정류소ID", 0, "text", distinct=980, semantic_type="code",
                   patterns=[{"mask": "99999", "share": 1.0}]),
            column("도로명", 1, "text", top=[{"value": SECRET_TOP, "count": 400}, {"value": "강변로", "count": 200},
                                             {"value": "시청길", "count": 90}]),
            column("이용객 수(명)", 2, "decimal", min=SECRET_LOW, max=SECRET_HIGH, mean=42.5, stddev=9.75,
                   histogram=bins, quantiles={"0.05": 20.0, "0.25": 33.0, "0.5": 42.0, "0.75": 51.0, "0.95": 70.0}),
            column("연락처", 3, "text", distinct=610),
        ],
    }  # fmt: skip


FINDING = {"column": "연락처", "kind": "phone", "count": 612, "share": 0.62, "confidence": 0.99,
           "decided_by": "pattern", "masked_examples": ["010-****-**12"]}  # fmt: skip
VERSION_ID = "ab12" * 16
RECEIPT = {"activity": "derive_parquet", "inputs": [{"path": "bus-stops.csv", "sha256": "cd" * 32, "rows": 1000}]}
EVIDENCE = (TableEvidence("bus-stops.csv", "read", "", profile(), (FINDING,), receipt=RECEIPT),)
PREVIEW = Preview(
    "bus-stops.csv",
    ("정류소ID", "도로명", "이용객 수(명)", "연락처"),
    (("00123", "해원로", "41.5", "***"), ("00124", None, "39", "***")),
    ("연락처",),
)
VERSION = VersionRecord(
    VERSION_ID, "d1", WHEN,
    (StoredFile("버스 정류소.csv", 1_234_567, "cd" * 32, "text/csv", "original"),
     StoredFile("bus-stops.parquet", 345_678, "ef" * 32, "application/x-parquet", "parquet", "bus-stops.csv", 1000)),
    1000, ("phone",),
)  # fmt: skip


def dataset(number: int = 1, **more: Any) -> DatasetRecord:
    facts: dict[str, Any] = {
        "id": f"d{number}", "organisation": "1741000", "organisation_slug": "haewon",
        "name": f"bus-stops-{number}", "source_id": "s1", "remote_id": "교통/버스 정류소.csv",
        "title": "해원시 버스 정류소 현황", "title_en": "Bus stops of Haewon",
        "description": "정류소의 위치와 **이용객 수**.\n\n- 매달 갱신\n- <script>alert(1)</script>끝",
        "keywords": ("버스", "정류소"), "licence": "kogl_1", "field": "교통물류", "modality": ("table",),
        "is_sample": True, "modified": "2026-11-01", "version_id": VERSION_ID, "updated_at": WHEN,
        "first_seen": WHEN, "last_seen": WHEN,
    }  # fmt: skip
    return DatasetRecord(**{**facts, **more})


def entry(number: int = 1, **more: Any) -> EntryRecord:
    facts: dict[str, Any] = {
        "dataset_id": f"d{number}", "version_id": VERSION_ID, "organisation": "1741000",
        "organisation_slug": "haewon", "name": f"bus-stops-{number}", "title": "해원시 버스 정류소 현황",
        "title_en": "Bus stops of Haewon", "description": "정류소의 위치와 이용객 수.", "keywords": ("버스",),
        "licence": "kogl_1", "field": "교통물류", "modality": ("table",), "formats": ("csv",),
        "route": "download", "rows": 1000, "size_bytes": 1_234_567, "is_sample": True, "is_published": True,
        "published_at": WHEN, "modified": WHEN,
    }  # fmt: skip
    return EntryRecord(**{**facts, **more})


def hit(number: int, route: str = "download") -> Hit:
    return Hit(
        f"d{number}", f"haewon/bus-stops-{number}", f"해원시 버스 정류소 현황 {number}",
        f"Bus stops of Haewon {number}",
        "1741000", "해원시", "Haewon City", "정류소의 위치와 이용객 수.", "제목에 ‘버스’", route, ("csv",), ("table",),
        "kogl_1", 1000, 1_234_567, WHEN, True, 1.0,
    )  # fmt: skip


def scan(state: ScanState = ScanState.PROCESSING, **more: Any) -> ScanView:
    counts = Counts(seen=40, added=30, changed=4, same=5, failed=1)
    facts: dict[str, Any] = {"counts": counts, "created": WHEN, "started": WHEN, "waiting": 12, "lines": 52}
    return ScanView("k1", "s1", state, **{**facts, **more})


def source(**more: Any) -> SourceView:
    facts: dict[str, Any] = {
        "datasets": 34,
        "last_scan": scan(ScanState.DONE, finished=WHEN, live_before=30, live_after=34),
    }
    return SourceView(
        "s1",
        "1741000",
        "folder",
        "/data/해원시",
        "해원시 공유 폴더",
        Publication.OPEN,
        "",
        True,
        WHEN,
        **{**facts, **more},
    )


class FakeHub:
    """Answers of every room; change an attribute to change the hub. `patch` puts them in place."""

    def __init__(self) -> None:
        self.organisations = (HAEWON, NURI)
        self.datasets = {f"d{number}": dataset(number) for number in (1, 2, 3)}
        self.entries = {f"d{number}": entry(number) for number in (1, 2, 3)}
        self.access = Access(True, True, True, "download", ("open",))
        self.scan = scan()
        self.source = source()
        self.usability = UsabilityCounts(now=22, after_processing=9, not_usable=3, unknown=8, surveyed=15)
        self.unfinished: tuple[ScanView, ...] = ()
        self.evidence = EVIDENCE
        self.viewer = Viewer()
        self.result = SearchResult(
            tuple(hit(n, route) for n, route in enumerate(("download", "apply_download", "trade", ""))), 48,
            {"organisation": (FacetValue("1741000", "해원시", 40), FacetValue("1352000", "누리복지부", 8)),
             "modality": (FacetValue("table", "table", 48),), "route": (FacetValue("download", "", 30),)},
            ("정류장",),
        )  # fmt: skip
        self.asked: list[SearchQuery] = []
        self.done: list[tuple[str, dict[str, Any]]] = []

    def record(self, name: str, answer: Any = None) -> Any:
        """An action that only remembers how it was called."""

        def act(*args: Any, **named: Any) -> Any:
            self.done.append((name, {**named, **({"args": args} if args else {})}))
            return answer

        return act

    def search(self, query: SearchQuery) -> SearchResult:
        self.asked.append(query)
        return self.result

    def access_of(self, _viewer: Viewer, dataset_id: str) -> Access:
        return self.access if dataset_id in self.datasets else Access(False, False, False, "", ("absent",))

    def accesses(self, viewer: Viewer, ids: Iterable[str]) -> dict[str, Access]:
        return {each: self.access_of(viewer, each) for each in ids}

    def organisation(self, name: str, value: str) -> Organisation | None:
        return next((each for each in self.organisations if getattr(each, name) == value), None)

    def by_address(self, slug: str, name: str) -> DatasetRecord | None:
        return next((d for d in self.datasets.values() if (d.organisation_slug, d.name) == (slug, name)), None)

    def replacements(self) -> dict[str, Any]:
        """Dotted name of a room's function -> what stands in for it."""
        held = (Holding("1741000", 34, 120_000, 45_000_000), Holding("1352000", 8, 9_000, 1_500_000))
        provenance = Provenance(
            "해원시 공유 폴더", "folder", "/data", WHEN, WHEN, "k1", {"title": "버스 <b>정류소</b>"}
        )
        lines = (
            ScanLine("a.csv", "버스 정류소", "added", "", "d1"),
            ScanLine("b.csv", "", "failed", "파일이 비었습니다"),
        )
        answers = {
            "organisations.queries.all_organisations": lambda **_: self.organisations,
            "organisations.queries.find": lambda code: self.organisation("code", code),
            "organisations.queries.get": lambda code: self.organisation("code", code),
            "organisations.queries.by_slug": lambda slug: self.organisation("slug", slug),
            "inventory.queries.dataset_by_address": self.by_address,
            "inventory.queries.new_address": lambda *_: None,
            "inventory.queries.datasets_of": lambda ids: {i: self.datasets[i] for i in ids if i in self.datasets},
            "inventory.queries.holdings": lambda: held,
            "inventory.queries.unfinished_scans": lambda: self.unfinished,
            "inventory.queries.version": lambda *_: VERSION,
            "inventory.queries.versions_of": lambda _, **_limit: (VERSION,),
            "inventory.queries.versions_of_many": lambda ids: dict.fromkeys(ids, VERSION),
            "inventory.queries.evidence_of": lambda *_: self.evidence,
            "inventory.queries.preview": lambda *_: PREVIEW,
            "inventory.queries.provenance_of": lambda _: provenance,
            "inventory.queries.sources": lambda *_: (self.source,),
            "inventory.queries.source": lambda _: self.source,
            "inventory.queries.scan": lambda _: self.scan,
            "inventory.queries.lines_of": lambda *_, **__: lines,
            "inventory.queries.relinks_of": lambda _: (),
            "inventory.queries.unfinished_uploads": lambda _: (),
            "catalogue.queries.entry": self.entries.get,
            "catalogue.queries.entries": lambda *_, **__: tuple(self.entries.values()),
            "catalogue.queries.total": lambda **_: len(self.entries),
            "catalogue.queries.newest": lambda _: tuple(self.entries.values()),
            "catalogue.queries.counts": lambda: CatalogueCounts(
                42, {"1741000": 34, "1352000": 8}, {"download": 22, "": 20}
            ),
            "catalogue.queries.usability": lambda: self.usability,
            "catalogue.queries.withdrawn": lambda: (),
            "catalogue.queries.search": self.search,
            "assess.queries.published.list_names": lambda _: (),
            "refine.queries.count_waiting": lambda *_: 0,
            "refine.queries.count_combinations_waiting": lambda *_: 0,
            "assess.queries.panels.count_waiting": lambda *_: 0,
            "refine.queries.orders_shown": lambda *_: (),
            "share.queries.access": self.access_of,
            "share.queries.accesses": self.accesses,
            "share.queries.open_ids": lambda ids: set(ids) if "open" in self.access.reasons else set(),
            "share.queries.deliveries_of": lambda _: 12,
            "share.queries.count_unread": lambda _: 0,
            "share.queries.notices_of": lambda _: (),
            "accounts.middleware.viewer_of_request": lambda _: self.viewer,
            "inventory.actions.find_or_add_source": self.record("find_or_add_source", Kept("s9", True)),
            "inventory.actions.start_scan": self.record("start_scan", "k9"),
            "inventory.actions.cancel_scan": self.record("cancel_scan"),
            "inventory.actions.release_held": self.record("release_held"),
            "inventory.actions.remove_source": self.record("remove_source"),
            "catalogue.actions.publish": self.record("publish"),
            "catalogue.actions.unpublish": self.record("unpublish"),
            "share.actions.open_to_everyone": self.record("open_to_everyone"),
            "share.actions.close": self.record("close"),
            "work.actions.enqueue": self.record("enqueue"),
        }
        return {f"gotgan.{name}": answer for name, answer in answers.items()}
