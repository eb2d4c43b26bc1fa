//! Gives the number of a booked time to the resident who came.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::BookingEnd;
use crate::domain::event::SlipResult;
use crate::domain::ids::StaffNo;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::take_ticket::TakeTicket;
use crate::store::view;

/// Gives the number of a booked time to the resident who came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepBooking {
    /// Its code.
    pub booking: String,
}

/// A booking kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Its code for people.
    pub number: String,
    /// The number given.
    pub ticket: String,
    /// Who is booked to serve.
    pub staff: StaffNo,
}

impl Verb for KeepBooking {
    type Done = Kept;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Kept, Error> {
        let number = plain::digits(self.booking.trim()).to_ascii_uppercase();
        let found = view::bookings::find(act.db(), &number)?
            .filter(|booking| booking.end.is_none())
            .ok_or_else(|| Refusal::BookingUnknown {
                number: number.clone(),
            })?;
        let taken = TakeTicket {
            matter: Some(found.matter),
            appointment: Some(act.zone().clock(found.at)),
            slip: Some(SlipResult::NoPaper),
            ..TakeTicket::default()
        }
        .run(act)?;
        let booking = found.id;
        act.emit(
            booking.0,
            event::BookingEnded {
                booking,
                end: BookingEnd::Kept,
                visit: Some(taken.visit),
                reason: String::new(),
            },
        )?;
        Ok(Kept {
            number,
            ticket: taken.ticket.to_string(),
            staff: found.staff,
        })
    }
}
