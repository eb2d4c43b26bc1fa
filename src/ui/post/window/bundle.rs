//! What villages handed in: the errands that wait to become cases, and one key that accepts one with
//! its papers.

use std::collections::BTreeSet;

use crate::ops::Call;
use crate::ops::accept_bundle::AcceptBundle;
use crate::ops::add_errand::AddErrand;
use crate::ops::quick_serve::QuickServe;
use crate::ops::read::ErrandLine;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::said::Said;
use crate::ui::post::window::After;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::WindowPost;

/// The errands that wait, the chosen one, and which of its papers did not come.
#[derive(Debug, Clone)]
pub(super) struct Bundles {
    pub(super) lines: Vec<ErrandLine>,
    pub(super) at: usize,
    pub(super) missing: BTreeSet<u16>,
}

impl Bundles {
    pub(super) fn chosen(&self) -> Option<&ErrandLine> {
        self.lines.get(self.at)
    }

    fn choose(&mut self, at: usize) {
        if at != self.at {
            self.missing.clear();
        }
        self.at = at;
    }

    /// Says of a paper of the chosen errand that it did not come, or that it did after all; of one
    /// that is not on its way there is nothing to say.
    fn toggle(&mut self, no: u16) -> bool {
        let coming = self.chosen().is_some_and(|line| {
            let mut papers = line.at_the_door();
            papers.any(|paper| paper.no == no)
        });
        if coming && !self.missing.remove(&no) {
            self.missing.insert(no);
        }
        coming
    }
}

impl WindowPost {
    pub(super) fn open_bundles(&self) -> Vec<Effect> {
        vec![Effect::Look(Want::Incoming)]
    }

    pub(super) fn bundles_read(&mut self, lines: Vec<ErrandLine>) -> Vec<Effect> {
        if lines.is_empty() {
            return self.beep(Said::key("window.no_bundles"));
        }
        self.over = Over::Bundles(Bundles {
            lines,
            at: 0,
            missing: BTreeSet::new(),
        });
        Vec::new()
    }

    pub(super) fn bundle_key(&mut self, key: Key) -> Vec<Effect> {
        let Over::Bundles(bundles) = &mut self.over else {
            return Vec::new();
        };
        let last = bundles.lines.len().saturating_sub(1);
        match key {
            Key::Esc => self.over = Over::Nothing,
            Key::Down => bundles.choose((bundles.at + 1).min(last)),
            Key::Up => bundles.choose(bundles.at.saturating_sub(1)),
            Key::Digit(n @ 1..=9) if bundles.toggle(u16::from(n)) => {}
            Key::F(8) | Key::Enter => return self.accept_bundle(),
            _ => return vec![Effect::Beep],
        }
        Vec::new()
    }

    /// Accepts the chosen bundle; at an idle window somebody is served first, and whoever brought
    /// another one already is served on.
    fn accept_bundle(&mut self) -> Vec<Effect> {
        let Over::Bundles(bundles) = &self.over else {
            return Vec::new();
        };
        let Some(mandate) = bundles.chosen().map(|line| line.number.clone()) else {
            return vec![Effect::Beep];
        };
        let missing: Vec<String> = bundles.missing.iter().map(u16::to_string).collect();
        let window = self.no;
        let accept = AcceptBundle {
            window,
            mandate,
            missing: missing.join(","),
            deferred_until: None,
            note: String::new(),
        };
        let matter = None;
        let first: Call = match self.phase() {
            Phase::Idle => QuickServe { window, matter }.into(),
            Phase::Between => AddErrand { window, matter }.into(),
            _ => return self.perform(accept),
        };
        self.after = After::Then(Box::new(accept.into()));
        self.perform(first)
    }
}
