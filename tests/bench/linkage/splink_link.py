"""Links two person files, or one with itself, with Splink on DuckDB, from the same configuration that Hearth reads.

    python3 splink_link.py --left LEFT [--right RIGHT] --config hearth.toml --out OUT.csv --settings documented|best|quick
                           [--above P] [--model FILE | --save-model FILE]

`documented` is what Splink's own guides show for people: ready-made comparisons, exact-match blocking, u by random
sampling, EM over two blocking rules. `best` is the most we could do for it: levels for swapped names, initials, nested
names and swapped days, a comparison of the whole address, term frequencies, many more blocking rules, and, where the
configuration says that a row has one answer, only the best answer of each row.
"""

import argparse
import logging
import tomllib

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

ROLES = ["forename", "middle", "surname", "born", "sex", "postcode", "address", "ssn"]


def names(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def expressions(side, columns, born_format):
    """SQL for each role, normalised as anybody would before linking."""
    def text(name):
        return f"nullif(trim(lower(strip_accents(\"{name}\"))), '')"
    forenames = names(side.get("forenames") or side.get("forename"))
    addresses = names(side.get("address"))
    made = {}
    if forenames:
        made["forename"] = f"nullif(regexp_replace({text(forenames[0])}, '[^a-z ]', '', 'g'), '')"
    if len(forenames) > 1:
        made["middle"] = f"nullif(left({text(forenames[1])}, 1), '')"
    if "full-name" in side:
        whole = f"case when contains(\"{side['full-name']}\", ',') then regexp_replace(\"{side['full-name']}\", '^(.*), *(.*)$', '\\2 \\1') else \"{side['full-name']}\" end"
        made["forename"] = f"nullif(regexp_extract(lower({whole}), '^([a-z]+)', 1), '')"
        made["surname"] = f"nullif(regexp_extract(lower({whole}), ' ([a-z]+)$', 1), '')"
    for role in ("email", "phone"):
        if role in side:
            made[role] = text(side[role])
    if "surname" in side:
        made["surname"] = f"nullif(regexp_replace({text(side['surname'])}, '[^a-z ]', '', 'g'), '')"
    if "born-on" in side:
        form = born_format or "%Y-%m-%d"
        made["born"] = f"strftime(try_strptime(\"{side['born-on']}\", '{form}'), '%Y-%m-%d')"
    elif "born-year" in side:
        year, month, day = (f"lpad(\"{side['born-' + part]}\", 2, '0')" if part != "year" else f"\"{side['born-year']}\"" for part in ("year", "month", "day"))
        made["born"] = f"{year} || '-' || {month} || '-' || {day}"
    if "sex" in side:
        made["sex"] = f"left({text(side['sex'])}, 1)"
    if "postcode" in side:
        made["postcode"] = f"nullif(replace(upper(trim(\"{side['postcode']}\")), ' ', ''), '')"
    if addresses:
        parts = ", ".join(text(name) for name in addresses if name not in ("city", "state", "suburb", "address_2"))
        made["address"] = f"nullif(trim(concat_ws(' ', {parts})), '')"
    # A third and a fourth part of an address (block or village, suburb) are compared for themselves.
    for role, name in zip(("village", "suburb"), [name for name in addresses if name in ("address_2", "suburb")]):
        made[role] = text(name)
    if "identifier" in side:
        made["ssn"] = text(next(iter(side["identifier"].values())))
    return {role: value for role, value in made.items() if value}


def defaults(path):
    """Columns named as `hearth synth --linkage` names them."""
    header = open(path, encoding="utf-8").readline().strip().split(",")
    named = {"forename": "forename", "surname": "surname", "born-on": "born_on", "sex": "sex", "postcode": "postcode", "address": "address"}
    return {role: name for role, name in named.items() if name in header}


def prepare(connection, path, table, side, born_format, source_id):
    made = expressions(side, None, born_format)
    selected = [f'"{source_id}" as unique_id'] + [f"{value} as {role}" for role, value in made.items()]
    connection.execute(f"create table {table}_raw as select {', '.join(selected)} from read_csv('{path}', all_varchar=true, header=true)").fetchall()
    more = ["*"]
    if "forename" in made and "surname" in made:
        more.append("forename || ' ' || surname as whole")
    if "address" in made:
        more += ["regexp_extract(address, '[0-9]+') as house", "nullif(trim(regexp_replace(address, '[^a-z ]', '', 'g')), '') as street"]
    connection.execute(f"create table {table} as select {', '.join(more)} from {table}_raw").fetchall()
    return set(made)


def documented(roles):
    comparisons = [cl.NameComparison("forename"), cl.NameComparison("surname")]
    rules = [block_on("forename", "surname")]
    if "middle" in roles:
        comparisons.append(cl.ExactMatch("middle"))
    if "born" in roles:
        comparisons.append(cl.DateOfBirthComparison("born", input_is_string=True, datetime_format="%Y-%m-%d"))
        rules += [block_on("forename", "born"), block_on("surname", "born")]
    if "sex" in roles:
        comparisons.append(cl.ExactMatch("sex"))
    if "postcode" in roles:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True))
        rules.append(block_on("postcode", "surname", "forename"))
    if "address" in roles:
        comparisons.append(cl.JaroWinklerAtThresholds("street", [0.92, 0.8]))
        comparisons.append(cl.ExactMatch("house").configure(term_frequency_adjustments=True))
        rules.append(block_on("street", "house"))
    if "ssn" in roles:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("ssn", [2]))
        rules.append(block_on("ssn"))
    training = [block_on("forename", "surname")] + ([block_on("born")] if "born" in roles else [block_on("street", "house")])
    certain = [block_on("forename", "surname", "born") if "born" in roles else block_on("forename", "surname", "street")]
    return comparisons, rules, training, certain, 0.7


def name_levels(column, other):
    return cl.CustomComparison(output_column_name=column, comparison_levels=[
        cll.NullLevel(column),
        cll.ExactMatchLevel(column, term_frequency_adjustments=True),
        cll.CustomLevel(f"{column}_l = {other}_r or {other}_l = {column}_r", "swapped"),
        cll.JaroWinklerLevel(column, 0.92).configure(tf_adjustment_column=column),
        cll.CustomLevel(f"(length({column}_l) > 2 and length({column}_r) > 2 and (contains({column}_l, {column}_r) or contains({column}_r, {column}_l)))", "one within the other"),
        cll.CustomLevel(f"(length({column}_l) = 1 or length({column}_r) = 1) and left({column}_l, 1) = left({column}_r, 1)", "initial"),
        cll.JaroWinklerLevel(column, 0.84),
        cll.CustomLevel(f"left({column}_l, 1) = left({column}_r, 1)", "same first letter"),
        cll.ElseLevel(),
    ])


def born_levels():
    day_month = "substr({0}, 1, 4) || '-' || substr({0}, 9, 2) || '-' || substr({0}, 6, 2)"
    return cl.CustomComparison(output_column_name="born", comparison_levels=[
        cll.NullLevel("born"),
        cll.ExactMatchLevel("born", term_frequency_adjustments=True),
        cll.CustomLevel(f"born_l = {day_month.format('born_r')}", "day and month swapped"),
        cll.CustomLevel("damerau_levenshtein(born_l, born_r) <= 1", "one digit"),
        cll.CustomLevel("substr(born_l, 1, 4) = substr(born_r, 1, 4) and (born_l like '%-01-01' or born_r like '%-01-01')", "first of January"),
        cll.CustomLevel("damerau_levenshtein(born_l, born_r) <= 2", "two digits"),
        cll.CustomLevel("substr(born_l, 1, 4) = substr(born_r, 1, 4)", "same year"),
        cll.ElseLevel(),
    ])


def address_levels(roles):
    postcode = [cll.ExactMatchLevel("postcode", term_frequency_adjustments=True),
                cll.CustomLevel("damerau_levenshtein(postcode_l, postcode_r) <= 1", "one letter of the postcode")] if "postcode" in roles else []
    return cl.CustomComparison(output_column_name="place", comparison_levels=[
        cll.And(cll.NullLevel("address"), cll.NullLevel("postcode")) if "postcode" in roles else cll.NullLevel("address"),
        cll.ExactMatchLevel("address", term_frequency_adjustments=True),
        cll.CustomLevel("house_l = house_r and jaro_winkler_similarity(street_l, street_r) > 0.9", "number and street"),
        cll.CustomLevel("jaccard(street_l, street_r) > 0.9 and jaro_winkler_similarity(street_l, street_r) > 0.92", "street"),
        *postcode,
        cll.ElseLevel(),
    ])


def village_levels():
    return cl.CustomComparison(output_column_name="village", comparison_levels=[
        cll.NullLevel("village"),
        cll.ExactMatchLevel("village", term_frequency_adjustments=True),
        cll.JaroWinklerLevel("village", 0.88),
        cll.ElseLevel(),
    ])


def suburb_levels():
    return cl.CustomComparison(output_column_name="suburb", comparison_levels=[
        cll.NullLevel("suburb"),
        cll.ExactMatchLevel("suburb", term_frequency_adjustments=True),
        cll.JaroWinklerLevel("suburb", 0.88),
        cll.ElseLevel(),
    ])


def best(roles):
    comparisons = [name_levels("forename", "surname"), name_levels("surname", "forename")]
    rules = [block_on("forename", "surname"), "l.forename = r.surname and l.surname = r.forename"]
    if "middle" in roles:
        comparisons.append(cl.ExactMatch("middle"))
    if "born" in roles:
        comparisons.append(born_levels())
        rules += [block_on("born"), block_on("surname", "substr(born, 1, 4)", "substr(forename, 1, 1)"), block_on("forename", "substr(born, 1, 7)"),
                  block_on("forename", "substr(born, 6, 5)")]
    if "sex" in roles:
        comparisons.append(cl.ExactMatch("sex"))
    if "address" in roles:
        comparisons.append(address_levels(roles - {"postcode"} if "suburb" in roles else roles))
        rules += [block_on("street", "house"), block_on("street", "forename"), block_on("house", "surname")]
    if "postcode" in roles:
        rules.append(block_on("postcode", "forename"))
    if "suburb" in roles:
        comparisons += [village_levels(), suburb_levels()]
        comparisons.append(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True))
        rules += [block_on("postcode", "house"), block_on("suburb", "house"), block_on("suburb", "surname"), block_on("village", "house")]
    if "ssn" in roles:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("ssn", [1, 2]))
        rules.append(block_on("ssn"))
    for role in sorted({"email", "phone"} & roles):
        comparisons.append(cl.JaroWinklerAtThresholds(role, [0.95, 0.88]))
        rules.append(block_on(role))
    training = [block_on("forename", "surname")] + ([block_on("born")] if "born" in roles else [block_on("street", "house")])
    certain = [block_on("forename", "surname", "born")] if "born" in roles else [block_on("forename", "surname", "street")]
    if "born" in roles and "address" not in roles:
        certain = [block_on("forename", "born"), block_on("surname", "born", "substr(forename, 1, 1)")]
    if {"born", "address"} <= roles:
        certain.append(block_on("forename", "street", "house", "born"))
    return comparisons, rules, training, certain, 0.85


def quick(roles):
    """The comparisons of `best` and only blocking rules that stay small on a million rows: for speed, not for recall."""
    comparisons, _, _, certain, recall = best(roles)
    rules = [block_on("born", "surname"), block_on("born", "forename"), block_on("forename", "surname", "substr(born, 1, 4)"),
             block_on("postcode", "forename"), block_on("forename", "surname", "house"), block_on("postcode", "born")]
    return comparisons, rules, [block_on("forename", "surname", "substr(born, 1, 4)"), block_on("born", "sex")], certain, recall


SETTINGS = {"documented": documented, "best": best, "quick": quick}


def link(given):
    with open(given.config, "rb") if given.config else open("/dev/null", "rb") as file:
        config = tomllib.load(file)
    if not config:
        config = {"left": defaults(given.left), "right": defaults(given.right) if given.right else {}, "policy": {"cardinality": "many-to-one"}}
    both = config.get("both", {})
    born_format = config.get("format", {}).get("born-on")
    connection = duckdb.connect()
    source_id = config.get("id", "id")
    roles = prepare(connection, given.left, "lefts", {**both, **config.get("left", {})}, born_format, source_id)
    tables = ["lefts"]
    if given.right:
        roles &= prepare(connection, given.right, "rights", {**both, **config.get("right", config.get("left", {}))}, born_format, source_id)
        tables.append("rights")
    # A column with one value says nothing and stops Splink's estimation.
    for role in ("postcode",):
        if role in roles and connection.execute(" union ".join(f"select count(distinct {role}) from {table}" for table in tables)).fetchall()[0][0] < 50:
            roles.discard(role)
    api = DuckDBAPI(connection)
    data = [api.register(table) for table in tables]
    if given.model:
        linker = Linker(data if given.right else data[0], given.model, log_level=None)
    else:
        linker = train(data if given.right else data[0], roles, given)
    found = linker.inference.predict(threshold_match_probability=given.above)
    write(connection, found.physical_name, config.get("policy", {}).get("cardinality", "many-to-many"), given)


def train(data, roles, given):
    comparisons, rules, training, certain, recall = SETTINGS[given.settings](roles)
    settings = SettingsCreator(link_type="link_only" if given.right else "dedupe_only", comparisons=comparisons,
                               blocking_rules_to_generate_predictions=rules, retain_matching_columns=False)
    linker = Linker(data, settings, log_level=None)
    try:
        linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    except ValueError:
        # No pair meets the rules that are taken as certain: Splink took the logarithm of nothing. Its default stands.
        linker = Linker(data, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=given.max_pairs, seed=1)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    if given.save_model:
        linker.misc.save_model_to_json(given.save_model, overwrite=True)
    return linker


def write(connection, table, cardinality, given):
    rows = f"select unique_id_l as left_id, unique_id_r as right_id, match_probability as probability, match_weight as weight from {table}"
    columns = "left_id, right_id, probability, weight"
    keep = ""
    if given.settings != "documented" and given.right and cardinality != "many-to-many":
        keep = "qualify row_number() over (partition by left_id order by weight desc, right_id) = 1"
        if cardinality == "one-to-one":
            keep += " and row_number() over (partition by right_id order by weight desc, left_id) = 1"
    connection.execute(f"copy (select {columns} from ({rows}) {keep} order by left_id, probability desc, right_id) to '{given.out}' (header)").fetchall()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--left", required=True)
    parser.add_argument("--right")
    parser.add_argument("--config")
    parser.add_argument("--out", required=True)
    parser.add_argument("--settings", choices=list(SETTINGS), default="best")
    parser.add_argument("--above", type=float, default=0.001)
    parser.add_argument("--max-pairs", type=float, default=1e6)
    parser.add_argument("--model")
    parser.add_argument("--save-model")
    logging.disable(logging.WARNING)
    link(parser.parse_args())


if __name__ == "__main__":
    main()
