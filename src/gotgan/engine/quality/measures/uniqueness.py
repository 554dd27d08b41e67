"""Uniqueness: no record twice, inside the dataset and against others."""

from __future__ import annotations

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, not_known, percent, with_names
from gotgan.engine.quality.measures.completeness import no_table, worst
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method


@measure("uniqueness.rows")
def rows(look: Look) -> Measured:
    """The share of rows that are not equal to an earlier one."""
    counted = [table for table in look.tables if table.get("duplicate_rows") is not None and table.get("rows")]
    if not counted:
        return no_table(look)
    of, twice = sum(table["rows"] for table in counted), sum(table["duplicate_rows"] for table in counted)
    share = max(0.0, 1 - twice / of)
    said = Words(f"행 {of:,}개 가운데 {twice:,}개가 앞의 행과 같습니다({percent(twice / of)}).",
                 f"{twice:,} of {of:,} rows are equal to an earlier one ({percent(twice / of)}).")  # fmt: skip
    return Measured(share, said, look.method, 1.0, look.scans, (), of, "scan", twice, of)


@measure("uniqueness.texts")
def texts(look: Look) -> Measured:
    """The share of running text that is not repeated, weighted by tokens."""
    told = [(each.told["text_use"], each) for each in look.prose]
    tokens = sum(use["tokens"] for use, _ in told)
    if not tokens:
        return not_asked("줄글이 든 항목이 없습니다.", "No column holds running text.")
    repeated = [(max(use["duplicate_share"], use["repeated_gram_share"]), use["tokens"], each) for use, each in told]
    share = 1 - sum(part * weight for part, weight, _ in repeated) / tokens
    fields = worst([(part, each) for part, _, each in repeated if part > 0.01])
    said = Words(f"줄글 약 {tokens:,}토큰 가운데 {percent(1 - share)}가 되풀이됩니다.",
                 f"{percent(1 - share)} of about {tokens:,} tokens of running text is repeated.")  # fmt: skip
    return Measured(share, with_names(said, fields), look.close_method, 0.9, look.scans, fields, look.looked_at)


@measure("uniqueness.others")
def others(look: Look) -> Measured:
    """1 less the greatest content overlap with another dataset; refused pairs do not count."""
    if not look.facts.is_compared:
        return not_known("다른 데이터와 아직 견주지 않았습니다.", "It has not been compared with other datasets yet.")
    found = [pair for pair in look.facts.overlaps if pair.get("relation") == "same_content"]
    most = max((float(pair["score"]) for pair in found), default=0.0)
    said = Words(
        f"다른 데이터와 겹치는 내용은 많아야 {percent(most)}입니다(후보 {len(found)}건).",
        f"At most {percent(most)} of its content is met in another dataset ({len(found)} candidates).",
    )
    return Measured(1 - most, said, Method.SAMPLED, 0.9, look.scan)
