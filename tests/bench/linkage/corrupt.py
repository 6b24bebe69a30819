"""British forms and mistakes laid over the simulated town: what the two sides of a council's feed look like."""

import pandas as pd

SHORT = {"William": "Bill", "Robert": "Bob", "Elizabeth": "Liz", "Katherine": "Kate", "Margaret": "Maggie", "James": "Jim",
         "Thomas": "Tom", "Michael": "Mike", "Christopher": "Chris", "Jennifer": "Jen", "Matthew": "Matt", "Daniel": "Dan",
         "Samuel": "Sam", "Alexander": "Alex", "Joseph": "Joe", "Andrew": "Andy", "Anthony": "Tony", "Rebecca": "Becky",
         "Susan": "Sue", "Patricia": "Pat", "Charles": "Charlie", "Benjamin": "Ben", "Nicholas": "Nick", "Joshua": "Josh"}
LETTERS = "ABCDEFGHJLNPQRSTUWXYZ"


def corrupt(left, right, chance, harder=1, no_dates=4, no_postcodes=5):
    homes = {}
    surnames = sorted(set(right["last_name"].dropna()))
    grown = _twins(left, right, chance)
    out = []
    for frame, feed in ((grown[0], True), (grown[1], False)):
        rows = [_row(row, homes, surnames, chance, harder if feed else 1, no_dates if feed else 2, no_postcodes if feed else 2, feed)
                for row in frame.to_dict("records")]
        out.append(pd.DataFrame(rows))
    left = pd.concat([out[0], _again(out[0], chance)], ignore_index=True)
    return left, out[1]


def _again(left, chance):
    """A tenth of the feed's people are in it more than once."""
    return left[[chance.random() < 0.1 for _ in range(len(left))]]


def _twins(left, right, chance):
    """One child in 25 gets a twin or a sibling of the same initial: on both sides, or on the feed's alone."""
    extra_left, extra_right = [], []
    here = {row["who"]: row for row in left.to_dict("records")}
    forenames = sorted(set(left["first_name"].dropna()))
    for row in right.to_dict("records"):
        if str(row["date_of_birth"])[-4:] < "2004" or chance.random() > 0.08:
            continue
        twin = dict(row, who=f"{row['who']}-twin")
        same = [name for name in forenames if name[0] == str(row["first_name"])[0]]
        twin["first_name"] = chance.choice(same if chance.random() < 0.4 else forenames)
        twin["sex"] = row["sex"] if chance.random() < 0.6 else {"Male": "Female"}.get(row["sex"], "Male")
        if chance.random() < 0.5:
            extra_right.append(twin)
        now = here.get(row["who"], row)
        extra_left.append(dict(twin, **{name: now[name] for name in now if name in ("street_number", "street_name", "unit_number", "household_id")}))
    return (pd.concat([left, pd.DataFrame(extra_left)], ignore_index=True), pd.concat([right, pd.DataFrame(extra_right)], ignore_index=True))


def _row(row, homes, surnames, chance, harder, no_dates, no_postcodes, feed):
    home = (row["street_number"], row["street_name"])
    if home not in homes:
        homes[home] = f"{chance.choice(['W', 'NW', 'SW'])}{chance.randint(1, 12)} {chance.randint(1, 9)}{chance.choice(LETTERS)}{chance.choice(LETTERS)}"
    born = str(row["date_of_birth"])
    unit = row.get("unit_number")
    number = row["street_number"] if pd.notna(row["street_number"]) else ""
    flat = f"Flat {unit}, " if pd.notna(unit) else ""
    out = {"who": row["who"], "household_id": row["household_id"], "forename": row["first_name"], "surname": row["last_name"],
           "born": f"{born[6:]}-{born[:2]}-{born[3:5]}" if len(born) == 10 else None, "sex": str(row["sex"])[:1],
           "address": f"{flat}{number} {row['street_name']}".title(), "postcode": homes[home]}
    many = lambda percent: chance.random() * 100 < percent * harder
    if many(3):
        out["forename"] = SHORT.get(out["forename"], out["forename"])
    if many(1.5):
        out["forename"] = slip(str(out["forename"]), chance)
    if many(1.5):
        out["surname"] = slip(str(out["surname"]), chance)
    if many(1) and feed:
        out["forename"], out["surname"] = out["surname"], out["forename"]
    if feed and out["sex"] == "F" and many(2.5):
        out["surname"] = chance.choice(surnames)
    elif many(1):
        out["surname"] = f"{out['surname']}-{chance.choice(surnames)}"
    if feed and many(0.5):
        out["forename"] = chance.choice(["Baby", "Unknown", "Infant", ""])
    out["born"] = _date(out["born"], chance, many, no_dates)
    if chance.random() * 100 < no_postcodes:
        out["postcode"] = None
    elif many(1.5):
        out["postcode"] = out["postcode"].replace(" ", "") if chance.random() < 0.5 else slip(out["postcode"], chance)
    if many(1.5):
        out["address"] = slip(out["address"], chance)
    if many(0.7):
        out["sex"] = chance.choice(["F", "M", "U", None])
    out["address"] = None if chance.random() * 100 < no_postcodes / 2 else out["address"]
    names = {"forename": "first_name", "surname": "last_name", "born": "date_of_birth", "address": "street_name", "postcode": "zipcode"}
    return {names.get(name, name): value for name, value in out.items()}


def _date(born, chance, many, missing):
    if born is None or chance.random() * 100 < missing:
        return None
    year, month, day = born.split("-")
    if many(1) and int(day) <= 12:
        return f"{year}-{day}-{month}"
    if many(1):
        return f"{year}-01-01"
    if many(1.2):
        place = chance.choice([3, 6, 9])
        digit = chance.choice("0123456789")
        slipped = born[:place] + digit + born[place + 1:]
        return slipped if slipped[5:7] not in ("00",) and slipped[8:] != "00" and int(slipped[5:7]) <= 12 and int(slipped[8:]) <= 28 else born
    return born


def slip(text, chance):
    if len(text) < 2:
        return text
    place = chance.randrange(len(text) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1:]
    if kind == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2:]
    if kind == 2:
        return text[:place] + chance.choice("aeiourstnl") + text[place:]
    return text[:place] + chance.choice("aeiourstnl") + text[place + 1:]
