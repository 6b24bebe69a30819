//! The cohort folder: the families as the council's own register has them.
//!
//! The borough comes in, one CSV text per file goes out. The register makes no mistakes; what sources get wrong is theirs.

use super::sheet::joined;
use super::world::{Borough, Family, Person};
use crate::domain::{Day, Period};

/// File names and contents, in the order of the model.
#[must_use]
pub fn files(borough: &Borough) -> Vec<(&'static str, String)> {
    vec![
        ("families.csv", families(borough)),
        ("people.csv", people(borough)),
        ("members.csv", members(borough)),
        ("residences.csv", residences(borough)),
        ("identifiers.csv", identifiers(borough)),
        ("needs.csv", needs(borough)),
        ("aliases.csv", aliases(borough)),
    ]
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = joined(header.iter().copied(), ',') + "\n";
    for row in rows {
        text.push_str(&joined(row.iter().map(String::as_str), ','));
        text.push('\n');
    }
    text
}

fn day(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn ends(period: Period) -> [String; 2] {
    [period.from.to_string(), day(period.to)]
}

fn families(borough: &Borough) -> String {
    let header = [
        "family_id",
        "plan",
        "borough",
        "engaged_on",
        "closed_on",
        "assessed_on",
        "planned_on",
        "lead_worker_on",
    ];
    let row = |family: &Family| {
        vec![
            family.id.clone(),
            "tri-borough".to_owned(),
            family.borough.clone(),
            day(family.engaged_on),
            day(family.closed_on),
            day(family.assessed_on),
            day(family.planned_on),
            day(family.lead_worker_on),
        ]
    };
    table(&header, borough.families.iter().map(row))
}

fn people(borough: &Borough) -> String {
    let row = |person: &Person| {
        vec![
            person.id.clone(),
            person.forename.clone(),
            person.surname.clone(),
            person.born_on.to_string(),
            person.sex.letter().to_owned(),
            day(person.died_on),
        ]
    };
    table(&["person_id", "forename", "surname", "born_on", "sex", "died_on"], borough.people.iter().map(row))
}

fn members(borough: &Borough) -> String {
    let rows = borough.families.iter().flat_map(|family| {
        family.members.iter().map(move |member| {
            let [from, to] = ends(member.period);
            let parenting = if member.parenting { "yes" } else { "no" };
            vec![family.id.clone(), borough.people[member.person].id.clone(), from, to, parenting.to_owned()]
        })
    });
    table(&["family_id", "person_id", "from", "to", "parenting"], rows)
}

fn residences(borough: &Borough) -> String {
    let rows = borough.people.iter().flat_map(|person| {
        person.stays.iter().map(move |stay| {
            let home = &borough.homes[stay.home];
            let [from, to] = ends(stay.period);
            vec![
                person.id.clone(),
                home.id.clone(),
                home.uprn.clone(),
                home.address.clone(),
                home.postcode.clone(),
                home.ward.clone(),
                from,
                to,
            ]
        })
    });
    table(&["person_id", "household_id", "uprn", "address", "postcode", "ward", "from", "to"], rows)
}

fn identifiers(borough: &Borough) -> String {
    let rows = borough.people.iter().flat_map(|person| {
        let numbers = [
            ("upn", person.upn.as_ref()),
            ("nino", person.nino.as_ref()),
            ("nhs", Some(&person.nhs)),
            ("yot", person.yot.as_ref()),
        ];
        numbers.into_iter().filter_map(move |(scheme, value)| {
            Some(vec![person.id.clone(), scheme.to_owned(), value?.clone(), String::new(), String::new()])
        })
    });
    table(&["person_id", "scheme", "value", "from", "to"], rows)
}

fn needs(borough: &Borough) -> String {
    let rows = borough.families.iter().flat_map(|family| {
        family.needs.iter().map(move |need| {
            vec![
                family.id.clone(),
                need.criterion.clone(),
                need.person.map(|person| borough.people[person].id.clone()).unwrap_or_default(),
                need.identified_on.to_string(),
                need.source.clone(),
            ]
        })
    });
    table(&["family_id", "criterion", "person_id", "identified_on", "source"], rows)
}

fn aliases(borough: &Borough) -> String {
    let rows = borough.people.iter().flat_map(|person| {
        person.aliases.iter().map(move |alias| {
            vec![
                person.id.clone(),
                alias.forename.clone().unwrap_or_default(),
                alias.surname.clone().unwrap_or_default(),
                day(alias.born_on),
            ]
        })
    });
    table(&["person_id", "forename", "surname", "born_on"], rows)
}
