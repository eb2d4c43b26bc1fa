//! The night close of a local day: what somebody forgot ends now and is marked as inaccurate.
//!
//! A question just put to a resident stays with its pad, which keeps the answer or the silence by
//! itself; one that no pad took up is unrated at the next close.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::case_file::Judged;
use crate::domain::deadline::Cause;
use crate::domain::deadline::Lamp;
use crate::domain::event::BookingEnd;
use crate::domain::event::BookingEnded;
use crate::domain::event::CaseDeemed;
use crate::domain::event::CaseLapsed;
use crate::domain::event::DayClosed;
use crate::domain::event::DayJudged;
use crate::domain::event::EmergencyEnded;
use crate::domain::event::RatingTimeout;
use crate::domain::event::StaffUnposted;
use crate::domain::event::VisitEnded;
use crate::domain::event::WindowClosed;
use crate::domain::ids::StaffNo;
use crate::domain::live::Live;
use crate::domain::live::Window;
use crate::domain::live::WindowState;
use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::end_service::forget_errand;
use crate::ops::intake;
use crate::ops::redate_cases;
use crate::store::view;
use crate::store::view::cases::CaseRow;

/// Closes a local day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NightClose {
    /// The day; today when left out.
    #[serde(default)]
    pub day: Option<NaiveDate>,
}

/// A day closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NightDone {
    /// The local day.
    pub day: NaiveDate,
    /// Visits nobody had ended.
    pub forgotten: usize,
    /// Ratings that stay unrated.
    pub unrated: usize,
}

impl Verb for NightClose {
    type Done = NightDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<NightDone, Error> {
        let live = act.live()?;
        if act.who() != Who::System {
            act.leader(&live)?;
        }
        let day = self.day.unwrap_or(live.day);
        if day > live.day {
            return Err(Refusal::DayNotBegun {
                day: day.to_string(),
            }
            .into());
        }
        let left_open = day
            .succ_opt()
            .map(|next| view::days::earliest_open(act.db(), next, asked_before(act)))
            .transpose()?
            .flatten();
        if view::days::state(act.db(), day)?.closed && left_open.is_none() {
            return Err(Refusal::DayClosed {
                day: day.to_string(),
            }
            .into());
        }
        let forgotten = end_visits(act, &live, day)?;
        let unrated = end_ratings(act, day)?;
        close_posts(act, &live, day)?;
        redate_cases::recount(act)?;
        close_cases(act, day)?;
        act.emit(Uuid::nil(), DayClosed { day })?;
        Ok(NightDone {
            day,
            forgotten,
            unrated,
        })
    }
}

fn end_visits(act: &mut Act<'_, '_>, live: &Live, day: NaiveDate) -> Result<usize, Error> {
    let mut forgotten = 0;
    for visit in live.visits.iter().filter(|v| v.day <= day) {
        forget_errand(act, live, visit)?;
        let (end, accuracy) = visit.night_end();
        let event = VisitEnded {
            visit: visit.id,
            end,
            accuracy,
            reason: String::new(),
        };
        act.emit(visit.id.0, event)?;
        forgotten += 1;
    }
    Ok(forgotten)
}

/// The latest instant a question can have been put at that its pad is done with.
fn asked_before(act: &Act<'_, '_>) -> UtcMs {
    act.config.rating.asked_before(act.now)
}

fn end_ratings(act: &mut Act<'_, '_>, day: NaiveDate) -> Result<usize, Error> {
    let old = asked_before(act);
    let open: Vec<_> = view::ratings::open_until(act.db(), day)?
        .into_iter()
        .filter(|rating| rating.invited <= old)
        .collect();
    for rating in &open {
        act.emit_pad(
            rating.errand.0,
            RatingTimeout {
                errand: rating.errand,
            },
        )?;
    }
    Ok(open.len())
}

/// Nobody is posted and no window is open on the next day before somebody says so. A later day that
/// is already at work stays as it is.
fn close_posts(act: &mut Act<'_, '_>, live: &Live, day: NaiveDate) -> Result<(), Error> {
    let posted_later = |no: Option<StaffNo>| {
        live.staff
            .iter()
            .any(|s| Some(s.no) == no && s.posted.is_some_and(|posted| posted > day))
    };
    let works_on = |window: &Window| {
        posted_later(window.staff)
            || live
                .at_window(window.no)
                .is_some_and(|visit| visit.day > day && visit.day >= live.day)
    };
    let (staying, closing): (Vec<&Window>, Vec<&Window>) = live
        .windows
        .iter()
        .filter(|window| window.state != WindowState::Closed)
        .partition(|window| works_on(window));
    for window in closing {
        act.emit(Uuid::nil(), WindowClosed { window: window.no })?;
    }
    let seated = |no: StaffNo| staying.iter().any(|window| window.staff == Some(no));
    for staff in &live.staff {
        if staff.posted.is_some_and(|posted| posted <= day) && !seated(staff.no) {
            act.emit(Uuid::nil(), StaffUnposted { staff: staff.no })?;
        }
    }
    let zone = act.zone();
    for emergency in live.emergencies.iter().filter(|e| zone.day(e.since) <= day) {
        let event = EmergencyEnded {
            emergency: emergency.id,
            reason: "night close".to_owned(),
        };
        act.emit(emergency.id.0, event)?;
    }
    Ok(())
}

/// What the end of a day decides about cases: papers nobody gave notice of count as accepted,
/// deferred papers that did not come end the case, a booking nobody kept is over, and the lamps
/// are kept as they stood.
fn close_cases(act: &mut Act<'_, '_>, day: NaiveDate) -> Result<(), Error> {
    let next = day.succ_opt().unwrap_or(day);
    for row in view::cases::unnoticed(act.db(), next)? {
        if view::held::is_held(act.db(), row.id.0)? {
            continue;
        }
        let matter = act.matter(&row.matter)?;
        // Source: rule L1 of the hall: 行政许可法 article 32, accepted from the day of receipt.
        let Ok(promise) = intake::promise(act.calendar, &matter, row.day) else {
            // The guide lost its limit since: one case must not keep the hall from closing its day.
            continue;
        };
        let (case, received) = (row.id, row.day);
        act.emit(
            case.0,
            CaseDeemed {
                case,
                day,
                received,
                promise,
                steps: matter.steps,
            },
        )?;
    }
    for row in view::cases::deferral_over(act.db(), next)? {
        if view::held::is_held(act.db(), row.id.0)? {
            continue;
        }
        // Source: rule L9 of the hall: 安阳市政务服务条例 article 24, late counts as withdrawn.
        let (case, papers) = (row.id, row.missing);
        act.emit(case.0, CaseLapsed { case, papers, day })?;
    }
    let zone = act.zone();
    let (from, to) = (zone.midnight(day), zone.midnight(next));
    for found in view::bookings::between(act.db(), from, to)? {
        if found.end.is_none() {
            let booking = found.id;
            let event = BookingEnded {
                booking,
                end: BookingEnd::Missed,
                visit: None,
                reason: String::new(),
            };
            act.emit(booking.0, event)?;
        }
    }
    judge(act, day)
}

/// Keeps the amber and red lamps of a day as they stand now (rule W7: once red, red stays).
fn judge(act: &mut Act<'_, '_>, day: NaiveDate) -> Result<(), Error> {
    if !view::judged::of_day(act.db(), day)?.is_empty() {
        return Ok(());
    }
    let judged = |row: CaseRow, due: Option<NaiveDate>| Judged {
        lamp: match due {
            Some(due) if due < day => Lamp::Red,
            _ => Lamp::Amber,
        },
        cause: row.cause.parse().unwrap_or(Cause::Us),
        case: row.id,
        number: row.number,
        staff: row.answers,
        delivery: row.deliver_due.is_some(),
    };
    let working = view::cases::pressing(act.db(), day, usize::MAX >> 1)?.into_iter();
    let mut lamps: Vec<Judged> = working
        .map(|row| {
            let due = row.due;
            judged(row, due)
        })
        .collect();
    // Source: rules L5 and W7 of the hall: the time for handing the result over has its lamp too.
    let decided = view::cases::undelivered(act.db(), day)?.into_iter();
    lamps.extend(decided.map(|row| {
        let due = row.deliver_due;
        judged(row, due)
    }));
    if !lamps.is_empty() {
        act.emit(Uuid::nil(), DayJudged { day, lamps })?;
    }
    Ok(())
}
