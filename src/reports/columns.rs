//! `outcomes.parquet`: family outcomes come in, the bytes of a Parquet file with the columns and rows of `outcomes.csv` go
//! out, for analysts' tools. Every column is text, as in the CSV file; a blank cell is null.
//!
//! Its bytes may change with the program's version; its contents do not.

use super::answers::outcome_table;
use crate::outcomes::FamilyOutcome;
use polars::prelude::{Column, DataFrame, NamedFrom, ParquetWriter, Series};

/// The bytes of `outcomes.parquet`.
#[must_use]
pub fn outcomes_parquet(outcomes: &[FamilyOutcome]) -> Vec<u8> {
    let (names, rows) = outcome_table(outcomes);
    let column = |(index, name): (usize, &&str)| {
        let cells: Vec<Option<&str>> =
            rows.iter().map(|row| Some(row[index].as_str()).filter(|cell| !cell.is_empty())).collect();
        Column::from(Series::new((*name).into(), cells))
    };
    let columns: Vec<Column> = names.iter().enumerate().map(column).collect();
    let mut frame = DataFrame::new(rows.len(), columns).expect("all columns have one cell for each row");
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).expect("memory takes all bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::specimens::*;
    use super::*;
    use polars::prelude::{ParquetReader, SerReader};

    fn read(bytes: Vec<u8>) -> DataFrame {
        ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("a Parquet file")
    }

    fn cells(frame: &DataFrame, column: &str) -> Vec<Option<String>> {
        let column = frame.column(column).expect("the column is there").str().expect("it is text").clone();
        column.iter().map(|cell| cell.map(str::to_owned)).collect()
    }

    #[test]
    fn it_holds_the_rows_of_the_csv_file_in_its_order() {
        let frame = read(outcomes_parquet(&[waiting_family("f-2"), identified_family("f-10")]));
        assert_eq!(frame.shape(), (7, 16));
        let clauses: Vec<_> = cells(&frame, "clause").into_iter().flatten().collect();
        assert_eq!(
            clauses,
            ["tb-1a", "tb-1a-p1a", "tb-1a:progress", "tb-2a", "tb-2a", "tb-2a-p1a", "tb-2a:progress"]
        );
        assert_eq!(cells(&frame, "required")[1].as_deref(), Some("3.35"));
    }

    #[test]
    fn a_blank_cell_is_null() {
        let frame = read(outcomes_parquet(&[waiting_family("f-2")]));
        let people = cells(&frame, "person_id");
        assert_eq!(people, [Some("p-1".to_owned()), Some("p-2".to_owned()), None, None]);
    }

    #[test]
    fn no_families_make_a_file_with_columns_and_no_rows() {
        assert_eq!(read(outcomes_parquet(&[])).shape(), (0, 16));
    }
}
