"""De-identification beside anjana and pycanon: loss, CPU seconds, memory.

On Adult (9 keys, k = 5, hierarchies of ARX; ../shared/data/tables/adult), in one run: local and global recoding and
anjana's k-anonymity; the k, l and t check and pycanon's. `--peers PYTHON` names a Python with both
(`python -m venv peers; peers/bin/pip install anjana==1.2.3 pycanon==1.3.6`), or GOTGAN_ANONYMITY_PYTHON does; without
one the figures recorded of them stand in (shared/reference/refine.md, 5; another machine's hour, so only the loss
compares). `--rows 1000000 10000000`: the whole job, `gotgan deidentify` of a bootstrapped Adult, seconds and memory:
as CSV and in both modes up to a million rows, as Parquet and locally above. `--jobs-alone` leaves out all else.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.run import in_own_process

from gotgan.engine.deidentify.decide import decide
from gotgan.engine.deidentify.plan import read_plan
from gotgan.engine.deidentify.recoding import loss_of
from gotgan.engine.deidentify.risk import Ask, measure_risk
from gotgan.engine.deidentify.techniques.free_text import mask_text
from gotgan.engine.deidentify.techniques.pseudonym import Key, pseudonymise

ADULT = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "tables" / "adult"
RECORDED = {"anjana": {"seconds": 13.7, "loss": 0.3015}, "k": 0.5, "l": 1.7, "t": 12.0}
ROUNDS, K = 3, 5
SENSITIVE = "salary-class"
REDRAWN = 0.15
MOST_CSV_ROWS = 1_000_000
BARS = {1_000_000: "<= 10 s, < 1.5 GB", 10_000_000: "<= 60 s, < 6 GB"}
WORDS = "민원 처리 결과 안내 도로 보수 요청 가로등 고장 신고 접수 완료 담당 부서 확인 예정"
PEER = """
import sys, json, time
import numpy as np, pandas as pd
from pathlib import Path
folder = Path(sys.argv[1])
table = pd.read_csv(folder / "adult.csv", sep=";", dtype=str)
names = list(table.columns)
told = {}
try:
    from anjana.anonymity import k_anonymity
    trees = {}
    for name in names:
        tree = pd.read_csv(folder / f"adult_hierarchy_{name}.csv", sep=";", header=None, dtype=str)
        trees[name] = {level: tree[level].to_numpy() for level in tree.columns}
    start = time.process_time()
    made = k_anonymity(table.copy(), [], names, 5, 5, {name: dict(tree) for name, tree in trees.items()})
    seconds = time.process_time() - start
    lost = 0.0
    for name in names:
        cells = {"*": 1.0}
        size = len(trees[name][0])
        for level in trees[name].values():
            for text, count in pd.Series(level).value_counts().items():
                cells[text] = max(cells.get(text, 0.0), (count - 1) / max(size - 1, 1))
        lost += made[name].map(cells).sum() + (len(table) - len(made))
    told["anjana"] = {"seconds": seconds, "loss": lost / (len(table) * len(names)),
                      "suppressed": len(table) - len(made)}
except ImportError:
    pass
from pycanon import anonymity
keys = [name for name in names if name != sys.argv[2]]
for name, ask in (("k", lambda: anonymity.k_anonymity(table, keys)),
                  ("l", lambda: anonymity.l_diversity(table, keys, [sys.argv[2]])),
                  ("t", lambda: anonymity.t_closeness(table, keys, [sys.argv[2]]))):
    start = time.process_time()
    value = ask()
    told[name] = time.process_time() - start
    told[name + " value"] = float(value)
print(json.dumps(told))
"""

CONFIRM = """
import sys, json
import pandas as pd
from pycanon import anonymity
table = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
keys = [name for name in table if name != sys.argv[2]]
print(json.dumps([int(anonymity.k_anonymity(table, keys)), int(anonymity.l_diversity(table, keys, [sys.argv[2]])),
                  float(anonymity.t_closeness(table, keys, [sys.argv[2]]))]))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=os.environ.get("GOTGAN_ANONYMITY_PYTHON"), metavar="PYTHON")
    parser.add_argument("--rows", type=int, nargs="*", default=list(BARS), help="of the whole job")
    parser.add_argument("--jobs-alone", action="store_true")
    arguments = parser.parse_args()
    if not ADULT.is_dir():
        print("NOT RUN: Adult is absent (../shared/data/tables/adult)")
        return 0
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as folder:
        if not arguments.jobs_alone:
            compare(Path(folder), arguments.peers)
            if arguments.peers:
                confirm(Path(folder), arguments.peers)
            texts()
        for rows in arguments.rows:
            for mode in ("local", "global") if rows <= MOST_CSV_ROWS else ("local",):
                whole_job(Path(folder), mode, rows)
    return 0


def compare(folder: Path, peers: str | None) -> None:
    table = read_adult()
    pq.write_table(table, folder / "adult.parquet")
    peer = ask_peers(peers) if peers else RECORDED
    where = "in this run" if peers else "recorded"
    local, loss = recode(folder, table, "local")
    anjana = peer.get("anjana", RECORDED["anjana"])
    print(f"Adult local: loss {loss:.4f} (bar <= 0.10), {local:.3f} CPU s; anjana {where}: loss {anjana['loss']:.4f}, "
          f"{anjana['seconds']:.1f} s, ratio {anjana['seconds'] / local:.0f} (bar >= 30)")  # fmt: skip
    seconds, loss = recode(folder, table, "global")
    print(f"Adult global: loss {loss:.4f} (ARX .2277), {seconds:.2f} CPU s")
    keys = tuple(name for name in table.column_names if name != SENSITIVE)
    ours, risk = median(lambda: measure_risk(folder / "adult.parquet", Ask(keys, (SENSITIVE,))))
    theirs = sum(peer[name] for name in "klt")
    print(
        f"k, l, t of raw Adult: {ours:.3f} CPU s; pycanon {where}: {theirs:.1f} s, "
        f"ratio {theirs / ours:.0f} (bar >= 20)"
    )
    if peers:
        same = (risk["k"], risk["l"]["distinct"]) == (peer["k value"], peer["l value"])
        print(f"pycanon says the same k and l: {same}; t {peer['t value']:.6f}, ours {risk['t']:.6f}")


def confirm(folder: Path, peers: str) -> None:
    """A release under k and l, its written file measured by pycanon."""
    plan = plan_of(folder, read_adult().column_names, "local")
    asked = plan.read_text(encoding="utf-8").replace(
        f"{{do: key, hierarchy: {ADULT}/adult_hierarchy_{SENSITIVE}.csv}}", "{do: sensitive}"
    )
    plan.write_text(asked.replace("mode: local", "l: 2"), encoding="utf-8")
    out = folder / "confirmed"
    command = [sys.executable, "-m", "gotgan", "deidentify", str(ADULT / "adult.csv"), "--plan", str(plan), "--csv"]
    subprocess.run([*command, "--predict", SENSITIVE, "-o", str(out)], check=True)
    done = subprocess.run([peers, "-c", CONFIRM, str(out / "data.csv"), SENSITIVE], capture_output=True, check=True)
    told, proof = json.loads(done.stdout.splitlines()[-1]), json.loads((out / "proof.json").read_text(encoding="utf-8"))
    print(f"written file: k {proof['k']}, l {proof['l']['distinct']}, t {proof['t']:.6f}; "
          f"pycanon: k {told[0]}, l {told[1]}, t {told[2]:.6f}")  # fmt: skip
    model = json.loads((out / "utility.json").read_text(encoding="utf-8"))["downstream"]
    print(f"model for {SENSITIVE} under k and l: accuracy {model['released']:.4f}, trained on the original "
          f"{model['original']:.4f} (bar: within 0.02), always the commonest {model['majority']:.4f}")  # fmt: skip


def read_adult() -> pa.Table:
    with (ADULT / "adult.csv").open() as file:
        names = file.readline().strip().split(";")
    types = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    return pyarrow.csv.read_csv(
        ADULT / "adult.csv", parse_options=pyarrow.csv.ParseOptions(delimiter=";"), convert_options=types
    )


def plan_of(folder: Path, names: list[str], mode: str) -> Path:
    lines = [f"  {name}: {{do: key, hierarchy: {ADULT}/adult_hierarchy_{name}.csv}}" for name in names]
    path = folder / f"{mode}.yaml"
    privacy = f"privacy: {{k: {K}, mode: {mode}, suppression_limit: 1}}"
    path.write_text("\n".join(["columns:", *lines, privacy]) + "\n", encoding="utf-8")
    return path


def recode(folder: Path, table: pa.Table, mode: str) -> tuple[float, float]:
    """CPU seconds from the Parquet to the decided recoding, hierarchies read; and its loss."""
    plan = read_plan(plan_of(folder, table.column_names, mode))
    decide(folder / "adult.parquet", plan)
    seconds, done = median(lambda: decide(folder / "adult.parquet", plan))
    return seconds, loss_of(done.census, done.hierarchies, done.recoding)


def median(work: Any) -> tuple[float, Any]:
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        result = work()
        spent.append(time.process_time() - start)
    return sorted(spent)[ROUNDS // 2], result


def ask_peers(python: str) -> dict[str, Any]:
    done = subprocess.run([python, "-c", PEER, str(ADULT), SENSITIVE], capture_output=True, check=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def texts() -> None:
    draw = np.random.default_rng(7)
    words = np.array(WORDS.split())
    lines = [" ".join(words[row]) for row in draw.integers(0, len(words), (60_000, 60))]
    lines[::5] = [f"{line} 연락은 010-{draw.integers(10**4):04d}-{draw.integers(10**4):04d}로" for line in lines[::5]]
    cells = pa.array(lines)
    key = Key("env:K", b"k" * 40)
    seconds, _ = median(lambda: mask_text(key, "메모").apply(cells, 0))
    print(f"mask_text: {cells.nbytes / 1e6 / seconds:.0f} MB a CPU second (bar >= 30)")
    ids = pa.array([f"{head:06d}-{tail:07d}" for head, tail in draw.integers(0, 10**6, (200_000, 2))])
    seconds, _ = median(lambda: pseudonymise(key).apply(ids, 0))
    print(f"pseudonymise: {len(ids) / seconds / 1e3:.0f},000 distinct identifiers a CPU second")


def whole_job(folder: Path, mode: str, rows: int) -> None:
    """`gotgan deidentify`: read, recoded, written, proved. The peak is that of the largest process."""
    source = folder / f"many-{rows}.{'csv' if rows <= MOST_CSV_ROWS else 'parquet'}"
    if not source.exists():
        in_own_process(write_many, source, rows)
    plan = plan_of(folder, read_adult().column_names, mode)
    command = [
        sys.executable,
        "-m",
        "gotgan",
        "deidentify",
        str(source),
        "--plan",
        str(plan),
        "-o",
        str(folder / f"{mode}-{rows}"),
    ]
    clock = time.perf_counter()
    _, status, used = os.wait4(subprocess.Popen(command).pid, 0)
    wall, spent = time.perf_counter() - clock, used.ru_utime + used.ru_stime
    if status:
        raise SystemExit(f"gotgan deidentify, {mode}: exit {os.waitstatus_to_exitcode(status)}")
    utility = json.loads((folder / f"{mode}-{rows}" / "utility.json").read_text(encoding="utf-8"))
    print(f"{rows} rows, {mode}, the whole job: {spent:.1f} CPU s, {wall:.1f} s wall, "
          f"peak {used.ru_maxrss / 1024:.0f} MB (bar {BARS.get(rows, 'none')}), loss {utility['loss']:.4f}, "
          f"suppressed {utility['suppressed_rows']}")  # fmt: skip


def write_many(source: Path, rows: int) -> None:
    table = bootstrap(rows)
    (pyarrow.csv.write_csv if source.suffix == ".csv" else pq.write_table)(table, source)


def bootstrap(rows: int) -> pa.Table:
    """Adult drawn with replacement, each cell drawn anew from its column with a chance of REDRAWN."""
    draw, table = np.random.default_rng(1), read_adult()
    base = draw.integers(0, table.num_rows, rows)
    columns = []
    for column in table.columns:
        encoded = column.combine_chunks().dictionary_encode()
        codes = np.asarray(encoded.indices)
        cells = np.where(draw.random(rows) < REDRAWN, codes[draw.integers(0, table.num_rows, rows)], codes[base])
        columns.append(pa.DictionaryArray.from_arrays(pa.array(cells), encoded.dictionary).cast(pa.string()))
    return pa.table(columns, names=table.column_names)


if __name__ == "__main__":
    sys.exit(main())
