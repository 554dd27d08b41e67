"""Texts for language models: questions on law, minutes, counsel, leaflets."""

from __future__ import annotations

from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject
from gotgan.engine.sample.words import AGENDA, ANSWERS, COUNSEL, DEPARTMENTS, LAWS, OPINIONS


def law_questions(m: Maker) -> Frame:
    chosen = [LAWS[int(index or 0)] for index in m.pick(tuple(range(len(LAWS))))]
    return Frame({
        "문항ID": m.serial("LQ", 6),
        "법령명": [law for law, _, _ in chosen],
        "조문": [f"제{number}조" for number in m.rng.integers(1, 120, m.rows).tolist()],
        "질문": [question for _, question, _ in chosen],
        "답변": [answer for _, _, answer in chosen],
        "난이도": m.pick(("상", "중", "하")),
        "검수여부": m.pick((True, False), (9, 1)),
    })  # fmt: skip


def counsel(m: Maker) -> Frame:
    return Frame({
        "상담ID": [f"C{index // 6 + 1:06d}" for index in range(m.rows)],
        "발화순서": [index % 6 + 1 for index in range(m.rows)],
        "화자": m.cycle(("상담사", "시민")),
        "발화": m.pick(COUNSEL),
        "의도": m.pick(("문의", "안내", "확인", "인사")),
        "채널": m.pick(("전화", "채팅")),
    })  # fmt: skip


def press(m: Maker) -> Frame:
    topics = m.pick(AGENDA)
    return Frame({
        "보도일자": m.sorted_days("2025-01-02", "2026-09-30"),
        "담당부서": m.pick(DEPARTMENTS),
        "제목": [f"{topic} 추진" for topic in topics],
        "본문": [f"{topic}을(를) 위해 관계 부서가 함께 나선다. {opinion}"
                 for topic, opinion in zip(topics, m.pick(OPINIONS), strict=True)],
        "출처표시": m.pick(("공공누리 1유형", "공공누리 4유형")),
    })  # fmt: skip


def reviews(m: Maker) -> Frame:
    return Frame({
        "응답번호": m.serial("", 6),
        "응답일자": m.sorted_days("2026-03-01", "2026-08-31"),
        "연령대": m.pick(("20대", "30대", "40대", "50대", "60대 이상")),
        "서비스": m.pick(("민원 처리", "도서관", "대중교통", "복지 상담", "공원")),
        "만족도(5점)": m.pick((1, 2, 3, 4, 5), (1, 2, 4, 6, 4)),
        "의견": m.pick(ANSWERS + OPINIONS),
    })  # fmt: skip


def minutes_text(m: Maker) -> str:
    """The minutes of one meeting as plain text."""
    topics, speeches = m.pick(AGENDA), m.pick(OPINIONS)
    lines = [f"제{m.rng.integers(1, 90)}차 회의록", "장소: 대회의실", "", "안건"]
    lines += [f"{number}. {topic}" for number, topic in enumerate(dict.fromkeys(topics[:4]), 1)]
    lines += ["", "발언"]
    lines += [f"○ 위원 {number}: {speech}" for number, speech in enumerate(speeches, 1)]
    return "\n".join([*lines, "", "이 회의록은 만들어 낸 표본입니다.", ""])


LAW_QUESTIONS = Subject(
    "법령 질의응답 말뭉치",
    "Questions and answers on law",
    "법률",
    ("법령", "질의응답", "말뭉치"),
    "생활 법령에 관한 질문과 답변을 짝지은 말뭉치입니다.",
    law_questions,
    "text",
)
COUNSEL_TALKS = Subject(
    "민원 상담 대화 말뭉치",
    "Counsel dialogues",
    "공공행정",
    ("상담", "대화", "말뭉치"),
    "콜센터 상담사와 시민의 대화를 발화 단위로 적은 말뭉치입니다.",
    counsel,
    "text",
)
PRESS = Subject(
    "보도자료 모음",
    "Press releases",
    "공공행정",
    ("보도자료", "말뭉치", "홍보"),
    "부서별 보도자료의 제목과 본문입니다.",
    press,
    "text",
)
REVIEWS = Subject(
    "행정서비스 만족도 조사",
    "Service satisfaction survey",
    "공공행정",
    ("만족도", "설문", "조사"),
    "행정서비스 이용자의 만족도와 의견입니다.",
    reviews,
)
