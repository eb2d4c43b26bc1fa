//! Why a file or a row of a catalogue was not taken, in the chosen language.

use crate::domain::matter::Limit;
use crate::domain::matter::MatterFinding;
use crate::domain::matter_file::Field;
use crate::domain::matter_file::Note;
use crate::domain::matter_file::ReadError;
use crate::domain::matter_file::RejectReason;
use crate::domain::sheet::MAX_CELLS;
use crate::domain::sheet::SheetError;
use crate::locale::Lang;

/// Returns the name of a field in the chosen language.
pub fn column(lang: Lang, field: Field) -> String {
    let name = field.own_header();
    lang.lookup(&format!("cli.column_{name}"))
        .unwrap_or(name)
        .to_owned()
}

/// Says why a file is no sheet.
pub fn sheet(lang: Lang, error: SheetError) -> String {
    match error {
        SheetError::Empty => lang.tr("cli.matters_empty").to_owned(),
        SheetError::Workbook => lang.tr("cli.matters_workbook").to_owned(),
        SheetError::TooLarge => lang.say("cli.sheet_large", &[("most", &MAX_CELLS)]),
    }
}

/// Says why a file cannot be read.
pub fn file(lang: Lang, error: &ReadError) -> String {
    match error {
        ReadError::Sheet(error) => sheet(lang, *error),
        ReadError::NoColumn { field, headers } => lang.say(
            "cli.matters_no_column",
            &[
                ("column", &column(lang, *field)),
                ("field", &field.own_header()),
                ("headers", headers),
            ],
        ),
        ReadError::NoSuchHeader {
            field,
            header,
            headers,
        } => lang.say(
            "cli.matters_no_header",
            &[
                ("column", &column(lang, *field)),
                ("header", header),
                ("headers", headers),
            ],
        ),
        ReadError::MapPair(pair) => lang.say("cli.map_pair", &[("pair", pair)]),
        ReadError::MapTwice(key) => lang.say("cli.map_twice", &[("key", key)]),
        ReadError::MapKey(key) => lang.say("cli.map_key", &[("key", key)]),
    }
}

/// Says why a row was not taken.
pub fn row(lang: Lang, reason: &RejectReason) -> String {
    match reason {
        RejectReason::EmptyRow => lang.tr("cli.row_empty").to_owned(),
        RejectReason::Cells { found, want } => {
            lang.say("cli.row_cells", &[("found", found), ("want", want)])
        }
        RejectReason::NoName => lang.tr("cli.row_no_name").to_owned(),
        RejectReason::NoCode => lang.tr("cli.row_no_code").to_owned(),
        RejectReason::RoundedCode(code) => lang.say("cli.row_rounded", &[("code", code)]),
        RejectReason::DuplicateCode { code, first } => {
            lang.say("cli.row_twice", &[("code", code), ("first", first)])
        }
        RejectReason::TooLong { field, found, most } => lang.say(
            "cli.row_long",
            &[
                ("column", &column(lang, *field)),
                ("found", found),
                ("most", most),
            ],
        ),
        RejectReason::TooMany { field, found, most } => lang.say(
            "cli.row_many",
            &[
                ("column", &column(lang, *field)),
                ("found", found),
                ("most", most),
            ],
        ),
        RejectReason::BadLimit { field, text } => lang.say(
            "cli.row_limit",
            &[("column", &column(lang, *field)), ("text", text)],
        ),
        RejectReason::PromisedLonger {
            statutory,
            promised,
        } => lang.say(
            "cli.row_promise",
            &[("statutory", statutory), ("promised", promised)],
        ),
        RejectReason::BadCentre(text) => lang.say("cli.row_centre", &[("text", text)]),
        RejectReason::BadProvenance(text) => lang.say("cli.row_provenance", &[("text", text)]),
        RejectReason::BadWord { field, text, words } => lang.say(
            "cli.row_word",
            &[
                ("column", &column(lang, *field)),
                ("text", text),
                ("words", words),
            ],
        ),
        RejectReason::Unreadable { field } => {
            lang.say("cli.row_unreadable", &[("column", &column(lang, *field))])
        }
    }
}

/// Says what was assumed or mended.
pub fn note(lang: Lang, note: Note) -> String {
    lang.tr(match note {
        Note::Gb18030 => "cli.note_gb18030",
        Note::DefaultCentre => "cli.note_default_centre",
        Note::PromisedFromStatutory => "cli.note_promised",
        Note::NoLimit => "cli.note_no_limit",
        Note::OtherUnit => "cli.note_other_unit",
        Note::BlankPapers => "cli.note_blank_papers",
        Note::RepeatedPapers => "cli.note_repeated_papers",
        Note::Cleaned => "cli.note_cleaned",
    })
    .to_owned()
}

/// Returns a limit in words.
pub fn limit(lang: Lang, limit: Limit) -> String {
    match limit {
        Limit::OnTheSpot => lang.tr("duty.limit_spot").to_owned(),
        Limit::WorkingDays(n) => lang.say("duty.limit_wd", &[("n", &n)]),
        Limit::NaturalDays(n) => lang.say("duty.limit_d", &[("n", &n)]),
        Limit::Months(n) => lang.say("duty.limit_m", &[("n", &n)]),
        Limit::None => lang.tr("duty.limit_none").to_owned(),
    }
}

/// Says what is odd about a matter.
pub fn finding(lang: Lang, finding: &MatterFinding) -> String {
    let key = format!("cli.matter_{}", finding.code());
    let words = |value: Limit| limit(lang, value);
    match finding {
        MatterFinding::PromisedLonger {
            statutory,
            promised,
        } => lang.say(
            &key,
            &[
                ("statutory", &words(*statutory)),
                ("promised", &words(*promised)),
            ],
        ),
        MatterFinding::StepsDiffer { sum, promised } => {
            let sum = match sum.least == sum.most {
                true => words(sum.most),
                false => format!("{}–{}", words(sum.least), words(sum.most)),
            };
            lang.say(&key, &[("sum", &sum), ("promised", &words(*promised))])
        }
        MatterFinding::NoLimit | MatterFinding::NoMaterials => lang.tr(&key).to_owned(),
        MatterFinding::PublicityInWorkingDays { step } => lang.say(&key, &[("step", step)]),
    }
}
