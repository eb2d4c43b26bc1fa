//! One verb in progress: what it may read, and what it writes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::entry::ActorNo;
use crate::domain::entry::EntryRef;
use crate::domain::event::ErrandEnded;
use crate::domain::event::Event;
use crate::domain::event::Outcome;
use crate::domain::event::RatingInvited;
use crate::domain::event::StaffRole;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::live::OpenErrand;
use crate::domain::live::Window;
use crate::domain::matter::Matter;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::Refusal;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::Accuracy;
use crate::ops::error::Error;
use crate::ops::mandating;
use crate::ops::night::papers;
use crate::store::Appended;
use crate::store::Audience;
use crate::store::StoreError;
use crate::store::Writer;
use crate::store::view;

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The program itself, or whoever sits at the window that is named.
    System,
    /// A resident at the kiosk or the pad.
    Resident,
    /// A member of staff.
    Staff(StaffNo),
}

impl Who {
    /// Returns the number entries bear.
    pub(crate) fn actor(self) -> ActorNo {
        match self {
            Who::System => ActorNo::SYSTEM,
            Who::Resident => ActorNo::RESIDENT,
            Who::Staff(no) => ActorNo(no.0),
        }
    }
}

/// The longest reason, remark or place, characters.
pub const MAX_TEXT: usize = 500;
/// The longest name, characters.
pub const MAX_NAME: usize = 100;

/// One verb in progress.
#[derive(Debug)]
pub struct Act<'w, 'a> {
    writer: &'w mut Writer<'a>,
    who: Who,
    /// The cases whose files it has changed.
    cases: BTreeSet<CaseId>,
    /// The errands by proxy of which it has said something.
    errands: BTreeSet<CaseId>,
    /// When it happens.
    pub now: UtcMs,
    /// The hall's settings.
    pub config: &'w Config,
    /// The days off.
    pub calendar: &'w Calendar,
}

impl<'w, 'a> Act<'w, 'a> {
    pub(crate) fn new(
        writer: &'w mut Writer<'a>,
        who: Who,
        now: UtcMs,
        config: &'w Config,
        calendar: &'w Calendar,
    ) -> Self {
        Act {
            writer,
            who,
            cases: BTreeSet::new(),
            errands: BTreeSet::new(),
            now,
            config,
            calendar,
        }
    }

    /// Returns the connection, inside the write.
    pub fn db(&self) -> &'a Connection {
        self.writer.db()
    }

    /// Returns how often the site began, from 1: printed numbers of later epochs bear a mark.
    pub fn epoch(&self) -> u32 {
        let own = self.writer.heads().iter();
        own.filter(|head| head.audience == Audience::Up.word())
            .map(|head| head.epoch)
            .max()
            .unwrap_or(1)
    }

    /// Returns the store's folder, in which ballot boxes lie.
    pub(crate) fn dir(&self) -> &'a std::path::Path {
        self.writer.dir()
    }

    /// Returns the write itself, for what the exchange with other sites keeps.
    pub(crate) fn writer(&mut self) -> &mut Writer<'a> {
        self.writer
    }

    /// Returns who does it.
    pub fn who(&self) -> Who {
        self.who
    }

    /// Returns the hall's zone.
    pub fn zone(&self) -> Zone {
        self.config.zone()
    }

    /// Returns the local day.
    pub fn today(&self) -> NaiveDate {
        self.zone().day(self.now)
    }

    /// Loads the hall as it stands.
    ///
    /// # Errors
    /// The store's own error.
    pub fn live(&self) -> Result<Live, StoreError> {
        load_live(self.db(), self.today())
    }

    /// Writes that something happened, in the hall's log.
    ///
    /// # Errors
    /// The store's own error.
    pub fn emit(&mut self, entity: Uuid, event: impl Into<Event>) -> Result<Appended, StoreError> {
        let (actor, event) = (self.who.actor(), event.into());
        self.cases.extend(event.case());
        self.writer
            .append(Audience::Up, entity, actor, self.now, &event)
    }

    /// Tells the villages whose errands the changed cases are where they stand now, and the leader
    /// what is wrong with papers of the errands.
    ///
    /// # Errors
    /// The store's own error.
    pub(crate) fn tell_villages(&mut self) -> Result<(), Error> {
        for case in std::mem::take(&mut self.cases) {
            mandating::tell_village(self, case)?;
        }
        for case in std::mem::take(&mut self.errands) {
            papers::follow(self, case)?;
        }
        Ok(())
    }

    /// Writes that something happened, in the pads' log.
    ///
    /// # Errors
    /// The store's own error.
    pub fn emit_pad(
        &mut self,
        entity: Uuid,
        event: impl Into<Event>,
    ) -> Result<Appended, StoreError> {
        let actor = self.who.actor();
        self.writer
            .append(Audience::Pad, entity, actor, self.now, &event.into())
    }

    /// Writes that something happened, in the log of an audience, building on other entries.
    ///
    /// # Errors
    /// The store's own error.
    pub fn emit_on(
        &mut self,
        audience: &str,
        entity: Uuid,
        event: impl Into<Event>,
        base: &[EntryRef],
    ) -> Result<Appended, StoreError> {
        let (actor, event) = (self.who.actor(), event.into());
        if let Event::MandateDone(_) | Event::OriginalMoved(_) = event {
            self.errands.insert(CaseId(entity));
        }
        self.writer
            .append_on(audience, entity, actor, self.now, &event, base)
    }

    /// Returns the audience of the log that goes down to a child, which is begun at its first use.
    ///
    /// # Errors
    /// The store's own error.
    pub fn log_down(
        &mut self,
        own: Org,
        child: Org,
        nonce: &[u8; 16],
    ) -> Result<String, StoreError> {
        self.writer.log_down(own, child, self.now, nonce)
    }

    /// Makes an id: UUIDv7 of the present instant.
    ///
    /// # Errors
    /// [`Error::Usage`] when the machine has no randomness to give.
    pub fn new_id(&self) -> Result<Uuid, Error> {
        let mut random = [0; 10];
        getrandom::fill(&mut random).map_err(|_| Misuse::NoRandomness)?;
        let ms = u64::try_from(self.now.0).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
    }

    /// Checks that whoever acts may act at an open window, and returns it with who sits there.
    ///
    /// # Errors
    /// [`Refusal::WindowNotOpen`], [`Refusal::NotYourWindow`], [`Refusal::StaffOnly`].
    pub fn clerk_at<'l>(
        &mut self,
        live: &'l Live,
        no: WindowNo,
    ) -> Result<(&'l Window, StaffNo), Refusal> {
        let (window, seated) = live.open_window(no)?;
        match self.who {
            Who::Staff(staff) if staff == seated => {}
            Who::Staff(staff) if live.staff(staff)?.role == StaffRole::Leader => {}
            Who::Staff(_) => {
                return Err(Refusal::NotYourWindow {
                    window: no,
                    staff: seated,
                });
            }
            Who::System => self.who = Who::Staff(seated),
            Who::Resident => return Err(Refusal::StaffOnly),
        }
        Ok((window, seated))
    }

    /// Checks that a member of staff acts.
    ///
    /// # Errors
    /// [`Refusal::StaffOnly`] for a resident, [`Refusal::StaffUnknown`].
    pub fn staff(&self, live: &Live) -> Result<(), Refusal> {
        match self.who {
            Who::Staff(no) => live.staff(no).map(drop),
            Who::System => Ok(()),
            Who::Resident => Err(Refusal::StaffOnly),
        }
    }

    /// Checks that a duty leader acts.
    ///
    /// # Errors
    /// [`Refusal::NotLeader`], or [`Refusal::StaffOnly`] for a resident.
    pub fn leader(&self, live: &Live) -> Result<(), Refusal> {
        match self.who {
            Who::Staff(no) if live.staff(no)?.role == StaffRole::Leader => Ok(()),
            Who::Resident => Err(Refusal::StaffOnly),
            _ => Err(Refusal::NotLeader),
        }
    }

    /// Finds a matter of the catalogue.
    ///
    /// # Errors
    /// [`Refusal::MatterUnknown`].
    pub fn matter(&self, code: &str) -> Result<Matter, Error> {
        view::matters::find(self.db(), code)?.ok_or_else(|| {
            Refusal::MatterUnknown {
                matter: code.to_owned(),
            }
            .into()
        })
    }

    /// Ends an errand without asking anybody to rate it now.
    ///
    /// # Errors
    /// The store's own error.
    pub fn end_unasked(&mut self, errand: &OpenErrand, end: ErrandEnd<'_>) -> Result<(), Error> {
        self.emit(
            errand.id.0,
            ErrandEnded {
                errand: errand.id,
                outcome: end.outcome,
                matter: end.matter.map(|m| m.code.clone()),
                accuracy: end.accuracy,
            },
        )?;
        Ok(())
    }

    /// Ends an errand and asks the resident to rate it.
    ///
    /// # Errors
    /// The store's own error.
    pub fn end_errand(
        &mut self,
        errand: &OpenErrand,
        staff: StaffNo,
        end: ErrandEnd<'_>,
    ) -> Result<(), Error> {
        self.end_unasked(errand, end)?;
        if matches!(end.outcome, Outcome::Transferred | Outcome::Forgotten) {
            return Ok(());
        }
        self.emit(
            errand.id.0,
            RatingInvited {
                errand: errand.id,
                window: errand.window,
                staff,
                centre: end.centre,
                matter_name: end.matter.map(|m| m.name.clone()).unwrap_or_default(),
                day: self.today(),
            },
        )?;
        Ok(())
    }

    /// Reads a time to come as people write it: `10:15` today, or with the date.
    ///
    /// # Errors
    /// [`Error::Usage`] when it is no time, [`Refusal::TimePast`] when it is past.
    pub fn time_to_come(&self, text: &str) -> Result<UtcMs, Error> {
        let at = self.zone().parse_instant(text, Some(self.today()))?;
        if at <= self.now {
            return Err(Refusal::TimePast {
                given: text.to_owned(),
            }
            .into());
        }
        Ok(at)
    }
}

/// How an errand ends.
#[derive(Debug, Clone, Copy)]
pub struct ErrandEnd<'m> {
    /// The outcome.
    pub outcome: Outcome,
    /// The matter it turned out to be.
    pub matter: Option<&'m Matter>,
    /// The centre that served.
    pub centre: Centre,
    /// Whether the span counts.
    pub accuracy: Accuracy,
}

/// Loads the hall as it stands on a local day.
///
/// # Errors
/// The store's own error.
pub(crate) fn load_live(db: &Connection, day: NaiveDate) -> Result<Live, StoreError> {
    let state = view::days::state(db, day)?;
    Ok(Live {
        day,
        doors_open: !state.doors_closed && !state.closed,
        visits: view::visits::load_live(db)?,
        windows: view::windows::load(db)?,
        staff: view::staff::load(db)?,
        emergencies: view::emergencies::load_open(db)?,
        errands: view::errands::load_open(db)?,
    })
}

/// Checks a reason and cleans it.
///
/// # Errors
/// [`Refusal::ReasonMissing`] or [`Refusal::TooLong`].
pub(crate) fn reason(text: &str) -> Result<String, Refusal> {
    let text = optional_text("reason", text, MAX_TEXT)?;
    if text.is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    Ok(text)
}

/// Cleans a text and checks its length.
///
/// # Errors
/// [`Refusal::TooLong`].
pub(crate) fn optional_text(
    field: &'static str,
    text: &str,
    limit: usize,
) -> Result<String, Refusal> {
    // Far too long is refused before it is looked at letter by letter.
    if text.len() > limit.saturating_mul(16) {
        return Err(Refusal::TooLong { field, limit });
    }
    let cleaned = crate::domain::plain::clean_line(text, usize::MAX).text;
    let trimmed = cleaned.trim();
    if trimmed.chars().count() > limit {
        return Err(Refusal::TooLong { field, limit });
    }
    Ok(trimmed.to_owned())
}
