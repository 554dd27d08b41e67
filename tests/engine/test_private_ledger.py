"""The privacy ledger: whatever is asked, by how many processes and however they end, the budget holds."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotgan.engine.deidentify.private.ledger import BudgetExceeded, Charge, Head, Ledger
from gotgan.terms.amount import float_below, read_amount
from gotgan.terms.errors import Invalid, Unavailable

UNITS = 10**15
NOW = "2026-11-26T00:00:00Z"
AMOUNTS = st.decimals(min_value="0.000001", max_value="0.7", places=6)

SPENDER = """
import sys
from decimal import Decimal
from pathlib import Path
from gotgan.engine.deidentify.private.ledger import BudgetExceeded, Charge, Ledger
ledger = Ledger(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
while True:
    try:
        ledger.spend(Charge(Decimal(sys.argv[2]), asked={"filler": "x" * 3000}), now="now")
    except BudgetExceeded:
        break
    print("answered", flush=True)
"""

FULL = """
import resource, sys
from decimal import Decimal
from pathlib import Path
from gotgan.engine.deidentify.private.ledger import Charge, Ledger
from gotgan.terms.errors import Unavailable
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Ledger(Path(sys.argv[1])).spend(Charge(Decimal("0.1")), now="now")
except Unavailable as error:
    print(error)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open_new(tmp_path / "ledger.jsonl", dataset="org/people", epsilon="1", delta="0.00001", now=NOW)


def spender(ledger: Ledger, epsilon: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SPENDER, str(ledger.path), epsilon]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(AMOUNTS, st.decimals(min_value=0, max_value="0.000008", places=7)), max_size=12))
def test_budget_is_never_exceeded(tmp_path_factory: pytest.TempPathFactory, charges: list) -> None:
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    ledger = Ledger.open_new(path, dataset="d", epsilon="1", delta="0.00001", now=NOW)
    spent, spent_delta, last = Fraction(0), Fraction(0), ledger.read().head
    for epsilon, delta in charges:
        before = path.read_bytes()
        fits = spent + Fraction(epsilon) <= 1 and spent_delta + Fraction(delta) <= Fraction(1, 100_000)
        try:
            last = ledger.spend(Charge(epsilon, delta), now=NOW).head
        except BudgetExceeded:
            assert not fits
            assert path.read_bytes() == before
        else:
            assert fits
            spent, spent_delta = spent + Fraction(epsilon), spent_delta + Fraction(delta)
    standing = ledger.read()
    assert standing.head == last
    assert (standing.spent_epsilon, standing.spent_delta) == (spent * UNITS, spent_delta * UNITS)
    assert standing.spent_epsilon <= UNITS


def test_tenths_add_up_exactly(ledger: Ledger) -> None:
    for _ in range(10):
        standing = ledger.spend(Charge(Decimal("0.1")), now=NOW)
    assert standing.to_json()["left"]["epsilon"] == 0
    with pytest.raises(BudgetExceeded, match=r"epsilon 0\.000001 asked, 0 of 1 left"):
        ledger.spend(Charge(Decimal("0.000001")), now=NOW)


def test_processes_at_once_cannot_overspend(ledger: Ledger) -> None:
    processes = [spender(ledger, "0.03") for _ in range(3)]
    for process in processes:
        start(process)
    answered = sum(process.communicate(timeout=60)[0].count("answered") for process in processes)
    standing = ledger.read()
    assert answered == standing.charges == 33
    assert standing.spent_epsilon == UNITS * 99 // 100


def test_killed_process_loses_no_charge(ledger: Ledger) -> None:
    answered = 0
    for awaited in (0, 1, 7, 30):
        process = spender(ledger, "0.000001")
        start(process)
        assert process.stdout is not None
        heard = [process.stdout.readline() for _ in range(awaited)]
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=30)
        assert heard == ["answered\n"] * awaited
        answered += awaited + out.count("answered\n")
        standing = ledger.read()
        assert standing.charges >= answered
        assert standing.spent_epsilon == standing.charges * UNITS // 10**6
    assert ledger.spend(Charge(Decimal("0.5")), now=NOW).charges == standing.charges + 1


def test_full_disk_refuses_the_charge_whole(ledger: Ledger) -> None:
    """The file may grow by ten bytes more: the line is begun, and taken away again."""
    ledger.spend(Charge(Decimal("0.5")), now=NOW)
    before = ledger.path.read_bytes()
    command = [sys.executable, "-c", FULL, str(ledger.path), str(len(before) + 10)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "not written (File too large); free the disk and ask again" in done.stdout
    assert ledger.path.read_bytes() == before
    assert ledger.spend(Charge(Decimal("0.5")), now=NOW).charges == 2


def test_line_without_end_goes_with_the_next_charge(ledger: Ledger) -> None:
    ledger.spend(Charge(Decimal("0.5")), now=NOW)
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole + b'{"kind":"charge","epsilon":"0.4')
    assert ledger.read().charges == 1
    assert ledger.spend(Charge(Decimal("0.5")), now=NOW).charges == 2
    lines = ledger.path.read_bytes().splitlines()
    assert b"".join(line + b"\n" for line in lines[:2]) == whole
    assert [json.loads(line)["kind"] for line in lines] == ["budget", "charge", "charge"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_changed_line_stops_the_ledger(ledger: Ledger, place: int) -> None:
    for _ in range(2):
        ledger.spend(Charge(Decimal("0.5")), now=NOW)
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    lines[place] = lines[place].replace(b'"0.5"', b'"0.1"').replace(b'"epsilon":"1"', b'"epsilon":"9"')
    ledger.path.write_bytes(b"".join(lines))
    with pytest.raises(Invalid, match=f"line {place + 1} was changed"):
        ledger.spend(Charge(Decimal("0.1")), now=NOW)


def test_lost_line_stops_the_ledger(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.spend(Charge(Decimal("0.5")), now=NOW)
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(lines[0] + lines[2])
    with pytest.raises(Invalid, match="line 2 was changed"):
        ledger.read()


def test_head_kept_elsewhere_finds_a_cut_end(ledger: Ledger) -> None:
    ledger.spend(Charge(Decimal("0.5")), now=NOW)
    short = ledger.path.read_bytes()
    head = ledger.spend(Charge(Decimal("0.5")), now=NOW).head
    assert Ledger(ledger.path, known=head).read().charges == 2
    ledger.path.write_bytes(short)
    assert ledger.read().charges == 1
    with pytest.raises(Invalid, match="its end was cut off"):
        Ledger(ledger.path, known=head).spend(Charge(Decimal("0.1")), now=NOW)
    with pytest.raises(Invalid, match="its end was cut off"):
        Ledger(ledger.path, known=Head(1, "0" * 64)).read()


@pytest.mark.parametrize("amount", ["-0.5", "1e-16", "NaN", "Infinity", "0.1000000000000000001"])
def test_charge_that_is_no_amount_is_refused(ledger: Ledger, amount: str) -> None:
    for charge in (Charge(Decimal(amount)), Charge(Decimal(0), Decimal(amount))):
        with pytest.raises(Invalid, match="charge: is no amount"):
            ledger.spend(charge, now=NOW)
    assert ledger.read().charges == 0


def test_ledger_is_opened_once(ledger: Ledger) -> None:
    before = ledger.path.read_bytes()
    with pytest.raises(Invalid, match="is there already"):
        Ledger.open_new(ledger.path, dataset="d", epsilon=100, now=NOW)
    assert ledger.path.read_bytes() == before
    assert [each.name for each in ledger.path.parent.iterdir()] == ["ledger.jsonl"]


def test_empty_or_absent_file_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="open one first"):
        Ledger(tmp_path / "none.jsonl").read()
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(Invalid, match="does not begin with a budget"):
        Ledger(tmp_path / "empty.jsonl").read()


@pytest.mark.parametrize("amount", [-1, "nan", "inf", True, None, "a", "1e-16", 10**7])
def test_no_amount_no_budget(tmp_path: Path, amount: object) -> None:
    with pytest.raises(Invalid, match="epsilon: is no budget"):
        Ledger.open_new(tmp_path / "ledger.jsonl", dataset="d", epsilon=amount, now=NOW)
    assert not list(tmp_path.iterdir())


@given(st.decimals(min_value=0, max_value=100, places=9))
def test_float_is_never_above_the_amount(amount: Decimal) -> None:
    assert Fraction(float_below(amount)) <= Fraction(amount)
    assert read_amount(amount) == amount
