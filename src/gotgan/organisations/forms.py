"""What the first operator types."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SetUpForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
