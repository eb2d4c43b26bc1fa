//! Figures of posted results in words: the same on the board, on paper, in a sheet and on a page.

use std::fmt::Display;

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::county::posted::Column;
use crate::domain::county::posted::CountyResults;
use crate::domain::county::posted::Said;
use crate::domain::county::summary::Summary;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Period;
use crate::domain::measure::Shape;
use crate::domain::measure::Unit;
use crate::domain::rating::Tally;
use crate::domain::results::Results;
use crate::domain::results::SilentFair;
use crate::locale::Lang;

/// Returns what a figure is called.
pub fn figure_name(lang: Lang, indicator: Indicator) -> &'static str {
    lang.tr(&format!("results.{}", indicator.word()))
}

/// Returns how a figure is counted.
pub fn figure_how(lang: Lang, indicator: Indicator) -> &'static str {
    lang.tr(&format!("results.{}_how", indicator.word()))
}

/// Returns what a figure is counted in.
pub fn figure_unit(lang: Lang, indicator: Indicator) -> &'static str {
    lang.tr(&format!("results.unit_{}", indicator.unit().word()))
}

/// Returns how a figure is counted, in which unit and after which rule, as it stands under the figure.
pub fn figure_defined(lang: Lang, indicator: Indicator) -> String {
    let (how, unit) = (figure_how(lang, indicator), figure_unit(lang, indicator));
    let rule = indicator.rule();
    let values: [(&str, &dyn Display); 3] = [("how", &how), ("unit", &unit), ("rule", &rule)];
    lang.say("results.under", &values)
}

/// Returns a figure's value; a share below `min` as counts only (rule R7).
pub fn figure_value(lang: Lang, figure: &Figure, min: u64) -> String {
    match figure.indicator.shape() {
        Shape::Count => figure.n.to_string(),
        Shape::Share => share(lang, (figure.n, figure.of), figure.permille(min)),
        Shape::Mean => mean(lang, figure),
    }
}

/// Returns something counted of something: as counts, and as a percentage where there is one.
pub fn share(lang: Lang, (n, of): (u64, u64), permille: Option<u64>) -> String {
    if of == 0 {
        return lang.tr("results.none").to_owned();
    }
    let values: [(&str, &dyn Display); 2] = [("n", &n), ("of", &of)];
    match permille {
        Some(permille) => {
            let percent = format!("{}.{}", permille / 10, permille % 10);
            let [n, of] = values;
            lang.say("results.share_percent", &[("percent", &percent), n, of])
        }
        None => lang.say("results.share", &values),
    }
}

fn mean(lang: Lang, figure: &Figure) -> String {
    let Some(mean) = figure.mean_hundredths() else {
        return lang.tr("results.none").to_owned();
    };
    if figure.indicator.unit() == Unit::Trips {
        let mean = hundredths(mean);
        let values: [(&str, &dyn Display); 3] =
            [("mean", &mean), ("most", &figure.most), ("n", &figure.n)];
        return lang.say("results.mean_trips", &values);
    }
    let (mean, most) = (
        time(lang, mean.saturating_add(50) / 100),
        time(lang, figure.most),
    );
    let left = figure.of.saturating_sub(figure.n);
    let key = match left {
        0 => "results.mean_time",
        _ => "results.mean_time_left",
    };
    let values: [(&str, &dyn Display); 4] = [
        ("mean", &mean),
        ("most", &most),
        ("n", &figure.n),
        ("left", &left),
    ];
    lang.say(key, &values)
}

/// Writes hundredths as `1.12`.
pub fn hundredths(n: i64) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

/// Returns what one item amounts to: a time, a number of trips; nothing where nothing is summed.
pub fn figure_amount(lang: Lang, indicator: Indicator, amount: i64) -> String {
    match (indicator.shape(), indicator.unit()) {
        (Shape::Mean, Unit::Seconds) => time(lang, amount),
        (Shape::Mean, _) => amount.to_string(),
        _ => String::new(),
    }
}

fn time(lang: Lang, seconds: i64) -> String {
    let (m, s) = (seconds / 60, format!("{:02}", seconds % 60));
    lang.say("results.time", &[("m", &m), ("s", &s)])
}

/// Returns the share of good ratings; below `min` as counts only.
pub fn good_share(lang: Lang, tally: &Tally, min: u64) -> String {
    share(
        lang,
        (tally.good(), tally.rated()),
        tally.good_permille(min),
    )
}

/// Returns the share of those asked who answered (主动评价率); below `min` as counts only.
pub fn answered_share(lang: Lang, tally: &Tally, min: u64) -> String {
    let asked = tally.rated() + tally.unrated;
    let permille = tally.answered_permille().filter(|_| asked >= min);
    share(lang, (tally.rated(), asked), permille)
}

/// Returns the share of good ratings with what belongs beside it, in one sentence (rule R7).
pub fn ratings_said(lang: Lang, tally: &Tally, min: u64) -> String {
    let values: [(&str, &dyn Display); 5] = [
        ("good", &good_share(lang, tally, min)),
        ("n", &tally.rated()),
        ("unrated", &tally.unrated),
        ("excluded", &tally.excluded),
        ("answered", &answered_share(lang, tally, min)),
    ];
    lang.say("results.ratings_said", &values)
}

/// Returns what a trial would have counted as 基本满意, beside the figures and in none of them; none
/// where the hall has that told by nobody.
pub fn silent_fair(lang: Lang, silent: Option<SilentFair>) -> Option<String> {
    let silent = silent?;
    let values: [(&str, &dyn Display); 2] = [("n", &silent.n), ("days", &silent.days)];
    Some(lang.say("results.silent_fair", &values))
}

/// Returns how many ratings there are of each level, from 5 down to 1.
pub fn levels(tally: &Tally) -> String {
    let each: Vec<String> = tally.by_level.iter().rev().map(u64::to_string).collect();
    each.join("/")
}

/// Returns the title of the results of a span: which of the three occasions they are.
pub fn results_title(lang: Lang, period: Period) -> String {
    let first = period.first();
    let months = lang.tr("window.months");
    let month = months.split('|').nth(first.month0() as usize);
    let quarter = first.month0() / 3 + 1;
    let values: [(&str, &dyn Display); 3] = [
        ("y", &first.year()),
        ("q", &quarter),
        ("month", &month.unwrap_or_default()),
    ];
    lang.say(&format!("results.title_{}", period.word()), &values)
}

/// Returns the lines under the title: the span, and as of which day it was judged.
pub fn results_under(lang: Lang, results: &Results) -> Vec<String> {
    let period = results.period;
    let days = (period.first(), period.last());
    under(lang, days, results.as_of, results.whole)
}

/// Returns the title of a county's comparison; of a month, a quarter or a year with its occasion.
pub fn county_title(lang: Lang, county: &CountyResults) -> String {
    match county.period() {
        Some(period) => {
            let title = results_title(lang, period);
            lang.say("results.county_title_of", &[("title", &title)])
        }
        None => lang.tr("results.county_title").to_owned(),
    }
}

/// Returns the lines under it.
pub fn county_under(lang: Lang, county: &CountyResults) -> Vec<String> {
    under(lang, (county.from, county.to), county.as_of, county.whole)
}

fn under(
    lang: Lang,
    (from, to): (NaiveDate, NaiveDate),
    as_of: NaiveDate,
    whole: bool,
) -> Vec<String> {
    let key = match whole {
        true => "results.as_of",
        false => "results.unfinished",
    };
    vec![
        lang.say("results.span", &[("from", &from), ("to", &to)]),
        lang.say(key, &[("day", &as_of)]),
    ]
}

/// Returns what a column of a county's comparison says of a hall.
pub fn county_said(lang: Lang, column: Column, sum: &Summary, min: u64) -> String {
    match column.of(sum) {
        Said::Figure(figure) => figure_value(lang, &figure, min),
        Said::Number(n) => n.to_string(),
    }
}

/// Returns what stands beside a share of ratings (rule R7): the unrated, the excluded and, where it is
/// not that share itself, how many answered.
pub fn county_beside(lang: Lang, column: Column, sum: &Summary, min: u64) -> String {
    let beside = [
        Column::Of(Indicator::Answered),
        Column::Of(Indicator::Unrated),
        Column::Of(Indicator::Excluded),
    ];
    let parts = beside.into_iter().filter(|other| *other != column);
    let parts: Vec<String> = parts
        .map(|other| {
            let name = lang.tr(&format!("results.{}", other.word()));
            format!("{name} {}", county_said(lang, other, sum, min))
        })
        .collect();
    parts.join(" · ")
}
