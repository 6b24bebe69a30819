//! Relatives as evidence: links already likely come in, support for other members of the same homes goes out.
//!
//! Where one member of a home of the left file is linked to a member of a home of the right one, another pair of the two
//! homes is likelier, even with another name or date, and is compared even if no key brought the two together.

use super::compare::{PLACE, level};
use super::decide::Pair;
use super::model::{Model, thousandths};
use super::people::{Members, People};
use rayon::prelude::*;

/// Most members of a home that are compared with each other.
const MOST_MEMBERS: usize = 12;

/// Likely links between homes: left home, right home, left row, right row; in this order.
pub(super) struct Kin {
    links: Vec<(u32, u32, u32, u32)>,
}

/// What the relatives of a pair say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Says {
    Nothing,
    Linked,
    Elsewhere,
}

impl Kin {
    /// From pairs decided so far; the best of each left row counts if it is likely.
    pub(super) fn new(people: &People, pairs: &[Pair]) -> Self {
        let (l, r) = (&people.left, people.right());
        let mut links = Vec::new();
        for run in pairs.chunk_by(|a, b| a.left == b.left) {
            let Some(best) = run.iter().max_by_key(|pair| (pair.weight(), std::cmp::Reverse(pair.right)))
            else {
                continue;
            };
            let (a, b) = (l.household[best.left as usize], r.household[best.right as usize]);
            if best.weight() > 1000 && a != 0 && b != 0 {
                links.push((a, b, best.left, best.right));
            }
        }
        links.sort_unstable();
        Self { links }
    }

    /// What the relatives of two rows say. People at one address say nothing new: the address has told it.
    pub(super) fn says(&self, people: &People, pair: &Pair) -> Says {
        let (i, j) = (pair.left, pair.right);
        let (a, b) = (people.left.household[i as usize], people.right().household[j as usize]);
        if a == 0 || b == 0 || (1..=4).contains(&level(pair.levels, PLACE)) {
            return Says::Nothing;
        }
        // Nobody is asked twice: a crowd at one address must not make the work explode.
        let start = self.links.partition_point(|link| link.0 < a);
        let of_left = &self.links[start..];
        let of_left = &of_left[..of_left.partition_point(|link| link.0 == a)];
        let before = of_left.partition_point(|link| link.1 < b);
        let to_right = &of_left[before..];
        let to_right = &to_right[..to_right.partition_point(|link| link.1 == b)];
        let others = of_left[..before].iter().chain(&of_left[before + to_right.len()..]);
        let entity = |row: u32| people.right().entity[row as usize];
        let linked = to_right.iter().any(|link| link.2 != i && entity(link.3) != entity(j));
        let elsewhere = others.into_iter().any(|link| link.2 != i);
        match (linked, elsewhere) {
            (true, _) => Says::Linked,
            (false, true) => Says::Elsewhere,
            _ => Says::Nothing,
        }
    }

    /// Sets the weight of such evidence from pairs that are sure by other evidence.
    pub(super) fn weigh(&self, people: &People, pairs: &[Pair], model: &mut Model) {
        let (mut linked, mut elsewhere, mut all) = (1.0, 1.0, 4.0);
        let sure = pairs.iter().filter(|pair| pair.weight() > 5000 && level(pair.levels, PLACE) > 4);
        for pair in sure {
            let says = self.says(people, pair);
            linked += f64::from(u8::from(says == Says::Linked));
            elsewhere += f64::from(u8::from(says == Says::Elsewhere));
            all += 1.0;
        }
        let (l, r) = (&people.left.members, &people.right().members);
        let mut homes: Vec<(u32, u32)> = self.links.iter().map(|link| (link.0, link.1)).collect();
        homes.dedup();
        let count = |members: &Members, home: u32| members.of(home).len() as f64;
        let near: f64 = homes.iter().map(|(a, b)| count(l, *a) * count(r, *b)).sum();
        let every = people.left.len() as f64 * people.right().len() as f64;
        let mut lefts: Vec<u32> = homes.iter().map(|home| home.0).collect();
        lefts.dedup();
        let moved: f64 = lefts.iter().map(|home| count(l, *home)).sum();
        model.relative_linked = thousandths(linked / all / ((near + 1.0) / every)).clamp(0, 14_000);
        model.relatives_elsewhere =
            thousandths(elsewhere / all / ((moved + 1.0) / people.left.len() as f64)).clamp(-4000, 0);
    }

    /// Pairs of members of linked homes, in order, each once.
    pub(super) fn within(&self, people: &People) -> Vec<(u32, u32)> {
        let (l, r) = (&people.left.members, &people.right().members);
        let mut homes: Vec<(u32, u32)> = self.links.iter().map(|link| (link.0, link.1)).collect();
        homes.dedup();
        let mut pairs: Vec<(u32, u32)> = homes
            .into_par_iter()
            .flat_map_iter(|(a, b)| {
                let (a, b) = (l.of(a), r.of(b));
                let few = a.len() <= MOST_MEMBERS && b.len() <= MOST_MEMBERS;
                let rows = if few { a } else { &[] };
                rows.iter().flat_map(move |i| b.iter().map(move |j| (*i, *j)))
            })
            .collect();
        if people.right.is_none() {
            pairs.retain(|(i, j)| i < j);
        }
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs
    }
}
