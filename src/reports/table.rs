//! A CSV file in the making: a header, then rows of text; out come its bytes (RFC 4180 quoting, UTF-8, LF).
//!
//! Rows are written in the order given. A table made for people has its text cells defused; one made for programs never.

/// A CSV file in memory.
pub struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    /// A file that so far holds its header.
    #[must_use]
    pub fn new(columns: &[&str]) -> Self {
        let writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        let mut table = Self { writer };
        table.row(columns);
        table
    }

    /// Adds one row; it has as many cells as the header.
    pub fn row<C: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.writer
            .write_record(cells)
            .expect("a row has as many cells as the header, and memory takes all bytes");
    }

    /// The bytes of the file.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory takes all bytes")
    }
}

/// A value as text, blank when there is none.
#[must_use]
pub fn blank_or<T: std::fmt::Display>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// `yes` or `no`.
#[must_use]
pub fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// Texts joined by `;`.
#[must_use]
pub fn joined<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(";")
}

/// Text that a spreadsheet would run as a formula, made harmless by an apostrophe in front; other text unchanged.
/// For files that people open, never for interchange files, ids or numbers.
#[must_use]
pub fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_commas_quotes_and_line_breaks_are_quoted_and_lines_end_in_lf() {
        let mut table = Table::new(&["a", "b"]);
        table.row(["1,2", "say \"no\""]);
        table.row(["x\ny", ""]);
        assert_eq!(table.into_bytes(), b"a,b\n\"1,2\",\"say \"\"no\"\"\"\n\"x\ny\",\n");
    }

    #[test]
    fn text_that_a_spreadsheet_would_run_is_defused() {
        for formula in ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1"] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        assert_eq!(defused("tb-1a = met"), "tb-1a = met");
    }
}
