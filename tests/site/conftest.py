"""Pages are rendered through Django's client, with made-up rooms behind them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as hub_settings
from django.test import Client
from django.utils.translation.reloader import translation_file_changed

from gotgan.cli.up.setup import compile_translations
from tests.site.fakes import FakeHub

compile_translations(Path(hub_settings.GOTGAN_SETUP) / "locale")
translation_file_changed(None, Path("django.mo"))  # what was read before the texts were compiled is old


@pytest.fixture(autouse=True)
def plain_sessions(settings):
    """Sessions in the cookie: a page with made-up rooms needs no database."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"


@pytest.fixture
def hub(monkeypatch) -> FakeHub:
    made = FakeHub()
    for name, answer in made.replacements().items():
        monkeypatch.setattr(name, answer)
    return made


@pytest.fixture
def korean(hub: FakeHub) -> Client:
    return Client(headers={"accept-language": "ko"})


@pytest.fixture
def english(hub: FakeHub) -> Client:
    return Client(headers={"accept-language": "en"})
