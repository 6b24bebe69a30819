//! Plain tables for people: columns aligned by the width of their cells, numbers to the right.

/// A table with a header.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column titles.
    #[must_use]
    pub fn new(titles: &[&str]) -> Self {
        Self { rows: vec![titles.iter().map(|title| (*title).to_owned()).collect()] }
    }

    /// Adds a row; its cells stand under the titles in order.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The number of rows below the header.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len() - 1
    }

    /// Whether there is no row below the header.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lines, two blanks between columns, a rule under the header.
    #[must_use]
    pub fn render(&self) -> String {
        let columns = self.rows[0].len();
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        let right: Vec<bool> = (0..columns).map(|column| self.is_numeric(column)).collect();
        let mut lines: Vec<String> = self.rows.iter().map(|row| align(row, &widths, &right)).collect();
        lines.insert(1, widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("  "));
        lines.join("\n")
    }

    fn is_numeric(&self, column: usize) -> bool {
        let numeric = |cell: &String| cell.is_empty() || cell.bytes().all(|byte| byte.is_ascii_digit());
        !self.is_empty() && self.rows[1..].iter().filter_map(|row| row.get(column)).all(numeric)
    }
}

fn align(row: &[String], widths: &[usize], right: &[bool]) -> String {
    let cells = row.iter().zip(widths.iter().zip(right)).map(|(cell, (&width, &right))| {
        if right { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
    });
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_words_to_the_left() {
        let mut table = Table::new(&["feed", "rows"]);
        table.row(["dwp_adms", "7"]);
        table.row(["yot", "1200"]);
        assert_eq!(table.render(), "feed      rows\n--------  ----\ndwp_adms     7\nyot       1200");
    }
}
