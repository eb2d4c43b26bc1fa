//! From the window to the door.

use crate::cli::problem::Problem;
use crate::cli::simulate::drive::Driver;
use crate::cli::simulate::drive::What;
use crate::cli::simulate::plan::Finish;
use crate::cli::simulate::plan::Then;
use crate::domain::ids::ErrandId;
use crate::domain::rating::Level;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::Done;
use crate::ops::Who;
use crate::ops::accept_case::AcceptCase;
use crate::ops::end_ticket::EndTicket;
use crate::ops::end_visit::EndVisit;
use crate::ops::finish_errand::FinishErrand;
use crate::ops::finish_errand::PlainOutcome;
use crate::ops::give_notice::GiveNotice;
use crate::ops::give_notice::NoticeDone;
use crate::ops::park::Park;
use crate::ops::rate::Rate;
use crate::ops::rating_timeout::RatingTimeout;
use crate::ops::transfer::Transfer;

impl Driver<'_> {
    /// A service ends as planned.
    pub(super) fn leave(&mut self, seat: usize, guest: usize, now: UtcMs) -> Result<(), Problem> {
        let g = &mut self.guests[guest];
        let then = g
            .coming
            .conduct
            .stints
            .get(g.stint)
            .map_or(Then::Done, |stint| stint.then);
        g.stint += 1;
        match then {
            Then::Done => {
                let errand = self.finish(seat, guest, now)?;
                self.ask(guest, errand, now);
                self.put(UtcMs(now.0 + 5000), What::Stand(seat, guest));
            }
            Then::Park { minutes } => {
                let window = self.seats[seat].window;
                let park = Park {
                    window,
                    minutes,
                    reason: "回家取材料".to_owned(),
                };
                self.act(park, Who::System, now)?;
                self.gone(guest, VisitState::Parked, now);
                self.free(seat, now);
                let due = now.plus(Seconds::minutes(i64::from(minutes)));
                self.put(UtcMs(due.0 + 1000), What::Next(seat));
            }
            Then::Transfer { to, come_back } => {
                let transfer = Transfer {
                    window: self.seats[seat].window,
                    to_window: None,
                    to_centre: Some(to),
                    keep_place: true,
                    come_back,
                    reason: "先到另一个中心办理".to_owned(),
                };
                self.act(transfer, Who::System, now)?;
                self.gone(guest, VisitState::Waiting, now);
                self.guests[guest].centre = to;
                self.free(seat, now);
                self.wake(now);
            }
        }
        Ok(())
    }

    fn gone(&mut self, guest: usize, state: VisitState, now: UtcMs) {
        self.change(guest, state, now);
        self.guests[guest].errand_open = false;
    }

    /// Ends the errand at a window.
    fn finish(&mut self, seat: usize, guest: usize, now: UtcMs) -> Result<ErrandId, Problem> {
        let window = self.seats[seat].window;
        let g = &mut self.guests[guest];
        g.errand_open = false;
        let (centre, conduct) = (g.centre, &g.coming.conduct);
        let draw = usize::try_from(conduct.draw % (1 << 31)).unwrap_or(0);
        let matter = self
            .matters
            .get(&centre)
            .and_then(|all| all.get(draw % all.len().max(1)));
        let applicant = self.applicants.get(draw % self.applicants.len().max(1));
        let call = match (conduct.finish, matter, applicant) {
            (Finish::Case, Some(matter), Some(applicant)) => AcceptCase {
                window,
                matter: matter.clone(),
                name: applicant.name.clone(),
                number: applicant.number.clone(),
                phone: applicant.phone.clone(),
                village: applicant.village.clone(),
                papers: "all".to_owned(),
                on_the_spot: false,
                deferred_until: None,
                corrected: String::new(),
                urgent: String::new(),
                proxy: String::new(),
            }
            .into(),
            (Finish::PapersMissing, Some(matter), Some(applicant))
                if self.asking.contains(matter) =>
            {
                GiveNotice {
                    window: Some(window),
                    case: String::new(),
                    matter: matter.clone(),
                    name: applicant.name.clone(),
                    number: applicant.number.clone(),
                    phone: applicant.phone.clone(),
                    village: applicant.village.clone(),
                    papers: String::new(),
                    remark: String::new(),
                }
                .into()
            }
            _ => FinishErrand {
                window,
                outcome: PlainOutcome::Advice,
                matter: None,
            }
            .into(),
        };
        let done = self.hall.perform(&call, Who::System, now)?;
        match done {
            Done::AcceptCase(accepted) => {
                self.tally().cases += 1;
                Ok(accepted.errand)
            }
            Done::FinishErrand(done) => Ok(done.errand),
            Done::GiveNotice(NoticeDone {
                errand: Some(errand),
                ..
            }) => Ok(errand),
            _ => Err(Problem::failed("simulate_odd", &[("verb", &call.word())])),
        }
    }

    /// The pad asks; the resident keys, or lets the time run out.
    fn ask(&mut self, guest: usize, errand: ErrandId, now: UtcMs) {
        let idle = self.hall.config().rating.idle();
        match self.guests[guest].coming.conduct.level {
            Some(level) => self.put(UtcMs(now.0 + 12_000), What::Rate(errand, level)),
            None => self.put(UtcMs(now.plus(idle).0 + 1000), What::Unrated(errand)),
        }
    }

    /// The resident gets up; a visit lent by another window goes back there.
    pub(super) fn stand(&mut self, seat: usize, guest: usize, now: UtcMs) -> Result<(), Problem> {
        let window = self.seats[seat].window;
        let done = self.act(EndVisit { window }, Who::System, now)?;
        match done {
            Done::EndVisit(done) if done.back_to.is_some() => {
                self.gone(guest, VisitState::Waiting, now);
                self.wake(now);
            }
            _ => self.end(guest, VisitEnd::Served, now),
        }
        self.free(seat, now);
        Ok(())
    }

    pub(super) fn rate(&mut self, errand: ErrandId, level: u8, now: UtcMs) -> Result<(), Problem> {
        let Some(level) = Level::of(level) else {
            return Ok(());
        };
        let reasons = if level.is_bad() {
            vec!["wait".to_owned()]
        } else {
            Vec::new()
        };
        let rate = Rate {
            errand,
            level,
            reasons,
            remark: String::new(),
        };
        self.act(rate, Who::Resident, now)?;
        let place = usize::from(level.number() - 1);
        self.tally().ratings[place] += 1;
        Ok(())
    }

    pub(super) fn unrated(&mut self, errand: ErrandId, now: UtcMs) -> Result<(), Problem> {
        self.act(RatingTimeout { errand }, Who::Resident, now)?;
        self.tally().unrated += 1;
        Ok(())
    }

    /// Ends what is left at the end of the day: missed numbers, and whoever the night overtakes.
    pub(super) fn send_home(&mut self, now: UtcMs) -> Result<(), Problem> {
        for guest in 0..self.guests.len() {
            let g = &self.guests[guest];
            let (state, ticket) = (g.state, g.ticket);
            let Some(ticket) = ticket.filter(|_| state != VisitState::Ended) else {
                continue;
            };
            let end = match state {
                VisitState::Missed => VisitEnd::NoShow,
                VisitState::Serving => VisitEnd::Moved,
                _ => VisitEnd::Left,
            };
            let call = EndTicket {
                ticket,
                end,
                reason: "闭厅".to_owned(),
            };
            self.act(call, Who::System, now)?;
            self.end(guest, end, now);
        }
        Ok(())
    }
}
