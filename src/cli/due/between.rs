//! `yizhan due --between`: how long other offices took, row by row.

use std::io::Write;
use std::path::Path;

use serde_json::Value;
use serde_json::json;

use super::Due;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::problem::REFUSED;
use crate::cli::sheet::with_mark;
use crate::domain::calendar::Calendar;
use crate::domain::dirty_time::DirtyTimeError;
use crate::domain::plain::visible;
use crate::domain::reply_file;
use crate::domain::reply_file::End;
use crate::domain::reply_file::Replies;
use crate::domain::reply_file::ReplyFileError;
use crate::domain::reply_file::ReplyReason;
use crate::domain::reply_file::Spread;
use crate::domain::sheet::SheetError;
use crate::locale;
use crate::locale::Lang;

/// Measures a file and says what became of every row.
///
/// # Errors
/// Exit 2 when the file cannot be read or its columns cannot be told, 3 when no row could be
/// measured or the file to write is there already, 4 when it cannot be written.
pub(super) fn run(
    cx: &Context,
    args: &Due,
    file: &Path,
    calendar: &Calendar,
) -> Result<(), Problem> {
    let lang = cx.lang;
    let path = file.display();
    let bytes = std::fs::read(file).map_err(|error| Problem::unreadable(file, error))?;
    let (from, to) = (args.from_column.as_deref(), args.to_column.as_deref());
    let replies = reply_file::read(&bytes, from, to, calendar).map_err(|error| {
        let why = file_words(lang, &error);
        Problem::unclear("between_unreadable", &[("path", &path), ("why", &why)])
    })?;
    if let Some(out) = &args.csv {
        write(out, &with_mark(&csv(&replies)))?;
    }
    let rejected: Vec<(u64, String)> = replies
        .rejected
        .iter()
        .map(|row| (row.line, row_words(lang, &replies, &row.reason)))
        .collect();
    if cx.json {
        output::json(&as_json(&replies, &rejected))?;
    } else {
        if args.csv.is_none() {
            output::print(&table(lang, &replies));
        }
        for (line, why) in &rejected {
            let said = lang.say("deadline.between_rejected", &[("line", line), ("why", why)]);
            output::line(&visible(&said));
        }
        for line in summary(lang, &replies) {
            output::line(&line);
        }
        if let Some(out) = &args.csv {
            output::line(&lang.say("deadline.between_written", &[("path", &out.display())]));
        }
    }
    match replies.rows.is_empty() {
        true => Err(Problem::Said(REFUSED)),
        false => Ok(()),
    }
}

fn write(out: &Path, text: &str) -> Result<(), Problem> {
    let written = std::fs::File::create_new(out).and_then(|mut f| f.write_all(text.as_bytes()));
    written.map_err(|error| Problem::file(out, error))
}

fn csv(replies: &Replies) -> String {
    let mut text = "line,from,to,natural_days,working_days,provisional\n".to_owned();
    for row in &replies.rows {
        let cells = [
            row.line.to_string(),
            row.from.to_string(),
            row.to.to_string(),
            row.natural_days.to_string(),
            row.working_days.to_string(),
            row.provisional.to_string(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

fn table(lang: Lang, replies: &Replies) -> String {
    let [from, to] = &replies.columns;
    let mut table = Table::new(&[
        lang.tr("deadline.between_line"),
        from,
        to,
        lang.tr("deadline.between_natural"),
        lang.tr("deadline.between_working"),
        lang.tr("deadline.between_mark"),
    ])
    .right(&[0, 3, 4]);
    for row in &replies.rows {
        let mark = match row.provisional {
            true => lang.tr("deadline.between_provisional"),
            false => "",
        };
        table.row(vec![
            row.line.to_string(),
            row.from.to_string(),
            row.to.to_string(),
            row.natural_days.to_string(),
            row.working_days.to_string(),
            mark.to_owned(),
        ]);
    }
    table.text()
}

fn provisional(replies: &Replies) -> usize {
    replies.rows.iter().filter(|row| row.provisional).count()
}

fn summary(lang: Lang, replies: &Replies) -> Vec<String> {
    let (parsed, rejected) = (replies.rows.len(), replies.rejected.len());
    let mut lines = vec![lang.say(
        "deadline.between_sum",
        &[
            ("rows", &(parsed + rejected)),
            ("parsed", &parsed),
            ("rejected", &rejected),
        ],
    )];
    let spreads = [
        ("deadline.between_natural_sum", replies.natural_days()),
        ("deadline.between_working_sum", replies.working_days()),
    ];
    for (key, spread) in spreads {
        if let Some(Spread { median, max }) = spread {
            lines.push(lang.say(key, &[("median", &median), ("max", &max)]));
        }
    }
    let n = provisional(replies);
    if n > 0 {
        lines.push(lang.say("deadline.between_provisional_sum", &[("n", &n)]));
    }
    lines
}

fn as_json(replies: &Replies, rejected: &[(u64, String)]) -> Value {
    let rows: Vec<Value> = replies
        .rows
        .iter()
        .map(|row| {
            json!({
                "line": row.line, "from": row.from, "to": row.to,
                "natural_days": row.natural_days, "working_days": row.working_days,
                "provisional": row.provisional,
            })
        })
        .collect();
    let rejected: Vec<Value> = rejected
        .iter()
        .map(|(line, why)| json!({"line": line, "reason": why}))
        .collect();
    json!({
        "columns": replies.columns,
        "summary": {
            "rows": rows.len() + rejected.len(), "parsed": rows.len(), "rejected": rejected.len(),
            "provisional": provisional(replies),
            "natural_days": replies.natural_days(), "working_days": replies.working_days(),
        },
        "rows": rows,
        "rejected": rejected,
    })
}

fn file_words(lang: Lang, error: &ReplyFileError) -> String {
    match error {
        ReplyFileError::File(SheetError::Empty) => lang.tr("deadline.between_empty").to_owned(),
        ReplyFileError::File(error) => locale::catalogue::sheet(lang, *error),
        ReplyFileError::NoColumn { name, headers } => lang.say(
            "deadline.between_no_column",
            &[("name", name), ("headers", headers)],
        ),
        ReplyFileError::NoTimes { headers } => {
            lang.say("deadline.between_no_times", &[("headers", headers)])
        }
    }
}

fn row_words(lang: Lang, replies: &Replies, reason: &ReplyReason) -> String {
    let [from, to] = &replies.columns;
    match reason {
        ReplyReason::Short { found } => lang.say("deadline.between_short", &[("found", found)]),
        ReplyReason::Time { end, why } => {
            let column = match end {
                End::From => from,
                End::To => to,
            };
            lang.say(
                "deadline.between_time",
                &[("column", column), ("why", &time_words(lang, why))],
            )
        }
        ReplyReason::Backwards { from, to } => {
            lang.say("deadline.between_backwards", &[("from", from), ("to", to)])
        }
    }
}

fn time_words(lang: Lang, why: &DirtyTimeError) -> String {
    match why {
        DirtyTimeError::Empty => lang.tr("deadline.time_empty").to_owned(),
        DirtyTimeError::Form { text } => lang.say("deadline.time_form", &[("text", text)]),
        DirtyTimeError::NoSuchDay { text } => lang.say("deadline.time_day", &[("text", text)]),
        DirtyTimeError::NoSuchTime { text } => lang.say("deadline.time_clock", &[("text", text)]),
    }
}
