"""A download that is under way: what came so far, and what it was a part of."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from gotgan.engine.sources import address
from gotgan.terms.errors import Unavailable


class TryAgain(Unavailable):
    """This time it did not work; `after` seconds may help. `is_here`: the place answers, this address does not."""

    def __init__(self, message: str, after: float | None = None, *, is_here: bool = False) -> None:
        self.after, self.is_here = after, is_here
        super().__init__(message)


class Part:
    """What came of a download so far, and what it was a part of."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self.expected: int | None = None

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def headers(self) -> dict[str, str]:
        """Ask for the rest only if it is still the same; without a validator everything anew."""
        validator = self._validator()
        if not validator or not self.size:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": validator}

    def begin(self, response: httpx.Response) -> None:
        """Take up an answer: append to what is there, or start anew."""
        if response.status_code == 206 and self._continues(response):
            self.expected = _total(response)
            return
        if response.status_code != 200:
            self.drop()
            raise TryAgain(f"{address.shown(response.request.url)}: refuses the rest, asking for the whole")
        self.drop()
        length = response.headers.get("content-length", "")
        self.expected = int(length) if length.isdecimal() else None
        self.path.touch()
        self._note.write_text(json.dumps({"validator": _validator_of(response)}), encoding="utf-8")

    def take_up(self, validator: str, expected: int | None) -> int:
        """The byte to go on from: behind what came of the same content, else the first."""
        had = self._validator()
        if not had or had != validator or not self.path.exists() or self.size > (expected or 0):
            self.drop()
            self.path.touch()
            self._note.write_text(json.dumps({"validator": validator}), encoding="utf-8")
        self.expected = expected
        return self.size

    def check_whole(self, shown: str) -> None:
        """Raises: TryAgain when bytes are missing; what is too long is thrown away."""
        if self.expected is not None and self.size != self.expected:
            size = self.size
            if size > self.expected:
                self.drop()
            raise TryAgain(f"{shown}: cut after {size} of {self.expected} bytes")

    def _continues(self, response: httpx.Response) -> bool:
        return str(response.headers.get("content-range", "")).startswith(f"bytes {self.size}-")

    def _validator(self) -> str:
        try:
            return str(json.loads(self._note.read_text(encoding="utf-8"))["validator"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self) -> None:
        self.path.replace(self.target)
        self._note.unlink(missing_ok=True)


def _total(response: httpx.Response) -> int | None:
    total = response.headers.get("content-range", "").rpartition("/")[2]
    return int(total) if total.isdecimal() else None


def _validator_of(response: httpx.Response) -> str:
    """A strong ETag, else the date of change: only they may be sent in If-Range."""
    etag = str(response.headers.get("etag", ""))
    return etag if etag and not etag.startswith("W/") else str(response.headers.get("last-modified", ""))
