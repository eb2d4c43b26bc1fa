//! What the duty post says: every line of its lists and questions, in a language.

use std::fmt::Display;

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::alarm::Trouble;
use crate::domain::deadline;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::live::WindowState;
use crate::domain::matter::Limit;
use crate::domain::queue;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::Target;
use crate::domain::visit::VisitEnd;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::read;
use crate::ops::read::CaseCard;
use crate::ui::post::duty::item::Item;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::said::Said;
use crate::ui::theme::Lamp;

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
        (Call::CompleteCase(v), _) => one("duty.done_case", "case", &v.case),
        (Call::MergePeople(_), _) => Said::key("duty.done_merged"),
        (Call::SaveMatters(v), _) => {
            let name = v.matters.first().map(|matter| matter.name.as_str());
            one("duty.done_matter", "name", &name.unwrap_or_default())
        }
        (_, Done::CloseDoors(d)) => one("duty.done_doors", "n", &d.still_here),
        _ => Said::key("duty.done"),
    }
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
        let alarm = match item {
            Item::Alarm(alarm) => alarm,
            Item::Bad(n) => return self.say("duty.item_bad", &[("n", n)]),
            Item::Red(1, card) => {
                let what: [(&str, &dyn Display); 2] = [
                    ("matter", &card.matter_name),
                    ("applicant", &card.applicant),
                ];
                return self.say("duty.item_red", &what);
            }
            Item::Sign(line) => {
                let what: [(&str, &dyn Display); 2] = [
                    ("matter", &line.card.matter_name),
                    ("applicant", &line.card.applicant),
                ];
                return self.say("duty.item_sign", &what);
            }
            Item::No(no) => return self.say("duty.item_no", &[("what", &no.what)]),
            Item::Hard(hard) => return self.say("duty.item_hard", &[("what", &hard.what)]),
            Item::Red(n, _) => return self.say("duty.item_reds", &[("n", n)]),
        };
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

    /// Returns the title of a question.
    pub(super) fn title(&self, plan: &Plan) -> String {
        let say = |key: &str, name: &str, value: &dyn Display| self.say(key, &[(name, value)]);
        match plan {
            Plan::SignIn => self.lang.tr("duty.ask_sign_in").to_owned(),
            Plan::Ticket(no) => say("duty.ask_ticket", "ticket", no),
            Plan::Move(no) => say("duty.ask_move", "ticket", no),
            Plan::MoveTo(no, target) => self.say(
                "duty.ask_move_to",
                &[("ticket", no), ("target", &self.target(*target))],
            ),
            Plan::Lift(no) => say("duty.ask_lift", "ticket", no),
            Plan::LiftTo(no, kind) => {
                let kind = self.kind(*kind);
                self.say("duty.ask_lift_to", &[("ticket", no), ("kind", &kind)])
            }
            Plan::End(no, end) => {
                let end = self.end(*end);
                self.say("duty.ask_end", &[("ticket", no), ("end", &end)])
            }
            Plan::Relieve(centre) => say("duty.ask_relieve", "centre", &self.centre(*centre)),
            Plan::Idle(no) => say("duty.ask_idle", "window", no),
            Plan::Window(no) => say("duty.ask_window", "window", no),
            Plan::Open(no) => say("duty.ask_open", "window", no),
            Plan::Pause(no) => say("duty.ask_pause", "window", no),
            Plan::PauseFor(no, reason) => self.say(
                "duty.ask_pause_until",
                &[("window", no), ("reason", reason)],
            ),
            Plan::EndService(no) => say("duty.ask_end_service", "window", no),
            Plan::EndEmergency(no) => say("duty.ask_end_emergency", "window", no),
            Plan::Person(no) => self.badge(*no),
            Plan::Away(no) => say("duty.ask_away", "name", &self.name(*no)),
            Plan::AwayAt(no, place) => self.say(
                "duty.ask_away_at",
                &[("name", &self.name(*no)), ("place", place)],
            ),
            Plan::AwayUntil(no, ..) => say("duty.ask_stand_in", "name", &self.name(*no)),
            Plan::CloseDoors => self.lang.tr("duty.ask_doors").to_owned(),
            Plan::Case(case) => case.clone(),
            Plan::Complete(case) => say("duty.ask_complete", "case", case),
            Plan::Bad(_) => self.lang.tr("duty.ask_bad").to_owned(),
            Plan::Tray(tray) => tray.title(self.lang),
            Plan::Register(register) => register.title(self.lang),
        }
    }

    /// Returns what is known about the thing a question is about, a line each.
    pub(super) fn body(&self, plan: &Plan) -> Vec<String> {
        match plan {
            Plan::SignIn => vec![match super::posted_leader(self.live()) {
                Some(leader) => self.say("duty.hint_leader", &[("name", &leader.name)]),
                None => self.lang.tr("duty.hint_no_leader").to_owned(),
            }],
            Plan::Ticket(no) => self.ticket(&no.to_string()),
            Plan::EndService(no) => self
                .live()
                .at_window(*no)
                .map(|visit| self.ticket(&visit.label()))
                .unwrap_or_default(),
            Plan::Window(no) | Plan::Idle(no) | Plan::Open(no) => vec![self.window(*no)],
            Plan::Person(no) => vec![self.whereabouts(*no)],
            Plan::CloseDoors => {
                let n = self.live().visits.len();
                vec![self.say("duty.hint_doors", &[("n", &n)])]
            }
            Plan::Complete(_) => vec![self.lang.tr("duty.hint_complete").to_owned()],
            Plan::Case(_) => self.card.map(|card| self.case(card)).unwrap_or_default(),
            Plan::Bad(at) => self.bad(*at),
            Plan::Tray(tray) => tray.about(self.duty, self.lang),
            Plan::Register(register) => register.about(self.lang),
            _ => Vec::new(),
        }
    }

    fn ticket(&self, label: &str) -> Vec<String> {
        let rows = self.duty.waiting.iter().chain(&self.duty.others);
        let Some(row) = rows.into_iter().find(|row| row.ticket == label) else {
            return Vec::new();
        };
        let state = self.state(row.state.word());
        let values: [(&str, &dyn Display); 4] = [
            ("centre", &self.centre(row.centre)),
            ("state", &state),
            ("time", &self.minutes(row.waited)),
            ("target", &self.stands_at(row)),
        ];
        let mut lines = vec![self.say("duty.hint_ticket", &values)];
        if let Some(kind) = row.priority {
            lines.push(self.kind(Some(kind)));
        }
        lines
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

    /// Returns when a case is due, or when it was done.
    pub(super) fn due(&self, card: &CaseCard) -> String {
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

    /// Returns a limit as people say it; what is none stays as written.
    fn limit(&self, written: &str) -> String {
        let count = |key: &str, n: &dyn Display| self.say(key, &[("n", n)]);
        match written.parse() {
            Ok(Limit::WorkingDays(n)) => count("duty.limit_wd", &n),
            Ok(Limit::NaturalDays(n)) => count("duty.limit_d", &n),
            Ok(Limit::Months(n)) => count("duty.limit_m", &n),
            Ok(Limit::OnTheSpot) => self.lang.tr("duty.limit_spot").to_owned(),
            Ok(Limit::None) => self.lang.tr("duty.limit_none").to_owned(),
            Err(_) => written.to_owned(),
        }
    }

    fn case(&self, card: &CaseCard) -> Vec<String> {
        let of = |key: &str, value: &dyn Display| self.say(key, &[("value", value)]);
        let staff = card.staff.map(|no| self.name(no)).unwrap_or_default();
        let mut lines = vec![
            of("duty.case_matter", &card.matter_name),
            of("duty.case_applicant", &card.applicant),
            of("duty.case_centre", &self.centre(card.centre)),
            self.say(
                "duty.case_accepted",
                &[("day", &self.day(card.day)), ("staff", &staff)],
            ),
            of("duty.case_due", &self.due(card)),
        ];
        if let Some(limit) = &card.limit {
            lines.push(of("duty.case_limit", &self.limit(limit)));
        }
        if card.provisional {
            lines.push(self.lang.tr("duty.case_provisional").to_owned());
        }
        let comma = self.lang.tr("duty.comma");
        if !card.papers.is_empty() {
            lines.push(of("duty.case_papers", &card.papers.join(comma)));
        }
        if !card.missing.is_empty() {
            lines.push(of("duty.case_missing", &card.missing.join(comma)));
        }
        lines
    }

    /// Returns the reasons of a bad rating.
    pub(super) fn reasons(&self, codes: &[String]) -> String {
        let words: Vec<&str> = codes
            .iter()
            .map(|code| {
                self.lang
                    .lookup(&format!("duty.bad_{code}"))
                    .unwrap_or(code)
            })
            .collect();
        words.join(self.lang.tr("duty.comma"))
    }

    fn bad(&self, at: usize) -> Vec<String> {
        let Some(bad) = self.duty.bad.get(at) else {
            return Vec::new();
        };
        let level = self.lang.tr(&format!("duty.level_{}", bad.level));
        let of = |key: &str, value: &dyn Display| self.say(key, &[("value", value)]);
        let mut lines = vec![
            self.say("duty.window", &[("window", &bad.window)]),
            of("duty.case_matter", &bad.matter_name),
            of("duty.bad_level", &level),
            of("duty.bad_reasons", &self.reasons(&bad.reasons)),
        ];
        if !bad.remark.is_empty() {
            lines.push(of("duty.bad_remark", &bad.remark));
        }
        lines
    }

    /// Returns an answer as a line.
    pub(super) fn pick(&self, plan: &Plan, pick: &Pick) -> String {
        match pick {
            Pick::Go(next) => self.way(next),
            Pick::Do(call) => self.deed(call),
            Pick::Say(key) => self.lang.tr(key).to_owned(),
            Pick::At(time) => time.clone(),
            Pick::Own => self
                .lang
                .tr(match plan {
                    Plan::Open(_) => "duty.own_badge",
                    Plan::AwayAt(..) | Plan::PauseFor(..) => "duty.own_time",
                    Plan::Away(_) => "duty.own_place",
                    _ => "duty.own_words",
                })
                .to_owned(),
            Pick::Back => self.lang.tr("common.no").to_owned(),
        }
    }

    fn way(&self, next: &Plan) -> String {
        let say = |key: &str, name: &str, value: &dyn Display| self.say(key, &[(name, value)]);
        match next {
            Plan::Move(no) => say("duty.do_move", "ticket", no),
            Plan::MoveTo(_, Target::Window(no)) => {
                let n = match self.live().window(*no) {
                    Ok(window) => queue::line(self.live(), window, self.now).len(),
                    Err(_) => 0,
                };
                let line = say("duty.in_line", "n", &n);
                format!("{}  {line}", self.window(*no))
            }
            Plan::MoveTo(_, Target::Centre(centre)) => self.centre(*centre).to_owned(),
            Plan::Lift(no) => say("duty.do_lift", "ticket", no),
            Plan::LiftTo(_, kind) => self.kind(*kind),
            Plan::End(_, end) => self.end(*end).to_owned(),
            Plan::Relieve(centre) => say("duty.do_relieve", "centre", &self.centre(*centre)),
            Plan::Open(no) => say("duty.do_open", "window", no),
            Plan::Pause(no) => say("duty.do_pause", "window", no),
            Plan::EndService(no) => say("duty.do_end_service", "window", no),
            Plan::EndEmergency(no) => say("duty.do_end_emergency", "window", no),
            Plan::Away(_) => self.lang.tr("duty.do_away").to_owned(),
            Plan::Complete(_) => self.lang.tr("duty.do_complete").to_owned(),
            Plan::Tray(tray) => tray.way(self.lang),
            Plan::Register(register) => register.way(self.lang),
            other => self.title(other),
        }
    }

    fn deed(&self, call: &Call) -> String {
        let say = |key: &str, value: &dyn Display| self.say(key, &[("window", value)]);
        match call {
            Call::OpenWindow(v) => self.badge(v.staff),
            Call::ResumeWindow(v) => say("duty.do_resume_window", &v.window),
            Call::CloseWindow(v) => say("duty.do_close", &v.window),
            Call::PauseWindow(_) => self.lang.tr("duty.do_open_end").to_owned(),
            Call::GoAway(v) => match v.stand_in {
                Some(no) => self.badge(no),
                None => self.lang.tr("duty.do_no_stand_in").to_owned(),
            },
            Call::Resume(_) | Call::Rejoin(_) => self.lang.tr("duty.do_in_line").to_owned(),
            Call::ComeBack(_) => self.lang.tr("duty.do_back").to_owned(),
            Call::PostStaff(_) => self.lang.tr("duty.do_post").to_owned(),
            Call::SignCase(_) => self.lang.tr("duty.do_sign").to_owned(),
            Call::SeeNo(_) => self.lang.tr("duty.do_agree").to_owned(),
            Call::UnpostStaff(_) => self.lang.tr("duty.do_unpost").to_owned(),
            _ => self.lang.tr("common.yes").to_owned(),
        }
    }
}
