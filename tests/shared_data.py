"""Where the shared data and standards lie: beside the checkout. Tests that need them skip without."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="needs ../shared (official data and standards), which is absent"
)
