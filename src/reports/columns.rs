//! `outcomes.parquet`: family outcomes come in, the bytes of a Parquet file with the columns and rows of `outcomes.csv` go
//! out, for analysts' tools. Every column is text, as in the CSV file; a blank cell is null.
//!
//! Its bytes may change with the program's version; its contents do not.

use super::answers::{OUTCOME_COLUMNS, outcome_rows};
use crate::outcomes::{FamilyOutcome, Row};
use polars::prelude::{Column, DataFrame, NamedFrom, ParquetWriter, Series};

/// Rows written at a time, each a row group of the file, so that a large borough needs little memory.
const ROW_GROUP: usize = 65_536;

/// The bytes of `outcomes.parquet`.
#[must_use]
pub fn outcomes_parquet(outcomes: &[FamilyOutcome]) -> Vec<u8> {
    written(&outcome_rows(outcomes).collect::<Vec<_>>(), ROW_GROUP)
}

fn written(rows: &[(&FamilyOutcome, &Row)], group: usize) -> Vec<u8> {
    const FITS: &str = "memory takes all bytes, and all groups have the same columns";
    let mut bytes = Vec::new();
    let mut writer = ParquetWriter::new(&mut bytes).batched(frame(&[]).schema()).expect(FITS);
    for group in rows.chunks(group) {
        writer.write_batch(&frame(group)).expect(FITS);
    }
    writer.finish().expect(FITS);
    bytes
}

fn frame(rows: &[(&FamilyOutcome, &Row)]) -> DataFrame {
    let columns = OUTCOME_COLUMNS.map(|(name, cell)| {
        let written =
            rows.iter().map(|(outcome, row)| Some(cell(outcome, row)).filter(|text| !text.is_empty()));
        Column::from(Series::new(name.into(), written.collect::<Vec<Option<String>>>()))
    });
    DataFrame::new(rows.len(), columns.into()).expect("all columns have one cell for each row")
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
    fn rows_written_in_groups_keep_their_order() {
        let outcomes = [waiting_family("f-2"), identified_family("f-10")];
        let rows: Vec<_> = outcome_rows(&outcomes).collect();
        let frame = read(written(&rows, 3));
        assert_eq!(frame.shape(), (7, 16));
        assert_eq!(cells(&frame, "clause"), cells(&read(outcomes_parquet(&outcomes)), "clause"));
    }

    #[test]
    fn no_families_make_a_file_with_columns_and_no_rows() {
        assert_eq!(read(outcomes_parquet(&[])).shape(), (0, 16));
    }
}
