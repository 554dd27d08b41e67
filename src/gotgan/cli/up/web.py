"""The WSGI application as `gotgan up` serves it: a web process ends with the server that made it."""

from __future__ import annotations

from gotgan.cli.up.orphan import end_with_parent
from gotgan.site.wsgi import application

end_with_parent()
__all__ = ["application"]
