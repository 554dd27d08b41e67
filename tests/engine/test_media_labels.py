"""Labels: each form read, each thing wrong with it named with its place, images and labels matched."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.engine.media.annotations import LabelFacts, LabelState, finish, merge, partial

Files = dict[str, Any]


def state_of(folder: Path, files: Files) -> LabelState:
    """Text as it is, anything else as JSON; an image is an empty file, for only its name counts."""
    named = []
    for number, (name, content) in enumerate(files.items()):
        path = folder / str(number)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
        named.append((name, path))
    return partial(named)


def facts_of(folder: Path, files: Files) -> LabelFacts:
    return finish(state_of(folder, files))


def counts(facts: LabelFacts) -> dict[str, int]:
    return {kind: found.count for kind, found in facts.issues.items()}


CATEGORIES = [{"id": 1, "name": "차량"}, {"id": 7, "name": "사람"}]


def coco(annotations: list[Any], **more: Any) -> Files:
    images = [
        {"id": 1, "file_name": "train/a.jpg", "width": 100, "height": 50},
        {"id": 2, "file_name": "b.jpg", "width": 100, "height": 50},
    ]
    return {"annotations": annotations, "images": images, "categories": CATEGORIES, **more}


def labelled(**more: Any) -> Files:
    return {"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20], **more}


def test_coco_in_order(tmp_path: Path) -> None:
    files = {"l.json": coco([labelled(), labelled(category_id=7)]), "사진/a.jpg": "", "사진/b.jpg": "", "c.jpg": ""}
    facts = facts_of(tmp_path, files)
    assert facts.formats == {"coco": 1}
    assert (facts.boxes, facts.classes, facts.issues) == (2, {"사람": 1, "차량": 1}, {})
    assert (facts.images, facts.labelled_images, facts.empty_labels) == (3, 2, 1)
    assert facts.images_without_labels is not None
    assert (facts.images_without_labels.count, facts.images_without_labels.examples) == (1, ("c",))
    assert not facts.is_clean


@pytest.mark.parametrize(
    ("document", "issues", "place"),
    [
        (coco([labelled(bbox=[90, 10, 20, 20])]), {"outside_image": 1}, "l.json annotations[0]"),
        (coco([labelled(), labelled(bbox=[90, 10, 10.9, 20])]), {}, ""),
        (coco([labelled(bbox=[-2, 10, 20, 20])]), {"outside_image": 1}, "l.json annotations[0]"),
        (coco([labelled(), labelled(bbox=[1, 1, 0, 5])]), {"no_area": 1}, "l.json annotations[1]"),
        (coco([labelled(bbox=[1, 1, -3, 5])]), {"no_area": 1}, "l.json annotations[0]"),
        (coco([labelled(category_id=2)]), {"unknown_category": 1}, "l.json annotations[0]"),
        (coco([labelled(image_id=9)]), {"unknown_image": 1}, "l.json annotations[0]"),
        (coco([labelled(bbox=[1, 2, 3])]), {"wrong_schema": 1}, "l.json annotations[0]"),
        (coco([labelled(bbox=[1, 2, 3, "넷"])]), {"wrong_schema": 1}, "l.json annotations[0]"),
        (coco(["x"]), {"wrong_schema": 1}, "l.json annotations[0]"),
        (coco([{"image_id": 1, "bbox": [1, 1, 2, 2]}]), {"wrong_schema": 1}, "l.json annotations[0]"),
        (coco([{"image_id": 1, "caption": "글"}]), {}, ""),
        (coco([labelled()], categories=[]), {"wrong_schema": 1}, "l.json categories"),
        (coco([labelled()], categories=[*CATEGORIES, CATEGORIES[0]]), {"repeated_id": 1}, "l.json categories[2]"),
        (coco([], images=[{"id": 1}]), {"wrong_schema": 1}, "l.json images[0]"),
    ],
)
def test_coco_what_is_wrong(tmp_path: Path, document: Files, issues: dict[str, int], place: str) -> None:
    facts = facts_of(tmp_path, {"l.json": document})
    assert counts(facts) == issues
    assert [example for found in facts.issues.values() for example in found.examples] == ([place] if place else [])


def test_json_behind_a_byte_order_mark_and_json_that_breaks_off(tmp_path: Path) -> None:
    content = json.dumps(coco([labelled()])).encode()
    assert counts(facts_of(tmp_path, {"a.json": b"\xef\xbb\xbf" + content})) == {}
    assert counts(facts_of(tmp_path, {"a.json": content[:-10]})) == {"not_read": 1}


def voc(objects: str, size: str = "<size><width>100</width><height>50</height></size>") -> str:
    return f"<annotation><filename>a.jpg</filename>{size}{objects}</annotation>"


def voc_object(edges: str, name: str = "<name>차량</name>") -> str:
    words = zip(("xmin", "ymin", "xmax", "ymax"), edges.split(), strict=True)
    return f"<object>{name}<bndbox>{''.join(f'<{key}>{value}</{key}>' for key, value in words)}</bndbox></object>"


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        (voc(voc_object("1 1 100 50")), {}),
        (voc(voc_object("1 1 102 50")), {"outside_image": 1}),
        (voc(voc_object("10 1 10 50")), {"no_area": 1}),
        (voc(voc_object("10 1 열 50")), {"wrong_schema": 1}),
        (voc("<object><name>x</name></object>"), {"wrong_schema": 1}),
        (voc(voc_object("1 1 9 9", "")), {"wrong_schema": 1}),
        (voc(voc_object("1 1 9 9"), ""), {"wrong_schema": 1}),
        (voc(""), {}),
        (voc("")[:-5], {"not_read": 1}),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + voc(voc_object("1 1 9 9", "<name>&b;</name>")), {"not_read": 1}),
    ],
)
def test_voc(tmp_path: Path, text: str, issues: dict[str, int]) -> None:
    facts = facts_of(tmp_path, {"a.xml": text, "a.jpg": ""})
    assert counts(facts) == issues
    if "not_read" not in issues:
        assert (facts.formats, facts.labelled_images) == ({"voc": 1}, 1)
        assert facts.empty_labels == (0 if "<object>" in text else 1)


def test_yolo_with_names(tmp_path: Path) -> None:
    lines = [
        "0 0.5 0.5 0.2 0.2", "1 0.5 0.5 1 1", "0 0.9 0.5 0.4 0.2", "1 0.5 0.5 0 0.2", "5 .5 .5 .1 .1",
        "0 0.1 0.1 0.3 0.1 0.2 0.4", "0 0.5 0.5 0.2", "0 0.1 0.1 0.1 0.1 0.1",
    ]  # fmt: skip
    files = {
        "classes.txt": "차량\n사람\n",
        "labels/a.txt": "\n".join(lines),
        "labels/b.txt": "",
        "a.jpg": "",
        "b.png": "",
    }
    facts = facts_of(tmp_path, {**files, "c.png": "", "notes.txt": ""})
    assert (facts.formats, facts.boxes) == ({"yolo": 1}, 6)
    assert facts.classes == {"차량": 3, "사람": 2, "5": 1}
    assert counts(facts) == {"no_area": 1, "outside_image": 1, "unknown_category": 1, "wrong_schema": 2}
    assert facts.issues["unknown_category"].examples == ("labels/a.txt line 5",)
    assert (facts.labelled_images, facts.empty_labels) == (2, 1)
    assert facts.images_without_labels is not None
    assert facts.images_without_labels.examples == ("c",)
    assert facts.labels_without_images is not None
    assert facts.labels_without_images.count == 0


@pytest.mark.parametrize("text", ["names: [차량, 사람]\nnc: 2\n", "names:\n  0: 차량\n  1: 사람\n"])
def test_yolo_names_in_yaml(tmp_path: Path, text: str) -> None:
    assert facts_of(tmp_path, {"data.yaml": text, "a.txt": "1 .5 .5 .1 .1"}).classes == {"사람": 1}
    assert facts_of(tmp_path, {"a.txt": "1 .5 .5 .1 .1"}).classes == {"1": 1}
    both = facts_of(tmp_path, {"data.yaml": text, "classes.txt": "다른\n", "a.txt": "1 .5 .5 .1 .1"})
    assert counts(both) == {"wrong_schema": 1}


CONLL = """## 문서
서울\tB-LOC
시청\tI-LOC
에서\tO

홍길동\tI-PER
이\tO
부산\tB-LOC
역\tI-ORG
은\tX
끝
"""


def test_conll_sequences(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"a.txt": CONLL})
    assert (facts.formats, facts.sentences, facts.tokens) == ({"conll": 1}, 2, 9)
    assert facts.classes == {"LOC": 2, "ORG": 1, "PER": 1}
    assert counts(facts) == {"broken_sequence": 2, "unknown_tag": 2, "wrong_schema": 1}
    assert facts.issues["broken_sequence"].examples == ("a.txt line 6", "a.txt line 9")
    assert facts.images_without_labels is None
    said = json.dumps(facts.to_json(), ensure_ascii=False) + repr(facts)
    assert not [word for word in ("서울", "홍길동", "부산") if word in said]


def test_conll_in_bioes(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"a.conll": "가 NN B-LOC\n나 NN E-LOC\n다 NN S-PER\n라 NN E-PER\n마 NN O\n"})
    assert (facts.classes, counts(facts)) == ({"PER": 2, "LOC": 1}, {"broken_sequence": 1})


IMAGE = {"filename": "a.jpg", "resolution": "1920*1080"}
BOXED: dict[str, Any] = {
    "four numbers": ({"label": "차량", "bbox": [10, 10, 100, 100]}, {}),
    "corners": ({"class": "차량", "Bounding_Box": {"xmin": 5, "ymin": 5, "xmax": 9, "ymax": 9}}, {}),
    "own edges": ({"class_name": "차량", "x": 1, "y": 1, "width": 5, "height": "5"}, {}),
    "points": ({"label": "차량", "points": [[1, 1], [9, 9]]}, {}),
    "flat polygon": ({"label": "차량", "polygon": [1, 1, 9, 1, 9, 9]}, {}),
    "rings": ({"label": "차량", "segmentation": [[1, 1, 9, 1, 9, 9]]}, {}),
    "points as objects": ({"label": "차량", "points": [{"x": 1, "y": 1}, {"x": 9, "y": 5}]}, {}),
    "no area": ({"label": "차량", "points": [[1, 1], [1, 9]]}, {"no_area": 1}),
    "outside": ({"label": "차량", "bbox": [1900, 10, 100, 1080]}, {"outside_image": 1}),
    "no class": ({"bbox": [1, 1, 9, 9]}, {"wrong_schema": 1}),
    "broken box": ({"label": "차량", "bbox": [1, 1, 9]}, {"wrong_schema": 1}),
    "one point": ({"label": "차량", "points": [[1, 1]]}, {"wrong_schema": 1}),
}


@pytest.mark.parametrize("case", BOXED)
@pytest.mark.parametrize("outer", ["annotations", "shapes", "객체"])
def test_label_json_of_any_schema(tmp_path: Path, case: str, outer: str) -> None:
    item, issues = BOXED[case]
    facts = facts_of(tmp_path, {"x.json": {"info": {"license": 1}, "image": IMAGE, outer: [item]}, "a.jpg": ""})
    assert (facts.formats, counts(facts)) == ({"json": 1}, issues)
    assert facts.boxes == (0 if case in ("broken box", "one point") else 1)
    assert facts.classes == ({} if case == "no class" else {"차량": 1})
    assert facts.labels_without_images is not None
    assert facts.labels_without_images.count == 0


def test_four_numbers_are_corners_when_only_that_fits(tmp_path: Path) -> None:
    boxes = [{"label": "a", "bbox": [1000, 500, 1900, 1000]}, {"label": "a", "bbox": [1, 1, 50, 50]}]
    assert counts(facts_of(tmp_path, {"x.json": {"image": IMAGE, "annotations": boxes}})) == {}


def test_json_categories_and_nested_boxes(tmp_path: Path) -> None:
    document = {
        "images": {"file_name": "a.jpg", "width": 100, "height": 100},
        "annotations": {"items": [{"category_id": 1, "boxes": [{"x": 1, "y": 1, "w": 5, "h": 5, "category_id": 4}]}]},
        "categories": [{"id": 1, "name": "차량"}],
    }
    facts = facts_of(tmp_path, {"x.json": document})
    assert (facts.boxes, counts(facts)) == (1, {"unknown_category": 1})


def test_json_with_one_class_for_the_image(tmp_path: Path) -> None:
    files = {"x.json": {"file_name": "a.jpg", "label": "포트홀"}, "y.json": {"image": {**IMAGE}, "annotations": []}}
    facts = facts_of(tmp_path, files)
    assert (facts.classes, facts.labelled_images, facts.empty_labels) == ({"포트홀": 1}, 1, 1)


OTHERS: Files = {
    "package.json": {"name": "x", "image": "logo.svg"},
    "list.json": [{"title": "목록"}],
    "map.json": {"type": "FeatureCollection", "features": [{"geometry": {"coordinates": [[[1, 2], [3, 4], [5, 6]]]}}]},
    "a.xml": "<rss><channel/></rss>",
    "prose.txt": "시청은 오늘 회의를 열었다.\n내일도 연다.\n",
    "numbers.txt": "1 20 30 40 50\n2 30 40 50 60\n",
    "settings.yaml": "a: 1\n",
}  # fmt: skip


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    assert state_of(tmp_path, OTHERS) == LabelState()


def test_classes_that_are_no_vocabulary_are_withheld(tmp_path: Path) -> None:
    people = [{"name": f"이름{number}", "bbox": [1, 1, 5, 5]} for number in range(30)]
    facts = facts_of(tmp_path, {"x.json": {"image": IMAGE, "faces": people}})
    assert (facts.class_count, facts.classes) == (30, {})


MANY: Files = {
    "l.json": coco([labelled(), labelled(category_id=9)]), "a.xml": voc(voc_object("1 1 300 9")), "a.jpg": "",
    "y.txt": "0 .5 .5 .1 .1\n9 .5 .5 .1 .1", "classes.txt": "가\n나", "b.txt": CONLL, "z.txt": "", "z.jpg": "",
    "x.json": {"image": IMAGE, "annotations": [{"bbox": [1, 1, 9, 9]}]}, "w.txt": "9 .5 .5 0 .1", "broken.json": "{",
}  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.permutations(sorted(MANY)), st.integers(0, len(MANY)), st.integers(0, len(MANY)))
def test_merge_associates_and_equals_the_whole(names: list[str], one: int, two: int) -> None:
    low, high = sorted((one, two))
    with tempfile.TemporaryDirectory() as folder:
        a, b, c = (
            state_of(Path(folder), {name: MANY[name] for name in part})
            for part in (names[:low], names[low:high], names[high:])
        )
        whole = state_of(Path(folder), MANY)
    assert merge(merge(a, b), c) == merge(a, merge(b, c)) == whole
    assert finish(merge(merge(a, b), c)) == finish(whole)


def test_facts_are_json(tmp_path: Path) -> None:
    document = facts_of(tmp_path, MANY).to_json()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["issues"]["not_read"] == {"count": 1, "examples": ["broken.json"]}
    assert document["images_without_labels"] == {"count": 0, "examples": []}


KEYS = ["image", "file_name", "bbox", "points", "label", "x", "y", "w", "h", "width", "annotations", "images", "id"]
LEAF = st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.sampled_from(["", "a.jpg", "1", "차량"])
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_no_json_stops_the_reading(document: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        facts = facts_of(Path(folder), {"x.json": document, "a.jpg": ""})
    assert facts.boxes >= counts(facts).get("no_area", 0)
    assert json.dumps(facts.to_json(), allow_nan=False)
