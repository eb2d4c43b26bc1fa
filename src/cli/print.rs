//! `yizhan print`: a paper of a case, to the printer or into a file.

use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::cli::show::paper_name;
use crate::domain::event::SlipResult;
use crate::domain::ids::StaffNo;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperKind;
use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::record_print::RecordPrint;
use crate::ui::paper;
use crate::ui::paper::PaperFormat;
use crate::ui::paper::SendError;
use crate::ui::paper::issue;
use crate::ui::paper::issue::Asked;
use crate::ui::paper::issue::IssueError;
use crate::ui::slip;
use crate::ui::slip::Fonts;
use crate::ui::slip::PrintError;
use crate::ui::slip::Printer;

/// A paper.
#[derive(Debug, Args)]
pub(crate) struct Print {
    /// Which paper
    kind: PaperKind,
    /// The number of a case, a notice, a recorded no or a right office named; none for today’s walk and pick-up; a score sheet or who it is of; a period for scores
    number: Option<String>,
    /// A file that ends in .pdf, .txt or .prn
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    out: Option<PathBuf>,
    /// The printer; that of the settings when left out
    #[arg(long, value_name = "PRINTER")]
    to: Option<String>,
    /// Who issues it
    #[arg(long, value_name = "BADGE")]
    by: Option<StaffNo>,
    /// At which time; only in a trial hall
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
}

/// Prints the paper and notes what became of it.
///
/// # Errors
/// Exit 3 when there is no such number, no such paper yet, no printer or the file is there already;
/// 4 when there is no font or the printer fails.
pub(crate) fn run(cx: &Context, args: &Print) -> Result<(), Problem> {
    if args.number.is_none() && !args.kind.is_list() {
        let name = paper_name(cx.lang, args.kind.word());
        return Err(Problem::unclear("print_number", &[("paper", &name)]));
    }
    if args.kind == PaperKind::Slips {
        let number = args.number.as_deref().unwrap_or_default();
        return Err(Problem::refused("print_slips", &[("number", &number)]));
    }
    let mut hall = cx.hall()?;
    let now = cx.now(&hall, args.now.as_deref())?;
    let who = match args.by {
        Some(staff) if !hall.live(now)?.staff.iter().any(|s| s.no == staff) => {
            return Err(Refusal::StaffUnknown { staff }.into());
        }
        Some(staff) => Who::Staff(staff),
        None => Who::System,
    };
    let paper = compose(cx.lang, &hall, args, now)?;
    let number = paper.number.clone();
    let sent = match &args.out {
        Some(path) => write(&hall, &paper, path),
        None => send(cx, &hall, args.to.as_deref(), &paper),
    };
    let result = match &sent {
        Ok(()) => SlipResult::Printed,
        // The printer was asked and did not do it; anything else never got that far.
        Err(Problem::Own {
            code: "print_failed",
            ..
        }) => SlipResult::Failed,
        Err(_) => return sent,
    };
    let call: Call = RecordPrint {
        about: number.clone(),
        paper: args.kind.word().to_owned(),
        result,
    }
    .into();
    hall.perform(&call, who, now)?;
    sent?;
    let name = paper_name(cx.lang, args.kind.word());
    if cx.json {
        let out = args.out.as_ref().map(|path| path.display().to_string());
        return output::json(
            &json!({"number": number, "paper": args.kind.word(), "result": "printed", "out": out}),
        );
    }
    let said = match &args.out {
        Some(path) => cx.lang.say(
            "case.printed_to",
            &[
                ("paper", &name),
                ("number", &number),
                ("path", &path.display()),
            ],
        ),
        None => {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("paper", &name), ("number", &number)];
            cx.lang.say("case.printed", &values)
        }
    };
    output::line(&said);
    Ok(())
}

fn compose(lang: Lang, hall: &Hall, args: &Print, now: UtcMs) -> Result<Paper, Problem> {
    let asked = Asked {
        kind: args.kind,
        number: args.number.as_deref().unwrap_or_default(),
        by: args.by,
        lang,
    };
    issue::issue(hall, &asked, now).map_err(|error| match error {
        IssueError::Hall(error) => error.into(),
        IssueError::NotYet { number, stage } => {
            let stage = stage.map(|stage| format!("refusal.stage_{}", stage.word()));
            let stage = stage.map_or("", |key| lang.tr(&key));
            let name = paper_name(lang, args.kind.word());
            let words: [(&str, &dyn std::fmt::Display); 3] =
                [("case", &number), ("stage", &stage), ("paper", &name)];
            Problem::refused("print_not_yet", &words)
        }
    })
}

fn fonts(hall: &Hall) -> Result<Fonts, Problem> {
    Fonts::find(&hall.config().print.font).map_err(|_| Problem::failed("print_no_font", &[]))
}

/// Returns how a file is drawn, by its ending.
pub(crate) fn format_of(path: &Path) -> Result<PaperFormat, Problem> {
    let ending = path.extension().and_then(|end| end.to_str());
    ending
        .and_then(|end| end.to_ascii_lowercase().parse().ok())
        .ok_or_else(|| Problem::unclear("print_unknown_ending", &[("path", &path.display())]))
}

/// Writes a paper into a new file, drawn as its ending says.
pub(crate) fn write(hall: &Hall, paper: &Paper, path: &Path) -> Result<(), Problem> {
    let format = format_of(path)?;
    let bytes = match format {
        // Text needs no font.
        PaperFormat::Text => paper::render_text(paper, paper::TEXT_COLUMNS).into_bytes(),
        format => paper::render_paper(paper, format, &fonts(hall)?)
            .map_err(|_| Problem::failed("print_no_font", &[]))?,
    };
    let written = std::fs::File::create_new(path).and_then(|mut out| out.write_all(&bytes));
    written.map_err(|error| Problem::file(path, error))
}

/// Returns the printer named, or that of the settings.
pub(crate) fn printer(cx: &Context, hall: &Hall, to: Option<&str>) -> Result<Printer, Problem> {
    let line = to.unwrap_or(&hall.config().print.a4);
    let printer = slip::printer(line, &cx.store)
        .map_err(|_| Problem::unclear("print_printer_wrong", &[("printer", &line)]))?;
    match printer {
        Printer::None => Err(Problem::refused("print_no_printer", &[])),
        printer => Ok(printer),
    }
}

/// Sends a paper to a printer, that of the settings where none is named.
pub(crate) fn send(
    cx: &Context,
    hall: &Hall,
    to: Option<&str>,
    paper: &Paper,
) -> Result<(), Problem> {
    let printer = printer(cx, hall, to)?;
    match paper::print_paper(paper, PaperFormat::Pdf, &fonts(hall)?, &printer) {
        Ok(()) => Ok(()),
        Err(SendError::Pdf(_)) => Err(Problem::failed("print_no_font", &[])),
        Err(SendError::Print(error)) => {
            let why = match error {
                PrintError::Failed { why } => cx.lang.tr(&format!("case.why_{}", why.key())),
                _ => cx.lang.tr("case.why_no_paper"),
            };
            let name = paper_name(cx.lang, paper.kind.word());
            Err(Problem::failed(
                "print_failed",
                &[("paper", &name), ("number", &paper.number), ("why", &why)],
            ))
        }
    }
}
