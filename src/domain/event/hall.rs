//! What happens to the hall itself: its site, staff, windows, catalogue, days, alarms and prints.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case_file::Judged;
use crate::domain::event::parts::SlipResult;
use crate::domain::event::parts::StaffRole;
use crate::domain::ids::Centre;
use crate::domain::ids::EmergencyId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::matter::Matter;
use crate::domain::time::UtcMs;

/// The genesis of the site's ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteOpened {
    /// The hall's name.
    pub name: String,
    /// The short code in case numbers.
    pub code: String,
    /// Whether times may be given by hand (a trial or a demo).
    pub trial: bool,
}

/// The genesis of a further log of the site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogOpened {
    /// The log's audience.
    pub audience: String,
}

/// A member of staff is added or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffSaved {
    /// The badge number.
    pub staff: StaffNo,
    /// The name shown at the window and on the pad.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
}

/// A member of staff is posted as on duty for the day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffPosted {
    /// The person.
    pub staff: StaffNo,
    /// The local day.
    pub day: NaiveDate,
}

/// A member of staff goes off duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffUnposted {
    /// The person.
    pub staff: StaffNo,
}

/// A member of staff is away, with where and until when (去向).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffAway {
    /// The person.
    pub staff: StaffNo,
    /// Where they are.
    pub place: String,
    /// Until when.
    pub until: UtcMs,
}

/// A member of staff is back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffBack {
    /// The person.
    pub staff: StaffNo,
}

/// A window is added or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowSaved {
    /// The number on its sign.
    pub window: WindowNo,
    /// The centres it serves, the first one first.
    pub centres: Vec<Centre>,
    /// Who sits there as a rule (A).
    #[serde(default)]
    pub regular: Option<StaffNo>,
    /// Who stands in (B).
    #[serde(default)]
    pub stand_in: Option<StaffNo>,
}

/// A window opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowOpened {
    /// The window.
    pub window: WindowNo,
    /// Who sits there.
    pub staff: StaffNo,
    /// Whether that is not its regular.
    #[serde(default)]
    pub stands_in: bool,
}

/// A window pauses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowPaused {
    /// The window.
    pub window: WindowNo,
    /// Why.
    pub reason: String,
    /// Until when, if known.
    #[serde(default)]
    pub until: Option<UtcMs>,
}

/// A paused window works again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowResumed {
    /// The window.
    pub window: WindowNo,
}

/// A window closes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowClosed {
    /// The window.
    pub window: WindowNo,
}

/// A matter is added to the catalogue or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatterSaved {
    /// The matter, whole.
    pub matter: Matter,
}

/// A member of staff calls for help.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmergencyRaised {
    /// The call.
    pub emergency: EmergencyId,
    /// The window it comes from.
    pub window: WindowNo,
}

/// The call for help is over, with a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmergencyEnded {
    /// The call.
    pub emergency: EmergencyId,
    /// How it ended.
    pub reason: String,
}

/// Closing time: no more numbers; those given are served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoorsClosed {
    /// The local day.
    pub day: NaiveDate,
}

/// The night close of a local day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DayClosed {
    /// The local day.
    pub day: NaiveDate,
}

/// A paper was printed, failed, or was expressly not wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperPrinted {
    /// The number of the case, notice, answer or matter it is about.
    pub about: String,
    /// Which paper, as acceptance or notice.
    pub paper: String,
    /// What became of it.
    pub result: SlipResult,
    /// 1 for the first print; more is a reprint.
    pub copy: u32,
}

/// The lamps as they stood at the close of a day; kept whatever happens later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DayJudged {
    /// The local day.
    pub day: NaiveDate,
    /// The amber and red cases.
    pub lamps: Vec<Judged>,
}

/// The clock is right though the ledger's time is ahead of it: it had been wrong before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockCorrection {
    /// The logical time of the last entry before, as the envelope writes it.
    pub after: u64,
    /// What was wrong.
    pub reason: String,
}
