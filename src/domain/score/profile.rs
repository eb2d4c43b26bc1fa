//! How a sheet is scored: named profiles, as data.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::refusal::ScoreRefusal;
use crate::domain::score::Points;
use crate::domain::score::Span;

/// The profile of a hall that chooses none.
///
/// Source: rule A2 of the hall.
pub const DEFAULT: &str = "70-30";

/// The profiles as shipped, each with where it is from.
const SHIPPED: &str = include_str!("../../../data/scoring/sheets.toml");

/// Own weights: by profile, whole points by head.
pub type Weights = BTreeMap<String, BTreeMap<String, u32>>;

/// How a head is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By entries that are added up.
    Daily,
    /// By one mark from paper.
    Judged,
}

/// One thing that is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its word, unique in the profile.
    pub key: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// The most it brings, whole points.
    pub most: u32,
    /// How it is scored.
    pub way: Way,
}

impl Head {
    /// Returns its name with the word to type, for sentences of either language.
    pub fn label(&self) -> String {
        format!("{} ({})", self.zh, self.key)
    }

    /// Checks that a line brings no more than the whole head.
    ///
    /// # Errors
    /// [`ScoreRefusal::PointsOver`].
    pub fn check(&self, points: Points) -> Result<(), ScoreRefusal> {
        match points > self.cap() {
            true => Err(ScoreRefusal::PointsOver {
                head: self.label(),
                points: points.to_string(),
                most: self.cap().to_string(),
            }),
            false => Ok(()),
        }
    }

    /// Returns the most it brings.
    pub fn cap(&self) -> Points {
        Points::whole(self.most)
    }
}

/// Heads with a cap together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its word, unique in the profile.
    pub key: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// The most it brings, whole points.
    pub most: u32,
    /// Whether a village may set its own weights inside it.
    #[serde(default)]
    pub weighed: bool,
    /// What is scored in it.
    pub heads: Vec<Head>,
}

/// What a total is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// From how many whole points on.
    pub from: u32,
}

/// How a sheet is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name in settings and commands.
    pub name: String,
    /// What it is called in Chinese.
    pub zh: String,
    /// What it is called in English.
    pub en: String,
    /// How long a sheet goes on.
    pub period: Span,
    /// Whether a letter of responsibility is signed and made public first.
    #[serde(default)]
    pub pledge: bool,
    /// Where it is from; left out where a sheet keeps it.
    #[serde(default, skip_serializing)]
    pub source: String,
    /// The blocks, 100 points together.
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
    /// The bands, the best first; the last begins at 0.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
}

impl Profile {
    /// Returns all heads in their order.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        self.blocks.iter().flat_map(|block| &block.heads)
    }

    /// Finds a head by its word or its name.
    pub fn head(&self, given: &str) -> Option<&Head> {
        let given = given.trim();
        let named = |h: &&Head| h.zh == given || h.en.eq_ignore_ascii_case(given);
        let by_key = self.heads().find(|head| head.key == given);
        by_key.or_else(|| self.heads().find(named))
    }

    /// Returns the band of a total.
    pub fn band(&self, total: Points) -> Option<&Band> {
        let reached = |band: &&Band| total >= Points::whole(band.from);
        self.bands.iter().find(reached)
    }

    /// Sets own weights; a head that is not named keeps its own.
    ///
    /// # Errors
    /// [`Wrong`]: a head that is not there or may not be weighed, or a block whose heads no longer
    /// come to its cap.
    pub fn weigh(&mut self, weights: &BTreeMap<String, u32>) -> Result<(), Wrong> {
        for (key, most) in weights {
            let mut weighed = self.blocks.iter_mut().filter(|block| block.weighed);
            let head = weighed.find_map(|block| block.heads.iter_mut().find(|h| h.key == *key));
            head.ok_or(Wrong::Head { key: key.clone() })?.most = *most;
        }
        self.check().map_err(|(_, wrong)| wrong)
    }

    /// Checks the promises of a profile; the first that it breaks, and of which block, counted from 0.
    fn check(&self) -> Result<(), (Option<usize>, Wrong)> {
        let (mut keys, mut blocks) = (BTreeSet::new(), BTreeSet::new());
        // A head is found by each of its names: no other bears one of them.
        let mut names = BTreeSet::new();
        for (at, block) in self.blocks.iter().enumerate() {
            let here = |wrong| (Some(at), wrong);
            if !blocks.insert(&block.key) {
                let key = block.key.clone();
                return Err(here(Wrong::Twice { key }));
            }
            let sum: u64 = block.heads.iter().map(|head| u64::from(head.most)).sum();
            if sum != u64::from(block.most) || block.heads.iter().any(|head| head.most == 0) {
                let (block, most) = (block.key.clone(), block.most);
                return Err(here(Wrong::Sum { block, sum, most }));
            }
            for (key, zh, en) in block.heads.iter().map(|h| (&h.key, &h.zh, &h.en)) {
                let plain = |b: u8| b.is_ascii_lowercase() || b == b'_';
                let is_word = !key.is_empty() && key.bytes().all(plain);
                let key = key.clone();
                if !is_word || zh.trim().is_empty() || en.trim().is_empty() {
                    return Err(here(Wrong::Word { key }));
                }
                let own = BTreeSet::from([key.clone(), zh.clone(), en.to_lowercase()]);
                let taken = own.iter().any(|name| names.contains(name));
                if !keys.insert(key.clone()) || taken {
                    return Err(here(Wrong::Twice { key }));
                }
                names.extend(own);
            }
        }
        let sum: u64 = self.blocks.iter().map(|block| u64::from(block.most)).sum();
        if sum != 100 {
            return Err((None, Wrong::Total { sum }));
        }
        let falls = |two: &[Band]| matches!(two, [a, b] if a.from > b.from);
        let ends = self.bands.first().is_some_and(|band| band.from <= 100)
            && self.bands.last().is_some_and(|band| band.from == 0);
        if !ends || !self.bands.windows(2).all(falls) {
            return Err((None, Wrong::Bands));
        }
        Ok(())
    }
}

/// What is wrong in a file of profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It cannot be read as one.
    Form,
    /// There is no such setting.
    Unknown {
        /// The word in the file.
        key: String,
    },
    /// Two profiles, or two heads of one, bear the same word.
    Twice {
        /// The word.
        key: String,
    },
    /// A head has no word of small letters, or no name.
    Word {
        /// Its word.
        key: String,
    },
    /// No head of that word may be weighed.
    Head {
        /// The word.
        key: String,
    },
    /// The heads of a block do not come to its cap, or one brings nothing.
    Sum {
        /// The block.
        block: String,
        /// What they come to.
        sum: u64,
        /// Its cap.
        most: u32,
    },
    /// The blocks do not come to 100.
    Total {
        /// What they come to.
        sum: u64,
    },
    /// The bands do not fall from at most 100 to 0.
    Bands,
}

/// The first thing that is wrong in a file of profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {:?}", self.line, self.wrong)
    }
}

/// Reads profiles from a file's text.
///
/// # Errors
/// The first [`Fault`].
pub fn read(text: &str) -> Result<Vec<Profile>, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        profile: Vec<Profile>,
    }
    let file: File = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.as_bytes().get(..start).unwrap_or_default();
        Fault {
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            wrong: Wrong::Form,
        }
    })?;
    // What a sheet keeps may gain fields, so that only a file is asked for what nobody knows.
    if let Some(key) = unknown(text, &file.profile) {
        let line = (1..).zip(text.lines()).find(|(_, line)| {
            let parts = line.split(['=', ',', '{', '[', ']']);
            parts.map(str::trim).any(|part| part == key)
        });
        let line = line.map_or(1, |(number, _)| number);
        let wrong = Wrong::Unknown { key };
        return Err(Fault { line, wrong });
    }
    let mut names = BTreeSet::new();
    let mut blocks = 0;
    for (at, profile) in file.profile.iter().enumerate() {
        let here = |wrong| Fault {
            line: header(text, "[[profile]]", at),
            wrong,
        };
        if profile.name.trim().is_empty() || !names.insert(&profile.name) {
            let key = profile.name.clone();
            return Err(here(Wrong::Twice { key }));
        }
        match profile.check() {
            Ok(()) => blocks += profile.blocks.len(),
            Err((None, wrong)) => return Err(here(wrong)),
            Err((Some(block), wrong)) => {
                let line = header(text, "[[profile.block]]", blocks + block);
                return Err(Fault { line, wrong });
            }
        }
    }
    Ok(file.profile)
}

/// Returns the first word of a file that means nothing where it stands.
fn unknown(text: &str, read: &[Profile]) -> Option<String> {
    /// Each word with what it stands in.
    fn words(of: &toml::Value, at: &str, into: &mut BTreeSet<(String, String)>) {
        match of {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    into.insert((at.to_owned(), key.clone()));
                    words(value, key, into);
                }
            }
            toml::Value::Array(all) => all.iter().for_each(|value| words(value, at, into)),
            _ => {}
        }
    }
    let (mut given, mut known) = (BTreeSet::new(), BTreeSet::new());
    let file: toml::Table = toml::from_str(text).ok()?;
    words(&toml::Value::Table(file), "", &mut given);
    for profile in read {
        let profile = toml::Value::try_from(profile).ok()?;
        words(&profile, "profile", &mut known);
    }
    let always = [
        ("", "profile"),
        ("profile", "source"),
        ("profile", "pledge"),
    ];
    let also = [("block", "weighed"), ("profile", "period")];
    let more = always.into_iter().chain(also);
    known.extend(more.map(|(at, key)| (at.to_owned(), key.to_owned())));
    let odd = given.into_iter().find(|word| !known.contains(word));
    odd.map(|(_, key)| key)
}

/// Returns the line of a header of that kind, counted from 0.
fn header(text: &str, kind: &str, nth: usize) -> usize {
    let lines = (1..).zip(text.lines());
    let mut found = lines.filter(|(_, line)| line.trim_start().starts_with(kind));
    found.nth(nth).map_or(1, |(number, _)| number)
}

/// The profiles there are: those shipped, and a hall's own before them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profiles(Vec<Profile>);

impl Profiles {
    /// Makes the profiles of a hall with its own.
    pub fn with(own: Vec<Profile>) -> Profiles {
        Profiles(own)
    }

    /// Returns all, the hall's own before those shipped that bear another name.
    pub fn all(&self) -> impl Iterator<Item = &Profile> {
        let is_own = |name: &str| self.0.iter().any(|own| own.name == name);
        let shipped = shipped().iter();
        self.0
            .iter()
            .chain(shipped.filter(move |p| !is_own(&p.name)))
    }

    /// Finds a profile by its name.
    pub fn named(&self, name: &str) -> Option<&Profile> {
        self.all().find(|profile| profile.name == name)
    }

    /// Checks a hall's own weights.
    ///
    /// # Errors
    /// The first [`Wrong`].
    pub fn check_weights(&self, weights: &Weights) -> Result<(), Wrong> {
        for (name, own) in weights {
            let profile = self.named(name);
            let key = || Wrong::Head { key: name.clone() };
            profile.ok_or_else(key)?.clone().weigh(own)?;
        }
        Ok(())
    }
}

/// Returns the shipped profiles.
pub fn shipped() -> &'static [Profile] {
    static ALL: LazyLock<Vec<Profile>> = LazyLock::new(|| read(SHIPPED).unwrap_or_default());
    &ALL
}
