"""Detectors that others bring: models and rules beside our own, optional and never fetched.

A detector is anything that is called with a batch of texts and gives, for each text, its hits:

    def detect(texts: Sequence[str]) -> Sequence[Sequence[tuple[str, int, int, float]]]:
        return [[("person_name", 0, 3, 0.93)] for text in texts]

(kind, start, end, score): an `IdentifierKind`, code points of that text with `end` exclusive, 0 to 1. A package offers
one by an entry point of the group `gotgan.detectors`: a factory, called with the option that the person gave
(`--plugin NAME=OPTION`; None without), which returns the detector. Its findings say `decided_by: "plugin"`; a kind that
the rules found in the same column stays the rules'.
"""

from gotgan.engine.detect.plugins.opening import ENTRY_POINTS, open_plugin
from gotgan.engine.detect.plugins.port import Detector, Found, Plugin, RawHit

__all__ = ["ENTRY_POINTS", "Detector", "Found", "Plugin", "RawHit", "open_plugin"]
