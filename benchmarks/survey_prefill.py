"""How much of a sheet is filled before a person sees it: the sample government and seven agencies' catalogues.

    python benchmarks/survey_prefill.py            # all; --sample N: every Nth plan of the sample only

Shares are of the items that a sheet shows, over all sheets: taken over from the scan, from a register (the source's
record, the hub's own registers) or from the last wave. Suggestions for what only a person can answer
(`processing_needed`, a reason) are counted apart. "First" is the first campaign ever. For "next" a first wave was
answered and accepted: each item shown in wave 1 as it was suggested, or by a stand-in of the right shape.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.harvest import AGENCIES, Context
from benchmarks.run import empty_hub

from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.form import read_form, standard_document
from gotgan.survey.rules.prefill import is_guess, suggest
from gotgan.terms.questionnaire import Item, Kind, Questionnaire
from gotgan.terms.survey import Answer, DatasetFacts, FilledBy

FIRST_WAVE_BAR, ALL_BAR = 0.50, 0.35
REGISTER_WORDS = ("department", "system", "legal_basis", "collection", "cycle")
"""What the sample's records say as a register would; a ministry may hold no such register."""
SOURCES = ("scan", "register", "last wave", "guess")
_NAMES = {FilledBy.SCAN: "scan", FilledBy.CATALOGUE_IMPORT: "register", FilledBy.LAST_WAVE: "last wave"}


@dataclass
class Tally:
    """Sheets and what filled them, by item; `of_none` are taken over answers that say "none was met"."""

    shown: Counter[str] = field(default_factory=Counter)
    filled: Counter[tuple[str, str]] = field(default_factory=Counter)
    of_none: int = 0

    def add(self, items: Iterable[Item], answers: Mapping[str, Answer]) -> None:
        for item in items:
            self.shown[item.key] += 1
            if answer := answers.get(item.key):
                self.filled[item.key, origin_of(item, answer)] += 1
                self.of_none += answer.value == "na"

    def share(self, *sources: str, items: Iterable[str] | None = None) -> float:
        """Of the items shown (of these items) those that came from one of the sources."""
        wanted = set(self.shown if items is None else items)
        total = sum(number for key, number in self.shown.items() if key in wanted)
        found = sum(number for (key, source), number in self.filled.items() if key in wanted and source in sources)
        return found / total if total else 0.0

    @property
    def taken_over(self) -> float:
        return self.share("scan", "register", "last wave")


def origin_of(item: Item, answer: Answer) -> str:
    if is_guess(item, answer):
        return "guess"
    return _NAMES.get(answer.filled_by, "guess")


def tallies(form: Questionnaire, facts: Sequence[DatasetFacts], lasts: Sequence[Mapping[str, Answer]]) -> list[Tally]:
    """Of the first wave, and of all items."""
    found = [Tally(), Tally()]
    for each, last in zip(facts, lasts, strict=True):
        answers = suggest(form, each, last, ())
        values = {key: answer.value for key, answer in answers.items()}
        for wave, tally in enumerate(found, 1):
            tally.add(shown_items(form, values, each, wave), answers)
    return found


def without_register(facts: Iterable[DatasetFacts]) -> list[DatasetFacts]:
    """The same datasets, their records without the words of a register."""
    return [
        replace(each, catalogue={name: said for name, said in each.catalogue.items() if name not in REGISTER_WORDS})
        for each in facts
    ]


def accepted(form: Questionnaire, facts: DatasetFacts) -> dict[str, Answer]:
    """A first wave that a person answered: what was suggested is confirmed, the rest gets a stand-in."""
    suggested = suggest(form, facts, {}, ())
    values = {key: answer.value for key, answer in suggested.items()}
    answers = {}
    for item in shown_items(form, values, facts, 1):
        answer = suggested.get(item.key) or Answer(stand_in(form, item), FilledBy.OFFICER)
        answers[item.key] = replace(answer, is_confirmed=True, at="2026-05-01T00:00:00+00:00")
    return answers


def stand_in(form: Questionnaire, item: Item) -> Any:
    """Some value of the right shape; which one does not matter to the figures."""
    if item.kind in (Kind.CODE, Kind.CODES):
        code = form.code_lists[item.code_list].offered[0].code
        return [code] if item.kind is Kind.CODES else code
    return ["https://example.org/data"] if item.kind is Kind.URLS else "어떤 답"


def facts_of_sample(folder: Path, plans: Sequence[Any]) -> list[DatasetFacts]:
    """These plans of the sample built, scanned and compared in this process."""
    from gotgan.engine.sample import build_sample
    from gotgan.inventory import jobs
    from gotgan.organisations import actions as organisations
    from gotgan.organisations import queries as known
    from gotgan.terms.role import SYSTEM

    build_sample(folder, plans=plans)
    organisations.import_csv(folder / "organisations.csv", by=SYSTEM, is_sample=True)
    codes = [each.code for each in known.all_organisations()]
    for code in codes:
        scan(code, "folder", str(folder / "institutions" / code), known.get(code).name)
    jobs.compare(context=Context())
    return list(all_facts(codes))


def facts_of_agencies() -> list[DatasetFacts]:
    from gotgan.organisations.actions import add_organisation
    from gotgan.terms.role import SYSTEM

    codes = []
    for number, path in enumerate(sorted(AGENCIES.glob("*.json"))):
        codes.append(f"{9_000_000 + number}")
        add_organisation(by=SYSTEM, code=codes[-1], name=path.stem, name_en=path.stem, slug=path.stem)
        scan(codes[-1], "datajson", str(path), path.stem)
    return list(all_facts(codes))


def scan(code: str, kind: str, location: str, title: str) -> None:
    from gotgan.inventory import actions, jobs
    from gotgan.terms.role import SYSTEM

    source = actions.add_source(
        by=SYSTEM, kind=kind, location=location, organisation=code, title=title, publication="open"
    )
    jobs.scan(actions.start_scan(by=SYSTEM, source_id=source), context=Context())


def all_facts(codes: Iterable[str]) -> Iterator[DatasetFacts]:
    from gotgan.inventory import queries

    for code in codes:
        yield from queries.facts_of(code)


def report(title: str, form: Questionnaire, facts: Sequence[DatasetFacts]) -> bool:
    """Print the figures; returns whether the bars hold in the first campaign."""
    started = time.process_time()
    first = tallies(form, facts, [{}] * len(facts))
    spent = time.process_time() - started
    following = tallies(form, facts, [accepted(form, each) for each in facts])
    print(f"\n### {title}: {len(facts)} sheets, {1000 * spent / len(facts):.1f} CPU ms a sheet\n")
    print("| | scan | register | last wave | taken over | bar | apart: suggested |\n|---|---|---|---|---|---|---|")
    for name, (one, every) in (("first", first), ("next", following)):
        for what, tally, bar in (("first wave", one, FIRST_WAVE_BAR), ("all items", every, ALL_BAR)):
            parts = " | ".join(f"{tally.share(source):.1%}" for source in SOURCES[:3])
            print(f"| {name}: {what} | {parts} | {tally.taken_over:.1%} | >= {bar:.0%} | {tally.share('guess'):.1%} |")
    bare = tallies(form, without_register(facts), [{}] * len(facts))
    print(
        f"\nWithout words of a register: {bare[0].taken_over:.1%} and {bare[1].taken_over:.1%} in the first campaign."
    )
    every = first[1]
    none = every.of_none / max(1, sum(every.filled.values()))
    print(f"\nOf what is filled in the first campaign {none:.1%} says that none was met.\n")
    print_items(form, first[1], following[1])
    return first[0].taken_over >= FIRST_WAVE_BAR and first[1].taken_over >= ALL_BAR


def print_items(form: Questionnaire, first: Tally, following: Tally) -> None:
    print("| item | wave 1 | shown | scan | register | suggested | next: last wave |\n|---|---|---|---|---|---|---|")
    for item in form.items:
        if first.shown[item.key]:
            parts = [f"{first.share(source, items=[item.key]):.0%}" for source in ("scan", "register", "guess")]
            parts.append(f"{following.share('last wave', items=[item.key]):.0%}")
            line = " | ".join("" if part == "0%" else part for part in parts)
            print(f"| `{item.key}` | {'yes' if item.is_first_wave else ''} | {first.shown[item.key]} | {line} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=1, metavar="N")
    wanted = parser.parse_args()
    from gotgan.engine.sample.plans import PLANS

    form = read_form(standard_document())
    with empty_hub(), tempfile.TemporaryDirectory(prefix="gotgan-sample-") as folder:
        holds = report("The sample government", form, facts_of_sample(Path(folder), PLANS[:: wanted.sample]))
        if AGENCIES.is_dir():
            report("Seven agencies' catalogues, nothing scanned", form, facts_of_agencies())
        else:
            print("NOT RUN: seven agencies: ../shared/data is absent")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
