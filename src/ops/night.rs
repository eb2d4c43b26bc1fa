//! The night's work of a site: close the day, copy the store, exchange, walk the ledger, report.
//!
//! One process at a time holds the lease; a step that fails keeps no other from being done. Posts
//! go on working meanwhile: each segment is one short write. What was done stands in `nights/`
//! beside the store, a report a night and what is known between two starts.

use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::config::Config;
use crate::domain::night::Clash;
use crate::domain::night::Due;
use crate::domain::night::LegNight;
use crate::domain::night::Night;
use crate::domain::night::Nights;
use crate::domain::night::SiteNight;
use crate::domain::night::Step;
use crate::domain::night::StepEnd;
use crate::domain::night::StepKind;
use crate::domain::refusal::Refusal;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::night_close::NightClose;
use crate::ops::take_ratings::TakeRatings;
use crate::store::StoreError;
use crate::store::far;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::maintenance;
use crate::store::view;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::Label;
use crate::sync::error::SyncError;
use crate::sync::exchange;
use crate::sync::exchange::Leg;
use crate::sync::exchange::Report;
use crate::sync::notes::Heard;
use crate::sync::outward;
use crate::sync::plan;
use crate::sync::plan::PeerPlan;
use crate::sync::segment::Fault;
use crate::sync::watched::Hear;
use crate::sync::watched::Watched;
use crate::sync::witness;

pub mod carriers;
mod county;
pub(crate) mod followups;
mod lease;
mod missing;
pub(crate) mod papers;
pub(crate) mod problems;
mod raised;
mod service;
pub(crate) mod talks;
pub(crate) mod tasks;

pub use lease::Lease;

/// The folder of reports beside the store.
pub const NIGHTS_DIR: &str = "nights";
const STATE_FILE: &str = "state.json";
/// So many reports are kept.
const REPORTS: usize = 400;

/// What hears of the night while it goes on.
pub trait Watch {
    /// A step begins.
    fn step(&mut self, kind: StepKind);
    /// Returns who hears of every segment, if anybody.
    fn hear(&self) -> Option<Hear>;
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn step(&mut self, _: StepKind) {}

    fn hear(&self) -> Option<Hear> {
        None
    }
}

impl Hall {
    /// Returns what an exchange would do now. Writes nothing.
    ///
    /// # Errors
    /// [`SyncError::NotPlaced`], the store's own error.
    pub fn sync_plan(&self) -> Result<Vec<PeerPlan>, Error> {
        let own = self.own_org()?;
        let mut carriers = carriers::open(&self.config().sync.to, own);
        Ok(plan::make(self.store(), &mut carriers)?)
    }

    /// Returns when the night's work is due.
    pub fn night_due(&self, now: UtcMs) -> Due {
        let (latest, next) = hours(self.config(), now);
        self.nights().due(latest, next, now)
    }

    /// Exchanges with all sites over all carriers, raises the tasks that follow from it, and
    /// returns how it went, without the other steps of a night.
    ///
    /// # Errors
    /// This site's own trouble; trouble of a carrier stands in the report.
    pub fn exchange(
        &mut self,
        _lease: &Lease,
        clock: &dyn Fn() -> UtcMs,
        watch: &mut dyn Watch,
    ) -> Result<Night, Error> {
        let began = clock();
        let mut night = blank(self.day_of(began), began);
        watch.step(StepKind::Exchange);
        self.exchange_into(&mut night, clock, watch)?;
        night.ended = clock();
        Ok(night)
    }

    /// Does the night's work of a day: closes it, copies the store, exchanges, walks the ledger, and
    /// keeps the report. What fails is in the report.
    ///
    /// # Errors
    /// Only a report that cannot be kept.
    pub fn night(
        &mut self,
        _lease: &Lease,
        day: NaiveDate,
        clock: &dyn Fn() -> UtcMs,
        watch: &mut dyn Watch,
    ) -> Result<Night, Error> {
        let mut night = blank(day, clock());
        for kind in [
            StepKind::Close,
            StepKind::Backup,
            StepKind::Exchange,
            StepKind::County,
            StepKind::Verify,
        ] {
            if kind == StepKind::County && self.as_hub()?.is_none() {
                continue;
            }
            watch.step(kind);
            let end = match kind {
                StepKind::Close => self.close_day(day, clock()),
                StepKind::Backup => self.back_up(day),
                StepKind::Exchange => self.exchange_into(&mut night, clock, watch),
                StepKind::County => self.county_work(clock()),
                StepKind::Verify => walk(self.dir()),
            };
            let end = end.unwrap_or_else(|error| StepEnd::Failed(error.to_string()));
            night.steps.retain(|step| step.kind != kind);
            night.steps.push(Step { kind, end });
        }
        night.ended = clock();
        let last = self.last_checkpoint()?;
        night.checkpoint = last.map(|last| (last.no, last.short()));
        night.tasks = view::tasks::open(self.store().db())?.len() as u64;
        self.keep_report(&night)?;
        let mut nights = self.nights();
        nights.note(&night);
        self.keep(STATE_FILE, &nights)?;
        Ok(night)
    }

    fn close_day(&mut self, day: NaiveDate, now: UtcMs) -> Result<StepEnd, Error> {
        if self.live(now)?.windows.is_empty() {
            return Ok(StepEnd::Nothing);
        }
        let close = NightClose { day: Some(day) };
        match self.perform(&close.into(), Who::System, now) {
            Ok(_) => Ok(StepEnd::Done(1)),
            Err(Error::Refused(Refusal::DayClosed { .. })) => Ok(StepEnd::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Copies the store into the folder of backups and lets the oldest of the others go. A second try
    /// of one night puts a new copy in place of its first.
    fn back_up(&mut self, day: NaiveDate) -> Result<StepEnd, Error> {
        let settings = &self.config().sync;
        let folder = self.dir().join(&settings.backups);
        let failed = |source| file_error("make the folder", &folder, source);
        fs::create_dir_all(&folder).map_err(failed)?;
        let file = folder.join(format!("yizhan-{day}.db"));
        let fresh = folder.join(format!("yizhan-{day}.new"));
        let _ = fs::remove_file(&fresh);
        let bytes = maintenance::backup(self.dir(), &fresh)?;
        fs::rename(&fresh, &file).map_err(|source| file_error("name", &file, source))?;
        let mut kept = named(&folder, "yizhan-", ".db")
            .map_err(|source| file_error("read", &folder, source))?;
        let extra = kept.len().saturating_sub(settings.keep);
        // By a slow clock the copy of this night bears the oldest name.
        kept.retain(|path| *path != file);
        kept.sort();
        for old in kept.into_iter().take(extra) {
            // One that cannot be removed only takes room.
            let _ = fs::remove_file(old);
        }
        Ok(StepEnd::Done(bytes))
    }

    /// Exchanges, and judges from what is here then which ratings are missing: also where there is
    /// nobody to exchange with.
    fn exchange_into(
        &mut self,
        night: &mut Night,
        clock: &dyn Fn() -> UtcMs,
        watch: &dyn Watch,
    ) -> Result<StepEnd, Error> {
        let end = self.exchange_with_all(night, clock, watch)?;
        missing::raise(&mut self.store, clock())?;
        papers::raise(self, clock())?;
        service::raise(self, clock())?;
        followups::raise(self, clock())?;
        problems::raise(self, clock())?;
        talks::raise(self, clock())?;
        night.tasks = view::tasks::open(self.store().db())?.len() as u64;
        Ok(end)
    }

    fn exchange_with_all(
        &mut self,
        night: &mut Night,
        clock: &dyn Fn() -> UtcMs,
        watch: &dyn Watch,
    ) -> Result<StepEnd, Error> {
        let Some(own) = view::sites::own(self.store().db())? else {
            return Ok(StepEnd::Nothing);
        };
        let mut carriers = carriers::open(&self.config().sync.to, own.org);
        if let Some(hear) = watch.hear() {
            carriers = carriers
                .into_iter()
                .map(|inner| -> Box<dyn Carrier> {
                    Box::new(Watched::new(inner, Hear::clone(&hear)))
                })
                .collect();
        }
        if carriers.is_empty() {
            return Ok(StepEnd::Nothing);
        }
        let now = clock();
        let report: Report = self.as_site(now, |site| {
            exchange::run(site, &mut carriers).map_err(Error::from)
        })?;
        night.renewed = report.renewed;
        (night.returned, night.rehomed) = (report.returned, report.rehomed);
        night.unsettled = !report.settled();
        night.clashes = clashes(&report.legs);
        night.sites = self.sites_of(&report.legs)?;
        tasks::raise(&mut self.store, night, clock())?;
        raised::pass_on(&mut self.store, clock())?;
        problems::pass_on(&mut self.store, clock())?;
        self.take_ratings(clock())?;
        let reached = night
            .sites
            .iter()
            .filter(|site| site.legs.iter().any(|leg| leg.stopped.is_none()));
        Ok(StepEnd::Done(reached.count() as u64))
    }

    /// Takes over what residents said in their villages since the last exchange.
    fn take_ratings(&mut self, now: UtcMs) -> Result<(), Error> {
        let Some(own) = view::sites::own(self.store().db())? else {
            return Ok(());
        };
        match view::shared::asked_below(self.store().db(), own.org)?.is_empty() {
            true => Ok(()),
            false => match self.perform(&TakeRatings {}.into(), Who::System, now) {
                // What a rule refuses now waits; the rest of the night does not wait for it.
                Err(Error::Refused(refusal)) => {
                    tracing::warn!(%refusal, "ratings of villages were not taken over");
                    Ok(())
                }
                taken => taken.map(drop),
            },
        }
    }

    fn sites_of(&self, legs: &[Leg]) -> Result<Vec<SiteNight>, Error> {
        let db = self.store().db();
        let mut sites = Vec::new();
        for peer in view::sites::peers(db)? {
            let line = self.line_to(&peer)?;
            let legs = legs.iter().filter(|leg| leg.peer == Some(peer.card.org));
            sites.push(SiteNight {
                org: peer.card.org,
                relation: peer.relation,
                legs: legs.map(leg).collect(),
                waiting: line.waiting,
                since: line.since,
                heard: line.heard,
                ahead: far::clock_ahead(db, peer.card.org)?,
                name: peer.card.name,
            });
        }
        Ok(sites)
    }

    /// Returns since when the first entry waits that another site has not acknowledged.
    pub(crate) fn waits_since(&self, unsent: &[(Head, u64)]) -> Result<Option<UtcMs>, Error> {
        let mut since = None;
        for (head, acked) in unsent {
            let first = match ledger::entry(self.store().db(), head.lno, acked + 1)? {
                Some(entry) => Some(entry.envelope.wall),
                None => outward::run_of(self.store(), head, acked + 1)?
                    .first()
                    .map(|entry| entry.envelope.wall),
            };
            since = [since, first].into_iter().flatten().min();
        }
        Ok(since)
    }

    fn own_org(&self) -> Result<Org, Error> {
        let own = view::sites::own(self.store().db())?;
        Ok(own.ok_or(SyncError::NotPlaced)?.org)
    }

    /// Returns the reports that are kept, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn night_days(&self) -> Result<Vec<NaiveDate>, Error> {
        let folder = self.dir().join(NIGHTS_DIR);
        let mut days: Vec<NaiveDate> = named(&folder, "", ".json")
            .map_err(|source| file_error("read", &folder, source))?
            .iter()
            .filter_map(|path| path.file_stem()?.to_str()?.parse().ok())
            .collect();
        days.sort_unstable_by(|a, b| b.cmp(a));
        Ok(days)
    }

    /// Returns the report of the latest night up to a day; without one that of the last night that
    /// was done, whatever the clock said then. `None` when there was none.
    ///
    /// # Errors
    /// [`StoreError::Io`] when it cannot be read.
    pub fn night_report(&self, until: Option<NaiveDate>) -> Result<Option<Night>, Error> {
        let report = |day: NaiveDate| self.read(&format!("{day}.json"));
        if until.is_none()
            && let Some(last) = self.nights().trying.and_then(report)
        {
            return Ok(Some(last));
        }
        let mut days = self.night_days()?.into_iter();
        let day = days.find(|day| until.is_none_or(|until| *day <= until));
        Ok(day.and_then(report))
    }

    fn nights(&self) -> Nights {
        self.read(STATE_FILE).unwrap_or_default()
    }

    /// Reads one of the files beside the store; `None` when it is missing or half written.
    fn read<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        let text = fs::read_to_string(self.dir().join(NIGHTS_DIR).join(name)).ok()?;
        serde_json::from_str(&text).ok()
    }

    fn keep_report(&self, night: &Night) -> Result<(), Error> {
        self.keep(&format!("{}.json", night.day), night)?;
        let folder = self.dir().join(NIGHTS_DIR);
        let mut days = self.night_days()?;
        days.retain(|day| *day != night.day);
        for old in days.iter().skip(REPORTS - 1) {
            let _ = fs::remove_file(folder.join(format!("{old}.json")));
        }
        Ok(())
    }

    fn keep(&self, name: &str, value: &impl serde::Serialize) -> Result<(), Error> {
        let folder = self.dir().join(NIGHTS_DIR);
        let (path, part) = (folder.join(name), folder.join(format!("{name}.part")));
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&part, text))
            .and_then(|()| File::open(&part)?.sync_all())
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|source| file_error("write", &path, source))
    }
}

fn file_error(what: &'static str, path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    StoreError::Io { what, path, source }.into()
}

/// Returns the files of a folder whose names begin and end so; none where there is no folder.
fn named(folder: &Path, begin: &str, end: &str) -> io::Result<Vec<PathBuf>> {
    let read = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read?,
    };
    let mut found = Vec::new();
    for item in read {
        let path = item?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with(begin) && name.ends_with(end)) {
            found.push(path);
        }
    }
    Ok(found)
}

fn blank(day: NaiveDate, began: UtcMs) -> Night {
    Night {
        day,
        began,
        ended: began,
        steps: Vec::new(),
        sites: Vec::new(),
        renewed: None,
        returned: 0,
        rehomed: 0,
        checkpoint: None,
        unsettled: false,
        clashes: Vec::new(),
        tasks: 0,
    }
}

/// Returns the last day whose hour for the night's work is over, and when the next one's comes.
fn hours(config: &Config, now: UtcMs) -> (NaiveDate, UtcMs) {
    let zone = config.zone();
    let today = zone.day(now);
    let at = |day: NaiveDate| zone.instant(day.and_time(config.sync.at.0));
    match now >= at(today) {
        true => (today, at(today.succ_opt().unwrap_or(today))),
        false => (today.pred_opt().unwrap_or(today), at(today)),
    }
}

fn walk(dir: &Path) -> Result<StepEnd, Error> {
    let report = witness::verify(dir)?;
    Ok(match report.problems.first() {
        None => StepEnd::Done(report.entries),
        Some(problem) => StepEnd::Failed(format!("{}: {}", problem.witness, problem.what)),
    })
}

fn leg(leg: &Leg) -> LegNight {
    LegNight {
        carrier: leg.carrier.clone(),
        sent: leg.sent.entries,
        bytes: leg.sent.bytes,
        received: leg.received.entries,
        again: leg.sent.again,
        damaged: refused(leg),
        later: leg.received.later.len() as u64,
        gaps: leg.received.waiting.len() as u64,
        stopped: leg.stopped.clone(),
    }
}

/// Returns which segments were refused and why, each short enough for a page.
pub fn refused(leg: &Leg) -> Vec<String> {
    let told = |(label, fault): &(Label, Fault)| match label {
        Label::Segment { log, from, to, .. } => {
            let log = log.to_string();
            let short = log.get(..8).unwrap_or(&log);
            format!("{short} {from}-{to}: {fault}")
        }
        Label::Note { .. } => fault.to_string(),
    };
    leg.received.damaged.iter().map(told).collect()
}

/// Returns what must not be, each once, whichever carrier it came over.
fn clashes(legs: &[Leg]) -> Vec<Clash> {
    let mut found: Vec<Clash> = Vec::new();
    for leg in legs {
        let Some(org) = leg.peer else { continue };
        let forks = leg.received.forked.iter().map(|(log, seq)| Clash::Fork {
            org,
            log: log.to_string(),
            seq: *seq,
        });
        let heard = leg.heard.iter().filter_map(|heard| match heard {
            Heard::Unvouched => Some(Clash::Unvouched { org }),
            Heard::TwoCheckpoints(no) => Some(Clash::TwoCheckpoints { org, no: *no }),
            Heard::NotInCheckpoint(no) => Some(Clash::LeftOut { org, no: *no }),
            Heard::SaysLess { no, entries } => Some(Clash::SaysLess {
                org,
                no: *no,
                entries: *entries,
            }),
            Heard::NamesAnothers { no } => Some(Clash::NamesAnothers { org, no: *no }),
            Heard::KnowsOther { seq } => Some(Clash::KnowsOther { org, seq: *seq }),
            Heard::Renewed | Heard::Want(_) => None,
        });
        for clash in forks.chain(heard) {
            if !found.contains(&clash) {
                found.push(clash);
            }
        }
    }
    found
}
