//! Score sheets: all of a period, and one line by line. What one person keyed is shown to nobody
//! before another keyed it too.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::measure::Month;
use crate::domain::plain;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::score::Appeal;
use crate::domain::score::Band;
use crate::domain::score::BlockSum;
use crate::domain::score::Closed;
use crate::domain::score::Correction;
use crate::domain::score::JudgedBy;
use crate::domain::score::Line;
use crate::domain::score::Outcome;
use crate::domain::score::Period;
use crate::domain::score::Points;
use crate::domain::score::Profile;
use crate::domain::score::ScoreSheet;
use crate::domain::score::Settled;
use crate::domain::score::Span;
use crate::domain::score::State;
use crate::domain::time::UtcMs;
use crate::domain::twice::Difference;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::Named;
use crate::ops::read::case_page::Names;
use crate::store::view;

/// The longest name or number that is looked up, characters.
const MAX_ASKED: usize = 100;

/// A sheet in the list of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreLine {
    /// Its place among the closed sheets of its profile; equal totals share one. None before it is
    /// closed, and for a sheet that counts for nothing.
    pub place: Option<usize>,
    /// Its number.
    pub number: String,
    /// Who is scored.
    pub person: String,
    /// Their badge number, where they have one here.
    pub staff: Option<StaffNo>,
    /// How it is scored.
    pub profile: String,
    /// The terms that it was begun under.
    #[serde(skip)]
    pub terms: Profile,
    /// Of which period.
    pub period: Period,
    /// Where it stands.
    pub state: State,
    /// What counts so far, tenths.
    pub total_tenths: Points,
    /// The total as it was judged on the day it was closed, tenths.
    pub judged_tenths: Option<Points>,
    /// What the total is called, once it is closed.
    pub band: Option<Band>,
    /// How the total comes about.
    pub blocks: Vec<BlockSum>,
    /// The papers that one person keyed, and who.
    pub keyed_once: Vec<(String, StaffNo)>,
    /// The words of heads that are judged from paper and not agreed.
    pub to_key: Vec<String>,
    /// Papers in which two people differ.
    pub to_settle: Vec<String>,
}

/// The sheets of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scores {
    /// The periods that are listed.
    pub periods: Vec<Period>,
    /// The sheets: by profile, the best first, those that are open last.
    pub lines: Vec<ScoreLine>,
    /// The staff who may be at the post.
    pub staff: Vec<Named>,
}

/// A paper and how far it is keyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperLine {
    /// Its name.
    pub paper: String,
    /// How far.
    pub state: JudgedBy,
    /// Who keyed it.
    pub by: Vec<Named>,
    /// Where two people differ.
    pub differences: Vec<Difference<Points>>,
    /// The lines that a third person settled, with what the two read.
    pub settled: Vec<Settled>,
}

/// A sheet line by line: every figure can be traced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScorePage {
    /// The sheet as the list of its period has it; without a place.
    pub sheet: ScoreLine,
    /// The terms that it was begun under.
    pub terms: Profile,
    /// The sheet as it is kept; not told, as it holds what only one person keyed.
    #[serde(skip)]
    pub full: ScoreSheet,
    /// What was signed, and where it was made public.
    pub pledge: String,
    /// Who began it.
    pub opened_by: Named,
    /// The lines that count.
    pub lines: Vec<Line>,
    /// How the total comes about.
    pub outcome: Outcome,
    /// How far each judged head is.
    pub judged: BTreeMap<String, JudgedBy>,
    /// The papers.
    pub papers: Vec<PaperLine>,
    /// Points by month and head before any cap (每月统计).
    pub months: BTreeMap<String, BTreeMap<String, Points>>,
    /// The corrections, in their order.
    pub corrections: Vec<Correction>,
    /// How it was closed, with the figures of that day.
    pub closed: Option<Closed>,
    /// The appeal.
    pub appeal: Option<Appeal>,
    /// The names behind the badge numbers of the lines.
    pub names: BTreeMap<StaffNo, String>,
}

impl Hall {
    /// Returns the score sheets of a period; without one, those of the year and the half year that today
    /// is in, and what is still to do of those before.
    ///
    /// # Errors
    /// The store's own error.
    pub fn scores(&self, period: Option<Period>, now: UtcMs) -> Result<Scores, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let periods = match period {
            Some(period) => vec![period],
            None => [Span::Year, Span::Half]
                .map(|span| Period::of(span, today))
                .to_vec(),
        };
        let before = periods.iter().map(|period| period.before());
        let before: Vec<Period> = before.filter(|_| period.is_none()).collect();
        let mut lines = Vec::new();
        for period in periods.iter().chain(&before) {
            let sheets = view::scores::of_period(db, *period)?;
            lines.extend(sheets.iter().map(line_of));
        }
        // Whatever waits is on the list, of whatever period it is.
        if period.is_none() {
            let waiting = view::scores::waiting(db)?;
            let listed = |sheet: &&ScoreSheet| {
                periods.contains(&sheet.period) || before.contains(&sheet.period)
            };
            lines.extend(waiting.iter().filter(|s| !listed(s)).map(line_of));
        }
        place(&mut lines);
        // Of the periods before also what is public and may still be appealed against.
        let waits =
            |line: &ScoreLine| matches!(line.state, State::Open | State::Appealed | State::Closed);
        lines.retain(|line| periods.contains(&line.period) || waits(line));
        let staff = view::staff::load(db)?.into_iter();
        let staff = staff.map(|s| Named {
            staff: s.no,
            name: s.name,
        });
        Ok(Scores {
            periods,
            lines,
            staff: staff.collect(),
        })
    }

    /// Returns the sheets of a person by name or badge number, the newest first, or the one that bears
    /// a number.
    ///
    /// # Errors
    /// [`ScoreRefusal::NoSheetOf`], or the store's own error.
    pub fn score(&self, asked: &str) -> Result<Vec<ScorePage>, Error> {
        let db = self.store().db();
        let names = Names::load(self)?;
        let asked: String = asked.trim().chars().take(MAX_ASKED).collect();
        let number = plain::digits(&asked).to_ascii_uppercase();
        let mut sheets: Vec<ScoreSheet> = view::scores::find(db, &number)?.into_iter().collect();
        if sheets.is_empty() {
            sheets = match number.parse::<StaffNo>() {
                Ok(staff) => view::scores::of_staff(db, staff)?,
                Err(_) => view::scores::of_person(db, &asked)?,
            };
        }
        match sheets.is_empty() {
            true => Err(ScoreRefusal::NoSheetOf { person: asked }.into()),
            false => Ok(sheets.iter().map(|sheet| page_of(sheet, &names)).collect()),
        }
    }
}

fn line_of(sheet: &ScoreSheet) -> ScoreLine {
    let outcome = sheet.outcome();
    let (state, total) = (sheet.state(), outcome.total);
    let profile = &sheet.terms.profile;
    let judged = sheet.judged();
    let to_key = profile.heads().filter(|head| {
        let by = judged.get(&head.key);
        by.is_some_and(|by| matches!(by, JudgedBy::Nobody | JudgedBy::One))
    });
    let differs =
        |paper: &&str| sheet.papers.get(*paper).map(JudgedBy::of) == Some(JudgedBy::Differing);
    let closed = sheet.closed.as_ref().filter(|c| c.void.is_empty());
    let once = sheet.papers.iter().filter_map(|(name, paper)| {
        let first = paper.first.as_ref().filter(|_| paper.second.is_none());
        first.map(|keyed| (name.clone(), keyed.by))
    });
    ScoreLine {
        place: None,
        number: sheet.terms.number.clone(),
        person: sheet.scored.name.clone(),
        staff: sheet.scored.staff,
        profile: profile.name.clone(),
        terms: profile.clone(),
        period: sheet.period,
        state,
        total_tenths: total,
        judged_tenths: closed.map(|closed| closed.total),
        band: closed.and_then(|_| profile.band(total)).cloned(),
        blocks: outcome.blocks,
        keyed_once: once.collect(),
        to_key: match sheet.closed {
            None => to_key.map(|head| head.key.clone()).collect(),
            Some(_) => Vec::new(),
        },
        to_settle: match sheet.closed {
            None => {
                let open = sheet.papers_open().into_iter().filter(differs);
                open.map(ToOwned::to_owned).collect()
            }
            Some(_) => Vec::new(),
        },
    }
}

/// Sorts the sheets of each profile and period and gives the closed ones their places.
fn place(lines: &mut [ScoreLine]) {
    lines.sort_by(|a, b| {
        let key = |line: &ScoreLine| (line.profile.clone(), line.period, line.band.is_none());
        let by_total = b.total_tenths.cmp(&a.total_tenths);
        (key(a).cmp(&key(b)))
            .then(by_total)
            .then_with(|| a.number.cmp(&b.number))
    });
    let mut before: Option<(String, Period, Points, usize)> = None;
    let mut rank = 0;
    for line in lines.iter_mut().filter(|line| line.band.is_some()) {
        let same = |(profile, period, ..): &&(String, Period, Points, usize)| {
            *profile == line.profile && *period == line.period
        };
        let last = before.as_ref().filter(same);
        rank = last.map_or(1, |_| rank + 1);
        let place = match last {
            Some((_, _, total, place)) if *total == line.total_tenths => *place,
            _ => rank,
        };
        line.place = Some(place);
        before = Some((line.profile.clone(), line.period, line.total_tenths, place));
    }
}

fn page_of(sheet: &ScoreSheet, names: &Names) -> ScorePage {
    let papers = sheet.papers.iter().map(|(name, paper)| PaperLine {
        paper: name.clone(),
        state: JudgedBy::of(paper),
        by: [&paper.first, &paper.second]
            .into_iter()
            .flatten()
            .map(|keyed| names.of(keyed.by))
            .collect(),
        differences: paper.differences(),
        settled: (sheet.settled.iter().filter(|s| s.paper == *name))
            .cloned()
            .collect(),
    });
    let lines = sheet.lines();
    let mut hands: Vec<StaffNo> = lines.iter().flat_map(|line| line.by.clone()).collect();
    hands.extend(sheet.corrections.iter().map(|c| c.hand.by));
    hands.extend(sheet.settled.iter().map(|settled| settled.hand.by));
    hands.extend(sheet.closed.iter().map(|closed| closed.hand.by));
    if let Some(appeal) = &sheet.appeal {
        hands.push(appeal.hand.by);
        hands.extend(appeal.verdict.iter().map(|verdict| verdict.hand.by));
    }
    let months = sheet.months().into_iter();
    ScorePage {
        sheet: line_of(sheet),
        terms: sheet.terms.profile.clone(),
        full: sheet.clone(),
        pledge: sheet.pledge.clone(),
        opened_by: names.of(sheet.opened.by),
        outcome: sheet.outcome(),
        judged: sheet.judged(),
        papers: papers.collect(),
        months: months
            .map(|(month, heads): (Month, _)| (month.to_string(), heads))
            .collect(),
        corrections: sheet.corrections.clone(),
        closed: sheet.closed.clone(),
        appeal: sheet.appeal.clone(),
        names: hands
            .into_iter()
            .map(|no| (no, names.of(no).name))
            .collect(),
        lines,
    }
}
