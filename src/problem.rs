//! What is wrong with data or definitions, as values: a permanent code, a place, what is wrong and what to do about it.
//!
//! A problem never carries personal data: it names files, lines, columns and codes, not the values of a record. The
//! original line of a rejected row is kept by the rejects file of the run, not here.

use std::fmt;
use std::ops::Range;

/// How much a problem matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Worth knowing; the row counts.
    Warning,
    /// The row, the file or the definition cannot be used.
    Error,
}

macro_rules! catalogue {
    ($($variant:ident $code:literal $severity:ident $title:literal $explanation:literal)+) => {
        /// Every kind of problem Hearth reports. Codes are permanent: a kind may be retired, its code is never reused.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Kind {
            $(#[doc = $title] $variant,)+
        }

        impl Kind {
            /// All kinds, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The permanent code, for example `F101`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// A few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What it means and what follows, for the catalogue page.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)+ }
            }

            /// How much it matters.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }
        }
    };
}

// F feed files · C cohort files · X interchange files · S feed schemas · P plans · L links · R register of claims · W workspace.
catalogue! {
    MissingColumn "F101" Error "missing column" "A column the feed schema requires is not in the header. The whole file is set aside."
    ExtraColumn "F102" Warning "extra column" "A column the feed schema does not know. It is kept in the archived file and not read."
    WrongDelimiter "F103" Error "wrong delimiter" "The header is one field that holds another delimiter than the schema states. The whole file is set aside."
    NotThisFeed "F104" Error "not this feed" "The header does not match the feed that the folder or file name says. The whole file is set aside."
    UnknownFeed "F105" Error "unknown feed" "No feed schema claims this folder or file name. The file is set aside, never guessed."
    EmptyFile "F106" Error "empty file" "The file has no bytes, or none but blank lines."
    HeaderOnly "F107" Warning "header only" "The file has a header and no records: a nil return. Its period counts as covered."
    UnreadableFile "F108" Error "unreadable file" "The file could not be opened or read."
    ByteOrderMark "F109" Warning "byte order mark" "The file begins with a UTF-8 byte order mark, which is left out."
    Windows1252 "F110" Warning "Windows-1252 text" "The file is not UTF-8 and was read as Windows-1252, as the schema allows."
    BadEncoding "F111" Error "bad encoding" "The row holds bytes that none of the schema's encodings can read. The row is rejected."
    UnclosedQuote "F112" Error "unclosed quote" "A quote is opened and not closed within the longest record the schema allows. The row is rejected and reading resumes on the next line."
    TruncatedLine "F113" Error "truncated last line" "The last line is not ended and has too few fields. It is rejected; the sender's file is probably cut short, so its period does not count as covered for everyone."
    WrongFieldCount "F114" Error "wrong number of fields" "The row has more or fewer fields than the header. It is rejected."
    RepeatedHeader "F115" Warning "repeated header" "The header stands again in the middle of the file, as when extracts are pasted together. The line is left out."
    EmbeddedLineBreak "F116" Warning "line break inside a field" "A quoted field runs over several lines. The row counts; its line is the first."
    BlankLine "F117" Warning "blank line" "A line without any field. It is left out."
    BadDate "F201" Error "not a date" "The field is not a date of the form the schema states, or no such day exists. The row is rejected."
    FutureDate "F202" Error "date in the future" "The day lies after the delivery was received. The row is rejected."
    BadNumber "F203" Error "not a number" "The field is not a number of the form the schema states. The row is rejected."
    UnknownCode "F204" Error "unknown code" "The value is not in the schema's code list. The row is rejected."
    RetiredCode "F205" Warning "retired code" "The value is a code the sender no longer uses. It is accepted with its stated meaning."
    MissingValue "F206" Error "missing value" "A field the schema requires is blank. The row is rejected."
    BadPattern "F207" Error "wrong form" "The field does not have the form the schema states. The row is rejected."
    BadIdentifier "F208" Warning "identifier fails its check" "A UPN, NINO or NHS number fails its check. The row counts, but the number is not used as a key."
    TemporaryIdentifier "F209" Warning "temporary identifier" "A temporary or administrative number. The row counts, but the number is not used as a key."
    BadPostcode "F210" Warning "not a postcode" "The field does not have the form of a postcode. The row counts, but the postcode is not used."
    DatesOutOfOrder "F211" Error "dates out of order" "An end lies before its beginning, or an outcome before its offence. The row is rejected."
    SumsDisagree "F212" Error "figures do not add up" "Attended and absent sessions exceed the sessions possible, or do not add up to them. The row is rejected."
    OutOfRange "F213" Error "out of range" "The number lies outside the range the schema states. The row is rejected."
    SameFileTwice "F301" Warning "same file twice" "These bytes were delivered before. They count once."
    CorrectedFile "F302" Warning "corrected file" "A later delivery of the same feed and period takes the place of an earlier one from then on. Both are kept."
    RejectLimit "F303" Error "too many rejects" "More rows were rejected than the feed's limit allows. The good rows count, but the period does not count as covered for everyone, and the run asks for a person."
    LateFeed "F304" Warning "late feed" "A delivery that the feed's rhythm leads to expect has not come."
    DuplicateRow "F305" Warning "row given before" "The same record was delivered before, in this file or another. It counts once."
    UnknownPeriod "F306" Error "period not stated" "The period the delivery covers cannot be told from its name or content as the schema states. The file is set aside."
    CountsLater "F307" Warning "counts later than received" "A submitted claim was told what was known up to a moment that includes the day given as received. What the claim saw is never rewritten, so the delivery counts from the moment it was put in."
    CohortFileMissing "C101" Error "cohort file missing" "A cohort folder needs families.csv, people.csv, members.csv, residences.csv and identifiers.csv."
    CohortColumnMissing "C102" Error "cohort column missing" "A column of the cohort file is missing from its header."
    CohortBadValue "C103" Error "cohort value cannot be read" "A date, yes/no or sex that cannot be read. The row is left out."
    CohortUnknownId "C104" Error "unknown id in the cohort" "A row names a family or person that is not in families.csv or people.csv. The row is left out."
    CohortDuplicateId "C105" Error "id given twice" "A family or person id stands on two lines. The first counts."
    CohortTwoFamilies "C106" Warning "person in two families at once" "A person is a member of two open families on one day."
    CohortTwoHomes "C107" Warning "person in two homes at once" "A person lives in two households on one day."
    CohortUnknownPlan "C108" Error "family has an unknown plan" "The plan named for a family is not among the plans. The family is left out."
    CohortFieldCount "C109" Error "wrong number of fields" "The row has more or fewer fields than the header. It is left out."
    CohortExtraColumn "C110" Warning "extra column" "A column that the cohort file does not have. It is not read."
    InterchangeUnknownFact "X101" Error "unknown fact" "The fact is not in the vocabulary. The row is left out."
    InterchangeUnknownCode "X102" Error "unknown code of a fact" "The code is not in the fact's list. The row is left out."
    InterchangeBadDate "X103" Error "not a day" "A day is not written YYYY-MM-DD, or is missing where the shape needs one. The row is left out."
    InterchangeOrder "X104" Error "to before from" "The last day lies before the first. The row is left out."
    InterchangeUnknownPerson "X105" Error "unknown person or household" "The row names a person or household that is not in the cohort, or neither. The row is left out."
    InterchangeBadNumber "X106" Error "not a number" "A value or whole is not an exact number, or is missing where the shape needs one. The row is left out."
    InterchangeHeader "X107" Error "interchange header" "The file does not have the columns of the interchange form."
    InterchangeFieldCount "X108" Error "wrong number of fields" "The row has more or fewer fields than the header. The row is left out."
    InterchangeTerms "X109" Error "terms overlap" "Two terms of the calendar share a day."
    InterchangeTermName "X110" Error "term without a name" "A term of the calendar needs a name. The row is left out."
    InterchangeNotUtf8 "X111" Error "not UTF-8" "The row holds bytes that are not UTF-8. It is left out."
    SchemaSyntax "S101" Error "schema is not JSON" "The feed schema cannot be parsed."
    SchemaUnknownKey "S102" Error "unknown key in a schema" "A key that schemas do not have; probably a spelling mistake."
    SchemaBadValue "S103" Error "wrong value in a schema" "A value of the wrong type or outside the allowed ones."
    SchemaMissingKey "S104" Error "missing key in a schema" "A key every schema needs."
    SchemaUnknownFact "S105" Error "unknown fact in a schema" "The schema gives a fact or code that is not in the vocabulary."
    PlanSyntax "P101" Error "plan is not TOML" "The plan cannot be parsed."
    PlanUnknownKey "P102" Error "unknown key in a plan" "A key the plan language does not have; probably a spelling mistake."
    PlanBadValue "P103" Error "wrong value in a plan" "A value of the wrong type or outside the allowed ones."
    PlanMissingKey "P104" Error "missing key in a plan" "A key this part of a plan needs."
    PlanUnknownClause "P105" Error "unknown clause" "A part, serves or same-as that names no clause, group or letter of the plan."
    PlanUnknownFact "P106" Error "unknown fact in a plan" "The fact is not in the vocabulary."
    PlanUnknownCode "P107" Error "unknown code in a plan" "The code is not in the fact's list."
    PlanUnknownParameter "P108" Error "unknown parameter" "The parameter is not one the plan language has."
    PlanCycle "P109" Error "cycle" "A group contains itself through its parts."
    PlanOverlap "P110" Error "overlapping dated values" "Two values of one parameter hold on the same day."
    PlanEmptyWay "P111" Error "way without clauses" "A group has no parts."
    PlanDuplicateId "P112" Error "id given twice" "Two clauses, groups or letters share an id."
    PlanNoWay "P113" Warning "criterion without a way" "No clause serves the letter; every family that enters by it stays unknown."
    PlanMissingUnit "P114" Error "missing unit" "A length of time needs its unit: months, weeks, days or terms."
    PlanNotFound "P115" Error "no such plan" "No plan of this id is built in or stands in the workspace."
    PlanUnreachable "P116" Warning "never asked" "A clause that serves no letter, or a group of such clauses. No family is ever asked it."
    PlanNoFeed "P117" Warning "no feed gives the fact" "No feed schema gives the fact. Until one does, or facts are prepared by other means, what reads it stays unknown."
    PlanUnused "P118" Warning "not used" "A list of codes or a dated figure that nothing in the plan uses; probably a spelling mistake where it should be."
    PlanVersions "P119" Error "versions cannot be told apart" "Two versions of a plan share a name or a first day, or a plan stands in the folder of another."
    ProgrammeSyntax "P201" Error "programme cannot be read" "The file of amounts, windows and targets is not TOML, or has a key or value that it cannot have."
    ProgrammeOverlap "P202" Error "programme contradicts itself" "Two amounts or two windows of a programme hold on the same day, or a period ends before it begins."
    LinkConflict "L101" Warning "keys name different people" "Two valid keys of one row belong to two people. The row waits for a review."
    LinkTwoCandidates "L102" Warning "two candidates" "The row fits two people alike. It waits for a review."
    LinkBirthDate "L103" Warning "key fits, birth date does not" "A key names a person whose birth date differs. The row waits for a review."
    LinkUnconfirmed "L104" Warning "key fits, nothing confirms it" "A key names a person, but the row has no birth date and its name is another, or the key is a local number and nothing stands beside it. The row waits for a review."
    ClaimedBefore "R101" Error "claimed before" "A result was claimed for the family before, or it stands in an open claim. One result is paid for a family, ever, whatever the route."
    MemberClaimed "R102" Error "member claimed before" "A member is claimed for through another family. Nobody is paid for through two families."
    AfterWithdrawal "R103" Error "withdrawn before" "The family was in a claim and taken back. It is claimed again only with a reason."
    ClaimNotAudited "R104" Error "claim not audited" "A claim goes in once a sample was drawn and every family of it passed."
    ClaimOnePerson "R105" Error "one person alone" "Whoever proposed a claim does not audit, approve or sign it off."
    ClaimState "R106" Error "not in this state" "The claim, the family or the override is not in the state that the step needs."
    ClaimWindow "R107" Error "claim window" "The claim window is not open, or there is none of that name."
    ClaimNotClaimable "R108" Error "cannot be claimed for" "The run says that the family cannot be claimed for."
    ClaimUnknown "R109" Error "no such claim" "The register has no claim of this id."
    ClaimOutOfTime "R110" Error "out of time" "A step cannot lie before the last line of the register, nor after the moment it is put in."
    ClaimReversed "R111" Error "result reversed without a reason" "A family that failed its audit or its spot check is found in order only with a reason. Both results stay in the register and are shown."
    ClaimDraw "R112" Error "drawn otherwise than asked" "A sample with another seed or share than the programme asks for needs a reason. The reason stands in the register and is shown with the claim."
    ClaimOvertaken "R113" Error "not as proposed any more" "What was received, decided or defined since the claim was proposed changes what is claimed for the family, or a delivery that its evidence comes from no longer counts."
    LinkDecisionUnusable "L105" Error "decision cannot be used" "A line of a sheet of decisions names no pair of the run, or says neither accept nor reject, or a decision that stands is against it. The line is left out."
    LinkLikely "L106" Warning "likely, not sure" "No rule names anybody, but the row agrees with somebody in so much that they are likely the same: a slip in a name or date, another surname or address. The row waits for a review."
    LinkModelUnusable "S106" Error "model of links cannot be used" "The saved model of a workspace is not one, or was fitted to other columns than a run compares. Without the file the next run learns the weights anew, and links near a threshold may change."
    WorkspaceNotFound "W101" Error "no workspace" "The folder is not a Hearth workspace."
    WorkspaceNewer "W102" Error "newer workspace" "The workspace was written by a newer version of Hearth."
    WorkspaceDigest "W103" Error "digest differs" "An archived file is not what was received."
    WorkspaceLocked "W104" Error "workspace is locked" "Another run is using the workspace."
    WorkspaceSettings "W105" Error "setting cannot be used" "A setting of hearth.toml is unknown, missing or has a value it cannot have."
    WorkspaceLedger "W106" Error "ledger cannot be read" "A ledger of the workspace has a line that Hearth did not write."
    WorkspaceChain "W107" Error "chain is broken" "A line of a ledger does not follow from the line before it: one of them was changed, taken out or put in."
    WorkspaceCut "W108" Error "ledger was cut or rebuilt" "A ledger ends before the last line that was written to it, or holds other lines than those its head was made from."
    WorkspacePurged "W109" Error "purged" "The bytes were removed because they might no longer be kept. Their digests and counts are still there."
    RunWithoutPurged "W110" Warning "purged deliveries left out" "Deliveries of a feed that count were purged, so the run goes without them: their days are not covered, and what they told is not known. The manifest names them."
    WorkspaceUnfinished "W111" Warning "command not finished" "A command was interrupted and left a note of what it was doing. Verifying takes the workspace as it was before that command and changes nothing; the next command that writes finishes it."
}

/// Where a problem is. Only names and numbers, never a value of a record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Place {
    /// The file as it was named to Hearth, without folders.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// A column's name, or for definitions the column number.
    pub column: Option<String>,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn file(name: impl Into<String>) -> Self {
        Self { file: name.into(), line: None, column: None }
    }

    /// A line of the file.
    #[must_use]
    pub fn line(name: impl Into<String>, line: u32) -> Self {
        Self { file: name.into(), line: Some(line), column: None }
    }

    /// The same place, with a column.
    #[must_use]
    pub fn with_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ":{column}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What kind; gives the permanent code.
    pub kind: Kind,
    /// How much it matters here: as the kind says, unless a definition says otherwise.
    pub severity: Severity,
    /// What is wrong here, in one line, without personal data.
    pub detail: String,
    /// The line of a definition and the caret under it, for plans and schemas only.
    pub excerpt: Option<String>,
    /// What to do, if there is something to do.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem of this kind at this place.
    #[must_use]
    pub fn new(kind: Kind, place: Place, detail: impl Into<String>) -> Self {
        Self { place, kind, severity: kind.severity(), detail: detail.into(), excerpt: None, hint: None }
    }

    /// The same problem, with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem, with the line of the definition and a caret.
    #[must_use]
    pub fn with_excerpt(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = Some(excerpt.into());
        self
    }

    /// The same problem, mattering as much as a definition says.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity() {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{}: {word}: {} [{}]", self.place, self.detail, self.kind.code())?;
        if let Some(excerpt) = &self.excerpt {
            write!(f, "\n{excerpt}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// Problems that stop a command, as one error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Line and column (from 1) of a stretch of a definition's text, and the line with carets under the stretch.
#[must_use]
pub fn excerpt(text: &str, span: Range<usize>) -> (u32, usize, String) {
    let start = span.start.min(text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let number = text[..line_start].matches('\n').count() + 1;
    let column = text[line_start..start].chars().count() + 1;
    let width = text[start..span.end.clamp(start, line_end)].chars().count().max(1);
    let line = text[line_start..line_end].trim_end_matches('\r');
    let margin = " ".repeat(number.to_string().len());
    let shown =
        format!("{margin} |\n{number} | {line}\n{margin} | {}{}", " ".repeat(column - 1), "^".repeat(width));
    (u32::try_from(number).unwrap_or(u32::MAX), column, shown)
}

/// The known word that differs least from `word`, if it is near enough to be a slip.
#[must_use]
pub fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    known
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().max(word.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique() {
        let codes: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
    }
    #[test]
    fn an_excerpt_points_at_the_word() {
        let (line, column, shown) = excerpt("a = 1\nfacs = []\n", 6..10);
        assert_eq!((line, column), (2, 1));
        assert_eq!(shown, "  |\n2 | facs = []\n  | ^^^^");
    }

    #[test]
    fn a_slip_finds_its_word() {
        assert_eq!(nearest("facs", ["facts", "window"].into_iter()), Some("facts"));
        assert_eq!(nearest("zebra", ["facts", "window"].into_iter()), None);
    }
}
