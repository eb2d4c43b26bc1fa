//! Which column of a file holds what, and which centre a department works for.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::Centre;

use super::ReadError;
use crate::domain::sheet::clean;

const CENTRES: &str = include_str!("../../../data/matters/centres.toml");

/// A field of a matter as a column of our own form, in that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The code.
    Code,
    /// The centre.
    Centre,
    /// The official name.
    Name,
    /// The department line.
    Department,
    /// The statutory limit.
    Statutory,
    /// The promised limit.
    Promised,
    /// The papers.
    Materials,
    /// What residents call it.
    Aliases,
    /// Where the figures come from.
    Provenance,
    /// The steps.
    Steps,
    /// Who may apply.
    Conditions,
    /// How often the resident must come.
    InPerson,
    /// Whether somebody else may bring it.
    Proxy,
    /// The paper that comes out of it.
    Result,
    /// Where it can be handed in.
    Channels,
    /// The departments that handle it together.
    Joint,
}

impl Field {
    /// All fields in the order of our own columns.
    pub const ALL: [Field; 16] = [
        Field::Code,
        Field::Centre,
        Field::Name,
        Field::Department,
        Field::Statutory,
        Field::Promised,
        Field::Materials,
        Field::Aliases,
        Field::Provenance,
        Field::Steps,
        Field::Conditions,
        Field::InPerson,
        Field::Proxy,
        Field::Result,
        Field::Channels,
        Field::Joint,
    ];

    /// Returns the header of the field's column in our own form.
    pub fn own_header(self) -> &'static str {
        self.headers()[0]
    }

    /// The headers under which files in use hold the field, our own first.
    fn headers(self) -> &'static [&'static str] {
        match self {
            Field::Code => &[
                "code",
                "task_code",
                "item_code",
                "事项编码",
                "实施编码",
                "基本编码",
                "事项代码",
                "编码",
                "代码",
            ],
            Field::Centre => &["centre", "center", "中心", "承办中心"],
            Field::Name => &[
                "name",
                "task_name",
                "item_name",
                "事项名称",
                "名称",
                "办理项名称",
            ],
            Field::Department => &[
                "department",
                "dept",
                "dept_name",
                "dept_line",
                "条线",
                "部门",
                "实施部门",
                "实施主体",
                "责任部门",
            ],
            Field::Statutory => &[
                "statutory",
                "legal_limit",
                "statutory_limit",
                "法定时限",
                "法定办结时限",
                "法定期限",
            ],
            Field::Promised => &[
                "promised",
                "promised_limit",
                "承诺时限",
                "承诺办结时限",
                "承诺期限",
            ],
            Field::Materials => &["materials", "材料", "申请材料", "申报材料", "所需材料"],
            Field::Aliases => &["aliases", "alias", "别名", "俗称"],
            Field::Provenance => &["provenance", "来源"],
            Field::Steps => &["steps", "步骤", "办理环节"],
            Field::Conditions => &[
                "conditions",
                "accept_condition",
                "受理条件",
                "申请条件",
                "办理条件",
            ],
            Field::InPerson => &[
                "in_person",
                "scene_trips",
                "到场",
                "到现场次数",
                "到办事现场次数",
            ],
            Field::Proxy => &["proxy", "代办", "可否代办", "是否可代办"],
            Field::Result => &["result", "结果", "结果名称", "办理结果", "审批结果"],
            Field::Channels => &["channels", "渠道", "办理渠道"],
            Field::Joint => &["joint", "联办部门", "联办机构"],
        }
    }
}

/// Which column holds which field; what it does not name is found by the headers in use.
///
/// Written in a TOML table, or on the command line as `name=事项名称,code=编号,limit_unit=wd`.
/// The header `-` leaves a column out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnMap {
    /// The header of the codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The header of the centres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centre: Option<String>,
    /// The header of the official names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The header of the departments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The header of the statutory limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statutory: Option<String>,
    /// The header of the promised limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
    /// The header of the papers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub materials: Option<String>,
    /// The header of the aliases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<String>,
    /// The header of the provenances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<String>,
    /// The header of the steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<String>,
    /// The header of the conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// The header of how often the resident must come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_person: Option<String>,
    /// The header of whether somebody else may bring it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// The header of the resulting papers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The header of the channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<String>,
    /// The header of the departments that handle it together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joint: Option<String>,
    /// The centre of every row that has none of its own, whatever its department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_centre: Option<Centre>,
    /// The centre of a row whose department tells nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_centre: Option<Centre>,
    /// The characters that part papers and aliases, besides a line break; `|` when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separators: Option<String>,
    /// The unit of limits that are bare numbers: `wd`, `d` or `m`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_unit: Option<String>,
}

impl ColumnMap {
    fn header(&self, field: Field) -> Option<&str> {
        match field {
            Field::Code => &self.code,
            Field::Centre => &self.centre,
            Field::Name => &self.name,
            Field::Department => &self.department,
            Field::Statutory => &self.statutory,
            Field::Promised => &self.promised,
            Field::Materials => &self.materials,
            Field::Aliases => &self.aliases,
            Field::Provenance => &self.provenance,
            Field::Steps => &self.steps,
            Field::Conditions => &self.conditions,
            Field::InPerson => &self.in_person,
            Field::Proxy => &self.proxy,
            Field::Result => &self.result,
            Field::Channels => &self.channels,
            Field::Joint => &self.joint,
        }
        .as_deref()
    }
}

impl FromStr for ColumnMap {
    type Err = ReadError;

    /// Reads `name=事项名称,code=编号,…`: the keys of the TOML form, parted by commas.
    fn from_str(pairs: &str) -> Result<Self, Self::Err> {
        let mut table = toml::Table::new();
        for pair in pairs.split(',').filter(|p| !p.trim().is_empty()) {
            let Some((key, value)) = pair.split_once('=') else {
                return Err(ReadError::MapPair(pair.trim().to_string()));
            };
            let value = toml::Value::String(value.trim().to_string());
            if table.insert(key.trim().to_string(), value).is_some() {
                return Err(ReadError::MapTwice(key.trim().to_string()));
            }
        }
        let mut read = toml::Table::new();
        for (key, value) in table {
            read.insert(key.clone(), value);
            // One by one, so that the pair that does not do has a name.
            if read.clone().try_into::<ColumnMap>().is_err() {
                return Err(ReadError::MapKey(key));
            }
        }
        read.try_into().map_err(|_| ReadError::MapKey(pairs.into()))
    }
}

/// Which centre a department's name points to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CentreRules {
    /// The centre of departments without a keyword.
    pub default: Centre,
    keywords: Keywords,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keywords {
    economy: Vec<String>,
    social: Vec<String>,
    governance: Vec<String>,
}

impl CentreRules {
    /// Returns the shipped rules.
    pub fn shipped() -> Self {
        CENTRES
            .parse()
            .expect("a test reads the embedded keyword table")
    }

    /// Returns the centre of the longest keyword in a department's name; in a tie, the first by sign.
    pub fn of(&self, department: &str) -> Option<Centre> {
        let mut best: Option<(usize, Centre)> = None;
        for (centre, words) in [
            (Centre::Economy, &self.keywords.economy),
            (Centre::Social, &self.keywords.social),
            (Centre::Governance, &self.keywords.governance),
        ] {
            for word in words.iter().filter(|w| department.contains(w.as_str())) {
                if best.is_none_or(|(length, _)| word.len() > length) {
                    best = Some((word.len(), centre));
                }
            }
        }
        best.map(|(_, centre)| centre)
    }
}

impl FromStr for CentreRules {
    type Err = toml::de::Error;

    fn from_str(table: &str) -> Result<Self, Self::Err> {
        toml::from_str(table)
    }
}

/// What parts papers, steps and aliases where no map says otherwise; the second is what an input
/// method for Chinese writes.
const SEPARATORS: &str = "|｜";

/// A map that fits one file.
pub(super) struct Columns {
    places: [Option<usize>; Field::ALL.len()],
    pub(super) count: usize,
    pub(super) fixed_centre: Option<Centre>,
    pub(super) default_centre: Centre,
    pub(super) rules: CentreRules,
    pub(super) separators: String,
    pub(super) limit_unit: String,
}

impl Columns {
    /// Returns the columns of our own form.
    pub(super) fn own() -> Self {
        let rules = CentreRules::shipped();
        Columns {
            places: Field::ALL.map(|field| Some(field as usize)),
            count: Field::ALL.len(),
            fixed_centre: None,
            default_centre: rules.default,
            rules,
            separators: SEPARATORS.to_string(),
            limit_unit: String::new(),
        }
    }

    /// Finds the columns of a file by its header.
    pub(super) fn find(header: &[String], map: &ColumnMap) -> Result<Self, ReadError> {
        let rules = CentreRules::shipped();
        let mut places = [None; Field::ALL.len()];
        for field in Field::ALL {
            places[field as usize] = place(header, map, field)?;
        }
        for field in [Field::Code, Field::Name] {
            if places[field as usize].is_none() {
                let headers = headers(header);
                return Err(ReadError::NoColumn { field, headers });
            }
        }
        Ok(Columns {
            places,
            count: header.len(),
            fixed_centre: map.fixed_centre,
            default_centre: map.default_centre.unwrap_or(rules.default),
            rules,
            separators: map
                .separators
                .clone()
                .unwrap_or_else(|| SEPARATORS.to_string()),
            limit_unit: map.limit_unit.clone().unwrap_or_default(),
        })
    }

    /// Returns the place of a field's column.
    pub(super) fn place(&self, field: Field) -> Option<usize> {
        self.places[field as usize]
    }
}

fn place(header: &[String], map: &ColumnMap, field: Field) -> Result<Option<usize>, ReadError> {
    let at = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    match map.header(field) {
        Some("-") => Ok(None),
        Some(name) => match at(&clean(name)) {
            Some(place) => Ok(Some(place)),
            None => Err(ReadError::NoSuchHeader {
                field,
                header: name.to_string(),
                headers: headers(header),
            }),
        },
        None => Ok(field.headers().iter().find_map(|name| at(name))),
    }
}

fn headers(header: &[String]) -> String {
    // A file that is no catalogue may have a header of any length.
    header.join(", ").chars().take(400).collect()
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.own_header())
    }
}
