//! `yizhan demo`: a trial hall in the middle of a morning, made by the real verbs.

use std::io::IsTerminal;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveTime;
use clap::Args;

use crate::cli::context::CLOCK_FILE;
use crate::cli::context::Context;
use crate::cli::context::clock_of;
use crate::cli::context::demo_store;
use crate::cli::init;
use crate::cli::output;
use crate::cli::posts;
use crate::cli::problem::Problem;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::store::open::DB_FILE;
use crate::ui::post::PostName;

mod affairs;
mod script;

/// The file that says: this store was made by `yizhan demo` and may be made anew.
const MARK_FILE: &str = "made-by-demo";

/// When the demo begins: the middle of a morning.
const START: (u32, u32) = (9, 42);

/// A post of the trial hall.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// kiosk, window N, pad N, board, duty, village, hotline or scores; the choice of posts when left out
    #[arg(value_name = "POST")]
    post: Vec<String>,
}

/// Makes the trial hall unless it is there, and opens a post of it.
///
/// # Errors
/// Exit 3 when the folder holds a store that the demo did not make.
pub(crate) fn run(cx: &mut Context, args: &Demo) -> Result<(), Problem> {
    let post = post(&args.post)?;
    if !cx.store_given {
        cx.set_store(&demo_store());
    }
    let made = if fresh(&cx.store)? {
        None
    } else {
        Some(make(cx)?)
    };
    if std::io::stdout().is_terminal() && std::io::stdin().is_terminal() {
        return posts::launch(cx, post, Some(script::LEADER));
    }
    let now = clock_of(&cx.store).now();
    let time = Config::load(&cx.store)?
        .zone()
        .local(now)
        .format("%Y-%m-%d %H:%M")
        .to_string();
    let path = cx.store.display();
    if cx.json {
        let queue = cx.hall()?.queue(now)?;
        return output::json(&serde_json::json!({
            "store": cx.store, "made": made.is_some(), "time": time, "waiting": queue.waiting.len(),
        }));
    }
    let key = if made.is_some() {
        "cli.demo_made"
    } else {
        "cli.demo_there"
    };
    output::line(&cx.lang.say(key, &[("path", &path), ("time", &time)]));
    output::line(&cx.lang.say("cli.demo_next", &[("path", &path)]));
    Ok(())
}

fn post(words: &[String]) -> Result<PostName, Problem> {
    let number = |text: &str| {
        let wrong = || Problem::unclear("window_wrong", &[("given", &text)]);
        text.parse::<WindowNo>().map_err(|_| wrong())
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(match words.as_slice() {
        [] => PostName::Launcher,
        ["kiosk"] => PostName::Kiosk,
        ["window"] => PostName::Window(WindowNo(1)),
        ["window", n] => PostName::Window(number(n)?),
        ["pad"] => PostName::Pad(WindowNo(1)),
        ["pad", n] => PostName::Pad(number(n)?),
        ["board"] => PostName::Board,
        ["duty"] => PostName::Duty,
        ["village"] => PostName::Village,
        ["hotline"] => PostName::Hotline,
        ["ratings"] => PostName::Ratings,
        ["scores"] => PostName::Scores,
        ["problems"] => PostName::Problems,
        ["meeting"] => PostName::Meeting,
        ["ballot"] => PostName::Ballot,
        other => {
            return Err(Problem::unclear(
                "post_unknown",
                &[("post", &other.join(" "))],
            ));
        }
    })
}

/// Returns whether the demo of a folder can go on; one that is over is cleared away.
fn fresh(dir: &Path) -> Result<bool, Problem> {
    if !dir.join(DB_FILE).exists() {
        return Ok(false);
    }
    let refused = || Problem::refused("demo_not_ours", &[("path", &dir.display())]);
    let mark = std::fs::read_to_string(dir.join(MARK_FILE)).map_err(|_| refused())?;
    let config = Config::load(dir)?;
    let now = config.zone().local(clock_of(dir).now());
    let same_day = mark.trim() == now.date().to_string();
    if same_day && now.time() < config.hours.close.0 {
        return Ok(true);
    }
    clear(dir)?;
    Ok(false)
}

/// Removes what the demo made, file by file: nothing else in the folder is touched.
fn clear(dir: &Path) -> Result<(), Problem> {
    use crate::store::open;
    let db = |ending: &str| PathBuf::from(format!("{DB_FILE}{ending}"));
    let names = [
        db(""),
        db("-wal"),
        db("-shm"),
        open::GATE_FILE.into(),
        open::HIGHWATER_FILE.into(),
        crate::config::FILE.into(),
        CLOCK_FILE.into(),
        MARK_FILE.into(),
    ];
    for name in names {
        match std::fs::remove_file(dir.join(&name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                let path = dir.join(name);
                return Err(Problem::file(&path, error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes the hall, its morning and its clock.
fn make(cx: &mut Context) -> Result<UtcMs, Problem> {
    let zone = Config::default().zone();
    let today = zone.day(Clock::Wall.now());
    let start = NaiveTime::from_hms_opt(START.0, START.1, 0).unwrap_or(NaiveTime::MIN);
    let now = zone.instant(today.and_time(start));
    let begun = script::begins(today, zone);
    let (mut hall, _) = init::make(cx, Some(script::NAME), Some(script::CODE), true, begun)?;
    let write = |name: &str, text: String| {
        let path = cx.store.join(name);
        std::fs::write(&path, text).map_err(|error| Problem::file(&path, error))
    };
    write(MARK_FILE, today.to_string())?;
    script::play(&mut hall, today, now)?;
    drop(hall);
    let Clock::Moved(by) = Clock::starting_at(now) else {
        return Ok(now);
    };
    write(CLOCK_FILE, by.to_string())?;
    cx.set_store(&cx.store.clone());
    Ok(now)
}
