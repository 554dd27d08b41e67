"""The worker process: `python -m gotgan.work.worker`."""

from __future__ import annotations

import os


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gotgan.site.settings.embedded")
    django.setup()
    from gotgan.work.loop import work

    work()


if __name__ == "__main__":
    main()
