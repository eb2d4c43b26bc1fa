//! Books a time with a matter and a named clerk (定时、定事、定人).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::BookingId;
use crate::domain::ids::StaffNo;
use crate::domain::refusal::Refusal;
use crate::domain::time::Seconds;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::store::view;

/// Books a time with a matter and a named clerk (定时、定事、定人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// When, as 2026-03-12 10:15.
    pub at: String,
    /// The code of the matter.
    pub matter: String,
    /// Who will serve.
    pub staff: StaffNo,
    /// The resident.
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
}

/// A booked time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Booked {
    /// Its code for people.
    pub number: String,
    /// When, in local time.
    pub at: String,
    /// Who will serve.
    pub staff: StaffNo,
}

/// How long a booked time keeps its clerk.
const SLOT: Seconds = Seconds(15 * 60);

impl Verb for Book {
    type Done = Booked;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Booked, Error> {
        let live = act.live()?;
        let at = act.time_to_come(&self.at)?;
        let matter = act.matter(&self.matter)?;
        let staff = live.staff(self.staff)?.no;
        let name = optional_text("name", &self.name, MAX_NAME)?;
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let same = view::bookings::between(act.db(), at, at.plus(SLOT))?;
        let before = view::bookings::between(act.db(), at.plus(Seconds(1 - SLOT.0)), at)?;
        if same
            .iter()
            .chain(&before)
            .any(|b| b.staff == staff && b.end.is_none())
        {
            return Err(Refusal::BookingTaken {
                staff,
                at: act.zone().clock(at),
            }
            .into());
        }
        let day = act.zone().day(at);
        let booking = BookingId(act.new_id()?);
        let number = intake::next_of_day(act, "bookings", 'P', act.today())?;
        act.emit(
            booking.0,
            event::BookingMade {
                booking,
                number: number.clone(),
                at,
                day,
                matter: matter.code,
                staff,
                name,
                phone: optional_text("phone", &self.phone, MAX_NAME)?,
            },
        )?;
        Ok(Booked {
            number,
            at: act.zone().clock(at),
            staff,
        })
    }
}
