"""One archive with everything gotgan needs, for a machine that has no package index at all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gotgan.terms.errors import Invalid, Issue

ROOT = Path(__file__).resolve().parents[4]
PURPOSES = ("hub", "scan")
FORMS = (".zip", ".tar.gz")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from gotgan.cli.bundle.platform import NAMES

    parser = subparsers.add_parser("bundle", help=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("gotgan-bundle.zip"), metavar="gotgan-bundle.zip")
    parser.add_argument("--for", dest="purpose", choices=PURPOSES, default="hub",
                        help="hub: everything; scan: the commands that work on files")  # fmt: skip
    parser.add_argument("--platform", action="append", choices=NAMES, default=None,
                        help="the machine it goes to (this one's); may be repeated")  # fmt: skip
    parser.add_argument("--python", metavar="3.X", default="", help="the Python on that machine (this one's)")


def run(args: argparse.Namespace) -> int:
    """Takes the wheels from the index that this machine is set to; the packages are those of the lock, by hash."""
    from gotgan.cli.bundle.archive import write_archive
    from gotgan.cli.bundle.assemble import assemble
    from gotgan.cli.bundle.platform import Target, python_version, this_platform
    from gotgan.cli.output import write_result

    _check(args.output)
    platforms = tuple(dict.fromkeys(args.platform or [this_platform()]))
    target = Target(platforms, python_version(args.python))
    said = _say if sys.stderr.isatty() else _silent
    with assemble(ROOT, args.purpose, target, said) as folder:
        write_archive(folder, args.output)
        wheels = sorted(path.name for path in (folder / "wheels").iterdir())
    body = {"path": str(args.output), "size_bytes": args.output.stat().st_size, "platforms": list(platforms),
            "python": target.python, "wheels": wheels}  # fmt: skip
    write_result("bundle", body, None)
    return 0


def _check(output: Path) -> None:
    """Raises: Invalid, before anything is fetched."""
    if not (ROOT / "requirements" / "run.txt").is_file():
        issue = Issue("bundle", "there is no checkout beside this installation", "run ./gotgan bundle in a checkout")
        raise Invalid(issue)
    if not output.name.endswith(FORMS):
        raise Invalid(Issue(str(output), "is neither .zip nor .tar.gz", "choose another -o"))
    if not output.absolute().parent.is_dir():
        raise Invalid(Issue(str(output), "its folder is not there", "make it, or choose another -o"))


def _say(line: str) -> None:
    print(f"gotgan: {line}", file=sys.stderr, flush=True)


def _silent(line: str) -> None:
    """Off a terminal nothing is said."""
