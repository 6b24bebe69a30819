//! One form for names, postcodes, addresses and numbers, so that equal means equal.
//!
//! Text as sources write it comes in; text to compare goes out, never to show. Only spelling is evened out (case,
//! accents, punctuation, blanks, common short forms); nothing is matched by sound or likeness.

use unicode_normalization::UnicodeNormalization;

/// A name in capitals without accents, punctuation, blanks or hyphens: `Zoë Smith-O’Neil` gives `ZOESMITHONEIL`.
pub(super) fn name(text: &str) -> String {
    // Most names are plain, and a month has hundreds of thousands of them.
    if text.is_ascii() {
        return postcode(text);
    }
    folded(text).filter(|letter| letter.is_alphanumeric()).collect()
}

/// A postcode, in capitals without blanks.
pub(super) fn postcode(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// A property number without leading zeros.
pub(super) fn uprn(text: &str) -> String {
    text.trim().trim_start_matches('0').to_owned()
}

/// A number of a scheme in capitals without blanks and punctuation. The suffix letter of a National Insurance number,
/// which many sources leave out, is not compared.
pub(super) fn identifier(scheme: &str, value: &str) -> String {
    let mut plain = postcode(value);
    if scheme == "nino" && plain.len() == 9 && plain.ends_with(['A', 'B', 'C', 'D']) {
        plain.pop();
    }
    plain
}

/// An address in one line: words in capitals, common words in their short form, the flat first, without the postcode.
/// `14 Elm Road, Flat 2b, ZZ1 1AA` and `FLAT 2 B 14 ELM RD` are the same.
pub(super) fn address(text: &str, postcode_of_it: &str) -> String {
    let mut words = words(text);
    drop_postcode(&mut words, &postcode(postcode_of_it));
    let mut words = join_letters(words);
    if let Some(flat) = words.iter().position(|word| word == "FLAT")
        && flat + 1 < words.len()
    {
        let pair: Vec<String> = words.drain(flat..flat + 2).collect();
        words.splice(0..0, pair);
    }
    words.join(" ")
}

/// Capital letters and digits with accents and ligatures taken apart.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|letter| !unicode_normalization::char::is_combining_mark(*letter)).flat_map(capitals)
}

/// A letter in capitals; letters that do not come apart as accents do are written as they are transcribed.
fn capitals(letter: char) -> impl Iterator<Item = char> {
    let transcribed = match letter {
        'ø' | 'Ø' => "O",
        'ł' | 'Ł' => "L",
        'đ' | 'Đ' | 'ð' | 'Ð' => "D",
        'æ' | 'Æ' => "AE",
        'œ' | 'Œ' => "OE",
        'þ' | 'Þ' => "TH",
        'ı' => "I",
        _ => "",
    };
    let own = transcribed.is_empty().then(|| letter.to_uppercase()).into_iter().flatten();
    transcribed.chars().chain(own)
}

fn words(text: &str) -> Vec<String> {
    let capital = if text.is_ascii() { text.to_ascii_uppercase() } else { folded(text).collect() };
    let plain = capital.replace(['\'', '’', '.'], "");
    plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| short(word).to_owned())
        .collect()
}

fn short(word: &str) -> &str {
    const SHORT_FORMS: &[(&str, &str)] = &[
        ("APARTMENT", "FLAT"),
        ("APT", "FLAT"),
        ("AVENUE", "AVE"),
        ("BUILDINGS", "BLDGS"),
        ("CLOSE", "CL"),
        ("COURT", "CT"),
        ("CRESCENT", "CRES"),
        ("DRIVE", "DR"),
        ("ESTATE", "EST"),
        ("GARDENS", "GDNS"),
        ("GROVE", "GR"),
        ("HOUSE", "HSE"),
        ("LANE", "LN"),
        ("MANSIONS", "MANS"),
        ("PLACE", "PL"),
        ("ROAD", "RD"),
        ("SAINT", "ST"),
        ("SQUARE", "SQ"),
        ("STREET", "ST"),
        ("TERRACE", "TER"),
        ("UNIT", "FLAT"),
    ];
    SHORT_FORMS.iter().find(|(long, _)| *long == word).map_or(word, |(_, short)| short)
}

/// Takes the postcode off the end, written as one word or two.
fn drop_postcode(words: &mut Vec<String>, postcode: &str) {
    for count in [1, 2] {
        let Some(start) = words.len().checked_sub(count) else { return };
        if !postcode.is_empty() && words[start..].concat() == postcode {
            words.truncate(start);
            return;
        }
    }
}

/// A number and the single letter after it are one word: `14 A` is `14A`.
fn join_letters(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        match joined.last_mut() {
            Some(last) if letter && last.bytes().all(|byte| byte.is_ascii_digit()) => last.push_str(&word),
            _ => joined.push(word),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_compared_without_case_accents_blanks_and_hyphens() {
        for written in
            ["Zoë Smith-O'Neil", "ZOE SMITH ONEIL", "zoe\u{308} smith\u{2010}o’neil", " Zoe  Smith O Neil"]
        {
            assert_eq!(name(written), "ZOESMITHONEIL", "{written}");
        }
        assert_eq!(
            (name("Łukasz"), name("Strauß"), name("Bjørn")),
            ("LUKASZ".into(), "STRAUSS".into(), "BJORN".into())
        );
        assert_ne!(name("Jon"), name("John"));
    }

    #[test]
    fn an_address_is_compared_in_its_short_form_with_the_flat_first() {
        for written in
            ["Flat 2b, 14 Elm Road", "14 Elm Rd, flat 2B, ZZ1 1AA", "APARTMENT 2 B 14 ELM ROAD ZZ11AA"]
        {
            assert_eq!(address(written, "ZZ1 1AA"), "FLAT 2B 14 ELM RD", "{written}");
        }
        assert_eq!(address("14 a St. John's Street", ""), "14A ST JOHNS ST");
        assert_ne!(address("Flat 2, 14 Elm Road", ""), address("14 Elm Road", ""));
        assert_ne!(address("Flat 1, 24 Elm Road", ""), address("Flat 12, 4 Elm Road", ""));
    }

    #[test]
    fn a_number_is_compared_without_blanks_and_a_nino_without_its_suffix() {
        assert_eq!(identifier("nino", "zz 12 34 56 c"), identifier("nino", "ZZ123456"));
        assert_eq!(identifier("yot", "y/0012"), "Y0012");
        assert_eq!((uprn("000100"), postcode("zz1 1aa")), ("100".to_owned(), "ZZ11AA".to_owned()));
    }
}
