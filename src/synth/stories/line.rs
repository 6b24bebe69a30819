//! One line of a story: words in a fixed order, then options as `name=value`.
//!
//! Text comes in, days, numbers and words go out. The stories are built in, so a wrong line is our own mistake and stops
//! the program with the line; a test reads them all.

use crate::domain::{Day, SchoolCalendar, Term};
use crate::synth::world::Telling;
use std::collections::BTreeMap;

/// A line taken apart.
pub struct Line<'a> {
    text: &'a str,
    words: std::vec::IntoIter<&'a str>,
    options: BTreeMap<&'a str, &'a str>,
}

impl<'a> Line<'a> {
    /// Words and options of the line.
    pub fn new(text: &'a str) -> Self {
        let (options, words): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.contains('='));
        let options = options.into_iter().filter_map(|option| option.split_once('=')).collect();
        Self { text, words: words.into_iter(), options }
    }

    fn wrong(&self, what: &str) -> ! {
        panic!("story line `{}`: {what}", self.text)
    }

    /// The next word; `_` in it stands for a blank.
    pub fn word(&mut self, what: &str) -> String {
        match self.words.next() {
            Some(word) => word.replace('_', " "),
            None => self.wrong(what),
        }
    }

    /// The next word, blank for `-`.
    pub fn word_or_blank(&mut self, what: &str) -> String {
        let word = self.word(what);
        if word == "-" { String::new() } else { word }
    }

    /// The next word as a day.
    pub fn day(&mut self, what: &str) -> Day {
        match self.words.next().and_then(Day::parse_iso) {
            Some(day) => day,
            None => self.wrong(what),
        }
    }

    /// The next word as a day; `None` if there is none left, or for `-`.
    pub fn day_or_none(&mut self) -> Option<Day> {
        self.words.next().and_then(Day::parse_iso)
    }

    /// The next word as a number.
    pub fn number(&mut self, what: &str) -> u32 {
        match self.words.next().and_then(|word| word.parse().ok()) {
            Some(number) => number,
            None => self.wrong(what),
        }
    }

    /// The next word as a term of the calendar, written `2016-spring`.
    pub fn term(&mut self, calendar: &SchoolCalendar) -> usize {
        let word = self.word("a term");
        match calendar.terms().iter().position(|term| is_named(term, &word)) {
            Some(index) => index,
            None => self.wrong("no such term"),
        }
    }

    /// An option as text; `_` in it stands for a blank.
    pub fn option(&self, name: &str) -> Option<String> {
        self.options.get(name).map(|value| value.replace('_', " "))
    }

    /// An option as a day.
    pub fn option_day(&self, name: &str) -> Option<Day> {
        let text = self.options.get(name)?;
        match Day::parse_iso(text) {
            Some(day) => Some(day),
            None => self.wrong("an option that is no day"),
        }
    }

    /// How the source tells of the person, as the options say.
    pub fn telling(&self) -> Telling {
        Telling {
            forename: self.option("forename"),
            surname: self.option("surname"),
            born_on: self.option_day("born"),
            number: self.option("number"),
            postcode: self.option("postcode"),
        }
    }
}

fn is_named(term: &Term, word: &str) -> bool {
    term.name.rsplit_once(' ').is_some_and(|(season, year)| {
        word.split_once('-')
            .is_some_and(|(said_year, said_season)| (said_year, said_season) == (year, season))
    })
}
