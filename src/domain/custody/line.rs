//! The order in which entries count, and which of them knew of which.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::domain::custody::Told;
use crate::domain::entry::EntryRef;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::event::Event;

/// Entries in the order they count.
pub(super) struct Line<'t> {
    told: Vec<&'t Told>,
    places: BTreeMap<EntryRef, usize>,
    past: Vec<Bits>,
}

/// What orders entries that did not know of each other.
type Key = (u32, u8, Hlc, LogId, u64);

fn key(told: &Told) -> Key {
    let custody = told.event.as_ref().and_then(custody_of).unwrap_or(0);
    (
        custody,
        told.org.level(),
        told.hlc,
        told.at.log,
        told.at.seq,
    )
}

/// Returns the custody number an event names.
pub(super) fn custody_of(event: &Event) -> Option<u32> {
    Some(match event {
        Event::CaseShared(e) => e.custody,
        Event::SharedMoved(e) => e.custody,
        Event::SharedNoted(e) => e.custody,
        Event::SharedField(e) => e.custody,
        Event::CustodyHanded(e) => e.custody,
        Event::CustodyTaken(e) => e.custody,
        Event::SharedResolved(e) => e.custody,
        Event::MandateGiven(e) => e.custody,
        Event::MandateDone(e) => e.custody,
        Event::OriginalMoved(e) => e.custody,
        _ => return None,
    })
}

impl<'t> Line<'t> {
    /// Puts entries in order; they are given as [`once`] returns them.
    pub(super) fn of(once: Vec<&'t Told>) -> Line<'t> {
        let parents = parents(&once);
        let order = order(&once, &parents);
        let mut place = vec![0; once.len()];
        for (at, i) in order.iter().enumerate() {
            place[*i] = at;
        }
        let mut past: Vec<Bits> = Vec::with_capacity(order.len());
        for (at, i) in order.iter().enumerate() {
            let mut mine = Bits::new(order.len());
            // A parent that stands behind is one of a circle no honest site can draw.
            for before in parents[*i].iter().map(|p| place[*p]).filter(|p| *p < at) {
                mine.set(before);
                mine.join(&past[before]);
            }
            past.push(mine);
        }
        let told: Vec<&Told> = order.iter().map(|i| once[*i]).collect();
        let places = told.iter().enumerate().map(|(at, t)| (t.at, at)).collect();
        Line { told, places, past }
    }

    pub(super) fn len(&self) -> usize {
        self.told.len()
    }

    pub(super) fn at(&self, i: usize) -> &'t Told {
        self.told[i]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &'t Told)> {
        self.told.iter().copied().enumerate()
    }

    /// Returns where an entry stands, if it is known.
    pub(super) fn place(&self, at: EntryRef) -> Option<usize> {
        self.places.get(&at).copied()
    }

    /// Returns whether the author of `later` knew of `earlier`.
    pub(super) fn knew(&self, later: usize, earlier: usize) -> bool {
        self.past[later].has(earlier)
    }

    /// Returns whether neither author knew of the other's entry.
    pub(super) fn apart(&self, a: usize, b: usize) -> bool {
        a != b && !self.knew(a, b) && !self.knew(b, a)
    }

    /// Returns the entries nobody knew of, in order.
    pub(super) fn heads(&self) -> Vec<EntryRef> {
        let mut known = Bits::new(self.len());
        for past in &self.past {
            known.join(past);
        }
        self.iter()
            .filter(|(i, _)| !known.has(*i))
            .map(|(_, told)| told.at)
            .collect()
    }
}

/// Takes each entry once, by log and number. Two of one name are a fork that the importer keeps apart;
/// should they come here all the same, every site takes the same one.
pub(crate) fn once(told: &[Told]) -> Vec<&Told> {
    let mut all: BTreeMap<EntryRef, &Told> = BTreeMap::new();
    for one in told {
        all.entry(one.at)
            .and_modify(|kept| {
                if *kept != one && format!("{one:?}") < format!("{kept:?}") {
                    *kept = one;
                }
            })
            .or_insert(one);
    }
    all.into_values().collect()
}

/// Returns what each entry builds on: those it names, and the one before it in its log.
fn parents(once: &[&Told]) -> Vec<Vec<usize>> {
    let places: BTreeMap<EntryRef, usize> =
        once.iter().enumerate().map(|(i, t)| (t.at, i)).collect();
    let named = |told: &Told| -> BTreeSet<usize> {
        let base = told.base.iter().filter(|base| **base != told.at);
        base.filter_map(|base| places.get(base).copied()).collect()
    };
    let mut all = Vec::with_capacity(once.len());
    for (i, told) in once.iter().enumerate() {
        let mut mine = named(told);
        // They stand by log and number.
        if let Some(before) = i.checked_sub(1)
            && once[before].at.log == told.at.log
        {
            mine.insert(before);
        }
        all.push(mine.into_iter().collect());
    }
    all
}

/// Returns the entries' order: what an entry builds on comes first, then the smallest key.
fn order(once: &[&Told], parents: &[Vec<usize>]) -> Vec<usize> {
    let mut waits: Vec<usize> = parents.iter().map(Vec::len).collect();
    let mut children = vec![Vec::new(); once.len()];
    for (i, mine) in parents.iter().enumerate() {
        mine.iter().for_each(|p| children[*p].push(i));
    }
    let keyed = |i: usize| (key(once[i]), i);
    let mut left: BTreeSet<(Key, usize)> = (0..once.len()).map(keyed).collect();
    let mut ready: BTreeSet<(Key, usize)> = left
        .iter()
        .filter(|(_, i)| waits[*i] == 0)
        .copied()
        .collect();
    let mut order = Vec::with_capacity(once.len());
    // Where nothing is ready there is a circle; it is cut at its smallest key.
    while let Some(next) = ready.first().or(left.first()).copied() {
        ready.remove(&next);
        left.remove(&next);
        order.push(next.1);
        for child in &children[next.1] {
            waits[*child] = waits[*child].saturating_sub(1);
            let child = keyed(*child);
            if waits[child.1] == 0 && left.contains(&child) {
                ready.insert(child);
            }
        }
    }
    order
}

/// A set of places.
#[derive(Clone)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(size: usize) -> Bits {
        Bits(vec![0; size.div_ceil(64)])
    }

    pub(super) fn set(&mut self, i: usize) {
        if let Some(word) = self.0.get_mut(i / 64) {
            *word |= 1 << (i % 64);
        }
    }

    pub(super) fn has(&self, i: usize) -> bool {
        self.0
            .get(i / 64)
            .is_some_and(|word| word >> (i % 64) & 1 == 1)
    }

    fn join(&mut self, other: &Bits) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    pub(super) fn meets(&self, other: &Bits) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}
