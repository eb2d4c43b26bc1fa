//! `yizhan do --stdin`: one JSON object a line in, one JSON line out, whatever comes.

use std::io::BufRead;
use std::io::Read;

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::do_verb::Wish;
use crate::cli::do_verb::args;
use crate::cli::do_verb::lag;
use crate::cli::do_verb::pad_alone;
use crate::cli::do_verb::with_suspect;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::ops::Call;
use crate::ops::Hall;

/// The longest line that is read, bytes: a whole catalogue fits.
const LONGEST: u64 = 8 << 20;

/// Answers every line until the input ends.
///
/// # Errors
/// When the hall cannot be opened, or with the highest exit code of a line; what is wrong with a
/// line was said in its answer, and the lines after it were answered too.
pub(super) fn run(cx: &Context, wish: &Wish) -> Result<(), Problem> {
    let mut hall = cx.hall()?;
    let mut input = std::io::stdin().lock();
    let mut bytes = Vec::new();
    let mut worst = 0;
    loop {
        bytes.clear();
        let read = (&mut input).take(LONGEST).read_until(b'\n', &mut bytes);
        if !matches!(read, Ok(n) if n > 0) {
            return match worst {
                0 => Ok(()),
                exit => Err(Problem::Said(exit)),
            };
        }
        let whole = bytes.last() == Some(&b'\n') || (bytes.len() as u64) < LONGEST;
        if whole && bytes.trim_ascii().is_empty() {
            continue;
        }
        let answer = if whole {
            answer(cx, &mut hall, wish, &bytes)
        } else {
            drain(&mut input);
            Err(Problem::unclear("line_long", &[]))
        };
        if let Err(problem) = &answer {
            worst = worst.max(problem.exit());
        }
        let said = match answer {
            Ok((done, suspect)) => with_suspect(json!({"ok": true, "done": done}), suspect),
            Err(problem) => json!({
                "ok": false,
                "code": problem.code(),
                "exit": problem.exit(),
                "message": problem.message(cx.lang),
            }),
        };
        output::line(&said.to_string());
    }
}

/// Reads on to the end of a line that is too long.
fn drain(input: &mut impl BufRead) {
    loop {
        let Ok(buffer) = input.fill_buf() else { return };
        if buffer.is_empty() {
            return;
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return;
        }
    }
}

fn answer(
    cx: &Context,
    hall: &mut Hall,
    wish: &Wish,
    line: &[u8],
) -> Result<(Value, bool), Problem> {
    let mut fields: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| Problem::unclear("line_wrong", &[("column", &error.column())]))?;
    let verb = text(&mut fields, "do")?.ok_or_else(|| Problem::unclear("line_without_do", &[]))?;
    let by = text(&mut fields, "by")?;
    let role = text(&mut fields, "as")?;
    let now = text(&mut fields, "now")?;
    let who = if by.is_none() && role.is_none() {
        args::who(wish.by.as_deref(), wish.role.as_deref())?
    } else {
        args::who(by.as_deref(), role.as_deref())?
    };
    let call = Call::parse(&verb.replace('-', "_"), Value::Object(fields))?;
    pad_alone(hall, &call)?;
    let given = now.as_deref().or(wish.now.as_deref());
    let now = cx.now(hall, given)?;
    let suspect = lag(hall, now, given.is_some())?.is_some();
    let done = hall.perform(&call, who, now)?;
    Ok((json!(done), suspect))
}

/// Takes a field out, as text; a number counts as text.
fn text(fields: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>, Problem> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(Problem::unclear("line_field", &[("field", &name)])),
    }
}
