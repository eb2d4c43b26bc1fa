//! What people do in a hall: one verb, one file.
//!
//! A verb checks who may, lets the domain decide, and appends entries; views follow in the same
//! transaction. Posts, the command line and the simulator all go through [`Hall::perform`].

use std::path::Path;

use serde::Serialize;

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::event::Event;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::store::Birth;
use crate::store::Store;
use crate::store::ledger;
use crate::store::view;

pub mod act;
pub mod error;
pub mod read;

pub use act::Act;
pub use act::Who;
pub use error::Error;

/// One thing a person can do.
pub trait Verb {
    /// What comes of it.
    type Done: Serialize;

    /// Does it, inside one write.
    ///
    /// # Errors
    /// [`Error`]; nothing is kept then.
    fn run(&self, act: &mut Act<'_, '_>) -> Result<Self::Done, Error>;
}

/// A verb as lists and help show it.
#[derive(Debug, Clone, Copy)]
pub struct VerbInfo {
    /// Its word, as in `yizhan do call_next`.
    pub word: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// The fields it takes, each with a sentence; `*` marks a necessary one.
    pub fields: &'static [(&'static str, &'static str)],
}

macro_rules! verbs {
    ($($module:ident :: $verb:ident => $done:ident, $about:literal, { $($field:literal : $say:literal),* $(,)? };)*) => {
        $(pub mod $module;)*

        /// A verb with what it needs.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Call {
            $(#[doc = $about] $verb($module::$verb)),*
        }

        /// What came of a verb.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Done {
            $(#[doc = $about] $verb(<$module::$verb as Verb>::Done)),*
        }

        $(impl From<$module::$verb> for Call {
            fn from(verb: $module::$verb) -> Call {
                Call::$verb(verb)
            }
        })*

        /// All verbs.
        pub const VERBS: &[VerbInfo] = &[$(VerbInfo {
            word: stringify!($module),
            about: $about,
            fields: &[$(($field, $say)),*],
        }),*];

        impl Call {
            /// Returns the verb's word.
            pub fn word(&self) -> &'static str {
                match self {
                    $(Call::$verb(_) => stringify!($module)),*
                }
            }

            /// Reads a verb from its word and its fields.
            ///
            /// # Errors
            /// [`Error::Usage`] for an unknown word, a missing, unknown or unreadable field.
            pub fn parse(word: &str, fields: serde_json::Value) -> Result<Call, Error> {
                match word {
                    $(stringify!($module) => serde_json::from_value(fields)
                        .map(Call::$verb)
                        .map_err(|error| Error::Usage(format!("{word}: {error}"))),)*
                    _ => Err(Error::Usage(format!(
                        "there is no verb {word:?}; yizhan do --list names them all"
                    ))),
                }
            }

            fn run(&self, act: &mut Act<'_, '_>) -> Result<Done, Error> {
                match self {
                    $(Call::$verb(verb) => verb.run(act).map(Done::$verb)),*
                }
            }
        }
    };
}

verbs! {
    take_ticket::TakeTicket => Taken, "Gives a resident a number.", {
        "centre": "economy, social or governance; not needed with a matter",
        "matter": "code of the matter",
        "priority": "elder, disabled, infant, veteran or urgent",
        "reason": "why it is urgent",
        "appointment": "the booked time, as 10:15",
        "slip": "printed or no_paper when the resident already has the number",
    };
    record_slip::RecordSlip => SlipRecorded, "Notes what became of a slip.", {
        "ticket": "* the number", "result": "* printed, no_paper or failed",
    };
    call_next::CallNext => Called, "Calls the next resident to a window.", { "window": "* the window" };
    call_ticket::CallTicket => Called, "Calls one number to a window.", {
        "window": "* the window", "ticket": "* the number",
    };
    recall::Recall => Recalled, "Calls the number at a window again.", { "window": "* the window" };
    miss::Miss => Missed, "Notes that the called number did not come.", { "window": "* the window" };
    rejoin::Rejoin => Rejoined, "Puts a missed number back into the line.", { "ticket": "* the number" };
    put_back::PutBack => TicketDone, "Takes a call back; the number keeps its place.", {
        "window": "* the window", "reason": "* why",
    };
    start_service::StartService => Started, "Begins to serve the called number.", { "window": "* the window" };
    quick_serve::QuickServe => Started, "Serves a resident without a number.", {
        "window": "* the window", "matter": "code of the matter",
    };
    add_errand::AddErrand => Started, "Begins a further errand of the same visit.", {
        "window": "* the window", "matter": "code of the matter",
    };
    park::Park => TicketDone, "Puts the visit at a window aside with a timer.", {
        "window": "* the window", "minutes": "* for how long", "reason": "* why",
    };
    resume::Resume => TicketDone, "Brings a parked number back into the line.", { "ticket": "* the number" };
    transfer::Transfer => Transferred, "Sends the visit at a window to another window or centre.", {
        "window": "* the window it is at", "to_window": "the other window", "to_centre": "the other centre",
        "keep_place": "true to stand there by arrival", "come_back": "true to return here afterwards",
        "reason": "* why",
    };
    move_ticket::MoveTicket => Transferred, "Moves a waiting number to another line (leader).", {
        "ticket": "* the number", "to_window": "the window", "to_centre": "the centre", "reason": "* why",
    };
    prioritise::Prioritise => TicketDone, "Gives or takes a number's priority.", {
        "ticket": "* the number", "priority": "the kind; none takes it away", "reason": "* why",
    };
    accept_case::AcceptCase => Accepted, "Accepts the errand at a window as a case.", {
        "window": "* the window", "matter": "* code of the matter", "name": "* the applicant's name",
        "number": "resident ID or credit code", "phone": "the phone", "village": "12-digit village code",
        "papers": "numbers of the papers handed in, as 1,2,4, or all",
        "on_the_spot": "true when it is done while the resident waits",
    };
    finish_errand::FinishErrand => ErrandDone, "Ends the errand at a window without a case.", {
        "window": "* the window", "outcome": "* advice or papers_missing", "matter": "code of the matter",
    };
    end_visit::EndVisit => VisitDone, "Ends the visit served at a window.", { "window": "* the window" };
    end_ticket::EndTicket => TicketDone, "Ends a visit that is not being served.", {
        "ticket": "* the number", "end": "* left, no_show or moved", "reason": "* why",
    };
    end_service::EndService => TicketDone, "Ends a forgotten service as inaccurate (leader).", {
        "window": "* the window", "reason": "* why",
    };
    complete_case::CompleteCase => CaseDone, "Marks a promised case as done.", { "case": "* the case number" };
    open_window::OpenWindow => WindowDone, "Opens a window with somebody on duty.", {
        "window": "* the window", "staff": "* who sits there",
    };
    pause_window::PauseWindow => WindowDone, "Pauses a window.", {
        "window": "* the window", "reason": "* why", "until": "until when, as 10:15",
    };
    resume_window::ResumeWindow => WindowDone, "Opens a paused window again.", { "window": "* the window" };
    close_window::CloseWindow => WindowDone, "Closes a window.", { "window": "* the window" };
    post_staff::PostStaff => StaffDone, "Posts somebody as on duty today.", { "staff": "* the badge number" };
    unpost_staff::UnpostStaff => StaffDone, "Takes somebody off duty.", { "staff": "* the badge number" };
    go_away::GoAway => StaffDone, "Notes that somebody is away, where and until when.", {
        "staff": "* the badge number", "place": "* where", "until": "* until when, as 10:15",
        "stand_in": "badge number of whoever takes the seat",
    };
    come_back::ComeBack => StaffDone, "Notes that somebody is back.", { "staff": "* the badge number" };
    raise_emergency::RaiseEmergency => EmergencyDone, "Calls for help at a window.", { "window": "* the window" };
    end_emergency::EndEmergency => EmergencyDone, "Ends a call for help, with a reason.", {
        "window": "* the window", "reason": "* how it ended",
    };
    rate::Rate => Rated, "Keeps the rating a resident keys at the pad.", {
        "errand": "* the errand", "level": "* 5 to 1", "reasons": "codes of the reasons", "remark": "own words",
    };
    rating_timeout::RatingTimeout => RatingDone, "Notes that a resident did not rate in time.", { "errand": "* the errand" };
    close_doors::CloseDoors => DayDone, "Gives no more numbers today; those given are served.", {};
    night_close::NightClose => NightDone, "Closes a day: forgotten services end as inaccurate.", {
        "day": "the local day, as 2026-03-12; today when left out",
    };
    save_staff::SaveStaff => StaffDone, "Adds or changes a member of staff.", {
        "staff": "* the badge number", "name": "* the name", "role": "clerk or leader",
    };
    save_window::SaveWindow => WindowDone, "Adds or changes a window.", {
        "window": "* the number", "centres": "* the centres it serves, as social,economy",
        "regular": "who sits there (A)", "stand_in": "who stands in (B)",
    };
    save_matters::SaveMatters => MattersDone, "Adds or changes matters of the catalogue.", { "matters": "* a list of matters" };
}

/// The hall's own list of days off beside its store: the years the program did not ship with.
pub const DAYS_FILE: &str = "days.csv";

/// Returns the days off a store's folder knows: those shipped, and its own where it has a list.
///
/// # Errors
/// [`Error::Usage`] naming the file and the line that is wrong.
pub fn calendar_of(dir: &Path) -> Result<Calendar, Error> {
    let path = dir.join(DAYS_FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Calendar::shipped());
        }
        Err(error) => return Err(Error::Usage(format!("{}: {error}", path.display()))),
    };
    let own = Calendar::parse(&text)
        .map_err(|error| Error::Usage(format!("{}: {error}", path.display())))?;
    Ok(Calendar::shipped().with(own))
}

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
    store: Store,
    config: Config,
    calendar: Calendar,
    trial: bool,
    closed_before: Option<chrono::NaiveDate>,
}

impl Hall {
    /// Makes a hall's store in a folder and opens it.
    ///
    /// # Errors
    /// [`Error::Store`] when there is one already or the disk is not fit, [`Error::Config`].
    pub fn create(dir: &Path, new: &NewHall, now: UtcMs) -> Result<Hall, Error> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|error| {
            Error::Usage(format!("this machine gives no random numbers: {error}"))
        })?;
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
        Ok(self.store.latest()?.lag_of(now))
    }

    /// Does one thing: all of it is kept, or nothing. A day that was never closed is closed first.
    ///
    /// # Errors
    /// [`Error`].
    pub fn perform(&mut self, call: &Call, who: Who, now: UtcMs) -> Result<Done, Error> {
        let today = self.config.zone().day(now);
        if self.closed_before != Some(today) {
            self.catch_up(now)?;
            // A question of yesterday that is still at its pad is looked at again.
            let yesterday = today.pred_opt().unwrap_or(today);
            if view::ratings::open_until(self.store.db(), yesterday)?.is_empty() {
                self.closed_before = Some(today);
            }
        }
        let done = self.write(call, who, now)?;
        if matches!(done, Done::NightClose(_)) {
            // The day is kept either way; the next night tidies up what this one could not.
            let _ = self.store.checkpoint();
        }
        Ok(done)
    }

    fn write(&mut self, call: &Call, who: Who, now: UtcMs) -> Result<Done, Error> {
        let (config, calendar) = (&self.config, &self.calendar);
        self.store.write(|writer| {
            let mut act = Act::new(writer, who, now, config, calendar);
            call.run(&mut act)
        })
    }

    /// Does several things as one: all of them are kept, or none.
    ///
    /// # Errors
    /// The first [`Error`].
    pub fn perform_all(&mut self, calls: &[(Call, Who, UtcMs)]) -> Result<Vec<Done>, Error> {
        let (config, calendar) = (&self.config, &self.calendar);
        self.store.write(|writer| {
            calls
                .iter()
                .map(|(call, who, now)| {
                    call.run(&mut Act::new(writer, *who, *now, config, calendar))
                })
                .collect()
        })
    }

    /// Runs the night close of every earlier day that was never closed.
    fn catch_up(&mut self, now: UtcMs) -> Result<(), Error> {
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

    /// Folds the views again from the ledger.
    ///
    /// # Errors
    /// The store's own error.
    pub fn rebuild(&mut self) -> Result<(), Error> {
        Ok(self.store.rebuild()?)
    }
}
