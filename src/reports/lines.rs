//! Plain text for a terminal or a file: words come in, lines of at most 96 columns with a hanging indent go out.
//!
//! No colour and no control codes; a word longer than a line stands alone and is never cut.

/// The greatest width of a line, in characters.
pub const WIDTH: usize = 96;

/// Text that grows line by line.
#[derive(Default)]
pub struct Lines {
    text: String,
}

impl Lines {
    /// Adds a blank line, but never two in a row and none at the top.
    pub fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Adds `lead` and, after it, `words` wrapped so that following lines begin at column `hang`.
    pub fn wrapped(&mut self, lead: &str, words: &str, hang: usize) {
        let mut line = lead.to_owned();
        let mut width = lead.chars().count();
        let mut is_empty = true;
        for word in words.split_whitespace() {
            let length = word.chars().count();
            if !is_empty && width + 1 + length > WIDTH {
                self.push(&line);
                line = " ".repeat(hang);
                width = hang;
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
            is_empty = false;
        }
        self.push(&line);
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// The text; every line ends in LF, and none at the end is blank.
    #[must_use]
    pub fn into_text(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_hangs_under_its_first_word() {
        let mut lines = Lines::default();
        lines.wrapped("id  ", &"word ".repeat(30), 4);
        let text = lines.into_text();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(text.starts_with("id  word word"));
        assert!(text.lines().skip(1).all(|line| line.starts_with("    word")));
    }

    #[test]
    fn a_word_longer_than_a_line_is_not_cut() {
        let mut lines = Lines::default();
        lines.wrapped("", &"x".repeat(120), 4);
        assert_eq!(lines.into_text(), format!("{}\n", "x".repeat(120)));
    }

    #[test]
    fn blank_lines_never_double_or_lead() {
        let mut lines = Lines::default();
        lines.blank();
        lines.wrapped("a", "", 0);
        lines.blank();
        lines.blank();
        lines.wrapped("b", "", 0);
        assert_eq!(lines.into_text(), "a\n\nb\n");
    }
}
