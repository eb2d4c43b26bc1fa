//! A matter (事项): one line of the hall's catalogue.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::ids::Centre;

mod finding;
mod handling;

pub use self::finding::MatterFinding;
pub use self::finding::StepsSum;
pub use self::finding::promises_too_long;
pub use self::handling::Channel;
pub use self::handling::InPerson;
pub use self::handling::MatterStep;
pub use self::handling::Proxy;
pub use self::handling::StepKind;

/// How long a matter may take, in its own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Done while the resident waits (即办).
    OnTheSpot,
    /// So many working days; the day of acceptance is not counted.
    WorkingDays(u16),
    /// So many natural days; an end on a day off moves to the next working day.
    NaturalDays(u16),
    /// So many calendar months, clamped to the month's end.
    Months(u16),
    /// No limit is set.
    None,
}

impl fmt::Display for Limit {
    /// Writes the short form of files and commands: `spot`, `20wd`, `90d`, `1m`, `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::OnTheSpot => f.write_str("spot"),
            Limit::WorkingDays(n) => write!(f, "{n}wd"),
            Limit::NaturalDays(n) => write!(f, "{n}d"),
            Limit::Months(n) => write!(f, "{n}m"),
            Limit::None => f.write_str("none"),
        }
    }
}

impl FromStr for Limit {
    type Err = String;

    /// Reads `20wd`, `90d`, `1m`, `spot`, `none` and the forms of Chinese catalogues:
    /// `20工`, `20(工作日)`, `20个工作日`, `90自`, `90(自然日)`, `90天`, `1个月`, `即`, `即办`, `无`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is not a limit such as 20wd, 90d, 1m, spot or none");
        let t: String = text
            .trim()
            .chars()
            .map(|c| match c {
                '（' => '(',
                '）' => ')',
                '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
                other => other.to_ascii_lowercase(),
            })
            .filter(|c| !c.is_whitespace())
            .collect();
        match t.as_str() {
            "spot" | "即" | "即办" | "当场" | "当场办结" | "即时办结" => {
                return Ok(Limit::OnTheSpot);
            }
            "" | "none" | "无" | "年度" | "-" | "—" => return Ok(Limit::None),
            _ => {}
        }
        let digits = t.bytes().take_while(u8::is_ascii_digit).count();
        let n: u16 = t[..digits].parse().map_err(|_| wrong())?;
        let unit = t[digits..]
            .trim_start_matches('个')
            .trim_matches(['(', ')']);
        match unit {
            "wd" | "工" | "工作日" | "个工作日" => Ok(Limit::WorkingDays(n)),
            "d" | "自" | "自然日" | "天" | "日" => Ok(Limit::NaturalDays(n)),
            "m" | "月" | "个月" => Ok(Limit::Months(n)),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// In which form a paper is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum PaperForm {
    /// The original is handed in.
    #[default]
    Original,
    /// A copy is handed in.
    Copy,
    /// The paper is looked at and given back (核验).
    Check,
}

/// One paper a matter asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// The paper's name as on the one-time notice.
    pub name: String,
    /// The form in which it is wanted.
    #[serde(default)]
    pub form: PaperForm,
    /// Whether the case may be accepted without it against a written promise (容缺).
    #[serde(default)]
    pub deferrable: bool,
    /// How many are wanted, at least 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u8,
    /// Who issues it, as 公安派出所; empty when the resident writes it or nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
}

impl Material {
    /// Returns one original of a paper that cannot come later.
    pub fn named(name: &str) -> Self {
        Material {
            name: name.to_owned(),
            form: PaperForm::Original,
            deferrable: false,
            count: 1,
            issuer: String::new(),
        }
    }
}

fn one() -> u8 {
    1
}

fn is_one(count: &u8) -> bool {
    *count == 1
}

/// Returns whether a field still has its first value, so that older entries keep their bytes.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Where a limit or paper list comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// Read in a public source.
    Source,
    /// Common knowledge, shipped as a default the hall is to check and edit.
    #[default]
    Default,
    /// Entered or imported by the hall.
    Hall,
}

/// One line of the hall's catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// The code that names the matter for ever, unique in the hall.
    pub code: String,
    /// The centre that does the work.
    pub centre: Centre,
    /// The official name.
    pub name: String,
    /// The department line (条线), as 民政.
    #[serde(default)]
    pub department: String,
    /// The statutory limit.
    pub statutory: Limit,
    /// The limit promised to residents.
    pub promised: Limit,
    /// The papers, in the order in which the clerk asks for them.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// What residents call it: 低保, 高龄, 残补.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Where the figures come from.
    #[serde(default)]
    pub provenance: Provenance,
    /// The steps in their order, each with its limit; empty when nobody wrote them down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<MatterStep>,
    /// Who may apply, in one text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conditions: String,
    /// How often the resident must come in person.
    #[serde(default, skip_serializing_if = "is_default")]
    pub in_person: InPerson,
    /// Whether somebody else may bring it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub proxy: Proxy,
    /// The paper that comes out of it, as 低保证; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub result: String,
    /// Where it can be handed in; empty when nobody said, which means at the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// The departments that handle it together; empty when one does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<String>,
}

impl Matter {
    /// Returns a matter without limits, papers or anything else than its names.
    pub fn named(code: &str, centre: Centre, name: &str) -> Self {
        Matter {
            code: code.to_owned(),
            centre,
            name: name.to_owned(),
            department: String::new(),
            statutory: Limit::None,
            promised: Limit::None,
            materials: Vec::new(),
            aliases: Vec::new(),
            provenance: Provenance::Default,
            steps: Vec::new(),
            conditions: String::new(),
            in_person: InPerson::No,
            proxy: Proxy::Allowed,
            result: String::new(),
            channels: Vec::new(),
            joint: Vec::new(),
        }
    }

    /// Returns whether only the applicant may bring it.
    ///
    /// Source: rule D5 of the hall: what needs the person takes no proxy.
    pub fn takes_no_proxy(&self) -> bool {
        self.proxy == Proxy::Refused || self.in_person == InPerson::Always
    }

    /// Returns whether the matter is done while the resident waits.
    pub fn on_the_spot(&self) -> bool {
        self.promised == Limit::OnTheSpot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_catalogues_write_them() {
        for (text, want) in [
            ("20(工作日)", Limit::WorkingDays(20)),
            ("90（自然日）", Limit::NaturalDays(90)),
            ("20个工作日", Limit::WorkingDays(20)),
            ("30工", Limit::WorkingDays(30)),
            ("60自", Limit::NaturalDays(60)),
            ("无", Limit::None),
            ("即", Limit::OnTheSpot),
            ("1个月", Limit::Months(1)),
            ("2(月)", Limit::Months(2)),
            (" 5wd ", Limit::WorkingDays(5)),
        ] {
            assert_eq!(text.parse::<Limit>().unwrap(), want, "{text}");
        }
        for wrong in ["soon", "20", "-3wd", "99999999wd", "工"] {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_matter_of_an_older_entry_keeps_its_bytes() {
        let old = r#"{"code":"S1","centre":"social","name":"低保","department":"民政","statutory":"30wd","promised":"20wd","materials":[{"name":"身份证","form":"check","deferrable":false}],"aliases":[],"provenance":"default"}"#;
        let matter: Matter = serde_json::from_str(old).unwrap();
        assert_eq!(matter.materials[0].count, 1);
        assert_eq!(matter.proxy, Proxy::Allowed);
        assert_eq!(serde_json::to_string(&matter).unwrap(), old);
    }

    #[test]
    fn a_limit_reads_back_what_it_writes() {
        for limit in [
            Limit::OnTheSpot,
            Limit::WorkingDays(7),
            Limit::NaturalDays(60),
            Limit::Months(1),
            Limit::None,
        ] {
            assert_eq!(limit.to_string().parse::<Limit>().unwrap(), limit);
        }
    }
}
