//! Why a file or a row was not taken, in sentences that say what to do.

use std::fmt;

use thiserror::Error;

use crate::domain::matter::Limit;
use crate::domain::sheet::SheetError;

use super::Field;

/// Why a file as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The file is no sheet at all.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// No header is known for a column that every matter needs.
    #[error(
        "no column holds the {}: name it with --map {}=HEADER; the headers are: {headers}",
        field.own_header(),
        field.own_header()
    )]
    NoColumn {
        /// The field that has no column.
        field: Field,
        /// The file's headers, joined by commas.
        headers: String,
    },
    /// The map names a header that the file does not have.
    #[error(
        "the map takes the {} from {header:?}, but there is no such column; the headers are: {headers}",
        field.own_header()
    )]
    NoSuchHeader {
        /// The field that was mapped.
        field: Field,
        /// The header that was named.
        header: String,
        /// The file's headers, joined by commas.
        headers: String,
    },
    /// A part of the map is no pair.
    #[error("{0:?} is not a pair: write FIELD=HEADER")]
    MapPair(String),
    /// A field is mapped twice.
    #[error("{0:?} is given twice")]
    MapTwice(String),
    /// The map names a field that is not there, or gives it a value that it cannot have.
    #[error("the map takes no {0:?}, or not with this value")]
    MapKey(String),
}

/// One row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line of the file on which the row begins, from 1, the header being the first.
    pub line: u64,
    /// Why it was not taken.
    pub reason: RejectReason,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// Why a row was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RejectReason {
    /// All cells are blank.
    #[error("the row is empty: delete it, or leave it out")]
    EmptyRow,
    /// The row has another number of cells than the header.
    #[error(
        "the row has {found} cells, the header has {want}: look for a comma or a quotation mark too many or too few"
    )]
    Cells {
        /// The cells found.
        found: usize,
        /// The cells of the header.
        want: usize,
    },
    /// The name is blank.
    #[error("the name is missing: write the matter's official name")]
    NoName,
    /// The code is blank.
    #[error("the code is missing: give the matter a code that no other matter has")]
    NoCode,
    /// A spreadsheet turned the code into a rounded number.
    #[error(
        "the code {0:?} was rounded by a spreadsheet: format the column as text and enter the code again"
    )]
    RoundedCode(String),
    /// The code came before.
    #[error(
        "the code {code:?} is already on line {first}: give this matter its own code, or delete one of the two"
    )]
    DuplicateCode {
        /// The code.
        code: String,
        /// The line that holds it first.
        first: u64,
    },
    /// A cell is longer than any real one.
    #[error(
        "the {} has {found} characters, at most {most} are taken: shorten it, or look for a quotation mark that is not closed",
        field.own_header()
    )]
    TooLong {
        /// The field.
        field: Field,
        /// Its length in characters, or the number of its parts.
        found: usize,
        /// The most that is taken.
        most: usize,
    },
    /// More papers or aliases than any real matter has.
    #[error("the {} are {found}, at most {most} are taken: leave out what is not needed", field.own_header())]
    TooMany {
        /// The field.
        field: Field,
        /// How many there are.
        found: usize,
        /// The most that is taken.
        most: usize,
    },
    /// A limit cannot be read.
    #[error(
        "the {} limit {text:?} is not understood: write it as 20wd, 90d, 1m, spot, none or 20(工作日)",
        field.own_header()
    )]
    BadLimit {
        /// The statutory or the promised limit.
        field: Field,
        /// What stands there.
        text: String,
    },
    /// The promise is longer than the law allows.
    #[error(
        "the promised limit {promised} is longer than the statutory {statutory}: promise at most {statutory}"
    )]
    PromisedLonger {
        /// The statutory limit.
        statutory: Limit,
        /// The promised limit.
        promised: Limit,
    },
    /// The centre is none of the three.
    #[error("the centre {0:?} is not known: write economy, social or governance")]
    BadCentre(String),
    /// The provenance is no known word.
    #[error("the provenance {0:?} is not known: write source, default or hall")]
    BadProvenance(String),
    /// A cell holds another word than the few it may hold.
    #[error("the {} {text:?} is not understood: write one of {words}", field.own_header())]
    BadWord {
        /// The field.
        field: Field,
        /// What stands there.
        text: String,
        /// The words that are known.
        words: &'static str,
    },
    /// A cell holds bytes that mean nothing in the file's encoding.
    #[error("the {} holds characters that cannot be read: save the file again as \"CSV UTF-8\"", field.own_header())]
    Unreadable {
        /// The field.
        field: Field,
    },
}

/// What was assumed or mended while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// The file is in GB18030.
    Gb18030,
    /// The department's name says nothing about the centre; the default centre was taken.
    DefaultCentre,
    /// No promise was given; the statutory limit was taken.
    PromisedFromStatutory,
    /// Neither limit was given.
    NoLimit,
    /// The two limits have different units and were not compared.
    OtherUnit,
    /// Blank papers were dropped.
    BlankPapers,
    /// Papers named twice were dropped.
    RepeatedPapers,
    /// Control or direction characters, or stray blanks, were taken out.
    Cleaned,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Note::Gb18030 => "the file is in GB18030, not UTF-8",
            Note::DefaultCentre => {
                "the department does not tell the centre: the default centre was taken"
            }
            Note::PromisedFromStatutory => "no promised limit: the statutory limit was taken",
            Note::NoLimit => "no limit at all: such a case has no date and no lamp",
            Note::OtherUnit => "promised and statutory limit have different units: not compared",
            Note::BlankPapers => "blank papers were dropped",
            Note::RepeatedPapers => "papers named twice were dropped",
            Note::Cleaned => "invisible characters or stray blanks were taken out",
        })
    }
}

impl RejectReason {
    /// Returns the field that is to be mended, where it is one.
    pub fn field(&self) -> Option<Field> {
        match self {
            RejectReason::EmptyRow | RejectReason::Cells { .. } => None,
            RejectReason::NoName => Some(Field::Name),
            RejectReason::NoCode
            | RejectReason::RoundedCode(_)
            | RejectReason::DuplicateCode { .. } => Some(Field::Code),
            RejectReason::TooLong { field, .. }
            | RejectReason::TooMany { field, .. }
            | RejectReason::BadLimit { field, .. }
            | RejectReason::BadWord { field, .. }
            | RejectReason::Unreadable { field } => Some(*field),
            RejectReason::PromisedLonger { .. } => Some(Field::Promised),
            RejectReason::BadCentre(_) => Some(Field::Centre),
            RejectReason::BadProvenance(_) => Some(Field::Provenance),
        }
    }
}
