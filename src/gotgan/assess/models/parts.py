"""What the models of this room share."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import models


def new_id() -> str:
    return uuid4().hex


def is_one_of(states: type[StrEnum], field: str) -> models.Q:
    """The condition that a field holds one of the states."""
    return models.Q(**{f"{field}__in": [state.value for state in states]})
