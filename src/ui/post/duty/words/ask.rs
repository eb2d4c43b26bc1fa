//! What the questions of the duty post and their answers say.

use std::fmt::Display;

use crate::domain::matter::Limit;
use crate::domain::queue;
use crate::domain::visit::Target;
use crate::locale::results::results_title;
use crate::ops::Call;
use crate::ops::call_back::Heard;
use crate::ops::read::CaseCard;
use crate::ui::post::duty::order::Order;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::duty::posted_leader;
use crate::ui::post::duty::words::Words;

impl Words<'_> {
    /// Returns the title of a question.
    pub(crate) fn title(&self, plan: &Plan) -> String {
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
            Plan::Post(period) => {
                let title = results_title(self.lang, *period);
                say("duty.ask_posting", "title", &title)
            }
            Plan::Case(case) => case.clone(),
            Plan::Complete(case) => say("duty.ask_complete", "case", case),
            Plan::Order(order) => order.title(self.lang),
            Plan::Tray(tray) => tray.title(self.lang),
            Plan::Register(register) => register.title(self.lang),
            Plan::Raised(raised) => raised.title(self.lang),
        }
    }

    /// Returns what is known about the thing a question is about, a line each.
    pub(crate) fn body(&self, plan: &Plan) -> Vec<String> {
        match plan {
            Plan::SignIn => vec![match posted_leader(self.live()) {
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
            Plan::Post(_) => vec![self.lang.tr("duty.hint_posting").to_owned()],
            Plan::Complete(_) => vec![self.lang.tr("duty.hint_complete").to_owned()],
            Plan::Case(_) => self.card.map(|card| self.case(card)).unwrap_or_default(),
            Plan::Order(order) => order.about(self.duty, self.lang),
            Plan::Tray(tray) => tray.about(self.duty, self.lang),
            Plan::Register(register) => register.about(self.lang),
            Plan::Raised(raised) => raised.about(self.duty, self.lang),
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

    /// Returns an answer as a line.
    pub(crate) fn pick(&self, plan: &Plan, pick: &Pick) -> String {
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
                    Plan::Order(Order::Ledger(_)) => "rating.own_day",
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
            Plan::Raised(raised) => raised.title(self.lang),
            Plan::Order(order) => order.way(self.lang),
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
            Call::SetSharedField(v) => v.value.clone(),
            Call::RaiseMatter(_) => self.lang.tr("duty.do_raise_on").to_owned(),
            Call::AnswerRaised(_) => self.lang.tr("duty.do_answer_down").to_owned(),
            Call::ContactRater(v) if v.reached => self.lang.tr("rating.reached").to_owned(),
            Call::ContactRater(_) => self.lang.tr("rating.not_reached").to_owned(),
            Call::CallBack(v) if v.answer == Heard::Satisfied => {
                self.lang.tr("rating.said_satisfied").to_owned()
            }
            Call::CallBack(_) => self.lang.tr("rating.not_reached").to_owned(),
            Call::SignFollowup(_) => self.lang.tr("duty.do_sign").to_owned(),
            Call::CloseFollowup(_) => self.lang.tr("rating.do_close").to_owned(),
            Call::UnpostStaff(_) => self.lang.tr("duty.do_unpost").to_owned(),
            _ => self.lang.tr("common.yes").to_owned(),
        }
    }
}
