//! How a total came about: line by line, head by head, block by block.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::measure::Month;
use crate::domain::score::Channel;
use crate::domain::score::Correction;
use crate::domain::score::Points;
use crate::domain::score::ScoreSheet;

/// One line that counts, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What names it: the number of a daily entry, or a paper and its line as `PAPER/LINE`.
    pub reference: String,
    /// The word of the head.
    pub head: String,
    /// The local day of what was done; none for a mark of the whole period.
    pub day: Option<NaiveDate>,
    /// What was entered first, tenths.
    pub entered: Points,
    /// What it brings now, tenths.
    pub points: Points,
    /// What for; the paper's name for what is from paper.
    pub what: String,
    /// What shows it; empty for what is from paper.
    pub evidence: String,
    /// How, for a daily entry.
    pub channel: Option<Channel>,
    /// Who entered it, or keyed the paper.
    pub by: Vec<StaffNo>,
    /// Its corrections, in their order.
    pub corrections: Vec<Correction>,
}

/// What a head comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadSum {
    /// The word of the head.
    pub head: String,
    /// How many lines.
    pub lines: usize,
    /// What they come to, tenths.
    pub sum: Points,
    /// What of it counts, tenths.
    pub counted: Points,
    /// The cap, tenths.
    pub most: Points,
}

/// What a block comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockSum {
    /// The word of the block.
    pub block: String,
    /// Its heads.
    pub heads: Vec<HeadSum>,
    /// What they come to, tenths.
    pub sum: Points,
    /// What of it counts, tenths.
    pub counted: Points,
    /// The cap, tenths.
    pub most: Points,
}

/// What a sheet comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Its blocks.
    pub blocks: Vec<BlockSum>,
    /// The total, tenths; never over 100.
    pub total: Points,
}

impl Outcome {
    /// Returns what each head brings, capped.
    pub fn heads(&self) -> BTreeMap<String, Points> {
        let heads = self.blocks.iter().flat_map(|block| &block.heads);
        heads.map(|h| (h.head.clone(), h.counted)).collect()
    }
}

/// Returns the day and the head of a line of a paper: `DATE/head`, or `head` alone.
pub(super) fn line_of_paper(line: &str) -> (Option<NaiveDate>, &str) {
    match line.split_once('/') {
        Some((day, head)) => (day.parse().ok(), head),
        None => (None, line),
    }
}

impl ScoreSheet {
    /// Returns the lines that count: daily entries by their number, then papers by their name. Of a
    /// paper that is not agreed there is none.
    pub fn lines(&self) -> Vec<Line> {
        let mut acts: Vec<Line> = self.acts.iter().map(|act| self.act_line(act)).collect();
        acts.sort_by_key(|line| line.reference.parse::<u32>().unwrap_or(u32::MAX));
        for (name, paper) in &self.papers {
            let keyers = [&paper.first, &paper.second].into_iter().flatten();
            let by: Vec<StaffNo> = keyers.map(|keyed| keyed.by).collect();
            for (line, points) in paper.agreed().unwrap_or_default() {
                let (day, head) = line_of_paper(&line);
                let reference = format!("{name}/{line}");
                let corrections = self.corrections_of(&reference);
                acts.push(Line {
                    head: head.to_owned(),
                    day,
                    entered: points,
                    points: corrections.last().map_or(points, |last| last.points),
                    what: name.clone(),
                    evidence: String::new(),
                    channel: None,
                    by: by.clone(),
                    corrections,
                    reference,
                });
            }
        }
        acts
    }

    fn act_line(&self, act: &crate::domain::score::Act) -> Line {
        let reference = act.n.to_string();
        let corrections = self.corrections_of(&reference);
        Line {
            head: act.head.clone(),
            day: Some(act.day),
            entered: act.points,
            points: corrections.last().map_or(act.points, |last| last.points),
            what: act.what.clone(),
            evidence: act.evidence.clone(),
            channel: Some(act.channel),
            by: vec![act.hand.by],
            corrections,
            reference,
        }
    }

    fn corrections_of(&self, reference: &str) -> Vec<Correction> {
        let all = self.corrections.iter();
        all.filter(|c| c.line == reference).cloned().collect()
    }

    /// Returns what the sheet comes to.
    ///
    /// Source: rule S4 of the hall: every head is capped, then every block; never a sum over 100.
    pub fn outcome(&self) -> Outcome {
        let lines = self.lines();
        let of_head = |key: &str| {
            let own = lines.iter().filter(|line| line.head == key);
            own.map(|line| line.points).collect::<Vec<Points>>()
        };
        let blocks: Vec<BlockSum> = (self.terms.profile.blocks.iter())
            .map(|block| {
                let heads = block.heads.iter().map(|head| {
                    let own = of_head(&head.key);
                    let sum: Points = own.iter().copied().sum();
                    HeadSum {
                        head: head.key.clone(),
                        lines: own.len(),
                        sum,
                        counted: sum.min(head.cap()),
                        most: head.cap(),
                    }
                });
                let heads: Vec<HeadSum> = heads.collect();
                let (sum, most) = (
                    heads.iter().map(|head| head.counted).sum::<Points>(),
                    Points::whole(block.most),
                );
                BlockSum {
                    block: block.key.clone(),
                    heads,
                    sum,
                    counted: sum.min(most),
                    most,
                }
            })
            .collect();
        let total: Points = blocks.iter().map(|block| block.counted).sum();
        Outcome {
            blocks,
            total: total.min(Points::FULL),
        }
    }

    /// Returns the points of each month by head, as they were entered or corrected and before any cap
    /// (每月统计); marks of the whole period are in no month.
    pub fn months(&self) -> BTreeMap<Month, BTreeMap<String, Points>> {
        let mut months: BTreeMap<Month, BTreeMap<String, Points>> = BTreeMap::new();
        for line in self.lines() {
            if let Some(day) = line.day {
                let heads = months.entry(Month::of(day)).or_default();
                let sum = heads.entry(line.head).or_default();
                *sum = [*sum, line.points].into_iter().sum();
            }
        }
        months
    }
}
