//! Builds a hall with N cases: real entries in a real chain, folded into the views as always.
//!
//! Every case has its own entry, and the register as many people as there are cases, every third of
//! whom has come once or oftener; one in ten the whole visit
//! with slip, call, service, errand and rating. Days before today hold nothing open but cases.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use chrono::Datelike;
use chrono::NaiveDate;
use chrono::Weekday;
use uuid::Uuid;

use crate::cli::bench::names::Dice;
use crate::cli::bench::names::Names;
use crate::cli::bench::names::Words;
use crate::domain::catalogue::person_initials;
use crate::domain::catalogue::person_pinyin;
use crate::domain::division::Divisions;
use crate::domain::entry::ActorNo;
use crate::domain::event::*;
use crate::domain::ids::*;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Entrance;
use crate::domain::visit::VisitEnd;
use crate::ops;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ops::Who;
use crate::store::Audience;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::Writer;

/// Cases written in one transaction.
const AT_ONCE: u64 = 5_000;
/// Cases a working day, at most; fewer cases still fill some weeks.
const PER_DAY: u64 = 400;
/// One person of so many has come; all are in the register.
const CASES_PER_PERSON: u64 = 3;
/// One case of so many comes with its whole visit.
const WHOLE_VISIT: u64 = 10;
/// The badge of the leader whom the posts are opened with.
pub const LEADER: StaffNo = StaffNo(901);
/// Residents waiting today.
const WAITING: usize = 12;

/// A store that was built.
#[derive(Debug, Clone, Copy)]
pub struct Built {
    /// How many cases.
    pub cases: u64,
    /// How many entries.
    pub entries: u64,
    /// How long it took.
    pub took: Duration,
}

struct Maker {
    dice: Dice,
    names: Names,
    matters: Vec<Matter>,
    zone: Zone,
    today: NaiveDate,
    people: Vec<(PersonId, String)>,
    villages: Vec<(String, String)>,
    entries: u64,
}

/// Builds a hall with so many cases in a folder.
///
/// # Errors
/// The store's own error, or a verb that was refused.
pub fn build(dir: &Path, cases: u64, words: &Words, now: UtcMs) -> Result<Built> {
    let begun = Instant::now();
    let new = NewHall {
        name: "bench".to_owned(),
        code: "YZ".to_owned(),
        trial: true,
    };
    let hall = Hall::create(dir, &new, UtcMs(0))?;
    let zone = hall.config().zone();
    drop(hall);
    let mut maker = Maker {
        dice: Dice::new(cases),
        names: Names::new(words),
        matters: crate::domain::matter_file::shipped(),
        zone,
        today: zone.day(now),
        people: Vec::new(),
        villages: Divisions::shipped()
            .villages()
            .map(|v| (v.code.clone(), format!("{}{}", v.town, v.short_name())))
            .collect(),
        entries: 0,
    };
    maker.past(dir, cases)?;
    today(&mut Hall::open(dir)?, words, now)?;
    Ok(Built {
        cases,
        entries: maker.entries,
        took: begun.elapsed(),
    })
}

impl Maker {
    fn past(&mut self, dir: &Path, cases: u64) -> Result<()> {
        let mut store = Store::open(dir)?;
        // Only the pages of this one build: the settings that make a commit safe stay as they are.
        store.db().execute_batch("PRAGMA cache_size = -262144")?;
        let days = working_days(self.today, cases);
        let (mut done, mut count, mut day_at) = (0, 0, 0);
        let per_day = cases.div_ceil(days.len() as u64);
        while done < cases {
            let batch = AT_ONCE.min(cases - done);
            store.write(|writer| -> Result<(), StoreError> {
                for _ in 0..batch {
                    if count == per_day {
                        (count, day_at) = (0, day_at + 1);
                    }
                    count += 1;
                    done += 1;
                    self.case(writer, days[day_at.min(days.len() - 1)], count, done)?;
                }
                Ok(())
            })?;
        }
        // A hall that has run for years was merged long ago; so is this one.
        store
            .db()
            .execute_batch("INSERT INTO case_grams (case_grams) VALUES ('optimize');
                 INSERT INTO person_grams (person_grams) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }

    fn case(
        &mut self,
        w: &mut Writer<'_>,
        day: NaiveDate,
        count: u64,
        n: u64,
    ) -> Result<(), StoreError> {
        let at = self
            .zone
            .midnight(day)
            .plus(Seconds(8 * 3600 + count as i64 * 60));
        let matter = self.matters[self.dice.below(self.matters.len())].clone();
        let staff = StaffNo(101 + (count % 6) as u32);
        let window = WindowNo(1 + (count % 6) as u16);
        let (person, name) = self.person(w, at, n)?;
        let errand = ErrandId(self.id(at));
        let visit = VisitId(self.id(at));
        let whole = n.is_multiple_of(WHOLE_VISIT);
        if whole {
            self.begin(
                w,
                &Step {
                    visit,
                    errand,
                    day,
                    at,
                    window,
                    staff,
                    matter: &matter,
                },
                count,
            )?;
        }
        let case = CaseId(self.id(at));
        let promise = self.promise(&matter, day);
        let finished = promise.as_ref().and_then(|p| self.finished(p, day));
        let accepted = CaseAccepted {
            case,
            number: format!("YZ{}-{count:04}", day.format("%y%m%d")),
            errand,
            matter: matter.code.clone(),
            matter_name: matter.name.clone(),
            centre: matter.centre,
            person,
            applicant: Applicant {
                name,
                ..Applicant::default()
            },
            warnings: Vec::new(),
            papers: matter.materials.iter().map(|m| m.name.clone()).collect(),
            missing: Vec::new(),
            day,
            promise,
            visit: Some(visit),
            first: Some(staff),
            department: matter.department.clone(),
            steps: matter.steps.clone(),
            deferred_until: None,
            corrected: String::new(),
            urgent: String::new(),
            notices: Vec::new(),
            trips_before: 0,
            proxy: String::new(),
        };
        self.put(
            w,
            Audience::Up,
            case.0,
            staff,
            at.plus(Seconds(600)),
            accepted,
        )?;
        if whole {
            self.finish(
                w,
                &Step {
                    visit,
                    errand,
                    day,
                    at,
                    window,
                    staff,
                    matter: &matter,
                },
            )?;
        }
        if let Some(day) = finished {
            // Entries come in the order they were written, whatever the wall clock says.
            self.put(
                w,
                Audience::Up,
                case.0,
                staff,
                at.plus(Seconds(700)),
                CaseDone {
                    case,
                    day,
                    deliver: None,
                },
            )?;
        }
        Ok(())
    }

    fn person(
        &mut self,
        w: &mut Writer<'_>,
        at: UtcMs,
        n: u64,
    ) -> Result<(PersonId, String), StoreError> {
        let person = PersonId(self.id(at));
        let name = self.names.next(&mut self.dice);
        let (village, place) = self.villages[self.dice.below(self.villages.len())].clone();
        let saved = PersonSaved {
            person,
            applicant: Applicant {
                name: name.clone(),
                number: format!("TEST{n:014}"),
                phone: format!("T{n:010}"),
                village,
            },
            initials: person_initials(&name),
            pinyin: person_pinyin(&name),
            place,
        };
        self.put(w, Audience::Up, person.0, StaffNo(101), at, saved)?;
        if n % CASES_PER_PERSON == 1 || self.people.is_empty() {
            self.people.push((person, name.clone()));
            return Ok((person, name));
        }
        Ok(self.people[self.dice.below(self.people.len())].clone())
    }

    fn promise(&mut self, matter: &Matter, day: NaiveDate) -> Option<Promise> {
        let days = match matter.promised {
            Limit::WorkingDays(n) => u64::from(n) * 7 / 5,
            Limit::NaturalDays(n) => u64::from(n),
            Limit::Months(n) => u64::from(n) * 30,
            Limit::OnTheSpot | Limit::None => return None,
        };
        let due = day + chrono::Days::new(days);
        Some(Promise {
            due,
            limit: matter.promised,
            provisional: false,
            amber_from: due - chrono::Days::new(days / 5),
        })
    }

    /// Returns when a promised case is done; `None` for one that is still open today.
    fn finished(&mut self, promise: &Promise, day: NaiveDate) -> Option<NaiveDate> {
        let span = (promise.due - day).num_days().max(1) as usize;
        // One in five hundred is never done: over its limit, as in life.
        if self.dice.below(500) == 0 && (self.today - day).num_days() < 365 {
            return None;
        }
        let done = day + chrono::Days::new(self.dice.below(span) as u64);
        (done <= self.today).then_some(done)
    }

    fn begin(&mut self, w: &mut Writer<'_>, s: &Step<'_>, count: u64) -> Result<(), StoreError> {
        let no = TicketNo {
            band: 'B',
            count: count as u32,
        };
        let (visit, window, staff) = (s.visit, s.window, s.staff);
        let issued = TicketIssued {
            visit,
            no: Some(no),
            day: s.day,
            entrance: Entrance::WalkIn,
            centre: s.matter.centre,
            matter: Some(s.matter.code.clone()),
            priority: None,
            reason: String::new(),
        };
        let steps: [(i64, Event); 5] = [
            (0, issued.into()),
            (
                1,
                TicketSlip {
                    visit,
                    result: SlipResult::Printed,
                }
                .into(),
            ),
            (
                300,
                TicketCalled {
                    visit,
                    window,
                    staff,
                }
                .into(),
            ),
            (
                330,
                ServiceStarted {
                    visit,
                    window,
                    staff,
                }
                .into(),
            ),
            (
                330,
                ErrandStarted {
                    errand: s.errand,
                    visit,
                    matter: None,
                    window,
                    staff,
                }
                .into(),
            ),
        ];
        for (after, event) in steps {
            self.put(
                w,
                Audience::Up,
                visit.0,
                staff,
                s.at.plus(Seconds(after)),
                event,
            )?;
        }
        Ok(())
    }

    fn finish(&mut self, w: &mut Writer<'_>, s: &Step<'_>) -> Result<(), StoreError> {
        let (errand, at) = (s.errand, s.at.plus(Seconds(610)));
        let ended = ErrandEnded {
            errand,
            outcome: Outcome::Accepted,
            matter: Some(s.matter.code.clone()),
            accuracy: Accuracy::Exact,
        };
        let invited = RatingInvited {
            errand,
            window: s.window,
            staff: s.staff,
            centre: s.matter.centre,
            matter_name: s.matter.name.clone(),
            day: s.day,
        };
        self.put(w, Audience::Up, errand.0, s.staff, at, ended)?;
        self.put(w, Audience::Up, errand.0, s.staff, at, invited)?;
        if self.dice.percent(80) {
            let level = [5, 5, 5, 5, 4, 4, 3, 2, 1, 5][self.dice.below(10)];
            let given = RatingGiven {
                errand,
                level,
                reasons: Vec::new(),
                remark: String::new(),
            };
            self.put(w, Audience::Pad, errand.0, s.staff, at, given)?;
        } else {
            self.put(
                w,
                Audience::Pad,
                errand.0,
                s.staff,
                at,
                RatingTimeout { errand },
            )?;
        }
        let ended = VisitEnded {
            visit: s.visit,
            end: VisitEnd::Served,
            accuracy: Accuracy::Exact,
            reason: String::new(),
        };
        self.put(w, Audience::Up, s.visit.0, s.staff, at, ended)
    }

    fn put(
        &mut self,
        w: &mut Writer<'_>,
        to: Audience,
        entity: Uuid,
        staff: StaffNo,
        at: UtcMs,
        event: impl Into<Event>,
    ) -> Result<(), StoreError> {
        self.entries += 1;
        w.append(to, entity, ActorNo(staff.0), at, &event.into())
            .map(drop)
    }

    fn id(&mut self, at: UtcMs) -> Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.dice.bits().to_le_bytes());
        let ms = u64::try_from(at.0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }
}

/// One visit being written.
struct Step<'m> {
    visit: VisitId,
    errand: ErrandId,
    day: NaiveDate,
    at: UtcMs,
    window: WindowNo,
    staff: StaffNo,
    matter: &'m Matter,
}

/// Returns the working days before today that hold the cases, the earliest first.
fn working_days(today: NaiveDate, cases: u64) -> Vec<NaiveDate> {
    let wanted = cases.div_ceil(PER_DAY).max(25) as usize;
    let mut days: Vec<NaiveDate> = std::iter::successors(today.pred_opt(), NaiveDate::pred_opt)
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .take(wanted)
        .collect();
    days.reverse();
    days
}

/// Opens the hall of today by the verbs people use: staff, windows, the catalogue, a line.
fn today(hall: &mut Hall, words: &Words, now: UtcMs) -> Result<()> {
    let mut calls: Vec<(Call, Who)> = Vec::new();
    for (i, name) in words.staff_names.iter().enumerate() {
        let (staff, role) = match i {
            0 => (LEADER, StaffRole::Leader),
            i => (StaffNo(100 + i as u32), StaffRole::Clerk),
        };
        let name = name.clone();
        calls.push((
            ops::save_staff::SaveStaff { staff, name, role }.into(),
            Who::System,
        ));
        calls.push((
            ops::post_staff::PostStaff { staff }.into(),
            Who::Staff(LEADER),
        ));
    }
    let matters = crate::domain::matter_file::shipped();
    calls.push((
        ops::save_matters::SaveMatters { matters }.into(),
        Who::Staff(LEADER),
    ));
    for no in 1..=6_u16 {
        let (window, staff) = (WindowNo(no), StaffNo(100 + u32::from(no)));
        let centre = Centre::ALL[usize::from(no) % 3];
        let save = ops::save_window::SaveWindow {
            window,
            centres: vec![centre, Centre::Social],
            regular: Some(staff),
            stand_in: None,
        };
        calls.push((save.into(), Who::Staff(LEADER)));
        calls.push((
            ops::open_window::OpenWindow { window, staff }.into(),
            Who::Staff(staff),
        ));
    }
    for i in 0..WAITING {
        let take = ops::take_ticket::TakeTicket {
            centre: Some(Centre::ALL[i % 3]),
            slip: Some(SlipResult::NoPaper),
            ..Default::default()
        };
        calls.push((take.into(), Who::Resident));
    }
    for (call, who) in calls {
        hall.perform(&call, who, now)
            .with_context(|| format!("the bench hall cannot {}", call.word()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-12 09:00 in China.
    const NOW: UtcMs = UtcMs(1_773_277_200_000);

    #[test]
    fn a_bench_hall_is_a_hall_like_any_other() {
        let dir = tempfile::tempdir().unwrap();
        let words = Words::shipped();
        let built = build(dir.path(), 300, &words, NOW).unwrap();
        assert!(built.entries > 400, "{built:?}");
        let hall = Hall::open(dir.path()).unwrap();
        assert_eq!(hall.search_cases("", 1_000, NOW).unwrap().len(), 300);
        assert!(
            !hall
                .search_cases(&words.common_surname, 50, NOW)
                .unwrap()
                .is_empty()
        );
        let duty = hall.duty(NOW).unwrap();
        assert_eq!(duty.waiting.len(), WAITING);
        assert!(duty.lamps.green + duty.lamps.amber + duty.lamps.red > 0);
        assert_eq!(duty.live.windows.len(), 6);
        drop(hall);
        let report = crate::store::verify::verify(dir.path()).unwrap();
        assert!(report.ok, "{report:?}");
    }

    #[test]
    fn the_past_ends_before_today_and_has_no_sunday() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 12).unwrap();
        let days = working_days(today, 20_000);
        assert_eq!(days.len(), 50);
        assert!(
            days.iter()
                .all(|d| *d < today && d.weekday() != Weekday::Sun)
        );
        assert!(days.is_sorted());
    }
}
