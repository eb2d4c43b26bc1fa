//! What the duty post says: every line of its lists and questions, in a language.

use std::fmt::Display;

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::alarm::Alarm;
use crate::domain::alarm::Trouble;
use crate::domain::deadline;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::live::WindowState;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::Target;
use crate::domain::visit::VisitEnd;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::following::FollowupNow;
use crate::ops::read;
use crate::ops::read::CaseCard;
use crate::ui::post::duty::item::Item;
use crate::ui::post::duty::tray::task_said;
use crate::ui::post::said::Said;
use crate::ui::theme::Lamp;

mod ask;

/// What words are made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) duty: &'a read::Duty,
    pub(super) card: Option<&'a CaseCard>,
    pub(super) lang: Lang,
    pub(super) zone: Zone,
    pub(super) now: UtcMs,
}

/// Returns what to say about a deed that is done.
pub(super) fn done(call: &Call, done: &Done) -> Said {
    let one = |key, name: &str, value: &dyn Display| {
        Said::Key(key, vec![(name.to_owned(), value.to_string())])
    };
    match (call, done) {
        (Call::MoveTicket(v), Done::MoveTicket(d)) => Said::Key(
            "duty.done_moved",
            vec![
                ("ticket".to_owned(), v.ticket.to_string()),
                ("n".to_owned(), d.ahead.to_string()),
            ],
        ),
        (Call::Prioritise(v), _) => one("duty.done_lifted", "ticket", &v.ticket),
        (Call::EndTicket(v), _) => one("duty.done_ended", "ticket", &v.ticket),
        (Call::Resume(v), _) => one("duty.done_in_line", "ticket", &v.ticket),
        (Call::Rejoin(v), _) => one("duty.done_in_line", "ticket", &v.ticket),
        (Call::EndService(v), _) => one("duty.done_service", "window", &v.window),
        (Call::EndEmergency(v), _) => one("duty.done_emergency", "window", &v.window),
        (Call::OpenWindow(v), _) => one("duty.done_opened", "window", &v.window),
        (Call::ResumeWindow(v), _) => one("duty.done_opened", "window", &v.window),
        (Call::CloseWindow(v), _) => one("duty.done_closed", "window", &v.window),
        (Call::PauseWindow(v), _) => one("duty.done_paused", "window", &v.window),
        (Call::PostStaff(v), _) => one("duty.done_posted", "staff", &v.staff),
        (Call::UnpostStaff(v), _) => one("duty.done_unposted", "staff", &v.staff),
        (Call::GoAway(v), _) => one("duty.done_away", "staff", &v.staff),
        (Call::ComeBack(v), _) => one("duty.done_back", "staff", &v.staff),
        (Call::SignCase(v), _) => one("duty.done_signed", "case", &v.case),
        (Call::ExtendCase(v), _) => one("duty.done_extended", "case", &v.case),
        (Call::SeeNo(v), _) => one("duty.done_seen", "no", &v.no),
        (Call::CallHard(v), _) => one("duty.done_hard", "hard", &v.hard),
        (Call::CloseHard(v), _) => one("duty.done_hard", "hard", &v.hard),
        (Call::DeliverCase(v), _) => one("duty.done_delivered", "case", &v.case),
        (_, Done::RaiseMatter(d)) => one("duty.done_raised_on", "number", &d.number),
        (Call::AnswerRaised(v), _) => one("duty.done_answered", "number", &v.matter),
        (Call::TellRaised(v), _) => one("duty.done_told", "number", &v.matter),
        (Call::FindPaper(v), _) => one("duty.done_count", "number", &v.mandate),
        (Call::CompleteCase(v), _) => one("duty.done_case", "case", &v.case),
        (Call::MergePeople(_), _) => Said::key("duty.done_merged"),
        (Call::SaveMatters(v), _) => {
            let name = v.matters.first().map(|matter| matter.name.as_str());
            one("duty.done_matter", "name", &name.unwrap_or_default())
        }
        (_, Done::PostResults(d)) => one("duty.done_results", "period", &d.period),
        (
            _,
            Done::ContactRater(d)
            | Done::LedgerFollowup(d)
            | Done::FixFollowup(d)
            | Done::CallBack(d)
            | Done::SignFollowup(d)
            | Done::CloseFollowup(d)
            | Done::DecideAppeal(d)
            | Done::TellRater(d)
            | Done::FlagRetaliation(d),
        ) => followed(d),
        (_, Done::CloseDoors(d)) => one("duty.done_doors", "n", &d.still_here),
        _ => Said::key("duty.done"),
    }
}

/// Returns how a bad rating stands after something was done about it.
fn followed(now: &FollowupNow) -> Said {
    let key = match (now.ending, now.step) {
        (Some(_), _) => "rating.done_closed",
        (None, Some("contact")) => "rating.next_contact",
        (None, Some("fix")) => "rating.next_fix",
        (None, Some("call_back")) => "rating.next_call_back",
        (None, Some("sign")) => "rating.next_sign",
        (None, _) => "rating.next_close",
    };
    Said::Key(key, vec![("number".to_owned(), now.number.clone())])
}

/// Returns the lamp of a case's lamp.
pub(super) fn lamp_of(lamp: Option<deadline::Lamp>) -> Lamp {
    match lamp {
        Some(deadline::Lamp::Green) => Lamp::Ok,
        Some(deadline::Lamp::Amber) => Lamp::Soon,
        Some(deadline::Lamp::Red) => Lamp::Over,
        None => Lamp::Off,
    }
}

impl Words<'_> {
    fn live(&self) -> &Live {
        &self.duty.live
    }

    fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.lang.say(key, values)
    }

    /// Returns a span in minutes.
    pub(super) fn minutes(&self, span: Seconds) -> String {
        self.say("duty.minutes", &[("n", &span.whole_minutes())])
    }

    /// Returns a centre's name.
    pub(super) fn centre(&self, centre: Centre) -> &'static str {
        self.lang.tr(&format!("duty.centre_{}", centre.word()))
    }

    /// Returns a day without its year.
    pub(super) fn day(&self, day: NaiveDate) -> String {
        day.format(self.lang.tr("duty.day_form")).to_string()
    }

    /// Returns the name of a day of the week.
    pub(super) fn weekday(&self, day: NaiveDate) -> &'static str {
        let n = day.weekday().number_from_monday();
        self.lang.tr(&format!("duty.weekday_{n}"))
    }

    /// Returns somebody's name; the badge number where there is none.
    pub(super) fn name(&self, staff: StaffNo) -> String {
        match self.live().staff(staff) {
            Ok(person) if !person.name.is_empty() => person.name.clone(),
            _ => staff.to_string(),
        }
    }

    fn badge(&self, staff: StaffNo) -> String {
        format!("{staff}  {}", self.name(staff))
    }

    /// Returns a window with its centres and who sits there.
    pub(super) fn window(&self, no: WindowNo) -> String {
        let named = self.say("duty.window", &[("window", &no)]);
        let Ok(window) = self.live().window(no) else {
            return named;
        };
        let centres: Vec<&str> = window.centres.iter().map(|c| self.centre(*c)).collect();
        let staff = window.staff.map(|no| self.name(no)).unwrap_or_default();
        format!("{named}  {}  {staff}", centres.join(" "))
    }

    /// Returns what a window is doing.
    pub(super) fn window_state(&self, state: &WindowState) -> String {
        match state {
            WindowState::Closed => self.lang.tr("duty.closed").to_owned(),
            WindowState::Open => self.lang.tr("duty.open").to_owned(),
            WindowState::Paused { reason, until } => {
                let until = until.map(|at| self.zone.clock(at)).unwrap_or_default();
                self.say("duty.paused", &[("reason", reason), ("until", &until)])
            }
        }
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::Window(no) => self.say("duty.window", &[("window", &no)]),
            Target::Centre(centre) => self.centre(centre).to_owned(),
        }
    }

    /// Returns where a visit stands: the line it waits in, or the window that has it.
    pub(super) fn stands_at(&self, row: &read::LineRow) -> String {
        match row.window {
            Some(no) => self.target(Target::Window(no)),
            None => self.target(row.target),
        }
    }

    /// Returns a line of the main list.
    pub(super) fn item(&self, item: &Item<'_>) -> String {
        let of_case = |key: &str, card: &CaseCard| {
            let what: [(&str, &dyn Display); 2] = [
                ("matter", &card.matter_name),
                ("applicant", &card.applicant),
            ];
            self.say(key, &what)
        };
        match item {
            Item::Alarm(alarm) => self.alarm(alarm),
            Item::Bad(n, line) => {
                let due = line.due().map_or_else(String::new, |day| self.day(day));
                self.say("duty.item_bad", &[("n", n), ("day", &due)])
            }
            Item::Red(1, card) => of_case("duty.item_red", card),
            Item::Red(n, _) => self.say("duty.item_reds", &[("n", n)]),
            Item::Owed(1, card) => of_case("duty.item_owed", card),
            Item::Owed(n, _) => self.say("duty.item_oweds", &[("n", n)]),
            Item::Sign(line) => of_case("duty.item_sign", &line.card),
            Item::No(no) => self.say("duty.item_no", &[("what", &no.what)]),
            Item::Hard(hard) => self.say("duty.item_hard", &[("what", &hard.what)]),
            Item::Night(day, verdict) => {
                let verdict = self.lang.tr(&format!("night.verdict_{}", verdict.word()));
                self.say("duty.item_night", &[("day", day), ("verdict", &verdict)])
            }
            Item::Raised(n, line) => {
                self.say("duty.item_raised", &[("n", n), ("what", &line.what)])
            }
            Item::Task(task) => task_said(task, self.lang),
        }
    }

    fn alarm(&self, alarm: &Alarm) -> String {
        let time = self.minutes(alarm.lasting);
        let at = |window: &Option<WindowNo>| window.map(|no| no.to_string()).unwrap_or_default();
        match &alarm.trouble {
            Trouble::Emergency { window, .. } => self.say(
                "duty.item_emergency",
                &[("window", window), ("time", &time)],
            ),
            Trouble::NoWindow { centre, waiting } => self.say(
                "duty.item_no_window",
                &[("centre", &self.centre(*centre)), ("n", waiting)],
            ),
            Trouble::IdleWindow { window, waiting } => self.say(
                "duty.item_idle",
                &[("window", window), ("time", &time), ("n", waiting)],
            ),
            Trouble::LongWait { ticket, centre, .. } => self.say(
                "duty.item_wait",
                &[
                    ("ticket", ticket),
                    ("time", &time),
                    ("centre", &self.centre(*centre)),
                ],
            ),
            Trouble::LongLine { centre, waiting } => self.say(
                "duty.item_line",
                &[("centre", &self.centre(*centre)), ("n", waiting)],
            ),
            Trouble::LongService { ticket, window, .. } => self.say(
                "duty.item_service",
                &[("ticket", ticket), ("window", &at(window)), ("time", &time)],
            ),
            Trouble::LongCall { ticket, window, .. } => self.say(
                "duty.item_call",
                &[("ticket", ticket), ("window", &at(window)), ("time", &time)],
            ),
            Trouble::ParkedDue { ticket, .. } => {
                self.say("duty.item_parked", &[("ticket", ticket), ("time", &time)])
            }
            Trouble::AwayOverdue { staff, place } => self.say(
                "duty.item_away",
                &[
                    ("name", &self.name(*staff)),
                    ("place", place),
                    ("time", &time),
                ],
            ),
            Trouble::DoorsOpen => self.say("duty.item_doors", &[("time", &time)]),
        }
    }

    /// Returns the word of a visit's state.
    pub(super) fn state(&self, word: &str) -> &'static str {
        self.lang.tr(&format!("duty.state_{word}"))
    }

    /// Returns the word of an end.
    pub(super) fn end(&self, end: VisitEnd) -> &'static str {
        self.lang.tr(&format!("duty.end_{}", end.word()))
    }

    /// Returns the words of a priority, or of none.
    pub(super) fn kind(&self, kind: Option<crate::domain::visit::PriorityKind>) -> String {
        let word = kind.map_or("none", |kind| kind.word());
        self.lang.tr(&format!("duty.kind_{word}")).to_owned()
    }

    /// Returns where somebody is.
    pub(super) fn whereabouts(&self, no: StaffNo) -> String {
        let Ok(staff) = self.live().staff(no) else {
            return String::new();
        };
        if let Some(away) = &staff.away {
            let until = self.zone.clock(away.until);
            return self.say(
                "duty.away_until",
                &[("place", &away.place), ("until", &until)],
            );
        }
        match (
            staff.posted == Some(self.live().day),
            self.live().seat_of(no),
        ) {
            (false, _) => self.lang.tr("duty.not_posted").to_owned(),
            (true, Some(window)) => self.say("duty.window", &[("window", &window.no)]),
            (true, None) => self.lang.tr("duty.here").to_owned(),
        }
    }

    /// Returns the words of a lamp of a case.
    pub(super) fn lamp(&self, lamp: Option<deadline::Lamp>) -> &'static str {
        self.lang.tr(match lamp {
            Some(deadline::Lamp::Green) => "common.lamp_ok",
            Some(deadline::Lamp::Amber) => "common.lamp_soon",
            Some(deadline::Lamp::Red) => "common.lamp_over",
            None => "duty.case_done",
        })
    }

    /// Returns when a case is due, when its result is to be handed over, or when it was done.
    pub(super) fn due(&self, card: &CaseCard) -> String {
        if let Some(due) = card.deliver_due {
            let (day, late) = (self.day(due), (self.live().day - due).num_days());
            return match late > 0 {
                true => self.say("duty.owed_late", &[("n", &late)]),
                false => self.say("duty.owed_by", &[("day", &day)]),
            };
        }
        if let Some(day) = card.done_day.filter(|_| card.done) {
            return self.say("duty.case_done_on", &[("day", &self.day(day))]);
        }
        let Some(due) = card.due else {
            return self.lang.tr("duty.case_no_limit").to_owned();
        };
        let (day, late) = (self.day(due), (self.live().day - due).num_days());
        if late > 0 {
            return self.say("duty.case_late", &[("day", &day), ("n", &late)]);
        }
        self.say("duty.case_left", &[("day", &day), ("n", &-late)])
    }
}
