//! `yizhan sync` and `yizhan nightly`: the exchange alone, and the whole night's work.
//!
//! Exit codes: 0 done, 5 partly (the next time does the rest), 4 failed.

use std::cell::Cell;
use std::io::IsTerminal;
use std::io::Write;
use std::rc::Rc;
use std::time::Duration;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem;
use crate::cli::problem::Problem;
use crate::domain::night::Due;
use crate::domain::night::Night;
use crate::domain::night::StepKind;
use crate::domain::night::Verdict;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Hall;
use crate::ops::night::Lease;
use crate::ops::night::Watch;
use crate::sync::plan::PeerPlan;
use crate::sync::watched::Hear;
use crate::sync::watched::Way;

/// How often `--stay` looks whether a night is due.
const GLANCE: Duration = Duration::from_secs(20);

/// What an exchange takes.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Show what would go out and what lies on the carriers, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What the night's work takes.
#[derive(Debug, Args)]
pub(crate) struct Nightly {
    /// Do it now, whatever the hour
    #[arg(long, conflicts_with = "stay")]
    now: bool,
    /// Stay, and do it every night at the hour of the settings
    #[arg(long)]
    stay: bool,
    /// Show the report of the last night, or of the one of this day
    #[arg(long, value_name = "DAY", num_args = 0..=1, conflicts_with_all = ["now", "stay"])]
    report: Option<Option<chrono::NaiveDate>>,
}

/// Exchanges now.
///
/// # Errors
/// [`Problem`]; what went wrong between sites is in the report and in the exit code.
pub(crate) fn sync(cx: &Context, args: &Sync) -> Result<(), Problem> {
    let mut hall = cx.hall()?;
    if hall.config().sync.to.is_empty() {
        return Err(Problem::refused("no_carrier", &[]));
    }
    if args.dry_run {
        return plan(cx, &hall.sync_plan()?);
    }
    if hall.sites()?.others.is_empty() {
        return Err(Problem::refused("no_peer", &[]));
    }
    let lease = hall.lease()?;
    let night = exchange(cx, &mut hall, &lease)?;
    show(cx, &hall, &night)?;
    ended(&night)
}

/// Exchanges with a bar on a terminal.
///
/// # Errors
/// This site's own trouble.
pub(super) fn exchange(cx: &Context, hall: &mut Hall, lease: &Lease) -> Result<Night, Problem> {
    let clock = cx.clock(hall);
    let mut bar = Bar::new(cx.lang, hall)?;
    let night = hall.exchange(lease, &|| clock.now(), &mut bar)?;
    bar.end();
    Ok(night)
}

/// Does the night's work where it is due.
///
/// # Errors
/// As [`sync`].
pub(crate) fn nightly(cx: &Context, args: &Nightly) -> Result<(), Problem> {
    let mut hall = cx.hall()?;
    let clock = cx.clock(&hall);
    if let Some(day) = args.report {
        return match hall.night_report(day)? {
            Some(night) => show(cx, &hall, &night),
            None => Err(Problem::refused("no_report", &[])),
        };
    }
    let lease = hall.lease()?;
    if args.stay {
        output::warn(cx.lang.tr("night.stay"));
    }
    loop {
        let due = match hall.night_due(clock.now()) {
            Due::At(_) if args.now => Due::Now(hall.day_of(clock.now())),
            due => due,
        };
        match due {
            Due::Now(day) => {
                let mut bar = Bar::new(cx.lang, &hall)?;
                let night = hall.night(&lease, day, &|| clock.now(), &mut bar)?;
                bar.end();
                show(cx, &hall, &night)?;
                tracing::info!(verdict = night.verdict().word(), "the night's work ended");
                if !args.stay {
                    return ended(&night);
                }
            }
            Due::At(when) if !args.stay => {
                let zone = hall.config().zone();
                let when = format!("{} {}", zone.day(when), zone.clock(when));
                if cx.json {
                    return output::json(&serde_json::json!({ "due": when }));
                }
                output::line(&cx.lang.say("night.not_due", &[("when", &when)]));
                return Ok(());
            }
            Due::At(_) => std::thread::sleep(GLANCE),
        }
    }
}

/// Ends as the night did: 0 done, 5 partly, 4 failed.
///
/// # Errors
/// [`Problem::Said`] unless all was done.
pub(super) fn ended(night: &Night) -> Result<(), Problem> {
    match night.verdict() {
        Verdict::Done => Ok(()),
        Verdict::Partly => Err(Problem::Said(problem::PARTLY)),
        Verdict::Failed => Err(Problem::Said(problem::STORE)),
    }
}

fn show(cx: &Context, hall: &Hall, night: &Night) -> Result<(), Problem> {
    if cx.json {
        let verdict = night.verdict();
        return output::json(&serde_json::json!({ "verdict": verdict, "night": night }));
    }
    page(cx, hall, night);
    Ok(())
}

/// Writes the report of a night as a page.
pub(super) fn page(cx: &Context, hall: &Hall, night: &Night) {
    for line in locale::night_report(cx.lang, night, hall.config().zone()) {
        output::line(&crate::domain::plain::visible(&line));
    }
}

fn plan(cx: &Context, plan: &[PeerPlan]) -> Result<(), Problem> {
    if cx.json {
        return output::json(&plan);
    }
    let lang = cx.lang;
    if plan.is_empty() {
        output::line(lang.tr("night.no_peer"));
    }
    for peer in plan {
        let relation = lang.tr(&format!("refusal.relation_{}", peer.relation.word()));
        output::line(&lang.say(
            "night.plan_site",
            &[
                ("name", &crate::domain::plain::visible(&peer.name)),
                ("org", &peer.org),
                ("relation", &relation),
                ("n", &peer.entries()),
            ],
        ));
        for log in &peer.out {
            output::line(&lang.say(
                "night.plan_log",
                &[
                    ("audience", &log.audience),
                    ("epoch", &log.epoch),
                    ("from", &log.from),
                    ("to", &log.to),
                ],
            ));
        }
        if peer.carriers.is_empty() {
            output::line(lang.tr("night.leg_none"));
        }
        for on in &peer.carriers {
            let name = &on.carrier;
            output::line(&match &on.stopped {
                Some((trouble, why)) => {
                    let why = locale::carrier(lang, *trouble, why);
                    lang.say("night.plan_stopped", &[("carrier", name), ("why", &why)])
                }
                None => lang.say(
                    "night.plan_carrier",
                    &[("carrier", name), ("new", &on.new), ("notes", &on.notes)],
                ),
            });
        }
    }
    Ok(())
}

/// The bar on a terminal; silent anywhere else.
struct Bar {
    lang: Lang,
    on: bool,
    step: Rc<Cell<&'static str>>,
    all: u64,
    moved: Rc<Cell<(u64, u64)>>,
}

impl Bar {
    fn new(lang: Lang, hall: &Hall) -> Result<Bar, Problem> {
        let on = std::io::stderr().is_terminal();
        let carriers = hall.config().sync.to.len() as u64;
        let waiting: u64 = match on {
            true => hall.sites()?.others.iter().map(|site| site.waiting).sum(),
            false => 0,
        };
        Ok(Bar {
            lang,
            on,
            step: Rc::default(),
            all: waiting * carriers,
            moved: Rc::default(),
        })
    }

    fn end(&self) {
        if self.on {
            // Nothing can be done about a closed stderr.
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

fn draw(lang: Lang, step: &str, (out, all): (u64, u64), came: u64) {
    let said = lang.say(
        "night.bar",
        &[("step", &step), ("out", &out), ("all", &all), ("in", &came)],
    );
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "{said}\x1b[K").and_then(|()| err.flush());
}

impl Watch for Bar {
    fn step(&mut self, kind: StepKind) {
        self.step
            .set(self.lang.tr(&format!("night.step_{}", kind.word())));
        if self.on {
            let (out, came) = self.moved.get();
            draw(self.lang, self.step.get(), (out, self.all), came);
        }
    }

    fn hear(&self) -> Option<Hear> {
        if !self.on {
            return None;
        }
        let (lang, all) = (self.lang, self.all);
        let (step, moved) = (Rc::clone(&self.step), Rc::clone(&self.moved));
        Some(Rc::new(move |way, entries| {
            let (mut out, mut came) = moved.get();
            match way {
                // What names say nobody has vouched for.
                Way::Out => out = out.saturating_add(entries),
                Way::In => came = came.saturating_add(entries),
            }
            moved.set((out, came));
            draw(lang, step.get(), (out, all.max(out)), came);
        }))
    }
}
