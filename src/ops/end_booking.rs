//! Calls a booking off, with a reason.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::BookingEnd;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::store::view;

/// Calls a booking off, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndBooking {
    /// Its code.
    pub booking: String,
    /// Why.
    pub reason: String,
}

/// A booking that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookingOver {
    /// Its code for people.
    pub number: String,
}

impl Verb for EndBooking {
    type Done = BookingOver;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<BookingOver, Error> {
        let number = plain::digits(self.booking.trim()).to_ascii_uppercase();
        let found = view::bookings::find(act.db(), &number)?
            .filter(|booking| booking.end.is_none())
            .ok_or_else(|| Refusal::BookingUnknown {
                number: number.clone(),
            })?;
        let reason = reason(&self.reason)?;
        let booking = found.id;
        act.emit(
            booking.0,
            event::BookingEnded {
                booking,
                end: BookingEnd::CalledOff,
                visit: None,
                reason,
            },
        )?;
        Ok(BookingOver { number })
    }
}
