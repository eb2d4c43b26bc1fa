//! `yizhan import residents`.

use std::path::Path;

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::matters;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::cli::problem::REFUSED;
use crate::cli::sheet;
use crate::domain::resident_file;
use crate::domain::resident_file::ColumnMap;
use crate::domain::resident_file::Field;
use crate::domain::resident_file::Import;
use crate::domain::resident_file::Reason;
use crate::domain::resident_file::Unreadable;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Done;
use crate::ops::Who;
use crate::ops::save_people::PeopleDone;
use crate::ops::save_people::SavePeople;

/// People kept in one write.
const AT_ONCE: usize = 500;

/// Takes a register in and says what became of every row.
///
/// # Errors
/// Exit 2 when the file or the map cannot be read, 3 when no row could be taken.
pub(crate) fn import(
    cx: &Context,
    file: &Path,
    map: Option<&str>,
    dry_run: bool,
) -> Result<(), Problem> {
    let wrong = |error: &Unreadable| matters::unreadable(file, &wrong_file(cx.lang, error));
    let map: ColumnMap = map
        .unwrap_or_default()
        .parse()
        .map_err(|error| wrong(&error))?;
    let sheet = sheet::read_table(cx.lang, file)?;
    let mut hall = cx.hall()?;
    let now = cx.clock(&hall).now();
    let read =
        resident_file::take(&sheet, &map, hall.day_of(now)).map_err(|error| wrong(&error))?;
    let mut done = PeopleDone::default();
    if !dry_run {
        for people in read.people.chunks(AT_ONCE) {
            let people = people.to_vec();
            let call = SavePeople { people }.into();
            if let Done::SavePeople(kept) = hall.perform(&call, Who::System, now)? {
                done.added += kept.added;
                done.changed += kept.changed;
                done.unchanged += kept.unchanged;
            }
        }
        tracing::info!(taken = read.people.len(), "residents taken in");
    }
    report(cx, &read, done, dry_run)?;
    match read.people.is_empty() {
        true => Err(Problem::Said(REFUSED)),
        false => Ok(()),
    }
}

fn report(cx: &Context, read: &Import, done: PeopleDone, dry_run: bool) -> Result<(), Problem> {
    let (taken, count) = (read.people.len(), read.rejected.len());
    let rows = taken + count;
    let rejected: Vec<(u64, String)> = read
        .rejected
        .iter()
        .map(|(line, why)| (*line, wrong_row(cx.lang, why)))
        .collect();
    if cx.json {
        return output::json(&json!({
            "rows": rows, "taken": taken, "added": done.added, "changed": done.changed,
            "unchanged": done.unchanged, "dry_run": dry_run,
            "rejected": rejected.iter().map(|(line, why)| json!({"line": line, "reason": why})).collect::<Vec<_>>(),
            "odd": read.odd.iter().map(|(code, n)| json!({"code": code, "rows": n})).collect::<Vec<_>>(),
        }));
    }
    output::line(&cx.lang.say(
        "cli.residents_done",
        &[
            ("rows", &rows),
            ("taken", &taken),
            ("rejected", &count),
            ("added", &done.added),
            ("changed", &done.changed),
            ("unchanged", &done.unchanged),
        ],
    ));
    if dry_run {
        output::line(cx.lang.tr("cli.import_dry"));
    }
    if read.gb18030 {
        matters::say_note(cx, cx.lang.tr("cli.note_gb18030"), &rows);
    }
    for (code, n) in &read.odd {
        matters::say_note(cx, &locale::finding(cx.lang, code), n);
    }
    matters::say_rejected(cx, &rejected);
    Ok(())
}

fn column(lang: Lang, field: Field) -> &'static str {
    lang.tr(match field {
        Field::Name => "cli.resident_name",
        Field::Number => "cli.resident_number",
        Field::Phone => "cli.resident_phone",
        Field::Village => "cli.resident_village",
        Field::Address => "cli.resident_address",
    })
}

/// Says why a file cannot be read.
fn wrong_file(lang: Lang, error: &Unreadable) -> String {
    match error {
        Unreadable::NoColumn { field, headers } => lang.say(
            "cli.matters_no_column",
            &[
                ("column", &column(lang, *field)),
                ("field", &field.word()),
                ("headers", headers),
            ],
        ),
        Unreadable::Map(pair) => lang.say("cli.residents_map", &[("pair", pair)]),
    }
}

/// Says why a row was not taken.
fn wrong_row(lang: Lang, reason: &Reason) -> String {
    match reason {
        Reason::Empty => lang.tr("cli.row_empty").to_owned(),
        Reason::Cells { found, want } => {
            lang.say("cli.row_cells", &[("found", found), ("want", want)])
        }
        Reason::NoName => lang.tr("cli.resident_no_name").to_owned(),
        Reason::OnlyName => lang.tr("cli.resident_only_name").to_owned(),
        Reason::Garbled(field) => {
            lang.say("cli.row_unreadable", &[("column", &column(lang, *field))])
        }
        Reason::TooLong(field) => {
            lang.say("cli.resident_long", &[("column", &column(lang, *field))])
        }
        Reason::Rounded => lang.tr("cli.resident_rounded").to_owned(),
        Reason::Twice { number, first } => lang.say(
            "cli.resident_twice",
            &[("number", number), ("first", first)],
        ),
    }
}
