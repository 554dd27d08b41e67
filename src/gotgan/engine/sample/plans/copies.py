"""The same rows held twice: renamed, without header, in part, older, or in another form."""

from __future__ import annotations

from gotgan.engine.sample.defects import Defect
from gotgan.engine.sample.forms import CP949, PARQUET, UTF8, UTF8_SIG
from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.plan import Plan, copy_of
from gotgan.engine.sample.plans.local import LOCAL
from gotgan.engine.sample.plans.national import ACCIDENTS, HERITAGE, HOSPITALS, SHELTERS, WATER_QUALITY
from gotgan.engine.sample.workbook import WORKBOOK

PARKS_OF = {plan.institution.code: plan for plan in LOCAL if plan.subject.title == "도시공원 정보"}
LICENCES_OF = {plan.institution.code: plan for plan in LOCAL if plan.subject.title == "일반음식점 인허가"}

PARK_NAMES = {
    "관리번호": "PARK_NO", "공원명": "PARK_NM", "공원구분": "PARK_SE", "법정동코드": "LEGALDONG_CD",
    "소재지지번주소": "LNMADR", "위도": "LATITUDE", "경도": "LONGITUDE", "공원면적(㎡)": "PARK_AR",
    "공원보유시설(운동시설)": "MVM_FCLTY", "지정고시일": "APPN_NTFC_DATE", "관리기관명": "INSTITUTION_NM",
    "데이터기준일자": "REFERENCE_DATE",
}  # fmt: skip
HOSPITAL_NAMES = {
    "요양기관명": "기관이름", "종별코드명": "기관종류", "우편번호": "우편", "소재지지번주소": "주소",
    "의사총수": "의사수(명)", "병상수": "총병상", "개설일자": "개설일", "야간진료여부": "야간",
}  # fmt: skip


def _third(frame: Frame) -> Frame:
    return frame.taken(range(0, frame.rows, 3))


def _older(frame: Frame) -> Frame:
    """The first four fifths, before the last column was added."""
    return frame.taken(range(frame.rows * 4 // 5)).without(frame.names[-1])


COPIES: tuple[Plan, ...] = (
    copy_of(PARKS_OF["9910000"], "1990100", "취합자료", "renamed_headers", form=UTF8, title="공원 표준데이터 취합본",
            title_en="Collected park standard data", change=lambda frame: frame.renamed(PARK_NAMES)),
    copy_of(PARKS_OF["9920000"], "B990002", "취합자료", "missing_header", form=CP949, title="남부권 공원 목록",
            title_en="Southern parks", defects=(Defect("header_missing", 1),)),
    copy_of(LICENCES_OF["9910000"], "B990002", "취합자료", "subset", form=UTF8_SIG, title="음식점 인허가 일부",
            title_en="Part of restaurant licences", change=_third),
    copy_of(ACCIDENTS, "1990120", "취합자료", "older_copy", form=CP949, title="교통사고 자료 이전본",
            title_en="Older copy of traffic accidents", change=_older),
    copy_of(SHELTERS, "1990120", "취합자료", "identical_copy", form=CP949, title="이관받은 대피시설 현황",
            title_en="Shelters taken over"),
    copy_of(HERITAGE, "9930000", "취합자료", "other_form", form=WORKBOOK, title="국가유산 목록 전달본",
            title_en="Heritage list as received"),
    copy_of(WATER_QUALITY, "9920000", "취합자료", "subset", form=PARQUET, title="하천 수질 발췌본",
            title_en="Extract of river water quality", change=_third),
    copy_of(HOSPITALS, "9910000", "취합자료", "renamed_headers", form=CP949, title="의료기관 명부",
            title_en="Directory of clinics", change=lambda frame: frame.renamed(HOSPITAL_NAMES)),
)  # fmt: skip
