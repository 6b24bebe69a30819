//! Which of a schema's encodings a file has, and its bytes as text.
//!
//! Bytes and the allowed encodings come in, the encoding of the whole file goes out; bytes that it cannot read stay with
//! their row. Nothing is guessed from frequencies: a file is UTF-8 if all of it is, else Windows-1252 if that is allowed.

use super::schema::Encoding;
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// The mark with which a UTF-8 file may begin.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// How a file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decoding {
    /// Whether it is read as Windows-1252 and not as UTF-8.
    pub windows: bool,
    /// Bytes of the mark to leave out.
    pub mark: usize,
    /// The line of the first byte that is not UTF-8, where the schema would rather have UTF-8.
    pub unexpected_line: Option<u32>,
    /// Whether there is a mark that the schema does not expect.
    pub unexpected_mark: bool,
}

/// Settles how the file is read. `None` if it begins with the mark of UTF-16, which no feed may have.
#[must_use]
pub fn settle(bytes: &[u8], allowed: &[Encoding]) -> Option<Decoding> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return None;
    }
    let mark = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    let unexpected_mark = mark > 0 && !allowed.contains(&Encoding::Utf8Marked);
    let mut decoding = Decoding { windows: false, mark, unexpected_line: None, unexpected_mark };
    let windows = allowed.iter().position(|encoding| *encoding == Encoding::Windows1252);
    if mark > 0 || windows.is_none() {
        return Some(decoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => decoding.windows = windows == Some(0),
        Err(error) => {
            decoding.windows = true;
            let lines = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            decoding.unexpected_line = (windows != Some(0)).then(|| u32::try_from(lines).unwrap_or(u32::MAX));
        }
    }
    Some(decoding)
}

impl Decoding {
    /// The text of a field; `None` if its bytes mean nothing in this encoding.
    #[must_use]
    pub fn text<'b>(&self, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        if !self.windows || bytes.is_ascii() {
            return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
        }
        // These five bytes stand for no character in Windows-1252.
        if bytes.iter().any(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
            return None;
        }
        Some(WINDOWS_1252.decode_without_bom_handling(bytes).0)
    }

    /// A whole line as text for people; bytes that mean nothing are shown as Windows-1252 would.
    #[must_use]
    pub fn shown<'b>(&self, bytes: &'b [u8]) -> Cow<'b, str> {
        self.text(bytes).unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EITHER: &[Encoding] = &[Encoding::Utf8, Encoding::Windows1252];

    #[test]
    fn a_file_is_utf_8_if_all_of_it_is() {
        let decoding = settle("Zoë\n".as_bytes(), EITHER).expect("not UTF-16");
        assert!(!decoding.windows && decoding.unexpected_line.is_none());
        assert_eq!(decoding.text("Zoë".as_bytes()).as_deref(), Some("Zoë"));
    }

    #[test]
    fn other_bytes_are_windows_1252_where_that_is_allowed() {
        let bytes = b"name\nZo\xEB\x92s\n";
        let decoding = settle(bytes, EITHER).expect("not UTF-16");
        assert_eq!((decoding.windows, decoding.unexpected_line), (true, Some(2)));
        assert_eq!(decoding.text(b"Zo\xEB\x92s").as_deref(), Some("Zoë’s"));
        assert_eq!(decoding.text(b"\x81"), None);

        let strict = settle(bytes, &[Encoding::Utf8]).expect("not UTF-16");
        assert_eq!((strict.text(b"Zo\xEB"), strict.shown(b"Zo\xEB").as_ref()), (None, "Zoë"));
    }

    #[test]
    fn an_expected_mark_is_no_surprise() {
        let marked = settle(b"\xEF\xBB\xBFa", &[Encoding::Utf8Marked, Encoding::Utf8]).expect("not UTF-16");
        assert_eq!((marked.mark, marked.unexpected_mark), (3, false));
        assert!(settle(b"\xEF\xBB\xBFa", EITHER).expect("not UTF-16").unexpected_mark);
        assert_eq!(settle(b"\xFF\xFEa\0", EITHER), None);
    }
}
