"""`python -m gotgan` is the same program as `gotgan`."""

from __future__ import annotations

import sys

from gotgan.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
