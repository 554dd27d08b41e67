"""YAML in which each name stands once."""

from __future__ import annotations

from typing import Any

import yaml


class Twice(yaml.constructor.ConstructorError):
    """A name that stands twice is a mistake: the second would undo the first."""


class _Strict(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: ARG002
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            name = (key.tag, str(key.value))
            if name in seen:
                raise Twice(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=True)


def load_yaml(text: str) -> Any:
    """What the text holds. Raises: yaml.YAMLError; Twice, with the line as its `problem_mark`."""
    return yaml.load(text, Loader=_Strict)  # a SafeLoader
