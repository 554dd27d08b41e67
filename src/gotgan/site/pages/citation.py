"""How to cite a dataset and how to load it, ready to copy."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.terms.dataset import DatasetRecord, VersionRecord

SHOWN_COMMIT = 12


@dataclass(frozen=True)
class Snippets:
    """`table` names the table to load when a version has several."""

    python: str
    shell: str
    text: str
    bibtex: str


def snippets(
    dataset: DatasetRecord, version: VersionRecord | None, keeper: str, address: str, *, table: str = ""
) -> Snippets:
    """`keeper` is the institution's name, `address` the page's full address."""
    year = _year(dataset, version)
    mark = version.commit[:SHOWN_COMMIT] if version else ""
    return Snippets(
        python=python_snippet(dataset.address, table),
        shell=f"gotgan download {dataset.address}",
        text=_text(dataset.title, keeper, year, mark, address),
        bibtex=_bibtex(dataset, keeper, year, mark, address),
    )


def python_snippet(address: str, table: str = "") -> str:
    """Three lines that load the dataset with the client."""
    chosen = f", table={_quoted(table)}" if table else ""
    return f"import gotgan\ntable = gotgan.load({_quoted(address)}{chosen})\nprint(table.to_pandas().head())"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _year(dataset: DatasetRecord, version: VersionRecord | None) -> str:
    if dataset.modified[:4].isdigit():
        return dataset.modified[:4]
    when = version.created if version else dataset.first_seen
    return str(when.year) if when else "n.d."


def _text(title: str, keeper: str, year: str, mark: str, address: str) -> str:
    version = f" (version {mark})" if mark else ""
    return f"{keeper} ({year}). {title}{version} [data set]. {address}"


def _bibtex(dataset: DatasetRecord, keeper: str, year: str, mark: str, address: str) -> str:
    key = dataset.address.replace("/", "-")
    fields = {"title": dataset.title, "author": f"{{{keeper}}}", "year": year, "version": mark, "url": address}
    lines = [f"  {name} = {{{_safe(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _safe(value: str) -> str:
    """BibTeX's own characters; braces are ours only where they are balanced."""
    return value.replace("\\", "").replace("%", r"\%").replace("#", r"\#").replace("&", r"\&")
