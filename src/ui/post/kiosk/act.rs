//! What the kiosk does with a key, a moment passed, and what comes back from below.

use crate::domain::catalogue::Catalogue;
use crate::domain::estimate::Estimate;
use crate::domain::event::SlipResult;
use crate::domain::ids::Centre;
use crate::domain::plain;
use crate::domain::time::UtcMs;
use crate::domain::visit::PriorityKind;
use crate::ops::Who;
use crate::ops::read::CentreChoice;
use crate::ops::tell_retaliation::TellRetaliation;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::kiosk::Action;
use crate::ui::post::kiosk::Doing;
use crate::ui::post::kiosk::IDLE;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::MOST_FOUND;
use crate::ui::post::kiosk::PER_PAGE;
use crate::ui::post::kiosk::Search;
use crate::ui::post::kiosk::Wish;
use crate::ui::post::kiosk::beep;
use crate::ui::post::kiosk::words;
use crate::ui::post::said::Said;
use crate::ui::post::wronged::Answer;
use crate::ui::post::wronged::Wronged;

/// Longer than any alias or name a resident would type.
const SEARCH_CHARS: usize = 24;
/// Longer than any case number: a code of 6, a day of 6, a dash, a count.
const CASE_CHARS: usize = 20;
/// The digits of a phone that are asked for.
const LAST_FOUR: usize = 4;
/// `09:30`.
const TIME_CHARS: usize = 5;

/// Returns the centre whose line is shortest, for who does not know where to go.
///
/// An open window counts first, then the wait; where nothing tells them apart it is social
/// affairs, which has the most matters.
fn unclear_centre(choices: &[CentreChoice]) -> Centre {
    let key = |choice: &CentreChoice| {
        let wait = match choice.estimate {
            Estimate::AtOnce => 0,
            Estimate::About { minutes } => minutes,
            Estimate::NoWindow => i64::MAX,
        };
        (wait, choice.centre != Centre::Social)
    };
    let best = choices.iter().min_by_key(|choice| key(choice));
    best.map_or(Centre::Social, |choice| choice.centre)
}

impl Kiosk {
    pub(super) fn press(&mut self, key: Key) -> Vec<Effect> {
        if matches!(self.doing, Doing::Starting | Doing::LeftOver) {
            self.doing = Doing::Home;
        }
        if let Doing::Wronged(..) = self.doing {
            return self.wronged_key(key);
        }
        if let Some(action) = key::find(self.table(), key) {
            return self.act(action);
        }
        match &mut self.doing {
            Doing::CaseNumber { field, said }
            | Doing::LastFour { field, said, .. }
            | Doing::Booked { field, said } => {
                if key == Key::Backspace && field.is_empty() {
                    return self.act(Action::Back);
                }
                *said = None;
                match field.key(key) {
                    Outcome::Ignored | Outcome::Refused => beep(),
                    Outcome::Moved | Outcome::Changed => Vec::new(),
                }
            }
            Doing::Find(search) => {
                if let Key::Digit(n) = key {
                    return self.act(Action::Pick(n));
                }
                if key == Key::Backspace && search.field.is_empty() {
                    return self.act(Action::Back);
                }
                match search.field.key(key) {
                    Outcome::Changed => {
                        search.look(&self.catalogue);
                        Vec::new()
                    }
                    Outcome::Moved => Vec::new(),
                    Outcome::Ignored | Outcome::Refused => beep(),
                }
            }
            Doing::Home | Doing::Matters { .. } => match key {
                Key::Digit(n) => self.act(Action::Pick(n)),
                Key::Char(c) if c.is_alphanumeric() => {
                    let mut bytes = [0; 4];
                    self.insert(c.encode_utf8(&mut bytes))
                }
                _ => beep(),
            },
            Doing::Kinds | Doing::Reasons => match key {
                Key::Digit(n) => self.act(Action::Pick(n)),
                _ => beep(),
            },
            // The resident before has gone: the key is the first of the next one.
            Doing::Given {
                result: SlipResult::Printed,
                ..
            }
            | Doing::Sorry { .. } => {
                let mut effects = self.home();
                effects.extend(self.press(key));
                effects
            }
            _ => beep(),
        }
    }

    pub(super) fn insert(&mut self, text: &str) -> Vec<Effect> {
        let closed = self.is_closed();
        match &mut self.doing {
            Doing::CaseNumber { field, said }
            | Doing::LastFour { field, said, .. }
            | Doing::Booked { field, said } => {
                *said = None;
                match field.paste(text) {
                    Outcome::Refused => beep(),
                    _ => Vec::new(),
                }
            }
            Doing::Find(search) => {
                let outcome = search.field.paste(text);
                search.look(&self.catalogue);
                match outcome {
                    Outcome::Refused => beep(),
                    _ => Vec::new(),
                }
            }
            Doing::Home | Doing::Matters { .. } if !closed => {
                self.doing = Doing::Find(Search {
                    field: Field::text(SEARCH_CHARS),
                    found: Vec::new(),
                    at: 0,
                });
                self.insert(text)
            }
            _ => beep(),
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        if self.why_not(action).is_some() {
            return beep();
        }
        match action {
            Action::Pick(n) => self.pick(n),
            Action::Next => self.turn(1),
            Action::Previous => self.turn(-1),
            Action::Up => self.point(-1),
            Action::Down => self.point(1),
            Action::Accept => self.accept(),
            Action::Back => self.back(),
            Action::Remembered => self.record(SlipResult::NoPaper),
            Action::Again => self.print_again(),
            Action::Wronged => self.ask_wronged(),
            Action::Tell => beep(),
        }
    }

    fn ask_wronged(&mut self) -> Vec<Effect> {
        let Doing::Case(own, _) = &mut self.doing else {
            return beep();
        };
        let own = std::mem::take(own);
        self.doing = Doing::Wronged(own, Wronged::new(self.touched));
        Vec::new()
    }

    /// Takes a key while the leader is being told of trouble over a rating.
    fn wronged_key(&mut self, key: Key) -> Vec<Effect> {
        let Doing::Wronged(own, asked) = &mut self.doing else {
            return beep();
        };
        match asked.key(key, self.touched) {
            Answer::Stay => Vec::new(),
            Answer::Beep => beep(),
            Answer::Leave => self.home(),
            Answer::Tell(what) => {
                let tell = TellRetaliation {
                    what: self.lang.tr(what).to_owned(),
                    errand: None,
                    case: own.number.clone(),
                    last4: own.last4.clone(),
                };
                vec![Effect::Do(Who::Resident, tell.into())]
            }
        }
    }

    fn pick(&mut self, n: u8) -> Vec<Effect> {
        let line = usize::from(n).wrapping_sub(1);
        match &self.doing {
            Doing::Home => self.pick_at_home(n),
            Doing::Matters { centre, .. } if n == 9 => {
                let centre = *centre;
                self.take(Some(centre), None)
            }
            Doing::Matters { centre, page } if line < PER_PAGE => {
                let at = page * PER_PAGE + line;
                let code = self.matters_of(*centre).get(at).map(|m| m.code.clone());
                self.take_matter(code)
            }
            Doing::Find(search) if line < PER_PAGE => {
                let at = search.at / PER_PAGE * PER_PAGE + line;
                let code = search.code(at, &self.catalogue);
                self.take_matter(code)
            }
            Doing::Kinds => match PriorityKind::ALL.get(line) {
                Some(PriorityKind::Urgent) => {
                    self.doing = Doing::Reasons;
                    Vec::new()
                }
                Some(kind) => {
                    self.wish.priority = Some(*kind);
                    self.wish.reason.clear();
                    self.doing = Doing::Home;
                    Vec::new()
                }
                None => beep(),
            },
            Doing::Reasons => match words::REASONS.get(line) {
                Some(reason) => {
                    self.wish.priority = Some(PriorityKind::Urgent);
                    self.wish.reason = self.lang.tr(reason).to_owned();
                    self.doing = Doing::Home;
                    Vec::new()
                }
                None => beep(),
            },
            _ => beep(),
        }
    }

    fn pick_at_home(&mut self, n: u8) -> Vec<Effect> {
        self.doing = match n {
            1..=3 => {
                let centre = Centre::ALL[usize::from(n) - 1];
                Doing::Matters { centre, page: 0 }
            }
            4 => {
                let choices = self.figures.as_ref().map(|f| f.centres.as_slice());
                let centre = unclear_centre(choices.unwrap_or_default());
                return self.take(Some(centre), None);
            }
            5 => Doing::CaseNumber {
                field: Field::code(CASE_CHARS),
                said: None,
            },
            6 => Doing::Booked {
                field: Field::code(TIME_CHARS),
                said: None,
            },
            7 => Doing::Kinds,
            _ => return beep(),
        };
        Vec::new()
    }

    fn take_matter(&mut self, code: Option<String>) -> Vec<Effect> {
        match code {
            Some(code) => self.take(None, Some(code)),
            None => beep(),
        }
    }

    fn turn(&mut self, by: isize) -> Vec<Effect> {
        let wrapped = |at: usize, pages: usize| match (by, at) {
            (1, at) => (at + 1) % pages,
            (_, 0) => pages - 1,
            (_, at) => at - 1,
        };
        match &self.doing {
            Doing::Matters { centre, page } => {
                let (centre, page) = (*centre, wrapped(*page, self.pages(*centre)));
                self.doing = Doing::Matters { centre, page };
                Vec::new()
            }
            Doing::Find(search) => {
                let pages = search.found.len().div_ceil(PER_PAGE).max(1);
                let at = wrapped(search.at / PER_PAGE, pages) * PER_PAGE;
                self.point_at(at)
            }
            _ => beep(),
        }
    }

    fn point(&mut self, by: isize) -> Vec<Effect> {
        let Doing::Find(search) = &self.doing else {
            return beep();
        };
        match search.at.checked_add_signed(by) {
            Some(at) if at < search.found.len() => self.point_at(at),
            _ => beep(),
        }
    }

    fn point_at(&mut self, at: usize) -> Vec<Effect> {
        if let Doing::Find(search) = &mut self.doing {
            search.at = at;
        }
        Vec::new()
    }

    fn accept(&mut self) -> Vec<Effect> {
        match &mut self.doing {
            Doing::Find(search) => {
                let code = search.code(search.at, &self.catalogue);
                self.take_matter(code)
            }
            Doing::CaseNumber { field, .. }
            | Doing::LastFour { field, .. }
            | Doing::Booked { field, .. }
                if field.is_empty() =>
            {
                self.back()
            }
            Doing::CaseNumber { field, .. } => {
                let number = words::case_number(field.value(), &self.setting.config.hall.code);
                self.doing = Doing::LastFour {
                    number,
                    field: Field::code(LAST_FOUR),
                    said: None,
                };
                Vec::new()
            }
            Doing::LastFour { number, field, .. } => {
                let digits = plain::digits(field.value());
                vec![Effect::Look(Want::Progress(number.clone(), digits))]
            }
            Doing::Booked { field, said } => match words::booked_time(field.value()) {
                Some(time) => {
                    self.wish.booked = Some(time);
                    self.doing = Doing::Home;
                    Vec::new()
                }
                None => {
                    *said = Some(Said::key("kiosk.booked_wrong"));
                    beep()
                }
            },
            _ => beep(),
        }
    }

    /// Goes one level back. What was asked for before the matter is kept until the first screen.
    fn back(&mut self) -> Vec<Effect> {
        match &self.doing {
            Doing::Reasons => self.doing = Doing::Kinds,
            Doing::LastFour { .. } | Doing::Case(..) => {
                self.doing = Doing::CaseNumber {
                    field: Field::code(CASE_CHARS),
                    said: None,
                }
            }
            Doing::Home | Doing::Given { .. } | Doing::Sorry { .. } => return self.home(),
            _ => self.doing = Doing::Home,
        }
        Vec::new()
    }

    /// Starts anew for the next resident: nothing of the one before is left.
    fn home(&mut self) -> Vec<Effect> {
        self.wish = Wish::default();
        let left_over = match &self.doing {
            Doing::Given { number, .. } => number.is_left_over,
            _ => false,
        };
        self.doing = Doing::Home;
        if left_over {
            // There may be a further one.
            self.doing = Doing::Starting;
            return vec![Effect::Look(Want::Kiosk)];
        }
        Vec::new()
    }

    pub(super) fn pass(&mut self, now: UtcMs) -> Vec<Effect> {
        match (&self.doing, self.seconds_left(now)) {
            (Doing::Doubt { .. }, Some(0)) => self.record(SlipResult::NoPaper),
            (_, Some(0)) => self.home(),
            (_, Some(_)) => Vec::new(),
            (
                Doing::Starting
                | Doing::LeftOver
                | Doing::Taking
                | Doing::Printing(_)
                | Doing::Recording(..),
                None,
            ) => Vec::new(),
            (Doing::Home, None) if self.wish == Wish::default() => Vec::new(),
            (_, None) if now.seconds_since(self.touched) >= IDLE => self.home(),
            _ => Vec::new(),
        }
    }
}

impl Search {
    pub(super) fn look(&mut self, catalogue: &Catalogue) {
        self.at = 0;
        self.found = match self.field.value().trim() {
            "" => Vec::new(),
            typed => catalogue
                .search(typed, None, &|_| 0, MOST_FOUND)
                .iter()
                .map(|hit| hit.index)
                .collect(),
        };
    }

    fn code(&self, at: usize, catalogue: &Catalogue) -> Option<String> {
        let matter = catalogue.matters().get(*self.found.get(at)?)?;
        Some(matter.code.clone())
    }
}
