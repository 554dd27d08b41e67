"""Representation: diversity, balance of groups, regions and languages."""

from __future__ import annotations

import math

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, with_names
from gotgan.engine.quality.measures.completeness import no_table, worst
from gotgan.engine.quality.options import Number, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

PROVINCES = 17


@measure("representation.diversity")
def diversity(look: Look) -> Measured:
    """The mean evenness of columns: entropy over that of as many equally frequent values."""
    told = []
    for each in look.columns:
        entropy, distinct = each.told.get("entropy"), each.told.get("distinct") or 0
        if entropy is not None and each.filled:
            told.append((min(1.0, entropy / math.log2(distinct)) if distinct > 1 else 0.0, each))
    if not told:
        return no_table(look)
    mean = math.fsum(sorted(value for value, _ in told)) / len(told)
    flat = worst([(1 - value, each) for value, each in told if value < 0.2])
    said = Words(
        f"항목 {len(told)}개의 평균 다양성은 {mean:.2f}입니다.", f"Mean diversity of {len(told)} columns: {mean:.2f}."
    )
    return Measured(mean, with_names(said, flat), look.method, 0.7, look.scans, flat, look.rows)


@measure("representation.groups")
def groups(look: Look) -> Measured:
    """The least evenness of the columns of groups: sex, age, region, nationality, disability."""
    told = [group for table in look.tables for group in ((table.get("ai_use") or {}).get("groups") or ())]
    if not told:
        return not_asked(
            "집단을 나누는 항목(성별, 나이, 지역)이 없습니다.", "No column tells groups (sex, age, region)."
        )
    least = min(told, key=lambda group: (float(group["evenness"]), str(group["column"])))
    fields = (str(least["column"]),)
    said = Words(f"집단 {least['groups']}개의 균등도 {least['evenness']:.2f}.",
                 f"Evenness {least['evenness']:.2f} over {least['groups']} groups.")  # fmt: skip
    return Measured(float(least["evenness"]), with_names(said, fields), look.close_method, 0.7, look.scans, fields,
                    look.looked_at or None)  # fmt: skip


@measure("representation.regions")
@takes(nation_above=Number(0.5))
def regions(look: Look, options: Options) -> Measured:
    """The share of the nation's seventeen provinces met in it, where it is above `nation_above`: else it is of some
    region."""
    found = [int(each["provinces"]) for each in look.facts.regions if each.get("provinces")]
    if not found or max(found) <= options["nation_above"] * PROVINCES:
        return not_asked("전국을 다룬다는 근거가 없습니다.", "Nothing shows that it is of the whole nation.")
    share = min(1.0, max(found) / PROVINCES)
    said = Words(f"시도 {max(found)}곳이 들어 있습니다.", f"It covers {max(found)} provinces.")
    return Measured(share, said, look.close_method, 0.8, look.scan)


@measure("representation.bias")
def bias(look: Look) -> Measured:
    """1 where gaps and bias are described."""
    found = look.answered("known_bias")
    said = (
        Words("대표성과 편향을 설명했습니다.", "Representativeness and bias are described.")
        if found
        else Words("대표성과 편향에 대한 설명이 없습니다.", "Representativeness and bias are not described.")
    )
    return Measured(
        float(found is not None), said, Method.DECLARED, 0.5, look.by_answer("known_bias"), verifier="person"
    )
