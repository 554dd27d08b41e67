"""A small but complete OAI-PMH 2.0 repository. Source: openarchives.org/OAI/openarchivesprotocol.html."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from tests.engine.source_server import Handler, Site

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)
DATACITE = (
    '<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/"><payload>'
    '<resource xmlns="http://datacite.org/schema/kernel-4">{}</resource></payload></oai_datacite>'
)
_ARGUMENTS = {
    "Identify": (set(), set()), "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}), "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set"}),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set"}),
}  # fmt: skip


@dataclass
class Entry:
    """One item; `forms` are its descriptions by metadata prefix. A deleted one has none."""

    identifier: str
    forms: dict[str, str] = field(default_factory=dict)
    datestamp: str = "2025-01-02T03:04:05Z"
    sets: tuple[str, ...] = ()
    is_deleted: bool = False


class Refusal(Exception):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass
class Repository:
    """`on_list` may answer a list request itself, to break what it likes; it returns whether it did."""

    entries: Sequence[Entry]
    page: int = 3
    says_size: bool = True
    has_sets: bool = False
    on_list: Callable[[Handler, dict[str, str]], bool] = lambda handler, asked: False
    tokens: dict[str, tuple[str, dict[str, str], int]] = field(default_factory=dict)
    lists: list[dict[str, str]] = field(default_factory=list)

    def serve_on(self, site: Site, path: str = "/oai") -> None:
        site.answers[path] = self.answer

    def answer(self, handler: Handler) -> None:
        pairs = parse_qsl(handler.path.partition("?")[2], keep_blank_values=True)
        asked = dict(pairs)
        if asked.get("verb", "").startswith("List") and asked["verb"] in ("ListRecords", "ListIdentifiers"):
            self.lists.append(dict(asked))
            if self.on_list(handler, asked):
                return
        try:
            if len(pairs) != len(asked):
                raise Refusal("badArgument")
            body = self.body(asked)
        except Refusal as refusal:
            body = f'<error code="{refusal.code}">refused</error>'
        handler.reply(200, envelope(body), Content_Type="text/xml; charset=utf-8")

    def body(self, asked: dict[str, str]) -> str:
        verb = asked.pop("verb", "")
        if verb not in _ARGUMENTS:
            raise Refusal("badVerb")
        if verb in ("ListRecords", "ListIdentifiers"):
            return f"<{verb}>{self._list(verb, asked)}</{verb}>"
        needed, allowed = _ARGUMENTS[verb]
        if not needed <= set(asked) <= needed | allowed:
            raise Refusal("badArgument")
        answer: str = getattr(self, f"_{verb}")(asked)
        return f"<{verb}>{answer}</{verb}>"

    def _Identify(self, _: dict[str, str]) -> str:
        return (
            "<repositoryName>test</repositoryName><baseURL>http://127.0.0.1/oai</baseURL>"
            "<protocolVersion>2.0</protocolVersion><adminEmail>admin@example.org</adminEmail>"
            "<earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent</deletedRecord>"
            "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
        )

    def _ListMetadataFormats(self, asked: dict[str, str]) -> str:
        entries = [self._find(asked["identifier"])] if "identifier" in asked else self.entries
        names = {"oai_dc"} | {name for entry in entries for name in entry.forms}
        return "".join(
            f"<metadataFormat><metadataPrefix>{name}</metadataPrefix><schema>x</schema>"
            "<metadataNamespace>x</metadataNamespace></metadataFormat>"
            for name in sorted(names)
        )

    def _ListSets(self, asked: dict[str, str]) -> str:
        if not self.has_sets:
            raise Refusal("noSetHierarchy")
        if "resumptionToken" in asked:
            raise Refusal("badResumptionToken")
        names = sorted({name for entry in self.entries for name in entry.sets})
        return "".join(f"<set><setSpec>{name}</setSpec><setName>{name}</setName></set>" for name in names)

    def _GetRecord(self, asked: dict[str, str]) -> str:
        entry = self._find(asked["identifier"])
        if asked["metadataPrefix"] not in entry.forms and not entry.is_deleted:
            raise Refusal("cannotDisseminateFormat")
        return record(entry, asked["metadataPrefix"])

    def _find(self, identifier: str) -> Entry:
        for entry in self.entries:
            if entry.identifier == identifier:
                return entry
        raise Refusal("idDoesNotExist")

    def _list(self, verb: str, asked: dict[str, str]) -> str:
        verb_of, wanted, start = verb, asked, 0
        if "resumptionToken" in asked:
            if set(asked) != {"resumptionToken"}:
                raise Refusal("badArgument")
            if asked["resumptionToken"] not in self.tokens:
                raise Refusal("badResumptionToken")
            verb_of, wanted, start = self.tokens[asked["resumptionToken"]]
        needed, allowed = _ARGUMENTS[verb]
        if verb_of != verb or not needed <= set(wanted) <= needed | allowed:
            raise Refusal("badArgument")
        found = self._matching(wanted)
        rows = found[start : start + self.page]
        write = header if verb == "ListIdentifiers" else record
        text = "".join(write(entry, wanted["metadataPrefix"]) for entry in rows)
        return text + self._token(verb, wanted, start, len(found))

    def _matching(self, wanted: dict[str, str]) -> list[Entry]:
        if "set" in wanted and not self.has_sets:
            raise Refusal("noSetHierarchy")
        prefix = wanted["metadataPrefix"]
        if not any(prefix in entry.forms or prefix == "oai_dc" for entry in self.entries):
            raise Refusal("cannotDisseminateFormat" if self.entries and prefix != "oai_dc" else "noRecordsMatch")
        found = [entry for entry in self.entries if (prefix in entry.forms or entry.is_deleted)
                 and wanted.get("from", "") <= entry.datestamp <= wanted.get("until", "9")
                 and ("set" not in wanted or wanted["set"] in entry.sets)]  # fmt: skip
        if not found:
            raise Refusal("noRecordsMatch")
        return found

    def _token(self, verb: str, wanted: dict[str, str], start: int, count: int) -> str:
        """The last page of a list in parts has an empty token."""
        size = f' completeListSize="{count}" cursor="{start}"' if self.says_size else ""
        if start + self.page < count:
            name = f"{verb}/{wanted['metadataPrefix']} {start + self.page}&"
            self.tokens[name] = (verb, wanted, start + self.page)
            return f"<resumptionToken{size}>{escape(name)}</resumptionToken>"
        return f"<resumptionToken{size}/>" if start else ""


def envelope(body: str) -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="{NAMESPACE}">'
    text += f"<responseDate>2025-06-01T00:00:00Z</responseDate><request>http://127.0.0.1/oai</request>{body}</OAI-PMH>"
    return text.encode()


def header(entry: Entry, _: str = "") -> str:
    status = ' status="deleted"' if entry.is_deleted else ""
    sets = "".join(f"<setSpec>{name}</setSpec>" for name in entry.sets)
    name = f"<identifier>{escape(entry.identifier)}</identifier>" if entry.identifier else ""
    return f"<header{status}>{name}<datestamp>{entry.datestamp}</datestamp>{sets}</header>"


def record(entry: Entry, prefix: str) -> str:
    metadata = "" if entry.is_deleted else f"<metadata>{entry.forms[prefix]}</metadata>"
    return f"<record>{header(entry)}{metadata}</record>"


def dc(number: int, more: str = "") -> Entry:
    return Entry(f"oai:test:{number:03d}", {"oai_dc": DC.format(f"<dc:title>Title {number}</dc:title>{more}")})
