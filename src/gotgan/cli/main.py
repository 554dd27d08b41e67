"""The one program: finds the command's module, runs it, turns errors into one line.

Exit 0 done, 1 the answer is "no", 2 wrong usage or input, 130 interrupted.
A command module has `register(subparsers)` and `run(args) -> int` and imports nothing heavy at its top.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from gotgan import __version__
from gotgan.terms.errors import GotganError, Invalid

COMMANDS = (
    "up", "test", "status", "backup", "restore", "user", "add", "codes", "audit",
    "scan", "explain", "enrol", "verify", "bundle", "profile", "detect", "overlap", "repair",
    "risk", "deidentify", "propose", "budget", "measure", "synthesise", "combine", "package", "potential",
    "select", "list", "search", "download",
)  # fmt: skip
_USAGE, _INTERRUPTED = 2, 130
_EVERY_PROBLEM = "--all-problems"
_EXTRA_OF = {
    "duckdb": "engine",
    "highspy": "assess",
    "ijson": "engine",
    "python_calamine": "engine",
    "sklearn": "refine",
    "splink": "refine",
    "cleanlab": "refine",
    "webdataset": "refine",
    "pyspark": "spark",
}


class _Parser(argparse.ArgumentParser):
    """Wrong usage is one line on standard error."""

    def error(self, message: str) -> NoReturn:
        command = self.prog.removeprefix("gotgan").strip() or "command"
        _say(f"{command}: {message}; see `{self.prog} --help`")
        raise SystemExit(_USAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` default to the process's own."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    every_problem = _EVERY_PROBLEM in words and _first_word(words) != "test"
    if every_problem:
        words.remove(_EVERY_PROBLEM)
    modules = _modules_for(words)
    if _first_word(words) == "test":
        words.insert(1, "--")  # what follows is pytest's, options too
    args = _parser(modules).parse_args(words)
    try:
        return modules[args.command].run(args) or 0
    except Invalid as error:
        return _fail(*(map(str, error.issues) if every_problem else [str(error)]))
    except GotganError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - so that the exit does not complain again
        return 0
    except ModuleNotFoundError as error:
        return _fail(_missing_package(args.command, error))
    except OSError as error:
        return _fail(_system_error(args.command, error))
    except Exception as error:
        if os.environ.get("GOTGAN_DEBUG"):
            raise
        kind = type(error).__name__
        return _fail(f"{args.command}: stopped by {kind}; set GOTGAN_DEBUG=1 to see where, and report it")


def _parser(modules: dict[str, ModuleType]) -> argparse.ArgumentParser:
    parser = _Parser(prog="gotgan", description="곳간: data of a government, known, found and loaded")
    parser.add_argument("--version", action="version", version=f"gotgan {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for module in modules.values():
        module.register(subparsers)
    return parser


def _modules_for(words: Sequence[str]) -> dict[str, ModuleType]:
    """The one module a command needs, or all of them for help and wrong names."""
    command = _first_word(words)
    names = (command,) if command in COMMANDS else COMMANDS
    found = {name: module for name in names if (module := _import(name))}
    return found or {name: module for name in COMMANDS if (module := _import(name))}


def _first_word(words: Sequence[str]) -> str:
    return next((word for word in words if not word.startswith("-")), "")


def _import(name: str) -> ModuleType | None:
    """None when this installation does not have the command."""
    full_name = f"gotgan.cli.{name}"
    try:
        return importlib.import_module(full_name)
    except ModuleNotFoundError as error:
        if error.name == full_name:
            return None
        raise


def _missing_package(command: str, error: ModuleNotFoundError) -> str:
    package = (error.name or "a package").partition(".")[0]
    extra = _EXTRA_OF.get(package, "hub")
    return f"{command}: needs {package}, which is not installed; install gotgan[{extra}]"


def _system_error(command: str, error: OSError) -> str:
    where = error.filename if error.filename is not None else command
    remedies = {28: "free some space and run it again; what was written before stays", 13: "check who owns it"}
    remedy = remedies.get(error.errno or 0, "correct it and run it again")
    return f"{where}: {error.strerror or type(error).__name__}; {remedy}"


def _fail(*lines: str) -> int:
    for line in lines:
        _say(line)
    return _USAGE


def _say(line: str) -> None:
    print("gotgan: " + " ".join(line.split()), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
