//! Service days: checking in and out with one key, the plan, missed days, and the figures of a month.

use chrono::NaiveDate;

use crate::domain::ids::StaffNo;
use crate::domain::measure::Month;
use crate::domain::measure::Villages;
use crate::domain::service::week::Enough;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::check_in::CheckIn;
use crate::ops::check_out::CheckOut;
use crate::ops::miss_day::MissDay;
use crate::ops::read::VillageStaff;
use crate::ops::set_service_days::SetServiceDays;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::paging::PER_PAGE;
use crate::ui::post::said::Said;
use crate::ui::post::village::Action;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::ask::Topic;
use crate::ui::post::village::keys;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::day_meant;

/// The page of a month.
#[derive(Debug, Clone)]
pub(super) struct Days {
    /// The month.
    pub(super) month: Month,
    /// Its figures, once read.
    pub(super) figures: Option<Box<Villages>>,
    /// The first line on the screen.
    pub(super) from: usize,
}

impl VillagePost {
    fn myself(&self) -> Option<&VillageStaff> {
        let staff = self.board.as_ref()?.staff.iter();
        staff
            .into_iter()
            .find(|staff| Some(staff.no) == self.desk.me)
    }

    /// Returns whether whoever is at the post has checked in and not gone.
    pub(super) fn is_there(&self) -> bool {
        self.myself().is_some_and(|me| me.there.is_some())
    }

    /// Checks whoever is at the post in, or out.
    pub(super) fn come_or_go(&self) -> Vec<Effect> {
        match self.is_there() {
            true => self.perform(CheckOut {}),
            false => self.perform(CheckIn {}),
        }
    }

    /// Opens the page of this month.
    pub(super) fn open_days(&mut self) -> Vec<Effect> {
        let Some(today) = self.board.as_ref().map(|board| board.day) else {
            return vec![Effect::Beep];
        };
        self.show_month(Month::of(today))
    }

    fn show_month(&mut self, month: Month) -> Vec<Effect> {
        self.over = Over::Days(Days {
            month,
            figures: None,
            from: 0,
        });
        vec![Effect::Look(Want::Villages(month))]
    }

    /// Takes the figures of a month, where they are still looked at.
    pub(super) fn figures_read(&mut self, read: Box<Villages>) {
        if let Over::Days(days) = &mut self.over
            && days.month == read.month
        {
            days.figures = Some(read);
        }
    }

    /// Takes a key over the page of a month.
    pub(super) fn days_key(&mut self, key: Key) -> Vec<Effect> {
        let Over::Days(days) = &mut self.over else {
            return vec![Effect::Beep];
        };
        let (month, lang) = (
            days.month,
            self.desk.setting.config.screen.language.as_str(),
        );
        let lang = Lang::from_tag(lang).unwrap_or_default();
        let figures = days.figures.as_deref();
        let lines = figures.map_or(0, |figures| locale::villages_report(lang, figures).len());
        let from = &mut days.from;
        let this = self.board.as_ref().map(|board| Month::of(board.day));
        match key {
            Key::Down => *from += 1,
            Key::Up => *from = from.saturating_sub(1),
            Key::PageDown => *from += PER_PAGE,
            Key::PageUp => *from = from.saturating_sub(PER_PAGE),
            Key::Left => return self.show_month(month.before()),
            // What is to come has no figures.
            Key::Right if this == Some(month) => return vec![Effect::Beep],
            Key::Right => return self.show_month(month.after()),
            Key::Esc | Key::Enter => return self.close(),
            key => {
                return match key::find(keys::DAYS_KEYS, key) {
                    Some(Action::Plan) => self.ask(Topic::Plan, String::new()),
                    Some(Action::Miss) => self.ask(Topic::Miss, String::new()),
                    Some(Action::Come) => self.come_or_go(),
                    _ => vec![Effect::Beep],
                };
            }
        }
        // A line takes two rows at the most on any screen but the smallest.
        *from = (*from).min(lines * 2);
        Vec::new()
    }

    /// Does what a dialog about service days asks for.
    pub(super) fn answer_days(&mut self) -> Vec<Effect> {
        let today = self.board.as_ref().map(|board| board.day);
        let Over::Ask(ask, _) = &self.over else {
            return vec![Effect::Beep];
        };
        match deed(ask, today) {
            Ok(call) => self.perform(call),
            Err(why) => self.desk.beep(Said::key(why)),
        }
    }

    /// Returns what is said after coming, going, planning or missing.
    pub(super) fn served(&self, call: &Call, now: &crate::ops::ServiceNow) -> Option<Said> {
        let key = match (call, now.enough) {
            (Call::CheckIn(_), Enough::Kept) => "village.was_there_enough",
            (Call::CheckIn(_), _) => "village.was_there",
            (Call::CheckOut(_), _) => "village.was_gone",
            (Call::SetServiceDays(_), _) if now.planned < now.needed => "village.was_planned_few",
            (Call::SetServiceDays(_), _) => "village.was_planned",
            (Call::MissDay(_), _) => "village.was_missed",
            _ => return None,
        };
        let values = [
            ("days", now.days.to_string()),
            ("needed", now.needed.to_string()),
            ("planned", now.planned.to_string()),
        ];
        let values = values.map(|(name, value)| (name.to_owned(), value));
        Some(Said::Key(key, values.into()))
    }
}

fn deed(ask: &Ask<Topic>, today: Option<NaiveDate>) -> Result<Call, &'static str> {
    let text = |line: usize| ask.text(line);
    let day = |line: usize| {
        let meant = today.and_then(|today| day_meant(&text(line), today));
        meant.ok_or("village.date_wrong")
    };
    Ok(match ask.topic {
        Topic::Plan => SetServiceDays {
            days: text(0),
            staff: None,
            from: match text(1).is_empty() {
                true => None,
                false => Some(day(1)?),
            },
        }
        .into(),
        _ => MissDay {
            day: day(0)?,
            reason: text(1),
            staff: None,
            substitute: match text(2).as_str() {
                "" => None,
                badge => {
                    let badge: StaffNo = badge.parse().map_err(|_| "village.type_badge")?;
                    Some(badge)
                }
            },
        }
        .into(),
    })
}
