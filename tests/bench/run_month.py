"""Measures a month of a large borough, and what the machine can do at most with the same files.

`hearth run` on a synthesised borough stands beside two scripts that only read the same deliveries and count their rows,
one with DuckDB and one with Polars. The three are run in turn, so that a busy minute of the machine falls on all of them.
The demonstration and, if asked, a clean build are measured too. The result is a page of Markdown.

Needs: a built release binary, Python 3.10 or newer on Linux or macOS, and `pip install duckdb polars`.

    cargo build --release
    python3 tests/bench/run_month.py --page docs/reference/benchmarks.md [--clean-build]
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DONE = (0, 1)  # 1: done, but something needs a person


@dataclass
class Runs:
    """The runs of one command."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    def add(self, command: list[str]) -> None:
        seconds, peak = measure(command)
        self.seconds.append(seconds)
        self.peaks.append(peak)

    def median(self) -> float:
        return statistics.median(self.seconds)

    def spread(self) -> str:
        return f"{min(self.seconds):.2f} to {max(self.seconds):.2f}"

    def peak(self) -> int:
        """The largest resident size of any run, in MB (10^6 bytes)."""
        unit = 1 if sys.platform == "darwin" else 1024
        return round(max(self.peaks) * unit / 1e6)


def measure(command: list[str], **options) -> tuple[float, int]:
    """Wall-clock seconds and the largest resident size of one run, as the system counts it for that child."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, **options)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - started
        code = os.waitstatus_to_exitcode(status)
        if code not in DONE:
            said.seek(0)
            sys.exit(f"{' '.join(command)}: exit code {code}\n{said.read().decode(errors='replace')}")
    return seconds, usage.ru_maxrss


def quietly(command: list[str]) -> None:
    code = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
    if code not in DONE:
        sys.exit(f"{' '.join(command)}: exit code {code}")


class Bench:
    """One borough, its workspace and everything measured on it."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.hearth = str(options.hearth)
        self.borough = folder / "borough"
        self.workspace = folder / "workspace"
        self.demo_folder = folder / "demo"
        self.rows = 0

    def prepare(self) -> None:
        """Invents the borough and takes all of it into a workspace."""
        families, rows = str(self.options.families), str(self.options.rows)
        quietly([self.hearth, "synth", "--seed", "1", "--families", families, "--rows", rows, "--out", str(self.borough)])
        calendar = ROOT / "schemas" / "calendars" / "demo.csv"
        quietly([self.hearth, "init", str(self.workspace), "--calendar", str(calendar)])
        workspace = ["--workspace", str(self.workspace), "--received", "2017-12-30", "--quiet"]
        quietly([self.hearth, "ingest", "--cohort", str(self.borough / "cohort"), *workspace])
        started = time.monotonic()
        quietly([self.hearth, "ingest", str(self.borough / "deliveries"), *workspace])
        self.ingest_seconds = time.monotonic() - started

    def commands(self, turn: int) -> dict[str, list[str]]:
        """What is measured in one turn. Each run is known at another second, so that none finds its result made before."""
        deliveries = str(self.borough / "deliveries")
        month = ["--as-of", self.options.as_of, "--known-at", f"2017-12-31T23:59:{turn:02}Z", "--quiet"]
        return {
            "hearth": [self.hearth, "run", "--workspace", str(self.workspace), *month],
            "duckdb": [sys.executable, str(HERE / "count_duckdb.py"), deliveries],
            "polars": [sys.executable, str(HERE / "count_polars.py"), deliveries],
        }

    def turns(self) -> dict[str, Runs]:
        for command in list(self.commands(0).values())[1:]:
            self.rows = max(self.rows, int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
        runs: dict[str, Runs] = {name: Runs() for name in self.commands(0)}
        for turn in range(self.options.turns):
            for name, command in self.commands(turn).items():
                runs[name].add(command)
        return runs

    def demo(self) -> Runs:
        runs = Runs()
        for turn in range(self.options.turns):
            runs.add([self.hearth, "demo", str(self.demo_folder / str(turn)), "--quiet"])
        return runs


def clean_build(folder: Path) -> float:
    """Seconds of a release build from nothing but fetched sources."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(folder / "target")}
    subprocess.run(["cargo", "fetch", "--locked"], cwd=ROOT, check=True)
    seconds, _ = measure(["cargo", "build", "--release", "--locked"], cwd=ROOT, env=environment)
    return seconds


def page(bench: Bench, runs: dict[str, Runs], demo: Runs, build: float | None) -> str:
    import duckdb
    import polars

    names = {
        "hearth": "`hearth run`: read, link, test every family, write all reports",
        "duckdb": f"DuckDB {duckdb.__version__}: read the same files, count the rows",
        "polars": f"Polars {polars.__version__}: read the same files, count the rows",
    }
    month = runs["hearth"].median()
    table = [
        f"| {names[name]} | {one.median():.2f} | {one.spread()} | {one.peak()} | {month / one.median():.1f} |"
        for name, one in runs.items()
    ]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    lines = [
        "# Benchmarks",
        "",
        "Written by `tests/bench/run_month.py`; how it measures stands at the top of that script.",
        "",
        f"A synthesised borough of {bench.options.families:,} families and {bench.rows:,} feed rows, as of "
        f"{bench.options.as_of}. {bench.options.turns} turns, each program once in each turn, on {cores} processor cores "
        f"({platform.system()}, {platform.machine()}).",
        "",
        "| program | median, s | from, to, s | peak memory, MB | `hearth run` takes times as long |",
        "|---|---|---|---|---|",
        *table,
        "",
        "The two other programs do the least that can be done with the files: they are the floor, not rivals.",
        "",
        "| other | s |",
        "|---|---|",
        f"| `hearth ingest` of all deliveries, once | {bench.ingest_seconds:.2f} |",
        f"| `hearth demo`: a year of the sample borough, median | {demo.median():.2f} |",
    ]
    if build is not None:
        lines.append(f"| `cargo build --release` from nothing, sources fetched | {build:.0f} |")
    return "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    built = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "hearth"
    parser.add_argument("--hearth", type=Path, default=built, help="the program (default: the release build)")
    parser.add_argument("--families", type=int, default=5_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--as-of", default="2017-03-31")
    parser.add_argument("--clean-build", action="store_true", help="measure a release build from nothing too")
    parser.add_argument("--page", type=Path, help="where to write the page (default: print it)")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        bench = Bench(options, Path(folder))
        bench.prepare()
        runs = bench.turns()
        demo = bench.demo()
        shutil.rmtree(bench.workspace)
        build = clean_build(Path(folder)) if options.clean_build else None
        text = page(bench, runs, demo, build)
    if options.page:
        options.page.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
