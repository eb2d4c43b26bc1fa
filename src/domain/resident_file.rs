//! Reads registers of residents and organisations as other offices keep them.
//!
//! Every row ends either in the people or among the rejected, with its line in the file and a reason.
//! An odd number is no reason: it is counted among the notes, as a window would only warn of it.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::event::Applicant;
use crate::domain::number::Finding;
use crate::domain::number::Subject;
use crate::domain::number::mask_id;
use crate::domain::plain;
use crate::domain::sheet::Sheet;
use crate::domain::sheet::clean;

/// The longest name or address, characters.
const MAX_NAME: usize = 100;
/// The longest number or phone, characters.
const MAX_CODE: usize = 40;

/// A column of such a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The name.
    Name,
    /// Resident ID or credit code.
    Number,
    /// The phone.
    Phone,
    /// The village, by name or by its 12-digit code.
    Village,
    /// The address, taken where there is no village.
    Address,
}

impl Field {
    /// All columns.
    pub const ALL: [Field; 5] = [
        Field::Name,
        Field::Number,
        Field::Phone,
        Field::Village,
        Field::Address,
    ];

    /// Returns the word used with `--map`.
    pub fn word(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Number => "number",
            Field::Phone => "phone",
            Field::Village => "village",
            Field::Address => "address",
        }
    }

    /// The headers under which files in use hold the column.
    fn headers(self) -> &'static [&'static str] {
        match self {
            Field::Name => &["name", "姓名", "名称", "单位名称", "户主姓名", "申请人"],
            Field::Number => &[
                "number",
                "id",
                "证件号码",
                "身份证号",
                "身份证号码",
                "公民身份号码",
                "证件号",
                "统一社会信用代码",
            ],
            Field::Phone => &["phone", "电话", "联系电话", "手机", "手机号", "手机号码"],
            Field::Village => &[
                "village",
                "村",
                "村居",
                "村/社区",
                "村（居）",
                "所在村",
                "行政村",
                "社区",
                "村代码",
            ],
            Field::Address => &[
                "address",
                "地址",
                "住址",
                "家庭住址",
                "联系地址",
                "户籍地址",
            ],
        }
    }
}

/// Why a file as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// No header is known for a column that every file needs, or the map names one it does not have.
    NoColumn {
        /// The column.
        field: Field,
        /// The file's headers, joined by commas.
        headers: String,
    },
    /// The map is not of the form `name=HEADER,number=HEADER`.
    Map(String),
}

/// Why a row was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is in it.
    Empty,
    /// It has another number of cells than the header.
    Cells {
        /// The cells found.
        found: usize,
        /// The cells of the header.
        want: usize,
    },
    /// The name is missing.
    NoName,
    /// Beside the name nothing tells this person from another.
    OnlyName,
    /// A cell holds characters that cannot be read.
    Garbled(Field),
    /// A cell is longer than anything of its kind.
    TooLong(Field),
    /// A spreadsheet rounded the number.
    Rounded,
    /// The number stood on an earlier line.
    Twice {
        /// The number, masked.
        number: String,
        /// That line.
        first: u64,
    },
}

/// What came out of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// The people that were taken, in the file's order.
    pub people: Vec<Applicant>,
    /// The rows that were not: line from 1, reason.
    pub rejected: Vec<(u64, Reason)>,
    /// Odd numbers: the code of the finding, and how many rows have it first.
    pub odd: Vec<(&'static str, u64)>,
    /// Whether the file is in GB18030.
    pub gb18030: bool,
}

/// Which header holds which column, as given with `--map`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap(Vec<(Field, String)>);

impl std::str::FromStr for ColumnMap {
    type Err = Unreadable;

    fn from_str(pairs: &str) -> Result<Self, Self::Err> {
        let mut map = ColumnMap::default();
        for pair in pairs.split(',').filter(|pair| !pair.trim().is_empty()) {
            let known = pair.split_once('=').and_then(|(word, header)| {
                let field = Field::ALL.into_iter().find(|f| f.word() == word.trim())?;
                Some((field, clean(header)))
            });
            map.0
                .push(known.ok_or_else(|| Unreadable::Map(pair.trim().to_owned()))?);
        }
        Ok(map)
    }
}

/// Reads a register from a sheet; `today` tells whether a birth date lies in the future.
///
/// # Errors
/// [`Unreadable`] when nothing in it can be told apart.
pub fn take(sheet: &Sheet, map: &ColumnMap, today: NaiveDate) -> Result<Import, Unreadable> {
    let columns = Columns::find(&sheet.headers, map)?;
    let mut import = Import {
        gb18030: sheet.gb18030,
        ..Import::default()
    };
    let mut lines: HashMap<String, u64> = HashMap::new();
    for row in &sheet.rows {
        let line = row.line;
        let row = Row {
            cells: &row.cells,
            columns: &columns,
            width: sheet.headers.len(),
        };
        match row.applicant(today, line, &mut lines) {
            Ok((applicant, odd)) => {
                import.people.push(applicant);
                if let Some(odd) = odd {
                    count(&mut import.odd, odd.code());
                }
            }
            Err(reason) => import.rejected.push((line, reason)),
        }
    }
    Ok(import)
}

fn count(counts: &mut Vec<(&'static str, u64)>, code: &'static str) {
    match counts.iter_mut().find(|(known, _)| *known == code) {
        Some((_, n)) => *n += 1,
        None => counts.push((code, 1)),
    }
}

struct Columns([Option<usize>; Field::ALL.len()]);

impl Columns {
    fn find(header: &[String], map: &ColumnMap) -> Result<Columns, Unreadable> {
        let at = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let mut columns = Columns([None; Field::ALL.len()]);
        for field in Field::ALL {
            let mapped = map.0.iter().find(|(known, _)| *known == field);
            let place = match mapped {
                Some((_, name)) => at(name),
                None => field.headers().iter().find_map(|name| at(name)),
            };
            if place.is_none() && (mapped.is_some() || field == Field::Name) {
                let headers = header.join(", ").chars().take(400).collect();
                return Err(Unreadable::NoColumn { field, headers });
            }
            columns.0[field as usize] = place;
        }
        Ok(columns)
    }
}

struct Row<'r> {
    cells: &'r [String],
    columns: &'r Columns,
    width: usize,
}

impl Row<'_> {
    fn applicant(
        &self,
        today: NaiveDate,
        line: u64,
        lines: &mut HashMap<String, u64>,
    ) -> Result<(Applicant, Option<Finding>), Reason> {
        if self.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Err(Reason::Empty);
        }
        let (found, want) = (self.cells.len(), self.width);
        if found != want {
            return Err(Reason::Cells { found, want });
        }
        let name = self.text(Field::Name, MAX_NAME)?;
        if name.is_empty() {
            return Err(Reason::NoName);
        }
        let number = plain::digits(&self.text(Field::Number, MAX_CODE)?);
        let phone = plain::digits(&self.text(Field::Phone, MAX_CODE)?);
        let mut village = self.text(Field::Village, MAX_NAME)?;
        if village.is_empty() {
            village = self.text(Field::Address, MAX_NAME)?;
        }
        if number.is_empty() && phone.is_empty() && village.is_empty() {
            return Err(Reason::OnlyName);
        }
        let subject = Subject::read(&number, today);
        if is_rounded(&number, &subject) {
            return Err(Reason::Rounded);
        }
        if !subject.number.is_empty() {
            if let Some(first) = lines.get(&subject.number) {
                return Err(Reason::Twice {
                    number: mask_id(&subject.number),
                    first: *first,
                });
            }
            lines.insert(subject.number.clone(), line);
        }
        let applicant = Applicant {
            name,
            number: subject.number,
            phone,
            village,
        };
        Ok((applicant, subject.findings.first().copied()))
    }

    fn text(&self, field: Field, most: usize) -> Result<String, Reason> {
        let at = self.columns.0[field as usize];
        let cell = at.and_then(|at| self.cells.get(at));
        let cell = clean(cell.map_or("", String::as_str));
        if cell.contains('\u{fffd}') {
            return Err(Reason::Garbled(field));
        }
        if cell.chars().count() > most {
            return Err(Reason::TooLong(field));
        }
        // A spreadsheet puts an apostrophe before digits that are to stay text.
        Ok(plain::clean_line(cell.trim_start_matches('\''), most).text)
    }
}

/// Returns whether a spreadsheet took the number for a quantity: `1.10105E+17`, or 15 places and zeros.
fn is_rounded(number: &str, subject: &Subject) -> bool {
    let quantity = number.contains(['E', 'e', '.']) && number.parse::<f64>().is_ok();
    let odd = subject.findings.contains(&Finding::CheckDigit);
    quantity || (odd && number.ends_with("000") && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 12).unwrap()
    }

    fn read(bytes: &[u8], map: &ColumnMap) -> Result<Import, Unreadable> {
        take(&Sheet::read(bytes).unwrap(), map, today())
    }

    fn taken(text: &str) -> Import {
        read(text.as_bytes(), &ColumnMap::default()).unwrap()
    }

    #[test]
    fn a_register_in_gb18030_with_rare_names_is_read() {
        let text = "序号,姓名,证件号码,联系电话,行政村\r\n1,𠮷川,11010519491231002x,138 0000 0000,柳树庄\r\n";
        let (bytes, _, lost) = encoding_rs::GB18030.encode(text);
        assert!(!lost);
        let import = read(&bytes, &ColumnMap::default()).unwrap();
        assert!(import.gb18030 && import.rejected.is_empty());
        let person = &import.people[0];
        assert_eq!(
            (person.name.as_str(), person.number.as_str()),
            ("𠮷川", "11010519491231002X")
        );
        assert_eq!(
            (person.phone.as_str(), person.village.as_str()),
            ("13800000000", "柳树庄")
        );
    }

    #[test]
    fn every_row_not_taken_is_named_with_its_line_and_reason() {
        let import = taken(
            "姓名,证件号码,电话,地址\n王芳,11010519491231002X,,\n,1,2,3\n李四,,,\n张三丰,1.10105E+17,,\n\
             赵六,110105194912310000,,\n,,,\n王方,11010519491231002x,,\n孙七,1\n\u{fffd},,13800000000,\n",
        );
        let reasons: Vec<(u64, Reason)> = vec![
            (3, Reason::NoName),
            (4, Reason::OnlyName),
            (5, Reason::Rounded),
            (6, Reason::Rounded),
            (7, Reason::Empty),
            (
                8,
                Reason::Twice {
                    number: "110105********002X".to_owned(),
                    first: 2,
                },
            ),
            (9, Reason::Cells { found: 2, want: 4 }),
            (10, Reason::Garbled(Field::Name)),
        ];
        assert_eq!(import.rejected, reasons);
        assert_eq!(import.people.len(), 1);
    }

    #[test]
    fn an_odd_number_is_taken_and_counted() {
        let import = taken("姓名,证件号码\n某公司,91350211M0000XUF46\n王芳,110105491231002\n");
        assert_eq!(import.people.len(), 2);
        assert_eq!(import.odd, [("check_digit", 1), ("old_form", 1)]);
    }

    #[test]
    fn a_map_names_the_columns_and_what_it_names_must_be_there() {
        let map: ColumnMap = "name=户主,number=号".parse().unwrap();
        let text = "户主,号\n王芳,11010519491231002X\n";
        let import = read(text.as_bytes(), &map).unwrap();
        assert_eq!(import.people.len(), 1);
        let other: ColumnMap = "name=户主,phone=手机".parse().unwrap();
        assert!(matches!(
            read(text.as_bytes(), &other),
            Err(Unreadable::NoColumn {
                field: Field::Phone,
                ..
            })
        ));
        assert!(matches!(
            "colour=红".parse::<ColumnMap>(),
            Err(Unreadable::Map(_))
        ));
        assert!(matches!(
            read(b"a,b\n1,2\n", &ColumnMap::default()),
            Err(Unreadable::NoColumn {
                field: Field::Name,
                ..
            })
        ));
    }

    #[test]
    fn a_workbook_is_read_as_the_same_file_in_csv() {
        let rows = [
            ["王芳", "11010519491231002X", "13800000000", "柳树庄"],
            ["赵六", "110105194912310000", "", ""],
        ];
        let rows = rows.map(|row| row.map(ToOwned::to_owned).to_vec());
        let sheet = Sheet::new(["姓名", "证件号码", "电话", "行政村"], rows);
        let book = read(&sheet.to_workbook().unwrap(), &ColumnMap::default());
        assert_eq!(book, Ok(taken(&sheet.to_csv())));
        let rounded = sheet.with_numbers(&[1]).to_workbook().unwrap();
        let book = read(&rounded, &ColumnMap::default()).unwrap();
        assert_eq!(book.rejected, [(3, Reason::Rounded)]);
        assert_eq!(book.people.len(), 1);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in any::<Vec<u8>>(), text in any::<String>()) {
            let whole = format!("姓名,证件号码\n{text}");
            for bytes in [&bytes, whole.as_bytes()] {
                if let Ok(sheet) = Sheet::read(bytes) {
                    let _ = take(&sheet, &ColumnMap::default(), today());
                }
            }
        }
    }
}
