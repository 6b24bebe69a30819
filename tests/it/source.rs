//! Reads Rust source just far enough to see which paths it names: text comes in, paths with their lines go out.
//!
//! Comments and the insides of strings are left out. This is not a parser; it never judges.

/// One word or sign of a source file.
struct Token {
    text: String,
    line: usize,
}

/// A path as the source names it, use-groups flattened: `use std::{fs, io}` gives two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathUse {
    /// `["crate", "facts", "Fact"]`.
    pub segments: Vec<String>,
    /// The module it stands in, from the crate root: `["facts", "fact", "tests"]`.
    pub module: Vec<String>,
    /// The line, from 1.
    pub line: usize,
    /// Whether it stands in a module only built for tests.
    pub in_tests: bool,
    /// Whether it is a macro call.
    pub is_macro: bool,
}

impl PathUse {
    /// The module of the crate root that the path leads into, if it leaves by `crate::` or `super::`.
    pub fn top_module(&self) -> Option<&str> {
        let first = self.segments.first()?;
        if first == "crate" {
            return self.segments.get(1).map(String::as_str);
        }
        let ups = self.segments.iter().take_while(|segment| *segment == "super").count();
        if ups == 0 {
            return None;
        }
        match self.module.len().saturating_sub(ups) {
            0 => self.segments.get(ups).map(String::as_str),
            _ => self.module.first().map(String::as_str),
        }
    }

    /// Whether the path, or its end, is this: `std::fs` matches `std::fs::read`, `Utc::now` matches `chrono::Utc::now`.
    pub fn names(&self, wanted: &str) -> bool {
        let wanted: Vec<_> = wanted.split("::").collect();
        self.segments.windows(wanted.len()).any(|part| part.iter().zip(&wanted).all(|(a, b)| a == b))
    }
}

/// Every path in the source of the module with this path from the crate root.
pub fn paths(source: &str, module: &[String]) -> Vec<PathUse> {
    let tokens = tokens(&blank_comments_and_strings(source));
    let mut walk = Walk { tokens: &tokens, scopes: Vec::new(), depth: 0, found: Vec::new() };
    walk.run(module);
    walk.found
}

/// The module path of a file under `src/`: `facts/mod.rs` is `facts`, `facts/fact.rs` is `facts::fact`.
pub fn module_of(file: &str) -> Vec<String> {
    let mut parts: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod" || last == "lib" || last == "main") {
        parts.pop();
    }
    parts
}

struct Scope {
    name: String,
    depth: usize,
    tests: bool,
}

struct Walk<'a> {
    tokens: &'a [Token],
    scopes: Vec<Scope>,
    depth: usize,
    found: Vec<PathUse>,
}

impl Walk<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    fn run(&mut self, module: &[String]) {
        let mut at = 0;
        let mut test_attribute = false;
        while at < self.tokens.len() {
            match self.text(at) {
                "{" => self.depth += 1,
                "}" => self.close(),
                "cfg" if self.text(at + 1) == "(" && self.text(at + 2) == "test" => test_attribute = true,
                "mod" if self.text(at + 2) == "{" => {
                    let name = self.text(at + 1).to_owned();
                    self.scopes.push(Scope { name, depth: self.depth, tests: test_attribute });
                    test_attribute = false;
                    at += 1;
                }
                "fn" | "use" | "struct" | "enum" | "impl" | "const" => test_attribute = false,
                text if is_word(text) => {
                    at = self.path(at, module);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.scopes.last().is_some_and(|scope| scope.depth == self.depth) {
            self.scopes.pop();
        }
    }

    /// Reads the path that begins here and returns where reading goes on.
    fn path(&mut self, at: usize, module: &[String]) -> usize {
        if at > 0 && matches!(self.text(at - 1), "::" | ".") {
            return at + 1;
        }
        let line = self.tokens[at].line;
        let mut flat = Vec::new();
        let next = self.tree(at, &[], &mut flat);
        let is_macro = self.text(next) == "!";
        let mut module = module.to_vec();
        module.extend(self.scopes.iter().map(|scope| scope.name.clone()));
        let in_tests = self.scopes.iter().any(|scope| scope.tests);
        for segments in flat {
            self.found.push(PathUse { segments, module: module.clone(), line, in_tests, is_macro });
        }
        next
    }

    /// `a::b`, `a::{b, c::d}` or `a::*`, flattened under the prefix.
    fn tree(&self, mut at: usize, prefix: &[String], flat: &mut Vec<Vec<String>>) -> usize {
        let mut segments = prefix.to_vec();
        loop {
            segments.push(self.text(at).to_owned());
            at += 1;
            if self.text(at) != "::" {
                break;
            }
            if self.text(at + 1) == "{" {
                return self.group(at + 2, &segments, flat);
            }
            if !is_word(self.text(at + 1)) && self.text(at + 1) != "*" {
                break;
            }
            at += 1;
        }
        flat.push(segments);
        at
    }

    fn group(&self, mut at: usize, prefix: &[String], flat: &mut Vec<Vec<String>>) -> usize {
        while at < self.tokens.len() && self.text(at) != "}" {
            if is_word(self.text(at)) || self.text(at) == "*" {
                at = self.tree(at, prefix, flat);
                if self.text(at) == "as" {
                    at += 2;
                }
            } else {
                at += 1;
            }
        }
        at + 1
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(code: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (index, text) in code.lines().enumerate() {
        let line = index + 1;
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            found.push(Token { text: rest[..length].to_owned(), line });
            rest = rest[length..].trim_start();
        }
    }
    found
}

/// The same text with comments and the insides of strings and characters blanked; line breaks stay.
fn blank_comments_and_strings(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (skipped, length) = skippable(rest);
        if skipped {
            out.push(' ');
            out.extend(rest[..length].chars().filter(|&c| c == '\n'));
            rest = &rest[length..];
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// Whether a comment, string or character begins here, and how long it is.
fn skippable(rest: &str) -> (bool, usize) {
    if rest.starts_with("//") {
        return (true, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (true, rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    let raw = rest.strip_prefix('b').unwrap_or(rest);
    if let Some(hashed) = raw.strip_prefix('r') {
        let hashes: String = hashed.chars().take_while(|&c| c == '#').collect();
        if let Some(body) = hashed[hashes.len()..].strip_prefix('"') {
            let before = rest.len() - body.len();
            let end = format!("\"{hashes}");
            return (true, body.find(&end).map_or(rest.len(), |at| before + at + end.len()));
        }
    }
    if let Some(body) = raw.strip_prefix('"') {
        return (true, rest.len() - body.len() + quoted_length(body));
    }
    (rest.starts_with('\''), character_length(rest))
}

fn quoted_length(body: &str) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    body.len()
}

/// The length of a character literal; of a lifetime only its quote.
fn character_length(rest: &str) -> usize {
    let mut signs = rest.char_indices().skip(1);
    match (signs.next(), signs.next()) {
        (Some((_, '\\')), Some((at, _))) => rest[at + 1..].find('\'').map_or(1, |end| at + 1 + end + 1),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(source: &str) -> Vec<String> {
        paths(source, &["facts".to_owned()]).iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn groups_are_flattened_and_renames_left_out() {
        let found = named("use crate::{claims::{Claim, Register as R}, domain::*};");
        assert_eq!(found, ["crate::claims::Claim", "crate::claims::Register", "crate::domain::*"]);
    }

    #[test]
    fn comments_strings_and_characters_name_nothing() {
        let found =
            named("// std::fs\n/* std::fs */ f(\"std::fs \\\" std::fs\", r#\"std::fs\"#, '\"', 'x', '\\'');");
        assert_eq!(found, ["f"]);
    }

    #[test]
    fn a_lifetime_does_not_open_a_character() {
        assert!(named("fn f<'a>(x: &'a str) { std::fs::read(x) }").contains(&"std::fs::read".to_owned()));
    }

    #[test]
    fn super_is_counted_from_inline_modules_too() {
        let found =
            paths("mod tests { use super::super::claims::Claim; use super::Fact; }", &["facts".to_owned()]);
        let tops: Vec<_> = found.iter().filter_map(PathUse::top_module).collect();
        assert_eq!(tops, ["claims", "facts"]);
    }

    #[test]
    fn a_module_for_tests_is_known_and_ends_at_its_brace() {
        let found = paths("#[cfg(test)] mod tests { fn f() { a::b() } } fn g() { c::d() }", &[]);
        let marks: Vec<_> =
            found.iter().filter(|path| path.segments.len() == 2).map(|path| path.in_tests).collect();
        assert_eq!(marks, [true, false]);
    }
}
