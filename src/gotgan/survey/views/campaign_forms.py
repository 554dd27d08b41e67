"""What a survey manager fills in. Times are Korean times, as everywhere on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gotgan.survey.models import Campaign, Form
from gotgan.survey.rules.dates import Dates

_WRITTEN = "%Y-%m-%dT%H:%M"


def in_language(korean: str, english: str) -> str:
    """The text in the page's language, the other when there is none."""
    return (english or korean) if (get_language() or "ko")[:2] == "en" else (korean or english)


class Moment(forms.DateTimeField):
    """A day and a time in Korea; browsers show a calendar, anything else takes `2026-11-26 18:00`."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WRITTEN)
        super().__init__(widget=widget, input_formats=[_WRITTEN, "%Y-%m-%d %H:%M", "%Y-%m-%d"], **more)


class DatesForm(forms.Form):
    """Names and dates of a campaign."""

    title_ko = forms.CharField(label=_("Korean name"), max_length=200)
    title_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    pilot_opens = Moment(
        label=_("The pilot group may answer from"), required=False,
        help_text=_("A few organisations try it first. Left empty, there is no pilot."),
    )  # fmt: skip
    opens = Moment(label=_("Everyone may answer from"), help_text=_("Korean time"))
    closes = Moment(label=_("Deadline"), help_text=_("Later answers are refused, unless you extend one organisation."))
    rest_opens = Moment(
        label=_("The second wave is planned for"), required=False,
        help_text=_("It opens when you press the button; the date is for planning."),
    )  # fmt: skip
    rest_closes = Moment(label=_("Deadline of the second wave"), required=False)
    remind_days = forms.CharField(
        label=_("Remind this many days before the deadline"), max_length=60, initial="7, 3, 1",
        help_text=_("Numbers, separated by commas. Only those who are not done get a letter."),
    )  # fmt: skip

    def clean_remind_days(self) -> list[int]:
        try:
            return [int(part) for part in self.cleaned_data["remind_days"].replace(",", " ").split()]
        except ValueError:
            raise forms.ValidationError(_("Write whole numbers, separated by commas.")) from None

    def dates(self) -> Dates:
        typed = self.cleaned_data
        return Dates(typed["opens"], typed["closes"], typed["pilot_opens"], typed["rest_opens"], typed["rest_closes"])


class CampaignForm(DatesForm):
    """A new campaign: with its questionnaire, and the campaign whose answers are offered again."""

    form = forms.ChoiceField(
        label=_("Questionnaire"), help_text=_("A published version never changes, so answers stay comparable.")
    )
    previous = forms.ChoiceField(
        label=_("Offer the answers of"), required=False,
        help_text=_("Each organisation finds its confirmed answers of that campaign again, to confirm or change."),
    )  # fmt: skip
    field_order = ["title_ko", "title_en", "form", "previous", "pilot_opens", "opens", "closes"]

    def __init__(self, *args: Any, published: Sequence[Form], earlier: Sequence[Campaign], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{in_language(each.title_ko, each.title_en)} ({each.version})") for each in published
        ]
        self.fields["previous"].choices = [  # type: ignore[attr-defined]
            ("", _("None: this is the first")),
            *((each.pk, in_language(each.title_ko, each.title_en)) for each in earlier),
        ]


class ChooseForm(forms.Form):
    """How targets are chosen; what is named adds up."""

    everyone = forms.BooleanField(label=_("Every organisation that exists today"), required=False)
    kinds = forms.MultipleChoiceField(label=_("All of a kind"), required=False, widget=forms.CheckboxSelectMultiple)
    parents = forms.CharField(
        label=_("An organisation with all below it"), required=False, max_length=400,
        help_text=_("Its seven-digit code; several are separated by commas."),
    )  # fmt: skip
    codes = forms.CharField(
        label=_("A list of codes"), required=False, max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One a line, or copied from a table. Bodies that ended are followed to their successors."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a CSV file with codes"), required=False, help_text=_("Up to 2 MB, UTF-8 or CP949.")
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        if not kinds:
            del self.fields["kinds"]
