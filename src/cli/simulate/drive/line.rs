//! From the kiosk to the window.

use crate::cli::problem::Problem;
use crate::cli::simulate::drive::Driver;
use crate::cli::simulate::drive::What;
use crate::domain::event::SlipResult;
use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::call_next::CallNext;
use crate::ops::miss::Miss;
use crate::ops::recall::Recall;
use crate::ops::rejoin::Rejoin;
use crate::ops::start_service::StartService;
use crate::ops::take_ticket::TakeTicket;

impl Driver<'_> {
    pub(super) fn arrive(&mut self, guest: usize, now: UtcMs) -> Result<(), Problem> {
        let take = TakeTicket {
            centre: Some(self.guests[guest].centre),
            slip: Some(SlipResult::NoPaper),
            ..TakeTicket::default()
        };
        if let Done::TakeTicket(taken) = self.act(take, Who::Resident, now)? {
            self.by_visit.insert(taken.visit, guest);
            self.guests[guest].ticket = Some(taken.ticket);
        }
        let g = &mut self.guests[guest];
        g.state = VisitState::Waiting;
        g.since = now;
        self.tally().visits += 1;
        self.tick(now);
        self.wake(now);
        Ok(())
    }

    pub(super) fn next(&mut self, seat: usize, now: UtcMs) -> Result<(), Problem> {
        if self.busy[seat] {
            return Ok(());
        }
        let window = self.seats[seat].window;
        let called = match self
            .hall
            .perform(&CallNext { window }.into(), Who::System, now)
        {
            Ok(Done::CallNext(called)) => called,
            Err(Error::Refused(Refusal::CalledTooRecently { .. })) => {
                self.put(UtcMs(now.0 + 60_000), What::Next(seat));
                return Ok(());
            }
            Ok(_) | Err(Error::Refused(Refusal::NobodyWaiting { .. })) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let Some(guest) = self.by_visit.get(&called.visit).copied() else {
            return Ok(());
        };
        self.busy[seat] = true;
        self.change(guest, VisitState::Called, now);
        let g = &self.guests[guest];
        if g.coming.conduct.misses.is_some() && !g.missed {
            self.put(UtcMs(now.0 + 60_000), What::Recall(seat));
            self.put(UtcMs(now.0 + 120_000), What::Recall(seat));
            self.put(UtcMs(now.0 + 180_000), What::Miss(seat, guest));
        } else {
            let walk = g.coming.conduct.walk_s;
            self.put(UtcMs(now.0 + walk * 1000), What::Sit(seat, guest));
        }
        Ok(())
    }

    pub(super) fn recall(&mut self, seat: usize, now: UtcMs) -> Result<(), Problem> {
        let window = self.seats[seat].window;
        self.act(Recall { window }, Who::System, now).map(drop)
    }

    pub(super) fn miss(&mut self, seat: usize, guest: usize, now: UtcMs) -> Result<(), Problem> {
        let window = self.seats[seat].window;
        self.act(Miss { window }, Who::System, now)?;
        self.change(guest, VisitState::Missed, now);
        self.guests[guest].missed = true;
        if let Some(Some(after)) = self.guests[guest].coming.conduct.misses {
            self.put(UtcMs(now.0 + after * 1000), What::Rejoin(guest));
        }
        self.free(seat, now);
        Ok(())
    }

    pub(super) fn rejoin(&mut self, guest: usize, now: UtcMs) -> Result<(), Problem> {
        let Some(ticket) = self.guests[guest].ticket else {
            return Ok(());
        };
        self.act(Rejoin { ticket }, Who::Resident, now)?;
        self.change(guest, VisitState::Waiting, now);
        self.tick(now);
        self.wake(now);
        Ok(())
    }

    pub(super) fn sit(&mut self, seat: usize, guest: usize, now: UtcMs) -> Result<(), Problem> {
        let window = self.seats[seat].window;
        self.act(StartService { window }, Who::System, now)?;
        self.change(guest, VisitState::Serving, now);
        let g = &mut self.guests[guest];
        g.errand_open = true;
        let stint = g.coming.conduct.stints.get(g.stint);
        let seconds = stint.map_or(60, |stint| stint.seconds);
        self.put(UtcMs(now.0 + seconds * 1000), What::Leave(seat, guest));
        Ok(())
    }

    /// Lets a window look for the next one after a moment.
    pub(super) fn free(&mut self, seat: usize, now: UtcMs) {
        self.busy[seat] = false;
        self.put(UtcMs(now.0 + 10_000), What::Next(seat));
    }
}
