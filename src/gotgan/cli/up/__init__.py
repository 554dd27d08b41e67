"""Start the hub: pages, worker and desk on this machine, with a sample government unless --empty."""

from __future__ import annotations

import argparse

from gotgan.cli.folder import add_data_argument, data_folder


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("up", help=__doc__)
    add_data_argument(parser)
    parser.add_argument("--port", type=int, default=8000, help="where the pages answer (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--empty", action="store_true", help="no sample; prints a link to set the hub up")


def run(args: argparse.Namespace) -> int:
    """Runs until Ctrl-C or SIGTERM. Raises before anything starts: PortInUse, FolderInUse, DiskFull."""
    from gotgan.cli.up.ground import check_disk, check_port, hold_folder
    from gotgan.cli.up.house import House

    folder = data_folder(args.data)
    check_disk(folder)
    check_port(args.host, args.port)
    with hold_folder(folder):
        return House(folder, host=args.host, port=args.port, is_empty=args.empty).run()
