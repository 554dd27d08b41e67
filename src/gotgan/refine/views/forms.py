"""What people fill in: a new order, the guideline's documents, an opinion. Fields come from the guideline's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gotgan.refine.rules.documents import LONGEST_TEXT
from gotgan.refine.words import VERDICTS, in_language
from gotgan.terms.refine import Document, Field, Guideline

_YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class OpenForm(forms.Form):
    """A new order on a dataset."""

    title = forms.CharField(
        label=_("What is to be made usable"), max_length=300,
        help_text=_("A few words that people find it by. No name of a person."),
    )  # fmt: skip
    term = forms.DateField(
        label=_("Used until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    budget_hours = forms.FloatField(label=_("Estimated hours of work"), required=False, min_value=0)
    budget_won = forms.IntegerField(label=_("Estimated won"), required=False, min_value=0)


class DocumentForm(forms.Form):
    """One document of the guideline, a field each."""

    def __init__(self, document: Document, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.document = document
        for each in document.fields:
            self.fields[each.key] = _field(each)

    def content(self) -> dict[str, Any]:
        """What was typed, as the rules read it; empty fields are left out."""
        read = {each.key: _content(each, self.cleaned_data.get(each.key)) for each in self.document.fields}
        return {key: value for key, value in read.items() if value not in (None, "", [])}


def _field(field: Field) -> forms.Field:
    named: dict[str, Any] = {"label": in_language(field.title), "required": field.is_required}
    choices = [(code, in_language(words)) for code, words in field.options.items()]
    if field.kind == "choice":
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **named)
    if field.kind == "choices":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **named)
    if field.kind == "yes_no":
        return forms.ChoiceField(choices=_YES_NO, widget=forms.RadioSelect, **named)
    if field.kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **named)
    if field.kind == "number":
        return forms.FloatField(**named)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_TEXT, **named)


def _content(field: Field, value: Any) -> Any:
    if field.kind == "date":
        return value.isoformat() if value else None
    if field.kind == "yes_no":
        return {"yes": True, "no": False}.get(value)
    return value


def typed_of(document: Document, content: Mapping[str, Any]) -> dict[str, Any]:
    """A written document as its form shows it again."""
    kinds = {each.key: each.kind for each in document.fields}
    return {key: ("yes" if value else "no") if kinds.get(key) == "yes_no" else value for key, value in content.items()}


class OpinionForm(forms.Form):
    """The guideline's questions, the verdict and the reason."""

    def __init__(self, guideline: Guideline, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.questions = tuple(guideline.questions)
        for key, words in guideline.questions.items():
            self.fields[f"question_{key}"] = forms.ChoiceField(
                label=in_language(words), choices=_YES_NO, widget=forms.RadioSelect
            )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Verdict"), choices=[(code, word) for code, word in VERDICTS.items()], widget=forms.RadioSelect
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Needed when you find it inadequate. No value of the data."),
        )  # fmt: skip

    def answers(self) -> dict[str, bool]:
        return {key: self.cleaned_data[f"question_{key}"] == "yes" for key in self.questions}
