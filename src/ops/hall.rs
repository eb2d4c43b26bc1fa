//! The façade of everything below the screens.

use std::path::Path;

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::event::Event;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::SiteRefusal;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::Act;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::calendar_of;
use crate::ops::night_close;
use crate::ops::redate_cases;
use crate::store::Birth;
use crate::store::Store;
use crate::store::Writer;
use crate::store::ledger;
use crate::store::view;

/// What a hall is made with.
#[derive(Debug, Clone)]
pub struct NewHall {
    /// The hall's name.
    pub name: String,
    /// The code in case numbers.
    pub code: String,
    /// Whether times may be given by hand.
    pub trial: bool,
}

/// A hall: its store, settings and calendar. The façade of everything below the screens.
#[derive(Debug)]
pub struct Hall {
    pub(super) store: Store,
    pub(super) config: Config,
    pub(super) calendar: Calendar,
    pub(super) trial: bool,
    pub(super) closed_before: Option<chrono::NaiveDate>,
}

impl Hall {
    /// Makes a hall's store in a folder and opens it.
    ///
    /// # Errors
    /// [`Error::Store`] when there is one already or the disk is not fit, [`Error::Config`].
    pub fn create(dir: &Path, new: &NewHall, now: UtcMs) -> Result<Hall, Error> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| Misuse::NoRandomness)?;
        let birth = Birth {
            name: new.name.clone(),
            code: new.code.clone(),
            trial: new.trial,
            at: now,
            nonce,
        };
        drop(Store::create(dir, &birth)?);
        Hall::open(dir)
    }

    /// Opens the hall of a folder.
    ///
    /// # Errors
    /// [`Error::Store`] or [`Error::Config`].
    pub fn open(dir: &Path) -> Result<Hall, Error> {
        let store = Store::open(dir)?;
        store.sweep_boxes()?;
        let config = Config::load(dir)?;
        let trial = match ledger::entry(store.db(), 1, 1)?
            .map(|entry| entry.event())
            .transpose()?
        {
            Some(Some(Event::SiteOpened(site))) => site.trial,
            _ => false,
        };
        Ok(Hall {
            store,
            config,
            calendar: calendar_of(dir)?,
            trial,
            closed_before: None,
        })
    }

    /// Returns whether times may be given by hand here.
    pub fn is_trial(&self) -> bool {
        self.trial
    }

    /// Returns the settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the days off.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the store's folder.
    pub fn dir(&self) -> &Path {
        self.store.dir()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Returns a number that changes when another process has done something.
    ///
    /// # Errors
    /// The store's own error.
    pub fn change_mark(&self) -> Result<i64, Error> {
        Ok(self.store.data_version()?)
    }

    /// Returns how far a clock lies behind the last entry, where that is too far to be believed.
    /// Work goes on all the same: the entries' order does not come from the clock.
    ///
    /// # Errors
    /// The store's own error.
    pub fn clock_lag(&self, now: UtcMs) -> Result<Option<Seconds>, Error> {
        let corrections = view::corrections::load(self.store.db())?;
        Ok(self.store.latest()?.lag_since(now, &corrections))
    }

    /// Does one thing: all of it is kept, or nothing. A day that was never closed is closed first.
    ///
    /// # Errors
    /// [`Error`].
    pub fn perform(&mut self, call: &Call, who: Who, now: UtcMs) -> Result<Done, Error> {
        let today = self.config.zone().day(now);
        if self.closed_before != Some(today) {
            self.catch_up(now)?;
            self.redate(now)?;
            // A question of yesterday that is still at its pad is looked at again.
            let yesterday = today.pred_opt().unwrap_or(today);
            if view::ratings::open_until(self.store.db(), yesterday)?.is_empty() {
                self.closed_before = Some(today);
            }
        }
        let done = self.write(call, who, now)?;
        if ends_a_vote(&done)
            && let Err(error) = self.store.sweep_boxes()
        {
            // What was counted stands; the next one who opens the store sweeps.
            tracing::warn!(%error, "a ballot box could not be shredded");
        }
        if matches!(done, Done::NightClose(_)) {
            // The day is kept either way; the next night tidies up what this one could not.
            let _ = self.store.checkpoint();
        }
        Ok(done)
    }

    pub(super) fn write(&mut self, call: &Call, who: Who, now: UtcMs) -> Result<Done, Error> {
        let (config, calendar) = (&self.config, &self.calendar);
        self.store.write(|writer| {
            let mut act = Act::new(writer, who, now, config, calendar);
            let done = call.run(&mut act)?;
            act.tell_villages()?;
            // A day ends whatever a later program wrote; the night leaves such cases alone itself.
            if !matches!(call, Call::NightClose(_)) {
                may_be_kept(writer)?;
            }
            writer.cross_anchor(now)?;
            Ok(done)
        })
    }

    /// Does several things as one: all of them are kept, or none.
    ///
    /// # Errors
    /// The first [`Error`].
    pub fn perform_all(&mut self, calls: &[(Call, Who, UtcMs)]) -> Result<Vec<Done>, Error> {
        let (config, calendar) = (&self.config, &self.calendar);
        self.store.write(|writer| {
            let done = calls
                .iter()
                .map(|(call, who, now)| {
                    let mut act = Act::new(writer, *who, *now, config, calendar);
                    let done = call.run(&mut act)?;
                    act.tell_villages()?;
                    Ok(done)
                })
                .collect::<Result<Vec<Done>, Error>>()?;
            may_be_kept(writer)?;
            Ok(done)
        })
    }

    /// Runs the night close of every earlier day that was never closed.
    pub(super) fn catch_up(&mut self, now: UtcMs) -> Result<(), Error> {
        let today = self.config.zone().day(now);
        let old = self.config.rating.asked_before(now);
        let mut done = None;
        while let Some(day) = view::days::earliest_open(self.store.db(), today, old)? {
            // Somebody still serves across the day's end: the next night closes it.
            if done == Some(day) {
                break;
            }
            done = Some(day);
            let close = night_close::NightClose { day: Some(day) };
            self.write(&close.into(), Who::System, now)?;
        }
        Ok(())
    }

    /// Counts provisional dates again whose year became known since they were told.
    pub(super) fn redate(&mut self, now: UtcMs) -> Result<(), Error> {
        if !redate_cases::is_due(self.store.db(), &self.calendar)? {
            return Ok(());
        }
        let (config, calendar) = (&self.config, &self.calendar);
        self.store.write(|writer| {
            let mut act = Act::new(writer, Who::System, now, config, calendar);
            redate_cases::recount(&mut act)?;
            act.tell_villages()
        })
    }

    /// Folds the views again from the ledger.
    ///
    /// # Errors
    /// The store's own error.
    pub fn rebuild(&mut self) -> Result<(), Error> {
        Ok(self.store.rebuild()?)
    }
}

/// Returns whether a ballot box has had its day.
fn ends_a_vote(done: &Done) -> bool {
    matches!(
        done,
        Done::CountMeeting(_) | Done::CallOffMeeting(_) | Done::OpenVoting(_)
    )
}

/// Refuses a write about something of which only a later program knows all: better not changed than
/// changed wrongly.
fn may_be_kept(writer: &Writer<'_>) -> Result<(), Error> {
    match writer.touches_held()? {
        true => Err(SiteRefusal::WrittenByNewer.into()),
        false => Ok(()),
    }
}
