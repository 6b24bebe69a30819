"""Hearth and Splink beside each other: accuracy on every set, time and memory at scale.

    python3 compare.py SETS [--hearth BIN] [--rounds N] [--set-rounds N] [--long-rounds N] [--only SET ...] [--scale 100000 1000000 4000000] [--page FILE]

Both programs run as whole processes, one after the other in each round, so that whatever else the machine does hits
both. Wall time, processor time and peak memory are those of the process; figures are medians over the rounds, and ratios
are medians of each round's ratio. `SETS` is a folder made by sets.py; the files at scale are made with `hearth synth
--linkage`.
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
from importlib.metadata import version
from pathlib import Path

import score

HERE = Path(__file__).parent


def run(command, may_fail=False):
    """Seconds, processor seconds and peak megabytes of a process; without its file of links where it may fail and does."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        if process.returncode not in (0, 1) or process.returncode == 1 and may_fail:
            if may_fail:
                Path(command[command.index("--out") + 1]).unlink(missing_ok=True)
                return used(seconds, usage)
            errors.seek(0)
            sys.exit(f"{' '.join(map(str, command))}\n{errors.read().decode()[-2000:]}")
    return used(seconds, usage)


def used(seconds, usage):
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def files(folder):
    left = ["--left", folder / "left.csv"]
    right = ["--right", folder / "right.csv"] if (folder / "right.csv").exists() else []
    config = ["--config", folder / "hearth.toml"] if (folder / "hearth.toml").exists() else []
    return left + right + config


def hearth(binary, folder, out, *more):
    dedupe = [] if (folder / "right.csv").exists() else ["--dedupe"]
    return [binary, "link", *dedupe, *files(folder), "--out", out, *map(str, more)]


def splink(folder, out, settings, *more):
    return [sys.executable, HERE / "splink_link.py", *files(folder), "--out", out, "--settings", settings, *map(str, more)]


def accuracy(folder, out, threshold):
    if not Path(out).exists():
        return None
    frame, known = score.scored(score.read(out), score.read(folder / "truth.csv"), not (folder / "right.csv").exists())
    top, chosen = score.best(frame, known), score.at(frame, known, threshold)
    return 100 * top[2], 100 * chosen[2], chosen[3], chosen[4]


def one_set(folder, binary, rounds, work):
    """F1 best and chosen with false and missed links, then medians of seconds and megabytes, for each program."""
    ours, own, theirs, shown = (work / f"{folder.name}-{kind}.csv" for kind in ("all", "own", "best", "documented"))
    figures = {"hearth": [], "documented": [], "best": []}
    for _ in range(rounds):
        figures["hearth"].append(run(hearth(binary, folder, own)))
        figures["documented"].append(run(splink(folder, shown, "documented"), True))
        figures["best"].append(run(splink(folder, theirs, "best"), True))
    run(hearth(binary, folder, ours, "--threshold", 0))
    scores = {"hearth": (accuracy(folder, ours, 0)[0], *accuracy(folder, own, 0)[1:]),
              "documented": accuracy(folder, shown, 0.95), "best": accuracy(folder, theirs, 0.95)}
    return scores, figures


def medians(values):
    return tuple(statistics.median(column) for column in zip(*values))


def ratio(ours, theirs):
    """The median over the rounds of how many times as long one program takes as the other."""
    return statistics.median(one[0] / other[0] for one, other in zip(ours, theirs))


def at_scale(folder, binary, rounds, work):
    """Medians of seconds and megabytes: Hearth and Splink, with training and with a saved model."""
    model, theirs = work / "model", work / "splink.json"
    out = work / "links.csv"
    jobs = {
        "hearth": hearth(binary, folder, out, "--save-model", model),
        "splink": splink(folder, out, "quick", "--above", 0.5, "--save-model", theirs),
        "hearth, saved model": hearth(binary, folder, out, "--model", model),
        "splink, saved model": splink(folder, out, "quick", "--above", 0.5, "--model", theirs),
    }
    found, scores = {name: [] for name in jobs}, {}
    for _ in range(rounds):
        for name, job in jobs.items():
            if name == "hearth" and model.exists():
                model.unlink()
            found[name].append(run(job))
            if name not in scores:
                scores[name] = accuracy(folder, out, 0 if name.startswith("hearth") else 0.95)
    return found, scores


SETS_HEAD = """| set | hearth best F1 | hearth at own threshold | false | missed | Splink best F1 | Splink at 0.95 | Splink documented best | at 0.95 | hearth s | Splink s | ratio |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""

SCALE_HEAD = """| feed rows | program | seconds | of Splink | processor s | peak MB | F1 at threshold | false | missed |
|--:|---|--:|--:|--:|--:|--:|--:|--:|"""

GROWTH_HEAD = """| feed rows | times as many | hearth: times the seconds | times the processor seconds | saved model: seconds | processor seconds |
|--:|--:|--:|--:|--:|--:|"""


PAGE = """# Linkage beside Splink

Written by `tests/bench/linkage/compare.py`; what the sets are stands in `tests/bench/linkage/sets.py`. Splink {splink} on
DuckDB {duckdb}, with settings chosen with the answers in view (best), with those of its guides (documented), and at scale with
rules that stay small on a million rows; Hearth with the column mapping alone, judged at its best threshold and at the one
it chooses from the data. Whole processes, one after the other in each round, on a machine with {cores} processor cores
({system}) that did other work as well: seconds are medians of {rounds} rounds (labelled sets: {set_rounds}, more than a million rows: {long_rounds}), ratios medians
of each round's ratio, processor seconds those of all threads.

{tables}
"""


def set_line(name, scores, figures):
    ours, best, shown = scores["hearth"], scores["best"], scores["documented"]
    seconds, theirs = (statistics.median(one[0] for one in figures[name]) for name in ("hearth", "best"))
    two = lambda figures: [f"{figures[0]:.2f}", f"{figures[1]:.2f}"] if figures else ["fails", "fails"]
    cells = [*two(ours), ours[2], ours[3], *two(best), *two(shown), f"{seconds:.2f}", f"{theirs:.2f}", f"{ratio(figures['hearth'], figures['best']):.2f}"]
    return f"| {name} | {' | '.join(map(str, cells))} |"


def scale_lines(rows, figures, scores):
    for name, values in figures.items():
        seconds, processor, memory = medians(values)
        beside = figures["splink, saved model" if "saved" in name else "splink"]
        f1, false, missed = scores[name][1:]
        yield (f"| {rows:,} | {name} | {seconds:.2f} | {ratio(values, beside):.2f} | {processor:.2f} | {memory:.0f} "
               f"| {f1:.2f} | {false} | {missed} |")


def growth_lines(found):
    """How the time of the whole process grows with the feed, from the smallest one on."""
    names = ("hearth", "hearth, saved model")
    seconds = {rows: [one for name in names for one in medians(figures[name])[:2]] for rows, figures in found.items()}
    least = min(seconds)
    for rows, taken in seconds.items():
        times = " | ".join(f"{one / first:.1f}" for one, first in zip(taken, seconds[least]))
        yield f"| {rows:,} | {rows / least:.0f} | {times} |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", type=Path)
    parser.add_argument("--hearth", default="hearth")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--set-rounds", type=int, default=1, help="rounds for each of the labelled sets")
    parser.add_argument("--long-rounds", type=int, default=1, help="rounds with more than a million rows")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--scale", nargs="*", type=int, default=[])
    parser.add_argument("--cohort", type=int, default=100_000)
    parser.add_argument("--page", type=Path)
    given = parser.parse_args()
    lines, grown = [SETS_HEAD], {}
    print(SETS_HEAD)
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        chosen = given.only if given.only is not None else sorted(path.parent.name for path in given.sets.glob("*/hearth.toml"))
        for name in chosen:
            lines.append(set_line(name, *one_set(given.sets / name, given.hearth, given.set_rounds, work)))
            print(lines[-1], flush=True)
        if given.scale:
            lines += ["", SCALE_HEAD]
            print("\n" + SCALE_HEAD)
        for rows in given.scale:
            folder = work / f"scale-{rows}"
            subprocess.run([given.hearth, "synth", "--linkage", f"{rows}x{given.cohort}", "--seed", "7", "--out", folder], check=True, stdout=subprocess.DEVNULL)
            (folder / "feed.csv").rename(folder / "left.csv")
            (folder / "cohort.csv").rename(folder / "right.csv")
            rounds = given.rounds if rows <= 1_000_000 else given.long_rounds
            grown[rows], scores = at_scale(folder, given.hearth, rounds, work)
            shutil.rmtree(folder)
            for line in scale_lines(rows, grown[rows], scores):
                lines.append(line)
                print(line, flush=True)
        if len(grown) > 1:
            growth = ["", GROWTH_HEAD, *growth_lines(grown)]
            lines += growth
            print("\n".join(growth))
    if given.page:
        given.page.write_text(PAGE.format(
            rounds=given.rounds, set_rounds=given.set_rounds, long_rounds=given.long_rounds, cores=os.cpu_count(),
            system=f"{platform.system()}, {platform.machine()}",
            splink=version("splink"), duckdb=version("duckdb"), tables="\n".join(lines)))


if __name__ == "__main__":
    main()
