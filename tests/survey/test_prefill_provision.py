"""Section G: public, restricted and closed data; reasons only where a text gives one, with its words."""

from __future__ import annotations

import pytest

from gotgan.survey.rules.prefill.readings import rights_patterns
from tests.survey.known_facts import answered, described, finding, note, scanned, suggested, sure, value
from tests.survey.standard import standard


def test_access_level_of_the_record() -> None:
    facts = described(provision_now="limited", access="restricted public")
    assert (value(facts, "provision_now"), sure(facts, "provision_now")) == ("limited", "high")
    assert "restricted public" in note(facts, "provision_now")
    assert sure(described(provision_now="open", kind="ckan"), "provision_now") == "medium"
    assert sure(described(provision_now="open", kind="folder"), "provision_now") == "high"
    assert value(described(title="a"), "provision_now") is None


def test_how_it_is_provided() -> None:
    links = [{"location": "https://a.example/api/v1"}, {"location": "https://a.example/x.csv"}]
    addresses = [link["location"] for link in links]
    facts = described(provision_now="open", links=links)
    assert value(facts, "provision_now_how") == {"routes": ["download", "api"], "addresses": addresses}
    assert value(facts, "future_routes") == ["download", "api"]
    limited = described(provision_now="limited", links=links)
    assert value(limited, "provision_now_how") == {"addresses": addresses}
    assert value(limited, "future_routes") is None
    assert value(described(provision_now="internal", links=links), "provision_now_how") is None


def test_what_this_hub_hands_out_is_downloaded() -> None:
    catalogue = {"provision_now": "open"}
    assert value(scanned(catalogue=catalogue, is_opened=True), "provision_now_how") == {"routes": ["download"]}
    assert value(scanned(catalogue=catalogue), "provision_now_how") is None


def test_what_its_holder_opened_here_is_decided() -> None:
    facts = scanned(catalogue={"provision_now": "open"}, is_opened=True)
    decided = {"possible_scope": ["all"], "eligible_users": ["anyone"], "future_routes": ["download"],
               "price": {"model": "free"}}  # fmt: skip
    assert {key: value(facts, key) for key in decided} == decided
    assert {sure(facts, key) for key in decided} == {"medium"}
    assert "opened the whole of it" in note(facts, "possible_scope")
    persons = scanned(catalogue={"provision_now": "open"}, is_opened=True, findings=(finding("resident_number"),))
    assert not {"possible_scope", "eligible_users", "price"} & set(suggested(persons))


def test_charge_of_the_record() -> None:
    assert value(described(charge="무료"), "price") == {"model": "free"}
    assert value(described(charge="N"), "price") == {"model": "free"}
    assert value(described(charge="유료"), "price") is None
    assert value(described(title="가"), "price") is None
    is_paid = scanned(catalogue={"provision_now": "open", "charge": "Y"}, is_opened=True)
    assert value(is_paid, "price") is None


def test_licence_bars_and_never_permits() -> None:
    barred = [{"purpose": "commercial_service", "answer": "no"}]
    assert value(described(licence="kogl_4"), "permitted_purposes") == barred
    assert value(described(licence="https://creativecommons.org/licenses/by-nc/4.0"), "permitted_purposes") == barred
    for free in ("kogl_0", "kogl_1", "kogl_2_ai", "cc0", "words of its own"):
        assert value(described(licence=free), "permitted_purposes") is None
    assert value(described(title="가"), "permitted_purposes") is None


def test_what_is_open_can_be_provided_to_everyone() -> None:
    facts = described(provision_now="open", rights="copyright restrictions may apply to some items")
    assert (value(facts, "possible_scope"), sure(facts, "possible_scope")) == (["all"], "low")
    assert value(facts, "eligible_users") == ["anyone"]
    assert value(facts, "reason_not_provided") is None
    assert value(described(provision_now="internal"), "possible_scope") is None


def test_what_is_open_with_persons_in_it_is_for_a_person_to_decide() -> None:
    facts = scanned(findings=(finding("resident_number"),), catalogue={"provision_now": "open"})
    assert not {"possible_scope", "eligible_users"} & set(suggested(facts))


@pytest.mark.parametrize(
    ("rights", "reasons"),
    [
        ("The dataset contains PII", ["art9_6_privacy"]),
        ("Disclosure would invade personal privacy (FOIA Exemption 6). System Managed by OPM.",
         ["art9_6_privacy", "not_ours"]),
        ("national defense or foreign policy (FOIA Exemption 1 and OMB 12-01 E", ["art9_2_security"]),
        ("business proprietary, trade secrets (FOIA Exemption 4)", ["art9_7_trade_secret"]),
        ("Inter-agency memorandums exempted from public disclosure (FOIA Exemption 5).", ["art9_5_in_progress"]),
        ("copyright resctrictions may apply to some items in this dataset", ["third_party_copyright"]),
        ("likely to jeopardize the personal safety of personnel", ["art9_3_life_property"]),
        ("contains federal tax information", ["art9_1_other_law"]),
        ("law enforcement sensitive", ["art9_4_trial_investigation"]),
        ("정보공개법 제9조제1항제6호", ["art9_6_privacy"]),
        ("통계법 제33조", ["statistics_act"]), ("의료법 제21조", ["medical_law"]), ("신용정보 포함", ["credit_law"]),
        ("공간정보 보안관리규정", ["map_security"]), ("부동산 투기 우려", ["art9_8_speculation"]),
        ("동의 범위를 넘음", ["consent_lacks_ai"]), ("품질이 미흡함", ["quality_too_low"]),
        ("예산이 부족함", ["no_budget_staff"]), ("추출 기능 없음", ["system_cannot_export"]),
        ("타 기관 소관", ["not_ours"]),
    ],
)  # fmt: skip
def test_reason_of_a_rights_text(rights: str, reasons: list[str]) -> None:
    facts = described(provision_now="internal", rights=rights)
    assert (value(facts, "reason_not_provided"), sure(facts, "reason_not_provided")) == (reasons, "low")
    evidence = suggested(facts)["reason_not_provided"].evidence
    assert len(evidence) == len(reasons)
    for each in evidence:
        said = each.note_en.split('"')[1]
        assert said.casefold() in rights.casefold()
        assert "pattern " in each.note_en


@pytest.mark.parametrize(
    "rights",
    [
        "", "restricted", "true", "NA", "Not Available", "Internal dataset", "private", "The dataset contains no PII",
        "PII has been removed", "개인정보 제거됨", "unclassified", "no copyright restrictions apply",
        "Contents which are not exempted from release by statute are made available",
    ],
)  # fmt: skip
def test_reason_that_no_text_gives_is_asked(rights: str) -> None:
    facts = described(provision_now="internal", rights=rights)
    assert not {"reason_not_provided", "lifts_it", "disclosure_exemption"} & set(suggested(facts))


def test_what_lifts_it_and_the_item_of_the_law_follow_from_the_reason() -> None:
    facts = described(provision_now="internal", rights="PII; managed by OPM")
    assert value(facts, "lifts_it") == ["deidentify", "synthetic", "safe_zone"]
    assert value(facts, "disclosure_exemption") == ["art9_6_privacy"]
    waiting = described(provision_now="internal", rights="under review")
    assert value(waiting, "lifts_it") is None


def test_reason_of_the_last_wave_leads_to_what_lifts_it_too() -> None:
    last = {"reason_not_provided": answered(["statistics_act"])}
    found = suggested(described(provision_now="internal"), last)
    assert found["lifts_it"].value == ["aggregate", "safe_zone"]
    assert "disclosure_exemption" not in found
    assert "lifts_it" not in suggested(described(), {"reason_not_provided": answered("na")})


def test_every_pattern_leads_to_a_code_of_the_list() -> None:
    reasons = standard().code_lists["reason_not_provided"]
    assert all(reasons.find(pattern.reason) for pattern in rights_patterns())
    ids = [pattern.id for pattern in rights_patterns()]
    assert len(ids) == len(set(ids))
