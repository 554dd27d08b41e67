"""Korean words into morphemes. The analyser weighs half a gigabyte and lives only here."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files

from gotgan.terms.desk import Morphemes
from gotgan.terms.errors import Unavailable
from gotgan.terms.text import nfc

Analyse = Callable[[Sequence[str]], list[tuple[str, ...]]]

KEPT_TAGS = ("NNG", "NNP", "NNB", "NR", "XPN", "XR", "VV", "VA", "MAG", "MM", "SH")
"""Content words and stems; particles, endings, suffixes and signs are dropped. Latin and digits
are left to the English analyser."""
MOST_EOJEOL = 200_000
LONGEST_EOJEOL = 100
_HANGUL_RUN = re.compile(r"[가-힣]+")


class AnalyserLoading(Unavailable):
    """The analyser takes some seconds after the start of the desk."""


class EojeolCache:
    """Morphemes by space-delimited word, most recently used. A word is analysed without its
    neighbours: documents and questions are cut alike, and 12,000 words cover 200,000 records."""

    def __init__(self, analyse: Analyse, most: int = MOST_EOJEOL) -> None:
        self._analyse = analyse
        self._most = most
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def tokens(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        split = [[run[:LONGEST_EOJEOL] for run in _HANGUL_RUN.findall(nfc(text))] for text in texts]
        found = self._look_up(dict.fromkeys(word for words in split for word in words))
        return [tuple(token for word in words for token in found[word]) for words in split]

    def _look_up(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        with self._lock:
            found = {word: self._known[word] for word in words if word in self._known}
            missing = [word for word in words if word not in found]
            if missing:
                found.update(zip(missing, self._analyse(missing), strict=True))
            for word, tokens in found.items():
                self._known[word] = tokens
                self._known.move_to_end(word)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found


class Korean:
    """The analyser, loaded in a thread of its own; `load` is replaced in tests."""

    def __init__(self, load: Callable[[], Analyse] | None = None) -> None:
        self._load = load or load_kiwi
        self._ready = threading.Event()
        self._cache: EojeolCache | None = None
        self._problem = ""
        self.dictionary = dictionary_version()

    def start(self) -> None:
        threading.Thread(target=self._prepare, name="korean", daemon=True).start()

    def _prepare(self) -> None:
        try:
            self._cache = EojeolCache(self._load())
        except Exception as error:  # noqa: BLE001 - said to whoever asks, for as long as the desk lives
            self._problem = f"the Korean analyser did not load ({type(error).__name__}); see the desk's log"
        self._ready.set()

    def tokens(self, texts: Sequence[str], *, wait_seconds: float = 0) -> Morphemes:
        """Raises: AnalyserLoading, Unavailable."""
        if not self._ready.wait(wait_seconds):
            raise AnalyserLoading("the Korean analyser is still loading; ask again in some seconds")
        if self._cache is None:
            raise Unavailable(self._problem)
        return Morphemes(tuple(self._cache.tokens(texts)), self.dictionary)


def load_kiwi() -> Analyse:
    """Kiwi with the house's words. Takes about six seconds and 520 MB."""
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    for word in user_words():
        kiwi.add_user_word(word, "NNP")

    def analyse(words: Sequence[str]) -> list[tuple[str, ...]]:
        return [
            tuple(token.form for token in tokens if token.tag.split("-")[0] in KEPT_TAGS)
            for tokens in kiwi.tokenize(list(words))
        ]

    analyse(["준비"])
    return analyse


@cache
def user_words() -> tuple[str, ...]:
    text = files("gotgan.desk").joinpath("words.txt").read_text(encoding="utf-8")
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"))


@cache
def dictionary_version() -> str:
    """Changes with the word list or the tags: tokens stored under another version are stale."""
    content = "\n".join((*user_words(), *KEPT_TAGS))
    return hashlib.sha256(content.encode()).hexdigest()[:12]
