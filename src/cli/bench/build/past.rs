//! The past of a bench hall: the days before today, written as entries.

use std::path::Path;

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
use crate::domain::matter_file;
use crate::domain::rating::Channel;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Entrance;
use crate::domain::visit::VisitEnd;
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

/// Writes the past of a bench hall, entry by entry.
pub(super) struct Maker {
    dice: Dice,
    names: Names,
    matters: Vec<Matter>,
    zone: Zone,
    today: NaiveDate,
    people: Vec<(PersonId, String)>,
    villages: Vec<(String, String)>,
    pub(super) entries: u64,
}

impl Maker {
    /// Makes a maker; the same number of cases gives the same past.
    pub(super) fn new(cases: u64, words: &Words, zone: Zone, today: NaiveDate) -> Maker {
        Maker {
            dice: Dice::new(cases),
            names: Names::new(words),
            matters: matter_file::shipped(),
            zone,
            today,
            people: Vec::new(),
            villages: Divisions::shipped()
                .villages()
                .map(|v| (v.code.clone(), format!("{}{}", v.town, v.short_name())))
                .collect(),
            entries: 0,
        }
    }

    /// Writes the cases of the days before today.
    pub(super) fn write(&mut self, dir: &Path, cases: u64) -> Result<()> {
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
        let step = Step {
            errand: ErrandId(self.id(at)),
            visit: VisitId(self.id(at)),
            day,
            at,
            window,
            staff,
            matter: &matter,
        };
        let whole = n.is_multiple_of(WHOLE_VISIT);
        if whole {
            self.begin(w, &step, count)?;
        }
        let case = CaseId(self.id(at));
        let promise = self.promise(&matter, day);
        let finished = promise.as_ref().and_then(|p| self.finished(p, day));
        let accepted = CaseAccepted {
            case,
            number: format!("YZ{}-{count:04}", day.format("%y%m%d")),
            promise,
            ..step.accepted(case, person, name)
        };
        let later = at.plus(Seconds(600));
        self.put(w, Audience::Up, case.0, staff, later, accepted)?;
        if whole {
            self.finish(w, &step)?;
        }
        if let Some(day) = finished {
            // Entries come in the order they were written, whatever the wall clock says.
            let later = at.plus(Seconds(700));
            self.put(
                w,
                Audience::Up,
                case.0,
                staff,
                later,
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
        let result = SlipResult::Printed;
        let slip = TicketSlip { visit, result };
        let called = TicketCalled {
            visit,
            window,
            staff,
        };
        let started = ServiceStarted {
            visit,
            window,
            staff,
        };
        let errand = ErrandStarted {
            errand: s.errand,
            visit,
            matter: None,
            window,
            staff,
        };
        let steps: [(i64, Event); 5] = [
            (0, issued.into()),
            (1, slip.into()),
            (300, called.into()),
            (330, started.into()),
            (330, errand.into()),
        ];
        for (after, event) in steps {
            let at = s.at.plus(Seconds(after));
            self.put(w, Audience::Up, visit.0, staff, at, event)?;
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
                late: None,
                channel: Channel::Pad,
                paper: String::new(),
                followup: None,
            };
            self.put(w, Audience::Pad, errand.0, s.staff, at, given)?;
        } else {
            let timeout = RatingTimeout { errand };
            self.put(w, Audience::Pad, errand.0, s.staff, at, timeout)?;
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

impl Step<'_> {
    /// Returns the acceptance with its whole set of papers; its number and promise are to be set.
    fn accepted(&self, case: CaseId, person: PersonId, name: String) -> CaseAccepted {
        let matter = self.matter;
        CaseAccepted {
            case,
            number: String::new(),
            errand: self.errand,
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
            day: self.day,
            promise: None,
            visit: Some(self.visit),
            first: Some(self.staff),
            department: matter.department.clone(),
            steps: matter.steps.clone(),
            deferred_until: None,
            corrected: String::new(),
            proxy: String::new(),
            urgent: String::new(),
            notices: Vec::new(),
            trips_before: 0,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
