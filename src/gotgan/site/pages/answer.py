"""The answer line of a dataset page: one sentence, one button, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from gotgan.site import words
from gotgan.site.addresses import file_address, is_web_address
from gotgan.terms.access import Access
from gotgan.terms.dataset import DatasetRecord, StoredFile
from gotgan.terms.route import Chip, chip_of


@dataclass(frozen=True)
class Answer:
    """`action` is the button's word, `address` where it leads; both empty when nothing can be done."""

    sentence: str
    chip: str
    action: str = ""
    address: str = ""
    leads_away: bool = False
    reasons: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()


def answer(access: Access, dataset: DatasetRecord, originals: tuple[StoredFile, ...]) -> Answer:
    """What this reader may do with this dataset, and the next step."""
    sentence, action, address, leads_away = _next_step(access, dataset, originals)
    has_nothing = access.may_get and not originals
    chip = str(Chip.NOT_OFFERED if has_nothing else chip_of(access.route))
    reasons = tuple(words.word(words.ACCESS_REASONS, code) for code in access.reasons)
    lifts = tuple(words.word(words.ACCESS_LIFTS, code) for code in access.lifts)
    return Answer(sentence, chip, action, address, leads_away, reasons, lifts)


def _next_step(access: Access, dataset: DatasetRecord, originals: tuple[StoredFile, ...]) -> tuple[str, str, str, bool]:
    if access.may_get and originals:
        return _get(access, dataset, originals)
    link = _first_link(dataset)
    if "at_source" in access.reasons and link:
        return _("Anyone can get it at the source."), _("Go to the source"), link, True
    if "limited_at_source" in access.reasons and link:
        return _("The source gives it on request."), _("Go to the source"), link, True
    if access.may_get:
        return _("Its files are not kept here."), _("See its columns"), "#columns", False
    return _ask(access, dataset)


def _get(access: Access, dataset: DatasetRecord, originals: tuple[StoredFile, ...]) -> tuple[str, str, str, bool]:
    everyone = "open" in access.reasons
    sentence = _("Anyone can download this.") if everyone else _("You can download this.")
    if len(originals) == 1:
        return sentence, _("Download"), file_address(dataset.address, originals[0].path), False
    return sentence, _("See the files"), "#files", False


def _ask(access: Access, dataset: DatasetRecord) -> tuple[str, str, str, bool]:
    keeper = reverse("organisation", args=[dataset.organisation_slug])
    sentences = {
        Chip.SAFE_ZONE: _("It can only be analysed in a safe zone."),
        Chip.TRADE: _("It can be had by contract."),
        Chip.REQUEST: _("You can have it when its organisation agrees."),
        Chip.NOT_OFFERED: _("Its organisation says that it cannot be provided.")
        if "survey_closed" in access.reasons
        else _("It is known, but not offered yet."),
        Chip.DIRECT: _("Its files are not kept here."),
    }
    sentence = sentences[chip_of(access.route)]
    return sentence, _("See who to ask"), keeper, False


def _first_link(dataset: DatasetRecord) -> str:
    for link in dataset.links:
        location = str(link.get("location", ""))
        if is_web_address(location):
            return location
    return ""
