//! `yizhan slips`: opens the voting of a meeting and prints the codes, which are nowhere else.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::print;
use crate::cli::problem::Problem;
use crate::domain::ids::StaffNo;
use crate::domain::paper::PaperHead;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Who;
use crate::ops::open_voting::OpenVoting;
use crate::ui::paper::compose;

/// The slips of a voting.
#[derive(Debug, Args)]
pub(crate) struct Slips {
    /// The meeting's number
    number: String,
    /// The leader's badge number
    #[arg(long, value_name = "BADGE")]
    by: StaffNo,
    /// How many vote on paper
    #[arg(long, value_name = "N", default_value_t = 0)]
    papers: u32,
    /// Why everybody votes anew
    #[arg(long, value_name = "WHY", default_value = "")]
    again: String,
    /// A file that ends in .pdf, .txt or .prn
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    out: Option<PathBuf>,
    /// The printer; that of the settings when left out
    #[arg(long, value_name = "PRINTER")]
    to: Option<String>,
    /// At which time; only in a trial hall
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
}

/// Opens the voting and prints the slips. Where they do not come out the voting is open all the same:
/// while no ballot is in, the same command makes others.
///
/// # Errors
/// Exit 3 when the voting cannot be opened, there is no printer or the file is there already; 4 when
/// there is no font or the printer fails.
pub(crate) fn run(cx: &Context, args: &Slips) -> Result<(), Problem> {
    let mut hall = cx.hall()?;
    let now = cx.now(&hall, args.now.as_deref())?;
    // What can be known before the codes are made is said before.
    match &args.out {
        Some(path) if path.exists() => {
            return Err(Problem::file(path, ErrorKind::AlreadyExists.into()));
        }
        Some(path) => drop(print::format_of(path)?),
        None => drop(print::printer(cx, &hall, args.to.as_deref())?),
    }
    let page = hall.meeting(&args.number, now)?;
    let call: Call = OpenVoting {
        meeting: args.number.clone(),
        papers: args.papers,
        again: args.again.clone(),
    }
    .into();
    let Done::OpenVoting(voting) = hall.perform(&call, Who::Staff(args.by), now)? else {
        return Ok(());
    };
    let head = PaperHead {
        hall: hall.config().hall.name.clone(),
        case_no: voting.number.clone(),
        issued_on: hall.day_of(now),
        ..PaperHead::default()
    };
    let given = (voting.codes.as_slice(), voting.papers);
    let paper = compose::meeting::slips(&head, &page, given, cx.lang);
    match &args.out {
        Some(path) => print::write(&hall, &paper, path)?,
        None => print::send(cx, &hall, args.to.as_deref(), &paper)?,
    }
    let codes = voting.codes.len();
    if cx.json {
        return output::json(
            &json!({"number": voting.number, "codes": codes, "papers": voting.papers}),
        );
    }
    let values: [(&str, &dyn Display); 3] = [
        ("number", &voting.number),
        ("codes", &codes),
        ("papers", &voting.papers),
    ];
    output::line(&cx.lang.say("meeting.slips_done", &values));
    Ok(())
}
