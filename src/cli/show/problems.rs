//! The problem register as text and as sheets: its counts always with what they are counted of.

use std::fmt::Display;

use chrono::NaiveDate;
use clap::Args;

use crate::cli::due::reason;
use crate::cli::problem::Problem;
use crate::cli::show::lists::Page;
use crate::cli::show::registers::List;
use crate::cli::show::registers::named;
use crate::domain::measure::Month;
use crate::domain::problem::Kept;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::Hall;
use crate::ops::read::ProblemLine;
use crate::ops::read::ProblemList;
use crate::ops::read::ProblemPage;
use crate::ops::read::Problems;

/// Which list of the register.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Those registered in a month
    #[arg(long, value_name = "MONTH", conflicts_with_all = ["quarter", "year", "below"])]
    month: Option<Month>,
    /// What was done in a quarter
    #[arg(long, value_name = "QUARTER", value_parser = quarter, conflicts_with_all = ["year", "below"])]
    quarter: Option<(NaiveDate, NaiveDate)>,
    /// Those closed in a year
    #[arg(long, value_name = "YEAR", value_parser = year, conflicts_with = "below")]
    year: Option<(NaiveDate, NaiveDate)>,
    /// Of the year, those registered and not closed by its end
    #[arg(long, requires = "year")]
    unclosed: bool,
    /// As it was known on this day; today when left out
    #[arg(long, value_name = "DATE", conflicts_with = "below")]
    as_of: Option<NaiveDate>,
    /// What the sites below registered, in their own words
    #[arg(long)]
    below: bool,
}

/// Reads a quarter as `2026-1`.
fn quarter(text: &str) -> Result<(NaiveDate, NaiveDate), String> {
    let wrong = || format!("{text:?} is not a quarter, as 2026-1");
    let (year, no) = text.trim().split_once('-').ok_or_else(wrong)?;
    let no: u32 = no
        .trim_start_matches(['Q', 'q'])
        .parse()
        .map_err(|_| wrong())?;
    let month = |no: u32| {
        format!("{year}-{no:02}")
            .parse::<Month>()
            .map_err(|_| wrong())
    };
    match no {
        1..=4 => Ok((month(no * 3 - 2)?.first(), month(no * 3)?.last())),
        _ => Err(wrong()),
    }
}

/// Reads a year as `2026`.
fn year(text: &str) -> Result<(NaiveDate, NaiveDate), String> {
    let wrong = || format!("{text:?} is not a year, as 2026");
    let month = |no: u32| {
        let month = format!("{}-{no:02}", text.trim());
        month.parse::<Month>().map_err(|_| wrong())
    };
    Ok((month(1)?.first(), month(12)?.last()))
}

impl Which {
    /// Reads the list.
    pub(crate) fn read(&self, hall: &Hall, now: UtcMs) -> Result<Problems, Problem> {
        let today = hall.day_of(now);
        let as_of = self.as_of.unwrap_or(today).min(today);
        let listed = match (self.month, self.quarter, self.year) {
            (Some(month), ..) => Some((ProblemList::Opened, (month.first(), month.last()))),
            (_, Some(span), _) => Some((ProblemList::Progress, span)),
            (.., Some(span)) if self.unclosed => Some((ProblemList::Unclosed, span)),
            (.., Some(span)) => Some((ProblemList::Ended, span)),
            // What went on on a day in the past is what was not closed by then.
            _ if as_of < today => Some((ProblemList::Unclosed, (as_of, as_of))),
            _ => None,
        };
        Ok(match listed {
            _ if self.below => hall.problems_below(now)?,
            Some((list, span)) => hall.problem_list(list, span, as_of)?,
            None => hall.problems(None, now)?,
        })
    }

    /// Returns whether it is about the sites below.
    pub(crate) fn is_below(&self) -> bool {
        self.below
    }
}

impl Page {
    /// Writes a list of the register: what is counted, class by class, then line by line.
    pub(super) fn problems(&self, shown: &Problems, below: bool) -> String {
        let lang = self.lang;
        let key = match (below, shown.list) {
            (true, _) => "problem.title_below".to_owned(),
            (false, None) => "problem.title_now".to_owned(),
            (false, Some(list)) => format!("problem.title_{}", list.word()),
        };
        let values: [(&str, &dyn Display); 3] = [
            ("from", &shown.from),
            ("to", &shown.to),
            ("as_of", &shown.as_of),
        ];
        let mut out = self.title(&lang.say(&key, &values));
        let mut all = format!(
            "{} {}",
            lang.tr("problem.all"),
            locale::problem_count(lang, &shown.count)
        );
        all.push_str(&locale::problem_share(lang, shown.solved_permille));
        out.push_str(&self.title(&all));
        for line in shown.classes.iter().filter(|c| c.count.registered > 0) {
            let class = lang.tr(&format!("problem.class_{}", line.class.word()));
            out.push_str(&self.title(&format!(
                "  {class} {}",
                locale::problem_count(lang, &line.count)
            )));
        }
        out.push('\n');
        out.push_str(&self.text_of(self.problem_list(shown, below)));
        if shown.list == Some(ProblemList::Progress) {
            out.push('\n');
            out.push_str(&self.text_of(self.progress(shown)));
        }
        out
    }

    /// Lists problems as a table or a sheet has them.
    pub(crate) fn problem_list(&self, shown: &Problems, below: bool) -> List {
        let lang = self.lang;
        let mut headers = vec![
            lang.tr("problem.head_number"),
            lang.tr("problem.head_day"),
            lang.tr("problem.head_class"),
            lang.tr("problem.head_state"),
            lang.tr("problem.head_due"),
            lang.tr("problem.head_name"),
            lang.tr("problem.head_village"),
            lang.tr("problem.head_unit"),
            lang.tr("problem.head_owner"),
            lang.tr("problem.head_leader"),
            lang.tr("problem.head_text"),
            lang.tr("problem.head_lacks"),
            lang.tr("problem.head_entry"),
        ];
        if below {
            headers.insert(1, lang.tr("problem.head_site"));
        }
        let rows = shown.lines.iter().map(|line| {
            let mut row = vec![
                line.number.clone(),
                line.day.to_string(),
                lang.tr(&format!("problem.class_{}", line.class.word()))
                    .to_owned(),
                self.problem_state(line),
                self.problem_due(line),
                self.raiser(line),
                line.village.clone(),
                line.unit.clone(),
                line.owner.as_ref().map(named).unwrap_or_default(),
                line.leader.as_ref().map(named).unwrap_or_default(),
                line.text.clone(),
                self.words("refusal.lack", &line.lacks),
                line.entries.join(" "),
            ];
            if below {
                row.insert(1, line.site.clone());
            }
            row
        });
        List {
            headers,
            rows: rows.collect(),
            numbers: Vec::new(),
        }
    }

    /// Lists what was done in the span, and with which problem nothing was.
    fn progress(&self, shown: &Problems) -> List {
        let lang = self.lang;
        let mut rows = Vec::new();
        for line in &shown.lines {
            if line.deeds.is_empty() {
                let none = lang.tr("problem.no_deed").to_owned();
                rows.push(vec![line.number.clone(), String::new(), none]);
            }
            rows.extend(line.deeds.iter().map(|kept| {
                let mut row = vec![line.number.clone()];
                row.extend(self.deed(kept));
                row
            }));
        }
        List {
            headers: vec![
                lang.tr("problem.head_number"),
                lang.tr("problem.head_when"),
                lang.tr("problem.head_deed"),
                lang.tr("problem.head_text"),
                lang.tr("problem.head_by"),
                lang.tr("problem.head_entry"),
            ],
            rows,
            numbers: Vec::new(),
        }
    }

    /// Writes a problem with all that was done about it.
    pub(super) fn problem(&self, page: &ProblemPage) -> String {
        let (lang, line) = (self.lang, &page.line);
        let class = lang.tr(&format!("problem.class_{}", line.class.word()));
        let mut out = self.title(&format!("{} {class} {}", line.number, line.text));
        let facts = [
            ("problem.head_state", self.problem_state(line)),
            ("problem.head_name", self.raiser(line)),
            ("problem.head_village", line.village.clone()),
            ("problem.head_unit", line.unit.clone()),
            (
                "problem.head_owner",
                line.owner.as_ref().map(named).unwrap_or_default(),
            ),
            (
                "problem.head_leader",
                line.leader.as_ref().map(named).unwrap_or_default(),
            ),
            (
                "problem.head_lacks",
                self.words("refusal.lack", &line.lacks),
            ),
        ];
        let facts = facts.into_iter().filter(|(_, said)| !said.is_empty());
        let rows = facts.map(|(key, said)| vec![lang.tr(key).to_owned(), said]);
        out.push_str(&self.text_of(bare(rows.collect())));
        if !page.repeats.is_empty() {
            let numbers = page.repeats.join(lang.tr("cli.comma"));
            let said = lang.say("problem.repeats", &[("numbers", &numbers)]);
            out.push_str(&self.title(&said));
        }
        for clock in &line.clocks {
            out.push_str(&self.title(&locale::problem_clock(lang, clock)));
            for step in &clock.why {
                let clause = lang.tr(step.clause());
                let said = format!("    {} [{clause}]", reason(lang, step));
                out.push_str(&self.title(&said));
            }
        }
        out.push('\n');
        let registered = vec![
            line.day.to_string(),
            lang.tr("problem.deed_registered").to_owned(),
            line.text.clone(),
            String::new(),
            line.entries.first().cloned().unwrap_or_default(),
        ];
        let mut rows = vec![registered];
        rows.extend(line.deeds.iter().map(|kept| self.deed(kept)));
        for row in &mut rows {
            let hand = page
                .hands
                .iter()
                .find(|hand| hand.staff.to_string() == row[3]);
            if let Some(hand) = hand {
                row[3] = named(hand);
            }
        }
        out.push_str(&self.text_of(bare(rows)));
        out
    }

    /// Says what was done: the day, what, its words, by whom, the entry.
    fn deed(&self, kept: &Kept) -> Vec<String> {
        vec![
            kept.hand.day.to_string(),
            self.lang
                .tr(&format!("problem.deed_{}", kept.deed.word()))
                .to_owned(),
            locale::problem_deed(self.lang, &kept.deed),
            kept.hand.by.to_string(),
            kept.entry.clone(),
        ]
    }

    fn raiser(&self, line: &ProblemLine) -> String {
        match line.name.is_empty() {
            true => self.lang.tr("problem.nobody").to_owned(),
            false => format!("{} {}", line.name, line.phone).trim().to_owned(),
        }
    }

    fn problem_state(&self, line: &ProblemLine) -> String {
        let lang = self.lang;
        let mut parts = match (line.ending, line.step) {
            (Some(ending), _) => {
                vec![
                    lang.tr(&format!("problem.ending_{}", ending.word()))
                        .to_owned(),
                ]
            }
            (None, Some(step)) => vec![lang.tr(&format!("problem.step_{step}")).to_owned()],
            (None, None) => Vec::new(),
        };
        if line.round > 1 {
            parts.push(lang.say("problem.round", &[("n", &line.round)]));
        }
        if let Some(first) = &line.repeat_of {
            parts.push(lang.say("problem.repeat_of", &[("number", first)]));
        }
        if !line.left.is_empty() {
            parts.push(lang.say("problem.remains", &[("left", &line.left)]));
        }
        if let Some(day) = line.closed {
            parts.push(day.to_string());
        }
        parts.join(lang.tr("cli.comma"))
    }

    fn problem_due(&self, line: &ProblemLine) -> String {
        let Some(first) = line.clocks.first() else {
            return String::new();
        };
        let lang = self.lang;
        let step = lang.tr(&format!("problem.due_{}", first.step.word()));
        let mut said = format!("{step} {}", first.due);
        if first.provisional {
            said.push_str(lang.tr("problem.provisional"));
        }
        if line.overdue {
            said.push(' ');
            said.push_str(lang.tr("common.lamp_over"));
        }
        said
    }
}

/// Returns rows without headers.
fn bare(rows: Vec<Vec<String>>) -> List {
    List {
        headers: Vec::new(),
        rows,
        numbers: Vec::new(),
    }
}
