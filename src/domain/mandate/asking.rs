//! When the resident of an errand by proxy is asked how it was, where, and when the hall stops waiting
//! for that.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Step;
use crate::domain::matter::Limit;
use crate::domain::site::Org;
use crate::domain::time::Zone;

/// For so many working days after the hand-over the village asks; then the hall does, by phone.
///
/// Source: a default of the program. Rule R3 of the hall gives five in all: what the village does not
/// ask soon must not be out of the hall's time too.
pub const ASK_WORKING_DAYS: u16 = 1;

impl Mandate {
    /// Returns the last day on which the village may ask; `None` where it cannot: the result is not with
    /// the resident from its hands, the hall has no case of it, the file is closed, or it asked already.
    pub fn to_ask_until(&self, village: Org, calendar: &Calendar, zone: Zone) -> Option<NaiveDate> {
        let delivered = self.delivered().filter(|mark| mark.org == village)?;
        let open = self.step() == Step::Delivered && self.asked.is_none();
        (open && self.from_hall.is_some()).then(|| last(calendar, zone.day(delivered.wall)))
    }

    /// Returns the day for which the hall books that the resident was asked, once nobody asks in the
    /// village any more: they were asked, it is too late for that, the hall handed the result over
    /// itself, or the resident stopped the errand.
    pub fn asked_for(
        &self,
        village: Org,
        calendar: &Calendar,
        zone: Zone,
        today: NaiveDate,
    ) -> Option<NaiveDate> {
        let day = |mark: &crate::domain::custody::Mark| zone.day(mark.wall);
        match (&self.asked, self.delivered(), &self.stopped) {
            (Some(asked), delivered, _) => Some(day(delivered.unwrap_or(&asked.by))),
            (None, Some(delivered), _) => {
                let home = day(delivered);
                // A village's clock ahead keeps nobody waiting.
                let due = home <= today && today <= last(calendar, home);
                let waits = delivered.org == village && due;
                (!waits).then_some(home)
            }
            (None, None, Some(stopped)) => Some(day(stopped)),
            (None, None, None) => None,
        }
    }
}

fn last(calendar: &Calendar, delivered: NaiveDate) -> NaiveDate {
    let due = deadline::due(calendar, delivered, Limit::WorkingDays(ASK_WORKING_DAYS));
    due.map_or(delivered, |due| due.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::custody::Mark;
    use crate::domain::entry::EntryRef;
    use crate::domain::entry::LogId;
    use crate::domain::mandate::Asked;
    use crate::domain::mandate::holding::tests::mandate;

    const VILLAGE: i64 = 330_182_001_001;
    const HALL: i64 = 330_182_001;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn said(org: i64, month: u32, on: u32) -> Mark {
        let wall = Zone::china().instant(day(month, on).and_hms_opt(10, 0, 0).unwrap());
        Mark {
            at: EntryRef {
                log: LogId([0; 16]),
                seq: 1,
            },
            org: Org::new(org).unwrap(),
            actor: 11,
            wall,
            text: String::new(),
        }
    }

    /// An errand handed over on Thursday, 2026-03-12.
    fn delivered(org: i64) -> Mandate {
        let mut mandate = mandate(3);
        mandate.steps.push(said(org, 3, 12));
        mandate
    }

    fn until(mandate: &Mandate) -> Option<NaiveDate> {
        let village = Org::new(VILLAGE).unwrap();
        mandate.to_ask_until(village, &Calendar::shipped(), Zone::china())
    }

    fn booked(mandate: &Mandate, today: NaiveDate) -> Option<NaiveDate> {
        let village = Org::new(VILLAGE).unwrap();
        mandate.asked_for(village, &Calendar::shipped(), Zone::china(), today)
    }

    #[test]
    fn the_village_asks_until_the_next_working_day_and_the_hall_after_it() {
        let errand = delivered(VILLAGE);
        assert_eq!(until(&errand), Some(day(3, 13)));
        assert_eq!(booked(&errand, day(3, 13)), None);
        assert_eq!(booked(&errand, day(3, 14)), Some(day(3, 12)));
        assert_eq!(
            booked(&errand, day(3, 11)),
            Some(day(3, 12)),
            "its clock is ahead"
        );
        assert_eq!(
            (until(&mandate(3)), booked(&mandate(3), day(3, 30))),
            (None, None)
        );
    }

    #[test]
    fn who_was_asked_or_closed_the_file_is_not_asked_again() {
        let mut errand = delivered(VILLAGE);
        errand.steps.push(said(VILLAGE, 3, 12));
        assert_eq!(until(&errand), None, "filed");
        let mut errand = delivered(VILLAGE);
        errand.asked = Some(Asked {
            answered: true,
            by: said(VILLAGE, 3, 13),
        });
        assert_eq!(until(&errand), None);
        assert_eq!(
            booked(&errand, day(3, 13)),
            Some(day(3, 12)),
            "for the day of the hand-over"
        );
        errand.steps.truncate(3);
        assert_eq!(
            booked(&errand, day(3, 13)),
            Some(day(3, 13)),
            "the step came later"
        );
    }

    #[test]
    fn what_the_hall_handed_over_and_what_was_stopped_the_village_does_not_ask_about() {
        let errand = delivered(HALL);
        assert_eq!(
            (until(&errand), booked(&errand, day(3, 12))),
            (None, Some(day(3, 12)))
        );
        let mut stopped = mandate(2);
        stopped.stopped = Some(said(VILLAGE, 3, 16));
        assert_eq!(booked(&stopped, day(3, 16)), Some(day(3, 16)));
        let mut errand = delivered(VILLAGE);
        errand.from_hall = None;
        assert_eq!(until(&errand), None, "the hall has no case of it");
    }
}
