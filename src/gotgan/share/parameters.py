"""Parameters of the API that mean one thing only."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

_WHOLE = re.compile(r"[+-]?[0-9]+")


def check_whole(value: Any) -> Any:
    """Return `value`; raises ValueError for text such as `0.0` or `1_000`, which pydantic would read as a number."""
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("not a whole number; write digits only")
    return value


WholeNumber = Annotated[int, BeforeValidator(check_whole)]
"""An `integer` of the description: what the description refuses, the door refuses."""
