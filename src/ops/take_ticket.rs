//! A resident takes a number.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::estimate;
use crate::domain::estimate::Estimate;
use crate::domain::event::SlipResult;
use crate::domain::event::TicketIssued;
use crate::domain::event::TicketSlip;
use crate::domain::ids::Centre;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::live::Live;
use crate::domain::misuse::Misuse;
use crate::domain::printed;
use crate::domain::queue;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Entrance;
use crate::domain::visit::PriorityKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::read;
use crate::store::view;

/// Gives a resident a number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TakeTicket {
    /// The centre; not needed with a matter.
    pub centre: Option<Centre>,
    /// The matter's code.
    pub matter: Option<String>,
    /// Why it goes ahead.
    pub priority: Option<PriorityKind>,
    /// The reason in words; necessary when urgent.
    pub reason: String,
    /// The booked time.
    pub appointment: Option<String>,
    /// What became of the slip, where the resident already has the number.
    pub slip: Option<SlipResult>,
}

/// A number given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// The visit.
    pub visit: VisitId,
    /// The number.
    pub ticket: TicketNo,
    /// The centre.
    pub centre: Centre,
    /// The matter's name, if one was chosen.
    pub matter: Option<String>,
    /// How many stand before it.
    pub ahead: usize,
    /// How long it will take.
    pub estimate: Estimate,
}

impl Verb for TakeTicket {
    type Done = Taken;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Taken, Error> {
        let live = act.live()?;
        if !live.doors_open {
            return Err(Refusal::DoorsClosed.into());
        }
        let matter = self
            .matter
            .as_deref()
            .map(|code| act.matter(code))
            .transpose()?;
        let centre = matter
            .as_ref()
            .map(|m| m.centre)
            .or(self.centre)
            .ok_or(Misuse::CentreMissing)?;
        let reason = optional_text("reason", &self.reason, MAX_TEXT)?;
        if self.priority == Some(PriorityKind::Urgent) && reason.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let (entrance, band) = self.entrance(act, &live, centre)?;
        let ticket = next_in(act, live.day, band)?;
        let visit = VisitId(act.new_id()?);
        act.emit(
            visit.0,
            TicketIssued {
                visit,
                no: Some(ticket),
                day: live.day,
                entrance,
                centre,
                matter: self.matter.clone(),
                priority: self.priority,
                reason,
            },
        )?;
        if let Some(result) = self.slip {
            act.emit(visit.0, TicketSlip { visit, result })?;
        }
        let after = act.live()?;
        let ahead = queue::ahead(&after, after.ticket(ticket)?, act.now);
        let pace = read::pace(act.db(), live.day, centre)?;
        Ok(Taken {
            visit,
            ticket,
            centre,
            matter: matter.map(|m| m.name),
            ahead,
            estimate: estimate::wait(&live, centre, ahead, pace),
        })
    }
}

impl TakeTicket {
    /// Returns how the resident came, and the band their number is of.
    fn entrance(
        &self,
        act: &Act<'_, '_>,
        live: &Live,
        centre: Centre,
    ) -> Result<(Entrance, char), Error> {
        let Some(text) = &self.appointment else {
            return Ok((Entrance::WalkIn, act.config.bands.of(centre)));
        };
        let at = act.zone().parse_instant(text, Some(live.day))?;
        if act.zone().day(at) != live.day {
            let given = text.clone();
            return Err(Error::Usage(Misuse::NotToday { given }));
        }
        Ok((Entrance::Appointment { at }, act.config.bands.appointment))
    }
}

/// Returns the number after the last one given in a band in this epoch of the site.
fn next_in(act: &Act<'_, '_>, day: NaiveDate, band: char) -> Result<TicketNo, Error> {
    let bands = &act.config.bands;
    let base = printed::first_of_epoch(act.epoch(), bands.last);
    let (first, last) = (base + bands.first, base + bands.last);
    let given = view::visits::last_number(act.db(), day, band, (first, last))?;
    let count = given.map_or(first, |given| given + 1);
    if count > last {
        return Err(Refusal::BandFull { band }.into());
    }
    Ok(TicketNo { band, count })
}
