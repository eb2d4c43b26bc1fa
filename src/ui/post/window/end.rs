//! What the end of a verb means at a window, and the notice of missing papers.

use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::come_back::ComeBack;
use crate::ops::finish_errand::PlainOutcome;
use crate::ops::post_staff::PostStaff;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::said::Said;
use crate::ui::post::window::After;
use crate::ui::post::window::Over;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::form::Focus;
use crate::ui::slip::Slip;

fn about(key: &'static str, name: &str, value: impl ToString) -> Said {
    Said::Key(key, vec![(name.to_owned(), value.to_string())])
}

impl WindowPost {
    /// Takes the end of a verb.
    pub(super) fn end(
        &mut self,
        call: &Call,
        result: Result<Done, Error>,
        now: UtcMs,
    ) -> Vec<Effect> {
        let after = std::mem::replace(&mut self.after, After::Nothing);
        match result {
            Ok(done) => {
                self.over = Over::Nothing;
                let mut effects = self.succeeded(call, &done, now);
                if let After::Then(next) = after {
                    self.after = After::Last;
                    let next = *next;
                    let who = match &next {
                        // Whoever opens the window signs for it.
                        Call::OpenWindow(open) => crate::ops::Who::Staff(open.staff),
                        _ => self.who(),
                    };
                    effects.push(Effect::Do(who, next));
                }
                effects
            }
            Err(error) => self.failed(call, &error, &after),
        }
    }

    fn succeeded(&mut self, call: &Call, done: &Done, now: UtcMs) -> Vec<Effect> {
        match done {
            Done::CallNext(called) | Done::CallTicket(called) => {
                self.say(about("window.called", "ticket", &called.ticket));
                return vec![Effect::Ring];
            }
            Done::Recall(recalled) => {
                self.say(about("window.recalled", "n", recalled.left));
                return vec![Effect::Ring];
            }
            Done::Miss(missed) => self.say(about("window.missed", "ticket", &missed.ticket)),
            Done::PutBack(done) => self.say(about("window.was_put_back", "ticket", &done.ticket)),
            Done::Rejoin(done) => self.say(about("window.rejoined", "ahead", done.ahead)),
            Done::Resume(done) => self.say(about("window.resumed", "ticket", &done.ticket)),
            Done::Park(done) => {
                self.shelve();
                self.say(about("window.parked", "ticket", &done.ticket));
            }
            Done::Transfer(done) => {
                self.shelve();
                self.say(about("window.transferred", "ahead", done.ahead));
            }
            Done::AcceptCase(accepted) => {
                self.close_form();
                if !accepted.missing.is_empty() {
                    let papers = accepted.missing.join("、");
                    self.say(about("window.deferred", "papers", papers));
                } else if !accepted.duplicates.is_empty() {
                    self.say(about("window.alike", "n", accepted.duplicates.len()));
                }
                return vec![Effect::Look(Want::Recent(self.no))];
            }
            Done::FinishErrand(_) => {
                let slip = match call {
                    Call::FinishErrand(end) if end.outcome == PlainOutcome::PapersMissing => {
                        self.notice_slip(now)
                    }
                    _ => None,
                };
                self.close_form();
                if let Some((slip, name)) = slip {
                    return vec![Effect::Print(Box::new(slip), name)];
                }
            }
            Done::EndVisit(done) => {
                self.carried = None;
                if let Some(window) = done.back_to {
                    self.say(about("window.went_back", "window", window));
                }
            }
            Done::OpenWindow(_) => self.badge.clear(),
            Done::ComeBack(_) => self.say(Said::key("window.is_back")),
            Done::RaiseEmergency(_) => self.say(Said::key("window.help_called")),
            Done::EndEmergency(_) => self.say(Said::key("window.help_ended")),
            _ => {}
        }
        Vec::new()
    }

    /// Drops the form of an errand that is over; the next one of the visit begins with its person.
    fn close_form(&mut self) {
        if let Some(form) = self.form.take() {
            self.carried = Some((form.visit, form.applicant()));
        }
    }

    fn failed(&mut self, call: &Call, error: &Error, after: &After) -> Vec<Effect> {
        let second = *after == After::Last;
        match (call, error) {
            // Rule A1: whoever opens a window is posted as on duty first.
            (Call::OpenWindow(open), Error::Refused(Refusal::StaffNotPosted { staff }))
                if !second =>
            {
                self.after = After::Then(Box::new(call.clone()));
                let post = PostStaff { staff: *staff };
                return vec![Effect::Do(crate::ops::Who::Staff(open.staff), post.into())];
            }
            // A window paused for somebody who is away opens again when they are back.
            (Call::ResumeWindow(_), Error::Refused(Refusal::StaffAway { staff })) if !second => {
                self.after = After::Last;
                return self.perform(ComeBack { staff: *staff });
            }
            (Call::OpenWindow(_), Error::Refused(Refusal::StaffAway { .. })) => {
                return self.beep(Said::key("window.away_first"));
            }
            (Call::AcceptCase(_), Error::Refused(Refusal::PapersMissing { .. })) => {
                self.with_form(|form, from| form.focus_on(Focus::Papers, from));
            }
            (Call::AcceptCase(_), Error::Refused(Refusal::NameMissing)) => {
                self.with_form(|form, from| form.focus_on(Focus::Name, from));
            }
            (Call::StartService(_), _) => self.ahead.clear(),
            _ => {}
        }
        self.beep(Said::from_error(error))
    }

    /// Ends the errand for missing papers; the notice names exactly those that are not ticked.
    pub(super) fn papers_missing(&mut self, _now: UtcMs) -> Vec<Effect> {
        if self.matter().is_none() {
            return self.beep(Said::key("window.matter_first"));
        }
        self.finish(PlainOutcome::PapersMissing)
    }

    /// Returns the one-time notice, without the resident's name.
    ///
    /// Source: 行政许可法 article 32(4): one notice names everything that is missing.
    fn notice_slip(&mut self, now: UtcMs) -> Option<(Slip, String)> {
        let matter = self.matter()?;
        let form = self.form.as_ref()?;
        let lang = self.hall_lang();
        let (must, may) = form.missing(matter);
        let papers: Vec<String> = must
            .iter()
            .map(|name| (*name).to_owned())
            .chain(
                may.iter()
                    .map(|name| lang.say("window.notice_may", &[("paper", name)])),
            )
            .collect();
        let joined = papers.join("、");
        let zone = self.setting.zone;
        let at = format!("{} {}", zone.day(now), zone.clock(now));
        let slip = Slip {
            hall: self
                .desk
                .as_ref()
                .map_or_else(String::new, |desk| desk.hall.clone()),
            number: form.ticket.clone(),
            centre_line: lang.tr("window.notice_title").to_owned(),
            matter: Some(matter.name.clone()),
            notes: papers
                .iter()
                .zip(1..)
                .map(|(paper, no): (&String, usize)| format!("{no}. {paper}"))
                .chain([lang.tr("window.notice_end").to_owned()])
                .collect(),
            printed_at_line: at,
            ..Slip::default()
        };
        let name = format!("notice-{}", form.ticket);
        self.notice = joined;
        Some((slip, name))
    }
}
