//! Tests of leaving benefit and staying in work, in plain English.

use super::told::{Told, named};
use super::words::{Words, facts};
use crate::outcomes::plan::test::{Arm, Benefits, Earning, InWork, NotSanctioned, OffBenefit};

pub fn benefit_left(test: &Benefits) -> Told {
    let Benefits { facts: selected } = test;
    let mut told = Told::new(format!("{} held at engagement was left", facts(selected)));
    told.not_asked(true, || "for whoever held none at engagement".to_owned());
    told.unknown_if("where benefits are not covered up to the day").by(&["uc-in-work"])
}

pub fn not_sanctioned(test: &NotSanctioned) -> Told {
    let NotSanctioned { facts: selected } = test;
    Told::new(format!("{} was left, and not because of a sanction", facts(selected)))
        .unknown_if("where sanctions are not covered")
}

/// The benefits an arm is for, and the parameters that decide.
fn arm(told: &mut Told, arm: Option<Arm>, longer: &crate::outcomes::plan::Selection) {
    let which = match arm {
        Some(Arm::Shorter) => "for those who held another benefit than",
        Some(Arm::Longer) => "for those who held",
        None => "whatever the benefit; the longer count is for",
    };
    told.asked.extend(named(longer, |facts| format!("{which} {facts}")));
    told.not_asked(arm.is_some(), || "for whoever held a benefit of the other arm".to_owned());
}

fn weeks(number: u32, of: u32) -> String {
    if number == of { format!("{number} weeks in a row") } else { format!("{number} of the last {of} weeks") }
}

pub fn in_work(test: &InWork) -> Told {
    let InWork { benefits, work, self_reported, arm: which, longer, weeks: number, of } = test;
    let mut told = Told::new(format!("In work for {}, by {}", weeks(*number, *of), facts(work)));
    told.also(true, || format!("by an adult who held {} at engagement", facts(benefits)));
    arm(&mut told, *which, longer);
    told.unknown.extend(named(self_reported, |facts| format!("where only {facts} shows it (`no-record`)")));
    told.unknown_if(
        "where work is not covered, or the weeks cannot have passed since engagement (`too-early`)",
    )
    .by(&["employment-period", "employment-weeks", "week-counts"])
}

pub fn off_benefit(test: &OffBenefit) -> Told {
    let OffBenefit { facts: selected, arm: which, longer, weeks: number, of } = test;
    let mut told = Told::new(format!("Without {} for {}", facts(selected), weeks(*number, *of)));
    arm(&mut told, *which, longer);
    told.unknown_if(
        "where benefits are not covered, or the weeks cannot have passed since engagement (`too-early`)",
    )
    .by(&["employment-period", "uc-in-work", "week-counts"])
}

pub fn earning(test: &Earning, words: Words<'_>) -> Told {
    let Earning { benefits, window } = test;
    Told::new(format!(
        "Earnings at the threshold in every assessment period that ended {}, while {} is in payment",
        words.within(window),
        facts(benefits)
    ))
    .unknown_if("where earnings are not covered")
    .by(&["uc-in-work"])
}
