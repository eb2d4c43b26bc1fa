//! The figures of the villages over a month: how often somebody was there, errands, and the split of
//! duty between hall and villages.

use crate::domain::measure::Month;
use crate::domain::measure::Villages;
use crate::locale;
use crate::ui::post::Effect;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;

impl Duty {
    /// Opens the page of a month; of this one where none is named.
    pub(super) fn show_villages(&mut self, month: Option<Month>) -> Vec<Effect> {
        let Some(today) = self.figures.as_ref().map(|duty| duty.live.day) else {
            return vec![Effect::Beep];
        };
        let month = month.unwrap_or_else(|| Month::of(today));
        self.show(Screen::Villages(month, None))
    }

    /// Takes the figures of a month, where they are still looked at.
    pub(super) fn villages_read(&mut self, read: Box<Villages>) {
        if let Screen::Villages(month, figures) = &mut self.screen
            && *month == read.month
        {
            *figures = Some(read);
        }
    }

    /// Returns how far the page can be gone through: a line takes two rows at the most on any screen but
    /// the smallest.
    pub(super) fn village_lines(&self, found: Option<&Villages>) -> usize {
        let lines = |figures| locale::villages_report(self.hall_lang(), figures).len();
        found.map_or(0, lines) * 2
    }
}
