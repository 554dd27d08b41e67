"""Which detector a name means: one of the two adapters here, or an entry point `gotgan.detectors`."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from gotgan.engine.detect.plugins.port import Detector, Plugin
from gotgan.engine.detect.plugins.presidio import open_presidio
from gotgan.engine.detect.plugins.transformers import open_transformers
from gotgan.terms.errors import Invalid, Issue

ENTRY_POINTS = "gotgan.detectors"
Factory = Callable[[str | None], Detector]
ADAPTERS: dict[str, Factory] = {"presidio": open_presidio, "transformers": open_transformers}


def open_plugin(wanted: str) -> Plugin:
    """The plug-in for `NAME` or `NAME=OPTION`.

    Raises: Invalid when nothing goes by the name, or what it needs is not installed.
    """
    name, mark, option = wanted.partition("=")
    factory = ADAPTERS.get(name) or _third_party(name)
    try:
        return Plugin(name, factory(option if mark else None))
    except Invalid:
        raise
    except Exception as error:
        what = f"cannot be opened ({type(error).__name__})"
        raise Invalid(Issue(f"plugin {name}", what, "see what its package needs")) from error


def _third_party(name: str) -> Factory:
    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name not in points:
        known = ", ".join(sorted({*ADAPTERS, *points}))
        raise Invalid(Issue(f"plugin {name!r}", "is not known", f"use one of {known}, or install its package"))
    try:
        factory: Factory = points[name].load()
    except (ImportError, AttributeError) as error:
        what = f"cannot be loaded ({type(error).__name__})"
        raise Invalid(Issue(f"plugin {name}", what, "install its package again")) from error
    return factory
