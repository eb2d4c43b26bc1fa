//! `yizhan show`: what a post shows, as text or JSON.

use chrono::NaiveDate;
use clap::Args;
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::measure::Month;
use crate::domain::refusal::Refusal;
use crate::domain::score::Period;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::ops::Hall;
use crate::ops::read::ErrandLine;
use crate::ops::read::RaisedLine;

mod case;
mod followups;
mod hotline;
mod lists;
mod mandates;
mod matter;
mod meetings;
mod people;
mod problems;
mod ratings;
mod register;
mod registers;
pub(crate) mod scores;
mod shared;
mod villages;
pub(crate) mod words;

pub(crate) use case::paper_name;
pub(crate) use lists::Page;
pub(crate) use meetings::sheet as meeting_sheet;
pub(crate) use problems::Which;
pub(crate) use registers::named;

/// What to show.
#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(subcommand)]
    what: What,
    /// At which time; only in a trial hall
    #[arg(long, global = true, value_name = "TIME")]
    now: Option<String>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All who are in the hall
    Queue,
    /// A window
    Desk {
        /// The window's number
        window: WindowNo,
    },
    /// The board
    Board,
    /// The duty post
    Duty,
    /// One number and what became of it
    Ticket {
        /// The number, as B023
        ticket: TicketNo,
        /// The local day; today when left out
        #[arg(long, value_name = "DATE")]
        day: Option<NaiveDate>,
    },
    /// One case
    Case {
        /// The case number
        number: String,
    },
    /// One person of the register, masked
    Person {
        /// The person's id, a case number, or a number that only one person has
        person: String,
    },
    /// People of the register, masked
    People {
        /// Part of the name or village, initials, pinyin, number, phone or the last four of either
        #[arg(required = true)]
        text: Vec<String>,
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// Records that may be of one person
    Duplicates {
        /// How many groups at most
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
    /// Who had whom shown in full
    Reveals {
        /// The local day; today when left out
        date: Option<NaiveDate>,
    },
    /// One matter in full, with what is odd about it
    Matter {
        /// The matter's code
        code: String,
        /// As it was when this case was accepted
        #[arg(long, value_name = "CASE")]
        at: Option<String>,
    },
    /// The figures of a day
    Day {
        /// The local day; today when left out
        date: Option<NaiveDate>,
    },
    /// What somebody answers for
    Mine {
        /// The badge number
        #[arg(value_name = "BADGE")]
        staff: StaffNo,
        /// Only this lamp
        #[arg(long, value_name = "LAMP", value_parser = ["red", "amber", "green"])]
        lamp: Option<String>,
    },
    /// What lies in a tray
    Tray {
        /// A centre, leader, resident, a badge number or an office
        who: String,
    },
    /// The hard matters at window 1
    Hards,
    /// The recorded answers of no of a day
    Noes {
        /// The local day; today when left out
        day: Option<NaiveDate>,
    },
    /// The right offices named on a day, for matters that are not the hall's
    Places {
        /// The local day; today when left out
        day: Option<NaiveDate>,
    },
    /// The one-time notices of a day
    Notices {
        /// The local day; today when left out
        day: Option<NaiveDate>,
    },
    /// The booked times of a day
    Bookings {
        /// The local day; today when left out
        day: Option<NaiveDate>,
    },
    /// The lamps of a day's close
    Judged {
        /// The local day
        day: NaiveDate,
    },
    /// Cases shared with another site
    Shared {
        /// A case number, or its id; all that go on when left out
        case: Option<String>,
    },
    /// Who holds which paper of errands by proxy, the overdue first
    Mandates {
        /// Only what is in these hands: resident, village, hall or office
        #[arg(long, value_name = "WHO", value_parser = ["resident", "village", "hall", "office"])]
        holder: Option<String>,
        /// Only what should be elsewhere by now
        #[arg(long)]
        overdue: bool,
    },
    /// One errand by proxy, and where each of its papers is
    Mandate {
        /// Its number: all digits, or the last five
        number: String,
    },
    /// The errands that villages handed in and that are no case yet
    Incoming,
    /// The matters that were raised and are not over, and what was said at each level
    Raised,
    /// The hotline: its figures of a month, and what is to be done
    Hotline {
        /// The month, as 2026-03; this one when left out
        #[arg(long, value_name = "MONTH", value_parser = hotline::month)]
        month: Option<NaiveDate>,
    },
    /// What waits for the duty leader
    Tasks,
    /// The bad ratings that wait for somebody, and what is missing before each is closed
    Followups {
        /// Closed ones of the last ninety days, too
        #[arg(long)]
        all: bool,
    },
    /// The score sheets of a period: place, total, band, and what is still to key
    Scores {
        /// The year or half of one, as 2026 or 2026-1; all that today is in when left out
        #[arg(long, value_name = "PERIOD", value_parser = scores::period)]
        period: Option<Period>,
    },
    /// The score sheets of one person, line by line, with corrections and appeals
    Score {
        /// A name, a badge number or a sheet's number
        person: String,
    },
    /// The problem register: what goes on, or the lists of a month, a quarter or a year
    Problems(Which),
    /// One problem, why each of its days is that day, and all that was done
    Problem {
        /// Its number
        number: String,
    },
    /// What residents have not rated and still can, and the forms that wait for a second person
    Unrated,
    /// Windows and staff by the ratings of a month, and who is to be talked to
    Ranks {
        /// The month, as 2026-03; this one when left out
        #[arg(long, value_name = "MONTH")]
        month: Option<Month>,
    },
    /// The meetings that judge, the latest first
    Meetings,
    /// One meeting: who came, how the ballots stand, and its result
    Meeting {
        /// Its number
        number: String,
    },
    /// The decided cases whose result should be handed over by now
    Undelivered,
    /// Dates that moved when the days off of their year became known
    Redated {
        /// The local day; the last one with any when left out
        day: Option<NaiveDate>,
    },
    /// The figures of the villages over a month
    Village {
        /// The month, as 2026-03; this one when left out
        #[arg(long, value_name = "MONTH")]
        month: Option<Month>,
        /// The code of one village
        #[arg(long, value_name = "CODE")]
        village: Option<Org>,
    },
    /// The report of a day
    Report {
        /// The local day; today when left out
        day: Option<NaiveDate>,
    },
}

/// Shows it.
///
/// # Errors
/// Exit 3 when there is no such window, number or case.
pub(crate) fn run(cx: &Context, args: &Show) -> Result<(), Problem> {
    let hall = cx.hall()?;
    let now = cx.now(&hall, args.now.as_deref())?;
    let page = page(cx, &hall);
    match &args.what {
        What::Queue => show(cx, &hall.queue(now)?, |queue| page.queue(queue)),
        What::Desk { window } => show(cx, &hall.desk(*window, now)?, |desk| page.desk(desk)),
        What::Board => show(cx, &hall.board(now)?, |board| page.board(board)),
        What::Duty => show(cx, &hall.duty(now)?, |duty| page.duty(duty)),
        What::Ticket { ticket, day } => {
            let day = day.unwrap_or_else(|| hall.day_of(now));
            let card = hall
                .ticket(day, *ticket, now)?
                .ok_or_else(|| Refusal::TicketUnknown {
                    ticket: ticket.to_string(),
                })?;
            show(cx, &card, |card| page.ticket(card))
        }
        What::Case { number } => {
            let card = hall
                .case_page(number, now)?
                .ok_or_else(|| Refusal::CaseUnknown {
                    case: number.clone(),
                })?;
            show(cx, &card, |card| page.case_page(card))
        }
        What::Person { person } => show(cx, &hall.person_card(person, now)?, |card| {
            page.person(card)
        }),
        What::People { text, limit } => {
            let found = hall.search_people(&text.join(" "), *limit)?;
            show(cx, &found, |found| page.people(found))
        }
        What::Duplicates { limit } => {
            let (groups, more) = hall.duplicates(*limit)?;
            let shown = serde_json::json!({"groups": groups, "more": more});
            show(cx, &shown, |_| page.duplicates(&groups, more))
        }
        What::Reveals { date } => {
            let day = date.unwrap_or_else(|| hall.day_of(now));
            show(cx, &hall.reveals(day)?, |lines| page.reveals(lines))
        }
        What::Matter { code, at } => {
            let shown = matter::find(&hall, code, at.as_deref())?;
            show(cx, &shown, |shown| page.matter(shown))
        }
        What::Day { date } => {
            let day = date.unwrap_or_else(|| hall.day_of(now));
            show(cx, &hall.day(day)?, |day| page.day(day))
        }
        other => register(cx, &hall, now, page, other),
    }
}

/// Shows a tray, a register or the report.
fn register(cx: &Context, hall: &Hall, now: UtcMs, page: Page, what: &What) -> Result<(), Problem> {
    let of = |day: &Option<NaiveDate>| day.unwrap_or_else(|| hall.day_of(now));
    match what {
        What::Mine { staff, lamp } => {
            if !hall.live(now)?.staff.iter().any(|s| s.no == *staff) {
                return Err(Refusal::StaffUnknown { staff: *staff }.into());
            }
            let mut mine = hall.mine(*staff, now)?;
            if let Some(wanted) = lamp {
                mine.retain(|line| line.card.lamp.is_some_and(|l| l.word() == wanted));
            }
            show(cx, &mine, |mine| page.tray(mine))
        }
        What::Tray { who } => {
            let who = who.trim();
            let kind = match who {
                "leader" | "resident" => who,
                _ if who.parse::<Centre>().is_ok() => "centre",
                _ if who.parse::<StaffNo>().is_ok() => "staff",
                _ => "office",
            };
            let whose = if kind == who { "" } else { who };
            show(cx, &hall.tray(kind, whose, now)?, |tray| page.tray(tray))
        }
        What::Hards => show(cx, &hall.hards(now)?, |hards| page.hards(hards)),
        What::Noes { day } => show(cx, &hall.noes(of(day))?, |noes| page.noes(noes)),
        What::Places { day } => show(cx, &hall.places(of(day))?, |all| page.places(all)),
        What::Notices { day } => show(cx, &hall.notices(of(day))?, |all| page.notices(all)),
        What::Bookings { day } => show(cx, &hall.bookings(of(day))?, |all| page.bookings(all)),
        What::Shared { case: None } => show(cx, &hall.shared()?, |all| page.shared(all)),
        What::Shared { case: Some(case) } => {
            show(cx, &hall.shared_pages(case)?, |all| page.shared_pages(all))
        }
        What::Mandates { holder, overdue } => {
            let holds = hall.holds(now)?.masked().only(|held| {
                let is_his = holder
                    .as_ref()
                    .is_none_or(|who| held.paper.keeper.word() == who);
                is_his && (held.overdue || !overdue)
            });
            show(cx, &holds, |holds| page.holds(holds))
        }
        What::Mandate { number } => {
            show(cx, &hall.errand(number, now)?, |errand| page.errand(errand))
        }
        What::Incoming => {
            let lines = hall.incoming(now)?.into_iter().map(ErrandLine::masked);
            let lines: Vec<ErrandLine> = lines.collect();
            show(cx, &lines, |lines| page.incoming(lines))
        }
        What::Raised => {
            let lines = hall.raised(now)?.into_iter().map(RaisedLine::masked);
            let lines: Vec<RaisedLine> = lines.collect();
            show(cx, &lines, |lines| page.raised(lines))
        }
        What::Hotline { month } => {
            let shown = hall.hotline(*month, None, now)?;
            show(cx, &shown, |shown| page.hotline(shown))
        }
        What::Tasks => show(cx, &hall.tasks()?, |all| page.tasks(all)),
        What::Followups { all } => show(cx, &hall.followups(now, *all)?, |shown| {
            page.followups(shown)
        }),
        What::Scores { period } => {
            show(cx, &hall.scores(*period, now)?, |shown| page.scores(shown))
        }
        What::Score { person } => {
            show(cx, &hall.score(person)?, |sheets| page.score_sheets(sheets))
        }
        What::Problems(which) => show(cx, &which.read(hall, now)?, |shown| {
            page.problems(shown, which.is_below())
        }),
        What::Problem { number } => show(cx, &hall.problem(number, None, now)?, |shown| {
            page.problem(shown)
        }),
        What::Unrated => show(cx, &hall.unrated(now)?, |shown| page.unrated(shown)),
        What::Ranks { month } => {
            let month = month.unwrap_or_else(|| Month::of(hall.day_of(now)));
            show(cx, &hall.ranks(month, now)?, |shown| page.ranks(shown))
        }
        What::Meetings => show(cx, &hall.meetings(now)?, |all| page.meetings(all)),
        What::Meeting { number } => show(cx, &hall.meeting(number, now)?, |one| page.meeting(one)),
        What::Judged { day } => show(cx, &hall.judged(*day)?, |all| page.judged(all)),
        What::Undelivered => show(cx, &hall.undelivered(now)?, |all| page.undelivered(all)),
        What::Redated { day } => show(cx, &hall.redated(*day)?, |all| page.redated(all)),
        What::Village { month, village } => {
            let month = month.unwrap_or_else(|| Month::of(hall.day_of(now)));
            let figures = hall.villages(month, *village, now)?;
            if let Some(unknown) = village.filter(|_| figures.villages.is_empty()) {
                let site = unknown.to_string();
                return Err(Refusal::SiteUnknown { site }.into());
            }
            show(cx, &figures, |figures| page.villages(figures))
        }
        What::Report { day } => show(cx, &hall.report(of(day), now)?, |all| page.report(all)),
        // Shown before.
        _ => Ok(()),
    }
}

/// Returns what the pages of a hall need.
pub(crate) fn page(cx: &Context, hall: &Hall) -> Page {
    Page {
        lang: cx.lang,
        zone: hall.config().zone(),
        min_for_percent: hall.config().rating.min_for_percent,
    }
}

fn show<T: serde::Serialize>(
    cx: &Context,
    shown: &T,
    text: impl Fn(&T) -> String,
) -> Result<(), Problem> {
    if cx.json {
        output::json(shown)
    } else {
        output::print(&text(shown));
        Ok(())
    }
}
