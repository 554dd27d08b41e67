"""A Hugging Face dataset card: README.md with YAML at its top. Source: huggingface.co/docs/hub/datasets-cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from gotgan.engine.sources.listing import text_of

README = "README.md"
LONGEST_FRONT_BYTES = 4 << 20
LONGEST_DESCRIPTION = 4000
DEEPEST, MOST_VALUES = 20, 20_000
_FRONT = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^#\s+(?P<text>.+?)\s*#*\s*$", re.MULTILINE)
_ANY_HEADING = re.compile(r"^#{1,6}\s.*$", re.MULTILINE)
_CARD_FOR = re.compile(r"^dataset card (?:for|of)\s+", re.IGNORECASE)
_SIGNS = re.compile(
    rb"^(?:license|configs|dataset_info|task_categories|size_categories|pretty_name|annotations_creators):",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Card:
    """`fields`: the YAML, every scalar a text as it is written. `problem`: why there are none."""

    fields: Mapping[str, Any]
    body: str
    problem: str = ""

    def text(self, name: str) -> str:
        return text_of(self.fields.get(name)).strip()

    def texts(self, name: str) -> list[str]:
        """One text, or a list of them; anything nested is left out."""
        return list(_texts(self.fields.get(name)))

    @property
    def title(self) -> str:
        """Its pretty name, else its first heading."""
        heading = _HEADING.search(self.body)
        return self.text("pretty_name") or (_CARD_FOR.sub("", heading["text"]).strip() if heading else "")

    @property
    def description(self) -> str:
        return _ANY_HEADING.sub("", self.body).strip()[:LONGEST_DESCRIPTION]

    @property
    def licence(self) -> str:
        named = [each for each in self.texts("license") if each not in ("other", "unknown")]
        return ", ".join(named) or self.text("license_name") or self.text("license_link") or self.text("license")

    def patterns(self) -> list[str]:
        """The globs of every configuration's files, in the order they are written; empty: everything is data."""
        found: list[str] = []
        for config in _nodes(self.fields.get("configs")):
            folder = text_of(config.get("data_dir")).strip("/")
            inner = list(_paths(config.get("data_files"))) or (["**"] if folder else [])
            found += [f"{folder}/{each}" if folder else each for each in inner]
        return list(dict.fromkeys(found))

    def columns(self) -> list[str]:
        names = [
            text_of(feature.get("name"))
            for info in _nodes(self.fields.get("dataset_info"))
            for feature in _nodes(info.get("features"))
        ]
        return list(dict.fromkeys(filter(None, names)))


def read_card(content: bytes) -> Card:
    """Never raises: a card that cannot be understood has a problem."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    front = _FRONT.match(text)
    if front is None:
        return Card({}, _COMMENT.sub("", text), f"{README}: has no YAML between --- at its top; add it")
    body = _COMMENT.sub("", text[front.end() :])
    if len(front["yaml"]) > LONGEST_FRONT_BYTES:
        return Card({}, body, f"{README}: its YAML has more than 4 MB; keep only the card in it")
    try:
        # texts, lists and mappings only: `no` stays the language it is
        fields = yaml.load(front["yaml"], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" line {mark.line + 2}" if mark else ""
        return Card({}, body, f"{README}{place}: its YAML cannot be read; correct it")
    if not isinstance(fields, dict):
        return Card({}, body, f"{README}: its YAML is no mapping; write it as name: value")
    return Card(fields, body)


def is_card(head: bytes) -> bool:
    """Whether a README begins with the YAML of a dataset card."""
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return text.startswith(b"---\n") and _SIGNS.search(text.partition(b"\n---")[0]) is not None


def _texts(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each.strip():
            yield each.strip()


def _nodes(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Mapping)]


def _paths(value: Any, depth: int = 0) -> Iterator[str]:
    """Of one text, a list, splits with paths, or a mapping from split to paths."""
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif isinstance(value, list) and depth < DEEPEST:
        for each in value:
            yield from _paths(each, depth + 1)
    elif isinstance(value, Mapping) and depth < DEEPEST:
        for name, each in value.items():
            if name == "path" or "path" not in value:
                yield from _paths(each, depth + 1)


def bounded(value: Any) -> Any:
    """A copy as plain values: aliases can make a small YAML a text of gigabytes ("billion laughs")."""
    left = [MOST_VALUES]

    def copy(each: Any, depth: int) -> Any:
        left[0] -= 1
        if left[0] < 0 or depth > DEEPEST:
            return None
        if isinstance(each, Mapping):
            return {text_of(key): copy(inner, depth + 1) for key, inner in each.items() if left[0] > 0}
        if isinstance(each, list):
            return [copy(inner, depth + 1) for inner in each if left[0] > 0]
        return each if isinstance(each, str) else None

    return copy(value, 0)
