"""The real datasets of the sample: at most a tenth of it, said so in title and description."""

from __future__ import annotations

from gotgan.engine.sample.forms import UTF8
from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.institutions import BY_CODE
from gotgan.engine.sample.plan import Plan
from gotgan.engine.sample.real import REAL_SETS, RealSet
from gotgan.engine.sample.subjects.subject import Subject

HOLDER = BY_CODE["B990002"]


def _plan(one: RealSet) -> Plan:
    subject = Subject(one.title, one.title_en, one.field, one.keywords, one.about, lambda _: Frame({}))
    return Plan(
        HOLDER, "실습용_실제데이터", one.stem, subject, f"{one.title} (표본에 넣은 실제 데이터)",
        f"{one.title_en} (real data in the sample)", UTF8, key=f"real/{one.stem}", place=HOLDER.place,
        licence=one.licence, description=f"{one.about} 실제 데이터입니다. 출처: {one.citation}.", real=one.read,
    )  # fmt: skip


REAL: tuple[Plan, ...] = tuple(_plan(one) for one in REAL_SETS)
