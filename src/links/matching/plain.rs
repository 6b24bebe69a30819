//! A person file as bytes that can be taken apart: the bytes of a file come in, bytes without UTF-16 and NUL go out, and
//! what was found on the way.
//!
//! UTF-16 is known by its mark only; nothing is guessed from frequencies. What is neither is left as it stands: each value is
//! UTF-8, or else Windows-1252.

use std::borrow::Cow;

/// A file that can be taken apart.
#[derive(Debug, Default)]
pub struct Plain {
    /// The bytes: UTF-8, or values in Windows-1252 among them.
    pub bytes: Vec<u8>,
    /// The first line that is not UTF-8, if any.
    pub windows: Option<u32>,
    /// The first line with a NUL byte, if any; blanks stand in their place.
    pub nul: Option<u32>,
}

/// Reads UTF-16 with its mark, puts blanks for NUL bytes.
///
/// # Errors
/// When the bytes are no text: broken UTF-16, or a NUL byte in the first line.
pub fn plain(bytes: Vec<u8>) -> Result<Plain, &'static str> {
    if let [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] = bytes.as_slice() {
        let encoding = if bytes[0] == 0xFF { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
        let text = text.ok_or("the file begins with the mark of UTF-16 and is broken")?;
        return Ok(without_nul(Plain { bytes: text.into_owned().into_bytes(), ..Plain::default() }));
    }
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first.contains(&0) {
        return Err("the first line holds a NUL byte: no text, or UTF-16 without its mark");
    }
    let windows = std::str::from_utf8(&bytes).err().map(|error| line(&bytes, error.valid_up_to()));
    Ok(without_nul(Plain { bytes, windows, nul: None }))
}

fn without_nul(mut plain: Plain) -> Plain {
    // Most files hold none, which `contains` sees at a glance.
    let at = if plain.bytes.contains(&0) { plain.bytes.iter().position(|byte| *byte == 0) } else { None };
    if let Some(at) = at {
        plain.nul = Some(line(&plain.bytes, at));
        plain.bytes[at..].iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = b' ');
    }
    plain
}

/// The line of a byte, from 1.
pub(super) fn line(bytes: &[u8], at: usize) -> u32 {
    let before = bytes[..at.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

/// UTF-8, or else Windows-1252.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn utf_16_with_its_mark_is_read_in_either_order() {
        for bytes in [utf_16("id\nZoë\n", u16::to_le_bytes), utf_16("id\nZoë\n", u16::to_be_bytes)] {
            let plain = plain(bytes).expect("it is text");
            assert_eq!(plain.bytes, "id\nZoë\n".as_bytes());
            assert_eq!((plain.windows, plain.nul), (None, None));
        }
    }

    #[test]
    fn utf_16_without_its_mark_or_cut_in_half_is_no_text() {
        let whole = utf_16("id\n1\n", u16::to_le_bytes);
        assert!(plain(whole[2..].to_vec()).is_err());
        assert!(plain(whole[..whole.len() - 1].to_vec()).is_err());
    }

    #[test]
    fn a_nul_byte_becomes_a_blank_and_its_line_is_said() {
        let plain = plain(b"id,name\n1,Anna\n2,B\0b\0\n".to_vec()).expect("it is text");
        assert_eq!((plain.bytes.as_slice(), plain.nul), (&b"id,name\n1,Anna\n2,B b \n"[..], Some(3)));
    }

    #[test]
    fn the_first_line_in_windows_1252_is_said_and_nothing_is_changed() {
        let plain = plain(b"id,name\n1,Zo\xEB\n".to_vec()).expect("it is text");
        assert_eq!((plain.bytes.as_slice(), plain.windows), (&b"id,name\n1,Zo\xEB\n"[..], Some(2)));
        assert_eq!(decoded(b"Zo\xEB"), "Zoë");
    }
}
