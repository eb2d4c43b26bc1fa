//! The hall's settings: one file, `hall.toml`, in the store's folder.

use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

use crate::domain::followup;
use crate::domain::hotline::HotlineRules;
use crate::domain::norms::Bands;
use crate::domain::norms::CallRules;
use crate::domain::norms::Hours;
use crate::domain::norms::Norms;
use crate::domain::norms::RatingRules;
use crate::domain::problem::ProblemRules;
use crate::domain::score;
use crate::domain::score::Profiles;
use crate::domain::score::ScoreRules;
use crate::domain::time::ClockTime;
use crate::domain::time::Zone;

pub mod fault;

pub use fault::Fault;

/// The file's name within the store's folder.
pub const FILE: &str = "hall.toml";

/// The file of a hall's own score profiles, within the store's folder.
pub const SHEETS_FILE: &str = "sheets.toml";

/// The settings as shipped, with a comment beside each.
pub const SAMPLE: &str = include_str!("../data/hall.toml");

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("could not read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The file is not TOML of this form.
    #[error("{} is not right: {fault}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What and where.
        fault: Fault,
    },
    /// The hall's own score profiles are not right.
    #[error("{} is not right: {fault}", path.display())]
    Sheets {
        /// The file.
        path: PathBuf,
        /// What and where.
        fault: score::Fault,
    },
}

/// Who the hall is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HallIdentity {
    /// The name on every screen and slip.
    pub name: String,
    /// The code before every case number.
    pub code: String,
    /// The distance from UTC, minutes east.
    pub utc_offset_minutes: i32,
}

impl Default for HallIdentity {
    fn default() -> Self {
        HallIdentity {
            name: "便民服务中心".to_owned(),
            code: "YZ".to_owned(),
            utc_offset_minutes: 480,
        }
    }
}

/// The kiosk's printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KioskSettings {
    /// Where slips go: `none`, `file:DIR`, `dev:PATH` or `tcp:ADDRESS`.
    pub printer: String,
    /// `text` or `escpos`.
    pub format: String,
}

impl Default for KioskSettings {
    fn default() -> Self {
        KioskSettings {
            printer: "none".to_owned(),
            format: "text".to_owned(),
        }
    }
}

/// The papers residents take home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrintSettings {
    /// Where A4 papers go: `none`, `file:DIR`, `lp:QUEUE`, `dev:PATH` or `tcp:ADDRESS`.
    ///
    /// With `none` the papers a window prints go to the kiosk's printer.
    pub a4: String,
    /// Font files asked before the system's, separated by commas; empty for the system's alone.
    pub font: String,
    /// What a refusal says about review and lawsuit; empty for the sentence of the locale.
    pub remedy: String,
}

impl Default for PrintSettings {
    fn default() -> Self {
        PrintSettings {
            a4: "none".to_owned(),
            font: String::new(),
            remedy: String::new(),
        }
    }
}

/// How screens look unless a post chooses otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScreenSettings {
    /// `zh-CN` or `en`.
    pub language: String,
    /// The theme's name.
    pub theme: String,
    /// `unicode` or `ascii`.
    pub glyphs: String,
}

impl Default for ScreenSettings {
    fn default() -> Self {
        ScreenSettings {
            language: "zh-CN".to_owned(),
            theme: "default".to_owned(),
            glyphs: "unicode".to_owned(),
        }
    }
}

/// The exchange with other sites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SyncSettings {
    /// Where segments and notes are laid and fetched: `dir:FOLDER` or `postgres://…`; one, or
    /// several, each of which is tried. Empty: this site keeps to itself.
    #[serde(deserialize_with = "one_or_several")]
    pub to: Vec<String>,
    /// When the night's work begins, hall time.
    pub at: ClockTime,
    /// The folder of the nightly backups; a relative one lies in the store's folder.
    pub backups: String,
    /// How many nightly backups are kept; the oldest go first.
    pub keep: usize,
    /// Whether segments that are not sealed are taken and made: for a trial run only.
    pub plain: bool,
}

impl Default for SyncSettings {
    fn default() -> Self {
        SyncSettings {
            to: Vec::new(),
            at: ClockTime(chrono::NaiveTime::from_hms_opt(22, 30, 0).unwrap_or_default()),
            backups: "backups".to_owned(),
            keep: 14,
            plain: false,
        }
    }
}

/// Reads one text or a list of texts.
fn one_or_several<'d, D: serde::Deserializer<'d>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        Several(Vec<String>),
    }
    let texts = match Either::deserialize(from)? {
        Either::One(text) => vec![text],
        Either::Several(texts) => texts,
    };
    Ok(texts.into_iter().filter(|text| !text.is_empty()).collect())
}

/// Reads a file of the store's folder; none where there is none.
fn text_of(path: &Path) -> Result<Option<String>, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Who the hall is.
    pub hall: HallIdentity,
    /// Ticket bands.
    pub bands: Bands,
    /// Calling.
    pub calls: CallRules,
    /// Norms.
    pub norms: Norms,
    /// Opening hours.
    pub hours: Hours,
    /// Ratings.
    pub rating: RatingRules,
    /// Score sheets.
    pub score: ScoreRules,
    /// How sheets can be scored: what ships, and the hall's own file.
    #[serde(skip)]
    pub profiles: Profiles,
    /// The kiosk.
    pub kiosk: KioskSettings,
    /// Papers.
    pub print: PrintSettings,
    /// The hotline and its stations.
    pub hotline: HotlineRules,
    /// The problem register.
    pub problem: ProblemRules,
    /// The exchange with other sites.
    pub sync: SyncSettings,
    /// Screens.
    pub screen: ScreenSettings,
}

impl Config {
    /// Reads the settings of a store's folder; the defaults where there is no file.
    ///
    /// # Errors
    /// [`ConfigError`] naming the file and what is wrong in it.
    pub fn load(dir: &Path) -> Result<Config, ConfigError> {
        let sheets = dir.join(SHEETS_FILE);
        let own = match text_of(&sheets)? {
            Some(text) => {
                let path = sheets;
                score::read(&text).map_err(|fault| ConfigError::Sheets { path, fault })?
            }
            None => Vec::new(),
        };
        let path = dir.join(FILE);
        let text = text_of(&path)?.unwrap_or_default();
        Config::parse_with(&text, Profiles::with(own))
            .map_err(|fault| ConfigError::Form { path, fault })
    }

    /// Reads settings from text.
    ///
    /// # Errors
    /// The first [`Fault`].
    pub fn parse(text: &str) -> Result<Config, Fault> {
        Config::parse_with(text, Profiles::default())
    }

    fn parse_with(text: &str, profiles: Profiles) -> Result<Config, Fault> {
        let mut config: Config = toml::from_str(text).map_err(|error| Fault::of(text, &error))?;
        config.profiles = profiles;
        match config.broken() {
            Some((section, key)) => Err(Fault::rule(text, section, key)),
            None => Ok(config),
        }
    }

    /// Returns the first setting, by section and key, whose value the hall cannot work with.
    fn broken(&self) -> Option<(&'static str, &'static str)> {
        if let Err(key) = self.bands.check() {
            return Some(("bands", key));
        }
        if let Err(key) = self.hotline.check() {
            return Some(("hotline", key));
        }
        if let Err(key) = self.score.check(&self.profiles) {
            return Some(("score", key));
        }
        let (name, code) = (&self.hall.name, &self.hall.code);
        let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let span = |s: i64| (0..=86_400).contains(&s);
        let sound = [
            (
                "hall",
                "utc_offset_minutes",
                Zone::east_minutes(self.hall.utc_offset_minutes).is_some(),
            ),
            (
                "hall",
                "name",
                name.chars().count() <= 60 && !name.chars().any(char::is_control),
            ),
            (
                "hall",
                "code",
                (1..=6).contains(&code.len()) && code.bytes().all(plain),
            ),
            ("calls", "max_recalls", self.calls.max_recalls <= 20),
            ("calls", "recall_pause_s", span(self.calls.recall_pause_s)),
            ("norms", "max_wait_s", span(self.norms.max_wait_s)),
            ("norms", "max_serve_s", span(self.norms.max_serve_s)),
            ("norms", "max_idle_s", span(self.norms.max_idle_s)),
            ("norms", "max_called_s", span(self.norms.max_called_s)),
            ("rating", "idle_s", span(self.rating.idle_s)),
            (
                "rating",
                "silent_fair_days",
                self.rating.silent_fair_days <= 366,
            ),
            (
                "rating",
                "followup",
                followup::named(&self.rating.followup).is_some(),
            ),
            (
                "sync",
                "to",
                self.sync.to.iter().all(|to| {
                    ["dir:", "postgres://", "postgresql://"]
                        .iter()
                        .any(|form| to.len() > form.len() && to.starts_with(form))
                }),
            ),
            (
                "problem",
                "consult_day",
                (1..=31).contains(&self.problem.consult_day),
            ),
            (
                "problem",
                "consult_days",
                (1..=366).contains(&self.problem.consult_days),
            ),
            ("sync", "backups", !self.sync.backups.trim().is_empty()),
            ("sync", "keep", (1..=1_000).contains(&self.sync.keep)),
        ];
        sound
            .into_iter()
            .find(|(_, _, sound)| !sound)
            .map(|(section, key, _)| (section, key))
    }

    /// Returns the hall's zone.
    pub fn zone(&self) -> Zone {
        Zone::east_minutes(self.hall.utc_offset_minutes).unwrap_or_else(Zone::china)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_holds_the_defaults() {
        assert_eq!(Config::parse(SAMPLE).unwrap(), Config::default());
    }

    #[test]
    fn one_carrier_is_written_as_a_text_and_several_as_a_list() {
        let read = |text: &str| Config::parse(text).unwrap().sync.to;
        assert_eq!(read("[sync]\nto = \"dir:/media/usb\""), ["dir:/media/usb"]);
        assert_eq!(
            read("[sync]\nto = [\"dir:/a\", \"dir:/b\"]"),
            ["dir:/a", "dir:/b"]
        );
        assert!(read("[sync]\nto = \"\"").is_empty());
    }

    #[test]
    fn an_unknown_or_impossible_setting_is_refused() {
        for wrong in [
            "[hall]\nnmae = \"x\"",
            "[bands]\nsocial = \"A\"",
            "[hall]\nutc_offset_minutes = 99999",
            "[hall]\ncode = \"镇\"",
            "[norms]\nmax_wait_s = -1",
            "[sync]\nto = \"/media/usb\"",
            "[sync]\nto = [\"dir:/a\", 7]",
            "[sync]\nkeep = 0",
            "[hotline]\ndue_days = 0",
            "[hotline]\nstations = [{ name = \"\" }]",
            "[hotline]\nstations = [{ name = \"甲点\", villages = [\"杨树村\"] }]",
            "[rating]\nfollowup = \"9-9-9\"",
            "[rating]\nsilent_fair_days = 9999",
            "[score]\nprofile = \"60-40\"",
            "[score.weights.70-30]\nactivity = 31",
            "[score.weights.70-30]\nreview = 30",
            "[score.weights.60-40]\nactivity = 30",
            "[problem]\nconsult_day = 32",
            "[problem]\nconsult_days = 0",
        ] {
            assert!(Config::parse(wrong).is_err(), "{wrong}");
        }
    }
}
