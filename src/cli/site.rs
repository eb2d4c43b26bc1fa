//! `yizhan site`: this site's place and card, and what two people say about another site's.

use std::fs;
use std::io::IsTerminal;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use clap::Subcommand;
use clap::value_parser;

use crate::cli::context::Context;
use crate::cli::do_verb::who;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::domain::ids::StaffNo;
use crate::domain::refusal::SiteRefusal;
use crate::domain::site::Card;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::locale::Lang;
use crate::ops::Done;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::enrol_site::EnrolSite;
use crate::ops::enrol_site::card_in;
use crate::ops::place_site::PlaceSite;
use crate::ops::revoke_key::RevokeKey;
use crate::ops::rotate_keys::RotateKeys;
use crate::sync::card::MOST_BYTES;

pub(super) mod words;

/// This site among others.
#[derive(Debug, Args)]
pub(crate) struct Site {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Gives this site its place
    Place(Place),
    /// Writes this site's card
    Card {
        /// The file
        file: Option<PathBuf>,
    },
    /// Enrols another site with its card
    Enrol(Enrol),
    /// Changes this site's keys
    Rotate(Rotate),
    /// Believes a key of another site no more
    Revoke(Revoke),
}

#[derive(Debug, Args)]
struct Place {
    /// The organisation's code
    #[arg(long, value_name = "CODE", value_parser = value_parser!(Org))]
    org: Org,
    /// village, hall or hub
    #[arg(long, value_parser = words::kind_of)]
    kind: SiteKind,
    /// The site's name
    #[arg(long)]
    name: Option<String>,
    /// Who does it
    #[arg(long, value_name = "BADGE")]
    by: Option<String>,
}

#[derive(Debug, Args)]
struct Enrol {
    /// The card's file
    file: PathBuf,
    /// parent or child
    #[arg(long = "as", value_name = "RELATION", value_parser = words::relation_of)]
    relation: Relation,
    /// The first of the two
    #[arg(long, value_name = "BADGE")]
    by: String,
    /// The second of the two
    #[arg(long, value_name = "BADGE")]
    witness: String,
    /// The fingerprint as it was read out
    #[arg(long, value_name = "FINGERPRINT")]
    fingerprint: Option<String>,
}

#[derive(Debug, Args)]
struct Rotate {
    /// Who does it
    #[arg(long, value_name = "BADGE")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Throw the old keys away
    #[arg(long)]
    forget: bool,
}

#[derive(Debug, Args)]
struct Revoke {
    /// The other site
    site: String,
    /// The key
    #[arg(long, value_name = "KEY")]
    key: String,
    /// Who does it
    #[arg(long, value_name = "BADGE")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Does what was asked.
///
/// # Errors
/// [`Problem`] as the verb's; a file that cannot be read or written.
pub(crate) fn run(cx: &Context, args: &Site) -> Result<(), Problem> {
    match &args.what {
        What::Place(args) => place(cx, args),
        What::Card { file } => card(cx, file.as_deref()),
        What::Enrol(args) => enrol(cx, args),
        What::Rotate(args) => rotate(cx, args),
        What::Revoke(args) => revoke(cx, args),
    }
}

fn place(cx: &Context, args: &Place) -> Result<(), Problem> {
    let verb = PlaceSite {
        org: args.org,
        kind: args.kind,
        name: args.name.clone().unwrap_or_default(),
    };
    let mut hall = cx.hall()?;
    let Done::PlaceSite(done) = perform(cx, &mut hall, verb, who(args.by.as_deref(), None)?)?
    else {
        return Ok(());
    };
    if cx.json {
        return output::json(&done);
    }
    let kind = words::kind(cx.lang, done.kind);
    output::line(&cx.lang.say(
        "site.placed",
        &[("name", &done.name), ("org", &done.org), ("kind", &kind)],
    ));
    output::line(cx.lang.tr("site.placed_next"));
    Ok(())
}

fn card(cx: &Context, file: Option<&Path>) -> Result<(), Problem> {
    let mut hall = cx.hall()?;
    let now = cx.clock(&hall).now();
    let (card, text) = hall.card(now)?;
    if let Some(path) = file {
        keep(path, &card, &text)?;
    }
    tracing::info!("card made");
    if cx.json {
        return output::json(&serde_json::json!({
            "file": file, "card": card, "fingerprint": card.fingerprint(),
        }));
    }
    output::print(&words::card(cx.lang, &card));
    if let Some(path) = file {
        output::line(
            &cx.lang
                .say("site.card_written", &[("path", &path.display())]),
        );
    }
    output::line(cx.lang.tr("site.card_next"));
    Ok(())
}

/// Writes the card; a file that is there and is no card of this site stays as it is.
fn keep(path: &Path, card: &Card, text: &str) -> Result<(), Problem> {
    let there = path.exists();
    let ours = || {
        let old = fs::read_to_string(path).ok()?;
        card_in(&old).ok().filter(|old| old.org == card.org)
    };
    if there && ours().is_none() {
        return Err(Problem::file(
            path,
            std::io::ErrorKind::AlreadyExists.into(),
        ));
    }
    fs::write(path, text).map_err(|error| Problem::file(path, error))
}

fn enrol(cx: &Context, args: &Enrol) -> Result<(), Problem> {
    let by = who(Some(&args.by), None)?;
    let Who::Staff(witness) = who(Some(&args.witness), None)? else {
        return Ok(());
    };
    let text = read(&args.file)?;
    let mut hall = cx.hall()?;
    let fingerprint = match &args.fingerprint {
        Some(typed) => typed.clone(),
        None => ask(cx, &text)?,
    };
    enrol_with(
        cx,
        &mut hall,
        args.relation,
        (text, fingerprint),
        (by, witness),
    )
}

fn enrol_with(
    cx: &Context,
    hall: &mut Hall,
    relation: Relation,
    (card, fingerprint): (String, String),
    (by, witness): (Who, StaffNo),
) -> Result<(), Problem> {
    let verb = EnrolSite {
        card,
        relation,
        witness,
        fingerprint,
    };
    let Done::EnrolSite(done) = perform(cx, hall, verb, by)? else {
        return Ok(());
    };
    if cx.json {
        return output::json(&done);
    }
    let relation = words::relation(cx.lang, done.relation);
    let key = match done.again {
        true => "site.enrolled_again",
        false => "site.enrolled",
    };
    output::line(&cx.lang.say(
        key,
        &[
            ("name", &done.name),
            ("org", &done.org),
            ("relation", &relation),
        ],
    ));
    output::line(cx.lang.tr("site.enrolled_next"));
    Ok(())
}

/// Shows the card and asks for what the other site reads out. Its own fingerprint is not shown: who
/// copies it from here has compared nothing.
fn ask(cx: &Context, text: &str) -> Result<String, Problem> {
    let card = card_in(text).map_err(refused)?;
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !terminal || cx.json {
        return Err(Problem::unclear("site_fingerprint_missing", &[]));
    }
    output::line(&words::who(cx.lang, &card));
    output::print(cx.lang.tr("site.ask_fingerprint"));
    let mut typed = String::new();
    std::io::stdin()
        .read_line(&mut typed)
        .map_err(|error| Problem::unreadable(Path::new("/dev/tty"), error))?;
    Ok(typed)
}

fn refused(refusal: SiteRefusal) -> Problem {
    Problem::from(refusal)
}

/// Reads a card's file; what is too long or no text is no card.
fn read(path: &Path) -> Result<String, Problem> {
    let unreadable = |error| Problem::unreadable(path, error);
    let file = fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| refused(SiteRefusal::CardDamaged))
}

fn rotate(cx: &Context, args: &Rotate) -> Result<(), Problem> {
    let by = who(Some(&args.by), None)?;
    let mut hall = cx.hall()?;
    let now = cx.clock(&hall).now();
    let verb = RotateKeys {
        reason: args.reason.clone(),
    };
    let card = hall.rotate(verb, args.forget, by, now)?;
    tracing::info!(forget = args.forget, "keys changed");
    if cx.json {
        return output::json(&serde_json::json!({
            "epoch": card.epoch(), "fingerprint": card.fingerprint(), "forgotten": args.forget,
        }));
    }
    output::line(&cx.lang.say("site.rotated", &[("epoch", &card.epoch())]));
    output::print(&words::card(cx.lang, &card));
    output::line(cx.lang.tr(match args.forget {
        true => "site.rotated_forget",
        false => "site.rotated_next",
    }));
    Ok(())
}

fn revoke(cx: &Context, args: &Revoke) -> Result<(), Problem> {
    let by = who(Some(&args.by), None)?;
    let mut hall = cx.hall()?;
    let verb = RevokeKey {
        site: args.site.clone(),
        key: args.key.clone(),
        reason: args.reason.clone(),
    };
    let Done::RevokeKey(done) = perform(cx, &mut hall, verb, by)? else {
        return Ok(());
    };
    if cx.json {
        return output::json(&done);
    }
    let n = done.keys.len();
    output::line(&cx.lang.say(
        "site.revoked",
        &[
            ("n", &n),
            ("name", &done.name),
            ("org", &done.org),
            ("left", &done.left),
        ],
    ));
    output::line(cx.lang.tr("site.revoked_next"));
    Ok(())
}

fn perform(
    cx: &Context,
    hall: &mut Hall,
    verb: impl Into<crate::ops::Call>,
    by: Who,
) -> Result<Done, Problem> {
    let now = cx.clock(hall).now();
    let call = verb.into();
    let done = hall.perform(&call, by, now)?;
    tracing::info!(verb = call.word(), "done");
    Ok(done)
}

/// Says what a new store was given as its place.
pub(super) fn say_placed(lang: Lang, org: Org, kind: SiteKind) -> String {
    let kind = words::kind(lang, kind);
    lang.say("site.made_at", &[("org", &org), ("kind", &kind)])
}
