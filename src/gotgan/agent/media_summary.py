"""What the media of a scan are together: what lies there twice, what the texts hold, labels against pictures.

Made from one small signature a file, read back one after the other. Memory: at most MOST_COMPARED of them.
"""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gotgan.engine.media.corpus import CorpusState
    from gotgan.engine.media.file import FileFacts

MOST_COMPARED = 300_000
"""Files compared with each other, about a kilobyte each; those behind them are counted as `not_compared`."""
MOST_GROUPS, MOST_PATHS = 1000, 100
"""Groups of duplicates told, and paths of each."""
_LEFT_OUT = ("files", "not_measured")
_ACROSS = ("duplicate_line_share", "repeated_gram_share")
"""Known of each text, not of all together: no hashes of lines are kept."""


def summarise_media(signatures: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The `media` of the scan document; None when there is nothing but tables."""
    signatures = iter(signatures)
    first = next(signatures, None)
    if first is None:
        return None
    summary = _Summary()
    summary.add(first)
    for signature in signatures:
        summary.add(signature)
    return summary.to_json()


class _Summary:
    def __init__(self) -> None:
        from gotgan.engine.media.annotations import LabelTally
        from gotgan.engine.media.corpus import CorpusState

        self._files: dict[str, FileFacts] = {}
        self._labels, self._corpus = LabelTally(), CorpusState()
        self._findings: Counter[str] = Counter()
        self._not_compared = 0

    def add(self, found: Mapping[str, Any]) -> None:
        from gotgan.agent.labels import state_of
        from gotgan.engine.media.annotations.state import stem_of
        from gotgan.engine.media.corpus import merge

        self._findings.update(found.get("findings", ()))
        if label := found.get("label"):
            self._labels.absorb(state_of(label))
        if found.get("kind") == "image":
            self._labels.images.add(stem_of(found["path"].replace("!", "/")))
        if corpus := found.get("corpus"):
            self._corpus = merge(self._corpus, _corpus_of(corpus))
        if found.get("kind") and len(self._files) >= MOST_COMPARED:
            self._not_compared += 1
        elif found.get("kind"):
            self._files[found["path"]] = _facts_of(found)

    def to_json(self) -> dict[str, Any] | None:
        from gotgan.engine.media.facts import finish
        from gotgan.engine.media.state import MediaState, ordered

        if not self._files and not self._labels.formats:
            return None
        made = finish(MediaState(ordered(self._files), self._corpus, self._labels.state())).to_json()
        told = {name: value for name, value in made.items() if name not in _LEFT_OUT}
        told["findings"] = dict(sorted(self._findings.items()))
        for name in ("exact_duplicates", "near_duplicates"):
            told[f"{name}_count"] = len(told[name])
            told[name] = [group[:MOST_PATHS] for group in told[name][:MOST_GROUPS]]
        if told["corpus"]:
            told["corpus"] = {name: value for name, value in told["corpus"].items() if name not in _ACROSS}
        if told["labels"]:
            told["labels"] = _without_identifiers(told["labels"])
        return {**told, "not_compared": self._not_compared}


def _without_identifiers(labels: dict[str, Any]) -> dict[str, Any]:
    """Classes are words of the files: where one of them identifies somebody none is told, only their number."""
    from gotgan.engine.detect import detect_text

    return {**labels, "classes": {}} if detect_text(labels["classes"]) else labels


def _corpus_of(found: Mapping[str, Any]) -> CorpusState:
    from gotgan.engine.media.corpus import CorpusState
    from gotgan.engine.media.tokens import CharacterCounts

    return CorpusState(
        documents=1, characters=found["characters"], lines=found["lines"], lost=found["lost"],
        classes=CharacterCounts(**found["classes"]), languages=found["languages"],
    )  # fmt: skip


def _facts_of(found: Mapping[str, Any]) -> FileFacts:
    """As much of a file's facts as is needed to compare it."""
    from gotgan.engine.media.audio import AudioFacts
    from gotgan.engine.media.documents import DocumentFacts
    from gotgan.engine.media.file import LabelFileFacts
    from gotgan.engine.media.image import ImageFacts
    from gotgan.engine.media.text import TextFacts

    plain: dict[str, Any] = {name: found.get(name, "") for name in ("path", "sha256", "problem")}
    plain["size_bytes"], flags = found["size_bytes"], tuple(found.get("flags", ()))
    if found["kind"] == "image":
        return ImageFacts(**plain, flags=flags, dhash=found.get("dhash"))
    if found["kind"] == "audio":
        return AudioFacts(**plain, flags=flags)
    if found["kind"] == "label":
        return LabelFileFacts(**plain, format=found.get("form", ""))
    minhash = b64decode(found.get("minhash", "")) or None
    made = DocumentFacts if found["kind"] == "document" else TextFacts
    return made(**plain, flags=flags, signature=minhash)
