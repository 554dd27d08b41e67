"""How every child process begins: tied to its parent, then the module it is for.

python -m gotgan.cli.up.child PARENT MODULE [arguments]
"""

from __future__ import annotations

import runpy
import sys

from gotgan.cli.up.orphan import end_with_parent


def main() -> None:
    parent, module, *arguments = sys.argv[1:]
    end_with_parent(int(parent))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
