//! Who holds which paper of the villages' errands, as the leader sees it: names and numbers masked.

use crate::domain::time::UtcMs;
use crate::ops::read::Holds;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::duty::tray::Tray;
use crate::ui::post::holds::Holding;
use crate::ui::post::holds::Outcome;
use crate::ui::post::said::Said;

impl Duty {
    fn holding(&self) -> Option<&Holding> {
        match &self.screen {
            Screen::Holds(holding, _) if self.dialogs.is_empty() => holding.as_deref(),
            _ => None,
        }
    }

    /// Takes who holds what; an errand that was asked for is opened, if a paper of it is out.
    pub(super) fn take_holds(&mut self, read: Holds) {
        let Screen::Holds(holding, wanted) = &mut self.screen else {
            return;
        };
        let read = read.masked();
        match holding {
            Some(holding) => holding.refresh(read),
            None => *holding = Some(Box::new(Holding::new(read))),
        }
        if let (Some(holding), Some(number)) = (holding, wanted.take()) {
            holding.open_errand(&number);
        }
    }

    /// Takes a key over the list; `None` for one that is not the list's.
    pub(super) fn holds_key(&mut self, key: Key) -> Option<Vec<Effect>> {
        let is_moving = matches!(
            key,
            Key::Up | Key::Down | Key::PageUp | Key::PageDown | Key::Enter | Key::Esc
        );
        let Screen::Holds(Some(holding), _) = &mut self.screen else {
            return None;
        };
        if !is_moving || !self.dialogs.is_empty() {
            return None;
        }
        self.said = None;
        match holding.key(key) {
            Outcome::Stay => Some(Vec::new()),
            Outcome::Beep => Some(vec![Effect::Beep]),
            // One level back, as everywhere.
            Outcome::Leave => None,
        }
    }

    /// Returns the papers of the errand that lies open which are lost or disputed, by their number.
    fn odd_papers(&self) -> Option<(String, String)> {
        let line = self.holding()?.errand()?;
        let odd = line.papers.iter().filter(|paper| paper.is_odd());
        let odd: Vec<String> = odd.map(|paper| paper.no.to_string()).collect();
        (!odd.is_empty()).then(|| (line.number.clone(), odd.join(",")))
    }

    /// Returns why nothing is to be counted: a locale key.
    pub(super) fn why_no_count(&self) -> Option<&'static str> {
        self.odd_papers()
            .is_none()
            .then_some("duty.nothing_to_count")
    }

    /// Asks how it is known that the papers are here.
    pub(super) fn count_papers(&mut self, now: UtcMs) -> Vec<Effect> {
        match self.odd_papers() {
            Some((number, papers)) => {
                self.open(Plan::Tray(Tray::Count(number, papers)), now);
                Vec::new()
            }
            None => self.refuse(Said::key("duty.nothing_to_count")),
        }
    }
}
