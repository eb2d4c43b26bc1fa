//! Posted results as one web page that needs nothing beside it: no script, no font, no picture from
//! elsewhere. It prints on A4, fits a phone, and follows the reader's choice of light or dark.

use std::fmt::Write;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::measure::Figure;
use crate::domain::measure::Period;
use crate::domain::results::Point;
use crate::domain::results::Results;
use crate::locale::Lang;
use crate::locale::results as words;
use crate::ui::results::Grid;
use crate::ui::results::chart;
use crate::ui::results::chart::Bar;
use crate::ui::results::chart::Part;
use crate::ui::results::grids;
use crate::ui::results::groups;
use crate::ui::results::ledger;
use crate::ui::results::small;

const STYLE: &str = include_str!("page.css");

/// What stands before the figures that a page carries for whoever checks it: those of a hall.
const CARRIED: &str = "<template id=\"yizhan-results\">";
/// Those of a county.
pub(super) const CARRIED_COUNTY: &str = "<template id=\"yizhan-county\">";
/// What stands after them.
const CARRIED_END: &str = "</template>";

/// Returns whether a character turns the direction of the text after it.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns text as it stands in a page: nothing in it is ever markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control and direction characters are no text for readers.
            c if c.is_control() => {}
            c if turns(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Returns a page: who speaks, its title, the lines under it, and what stands in it; at its end what
/// is only carried along.
pub(super) fn page(
    lang: Lang,
    (who, title): (&str, &str),
    under: &[String],
    body: &str,
    carried: &str,
) -> String {
    let (who, title) = (escaped(who), escaped(title));
    let mut out = String::new();
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light \
         dark\">\n<title>{who} · {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\
         <p>{who}</p><h1>{title}</h1>",
        lang.tag(),
    );
    for line in under {
        let _ = write!(out, "<p class=\"under\">{}</p>", escaped(line));
    }
    let _ = writeln!(
        out,
        "</header>\n<main>\n{body}</main>\n{carried}\n</body>\n</html>"
    );
    out
}

/// Returns the page of a hall's results.
pub fn html(lang: Lang, results: &Results) -> String {
    let mut body = String::new();
    figures(&mut body, lang, results);
    let few = escaped(&small(lang, results.min_for_percent));
    let _ = writeln!(body, "<p class=\"small\">{few}</p>");
    charts(&mut body, lang, results);
    for grid in grids(lang, results) {
        table(&mut body, lang, &grid);
    }
    if !results.problems.is_empty() {
        let own = escaped(lang.tr("results.own_matter"));
        let _ = writeln!(body, "<p class=\"small\">{own}</p>");
    }
    let marks = ledger(lang, results);
    list(&mut body, lang.tr("results.ledger"), "ledger", &marks);
    let title = words::results_title(lang, results.period);
    let under = words::results_under(lang, results);
    let head = (results.hall.as_str(), title.as_str());
    page(lang, head, &under, &body, &carried(CARRIED, results))
}

fn figures(out: &mut String, lang: Lang, results: &Results) {
    for group in groups(lang, results) {
        let _ = write!(
            out,
            "<section><h2>{}</h2><div class=\"wide\"><table class=\"figures\"><thead><tr><th>{}</th>\
             <th>{}</th><th>{}</th></tr></thead><tbody>",
            escaped(group.title),
            escaped(lang.tr("results.head_figure")),
            escaped(lang.tr("results.head_value")),
            escaped(lang.tr("results.head_before")),
        );
        for row in &group.rows {
            let _ = write!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"before\">{}</td></tr>\n\
                 <tr class=\"how\"><td colspan=\"3\">{}</td></tr>",
                escaped(row.name),
                escaped(&row.value),
                escaped(&row.before),
                escaped(&row.how)
            );
        }
        out.push_str("</tbody></table></div>");
        if let Some(beside) = &group.beside {
            let _ = write!(out, "<p class=\"small\">{}</p>", escaped(beside));
        }
        out.push_str("</section>\n");
    }
}

fn charts(out: &mut String, lang: Lang, results: &Results) {
    let title = lang.tr(&format!("results.series_{}", results.period.word()));
    let _ = writeln!(out, "<section class=\"charts\"><h2>{}</h2>", escaped(title));
    let min = results.min_for_percent;
    let bar = |point: &Point, height: Option<i64>, says: String| {
        let label = label(results.period, point);
        let says = format!("{label} {says}");
        Bar {
            label,
            height,
            says,
        }
    };
    let of = |make: &dyn Fn(&Point) -> Bar| results.series.iter().map(make).collect::<Vec<Bar>>();
    let visits = of(&|point| {
        let n = i64::try_from(point.visits).unwrap_or(i64::MAX / 200);
        bar(point, Some(n * 100), point.visits.to_string())
    });
    let value = |figure: &Figure| words::figure_value(lang, figure, min);
    let waits = of(&|point| {
        let minutes = point.wait.mean_hundredths().map(|seconds| seconds / 60);
        bar(point, minutes, value(&point.wait))
    });
    let good = of(&|point| {
        let percent = point.ratings.good_permille(min);
        let height = percent.and_then(|n| i64::try_from(n * 10).ok());
        bar(
            point,
            height,
            words::ratings_said(lang, &point.ratings, min),
        )
    });
    out.push_str(&chart::bars(lang.tr("results.chart_visits"), &visits, None));
    out.push_str(&chart::bars(lang.tr("results.chart_wait"), &waits, None));
    out.push_str(&chart::bars(
        lang.tr("results.chart_good"),
        &good,
        Some(100),
    ));
    out.push_str(&chart::whole(
        lang.tr("results.levels"),
        &levels(lang, results),
    ));
    let said = words::ratings_said(lang, &results.ratings, min);
    let _ = writeln!(out, "<p class=\"small\">{}</p></section>", escaped(&said));
}

fn label(period: Period, point: &Point) -> String {
    let form = match period {
        Period::Month(_) => "%-d",
        Period::Quarter(_) | Period::Year(_) => "%-m",
    };
    point.from.format(form).to_string()
}

/// Returns the ratings by level, the best first, and apart from them those that are none.
fn levels(lang: Lang, results: &Results) -> Vec<Part> {
    let tally = &results.ratings;
    let classes = ["l5", "l4", "l3", "l2", "l1"];
    let levels = tally.by_level.iter().rev().zip(classes).zip((1..=5).rev());
    let mut parts: Vec<Part> = levels
        .map(|((n, class), level)| Part {
            name: lang.tr(&format!("pad.level_{level}")).to_owned(),
            n: *n,
            class,
        })
        .collect();
    for (key, n, class) in [
        ("results.unrated", tally.unrated, "l0"),
        ("results.excluded", tally.excluded, "lx"),
    ] {
        parts.push(Part {
            name: lang.tr(key).to_owned(),
            n,
            class,
        });
    }
    parts
}

/// So many columns and more do not fit a phone.
const FEW: usize = 5;
/// So many and more stand close together, also on paper.
const MANY: usize = 10;

pub(super) fn table(out: &mut String, lang: Lang, grid: &Grid) {
    let _ = write!(out, "<section><h2>{}</h2>", escaped(grid.title));
    if grid.rows.is_empty() {
        let _ = writeln!(out, "<p>{}</p></section>", escaped(lang.tr("results.none")));
        return;
    }
    // What has few columns fits a phone; the rest is moved sideways there.
    let many = match grid.heads.len() {
        0..FEW => "",
        FEW..MANY => " class=\"many\"",
        _ => " class=\"many dense\"",
    };
    let _ = write!(out, "<div class=\"wide\"><table{many}><thead><tr>");
    let class = |column: usize| match grid.numbers.contains(&column) {
        true => " class=\"n\"",
        false => "",
    };
    for (column, head) in grid.heads.iter().enumerate() {
        let _ = write!(out, "<th{}>{}</th>", class(column), escaped(head));
    }
    out.push_str("</tr></thead><tbody>");
    for row in &grid.rows {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let _ = write!(out, "<td{}>{}</td>", class(column), escaped(cell));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div></section>\n");
}

pub(super) fn list(out: &mut String, title: &str, class: &str, lines: &[String]) {
    let _ = write!(
        out,
        "<section class=\"{class}\"><h2>{}</h2><ul>",
        escaped(title)
    );
    for line in lines {
        let _ = write!(out, "<li>{}</li>", escaped(line));
    }
    out.push_str("</ul></section>\n");
}

/// Returns the figures as whoever checks the page reads them; inert, and never closed by what is in it.
pub(super) fn carried(begins: &str, results: &impl Serialize) -> String {
    let json = serde_json::to_string(results).unwrap_or_default();
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '&' | '<' | '>' => {
                let _ = write!(safe, "\\u{:04x}", u32::from(c));
            }
            // What turns text round is told to the reader of the figures, and not to the browser.
            c if turns(c) => {
                let _ = write!(safe, "\\u{:04x}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    let json = safe;
    format!("{begins}{json}{CARRIED_END}")
}

/// Returns the figures a page of a hall carries and the language it is in; none where it carries none
/// that can be read.
pub fn embedded(page: &str) -> Option<(Lang, Results)> {
    read_carried(page, CARRIED)
}

pub(super) fn read_carried<T: DeserializeOwned>(page: &str, begins: &str) -> Option<(Lang, T)> {
    let (_, rest) = page.split_once(begins)?;
    let (json, _) = rest.split_once(CARRIED_END)?;
    let results = serde_json::from_str(json).ok()?;
    let (_, tag) = page.split_once("<html lang=\"")?;
    let (tag, _) = tag.split_once('"')?;
    Some((Lang::from_tag(tag)?, results))
}
