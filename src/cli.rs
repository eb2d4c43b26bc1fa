//! The command line: one file per command, no rules of its own.
//!
//! Exit codes: 0 done, 2 not understood, 3 refused by a rule, 4 the store failed or is not sound,
//! 5 an exchange was done in part.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::CommandFactory;
use clap::FromArgMatches;
use clap::Parser;
use clap::Subcommand;

use crate::locale::Lang;
use crate::ui::post::PostName;
use crate::ui::theme::Theme;

mod args;
mod ballot;
pub mod bench;
mod config;
mod context;
mod demo;
mod do_verb;
mod due;
mod hub;
mod init;
mod ledger;
mod logging;
mod maintenance;
mod matters;
mod night;
mod output;
pub mod posts;
mod print;
mod problem;
mod query;
mod report;
mod residents;
mod rules;
mod sheet;
mod show;
mod simulate;
mod site;
mod sites;
mod slips;

use context::Context;
use problem::Problem;

/// One stop: the program that runs a township service hall.
#[derive(Debug, Parser)]
#[command(name = "yizhan", version, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Common {
    /// The store's folder
    #[arg(long, global = true, value_name = "DIR")]
    store: Option<PathBuf>,
    /// zh-CN or en
    #[arg(long, global = true, value_name = "LANG", value_parser = lang)]
    lang: Option<Lang>,
    /// default, light, high-contrast or mono
    #[arg(long, global = true, value_name = "NAME", value_parser = Theme::NAMES)]
    theme: Option<String>,
    /// unicode or ascii
    #[arg(long, global = true, value_name = "SET", value_parser = ["unicode", "ascii"])]
    glyphs: Option<String>,
    /// Write JSON
    #[arg(long, global = true)]
    json: bool,
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::from_tag(text).ok_or_else(|| format!("{text:?} is not a language: zh-CN or en"))
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a store
    Init(init::Init),
    /// Opens the number kiosk
    Kiosk,
    /// Opens a counter window
    Window(posts::Numbered),
    /// Opens the rating pad of a window
    Pad(posts::Numbered),
    /// Opens the ballot pad of a meeting
    Ballot(ballot::Ballot),
    /// Opens the registrar's post of meetings
    Meeting(posts::SignedIn),
    /// Opens the voting of a meeting and prints the slips to draw from
    Slips(slips::Slips),
    /// Opens the board
    Board,
    /// Opens the duty leader's post
    Duty(posts::SignedIn),
    /// Opens a village station's post
    Village(posts::SignedIn),
    /// Opens the hotline's post
    Hotline(posts::SignedIn),
    /// Opens the post of ratings that come later
    Ratings(posts::SignedIn),
    /// Opens the post of score sheets
    Scores(posts::SignedIn),
    /// Opens the post of problems and criticism
    Problems(posts::SignedIn),
    /// Makes a trial hall with a morning's history and opens it
    Demo(demo::Demo),
    /// Does one thing, as a post would
    Do(do_verb::Do),
    /// Shows what a post shows
    Show(show::Show),
    /// Shows, writes or checks the results of a month, a quarter or a year
    Report(report::Report),
    /// Prints a paper
    Print(print::Print),
    /// Checks that the store is whole
    Verify(maintenance::Verify),
    /// Folds the tables again from the ledger
    Rebuild,
    /// Copies the store into a file while posts go on working
    Backup(maintenance::File),
    /// Puts a backup in place as a new store
    Restore(maintenance::File),
    /// Reads the store with SQL
    Query(query::Query),
    /// Reads the ledger
    Ledger(ledger::Ledger),
    /// Takes a catalogue of matters in
    Import(matters::Import),
    /// Writes the catalogue of matters out
    Export(matters::Export),
    /// Counts a due date
    Due(due::Due),
    /// The county's hub
    Hub(hub::Hub),
    /// Lists the hall's rules and what guards each
    Rules,
    /// Shows or checks the settings
    Config(config::Config),
    /// This site among others
    Site(site::Site),
    /// Lists this site, its parent and its children
    Sites,
    /// Exchanges with the other sites now
    Sync(night::Sync),
    /// Does the night's work: close, backup, exchange, check, report
    Nightly(night::Nightly),
    /// Runs a stream of arrivals through a trial hall
    Simulate(simulate::Simulate),
    /// Measures speed and size on this machine
    Bench(bench::Args),
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let early = args::early(&args);
    let (json, lang) = (early.json, Context::new(early).lang);
    let command = args::in_language(Cli::command(), lang);
    let parsed = command
        .clone()
        .try_get_matches_from(&args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) if error.exit_code() == 0 => {
            // A closed pipe is no reason for another exit code.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let problem = args::problem(&error, &command, &args, lang);
            output::report(&problem, lang, json);
            return ExitCode::from(problem.exit());
        }
    };
    let context = Context::new(cli.common);
    logging::start(&context.store);
    let json = context.json;
    let (context, result) = run(context, cli.command);
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            tracing::info!(code = problem.code(), exit = problem.exit(), "ended");
            output::report(&problem, context.lang, json || context.json);
            ExitCode::from(problem.exit())
        }
    }
}

fn run(mut context: Context, command: Option<Command>) -> (Context, Result<(), Problem>) {
    let cx = &mut context;
    let result = match command {
        None => posts::launch(cx, PostName::Launcher, None),
        Some(Command::Init(args)) => init::run(cx, &args),
        Some(Command::Kiosk) => posts::launch(cx, PostName::Kiosk, None),
        Some(Command::Window(args)) => posts::launch(cx, PostName::Window(args.number), None),
        Some(Command::Pad(args)) => posts::launch(cx, PostName::Pad(args.number), None),
        Some(Command::Meeting(args)) => posts::launch(cx, PostName::Meeting, args.by),
        Some(Command::Ballot(args)) => ballot::run(cx, &args),
        Some(Command::Slips(args)) => slips::run(cx, &args),
        Some(Command::Board) => posts::launch(cx, PostName::Board, None),
        Some(Command::Duty(args)) => posts::launch(cx, PostName::Duty, args.by),
        Some(Command::Ratings(args)) => posts::launch(cx, PostName::Ratings, args.by),
        Some(Command::Scores(args)) => posts::launch(cx, PostName::Scores, args.by),
        Some(Command::Problems(args)) => posts::launch(cx, PostName::Problems, args.by),
        Some(Command::Hotline(args)) => posts::launch(cx, PostName::Hotline, args.by),
        Some(Command::Village(args)) => posts::launch(cx, PostName::Village, args.by),
        Some(Command::Demo(args)) => demo::run(cx, &args),
        Some(Command::Do(args)) => do_verb::run(cx, &args),
        Some(Command::Show(args)) => show::run(cx, &args),
        Some(Command::Report(args)) => report::run(cx, &args),
        Some(Command::Print(args)) => print::run(cx, &args),
        Some(Command::Verify(args)) => maintenance::verify(cx, &args),
        Some(Command::Rebuild) => maintenance::rebuild(cx),
        Some(Command::Backup(args)) => maintenance::backup(cx, &args),
        Some(Command::Restore(args)) => maintenance::restore(cx, &args),
        Some(Command::Query(args)) => query::run(cx, &args),
        Some(Command::Ledger(args)) => ledger::run(cx, &args),
        Some(Command::Import(args)) => matters::import(cx, &args),
        Some(Command::Export(args)) => matters::export(cx, &args),
        Some(Command::Due(args)) => due::run(cx, &args),
        Some(Command::Hub(args)) => hub::run(cx, &args),
        Some(Command::Rules) => rules::run(cx),
        Some(Command::Config(args)) => config::run(cx, &args),
        Some(Command::Site(args)) => site::run(cx, &args),
        Some(Command::Sites) => sites::run(cx),
        Some(Command::Sync(args)) => night::sync(cx, &args),
        Some(Command::Nightly(args)) => night::nightly(cx, &args),
        Some(Command::Simulate(args)) => simulate::run(cx, &args),
        Some(Command::Bench(args)) => match bench::execute(&args, cx.json) {
            Ok(report) if report.complete() => Ok(()),
            Ok(_) => Err(Problem::Said(problem::STORE)),
            Err(error) => Err(Problem::failed(
                "bench_failed",
                &[("why", &format!("{error:#}"))],
            )),
        },
    };
    (context, result)
}
