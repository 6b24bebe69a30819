use super::*;
use crate::feeds::schema::{FeedSchema, builtin_texts};

#[test]
fn the_builtin_schemas_are_right() {
    for (name, text) in builtin_texts() {
        if let Err(problems) = FeedSchema::check(name, text, Vocabulary::builtin()) {
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", shown.join("\n"));
        }
    }
}
