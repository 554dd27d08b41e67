"""Section G: how the data is provided now, and what the record says of why it is not."""

from __future__ import annotations

from typing import Any

from gotgan.survey.rules.prefill.known import Known, Origin, fills, registered, stated_as
from gotgan.survey.rules.prefill.protected import has_person
from gotgan.survey.rules.prefill.readings import Pattern, code_in, rights_patterns
from gotgan.terms.survey import Answer, Confidence, EvidenceRef, FilledBy

MOST_ADDRESSES = 10
_FREE, _PAID = frozenset({"n", "no", "무료", "false"}), frozenset({"y", "yes", "유료", "true"})
_PROVIDED = ("open", "limited")
_WITHHELD = ("limited", "internal", "none")


@fills("provision_now", Origin.REGISTER)
def provision_now(known: Known) -> Answer | None:
    """As the record states it; that a public catalogue lists it, without a word of access, is weaker."""
    value, access = known.stated("provision_now"), known.stated("access")
    if not value:
        return None
    if access:
        ko, en = f"목록 기록의 공개 수준: '{access}'", f'The record states the access level "{access}"'
        return registered(known, value, ko, en, Confidence.HIGH)
    is_written = known.stated("kind") in ("folder", "file", "sftp", "s3", "webdav", "httpindex")
    return stated_as(known, value, "제공 상태", "provision", Confidence.HIGH if is_written else Confidence.MEDIUM)


@fills("provision_now_how", Origin.REGISTER)
def provision_now_how(known: Known) -> Answer | None:
    """The addresses of its distributions; an open one is downloaded or asked by an API. Else what this hub does."""
    links = [str(link["location"]) for link in known.facts.catalogue.get("links") or ()][:MOST_ADDRESSES]
    provided = known.stated("provision_now")
    if provided not in _PROVIDED:
        return None
    if not links:
        ko, en = "이 허브에서 누구나 내려받을 수 있습니다.", "Everyone can download it from this hub."
        return registered(known, {"routes": ["download"]}, ko, en) if known.facts.is_opened else None
    value: dict[str, Any] = {"addresses": links}
    if provided == "open":
        routes = {code_in("routes", link) or "download" for link in links}
        value["routes"] = sorted(routes, key=("download", "api").index)
    return stated_as(known, value, "배포 주소", "distributions")


def _handed_out(known: Known, value: Any, ko: str, en: str) -> Answer | None:
    """What follows where its holder opened the whole of it to everyone in this hub: that is decided, not likely."""
    if not known.facts.is_opened or has_person(known):
        return None
    ko = f"보유 기관이 이 허브에서 전체를 누구에게나 개방했습니다. {ko}"
    return registered(known, value, ko, f"Its holder opened the whole of it to everyone in this hub. {en}")


@fills("possible_scope", Origin.REGISTER)
def scope_handed_out(known: Known) -> Answer | None:
    return _handed_out(known, ["all"], "일부만이 아닙니다.", "Not a part only.")


@fills("eligible_users", Origin.REGISTER)
def users_handed_out(known: Known) -> Answer | None:
    return _handed_out(known, ["anyone"], "이용자를 가리지 않습니다.", "Nobody is left out.")


@fills("future_routes", Origin.REGISTER)
def routes_handed_out(known: Known) -> Answer | None:
    return _handed_out(known, ["download"], "내려받는 길이 열려 있습니다.", "It is downloaded here.")


@fills("price", Origin.REGISTER)
def price(known: Known) -> Answer | None:
    """As the record says of a charge; this hub takes none for what it hands out to everyone."""
    text = known.stated("charge")
    word = text.casefold()
    if word in _PAID:  # how much, and by what, is for a person to say
        return None
    if word in _FREE:
        ko, en = f"목록 기록의 비용 부과 여부: '{text}'", f'The record says of a charge: "{text}"'
        return registered(known, {"model": "free"}, ko, en)
    return _handed_out(known, {"model": "free"}, "이 허브는 이용료를 받지 않습니다.", "This hub takes no fee.")


@fills("possible_scope", Origin.GUESS)
def possible_scope(known: Known) -> Answer | None:
    """What is open already can be provided, unless persons were found in it."""
    if known.stated("provision_now") != "open" or has_person(known):
        return None
    return registered(known, ["all"], "이미 개방되어 있습니다.", "It is open already.", Confidence.LOW)


@fills("reason_not_provided", Origin.GUESS)
def reason_not_provided(known: Known) -> Answer | None:
    """Codes whose patterns fit the `rights` text of what is not open; each quotes the words that fit."""
    text = known.stated("rights")
    if not text or known.stated("provision_now") not in _WITHHELD:
        return None
    said = [(pattern, words) for pattern in rights_patterns() if (words := pattern.said(text))]
    if not said:
        return None
    evidence = tuple(_quoted(known, pattern, words) for pattern, words in said)
    codes = list(dict.fromkeys(pattern.reason for pattern, _ in said))
    return Answer(codes, FilledBy.CATALOGUE_IMPORT, evidence, Confidence.LOW)


def _quoted(known: Known, pattern: Pattern, words: str) -> EvidenceRef:
    ko = f"권리 설명에 '{words}'(이)라고 적혀 있습니다: {pattern.note_ko} (규칙 {pattern.id})."
    en = f'The rights text says "{words}": {pattern.note_en} (pattern {pattern.id}).'
    return EvidenceRef("register", f"/datasets/{known.facts.address}/record", ko, en)


@fills("lifts_it", Origin.GUESS)
def lifts_it(known: Known) -> Answer | None:
    """What the list of reasons suggests for those that were suggested or answered last time."""
    reasons, codes = known.found.get("reason_not_provided"), known.form.code_lists.get("reason_not_provided")
    if reasons is None or codes is None or not isinstance(reasons.value, list):
        return None
    found = [code for reason in reasons.value if (each := codes.find(reason)) for code in each.suggests]
    if not found:
        return None
    told = known.labels("reason_not_provided", reasons.value)
    ko, en = f"사유({told.ko})에 대한 통상적인 해소 조건입니다.", f"What usually lifts the reason: {told.en}."
    return registered(known, list(dict.fromkeys(found)), ko, en, Confidence.LOW)


@fills("disclosure_exemption", Origin.GUESS)
def disclosure_exemption(known: Known) -> Answer | None:
    reasons = known.found.get("reason_not_provided")
    found = [code for code in (reasons.value if reasons else ()) if str(code).startswith("art9_")]
    if not found:
        return None
    ko, en = "제공하지 못하는 사유의 호와 같습니다.", "The items named among the reasons."
    return registered(known, found, ko, en, Confidence.LOW)


@fills("future_routes", Origin.GUESS)
def future_routes(known: Known) -> Answer | None:
    """The routes by which it is had already."""
    how = known.found.get("provision_now_how")
    routes = how.value.get("routes") if how is not None and isinstance(how.value, dict) else None
    if not routes:
        return None
    return registered(known, list(routes), "지금 쓰이는 경로입니다.", "The routes in use now.", Confidence.LOW)


@fills("eligible_users", Origin.GUESS)
def eligible_users(known: Known) -> Answer | None:
    if known.stated("provision_now") != "open" or has_person(known):
        return None
    return registered(known, ["anyone"], "누구에게나 개방되어 있습니다.", "It is open to everyone.", Confidence.LOW)
