//! The ranks of windows and staff by the ratings of a month, and who is to be talked to.

use crate::domain::measure::Month;
use crate::domain::rating::Tally;
use crate::locale::Lang;
use crate::ops::read::RankLine;
use crate::ops::read::Ranks;
use crate::ops::read::Talk;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::duty::tray::Tray;
use crate::ui::post::said::Said;

/// One line of the page: a window, or somebody who served.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    /// What the window or the member of staff is called.
    pub(super) name: String,
    pub(super) place: Option<usize>,
    pub(super) is_last: bool,
    pub(super) tally: &'a Tally,
    pub(super) good_permille: Option<u64>,
    pub(super) answered_permille: Option<u64>,
    pub(super) talk: Option<&'a Talk>,
}

impl<'a> Row<'a> {
    fn of<K>(line: &'a RankLine<K>, name: String) -> Row<'a> {
        Row {
            name,
            place: line.place,
            is_last: line.is_last,
            tally: &line.tally,
            good_permille: line.good_permille,
            answered_permille: line.answered_permille,
            talk: line.talk.as_ref(),
        }
    }
}

/// Returns how many lines there are.
pub(super) fn rows(ranks: &Ranks) -> usize {
    ranks.windows.len() + ranks.staff.len()
}

/// Returns the windows, then who served, each the best first.
pub(super) fn all(ranks: &Ranks, lang: Lang) -> Vec<Row<'_>> {
    let window = |line| lang.say("duty.window", &[("window", line)]);
    let windows = ranks.windows.iter();
    let windows = windows.map(|line| Row::of(line, window(&line.who)));
    let staff = ranks.staff.iter();
    let staff = staff.map(|line| Row::of(line, format!("{} {}", line.who.staff, line.who.name)));
    windows.chain(staff).collect()
}

/// Returns what a line leads to: the talk that is due; or why to nothing.
pub(super) fn lead(ranks: &Ranks, at: usize) -> Option<Result<Plan, Said>> {
    let windows = ranks.windows.iter().map(|line| &line.talk);
    let talk = windows
        .chain(ranks.staff.iter().map(|line| &line.talk))
        .nth(at)?;
    let why = match talk {
        Some(talk) if talk.held.is_some() => "rating.talk_over",
        Some(Talk { task: Some(id), .. }) => {
            return Some(Ok(Plan::Tray(Tray::Talk(id.to_string()))));
        }
        Some(_) if ranks.provisional => "rating.ranks_provisional",
        Some(_) => "rating.talk_tonight",
        None => "rating.talk_none",
    };
    Some(Err(Said::key(why)))
}

impl Duty {
    /// Opens the ranks of a month; of this one where none is named.
    pub(super) fn show_ranks(&mut self, month: Option<Month>) -> Vec<Effect> {
        let Some(today) = self.figures.as_ref().map(|duty| duty.live.day) else {
            return vec![Effect::Beep];
        };
        let month = month.unwrap_or_else(|| Month::of(today));
        self.show(Screen::Ranks(month, None))
    }

    /// Opens the page that lies on the screen of another month.
    pub(super) fn show_month(&mut self, month: Month) -> Vec<Effect> {
        match &self.screen {
            Screen::Ranks(..) => self.show_ranks(Some(month)),
            _ => self.show_villages(Some(month)),
        }
    }

    /// Takes the ranks of a month, where they are still looked at.
    pub(super) fn ranks_read(&mut self, read: Box<Ranks>) {
        if let Screen::Ranks(month, ranks) = &mut self.screen
            && *month == read.month
        {
            *ranks = Some(read);
        }
    }

    /// Returns what is read anew after a deed: the ranks, where they say what became of a talk.
    pub(super) fn look_again(&self) -> Vec<Effect> {
        match &self.screen {
            Screen::Ranks(month, _) => vec![Effect::Look(Want::Ranks(*month))],
            _ => Vec::new(),
        }
    }
}
