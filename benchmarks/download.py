"""Download of 1 GB from a hub beside plain nginx (where installed) and `python -m http.server`.

    python -m benchmarks.download [--megabytes 1000] [--rounds 3]

All three serve the same bytes on loopback to the same reader; the best round of each counts.
Prints MB/s, the ratio to the faster peer, and how much the hub's processes grew.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

CHUNK = 1 << 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        served = folder / "served"
        served.mkdir()
        make_bytes(served / "big.bin", options.megabytes)
        speeds = {"http.server": timed(serve_plain(served), options.rounds)}
        if shutil.which("nginx"):
            speeds["nginx"] = timed(serve_nginx(folder, served), options.rounds)
        with serve_hub(folder, served) as (address, pids):
            before = resident_mb(pids)
            speeds["gotgan"] = best_speed(address, options.rounds)
            grown = resident_mb(pids) - before
            own = client_speed(address, folder / "got")
    peer = max(speed for name, speed in speeds.items() if name != "gotgan")
    for name, speed in speeds.items():
        print(f"{name:12} {speed:8.0f} MB/s")
    print(f"gotgan / fastest peer   {speeds['gotgan'] / peer:.2f}   (bar: >= 0.7)")
    print(f"hub memory grew by      {grown:.0f} MB")
    print(f"gotgan download, verified, to disk   {own:.0f} MB/s")
    return 0


def make_bytes(path: Path, megabytes: int) -> None:
    block = os.urandom(CHUNK)
    with path.open("wb") as file:
        for number in range(megabytes):
            file.write(number.to_bytes(8, "big") + block[8:])


def timed(server: contextlib.AbstractContextManager[str], rounds: int) -> float:
    with server as address:
        return best_speed(address, rounds)


def best_speed(address: str, rounds: int) -> float:
    """MB/s of the best round: one connection, bytes read and thrown away by curl."""
    speeds = []
    for _ in range(rounds):
        done = subprocess.run(
            ["curl", "-s", "-o", "/dev/null", "-w", "%{size_download} %{time_total} %{http_code}", address],
            capture_output=True,
            text=True,
            check=True,
        )
        size, seconds, status = done.stdout.split()
        assert status == "200", done.stdout
        speeds.append(int(size) / float(seconds) / 1e6)
    return max(speeds)


@contextlib.contextmanager
def serve_plain(served: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(served)]
    with child(command):
        yield ready(f"http://127.0.0.1:{port}/big.bin")


@contextlib.contextmanager
def serve_nginx(folder: Path, served: Path) -> Iterator[str]:
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"pid {folder}/nginx.pid; error_log {folder}/nginx.err; worker_processes 1; daemon off;\n"
        f"{'user root;' if os.geteuid() == 0 else ''} events {{}}\n"
        f"http {{ access_log off; sendfile on; server {{ listen 127.0.0.1:{port}; root {served}; }} }}\n"
    )
    with child(["nginx", "-c", str(config), "-p", str(folder)]):
        yield ready(f"http://127.0.0.1:{port}/big.bin")


@contextlib.contextmanager
def serve_hub(folder: Path, served: Path) -> Iterator[tuple[str, list[int]]]:
    """A hub of our own that holds the file as an open dataset."""
    port, data = free_port(), folder / "data"
    gotgan = [sys.executable, "-m", "gotgan"]
    environment = {**os.environ, "GOTGAN_DATA": str(data), "GOTGAN_HUB": f"http://127.0.0.1:{port}"}
    with child([*gotgan, "up", "--empty", "--data", str(data), "--port", str(port)]) as up:
        ready(f"http://127.0.0.1:{port}/")
        add = [*gotgan, "add", str(served), "--organisation", "9999999", "--create-organisation", "Bench", "--publish"]
        subprocess.run(add, env=environment, check=True, stdout=subprocess.DEVNULL)
        found = httpx.get(f"http://127.0.0.1:{port}/api/v1/datasets").json()["items"][0]["name"]
        files = httpx.get(f"http://127.0.0.1:{port}/api/v1/datasets/{found}").json()["files"]
        yield f"http://127.0.0.1:{port}{files[0]['url']}", descendants(up.pid)


def client_speed(address: str, target: Path) -> float:
    """MB/s of `gotgan download`: parallel parts, every sha256 checked."""
    hub, name = address.split("/datasets/")
    name = "/".join(name.split("/")[:2])
    started = time.perf_counter()
    command = [sys.executable, "-m", "gotgan", "download", name, "-o", str(target), "--hub", hub]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    size: int = sum(row["size_bytes"] for row in json.loads(done.stdout)["files"])
    return size / seconds / 1e6


@contextlib.contextmanager
def child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()


def ready(address: str, seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.head(address, timeout=5).status_code == 200:
                return address
        time.sleep(0.2)
    raise SystemExit(f"{address} does not answer")


def descendants(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(text) for text in children.read_text().split()]
    return found


def resident_mb(pids: list[int]) -> float:
    total = 0.0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError):
            status = Path(f"/proc/{pid}/status").read_text()
            total += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return total / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
