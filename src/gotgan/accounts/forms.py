"""What people type on their own page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, required=False)


class TokenForm(forms.Form):
    label = forms.CharField(label=_("What is the token for?"), max_length=100)
    days = forms.TypedChoiceField(
        label=_("How long should it open doors?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year")), (0, _("Until I revoke it"))],
        initial=90,
    )
