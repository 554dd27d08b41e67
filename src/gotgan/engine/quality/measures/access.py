"""Access: whether it can be reached, through which door."""

from __future__ import annotations

from typing import Any

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured
from gotgan.engine.quality.measures.metadata import by_answer
from gotgan.engine.quality.options import Number, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method


def links_of(look: Look) -> list[Any]:
    return list(look.stated("links") or ())


@measure("access.reached")
def reached(look: Look) -> Measured:
    """1 where this hub hands it out or an address answered; an address that nobody tried counts nothing, as not
    measured."""
    links = links_of(look)
    answered = [link for link in links if link.get("is_reachable")]
    if look.facts.is_opened:
        said = Words("이 곳간에서 누구나 받을 수 있습니다.", "This hub hands it out to everyone.")
        return Measured(1.0, said, Method.MEASURED, 1.0, look.scan)
    if answered:
        said = Words(f"주소 {len(answered)}개가 응답했습니다.", f"{len(answered)} addresses answered.")
        return Measured(1.0, said, Method.MEASURED, 0.9, look.by_record("links"))
    tried = [link for link in links if link.get("is_reachable") is not None]
    if tried:
        said = Words(f"접근 주소 {len(tried)}개를 열어 보았으나 응답하지 않았습니다.",
                     f"{len(tried)} addresses were tried; none answered.")  # fmt: skip
        return Measured(0.0, said, Method.MEASURED, 0.7, look.by_record("links"))
    if links or _addresses(look):
        said = Words("접근 주소가 응답하는지 측정하지 않았습니다.", "Whether its address answers was not measured.")
        evidence = look.by_record("links") or look.by_answer("provision_now_how")
        return Measured(0.0, said, Method.DECLARED, 0.0, evidence, verifier="register", is_unknown=True)
    said = Words("접근 주소가 없습니다.", "No address is stated.")
    return Measured(0.0, said, Method.MEASURED, 0.7, verifier="register")


@measure("access.download")
def download(look: Look) -> Measured:
    """1 where a download address is stated, or this hub hands it out."""
    is_read = look.facts.is_opened or bool(links_of(look))
    is_there = is_read or bool(_addresses(look))
    said = (
        Words("내려받을 주소가 있습니다.", "A download address is stated.")
        if is_there
        else Words("내려받을 주소가 없습니다.", "No download address is stated.")
    )
    if is_there and not is_read:
        return by_answer(look, said, "provision_now_how")
    return Measured(float(is_there), said, Method.MEASURED, 1.0, look.by_record("links"), verifier="register")


def _addresses(look: Look) -> Any:
    return look.part("provision_now_how", "addresses")


@measure("access.route")
@takes(direct=Number(1.0), application=Number(0.6), zone=Number(0.3))
def route(look: Look, options: Options) -> Measured:
    """What its widest route is worth: `direct` a download or an interface, `application` on application or sale, `zone`
    any other, as a safe zone; 0 where none is known."""
    said_routes = look.answer("future_routes") or look.part("provision_now_how", "routes") or ()
    routes = set(map(str, said_routes)) if isinstance(said_routes, list | tuple) else set()
    if look.facts.is_opened:
        said = Words("이 곳간에서 누구나 받을 수 있습니다.", "This hub hands it out to everyone.")
        return Measured(options["direct"], said, Method.MEASURED, 1.0, look.scan)
    value = (
        options["direct"] if routes & {"download", "api", "stream"}
        else options["application"] if routes & {"apply_download", "trade"}
        else options["zone"] if routes else 0.0
    )  # fmt: skip
    shown = ", ".join(sorted(routes)) or "-"
    said = Words(f"제공 경로: {shown}.", f"Routes of provision: {shown}.")
    evidence = look.by_answer("future_routes", "provision_now_how")
    return Measured(value, said, Method.DECLARED, 0.5, evidence, verifier="person")


@measure("access.protocol")
def protocol(look: Look) -> Measured:
    """1 where it can be had over HTTP without a program of its own."""
    web = [link for link in links_of(look) if str(link.get("location") or "").startswith(("http://", "https://"))]
    is_there = bool(web) or look.facts.is_opened
    said = (
        Words("표준 프로토콜(HTTP)로 받을 수 있습니다.", "It can be had over a standard protocol (HTTP).")
        if is_there
        else Words("표준 프로토콜로 받을 주소가 없습니다.", "No address of a standard protocol is stated.")
    )
    return Measured(float(is_there), said, Method.MEASURED, 0.9, look.by_record("links") or look.scan)


@measure("access.kept_record")
def kept_record(look: Look) -> Measured:
    """1: this hub keeps the record of a dataset also after the data is gone."""
    said = Words("데이터가 없어져도 기록은 이 곳간에 남습니다.", "Its record stays in this hub after the data is gone.")
    return Measured(float(bool(look.record.id)), said, Method.MEASURED, 1.0, look.scan, verifier="register")
