//! What a bench prints: rows of figures, each beside the limit of the machine in the same run.

use serde::Serialize;

use crate::ui::text;

/// How a row compares with what was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the budget.
    Ok,
    /// Over it.
    Over,
    /// Measured without a budget.
    None,
}

/// One promise about a row.
#[derive(Debug, Clone, Serialize)]
pub struct Budget {
    /// The promise in words, as `p99 <= 8 ms`.
    pub text: String,
    /// Whether it is kept.
    pub kept: bool,
}

impl Budget {
    /// Promises that a figure stays at or below `most`.
    pub fn at_most(what: &str, found: f64, most: f64, unit: &str) -> Budget {
        Budget {
            text: format!("{what} <= {most} {unit}").trim_end().to_owned(),
            kept: found <= most,
        }
    }

    /// Promises that a figure stays at or above `least`.
    pub fn at_least(what: &str, found: f64, least: f64, unit: &str) -> Budget {
        Budget {
            text: format!("{what} >= {least} {unit}").trim_end().to_owned(),
            kept: found >= least,
        }
    }
}

/// What the machine itself can do, taken in the same run.
#[derive(Debug, Clone, Serialize)]
pub struct Limit {
    /// What it is.
    pub what: String,
    /// The figure, in the row's unit.
    pub value: f64,
}

/// The spread of samples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Stats {
    /// How many samples.
    pub samples: usize,
    /// The middle one.
    pub median: f64,
    /// 95 of 100 are at or below it.
    pub p95: f64,
    /// 99 of 100 are at or below it.
    pub p99: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Stats {
    /// Sorts samples and takes the spread; all zero without any.
    pub fn of(mut samples: Vec<f64>) -> Stats {
        samples.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let rank = (samples.len() as f64 * share).ceil() as usize;
            samples.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
        };
        Stats {
            samples: samples.len(),
            median: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
            min: at(0.0),
            max: at(1.0),
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// How many cases the store holds; 0 where there is none.
    pub cases: u64,
    /// The unit of all figures of the row.
    pub unit: &'static str,
    /// The figures.
    #[serde(flatten)]
    pub stats: Stats,
    /// The smallest and largest middle figure of the rounds.
    pub rounds: Option<(f64, f64)>,
    /// The limit beside it.
    pub limit: Option<Limit>,
    /// The row's figure over its limit.
    pub ratio: Option<f64>,
    /// The promises.
    pub budgets: Vec<Budget>,
    /// Anything a reader must know.
    pub note: String,
}

impl Row {
    /// Makes a row of one unit.
    pub fn new(what: impl Into<String>, cases: u64, unit: &'static str, stats: Stats) -> Row {
        Row {
            what: what.into(),
            cases,
            unit,
            stats,
            rounds: None,
            limit: None,
            ratio: None,
            budgets: Vec::new(),
            note: String::new(),
        }
    }

    /// Puts the machine's own figure beside the row; the ratio is of the medians.
    #[must_use]
    pub fn beside(mut self, what: impl Into<String>, value: f64) -> Row {
        self.limit = Some(Limit {
            what: what.into(),
            value,
        });
        self.ratio = (value > 0.0).then(|| self.stats.median / value);
        self
    }

    /// Adds a promise.
    #[must_use]
    pub fn promise(mut self, budget: Budget) -> Row {
        self.budgets.push(budget);
        self
    }

    /// Adds a remark.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Row {
        self.note = note.into();
        self
    }

    /// Returns whether all promises are kept.
    pub fn verdict(&self) -> Verdict {
        match self.budgets.as_slice() {
            [] => Verdict::None,
            all if all.iter().all(|budget| budget.kept) => Verdict::Ok,
            _ => Verdict::Over,
        }
    }
}

/// The machine and the moment.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// The three load averages at the start.
    pub load_before: String,
    /// The three load averages at the end.
    pub load_after: String,
    /// How many processors.
    pub processors: usize,
    /// The folder of the stores, its file system and device.
    pub disk: String,
    /// Versions of what was measured.
    pub versions: Vec<(&'static str, String)>,
    /// Whether the program was built with optimisation.
    pub optimised: bool,
}

/// Everything a bench found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The machine.
    pub machine: Machine,
    /// The rows.
    pub rows: Vec<Row>,
    /// What could not run, and why.
    pub left_out: Vec<(String, String)>,
}

const HEADS: [&str; 11] = [
    "what", "cases", "unit", "median", "p95", "p99", "max", "limit", "ratio", "rounds", "budget",
];

impl Report {
    /// Returns whether everything ran.
    pub fn complete(&self) -> bool {
        self.left_out.is_empty()
    }

    /// Writes the table.
    pub fn table(&self) -> String {
        let m = &self.machine;
        let mut out = String::new();
        for (name, version) in &m.versions {
            out.push_str(&format!("{name} {version}   "));
        }
        out.push_str(&format!(
            "\nload {} -> {}   {} processors   {}\n",
            m.load_before, m.load_after, m.processors, m.disk
        ));
        if !m.optimised {
            out.push_str("built without optimisation: no budget means anything here\n");
        }
        out.push('\n');
        let mut lines = vec![HEADS.map(str::to_owned)];
        lines.extend(self.rows.iter().map(cells));
        let mut widths = [0; HEADS.len()];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(text::width(cell));
            }
        }
        for (at, line) in lines.iter().enumerate() {
            let mut row = String::new();
            for (i, (cell, width)) in line.iter().zip(widths).enumerate() {
                let left = i == 0 || i == 2 || i + 1 == HEADS.len();
                row.push_str(&match left {
                    true => text::pad_right(cell, width),
                    false => text::pad_left(cell, width),
                });
                row.push_str("  ");
            }
            out.push_str(row.trim_end());
            out.push('\n');
            if let Some(row) = at.checked_sub(1).and_then(|i| self.rows.get(i)) {
                if let Some(limit) = &row.limit {
                    out.push_str(&format!("    limit: {}\n", limit.what));
                }
                if !row.note.is_empty() {
                    out.push_str(&format!("    {}\n", row.note));
                }
            }
        }
        for (what, why) in &self.left_out {
            out.push_str(&format!("left out: {what}: {why}\n"));
        }
        out
    }
}

fn cells(row: &Row) -> [String; HEADS.len()] {
    let s = &row.stats;
    let budget = row
        .budgets
        .iter()
        .map(|b| format!("{} {}", if b.kept { "ok" } else { "OVER" }, b.text))
        .collect::<Vec<_>>()
        .join(", ");
    let several = |value: f64| {
        if s.samples > 1 {
            figure(value)
        } else {
            String::new()
        }
    };
    [
        row.what.clone(),
        if row.cases > 0 {
            row.cases.to_string()
        } else {
            String::new()
        },
        row.unit.to_owned(),
        figure(s.median),
        several(s.p95),
        several(s.p99),
        several(s.max),
        row.limit
            .as_ref()
            .map(|l| figure(l.value))
            .unwrap_or_default(),
        row.ratio.map(|r| format!("{r:.2}")).unwrap_or_default(),
        row.rounds
            .map(|(low, high)| format!("{}-{}", figure(low), figure(high)))
            .unwrap_or_default(),
        budget,
    ]
}

/// Writes a figure with three digits that matter.
fn figure(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 1.0 => format!("{value:.2}"),
        0.0 => "0".to_owned(),
        _ => format!("{value:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_taken_by_rank() {
        let stats = Stats::of((1..=100).rev().map(f64::from).collect());
        assert_eq!(
            (stats.min, stats.median, stats.p95, stats.p99, stats.max),
            (1.0, 50.0, 95.0, 99.0, 100.0)
        );
        assert_eq!(Stats::of(Vec::new()).max, 0.0);
        assert_eq!(Stats::of(vec![7.0]).p99, 7.0);
    }

    #[test]
    fn one_broken_promise_is_enough() {
        let row = Row::new("x", 1, "ms", Stats::of(vec![3.0]))
            .promise(Budget::at_most("median", 3.0, 4.0, "ms"))
            .promise(Budget::at_most("p95", 3.0, 2.0, "ms"));
        assert_eq!(row.verdict(), Verdict::Over);
        assert_eq!(
            Row::new("x", 1, "ms", Stats::default()).verdict(),
            Verdict::None
        );
    }

    #[test]
    fn the_table_lines_up_with_chinese_in_it() {
        let row = |what: &str| {
            Row::new(what, 10, "ms", Stats::of(vec![1.0, 2.0]))
                .promise(Budget::at_most("max", 2.0, 9.0, "ms"))
        };
        let report = Report {
            machine: Machine {
                load_before: String::new(),
                load_after: String::new(),
                processors: 2,
                disk: String::new(),
                versions: Vec::new(),
                optimised: true,
            },
            rows: vec![row("search 王芳"), row("search abcdefgh")],
            left_out: Vec::new(),
        };
        let table = report.table();
        let ends: Vec<usize> = table
            .lines()
            .filter_map(|line| line.find("ok max").map(|at| text::width(&line[..at])))
            .collect();
        assert_eq!(ends.len(), 2);
        assert_eq!(ends[0], ends[1]);
    }
}
