//! `yizhan show`: what a post shows, as text or JSON.

use chrono::NaiveDate;
use clap::Args;
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;

mod lists;
mod matter;
mod people;
mod register;
pub(crate) mod words;

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
}

/// Shows it.
///
/// # Errors
/// Exit 3 when there is no such window, number or case.
pub(crate) fn run(cx: &Context, args: &Show) -> Result<(), Problem> {
    let hall = cx.hall()?;
    let now = cx.now(&hall, args.now.as_deref())?;
    let zone = hall.config().zone();
    let page = lists::Page {
        lang: cx.lang,
        zone,
        min_for_percent: hall.config().rating.min_for_percent,
    };
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
                .case(number, now)?
                .ok_or_else(|| Refusal::CaseUnknown {
                    case: number.clone(),
                })?;
            show(cx, &card, |card| page.case(card))
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
