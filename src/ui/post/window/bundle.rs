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
use crate::ui::post::window::hold::deed_of;

/// The errands that wait, the chosen one, and which of its papers did not come.
#[derive(Debug, Clone)]
pub(super) struct Bundles {
    pub(super) lines: Vec<ErrandLine>,
    pub(super) at: usize,
    pub(super) missing: BTreeSet<u16>,
    /// The paper the pointer is at, by its place in the list.
    pub(super) paper: usize,
}

impl Bundles {
    pub(super) fn chosen(&self) -> Option<&ErrandLine> {
        self.lines.get(self.at)
    }

    fn choose(&mut self, at: usize) {
        if at != self.at {
            self.missing.clear();
            self.paper = 0;
        }
        self.at = at;
    }

    /// Takes the errands as they are now; the choice stays with its errand.
    fn refresh(&mut self, lines: Vec<ErrandLine>) {
        let chosen = self.chosen().map(|line| line.case);
        self.lines = lines;
        self.missing.clear();
        let at = self.lines.iter().position(|line| Some(line.case) == chosen);
        self.at = at.unwrap_or(0);
    }

    /// Moves the pointer among the papers.
    fn point(&mut self, by: isize) {
        let papers = self.chosen().map_or(0, |line| line.papers.len());
        let paper = self.paper.saturating_add_signed(by);
        self.paper = paper.min(papers.saturating_sub(1));
    }

    /// Returns the number of the paper the pointer is at.
    fn pointed(&self) -> Option<u16> {
        let line = self.chosen()?;
        line.papers.get(self.paper).map(|paper| paper.no)
    }

    /// Returns the papers that did not come, by their number, as verbs take them.
    pub(super) fn missing(&self) -> String {
        let missing: Vec<String> = self.missing.iter().map(u16::to_string).collect();
        missing.join(",")
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
        match &mut self.over {
            Over::Bundles(bundles) if !lines.is_empty() => {
                bundles.refresh(lines);
                return Vec::new();
            }
            Over::Bundles(_) => self.over = Over::Nothing,
            _ => {}
        }
        if lines.is_empty() {
            return self.beep(Said::key("window.no_bundles"));
        }
        self.over = Over::Bundles(Bundles {
            lines,
            at: 0,
            missing: BTreeSet::new(),
            paper: 0,
        });
        Vec::new()
    }

    pub(super) fn bundle_key(&mut self, key: Key) -> Vec<Effect> {
        if let Some(action) = deed_of(key) {
            return self.paper_deed(action);
        }
        let Over::Bundles(bundles) = &mut self.over else {
            return Vec::new();
        };
        let last = bundles.lines.len().saturating_sub(1);
        match key {
            Key::Esc => self.over = Over::Nothing,
            Key::Down => bundles.choose((bundles.at + 1).min(last)),
            Key::Up => bundles.choose(bundles.at.saturating_sub(1)),
            Key::Left => bundles.point(-1),
            Key::Right => bundles.point(1),
            Key::Char(' ' | '　') if bundles.pointed().is_some_and(|no| bundles.toggle(no)) => {}
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
        let missing = bundles.missing();
        let window = self.no;
        let accept = AcceptBundle {
            window,
            mandate,
            missing,
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
