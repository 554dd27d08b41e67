"""Sign-in and one's own page. Of allauth's addresses only those that need no mail."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path, re_path
from django.views.generic import TemplateView

from gotgan.accounts import views

urlpatterns = [
    path("me/", views.show_me, name="me"),
    path("me/name", views.rename, name="me_rename"),
    path("me/tokens", views.issue_token, name="me_issue_token"),
    path("me/tokens/<int:token_id>/revoke", views.revoke_token, name="me_revoke_token"),
    path("accounts/login/", allauth_views.login, name="account_login"),
    path("accounts/logout/", allauth_views.logout, name="account_logout"),
    path("accounts/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("accounts/signup/", allauth_views.signup, name="account_signup"),
    path("accounts/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", allauth_views.password_change, name="account_change_password"),
    path("accounts/password/set/", allauth_views.password_set, name="account_set_password"),
    path(
        "accounts/password/reset/",
        TemplateView.as_view(template_name="account/password_reset.html"),
        name="account_reset_password",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
