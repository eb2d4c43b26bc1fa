//! What every command needs: the store's folder, the language, the time.

use std::path::Path;
use std::path::PathBuf;

use crate::cli::Common;
use crate::cli::problem::Problem;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Hall;

/// The file of a trial store that says how far its clock is from the machine's, in milliseconds.
pub(crate) const CLOCK_FILE: &str = "demo-clock";

/// What a command was given.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The store's folder.
    pub(crate) store: PathBuf,
    /// Whether the folder was named on the command line.
    pub(crate) store_given: bool,
    /// The language.
    pub(crate) lang: Lang,
    /// Whether the language was named on the command line.
    pub(crate) lang_given: bool,
    /// The theme, if named.
    pub(crate) theme: Option<String>,
    /// The glyph set, if named.
    pub(crate) glyphs: Option<String>,
    /// Whether JSON is wanted.
    pub(crate) json: bool,
}

impl Context {
    /// Puts the common options and the environment together.
    pub(crate) fn new(common: Common) -> Context {
        let store_given = common.store.is_some();
        let store = common.store.unwrap_or_else(default_store);
        let mut context = Context {
            store,
            store_given,
            lang: common.lang.unwrap_or_default(),
            lang_given: common.lang.is_some(),
            theme: common.theme,
            glyphs: common.glyphs,
            json: common.json,
        };
        context.settle_language();
        context
    }

    /// Changes the store's folder, and with it the language the hall has chosen.
    pub(crate) fn set_store(&mut self, dir: &Path) {
        self.store = dir.to_owned();
        self.settle_language();
    }

    /// Takes the hall's language unless one was given. Wrong settings are said when the hall opens.
    fn settle_language(&mut self) {
        if !self.lang_given {
            self.lang = Config::load(&self.store)
                .ok()
                .and_then(|config| Lang::from_tag(&config.screen.language))
                .unwrap_or_default();
        }
    }

    /// Opens the hall.
    ///
    /// # Errors
    /// [`Problem`] when there is none or it cannot be used.
    pub(crate) fn hall(&self) -> Result<Hall, Problem> {
        Ok(Hall::open(&self.store)?)
    }

    /// Returns the clock of a hall: a trial hall may have its own.
    pub(crate) fn clock(&self, hall: &Hall) -> Clock {
        if hall.is_trial() {
            clock_of(hall.dir())
        } else {
            Clock::Wall
        }
    }

    /// Returns the instant that counts: the one given by hand in a trial hall, else the clock's.
    ///
    /// # Errors
    /// Exit 3 when a time is given for a hall that is no trial, 2 when it is no time.
    pub(crate) fn now(&self, hall: &Hall, given: Option<&str>) -> Result<UtcMs, Problem> {
        let clock = self.clock(hall);
        match given {
            None => Ok(clock.now()),
            Some(_) if !hall.is_trial() => Err(Problem::refused("now_in_trial_only", &[])),
            Some(text) => Ok(hall
                .config()
                .zone()
                .parse_instant(text, Some(hall.day_of(clock.now())))?),
        }
    }
}

/// Returns the clock kept beside a store; the machine's when there is none.
pub(crate) fn clock_of(dir: &Path) -> Clock {
    std::fs::read_to_string(dir.join(CLOCK_FILE))
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .map_or(Clock::Wall, Clock::Moved)
}

fn default_store() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(dir) = set("YIZHAN_STORE") {
        return dir.into();
    }
    let system = Path::new("/var/lib/yizhan");
    if system.is_dir() {
        return system.to_owned();
    }
    data_home().join("yizhan")
}

/// Returns the folder for a user's data.
fn data_home() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match (set("XDG_DATA_HOME"), set("HOME")) {
        (Some(dir), _) => dir.into(),
        (None, Some(home)) => Path::new(&home).join(".local/share"),
        (None, None) => std::env::temp_dir(),
    }
}

/// Returns the folder of the demo hall.
pub(crate) fn demo_store() -> PathBuf {
    data_home().join("yizhan-demo")
}
