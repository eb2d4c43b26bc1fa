//! `yizhan simulate`: a real stream of arrivals through the real verbs of a trial hall.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::init;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::problem::STORE;
use crate::cli::show::words;
use crate::domain::event::Applicant;
use crate::domain::event::StaffRole;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitEnd;
use crate::locale::Lang;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::save_staff::SaveStaff;
use crate::ops::save_window::SaveWindow;
use crate::store::open::DB_FILE;
use crate::store::verify;

pub(crate) mod drive;
pub(crate) mod plan;
pub(crate) mod tally;

use drive::Driver;
use drive::Seat;
use plan::Coming;
use tally::Days;
use tally::Tally;

/// A run of a trial hall.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// CSV with concept:name, department, group and startdate
    #[arg(long, value_name = "FILE")]
    arrivals: PathBuf,
    /// How many windows
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=50))]
    windows: u16,
    /// max, or so many times faster than life, as 60x
    #[arg(long, default_value = "max", value_parser = speed)]
    speed: Speed,
}

/// How fast it runs.
#[derive(Debug, Clone, Copy)]
struct Speed(Option<f64>);

fn speed(text: &str) -> Result<Speed, String> {
    if text == "max" {
        return Ok(Speed(None));
    }
    match text.trim_end_matches(['x', 'X']).parse::<f64>() {
        Ok(times) if times.is_finite() && times > 0.0 => Ok(Speed(Some(times))),
        _ => Err(format!("{text:?} is not a speed: max, or 60x")),
    }
}

/// A store that goes away with the run, unless it was named.
struct Place {
    dir: PathBuf,
    passing: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.passing {
            // Left behind at worst in the folder for passing files.
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}

/// Runs the stream and holds the driver's own figures against the hall's.
///
/// # Errors
/// Exit 2 for a stream that cannot be read, 3 for a store that is no fresh trial hall, 4 when the
/// store is not sound afterwards or the figures differ.
pub(crate) fn run(cx: &mut Context, args: &Simulate) -> Result<(), Problem> {
    let path = args.arrivals.display();
    let bytes = std::fs::read(&args.arrivals)
        .map_err(|error| Problem::unreadable(&args.arrivals, error))?;
    let place = place(cx)?;
    cx.store.clone_from(&place.dir);
    let defaults = crate::config::Config::load(&cx.store)?;
    let comings =
        plan::read(&bytes, &defaults.hours, defaults.zone()).map_err(|bad| match &bad.time {
            Some(time) => Problem::unclear(
                "arrivals_time",
                &[("path", &path), ("line", &bad.line), ("time", time)],
            ),
            None => Problem::unclear("arrivals_row", &[("path", &path), ("line", &bad.line)]),
        })?;
    let Some(first) = comings.first() else {
        return Err(Problem::unclear("arrivals_none", &[("path", &path)]));
    };
    let morning = UtcMs(defaults.zone().midnight(first.day).0 + 7 * 3_600_000);
    let mut hall = hall(cx, morning)?;
    let by_day = group(comings);
    unused(&hall, by_day.keys().copied())?;
    let seats = furnish(&mut hall, args.windows, morning)?;
    let mut driver = Driver::new(&mut hall, seats, applicants(), args.speed.0)?;
    for (day, comings) in by_day {
        driver.whole_day(day, comings)?;
    }
    let days = std::mem::take(&mut driver.days);
    finish(cx, &hall, &days)
}

fn place(cx: &Context) -> Result<Place, Problem> {
    if cx.store_given {
        return Ok(Place {
            dir: cx.store.clone(),
            passing: false,
        });
    }
    let dir = std::env::temp_dir().join(format!("yizhan-simulate-{}", std::process::id()));
    match std::fs::create_dir(&dir) {
        Ok(()) => Ok(Place { dir, passing: true }),
        Err(error) => Err(Problem::file(&dir, error)),
    }
}

fn hall(cx: &Context, morning: UtcMs) -> Result<Hall, Problem> {
    if !cx.store.join(DB_FILE).exists() {
        return Ok(init::make(cx, None, None, true, morning)?.0);
    }
    let hall = cx.hall()?;
    if hall.is_trial() {
        Ok(hall)
    } else {
        Err(Problem::refused(
            "simulate_live",
            &[("path", &cx.store.display())],
        ))
    }
}

fn group(comings: Vec<Coming>) -> BTreeMap<NaiveDate, Vec<Coming>> {
    let mut days: BTreeMap<NaiveDate, Vec<Coming>> = BTreeMap::new();
    for coming in comings {
        days.entry(coming.day).or_default().push(coming);
    }
    days
}

/// Refuses a hall that has already worked on one of the days: the figures would mix.
fn unused(hall: &Hall, days: impl Iterator<Item = NaiveDate>) -> Result<(), Problem> {
    for day in days {
        let figures = hall.day(day)?;
        if figures.visits > 0 || figures.closed {
            return Err(Problem::refused("simulate_used", &[("day", &day)]));
        }
    }
    Ok(())
}

/// Gives the hall its windows and clerks: badges from 101.
fn furnish(hall: &mut Hall, windows: u16, now: UtcMs) -> Result<Vec<Seat>, Problem> {
    let mut seats = Vec::new();
    for (place, centres) in (1..).zip(plan::windows(windows)) {
        let seat = Seat {
            window: WindowNo(place),
            staff: StaffNo(100 + u32::from(place)),
        };
        let staff = SaveStaff {
            staff: seat.staff,
            name: format!("窗口{place}"),
            role: StaffRole::Clerk,
        };
        hall.perform(&staff.into(), Who::System, now)?;
        let window = SaveWindow {
            window: seat.window,
            centres,
            regular: Some(seat.staff),
            stand_in: None,
        };
        hall.perform(&window.into(), Who::System, now)?;
        seats.push(seat);
    }
    Ok(seats)
}

fn applicants() -> Vec<Applicant> {
    [
        "张三丰",
        "李四",
        "王芳",
        "赵小六",
        "孙大圣",
        "周伯通",
        "吴用",
        "郑和",
    ]
    .map(|name| Applicant {
        name: name.to_owned(),
        ..Applicant::default()
    })
    .to_vec()
}

fn finish(cx: &Context, hall: &Hall, days: &Days) -> Result<(), Problem> {
    let total = tally::total(days);
    let mut differ: Vec<String> = Vec::new();
    for (day, tally) in days {
        for figure in tally.differences(&hall.day(*day)?) {
            differ.push(format!("{day} {figure}"));
        }
    }
    let report = verify::verify(&cx.store)?;
    let sound = report.ok && differ.is_empty();
    if cx.json {
        let by_day: Vec<_> = days
            .iter()
            .map(|(day, tally)| json!({"day": day, "figures": tally}))
            .collect();
        output::json(&json!({
            "days": by_day,
            "total": total,
            "wait_mean_s": total.waits.mean(),
            "wait_longest_s": total.waits.longest(),
            "service_mean_s": total.services.mean(),
            "verify": {"ok": report.ok, "entries": report.entries, "problems": report.problems},
            "sums_agree": differ.is_empty(),
            "differences": differ,
        }))?;
    } else {
        output::print(&page(cx.lang, days, &total));
        let key = if report.ok {
            "cli.verify_ok"
        } else {
            "cli.simulate_unsound"
        };
        output::line(&cx.lang.say(key, &[("entries", &report.entries)]));
        let count = days.len();
        let list = differ.join(", ");
        match differ.is_empty() {
            true => output::line(&cx.lang.say("cli.sums_agree", &[("days", &count)])),
            false => output::line(&cx.lang.say("cli.sums_differ", &[("list", &list)])),
        }
    }
    tracing::info!(visits = total.visits, sound, "simulated");
    if sound {
        Ok(())
    } else {
        Err(Problem::Said(STORE))
    }
}

fn page(lang: Lang, days: &Days, total: &Tally) -> String {
    let ends: Vec<String> = VisitEnd::ALL
        .iter()
        .map(|end| words::word(lang, "end", end.word()))
        .collect();
    let mut headers = vec![lang.tr("cli.head_day"), lang.tr("cli.visits")];
    headers.extend(ends.iter().map(String::as_str));
    headers.extend([
        lang.tr("cli.wait_mean"),
        lang.tr("cli.wait_longest"),
        lang.tr("cli.service_mean"),
        lang.tr("cli.cases"),
        lang.tr("cli.head_alarms"),
    ]);
    let mut table = Table::new(&headers).right(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (day, tally) in days {
        table.row(row(day.to_string(), tally));
    }
    table.row(row(lang.tr("cli.all_days").to_owned(), total));
    let mut out = table.text();
    out.push('\n');
    let mut alarms = Table::new(&[]).right(&[1]);
    for (kind, n) in &total.alarms {
        alarms.row(vec![words::word(lang, "alarm", kind), n.to_string()]);
    }
    let stars = total
        .ratings
        .iter()
        .rev()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("/");
    let values: &[(&str, &dyn std::fmt::Display)] =
        &[("levels", &stars), ("unrated", &total.unrated)];
    out.push_str(&lang.say("cli.rating_levels", values));
    out.push('\n');
    out.push_str(&alarms.text());
    out
}

fn row(name: String, tally: &Tally) -> Vec<String> {
    let mut cells = vec![name, tally.visits.to_string()];
    cells.extend(
        VisitEnd::ALL
            .iter()
            .map(|end| tally.ended(*end).to_string()),
    );
    cells.extend([
        words::span(tally.waits.mean()),
        words::span(tally.waits.longest()),
        words::span(tally.services.mean()),
        tally.cases.to_string(),
        tally.alarms.values().sum::<u64>().to_string(),
    ]);
    cells
}
