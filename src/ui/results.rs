//! Posted results as a page: titles, groups of figures, tables and definitions, whatever they are
//! then written as: text, a web page, a workbook, or the board.

use std::fmt::Display;

use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Period;
use crate::domain::rating::Tally;
use crate::domain::results::CENTRE_INDICATORS;
use crate::domain::results::Point;
use crate::domain::results::Results;
use crate::locale::Lang;
use crate::locale::meeting;
use crate::locale::results as words;

mod book;
mod chart;
mod county;
mod html;
#[cfg(test)]
pub(crate) mod tests;

pub use book::book;
pub use book::read_book;
pub use county::column_name;
pub use county::county_book;
pub use county::county_grid;
pub use county::county_html;
pub use county::county_ledger;
pub use county::embedded_county;
pub use county::hall_name;
pub use county::read_county_book;
pub use html::embedded;
pub use html::html;

/// A figure in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub indicator: Indicator,
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub value: String,
    /// What it was in the span before.
    pub before: String,
    /// What it is counted in, how, and after which rule.
    pub how: String,
}

/// Figures that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// The figures.
    pub rows: Vec<Row>,
    /// What is told beside them and is in none.
    pub beside: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// What it is about.
    pub title: &'static str,
    /// The headers.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// The columns, from 0, of numbers.
    pub numbers: Vec<usize>,
}

/// The title of the group about ratings.
const RATINGS_TITLE: &str = "results.group_ratings";

/// Returns the figures in groups.
pub fn groups(lang: Lang, results: &Results) -> Vec<Group> {
    use Indicator::*;
    let all: [(&str, &[Indicator]); 5] = [
        ("results.group_visits", &[Visits, Served, Wait, Service]),
        (
            "results.group_cases",
            &[
                Accepted,
                OnTheSpot,
                Ended,
                OnTime,
                LateResident,
                LateOtherOffice,
                LateLeader,
                LateUs,
                FirstTime,
                Trips,
                Again,
                Notices,
                Noes,
                Hards,
            ],
        ),
        (RATINGS_TITLE, &[Rated, Good, Answered, Unrated, Excluded]),
        (
            "results.group_followups",
            &[Contacted, CalledBack, Solved, Content, Reopened, Explained],
        ),
        (
            "results.group_problems",
            &[
                Problems,
                ProblemsSolved,
                ProblemsExplained,
                ProblemsOpen,
                Replied,
            ],
        ),
    ];
    let min = results.min_for_percent;
    let value = |figure: Option<&Figure>| {
        figure.map_or_else(String::new, |figure| words::figure_value(lang, figure, min))
    };
    let row = |indicator: &Indicator| Row {
        indicator: *indicator,
        name: words::figure_name(lang, *indicator),
        value: value(results.figure(*indicator)),
        before: value(results.figure_before(*indicator)),
        how: words::figure_defined(lang, *indicator),
    };
    all.iter()
        .map(|(title, indicators)| Group {
            title: lang.tr(title),
            rows: indicators.iter().map(row).collect(),
            beside: match *title {
                RATINGS_TITLE => words::silent_fair(lang, results.silent_fair),
                _ => None,
            },
        })
        .collect()
}

/// Returns the tables: the centres, the windows, the series and its ratings, problems, what was judged.
pub fn grids(lang: Lang, results: &Results) -> Vec<Grid> {
    vec![
        centres(lang, results),
        windows(lang, results),
        series(lang, results),
        series_ratings(lang, results),
        problems(lang, results),
        judged(lang, results),
    ]
}

fn heads(lang: Lang, keys: &[&str]) -> Vec<String> {
    let head = |key: &&str| lang.tr(&format!("results.head_{key}")).to_owned();
    keys.iter().map(head).collect()
}

fn centres(lang: Lang, results: &Results) -> Grid {
    let min = results.min_for_percent;
    let mut head = heads(lang, &["centre"]);
    let names = CENTRE_INDICATORS.map(|i| words::figure_name(lang, i).to_owned());
    head.extend(names);
    let rows = results.centres.iter().map(|line| {
        let centre = lang.tr(&format!("cli.centre_{}", line.centre.word()));
        let values = line.figures.iter();
        let values = values.map(|figure| words::figure_value(lang, figure, min));
        std::iter::once(centre.to_owned()).chain(values).collect()
    });
    Grid {
        title: lang.tr("results.centres"),
        heads: head,
        rows: rows.collect(),
        numbers: vec![1, 4],
    }
}

/// The columns of ratings: no share without its number, the unrated and the excluded beside it (R7).
const RATINGS: [&str; 6] = ["rated", "levels", "good", "unrated", "excluded", "answered"];

fn ratings(lang: Lang, tally: &Tally, min: u64) -> [String; 6] {
    [
        tally.rated().to_string(),
        words::levels(tally),
        words::good_share(lang, tally, min),
        tally.unrated.to_string(),
        tally.excluded.to_string(),
        words::answered_share(lang, tally, min),
    ]
}

fn windows(lang: Lang, results: &Results) -> Grid {
    let min = results.min_for_percent;
    let rows = results.windows.iter().map(|line| {
        let first = line.window.to_string();
        let rest = ratings(lang, &line.ratings, min);
        std::iter::once(first).chain(rest).collect()
    });
    Grid {
        title: lang.tr("results.windows"),
        heads: [heads(lang, &["window"]), heads(lang, &RATINGS)].concat(),
        rows: rows.collect(),
        numbers: vec![0, 1, 4, 5],
    }
}

/// The header of the days or months of a series, and each of them as it is written.
fn parts(lang: Lang, results: &Results) -> (String, impl Iterator<Item = (String, &Point)>) {
    let month = matches!(results.period, Period::Month(_));
    let head = heads(lang, &[if month { "day" } else { "month" }]).concat();
    let part = move |point: &Point| match month {
        true => point.from.to_string(),
        false => point.from.format("%Y-%m").to_string(),
    };
    let points = results.series.iter();
    (head, points.map(move |point| (part(point), point)))
}

fn series(lang: Lang, results: &Results) -> Grid {
    let min = results.min_for_percent;
    let (first, points) = parts(lang, results);
    let shown = [Indicator::Visits, Indicator::Accepted, Indicator::Wait];
    let names = shown.map(|i| words::figure_name(lang, i).to_owned());
    let rows = points.map(|(part, point)| {
        vec![
            part,
            point.visits.to_string(),
            point.accepted.to_string(),
            words::figure_value(lang, &point.wait, min),
        ]
    });
    Grid {
        title: lang.tr(&format!("results.series_{}", results.period.word())),
        heads: std::iter::once(first).chain(names).collect(),
        rows: rows.collect(),
        numbers: vec![1, 2],
    }
}

fn series_ratings(lang: Lang, results: &Results) -> Grid {
    let min = results.min_for_percent;
    let (first, points) = parts(lang, results);
    let rows = points.map(|(part, point)| {
        let rest = ratings(lang, &point.ratings, min);
        std::iter::once(part).chain(rest).collect()
    });
    let names = heads(lang, &RATINGS);
    Grid {
        title: lang.tr(&format!("results.ratings_{}", results.period.word())),
        heads: std::iter::once(first).chain(names).collect(),
        rows: rows.collect(),
        numbers: vec![1, 4, 5],
    }
}

fn problems(lang: Lang, results: &Results) -> Grid {
    let keys = [
        "number", "day", "class", "where", "what", "done", "until", "state",
    ];
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = results.problems.iter().map(|problem| {
        let class = lang.tr(&format!("problem.class_{}", problem.class.word()));
        let state = match problem.ending {
            Some(ending) => lang.tr(&format!("problem.ending_{}", ending.word())),
            None => lang.tr("results.goes_on"),
        };
        let places = [problem.village.as_str(), problem.unit.as_str()];
        let places: Vec<&str> = places
            .into_iter()
            .filter(|place| !place.is_empty())
            .collect();
        vec![
            problem.number.clone(),
            problem.day.to_string(),
            class.to_owned(),
            places.join(" "),
            problem.text.clone(),
            problem.done.clone(),
            day(problem.until),
            state.to_owned(),
        ]
    });
    Grid {
        title: lang.tr(&format!("results.problems_{}", results.period.word())),
        heads: heads(lang, &keys),
        rows: rows.collect(),
        numbers: Vec::new(),
    }
}

fn judged(lang: Lang, results: &Results) -> Grid {
    let keys = [
        "number", "day", "meeting", "judged", "question", "ballots", "n", "mean",
    ];
    let rows = results.judged.iter().map(|mark| {
        let mean = mark.mean_hundredths.map(i64::from).map(words::hundredths);
        vec![
            mark.meeting.clone(),
            mark.day.to_string(),
            meeting::profile(lang, &mark.profile),
            mark.subject.clone(),
            meeting::question(lang, &mark.question),
            mark.ballots.to_string(),
            mark.n.to_string(),
            mean.unwrap_or_default(),
        ]
    });
    Grid {
        title: lang.tr("results.judged"),
        heads: heads(lang, &keys),
        rows: rows.collect(),
        numbers: vec![5, 6, 7],
    }
}

/// Returns how few are shown.
pub fn small(lang: Lang, min: u64) -> String {
    lang.say("results.small", &[("min", &min)])
}

/// Returns up to which entry of which log was counted, one line each, and how to check it.
pub fn ledger(lang: Lang, results: &Results) -> Vec<String> {
    let each = results.marks.iter().map(|mark| {
        let log = crate::domain::entry::hex(&mark.log.0);
        let values: [(&str, &dyn Display); 3] =
            [("log", &log), ("seq", &mark.seq), ("hash", &mark.hash)];
        lang.say("results.ledger_line", &values)
    });
    let mut lines: Vec<String> = each.collect();
    lines.push(lang.tr("results.check_by").to_owned());
    lines
}
