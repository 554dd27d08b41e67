"""Descriptions that others wrote: Markdown or HTML in, a small safe part of HTML out."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "code", "pre", "blockquote", "a"}
LONGEST = 20_000


def render(text: str) -> SafeString:
    """Text as paragraphs, lists and links; everything else becomes plain text or goes.

    Headings are taken away so that the page's own order of headings stays whole.
    """
    import nh3

    html = _markdown().render(text[:LONGEST])
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True, "linkify": False, "breaks": True})
