//! What the end of a verb means at a window.

use crate::domain::paper::PaperKind;
use crate::domain::refusal::Refusal;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::come_back::ComeBack;
use crate::ops::post_staff::PostStaff;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::said::Said;
use crate::ui::post::window::After;
use crate::ui::post::window::Over;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::form::Focus;
use crate::ui::post::window::mine::is_deed;

fn about(key: &'static str, name: &str, value: impl ToString) -> Said {
    Said::Key(key, vec![(name.to_owned(), value.to_string())])
}

impl WindowPost {
    /// Takes the end of a verb.
    pub(super) fn end(&mut self, call: &Call, result: Result<Done, Error>) -> Vec<Effect> {
        let after = std::mem::replace(&mut self.after, After::Nothing);
        match result {
            Ok(done) => {
                let over = std::mem::replace(&mut self.over, Over::Nothing);
                if let Over::Papers(asked) = over {
                    return self.papers_done(asked, &done);
                }
                if is_deed(call) {
                    return self.deed_done(over, &done);
                }
                let mut effects = self.succeeded(&done);
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

    fn deed_done(&mut self, over: Over, done: &Done) -> Vec<Effect> {
        match done {
            Done::CompleteCase(_) => self.case_done(over),
            Done::TakeCase(moved)
            | Done::DoStep(moved)
            | Done::PassCase(moved)
            | Done::SendBack(moved)
            | Done::ReturnCase(moved)
            | Done::SupplyPapers(moved) => self.case_moved(over, moved),
            Done::RefuseCase(moved) => {
                let mut effects = self.case_moved(over, moved);
                self.say(Said::key("window.case_refused"));
                effects.extend(self.print_paper(PaperKind::Refusal, &moved.case));
                effects
            }
            Done::DeliverCase(moved) => {
                let mut effects = self.case_moved(over, moved);
                effects.extend(self.print_paper(PaperKind::Delivery, &moved.case));
                effects
            }
            _ => Vec::new(),
        }
    }

    fn succeeded(&mut self, done: &Done) -> Vec<Effect> {
        match done {
            Done::CallNext(called) | Done::CallTicket(called) => {
                self.say(about("window.called", "ticket", &called.ticket));
                return vec![Effect::Ring];
            }
            Done::Recall(recalled) => {
                self.say(about("window.recalled", "n", recalled.left));
                return vec![Effect::Ring];
            }
            Done::AppealRating(now) => return self.was_appealed(now),
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
            Done::AcceptCase(accepted) | Done::AcceptBundle(accepted) => {
                self.close_form();
                if !accepted.missing.is_empty() {
                    let until = accepted.deferred_until;
                    let values = [
                        ("papers", accepted.missing.join("、")),
                        (
                            "date",
                            until.map_or_else(String::new, |day| day.to_string()),
                        ),
                    ];
                    let values = values.map(|(name, value)| (name.to_owned(), value));
                    self.say(Said::Key("window.deferred", values.into()));
                } else if !accepted.duplicates.is_empty() {
                    self.say(about("window.alike", "n", accepted.duplicates.len()));
                }
                let mut effects = vec![Effect::Look(Want::Recent(self.no))];
                match accepted.due {
                    Some(_) => {
                        effects.extend(self.print_paper(PaperKind::Acceptance, &accepted.number));
                    }
                    // What is done while the resident waits needs no receipt, unless they want one.
                    None => self.offer_paper(PaperKind::Acceptance, &accepted.number),
                }
                return effects;
            }
            Done::FinishErrand(_) => self.close_form(),
            Done::GiveNotice(done) => {
                self.close_form();
                self.over = Over::Notice(done.clone());
                return self.print_paper(PaperKind::Notice, &done.number);
            }
            Done::SayNo(done) => {
                self.close_form();
                self.say(about("window.no_said", "number", &done.number));
                return self.print_paper(PaperKind::Refusal, &done.number);
            }
            Done::TellPlace(done) => {
                self.close_form();
                let values = [
                    ("number", done.number.clone()),
                    ("office", done.office.clone()),
                ];
                let values = values.map(|(name, value)| (name.to_owned(), value));
                self.say(Said::Key("window.place_told", values.into()));
                return self.print_paper(PaperKind::NotOurs, &done.number);
            }
            Done::HandOver(done) => {
                self.close_form();
                let values = [
                    ("number", done.number.clone()),
                    ("due", done.due.to_string()),
                ];
                let values = values.map(|(name, value)| (name.to_owned(), value));
                self.say(Said::Key("window.handed_over", values.into()));
            }
            Done::TakeCall(job) => self.say(crate::ui::post::hotline::was_sent(job)),
            Done::ReceivePapers(done) => {
                self.close_form();
                let values = [
                    ("number", done.number.clone()),
                    ("due", done.notice_due.to_string()),
                ];
                let values = values.map(|(name, value)| (name.to_owned(), value));
                self.say(Said::Key("window.papers_in", values.into()));
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
            (
                Call::AcceptCase(_) | Call::ReceivePapers(_),
                Error::Refused(Refusal::PersonMustCome { .. }),
            ) => {
                self.with_form(|form, from| form.focus_on(Focus::Proxy, from));
            }
            (Call::StartService(_), _) => self.ahead.clear(),
            _ => {}
        }
        self.beep(Said::from_error(error))
    }
}
