"""What a viewer may not know or see stays out of every byte of the pages."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from gotgan.terms.access import Access
from tests.site.fakes import OFFICER, SECRET_HIGH, SECRET_LOW, SECRET_TOP, dataset

PAGE = "/datasets/haewon/bus-stops-1"
DOORS = [PAGE, f"{PAGE}?table=bus-stops.csv", f"{PAGE}/record", f"{PAGE}/columns/bus-stops.csv/2",
         f"{PAGE}/columns/bus-stops.csv/1"]  # fmt: skip
GATED = Access(True, False, False, "apply_download", ("not_opened",), ("sign_in", "ask"))
SECRET = Access(False, False, False, "", ("absent",))
SECRET_VALUES = [str(SECRET_LOW), str(SECRET_HIGH), SECRET_TOP, "00123", "강변로", "010-****"]


class Met(HTMLParser):
    """Every element, attribute and script that a browser would meet."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.scripts: list[tuple[str, str]] = []
        self._kind: str | None = None

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self._kind = dict(attrs).get("type", "") if tag == "script" else None

    def handle_data(self, data):
        if self._kind is not None:
            self.scripts.append((self._kind, data))

    def handle_endtag(self, tag):
        self._kind = None


@pytest.mark.parametrize("address", DOORS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_gated_pages_show_no_value(hub, korean, address, language):
    hub.access = GATED
    page = korean.get(address, headers={"accept-language": language}).content.decode()
    assert [value for value in SECRET_VALUES if value in page] == []


def test_open_page_shows_the_values(korean):
    page = korean.get(PAGE).content.decode()
    assert SECRET_TOP in page
    assert "00123" in page


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/columns/bus-stops.csv/3"])
def test_values_of_a_column_with_findings_are_withheld_from_everyone(hub, korean, address):
    column = hub.evidence[0].profile["columns"][3]
    column.update(min="010-1234-5678", max="010-9999-9999", top=[{"value": "010-1234-5678", "count": 3}])
    try:
        assert "010-1234" not in korean.get(address).content.decode()
    finally:
        column.update(min=None, max=None, top=None)


@pytest.mark.parametrize("suffix", ["", "/record", "/columns/bus-stops.csv/2"])
def test_secret_and_absent_get_the_same_answer(hub, korean, suffix):
    absent = korean.get("/datasets/haewon/never-was" + suffix)
    hub.access = SECRET
    secret = korean.get(PAGE + suffix)
    assert (absent.status_code, secret.status_code) == (404, 404)
    assert absent.content.decode().replace("never-was", "bus-stops-1") == secret.content.decode()
    assert dict(absent.headers) == {**secret.headers, "Content-Length": absent["Content-Length"]}


def test_gated_page_has_no_download_link_and_says_why(hub, english):
    hub.access = GATED
    page = english.get(PAGE).content.decode()
    assert "/resolve/main/" not in page
    assert "has not opened it" in page
    assert "/organisations/haewon" in page


def test_structured_data_names_columns_but_no_value(hub, korean):
    page = korean.get(PAGE).content.decode()
    document = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert document["@type"] == "Dataset"
    assert "도로명" in document["variableMeasured"]
    assert document["distribution"][0]["contentUrl"].startswith(
        "http://testserver/datasets/haewon/bus-stops-1/resolve/main/"
    )
    assert SECRET_TOP not in json.dumps(document, ensure_ascii=False)


def test_descriptions_of_strangers_run_no_script(hub, korean):
    hub.datasets["d1"] = dataset(
        1, description="<img src=x onerror=alert(1)> [a](javascript:alert(1)) <style>*{display:none}</style>ok",
        links=({"location": "javascript:alert(2)", "path": "evil"},), title="</script><script>alert(3)</script>",
    )  # fmt: skip
    met = Met()
    met.feed(korean.get(PAGE).content.decode())
    assert [
        name for _tag, name, value in met.attributes if name.startswith("on") or "javascript:" in (value or "")
    ] == []
    assert "style" not in met.tags
    assert all("alert" not in code for kind, code in met.scripts if kind != "application/ld+json")


def test_keepers_pages_refuse_people_of_other_organisations(hub, korean):
    hub.viewer = OFFICER
    hub.source = type(hub.source)(**{**vars(hub.source), "organisation": "1352000"})
    assert [korean.get(address).status_code for address in ("/scans/k1", "/sources/s1/remove")] == [403, 403]


@pytest.mark.parametrize("act", ["publish", "unpublish", "open", "close"])
def test_visitors_change_nothing(hub, act):
    answer = Client().post(f"{PAGE}/{act}")
    assert answer.status_code == 302
    assert hub.done == []


def test_forms_need_their_token(hub):
    hub.viewer = OFFICER
    answer = Client(enforce_csrf_checks=True).post(f"{PAGE}/publish")
    assert answer.status_code == 403
    assert hub.done == []
