//! Custody: whose it is under each number, and what a change of it fences off.

use crate::domain::custody::Told;
use crate::domain::custody::line::Line;
use crate::domain::event::CaseShared;
use crate::domain::event::Event;
use crate::domain::site::Org;

/// Whose custody it was, number by number.
pub(super) struct Chain<'t> {
    /// Where the case was shared.
    pub(super) share: usize,
    /// What was said then.
    pub(super) shared: &'t CaseShared,
    giver: Org,
    /// Whose it is under number 1, 2 and so on.
    holders: Vec<Org>,
    /// The entries with which a number began, the same number perhaps more than once.
    changes: Vec<(usize, u32)>,
}

impl<'t> Chain<'t> {
    /// Follows custody along a line; `None` when the case was never shared.
    pub(super) fn of(line: &Line<'t>) -> Option<Chain<'t>> {
        let (share, told, shared) = line.iter().find_map(|(i, told)| match &told.event {
            Some(Event::CaseShared(e)) if is_share(told.org, e) => Some((i, told, e)),
            _ => None,
        })?;
        let mut chain = Chain {
            share,
            shared,
            giver: told.org,
            holders: vec![shared.custodian],
            changes: vec![(share, 1)],
        };
        for (i, told) in line.iter() {
            chain.follow(line, i, told);
        }
        Some(chain)
    }

    /// Takes a change of custody in; another with the number of the present one only fences.
    fn follow(&mut self, line: &Line<'_>, i: usize, told: &Told) {
        let (to, number) = match &told.event {
            Some(Event::CustodyHanded(e)) => (e.to, e.custody),
            Some(Event::CustodyTaken(e)) => (told.org, e.custody),
            _ => return,
        };
        let Some(from) = number.checked_sub(1).and_then(|n| self.holder(n)) else {
            return;
        };
        let rightful = match &told.event {
            Some(Event::CustodyHanded(_)) => told.org == from,
            _ => told.org.level() > from.level(),
        };
        let known = self.knew(line, i, number - 1);
        if !rightful || !known || to == from || !self.is_party(to) {
            return;
        }
        match self.holder(number) {
            None => self.holders.push(to),
            Some(now) if now == to => {}
            Some(_) => return,
        }
        self.changes.push((i, number));
    }

    /// Returns whose custody it is under a number.
    pub(super) fn holder(&self, number: u32) -> Option<Org> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.holders.get(index).copied()
    }

    /// Returns whose custody it is now, and its number.
    pub(super) fn now(&self) -> (Org, u32) {
        let number = u32::try_from(self.holders.len()).unwrap_or(u32::MAX);
        let holder = self.holders.last().copied();
        (holder.unwrap_or(self.shared.custodian), number)
    }

    /// Returns the site that shared the case.
    pub(super) fn giver(&self) -> Org {
        self.giver
    }

    /// Returns whether a site is one of the two.
    pub(super) fn is_party(&self, org: Org) -> bool {
        org == self.giver || org == self.shared.with
    }

    /// Returns whether the author of an entry knew that a number had begun.
    pub(super) fn knew(&self, line: &Line<'_>, i: usize, number: u32) -> bool {
        self.changes
            .iter()
            .any(|(at, n)| *n == number && (line.knew(i, *at) || i == *at))
    }

    /// Returns whether an entry is a change of custody that counts.
    pub(super) fn is_change(&self, i: usize) -> bool {
        self.changes.iter().any(|(at, _)| *at == i)
    }

    /// Returns the last change of custody that an entry under a number comes too late for.
    pub(super) fn fence(&self, line: &Line<'_>, i: usize, number: u32) -> Option<usize> {
        self.changes
            .iter()
            .filter(|(at, n)| *n > number && *at != i && !line.knew(*at, i))
            .map(|(at, _)| *at)
            .max()
    }
}

fn is_share(giver: Org, e: &CaseShared) -> bool {
    e.custody == 1 && e.with != giver && (e.custodian == giver || e.custodian == e.with)
}
