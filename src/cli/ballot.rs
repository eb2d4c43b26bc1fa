//! `yizhan ballot`: the pad at which the raters of a meeting vote.

use std::io::BufRead;

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::posts;
use crate::cli::problem::Problem;
use crate::domain::meeting;
use crate::domain::refusal::MeetingRefusal;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::meeting::Vote;
use crate::ui::post::PostName;

/// The pad.
#[derive(Debug, Args)]
pub(crate) struct Ballot {
    /// Read a ballot a line from standard input; only in a trial hall
    #[arg(long)]
    stdin: bool,
}

/// A ballot as a line has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    answers: String,
}

/// Opens the pad, or casts the ballots of a stream, each answered once it is in the box.
///
/// # Errors
/// [`Problem`] when there is no terminal or no store; for a stream the highest exit code of a line.
pub(crate) fn run(cx: &Context, args: &Ballot) -> Result<(), Problem> {
    if !args.stdin {
        return posts::launch(cx, PostName::Ballot, None);
    }
    let hall = cx.hall()?;
    // Whoever has a shell is staff: ballots come from the pad.
    if !hall.is_trial() {
        return Err(Problem::refused("ballot_at_pad_only", &[]));
    }
    let mut worst = 0;
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let said = match cast(&hall, &line) {
            Ok(()) => json!({"ok": true}),
            Err(problem) => {
                worst = worst.max(problem.exit());
                json!({"ok": false, "code": problem.code(), "message": problem.message(cx.lang)})
            }
        };
        output::line(&said.to_string());
    }
    match worst {
        0 => Ok(()),
        exit => Err(Problem::Said(exit)),
    }
}

fn cast(hall: &Hall, line: &str) -> Result<(), Problem> {
    let line: Line = serde_json::from_str(line)
        .map_err(|error| Problem::unclear("line_wrong", &[("column", &error.column())]))?;
    let sheet = hall.ballot_sheet(None)?;
    let Some(at) = sheet.meeting else {
        return Err(Problem::refused("ballot_nobody", &[]));
    };
    let refused = |refusal: MeetingRefusal| Problem::from(Error::from(refusal));
    let read = meeting::read_answers(&line.answers, at.marks).map_err(refused)?;
    let found = read.len();
    let answers: Vec<_> = read.into_iter().flatten().collect();
    if answers.len() != found {
        let wanted = at.subjects.len() * at.questions.len();
        let found = answers.len();
        return Err(refused(MeetingRefusal::BallotLength { found, wanted }));
    }
    let vote = Vote {
        meeting: at.number,
        code: line.code,
        answers: Some(answers),
    };
    Ok(hall.vote(&vote)?)
}
