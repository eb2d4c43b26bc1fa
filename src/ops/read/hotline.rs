//! The hotline as those who sit at it see it: what is to be done next, by whom, and the figures.

use chrono::Datelike;
use chrono::Months;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::hotline::Channel;
use crate::domain::hotline::Job;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::ListedStation;
use crate::domain::hotline::Nearness;
use crate::domain::hotline::Spot;
use crate::domain::hotline::Stand;
use crate::domain::hotline::Station;
use crate::domain::hotline::may_tell;
use crate::domain::hotline::rates::Rates;
use crate::domain::hotline::rates::rates;
use crate::domain::ids::JobId;
use crate::domain::ids::StaffNo;
use crate::domain::number::mask_name;
use crate::domain::number::mask_phone;
use crate::domain::plain;
use crate::domain::rating::Level;
use crate::domain::refusal::HotlineRefusal;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::hotline;
use crate::ops::read::VillageStaff;
use crate::ops::register;
use crate::store::view;

/// What is done next with a job, at the site that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobNext {
    /// Answer it, or send somebody.
    Send,
    /// Go there, and note what came of it.
    Go,
    /// Tell the caller, and ask how it was.
    Tell,
    /// Nothing here: another site has it, or it is over.
    Wait,
}

/// A job on a list; who called is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobLine {
    /// Its id; two sites may give one number.
    pub job: JobId,
    /// Its number.
    pub number: String,
    /// What kind of call.
    pub kind: JobKind,
    /// Where it came in.
    pub channel: Channel,
    /// How far it is.
    pub stand: Stand,
    /// What comes next here.
    pub next: JobNext,
    /// Whether it is late.
    pub late: bool,
    /// Who called, masked.
    pub name: String,
    /// The phone: masked, except for who took the call, and where somebody is to go or to call back.
    pub phone: String,
    /// The village as it is called.
    pub village: String,
    /// Where in the village.
    pub place: String,
    /// What is asked.
    pub what: String,
    /// The day of the call.
    pub day: NaiveDate,
    /// The last day.
    pub due: NaiveDate,
    /// The station it lies with; empty where it was not sent.
    pub station: String,
    /// Why there.
    pub why: Option<Nearness>,
    /// Why it was sent anew; empty where it was not.
    pub anew: String,
    /// Who goes, or did it.
    pub person: String,
    /// When they come.
    pub when: Option<UtcMs>,
    /// At home or outside.
    pub spot: Option<Spot>,
    /// Why nobody was met, each time.
    pub missed: Vec<String>,
    /// What came of it.
    pub outcome: String,
    /// Whether two stations did it, because one did not know of the other.
    pub twice: bool,
    /// What the caller said of it.
    pub level: Option<Level>,
    /// In the caller's words.
    pub note: String,
    /// Official charges, in fen.
    pub charged: u64,
}

/// The hotline's post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hotline {
    /// The site's name.
    pub name: String,
    /// The local day.
    pub day: NaiveDate,
    /// The staff.
    #[serde(skip)]
    pub staff: Vec<VillageStaff>,
    /// What is to be done, the most pressing first.
    pub lines: Vec<JobLine>,
    /// The first day of the month that is counted.
    pub month: NaiveDate,
    /// The figures of that month.
    pub rates: Rates,
    /// Calls of that month by kind, in the order of [`JobKind::ALL`].
    pub kinds: [u64; 5],
    /// Fewer than this show no percentage.
    pub min_for_percent: u64,
    /// The stations below this site.
    pub sites: Vec<Station>,
    /// The stations of the settings.
    pub listed: Vec<ListedStation>,
    /// This site as a station.
    pub here: Station,
}

/// Who reads, and when.
struct At {
    own: Org,
    staff: Option<StaffNo>,
    day: NaiveDate,
    now: UtcMs,
    names: std::collections::BTreeMap<Org, String>,
}

impl Hall {
    /// Returns the hotline's post for whoever is at it; nobody sees a phone they have no use for.
    /// The figures are those of the month of a day, this one's when left out.
    ///
    /// # Errors
    /// The store's own error.
    pub fn hotline(
        &self,
        month: Option<NaiveDate>,
        staff: Option<StaffNo>,
        now: UtcMs,
    ) -> Result<Hotline, Error> {
        let db = self.store().db();
        let live = self.live(now)?;
        let at = self.at_hotline(staff, now)?;
        let own = view::sites::own(db)?;
        let here = hotline::here(own.as_ref(), &self.config().hall.name);
        // A county reads what its halls take, and not what became of it in their villages.
        let mut open = view::jobs::open(db)?;
        // A station hears of the end of a job only while it has it: one that was sent elsewhere is gone.
        open.retain(|job| may_tell(at.own, job.opener()) || job.holder() == at.own);
        let mut lines: Vec<JobLine> = open.iter().map(|job| line(job, &at)).collect();
        lines.sort_by(|a, b| pressing(a).cmp(&pressing(b)));
        let first = month.unwrap_or(at.day);
        let first = first.with_day(1).unwrap_or(first);
        let end = first.checked_add_months(Months::new(1)).unwrap_or(first);
        let zone = self.config().zone();
        let mut jobs = view::jobs::counted(db, (first, end), zone)?;
        // What a village knows of its hall's jobs is what it was sent.
        jobs.retain(|(opener, _)| at.own.level() == 1 || may_tell(at.own, *opener));
        let by_phone = |kind: JobKind| {
            let calls = jobs.iter().filter(|(_, job)| job.channel == Channel::Phone);
            calls.filter(|(_, job)| job.kind == kind).count() as u64
        };
        let posted = live.day;
        let staff = live.staff.into_iter().map(|staff| VillageStaff {
            no: staff.no,
            posted: staff.posted == Some(posted),
            there: None,
            name: staff.name,
        });
        Ok(Hotline {
            name: here.name.clone(),
            day: at.day,
            staff: staff.collect(),
            lines,
            month: first,
            kinds: JobKind::ALL.map(by_phone),
            rates: rates(jobs.iter().map(|(_, job)| *job), at.day),
            min_for_percent: self.config().rating.min_for_percent,
            sites: hotline::sites(db)?,
            listed: self.config().hotline.stations.clone(),
            here,
        })
    }

    /// Returns the jobs a text means: a number, the end of one of today's, a phone, or its last four.
    ///
    /// # Errors
    /// [`HotlineRefusal::JobUnknown`].
    pub fn find_jobs(
        &self,
        text: &str,
        staff: Option<StaffNo>,
        now: UtcMs,
    ) -> Result<Vec<JobLine>, Error> {
        let db = self.store().db();
        let at = self.at_hotline(staff, now)?;
        let number = plain::digits(text.trim()).to_ascii_uppercase();
        let mut found = view::jobs::find(db, &number)?;
        let only_digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if found.is_empty() && only_digits {
            found = view::jobs::of_phone(db, &number)?;
            let count = format!("{number:0>3}");
            let mut today = view::jobs::of_day(db, at.day)?;
            // A store that began anew has a letter before the count.
            today.retain(|job| count_of(&job.call.number) == count);
            today.retain(|job| found.iter().all(|known| known.call.job != job.call.job));
            found.splice(0..0, today);
        }
        match found.is_empty() {
            true => Err(HotlineRefusal::JobUnknown { number }.into()),
            false => Ok(found.iter().map(|job| line(job, &at)).collect()),
        }
    }

    /// Returns how many jobs of the hotline somebody of this site is to go to.
    pub(super) fn visits_to_make(&self) -> Result<usize, Error> {
        let db = self.store().db();
        let own = view::sites::own(db)?.map_or(Org::UNPLACED, |own| own.org);
        let open = view::jobs::open(db)?;
        Ok(open
            .iter()
            .filter(|job| next(job, own) == JobNext::Go)
            .count())
    }

    fn at_hotline(&self, staff: Option<StaffNo>, now: UtcMs) -> Result<At, Error> {
        let db = self.store().db();
        Ok(At {
            own: view::sites::own(db)?.map_or(Org::UNPLACED, |own| own.org),
            staff,
            day: self.day_of(now),
            now,
            names: view::sites::names(db)?,
        })
    }
}

/// Orders a list: what is late, then visits by their time, then what is to be sent or told by its day.
fn pressing(line: &JobLine) -> (bool, bool, UtcMs, NaiveDate, &str) {
    let when = line.when.filter(|_| line.stand == Stand::Sent);
    (
        !line.late,
        line.next == JobNext::Wait,
        when.unwrap_or(UtcMs(0)),
        line.due,
        &line.number,
    )
}

/// Returns the digits a number ends in.
fn count_of(number: &str) -> &str {
    let digits = number.rsplit(|c: char| !c.is_ascii_digit());
    digits.into_iter().next().unwrap_or_default()
}

fn next(job: &Job, own: Org) -> JobNext {
    let opener = job.opener();
    match job.stand() {
        Stand::Open if opener == own => JobNext::Send,
        Stand::Sent if job.holder() == own => JobNext::Go,
        Stand::Done if may_tell(own, opener) => JobNext::Tell,
        _ => JobNext::Wait,
    }
}

fn line(job: &Job, at: &At) -> JobLine {
    let (call, now, done) = (&job.call, job.now(), job.done.as_ref());
    let next = next(job, at.own);
    let took = at
        .staff
        .is_some_and(|no| job.opener() == at.own && job.opened.actor == no.0);
    let needs = at.staff.is_some() && matches!(next, JobNext::Go | JobNext::Tell);
    let village = call
        .village
        .parse()
        .ok()
        .and_then(|org: Org| at.names.get(&org));
    let place = || register::place(&call.village);
    let person = done.map(|done| &done.person).or(now.map(|s| &s.person));
    let missed = now.map_or(&[][..], |sending| sending.missed.as_slice());
    let charged = job.charges.iter().map(|charge| charge.fen);
    JobLine {
        job: call.job,
        number: call.number.clone(),
        kind: call.kind,
        channel: call.channel,
        stand: job.stand(),
        next,
        late: job.is_late(at.day, at.now),
        name: mask_name(&call.name),
        phone: match took || needs {
            true => call.phone.clone(),
            false => mask_phone(&call.phone),
        },
        village: village.cloned().unwrap_or_else(place),
        place: call.place.clone(),
        what: call.what.clone(),
        day: call.day,
        due: call.due,
        station: now.map_or_else(String::new, |sending| sending.to.name.clone()),
        why: now.map(|sending| sending.why),
        anew: now.map_or_else(String::new, |sending| sending.by.text.clone()),
        person: person.cloned().unwrap_or_default(),
        when: now.map(|sending| sending.when),
        spot: now.map(|sending| sending.spot),
        missed: missed.iter().map(|miss| miss.by.text.clone()).collect(),
        outcome: done.map_or_else(String::new, |done| done.by.text.clone()),
        twice: !job.again.is_empty(),
        level: job.told.as_ref().and_then(|told| told.level),
        note: job
            .told
            .as_ref()
            .map_or_else(String::new, |told| told.note.clone()),
        charged: charged.fold(0, u64::saturating_add),
    }
}
