//! The figures of the hall over a day, a month, a quarter or a year; each opens what it is made of, and
//! those of a span are posted from here.

use chrono::NaiveDate;

use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Period;
use crate::domain::measure::Unit;
use crate::domain::time::UtcMs;
use crate::ops::read::Behind;
use crate::ops::read::FiguresRead;
use crate::ui::field::Field;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::duty::Action;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::act::MAX_SEARCH;
use crate::ui::post::duty::plan::Plan;

/// Of which days the figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// One day.
    Day(NaiveDate),
    /// A month, a quarter or a year.
    Period(Period),
}

impl Span {
    /// Returns the span that a digit stands for, with a day in it.
    pub(super) fn of(digit: u8, day: NaiveDate) -> Option<Span> {
        Some(match digit {
            1 => Span::Day(day),
            2 => Span::Period(Period::month_of(day)),
            3 => Span::Period(Period::quarter_of(day)),
            4 => Span::Period(Period::year_of(day)),
            _ => return None,
        })
    }

    /// Returns the first and the last local day.
    pub(crate) fn days(self) -> (NaiveDate, NaiveDate) {
        match self {
            Span::Day(day) => (day, day),
            Span::Period(period) => (period.first(), period.last()),
        }
    }

    fn before(self) -> Option<Span> {
        Some(match self {
            Span::Day(day) => Span::Day(day.pred_opt()?),
            Span::Period(period) => Span::Period(period.before()),
        })
    }

    fn after(self, today: NaiveDate) -> Option<Span> {
        let next = self.days().1.succ_opt().filter(|next| *next <= today)?;
        Some(match self {
            Span::Day(_) => Span::Day(next),
            Span::Period(Period::Month(_)) => Span::Period(Period::month_of(next)),
            Span::Period(Period::Quarter(_)) => Span::Period(Period::quarter_of(next)),
            Span::Period(Period::Year(_)) => Span::Period(Period::year_of(next)),
        })
    }
}

/// What of the figures lies on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    /// Of which days.
    pub(crate) span: Span,
    /// The figures, once read.
    pub(crate) read: Option<Box<FiguresRead>>,
    /// The figure that lies open.
    pub(crate) open: Option<Indicator>,
    /// What it is made of, once read.
    pub(crate) behind: Option<Box<Behind>>,
}

impl Board {
    pub(super) fn new(span: Span) -> Board {
        Board {
            span,
            read: None,
            open: None,
            behind: None,
        }
    }

    /// Returns what has to be read for it.
    pub(super) fn want(&self) -> Option<Want> {
        let (from, to) = self.span.days();
        match (self.open, &self.behind, &self.read) {
            (Some(indicator), None, _) => Some(Want::Behind(indicator, from, to)),
            (None, _, None) => Some(Want::Figures(from, to)),
            _ => None,
        }
    }

    /// Returns how many lines can be gone through.
    pub(super) fn rows(&self) -> usize {
        match (self.open, &self.behind, &self.read) {
            (Some(_), Some(behind), _) => behind.lines.len(),
            (None, _, Some(read)) => read.figures.len(),
            _ => 0,
        }
    }

    /// Returns the number of the case in a line of what lies open; none where it is made of something
    /// else.
    fn case(&self, at: usize) -> Option<&str> {
        let of_cases = self.open?.unit() == Unit::Cases;
        let line = self.behind.as_ref()?.lines.get(at).filter(|_| of_cases)?;
        Some(line.about.as_str())
    }

    /// Returns the figure in a line of the list.
    pub(crate) fn figure(&self, at: usize) -> Option<&Figure> {
        self.read.as_ref()?.figures.get(at)
    }
}

impl Duty {
    /// Opens the figures of today.
    pub(super) fn show_figures(&mut self) -> Vec<Effect> {
        match self.today() {
            Some(day) => self.show(Screen::Figures(Board::new(Span::Day(day)))),
            None => vec![Effect::Beep],
        }
    }

    fn today(&self) -> Option<NaiveDate> {
        self.figures.as_ref().map(|duty| duty.live.day)
    }

    /// Returns the span on the screen, where figures lie there.
    pub(super) fn span(&self) -> Option<Span> {
        match &self.screen {
            Screen::Figures(board) => Some(board.span),
            _ => None,
        }
    }

    /// Goes to the span before or after; what lies open stays open.
    pub(super) fn other_span(&mut self, action: Action) -> Vec<Effect> {
        let (Screen::Figures(board), Some(today)) = (&self.screen, self.today()) else {
            return vec![Effect::Beep];
        };
        let other = match action {
            Action::Earlier => board.span.before(),
            _ => board.span.after(today),
        };
        self.show_span(other)
    }

    fn show_span(&mut self, span: Option<Span>) -> Vec<Effect> {
        let (Screen::Figures(board), Some(span)) = (&self.screen, span) else {
            return vec![Effect::Beep];
        };
        let (open, at) = (board.open, self.at);
        let board = Board {
            open,
            ..Board::new(span)
        };
        let effects = self.show(Screen::Figures(board));
        self.at = at;
        effects
    }

    /// Takes a digit over the figures: today, this month, this quarter, this year.
    pub(super) fn span_digit(&mut self, digit: u8) -> Vec<Effect> {
        let span = self.today().and_then(|day| Span::of(digit, day));
        self.show_span(span)
    }

    /// Opens what the chosen figure is made of, and of that a case.
    pub(super) fn open_figure(&mut self, at: usize) -> Vec<Effect> {
        let Screen::Figures(board) = &self.screen else {
            return vec![Effect::Beep];
        };
        if let Some(number) = board.case(at) {
            let mut field = Field::text(MAX_SEARCH);
            field.set(number);
            return self.show(Screen::Cases(field, Vec::new()));
        }
        let (None, Some(figure)) = (board.open, board.figure(at)) else {
            return vec![Effect::Beep];
        };
        let open = Some(figure.indicator);
        let board = Board {
            open,
            ..board.clone()
        };
        self.show(Screen::Figures(board))
    }

    /// Goes back from what a figure is made of to the list, where the cursor was.
    pub(super) fn close_figure(&mut self) -> Option<Vec<Effect>> {
        let Screen::Figures(board) = &self.screen else {
            return None;
        };
        let open = board.open?;
        let mut board = board.clone();
        (board.open, board.behind) = (None, None);
        let place = Indicator::ALL.iter().position(|i| *i == open);
        let effects = self.show(Screen::Figures(board));
        self.at = place.unwrap_or(0);
        Some(effects)
    }

    /// Asks whether the span on the screen is to be posted.
    pub(super) fn ask_posting(&mut self, now: UtcMs) -> Vec<Effect> {
        match self.span() {
            Some(Span::Period(period)) => {
                self.open(Plan::Post(period), now);
                Vec::new()
            }
            _ => vec![Effect::Beep],
        }
    }

    /// Takes the figures of a span, where they are still looked at.
    pub(super) fn figures_read(&mut self, read: Box<FiguresRead>) {
        if let Screen::Figures(board) = &mut self.screen
            && board.span.days() == (read.from, read.to)
        {
            board.read = Some(read);
        }
    }

    /// Takes what a figure is made of, where it still lies open.
    pub(super) fn behind_read(&mut self, read: Box<Behind>) {
        if let Screen::Figures(board) = &mut self.screen
            && board.open == Some(read.figure.indicator)
            && board.span.days() == (read.from, read.to)
        {
            board.behind = Some(read);
        }
    }
}
