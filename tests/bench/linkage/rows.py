"""Ids and truth of a set: `who` leaves the rows and becomes truth.csv."""

import pandas as pd


def ids_and_truth(left, right, seed):
    left = left.sample(frac=1, random_state=seed).reset_index(drop=True)
    left.insert(0, "id", [f"L{number:06d}" for number in range(1, len(left) + 1)])
    if right is None:
        pairs = left[["id", "who"]].merge(left[["id", "who"]], on="who")
        pairs = pairs[pairs["id_x"] < pairs["id_y"]]
        return left, None, pairs
    right = right.sample(frac=1, random_state=seed + 1).reset_index(drop=True)
    right.insert(0, "id", [f"R{number:06d}" for number in range(1, len(right) + 1)])
    return left, right, left[["id", "who"]].merge(right[["id", "who"]], on="who")


def write(folder, left, right, truth, config):
    folder.mkdir(parents=True, exist_ok=True)
    left.drop(columns="who").to_csv(folder / "left.csv", index=False)
    if right is not None:
        right.drop(columns="who").to_csv(folder / "right.csv", index=False)
    pairs = pd.DataFrame({"left_id": truth["id_x"], "right_id": truth["id_y"], "match": 1})
    pairs.sort_values(["left_id", "right_id"]).to_csv(folder / "truth.csv", index=False)
    (folder / "hearth.toml").write_text(f'id = "id"\n{config}')
    who = {"left": left}
    if right is not None:
        who["right"] = right
    for side, frame in who.items():
        kept = [name for name in ("id", "who") if name in frame]
        frame[kept].to_csv(folder / f"who-{side}.csv", index=False)
