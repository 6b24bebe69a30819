"""Reads every delivery of a borough with DuckDB and counts the rows: the least a program must do with the same files.

Usage: count_duckdb.py DELIVERIES    Needs: pip install duckdb
"""

import sys
from pathlib import Path

import duckdb

WINDOWS_1252 = {"yot_offences", "police_bulk"}
COUNT = """
SELECT count(*) FROM read_csv($files, sep = $sep, encoding = $encoding, header = true, all_varchar = true,
                              quote = '"', ignore_errors = true, strict_mode = false, null_padding = true, union_by_name = true)
"""


def main(deliveries: Path) -> None:
    rows = 0
    for feed in sorted(folder for folder in deliveries.iterdir() if folder.is_dir()):
        options = {
            "files": str(feed / "*.csv"),
            "sep": "|" if feed.name == "police_bulk" else ",",
            "encoding": "latin-1" if feed.name in WINDOWS_1252 else "utf-8",
        }
        rows += duckdb.execute(COUNT, options).fetchall()[0][0]
    print(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
