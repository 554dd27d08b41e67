"""What is signed, and that it is what the one who signs has seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gotgan.terms.digest import canonical_json, fingerprint, sha256_of
from gotgan.terms.errors import Invalid, Issue

FORMAT = 2


@dataclass(frozen=True)
class Seen:
    """What somebody had before them, by sha256: the list, its minutes, and its objections where they matter."""

    document: str
    minutes: str
    objections: str | None = None


def minutes_hash(minutes: str) -> str:
    return sha256_of([minutes.encode()])


def objections_hash(lines: Sequence[Mapping[str, Any]]) -> str:
    """Of objections with their answers, as the archive holds them."""
    return sha256_of([canonical_json(list(lines))])


@dataclass(frozen=True)
class Standing:
    """What a version is signed on: hashes of its texts, and what names it. `panel` and `until` may be empty; `gone` are
    members known to be withdrawn or held no longer. `institutions` {code: (Korean, English)} as they are called when it
    is signed: who answers for the list, and whom its floors and caps name; None in a signature from before they were
    kept."""

    slug: str
    number: int
    names: tuple[str, str]
    owner: str
    texts: Mapping[str, str]
    settings: Mapping[str, Any]
    shortlist: Sequence[str]
    panel: Mapping[str, Any]
    without_panel: str
    minutes: str
    until: str
    objections: Sequence[Mapping[str, Any]]
    gone: Collection[str] = ()
    institutions: Mapping[str, Sequence[str]] | None = None

    def signed_over(self) -> dict[str, Any]:
        """What the signature is the sha256 of, as canonical JSON: names as they are, texts by their hash."""
        called = None if self.institutions is None else {code: list(each) for code, each in self.institutions.items()}
        return {
            "format": FORMAT,
            "list": {"slug": self.slug, "name_ko": self.names[0], "name_en": self.names[1], "owner": self.owner},
            "number": self.number,
            **self.texts,
            "settings": fingerprint(self.settings),
            "shortlist": fingerprint(list(self.shortlist)),
            "panel": fingerprint(self.panel) if self.panel else "",
            "without_panel": minutes_hash(self.without_panel),
            "minutes": minutes_hash(self.minutes),
            "until": self.until,
            "objections": objections_hash(self.objections),
            "gone": sorted(self.gone),
            **({} if called is None else {"institutions": called}),
        }


def signature_of(signed_over: Mapping[str, Any]) -> str:
    return fingerprint(signed_over)


def broken_parts(signature: str, signed_over: Mapping[str, Any], now: Standing) -> tuple[str, ...]:
    """What is not as it was signed; empty for a signature that holds. One from before there was `signed_over` is over
    document and minutes."""
    standing = now.signed_over()
    if not signed_over:
        old = {name: standing[name] for name in ("document", "minutes")}
        return () if signature_of(old) == signature else ("signature",)
    differs = tuple(name for name in standing if signed_over.get(name) != standing[name])
    return differs if signature_of(signed_over) == signature else (*differs, "signature")


def check_seen(seen: Seen, now: Seen) -> None:
    """Raises: Invalid naming each thing that is not what was seen."""
    if changed := list(_changed(seen, now)):
        raise Invalid(*changed)


def _changed(seen: Seen, now: Seen) -> Iterator[Issue]:
    remedy = "look at it as it is now, and decide again"
    if seen.document != now.document:
        yield Issue("document", "the list was chosen anew since you opened the page", remedy)
    if seen.minutes != now.minutes:
        yield Issue("minutes", "somebody wrote the minutes anew since you opened the page", remedy)
    if seen.objections is not None and seen.objections != now.objections:
        yield Issue("objections", "objections or answers came in since you opened the page", remedy)


def check_gone(gone: Collection[str], acknowledged: Collection[str]) -> None:
    """A list is signed with members that are gone only by who says so. Raises: Invalid."""
    if unknown := set(gone) - set(acknowledged):
        what = f"{len(unknown)} member(s) were withdrawn or are held no longer"
        raise Invalid(Issue("members", what, "tick that you sign the list with them, or make a new version"))
