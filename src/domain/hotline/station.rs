//! Who is nearest to a caller, and why: decided so that anybody can check it.

use serde::{Deserialize, Serialize};

use crate::domain::site::Org;

/// Where a job is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Its name.
    pub name: String,
    /// The site it is, where it has a store of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Org>,
}

/// Why a job is sent to a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// It is the station of the caller's own village.
    SameVillage,
    /// The settings name it for the caller's village.
    ListedVillage,
    /// Nothing is nearer, and it stands first in the settings.
    FirstListed,
    /// There is no other: this site sees to it itself.
    Here,
    /// Somebody chose it.
    Chosen,
}

impl Nearness {
    /// All of them, the nearest first.
    pub const ALL: [Nearness; 5] = [
        Nearness::SameVillage,
        Nearness::ListedVillage,
        Nearness::FirstListed,
        Nearness::Here,
        Nearness::Chosen,
    ];

    /// Returns the word used in locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Nearness::SameVillage => "same_village",
            Nearness::ListedVillage => "listed_village",
            Nearness::FirstListed => "first_listed",
            Nearness::Here => "here",
            Nearness::Chosen => "chosen",
        }
    }
}

/// A service point of the settings: it has no store, and the hotline keeps its books.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListedStation {
    /// Its name.
    pub name: String,
    /// The codes of the villages it is nearest to.
    pub villages: Vec<String>,
    /// Who can be sent from it.
    pub people: Vec<String>,
}

/// The hotline's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HotlineRules {
    /// Within how many working days a job is to be done.
    ///
    /// Source: rule H2 of the hall, 安阳市政务服务条例 article 50: five working days.
    pub due_days: u16,
    /// The service points, the one to be asked first in front.
    pub stations: Vec<ListedStation>,
}

impl Default for HotlineRules {
    fn default() -> Self {
        HotlineRules {
            due_days: 5,
            stations: Vec::new(),
        }
    }
}

impl HotlineRules {
    /// Returns the name of the first setting the hotline cannot work with.
    ///
    /// # Errors
    /// The name.
    pub fn check(&self) -> Result<(), &'static str> {
        let named = |station: &ListedStation| {
            let name = station.name.trim();
            let plain = !name.is_empty() && !name.chars().any(char::is_control);
            let villages = station.villages.iter();
            plain && name.chars().count() <= 60 && villages.into_iter().all(|code| is_village(code))
        };
        if !(1..=60).contains(&self.due_days) {
            return Err("due_days");
        }
        match self.stations.len() <= 500 && self.stations.iter().all(named) {
            true => Ok(()),
            false => Err("stations"),
        }
    }
}

fn is_village(code: &str) -> bool {
    code.len() == 12 && code.bytes().all(|b| b.is_ascii_digit())
}

/// Returns the station nearest to a caller and why it is: the site of the caller's village, else the
/// first of the settings that names the village, else the first of the settings, else this site.
///
/// `village` is the code of the caller's village, or empty; `sites` are the stations below this one.
///
/// Source: rule A6 of the hall: sent to the nearest of the stations; how near is found is the
/// program's own rule, made to be checked by anybody who reads it.
pub fn nearest(
    village: &str,
    sites: &[Station],
    listed: &[ListedStation],
    here: &Station,
) -> (Station, Nearness) {
    let by_code = |site: &&Station| site.site.is_some_and(|org| org.to_string() == village);
    if let Some(site) = sites.iter().find(by_code) {
        return (site.clone(), Nearness::SameVillage);
    }
    let names = |station: &&ListedStation| station.villages.iter().any(|code| code == village);
    let point = |station: &ListedStation| Station {
        name: station.name.clone(),
        site: None,
    };
    match (listed.iter().find(names), listed.first()) {
        (Some(station), _) => (point(station), Nearness::ListedVillage),
        (None, Some(station)) => (point(station), Nearness::FirstListed),
        (None, None) => (here.clone(), Nearness::Here),
    }
}
