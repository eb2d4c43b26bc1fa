//! A member of staff is away, with where and until when (去向); the seat is taken or paused.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::StaffAway;
use crate::domain::event::WindowOpened;
use crate::domain::event::WindowPaused;
use crate::domain::ids::StaffNo;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::call_next::must_be_free;
use crate::ops::post_staff::StaffDone;

/// Notes that somebody is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoAway {
    /// The badge number.
    pub staff: StaffNo,
    /// Where.
    pub place: String,
    /// Until when, as 10:15.
    pub until: String,
    /// Who takes the seat.
    #[serde(default)]
    pub stand_in: Option<StaffNo>,
}

impl Verb for GoAway {
    type Done = StaffDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<StaffDone, Error> {
        let place = optional_text("place", &self.place, MAX_TEXT)?;
        if place.is_empty() {
            return Err(Refusal::PlaceMissing.into());
        }
        let until = act.time_to_come(&self.until)?;
        let live = act.live()?;
        act.staff(&live)?;
        live.on_duty(self.staff)?;
        if let Some(seat) = live.seat_of(self.staff) {
            must_be_free(&live, seat.no)?;
            match self.stand_in {
                Some(stand_in) => {
                    live.on_duty(stand_in)?;
                    if let Some(other) = live.seat_of(stand_in) {
                        return Err(Refusal::StaffElsewhere {
                            staff: stand_in,
                            window: other.no,
                        }
                        .into());
                    }
                    let opened = WindowOpened {
                        window: seat.no,
                        staff: stand_in,
                        stands_in: true,
                    };
                    act.emit(Uuid::nil(), opened)?;
                }
                None => {
                    let paused = WindowPaused {
                        window: seat.no,
                        reason: place.clone(),
                        until: Some(until),
                    };
                    act.emit(Uuid::nil(), paused)?;
                }
            }
        }
        act.emit(
            Uuid::nil(),
            StaffAway {
                staff: self.staff,
                place,
                until,
            },
        )?;
        Ok(StaffDone { staff: self.staff })
    }
}
