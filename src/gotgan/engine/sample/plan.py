"""What one dataset of the sample shall be, before a row of it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gotgan.engine.sample.defects import Defect
from gotgan.engine.sample.frame import Change, Frame
from gotgan.engine.sample.institutions import BY_CODE, Institution
from gotgan.engine.sample.layout import Form
from gotgan.engine.sample.media import DrawFile
from gotgan.engine.sample.planting import Plant
from gotgan.engine.sample.subjects.subject import Subject

NOTE = "시험과 체험을 위해 만든 표본이며 실제 기록이 아닙니다."


@dataclass(frozen=True)
class Draw:
    """One table: its name in a workbook, database or archive, its subject, its rows."""

    name: str
    subject: Subject
    rows: int


@dataclass(frozen=True)
class Overlap:
    """This dataset overlaps the plan `of`, made so as `how` says."""

    of: str
    relation: str
    how: str
    column: str = ""
    of_column: str = ""


@dataclass(frozen=True)
class Plan:
    """One dataset. `key` seeds its stream; a copy has the key and the place of what it copies."""

    institution: Institution
    folder: str
    stem: str
    subject: Subject
    title: str
    title_en: str
    form: Form
    draws: tuple[Draw, ...] = ()
    key: str = ""
    place: str = ""
    licence: str = "kogl_1"
    provision: str = "open"
    description: str = ""
    change: Change | None = None
    defects: tuple[Defect, ...] = ()
    plants: tuple[Plant, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    traps: tuple[tuple[str, str], ...] = ()
    unit: str = "명, 건"
    media: tuple[DrawFile, int] | None = None
    real: Callable[[], Frame] | None = None

    @property
    def inside(self) -> str:
        """The path inside the institution's folder."""
        name = f"{self.stem}{self.form.suffix}"
        return f"{self.folder}/{name}" if self.folder else name

    @property
    def path(self) -> str:
        """The path from the sample's root."""
        return f"institutions/{self.institution.code}/{self.inside}"


def plan(
    code: str, folder: str, subject: Subject, rows: int, form: Form, *, year: str = "", licence: str = "kogl_1",
    provision: str = "open", defects: tuple[Defect, ...] = (), plants: tuple[Plant, ...] = (),
    overlaps: tuple[Overlap, ...] = (), traps: tuple[tuple[str, str], ...] = (), unit: str = "명, 건",
    change: Change | None = None,
) -> Plan:  # fmt: skip
    """A dataset of one table about one subject, named and titled as institutions do."""
    institution = BY_CODE[code]
    words = [institution.short, subject.title, *([year] if year else [])]
    english = f"{subject.title_en} of {institution.name_en.replace(' (sample)', '')}"
    stem = "_".join(words).replace(" ", "_")
    return Plan(
        institution, folder, stem, subject,
        f"{' '.join(words)} (표본)", f"{english}{' ' + year[:4] if year else ''} (sample)",
        form, (Draw(subject.title[:28].replace(" ", "_"), subject, rows),), f"{code}/{folder}/{stem}",
        institution.place, licence, provision, subject.about, change, defects, plants, overlaps, traps, unit,
    )  # fmt: skip


def bundle(
    code: str, folder: str, title: tuple[str, str], subject: Subject, draws: tuple[Draw, ...], form: Form, *,
    provision: str = "open", licence: str = "kogl_1", plants: tuple[Plant, ...] = (),
    defects: tuple[Defect, ...] = (), about: str = "",
) -> Plan:  # fmt: skip
    """Several tables in one database, workbook or archive."""
    institution = BY_CODE[code]
    stem = title[0].replace(" ", "_")
    return Plan(
        institution, folder, stem, subject, f"{institution.short} {title[0]} (표본)", f"{title[1]} (sample)",
        form, draws, f"{code}/{folder}/{stem}", institution.place, licence, provision,
        about or subject.about, plants=plants, defects=defects,
    )  # fmt: skip


def copy_of(
    original: Plan, code: str, folder: str, how: str, *, form: Form, title: str, title_en: str,
    change: Change | None = None, defects: tuple[Defect, ...] = (),
) -> Plan:  # fmt: skip
    """The rows of `original`, held again by another institution; its defects are not copied."""
    institution = BY_CODE[code]
    return replace(
        original, institution=institution, folder=folder, stem=title.replace(" ", "_"),
        title=f"{institution.short} {title} (표본)", title_en=f"{title_en} (sample)", form=form,
        change=change or (lambda frame: frame), defects=defects, plants=(), traps=(),
        overlaps=(Overlap(original.path, "same_content", how),),
    )  # fmt: skip
