"""Pictures of scores for the pages of assessing."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from gotgan.assess.queries.scoreboard import BoardPage
from gotgan.assess.rules.people import may_see_scores
from gotgan.assess.rules.scoreboard import Scoreboard, Spread
from gotgan.assess.words_scoring import USES, find_groups
from gotgan.share import queries as share
from gotgan.site import score_pictures, words
from gotgan.site.templatetags.gotgan_words import named
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import Viewer

register = template.Library()


@register.simple_tag
def totals_picture(board: Scoreboard, title: str) -> SafeString:
    """How the totals lie; what it shows is also told in words."""
    told = ", ".join(f"{place * 10}–{place * 10 + 10}: {count:,}" for place, count in enumerate(board.bins))
    middle = board.total.middle if board.total else None
    unknown = (gettext("not known"), board.unknown)
    if board.unknown:
        told = f"{unknown[0]}: {board.unknown:,}, {told}"
    return mark_safe(score_pictures.histogram(board.bins, middle, title=title, told=told, apart=unknown))


@register.simple_tag
def spread_picture(spread: Spread | None) -> SafeString:
    return mark_safe(score_pictures.spread_row(spread))


@register.simple_tag
def group_name(page: BoardPage, way: str, key: str) -> str:
    """A group of the scoreboard by its name: an institution's, or the word of a code. A dash for none."""
    if way == "organisation":
        return named(page.bodies[key]) if key in page.bodies else key
    lists = {"field": words.FIELDS, "modality": words.MODALITIES, "use": USES}
    return str(lists[way].get(key, key)) or "–"


@register.simple_tag
def groups_finding(page: BoardPage, way: str) -> str:
    """Which group leads and which trails."""
    groups = page.board.groups[way]
    return find_groups(groups, {each.key: group_name(page, way, each.key) for each in groups})


@register.filter
def sees_scores(viewer: Viewer, dataset: DatasetRecord) -> bool:
    """Whether this person may read the dataset's score sheets."""
    return may_see_scores(viewer, dataset.organisation)


@register.simple_tag
def known_dataset(viewer: Viewer, dataset: DatasetRecord) -> bool:
    """Whether this person may open the dataset's own page: who assesses a draft may not."""
    return share.accesses(viewer, [dataset.id])[dataset.id].may_know
