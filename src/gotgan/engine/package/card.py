"""The data card: what a reader should know before using a package, as README.md in Korean and in English.

Measured from all rows, answered by the holder, or written in receipts; what none of them says is listed as not known.
The card holds no value of any column. The YAML at its top is that of a Hugging Face dataset card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from glob import escape
from typing import Any

import yaml

from gotgan.engine.package import observed
from gotgan.engine.package.card_words import PERSONAL_TOPIC, SPLIT_NAMES, TOPICS, TYPES, word
from gotgan.engine.package.contents import Contents, PackedTable
from gotgan.engine.package.rai import PERSONAL
from gotgan.terms.profile import ColumnProfile
from gotgan.terms.questionnaire import Words


def data_card(contents: Contents) -> str:
    """The whole text."""
    parts = [_front(contents), f"# {_cell(contents.title)}"]
    for language, heading in (("ko", "한국어"), ("en", "English")):
        parts += [f"# {heading}", *_Card(contents, language).sections()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _front(contents: Contents) -> str:
    fields: dict[str, Any] = {"pretty_name": contents.title}
    if licence := contents.answer("licence"):
        fields |= {"license": "other", "license_name": licence.text.en}
    languages = contents.answer("languages")
    if languages and isinstance(languages.value, list):
        fields["language"] = [str(each) for each in languages.value]
    fields["configs"] = [_config(table) for table in contents.tables]
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False).strip()}\n---"


def _config(table: PackedTable) -> dict[str, Any]:
    files = [{"split": split or "train", "path": escape(path)} for split, path in table.parquet().items()]
    return {"config_name": table.name, "data_files": files}


class _Card:
    """The card in one language."""

    def __init__(self, contents: Contents, language: str) -> None:
        self.contents, self.language = contents, language

    def sections(self) -> Iterator[str]:
        yield self._say("about")
        if description := self.contents.answer("description"):
            yield f"{_line(self._of(description.text))} *({self._say('declared')})*"
        yield f"## {self._say('contents')}\n\n{_lines(self._overview())}"
        yield f"## {self._say('files')}\n\n{_lines(self._files())}"
        if self.contents.split:
            yield f"## {self._say('splits')}\n\n{_lines(self._splits())}"
        for table in self.contents.tables:
            yield f"## {self._say('columns_of')}: {_cell(table.name)}\n\n{_lines(self._table(table))}"
        yield f"## {self._say('personal')}\n\n{_lines(self._personal())}"
        yield f"## {self._say('made')}\n\n{_lines(self._made())}"
        for section in TOPICS:
            if said := [*self._answered(section), *self._measured(section)]:
                yield f"## {self._say(section)}\n\n{_lines(said)}"
        yield f"## {self._say('unknown')}\n\n{_lines(self._unknown())}"
        yield self._say("programs")

    def _say(self, name: str) -> str:
        return word(name, self.language)

    def _of(self, words: Words) -> str:
        return str(getattr(words, self.language))

    def _head(self, *names: str) -> list[str]:
        """The head of a Markdown table; a name with `#` before is of a column of numbers."""
        shown = [self._say(name.removeprefix("#")) for name in names]
        return [f"| {' | '.join(shown)} |", "|" + "|".join("--:" if name[0] == "#" else "---" for name in names) + "|"]

    def _overview(self) -> Iterator[str]:
        yield from self._head("table", "#rows", "#columns", "made_from")
        for table in self.contents.tables:
            rows, columns = table.profile.rows, len(table.profile.columns)
            yield f"| {_cell(table.name)} | {rows:,} | {columns:,} | {_cell(table.source)} |"

    def _files(self) -> Iterator[str]:
        yield from self._head("file", "format", "split", "#rows")
        for table in self.contents.tables:
            for file in table.files:
                split = SPLIT_NAMES[file.split] if self.language == "ko" else file.split
                yield f"| {_cell(file.path)} | {file.format} | {split} | {file.rows:,} |"

    def _splits(self) -> Iterator[str]:
        split = self.contents.split or {}
        columns = ", ".join(f"`{_cell(name)}`" for name in split["columns"])
        yield self._say(f"by_{split['by']}").format(columns=columns, units=f"{split['units']:,}", seed=split["seed"])
        yield self._say("checked")
        yield ""
        yield from self._head("split", "#rows", "#wanted", "#reached")
        for name, part in split["splits"].items():
            shown = SPLIT_NAMES[name] if self.language == "ko" else name
            yield f"| {shown} | {part['rows']:,} | {part['asked']:.1%} | {part['share']:.1%} |"

    def _table(self, table: PackedTable) -> Iterator[str]:
        profile = table.profile
        yield f"- {self._say('source_sha256')}: `{table.source_sha256}`"
        encoding = f", {self._say('encoding')} {profile.encoding}" if profile.encoding else ""
        yield f"- {self._say('source_format')}: {profile.format}{encoding}"
        repeated = _count(profile.duplicate_rows)
        yield f"- {self._say('header_rows')}: {profile.header_rows}, {self._say('duplicate_rows')}: {repeated}"
        yield from (f"- {_cell(warning)}" for warning in profile.warnings)
        yield ""
        column, kind, missing, distinct = map(self._say, ("column", "type", "missing", "distinct"))
        yield f"| # | {column} | {kind} | {missing} | {distinct} |"
        yield "|--:|---|---|--:|--:|"
        yield from map(self._column, profile.columns)

    def _column(self, column: ColumnProfile) -> str:
        kind = TYPES.get(column.type, column.type) if self.language == "ko" else column.type
        missing, distinct = column.nulls + column.blanks, _count(column.distinct)
        return f"| {column.position} | {_cell(column.name)} | {kind} | {missing:,} | {distinct} |"

    def _personal(self) -> Iterator[str]:
        found = [(table, finding) for table in self.contents.tables for finding in table.findings]
        yield self._say("found" if found else "found_none") + f" *({self._say('measured')})*"
        if found:
            yield ""
        for table, finding in found:
            kinds = self.contents.kinds.get(finding.kind)
            kind = f"{self._of(kinds)} ({finding.kind})" if kinds else finding.kind
            column = _cell(finding.column) if finding.column else self._say("text")
            yield f"- {_cell(table.name)}, {column}: {kind}, {self._say('hits').format(count=f'{finding.count:,}')}"
        pictures = observed.masked_pictures(self.contents.receipts)
        yield from (line for step in pictures for line in ("", self._masked(step)))
        if (found or pictures) and self.contents.is_confirmed:
            yield ""
            yield self._say("confirmed")
        if answered := list(self._answers(PERSONAL)):
            yield ""
            yield from answered

    def _masked(self, step: Mapping[str, Any]) -> str:
        """Which detector covered how much; the kinds in the order of the plan."""
        told = step["pictures"]
        numbers = [
            self._say(f"covered_{kind}").format(regions=f"{each['regions']:,}", pictures=f"{each['pictures']:,}")
            for kind, each in told["covered"].items()
        ]
        models = ", ".join(_cell(f"{each['name']} {each['version']}".strip()) for each in told["detectors"])
        return self._say("covered").format(
            column=_cell(str(step["column"])), pictures=f"{told['pictures']:,}", models=models,
            numbers=", ".join(numbers),
        )  # fmt: skip

    def _made(self) -> Iterator[str]:
        if not self.contents.receipts:
            yield self._say("no_steps")
        yield from (f"- {_line(self._of(observed.steps(receipt)))}" for receipt in self.contents.receipts)
        yield from (f"- {_line(self._of(observed.proof(each)))}" for each in self.contents.proofs)
        yield ""
        yield self._say("lineage")

    def _answered(self, section: str) -> Iterator[str]:
        return self._answers([key for key, *_ in TOPICS[section]])

    def _answers(self, keys: Sequence[str]) -> Iterator[str]:
        for each in self.contents.answers(keys):
            yield f"- {self._of(each.label)}: {_line(self._of(each.text))} *({self._say('declared')})*"

    def _measured(self, section: str) -> Iterator[str]:
        if section == "limits":
            for said in [
                *observed.biases(self.contents),
                *observed.missing(self.contents),
                *observed.limits(self.contents),
            ]:
                yield f"- {_line(self._of(said))} *({self._say('measured')})*"

    def _unknown(self) -> Iterator[str]:
        asked = [PERSONAL_TOPIC, *(topic for topics in TOPICS.values() for topic in topics)]
        if _is(self.contents, "labels_present", "no"):
            asked = [topic for topic in asked if topic not in TOPICS["labels"]]
        open_ones = [topic for topic in asked if self.contents.answer(topic[0]) is None]
        if not open_ones:
            yield self._say("everything_known")
            return
        yield self._say("ask")
        yield ""
        yield from (f"- {korean if self.language == 'ko' else english}" for _, korean, english in open_ones)


def _is(contents: Contents, key: str, value: str) -> bool:
    found = contents.answer(key)
    return found is not None and found.value in (value, [value])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _line(text: str) -> str:
    """Text from outside on one line, which cannot become a heading, a table, a link or HTML."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))


def _cell(text: str) -> str:
    """Text that cannot break out of a Markdown table."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
