//! What keys do at the duty post.

use crate::domain::ids::TicketNo;
use crate::domain::night::Night;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::Call;
use crate::ops::Who;
use crate::ops::come_back::ComeBack;
use crate::ops::read;
use crate::ops::read::CaseCard;
use crate::ops::read::LineRow;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::duty::Action;
use crate::ui::post::duty::Dialog;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::Tone;
use crate::ui::post::duty::item;
use crate::ui::post::duty::item::Lead;
use crate::ui::post::duty::order;
use crate::ui::post::duty::plan::Ask;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::duty::raised::Raised;
use crate::ui::post::duty::ranks;
use crate::ui::post::said::Said;

mod answer;
mod news;

/// The longest number somebody looks for, characters.
const MAX_TICKET: usize = 12;
/// The longest text somebody looks for, characters.
pub(super) const MAX_SEARCH: usize = 64;

impl Duty {
    /// Returns the lines of the list on the screen.
    pub(super) fn rows(&self) -> usize {
        let Some(duty) = &self.figures else {
            return 0;
        };
        match &self.screen {
            Screen::Watch => item::items(duty).len(),
            Screen::Tickets(field) => numbers(duty, field.value()).count(),
            Screen::Windows => duty.live.windows.len(),
            Screen::Ratings => order::board(duty).len(),
            Screen::Cases(..) => self.cases().count(),
            Screen::Staff => duty.live.staff.len(),
            Screen::Matters(_) => self.found().len(),
            Screen::Matter(form) => form.lines().len(),
            Screen::Register(_, found) => found
                .as_ref()
                .map_or(0, |day| day.duplicates.len() + day.reveals.len()),
            Screen::Night(_, found) => self.night_lines(found).len(),
            Screen::Sites(found) => found.as_ref().map_or(0, |tree| 1 + tree.others.len()),
            Screen::Raised => duty.raised.len(),
            Screen::Villages(_, found) => self.village_lines(found.as_deref()),
            Screen::Ranks(_, found) => found.as_deref().map_or(0, ranks::rows),
            Screen::Figures(board) => board.rows(),
            Screen::Day(..) | Screen::Holds(..) => 0,
        }
    }

    /// Returns the lines of a night's report in the language of the hall.
    fn night_lines(&self, found: &Option<Option<Box<Night>>>) -> Vec<String> {
        let night = found.iter().flatten().next();
        night.map_or_else(Vec::new, |night| {
            locale::night_report(self.hall_lang(), night, self.setting.zone)
        })
    }

    /// Returns the cases on the screen: those found, or before anything is typed the pressing ones and
    /// those whose result waits to be handed over.
    pub(super) fn cases(&self) -> impl Iterator<Item = &CaseCard> {
        let (first, then): (&[CaseCard], &[CaseCard]) = match (&self.screen, &self.figures) {
            (Screen::Cases(field, _), Some(duty)) if field.value().trim().is_empty() => {
                (&duty.pressing, &duty.undelivered)
            }
            (Screen::Cases(_, found), _) => (found, &[]),
            _ => (&[], &[]),
        };
        first.iter().chain(then)
    }

    pub(super) fn refuse(&mut self, said: Said) -> Vec<Effect> {
        self.said = Some((Tone::Wrong, said));
        vec![Effect::Beep]
    }

    pub(super) fn open(&mut self, plan: Plan, now: UtcMs) {
        let Some(duty) = &self.figures else {
            return;
        };
        let ask = plan.ask(self.facts(duty, now));
        let at = plan.first();
        self.dialogs.push(Dialog { plan, ask, at });
    }

    pub(super) fn show(&mut self, screen: Screen) -> Vec<Effect> {
        self.screen = screen;
        self.at = 0;
        self.said = None;
        self.wanted()
    }

    fn wanted(&self) -> Vec<Effect> {
        match &self.screen {
            Screen::Cases(field, _) if !field.is_empty() => {
                vec![Effect::Look(Want::Cases(field.value().to_owned()))]
            }
            Screen::Figures(board) => board.want().map(Effect::Look).into_iter().collect(),
            Screen::Day(day, None) => vec![Effect::Look(Want::Day(*day))],
            Screen::Register(day, None) => vec![Effect::Look(Want::Register(*day))],
            Screen::Night(day, None) => vec![Effect::Look(Want::Night(*day))],
            Screen::Villages(month, None) => vec![Effect::Look(Want::Villages(*month))],
            Screen::Ranks(month, None) => vec![Effect::Look(Want::Ranks(*month))],
            Screen::Matters(_) => vec![Effect::Look(Want::Catalogue)],
            Screen::Holds(None, _) => vec![Effect::Look(Want::Holds)],
            Screen::Sites(None) => vec![Effect::Look(Want::Sites)],
            _ => Vec::new(),
        }
    }

    pub(super) fn perform(&mut self, call: Call, now: UtcMs) -> Vec<Effect> {
        match self.me {
            Some(no) => vec![Effect::Do(Who::Staff(no), call)],
            None => {
                self.open(Plan::SignIn, now);
                self.refuse(Said::key("duty.sign_in_first"))
            }
        }
    }

    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if let Some(effects) = self.holds_key(key) {
            return effects;
        }
        let action = self
            .tables()
            .into_iter()
            .find_map(|table| key::find(table, key));
        match action {
            Some(action) => match self.why_not(action) {
                Some(why) => self.refuse(Said::key(why)),
                None => self.act(action, now),
            },
            None => self.other(key, now),
        }
    }

    /// Does what a key of the tables stands for.
    pub(super) fn act(&mut self, action: Action, now: UtcMs) -> Vec<Effect> {
        match action {
            Action::Tickets => self.show(Screen::Tickets(Field::code(MAX_TICKET))),
            Action::Windows => self.show(Screen::Windows),
            Action::Ratings => self.show(Screen::Ratings),
            Action::Holds => self.show(Screen::Holds(None, None)),
            Action::Sites => self.show(Screen::Sites(None)),
            Action::Raised => self.show(Screen::Raised),
            Action::Raise => {
                self.open(Plan::Raised(Raised::New), now);
                Vec::new()
            }
            Action::Count => self.count_papers(now),
            Action::Cases => self.show(Screen::Cases(Field::text(MAX_SEARCH), Vec::new())),
            Action::Staff => self.show(Screen::Staff),
            Action::Day | Action::Register | Action::Night => match &self.figures {
                Some(duty) => {
                    let day = duty.live.day;
                    self.show(match action {
                        Action::Day => Screen::Day(day, None),
                        Action::Night => Screen::Night(day, None),
                        _ => Screen::Register(day, None),
                    })
                }
                None => vec![Effect::Beep],
            },
            Action::Villages => self.show_villages(None),
            Action::Ranks => self.show_ranks(None),
            Action::Figures => self.show_figures(),
            Action::Posting => self.ask_posting(now),
            Action::Doors => {
                self.open(Plan::CloseDoors, now);
                Vec::new()
            }
            Action::Matters => self.show(Screen::Matters(Field::text(MAX_SEARCH))),
            Action::NewMatter => self.show_matter(None),
            Action::SaveMatter => self.save_matter(now),
            Action::Remove => self.remove_line(),
            Action::Enter if self.dialogs.is_empty() => self.choose(self.at, now),
            Action::Enter => self.answer(now),
            Action::Back => self.back(),
            Action::Earlier | Action::Later if self.span().is_some() => self.other_span(action),
            Action::Earlier | Action::Later => match self.month() {
                Some(month) => self.show_month(match action {
                    Action::Earlier => month.before(),
                    _ => month.after(),
                }),
                None => self.other_day(action),
            },
            Action::Move(lines) => self.go(lines),
        }
    }

    fn go(&mut self, lines: i8) -> Vec<Effect> {
        let rows = match self.dialogs.last() {
            Some(Dialog {
                ask: Ask::Pick(picks),
                ..
            }) => picks.len(),
            _ => self.rows(),
        };
        let at = match (self.dialogs.last_mut(), &mut self.screen) {
            (Some(dialog), _) => &mut dialog.at,
            (None, Screen::Matter(form)) => {
                form.leaving = false;
                &mut form.at
            }
            (None, _) => &mut self.at,
        };
        let wanted = at.saturating_add_signed(isize::from(lines));
        let wanted = wanted.min(rows.saturating_sub(1));
        if wanted == *at {
            return vec![Effect::Beep];
        }
        *at = wanted;
        Vec::new()
    }

    fn back(&mut self) -> Vec<Effect> {
        self.said = None;
        if let Some(dialog) = self.dialogs.pop() {
            if matches!(dialog.plan, Plan::Case(_)) {
                self.card = None;
            }
            return Vec::new();
        }
        if matches!(self.screen, Screen::Matter(_)) {
            return self.leave_matter();
        }
        if let Some(effects) = self.close_figure() {
            return effects;
        }
        self.show(Screen::Watch)
    }

    /// Takes a key that is in no table: digits, and what is typed into fields.
    fn other(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if let Some(dialog) = self.dialogs.last_mut() {
            return match (&mut dialog.ask, key) {
                (Ask::Write(field), key) => said(field.key(key)),
                (Ask::Pick(picks), Key::Digit(n @ 1..=9)) if usize::from(n) <= picks.len() => {
                    dialog.at = usize::from(n) - 1;
                    self.answer(now)
                }
                (Ask::Pick(picks), Key::Char(_)) if picks.contains(&Pick::Own) => {
                    self.write(|field| field.key(key))
                }
                _ => vec![Effect::Beep],
            };
        }
        match &mut self.screen {
            Screen::Tickets(field) => {
                let outcome = field.key(key);
                self.typed(outcome)
            }
            Screen::Cases(field, _) => {
                let outcome = field.key(key);
                self.typed(outcome)
            }
            Screen::Matters(field) => {
                let outcome = field.key(key);
                self.typed(outcome)
            }
            Screen::Figures(_) => match key {
                Key::Digit(n) => self.span_digit(n),
                _ => vec![Effect::Beep],
            },
            Screen::Matter(_) => self.type_matter(key),
            Screen::Windows => match (key, self.window_row(key)) {
                (Key::Digit(_), Some(at)) => self.choose(at, now),
                _ => vec![Effect::Beep],
            },
            _ => match key {
                Key::Digit(n @ 1..=9) if usize::from(n) <= self.rows() => {
                    self.choose(usize::from(n) - 1, now)
                }
                Key::Esc => {
                    self.said = None;
                    Vec::new()
                }
                _ => vec![Effect::Beep],
            },
        }
    }

    /// A digit among the windows is the number on the sign, not the place in the list.
    fn window_row(&self, key: Key) -> Option<usize> {
        let Key::Digit(n) = key else {
            return None;
        };
        let windows = &self.figures.as_ref()?.live.windows;
        windows.iter().position(|w| w.no.0 == u16::from(n))
    }

    fn typed(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Ignored | Outcome::Refused => return vec![Effect::Beep],
            Outcome::Moved => return Vec::new(),
            Outcome::Changed => {}
        }
        self.at = 0;
        self.said = None;
        match &mut self.screen {
            Screen::Cases(field, found) if field.value().trim().is_empty() => {
                found.clear();
                Vec::new()
            }
            Screen::Cases(field, _) => vec![Effect::Look(Want::Cases(field.value().to_owned()))],
            _ => Vec::new(),
        }
    }

    /// Takes a pasted text.
    pub(super) fn take_paste(&mut self, text: &str, _now: UtcMs) -> Vec<Effect> {
        if let Some(dialog) = self.dialogs.last_mut() {
            return match &mut dialog.ask {
                Ask::Write(field) => said(field.paste(text)),
                Ask::Pick(picks) if picks.contains(&Pick::Own) => {
                    self.write(|field| field.paste(text))
                }
                Ask::Pick(_) => vec![Effect::Beep],
            };
        }
        match &mut self.screen {
            Screen::Tickets(field) | Screen::Cases(field, _) | Screen::Matters(field) => {
                let outcome = field.paste(text);
                self.typed(outcome)
            }
            Screen::Matter(form) => match &mut form.edit {
                Some(field) => said(field.paste(text)),
                None => vec![Effect::Beep],
            },
            _ => vec![Effect::Beep],
        }
    }

    /// Opens a line of the list on the screen.
    fn choose(&mut self, at: usize, now: UtcMs) -> Vec<Effect> {
        let Some(duty) = &self.figures else {
            return vec![Effect::Beep];
        };
        let plan = match &self.screen {
            Screen::Watch => {
                let lead = item::items(duty).get(at).map(|item| item.lead(&duty.live));
                self.at = at.min(self.rows().saturating_sub(1));
                return self.follow(lead, now);
            }
            Screen::Tickets(field) => match number_meant(duty, field.value(), at) {
                Ok(no) => Some(Plan::Ticket(no)),
                Err(said) => return self.refuse(said),
            },
            Screen::Windows => duty.live.windows.get(at).map(|w| Plan::Window(w.no)),
            Screen::Staff => duty.live.staff.get(at).map(|s| Plan::Person(s.no)),
            Screen::Ratings => order::board(duty).get(at).map(order::Row::plan),
            Screen::Cases(..) => {
                let lead = self
                    .cases()
                    .nth(at)
                    .map(|card| Lead::Case(Box::new(card.clone())));
                return self.follow(lead, now);
            }
            Screen::Matters(_) => return self.show_matter(Some(at)),
            Screen::Matter(_) => return self.write_line(),
            Screen::Figures(_) => return self.open_figure(at),
            Screen::Register(_, found) => {
                let found = found.as_deref();
                found.and_then(|day| self.in_register(day, at))
            }
            Screen::Ranks(_, found) => {
                let found = found.as_deref();
                match found.and_then(|ranks| ranks::lead(ranks, at)) {
                    Some(Ok(plan)) => Some(plan),
                    Some(Err(why)) => return self.refuse(why),
                    None => None,
                }
            }
            Screen::Raised => {
                let line = duty.raised.get(at);
                line.map(|line| Plan::Raised(Raised::of(line)))
            }
            Screen::Day(..)
            | Screen::Night(..)
            | Screen::Holds(..)
            | Screen::Sites(_)
            | Screen::Villages(..) => None,
        };
        self.at = at;
        match plan {
            Some(plan) => {
                self.said = None;
                self.open(plan, now);
                Vec::new()
            }
            None => vec![Effect::Beep],
        }
    }

    /// Opens the board at the line of a bad rating; at its first one where that waits no more.
    fn show_order(&mut self, number: &str) -> Vec<Effect> {
        let effects = self.show(Screen::Ratings);
        let rows = self.figures.as_deref().map(order::board);
        let mut rows = rows.into_iter().flatten();
        self.at = rows
            .position(|row| row.number() == Some(number))
            .unwrap_or(0);
        effects
    }

    fn follow(&mut self, lead: Option<Lead>, now: UtcMs) -> Vec<Effect> {
        self.said = None;
        match lead {
            Some(Lead::Plan(plan)) => self.open(plan, now),
            Some(Lead::Back(staff)) => return self.perform(ComeBack { staff }.into(), now),
            Some(Lead::Order(number)) => return self.show_order(&number),
            Some(Lead::Post(post)) => return vec![Effect::Open(post)],
            Some(Lead::Night) => return self.act(Action::Night, now),
            Some(Lead::Raised) => return self.show(Screen::Raised),
            Some(Lead::Errand(number)) => return self.show(Screen::Holds(None, Some(number))),
            Some(Lead::Cases) => return self.act(Action::Cases, now),
            Some(Lead::Case(card)) => {
                let plan = Plan::Case(card.number.clone());
                self.card = Some(card);
                self.open(plan, now);
            }
            Some(Lead::NoNumber) => return self.refuse(Said::key("duty.no_number")),
            None => return vec![Effect::Beep],
        }
        Vec::new()
    }
}

pub(super) fn said(outcome: Outcome) -> Vec<Effect> {
    match outcome {
        Outcome::Ignored | Outcome::Refused => vec![Effect::Beep],
        Outcome::Moved | Outcome::Changed => Vec::new(),
    }
}

/// Returns the numbers of today that hold a text, in calling order.
pub(super) fn numbers<'a>(
    duty: &'a read::Duty,
    text: &str,
) -> impl Iterator<Item = &'a LineRow> + use<'a> {
    let text = text.to_ascii_uppercase();
    duty.waiting
        .iter()
        .chain(&duty.others)
        .filter(move |row| row.no.is_some() && row.ticket.contains(&text))
}

/// Returns the number that is meant: the one typed in full, or the chosen line.
fn number_meant(duty: &read::Duty, text: &str, at: usize) -> Result<TicketNo, Said> {
    let typed = text.parse::<TicketNo>().ok();
    if let Some(no) = typed.filter(|no| duty.live.ticket(*no).is_ok()) {
        return Ok(no);
    }
    let chosen = numbers(duty, text).nth(at).and_then(|row| row.no);
    match (chosen, typed) {
        (Some(no), _) => Ok(no),
        (None, Some(no)) => duty.live.ticket(no).map(|_| no).map_err(Said::Refused),
        (None, None) => Err(Said::key("duty.ticket_wrong")),
    }
}
