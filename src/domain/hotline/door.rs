//! What is done at a caller's door, line by line.

use serde::{Deserialize, Serialize};

/// A line of the door list. The visitor answers for each by name.
///
/// Source: rule A6 of the hall: 六个一, 两到位 and 三不 of the hotline 濮阳老李.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoorLine {
    /// Knocked and greeted (敲门问候).
    Greeted,
    /// Shoe covers on (鞋套).
    Covers,
    /// A cloth laid under the work (垫布).
    Cloth,
    /// The leaflet given (宣传).
    Leaflet,
    /// The opinion card left (意见卡).
    Card,
    /// The number for what comes later given (反馈电话).
    Number,
    /// The place cleaned (清理现场).
    Cleaned,
    /// Its use explained (讲解使用).
    Explained,
    /// Took no drink (不喝酒).
    NoDrink,
    /// Took no cigarette (不抽烟).
    NoSmoke,
    /// Took no money (不收钱).
    NoMoney,
}

impl DoorLine {
    /// All lines, in the order of their digits: six, two and three.
    pub const ALL: [DoorLine; 11] = [
        DoorLine::Greeted,
        DoorLine::Covers,
        DoorLine::Cloth,
        DoorLine::Leaflet,
        DoorLine::Card,
        DoorLine::Number,
        DoorLine::Cleaned,
        DoorLine::Explained,
        DoorLine::NoDrink,
        DoorLine::NoSmoke,
        DoorLine::NoMoney,
    ];

    /// Returns the word used in commands, locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            DoorLine::Greeted => "greeted",
            DoorLine::Covers => "covers",
            DoorLine::Cloth => "cloth",
            DoorLine::Leaflet => "leaflet",
            DoorLine::Card => "card",
            DoorLine::Number => "number",
            DoorLine::Cleaned => "cleaned",
            DoorLine::Explained => "explained",
            DoorLine::NoDrink => "no_drink",
            DoorLine::NoSmoke => "no_smoke",
            DoorLine::NoMoney => "no_money",
        }
    }
}

/// Returns the lines that are not ticked.
pub fn missing(ticked: &[DoorLine]) -> Vec<DoorLine> {
    let lines = DoorLine::ALL.into_iter();
    lines.filter(|line| !ticked.contains(line)).collect()
}

/// Reads the lines that are ticked: `all`, their words, or their numbers from 1, parted by commas;
/// the first part that is none of them is the error.
///
/// # Errors
/// The part that is no line.
pub fn read(text: &str) -> Result<Vec<DoorLine>, String> {
    if text.trim() == "all" {
        return Ok(DoorLine::ALL.to_vec());
    }
    let parts = text.split([',', '，', '、']).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| one(part).ok_or_else(|| part.to_owned()))
        .collect()
}

fn one(part: &str) -> Option<DoorLine> {
    let by_word = DoorLine::ALL.into_iter().find(|line| line.word() == part);
    let number = crate::domain::plain::digits(part).parse::<usize>().ok();
    let by_number = || DoorLine::ALL.get(number?.checked_sub(1)?).copied();
    by_word.or_else(by_number)
}
