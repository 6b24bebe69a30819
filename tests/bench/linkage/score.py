"""How good links are: best F1 over all thresholds, F1 at the chosen one, and what went wrong.

    python3 score.py SET_FOLDER OUT.csv [--at P] [--show N] [--predictions]

OUT.csv has left_id, right_id, probability and perhaps weight (better than six decimals to rank by). Give the links of
a run with `--threshold 0` for the best F1; `--at` is the threshold the program itself chose.
"""

import argparse
from pathlib import Path

import pandas as pd


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def pairs(frame, dedupe):
    left, right = frame["left_id"].astype(str), frame["right_id"].astype(str)
    if dedupe:
        return pd.Series([tuple(sorted(pair)) for pair in zip(left, right)], index=frame.index)
    return pd.Series(list(zip(left, right)), index=frame.index)


def scored(frame, truth, dedupe, by=None):
    frame = frame.copy()
    frame["pair"] = pairs(frame, dedupe)
    known = set(pairs(truth[truth.get("match", "1").astype(str) != "0"] if "match" in truth else truth, dedupe))
    by = by or ("weight" if "weight" in frame and (frame["weight"] != "").all() else "probability")
    frame["score"] = frame[by].astype(float)
    frame["probability"] = frame["probability"].astype(float)
    frame = frame.sort_values(["score"], ascending=False, kind="stable").drop_duplicates("pair")
    frame["true"] = frame["pair"].isin(known)
    return frame, known


def figures(right, found, known):
    precision = right / found if found else 1.0
    recall = right / known if known else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1


def best(frame, known):
    """The best F1 over the thresholds: pairs of equal score go together."""
    if frame.empty:
        return figures(0, 0, len(known)) + (None,)
    right = frame["true"].cumsum()
    last = frame["score"].ne(frame["score"].shift(-1))
    top = (figures(0, 0, len(known)) + (None,)) if not known else (0, 0, 0, None)
    for rank, (good, score) in enumerate(zip(right, frame["score"]), start=1):
        if last.iloc[rank - 1]:
            three = figures(good, rank, len(known))
            if three[2] > top[2]:
                top = three + (score,)
    return top


def at(frame, known, threshold):
    kept = frame[frame["probability"] >= threshold]
    return figures(int(kept["true"].sum()), len(kept), len(known)) + (int((~kept["true"]).sum()), len(known) - int(kept["true"].sum()))


def kinds(folder, frame, known, threshold):
    """False links and missed links with the rows side by side, and what kind they are."""
    left = read(folder / "left.csv").set_index("id")
    right = read(folder / "right.csv").set_index("id") if (folder / "right.csv").exists() else left
    kept = frame[frame["probability"] >= threshold]
    wrong = [(pair, score, kind_of_false(left.loc[pair[0]], right.loc[pair[1]])) for pair, score in zip(kept[~kept["true"]]["pair"], kept[~kept["true"]]["score"])]
    found = dict(zip(frame["pair"], frame["score"]))
    got = set(kept["pair"])
    missed = [(pair, found.get(pair), kind_of_missed(left.loc[pair[0]], right.loc[pair[1]], pair in found)) for pair in sorted(known - got)]
    return wrong, missed, left, right


def value(row, *names):
    for name in names:
        if name in row.index:
            return str(row[name]).strip().lower()
    return ""


def parts(row):
    return {"forename": value(row, "first_name", "given_name", "forename", "fname_c1"), "surname": value(row, "last_name", "surname", "lname_c1"),
            "born": value(row, "date_of_birth", "born_on", "by"), "street": value(row, "street_name", "address_1", "address"),
            "number": value(row, "street_number")}


def kind_of_false(one, two):
    a, b = parts(one), parts(two)
    names = a["forename"] == b["forename"]
    surname = a["surname"] == b["surname"] and a["surname"] != ""
    born = a["born"] == b["born"] and a["born"] != ""
    home = a["street"] == b["street"] and a["number"] == b["number"] and a["street"] != ""
    if born and (surname or home) and not names:
        return "twin"
    if surname and home:
        return "same household" if not names else "same household, same forename"
    if home:
        return "same address"
    if names and surname and born:
        return "namesake born the same day"
    if names and surname:
        return "namesake"
    return "other"


def kind_of_missed(one, two, candidate):
    a, b = parts(one), parts(two)
    what = []
    if a["forename"] and a["forename"] == b["surname"] or a["surname"] and a["surname"] == b["forename"]:
        what.append("swapped names")
    else:
        what += [f"{name} {'missing' if not a[name] or not b[name] else 'differs'}" for name in ("forename", "surname") if a[name] != b[name] or not a[name]]
    if a["born"] != b["born"] or not a["born"]:
        what.append("birth date missing" if not a["born"] or not b["born"] else "birth date differs")
    if (a["street"], a["number"]) != (b["street"], b["number"]):
        what.append("moved" if a["street"] and b["street"] else "address missing")
    return ("" if candidate else "NOT A CANDIDATE: ") + (", ".join(what) or "all agree")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--at", type=float, default=None)
    parser.add_argument("--show", type=int, default=10)
    given = parser.parse_args()
    dedupe = not (given.folder / "right.csv").exists()
    frame, known = scored(read(given.out), read(given.folder / "truth.csv"), dedupe)
    precision, recall, f1, cut = best(frame, known)
    print(f"best F1 {100 * f1:.2f} (precision {100 * precision:.2f}, recall {100 * recall:.2f}) at score {cut}")
    threshold = given.at if given.at is not None else 0.0
    precision, recall, f1, wrong, lost = at(frame, known, threshold)
    print(f"F1 at {threshold}: {100 * f1:.2f} (precision {100 * precision:.2f}, recall {100 * recall:.2f}; {wrong} false, {lost} missed)")
    wrong, missed, left, right = kinds(given.folder, frame, known, threshold)
    for title, found in (("false", wrong), ("missed", missed)):
        counts = pd.Series([kind for _, _, kind in found], dtype=object).value_counts()
        print(f"\n{title} links by kind")
        for kind, count in counts.items():
            print(f"  {count:5} {kind}")
        for pair, score, kind in found[: given.show]:
            print(f"  {pair[0]} {pair[1]} {score} {kind}\n    {' | '.join(map(str, left.loc[pair[0]]))}\n    {' | '.join(map(str, right.loc[pair[1]]))}")


if __name__ == "__main__":
    main()
