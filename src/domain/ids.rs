//! Identities and small numbers with a meaning.
//!
//! Entities are UUIDv7 made by the caller (the domain has no clock and no randomness);
//! windows, staff and tickets have numbers that people say aloud.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text.trim()).map($name)
            }
        }
    };
}

uuid_id!(
    /// One coming of one resident; it may hold several errands.
    VisitId
);
uuid_id!(
    /// One errand of a visit: one matter served at one window, rated once.
    ErrandId
);
uuid_id!(
    /// A meeting that judges.
    MeetingId
);
uuid_id!(
    /// One accepted application.
    CaseId
);
uuid_id!(
    /// One resident or organisation in the register.
    PersonId
);
uuid_id!(
    /// One emergency call of a member of staff.
    EmergencyId
);

uuid_id!(
    /// One one-time notice of missing papers.
    NoticeId
);
uuid_id!(
    /// One recorded no of a window.
    NoId
);
uuid_id!(
    /// One matter handed to window 1.
    HardId
);
uuid_id!(
    /// One booked time.
    BookingId
);
uuid_id!(
    /// One job of the hotline.
    JobId
);
uuid_id!(
    /// One person's score sheet of one period.
    SheetId
);
uuid_id!(
    /// One task of a duty leader.
    TaskId
);
uuid_id!(
    /// One registered problem or criticism.
    ProblemId
);

macro_rules! small_number {
    ($(#[$doc:meta])* $name:ident, $int:ty, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub $int);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text.trim().parse::<$int>() {
                    Ok(n) if n >= 1 => Ok($name(n)),
                    _ => Err(format!(concat!("{:?} is not ", $what), text)),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_u64(u64::from(self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                number_or_text(from)
            }
        }
    };
}

small_number!(
    /// The number on a window's sign, from 1.
    WindowNo, u16, "a window number (1 to 65535)"
);
small_number!(
    /// A member of staff's badge number, from 1; 0 never belongs to a person.
    StaffNo, u32, "a badge number (1 or more)"
);

/// Reads a value that may come as a number or as text, as command lines and forms give it.
///
/// # Errors
/// The type's own parse error, as the deserializer's.
pub fn number_or_text<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: fmt::Display,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(String),
    }
    let text = match Either::deserialize(from)? {
        Either::Number(n) => n.to_string(),
        Either::Text(text) => text,
    };
    text.parse().map_err(serde::de::Error::custom)
}

/// Reads a yes or no that may come as a truth value or as text.
///
/// # Errors
/// The deserializer's, when it is neither.
pub fn yes_or_text<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Truth(bool),
        Text(String),
    }
    match Either::deserialize(from)? {
        Either::Truth(yes) => Ok(yes),
        Either::Text(text) => match text.trim() {
            "true" | "yes" | "1" | "" => Ok(true),
            "false" | "no" | "0" => Ok(false),
            other => Err(serde::de::Error::custom(format!(
                "{other:?} is neither true nor false"
            ))),
        },
    }
}

/// One of the hall's three centres.
///
/// Source: the one-station-three-centres model of Tianjin Baodi (一站三中心).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Centre {
    /// 经济发展: subsidies, farm machines, land, co-operatives.
    Economy,
    /// 社会事务: relief, insurance, disability, births.
    Social,
    /// 综治信访: mediation, petitions, reports.
    Governance,
}

impl Centre {
    /// All centres in the order of their signs.
    pub const ALL: [Centre; 3] = [Centre::Economy, Centre::Social, Centre::Governance];

    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Centre::Economy => "economy",
            Centre::Social => "social",
            Centre::Governance => "governance",
        }
    }
}

impl fmt::Display for Centre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Centre {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "economy" | "a" | "经济发展" | "经济" => Ok(Centre::Economy),
            "social" | "b" | "社会事务" | "社会" => Ok(Centre::Social),
            "governance" | "c" | "综治信访" | "综治" => Ok(Centre::Governance),
            _ => Err(format!(
                "{text:?} is not a centre: economy, social or governance"
            )),
        }
    }
}

/// The number printed on a slip: a band letter and a count, as in `B023`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TicketNo {
    /// The band letter, `A` to `Z`.
    pub band: char,
    /// The count within the band and the local day, from 1.
    pub count: u32,
}

impl fmt::Display for TicketNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.band, self.count)
    }
}

impl FromStr for TicketNo {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is not a ticket number such as B023");
        let trimmed = text.trim();
        let mut chars = trimmed.chars();
        let band = chars.next().ok_or_else(wrong)?.to_ascii_uppercase();
        let digits = chars.as_str();
        if !band.is_ascii_uppercase() || digits.is_empty() || digits.len() > 6 {
            return Err(wrong());
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let count: u32 = digits.parse().map_err(|_| wrong())?;
        if count == 0 {
            return Err(wrong());
        }
        Ok(TicketNo { band, count })
    }
}

impl Serialize for TicketNo {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TicketNo {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_number_reads_back_as_it_is_printed() {
        let no: TicketNo = "b23".parse().unwrap();
        assert_eq!(no.to_string(), "B023");
        assert_eq!("B1023".parse::<TicketNo>().unwrap().count, 1023);
    }

    #[test]
    fn a_wrong_ticket_number_is_refused() {
        for wrong in ["", "B", "23", "B000", "B-1", "中12", "B1234567"] {
            assert!(wrong.parse::<TicketNo>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_window_number_comes_as_number_or_text() {
        assert_eq!(serde_json::from_str::<WindowNo>("3").unwrap(), WindowNo(3));
        assert_eq!(
            serde_json::from_str::<WindowNo>("\"3\"").unwrap(),
            WindowNo(3)
        );
        assert!(serde_json::from_str::<WindowNo>("0").is_err());
    }
}
