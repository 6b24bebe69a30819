//! How the stories are written down (`*.toml`), before they become people and events.

use serde::Deserialize;

/// One file of stories.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// In the order of their ids.
    pub family: Vec<Story>,
}

/// One family.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// `F0001`
    pub id: String,
    /// What it shows, in a few words.
    pub title: String,
    /// What is in the data and what must be said of it.
    pub tells: String,
    /// The day of engagement.
    pub engaged_on: String,
    /// Casework steps that are missing: `assessed_on`, `planned_on`, `lead_worker_on`.
    #[serde(default)]
    pub missing: Vec<String>,
    /// The day the family moved to its second home.
    pub moved_on: Option<String>,
    /// Police records about the home: `day record class`, `home=1` for the first home whatever the day.
    #[serde(default)]
    pub incidents: Vec<String>,
    /// The council's facts about the home, as `facts` of a person.
    #[serde(default)]
    pub home_facts: Vec<String>,
    /// Its members.
    pub person: Vec<Character>,
    /// What must be said: `[as_of] clause[/person] verdict [reason] | why`.
    pub expect: Vec<String>,
}

/// One member. Adults are 18 or over.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub struct Character {
    /// Given name, then family name.
    #[serde(default)]
    pub name: String,
    /// Day of birth.
    #[serde(default)]
    pub born: String,
    /// `F` or `M`.
    #[serde(default)]
    pub sex: String,
    /// The id of a member of an earlier family who joined this one.
    pub same_as: Option<String>,
    /// First day of the membership, where it is not birth or long ago.
    pub from: Option<String>,
    /// Last day of the membership.
    pub to: Option<String>,
    /// Day of death.
    pub died: Option<String>,
    /// Other family names the cohort knows.
    #[serde(default)]
    pub alias: Vec<String>,
    /// Letters a practitioner recorded at engagement.
    #[serde(default)]
    pub needs: Vec<String>,
    /// `day offence gravity outcome decided`
    #[serde(default)]
    pub offences: Vec<String>,
    /// `first-term last-term authorised% unauthorised%`; other terms have 2 and 1.
    #[serde(default)]
    pub absent: Vec<String>,
    /// `term possible authorised unauthorised`, instead of the percentages; several of one term add up.
    #[serde(default)]
    pub sessions: Vec<String>,
    /// `first-term last-term`: on no roll.
    #[serde(default)]
    pub away: Vec<String>,
    /// `day category sessions reason`, `withdrawn=day`
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// `benefit from [to]`, `regime=`, `start=day` of an award older than its regime, `sanction=day`
    #[serde(default)]
    pub benefits: Vec<String>,
    /// `status from [to]`, where it is not `confirmed` throughout.
    #[serde(default)]
    pub matches: Vec<String>,
    /// `day record class`, `status=`, `released=`, `sent=`, `number=`
    #[serde(default)]
    pub police: Vec<String>,
    /// `fact code from [to]`, `ref=`, `value=`, `known=day`, `by=month` for a row of proofs month by month; `$submission` in
    /// `ref=` is the number under which the person is submitted to the DWP.
    #[serde(default)]
    pub facts: Vec<String>,
    /// `fact from to`: a list of the council that is complete for this person.
    #[serde(default)]
    pub lists: Vec<String>,
}
