"""A harvested dataset of planted persons, tried by a manager through the real job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gotgan.assess.actions.trials import try_datasets
from gotgan.assess.models import Trial
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import Actor, Role, Viewer
from tests.engine.potential_tables import people
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import Harvested, harvest
from tests.rooms.running import run_waiting_jobs

PLACES = "시도,인구\n" + "".join(f"도시{n},{1000 + n}\n" for n in range(40))
ROWS = 600


@dataclass
class Tried:
    harvested: Harvested
    manager: Viewer
    numbers: list[str]

    @property
    def people(self) -> DatasetRecord:
        return self.harvested.datasets["people.csv"]

    @property
    def actor(self) -> Actor:
        return Actor.of(self.manager)

    def ask(self, *names: str, rows: int = 200) -> str:
        ids = [self.harvested.datasets[name].id for name in names or ("people.csv",)]
        return try_datasets(by=self.actor, dataset_ids=ids, sample_rows=rows)

    def run(self, *names: str) -> Trial:
        """The newest trial of the first of them, after the job."""
        self.ask(*names)
        assert run_waiting_jobs() == ["assess.try_batch done"]
        return newest(self.harvested.datasets[(names or ("people.csv",))[0]])


def newest(dataset: DatasetRecord) -> Trial:
    return Trial.objects.filter(dataset=dataset.id).order_by("-pk")[0]


def make_tried(folder: Path, files: dict[str, str] | None = None) -> Tried:
    """Nothing is tried yet."""
    folder.mkdir(parents=True)
    path, numbers = people(folder, ROWS)
    text = path.read_text(encoding="utf-8")
    held = harvest(folder, {"people.csv": text, "places.csv": PLACES, **(files or {})}, publication="draft")
    return Tried(held, make_viewer(Role.SURVEY_MANAGER), numbers)
