//! What may be said of a sheet, and by whom.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::ids::StaffNo;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::score::Head;
use crate::domain::score::Line;
use crate::domain::score::Points;
use crate::domain::score::ScoreSheet;
use crate::domain::score::State;
use crate::domain::score::Way;
use crate::domain::score::outcome::line_of_paper;
use crate::domain::twice::Twice;

/// The longest name of a paper, characters.
const MAX_PAPER: usize = 40;

/// What is keyed of a paper that is not there: somebody wrote another name.
const NOTHING: &str = "-";

/// The most lines of one paper.
pub const MAX_LINES: usize = 200;

/// How far a paper is keyed, or the paper that judges a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgedBy {
    /// Nobody keyed it.
    Nobody,
    /// One person keyed it.
    One,
    /// Two people read it differently.
    Differing,
    /// It is agreed.
    Agreed,
}

impl JudgedBy {
    /// Returns how far a paper is keyed.
    pub fn of(paper: &Twice<Points>) -> JudgedBy {
        match (&paper.first, &paper.second) {
            (None, _) => JudgedBy::Nobody,
            (Some(_), None) => JudgedBy::One,
            (Some(_), Some(_)) if paper.agreed().is_none() => JudgedBy::Differing,
            (Some(_), Some(_)) => JudgedBy::Agreed,
        }
    }
}

/// Returns whether a paper has a mark for a head, as far as anybody knows: a line that a third person
/// found empty leaves the head to another paper.
fn judges(paper: &Twice<Points>, head: &str) -> bool {
    let keyings = [&paper.first, &paper.second].into_iter().flatten();
    match paper.agreed() {
        Some(agreed) => agreed.contains_key(head),
        None => keyings.into_iter().any(|k| k.lines.contains_key(head)),
    }
}

impl ScoreSheet {
    fn number(&self) -> String {
        self.terms.number.clone()
    }

    /// Returns whether somebody entered, keyed, settled or corrected anything of it, or closed it.
    pub fn had_a_hand(&self, who: StaffNo) -> bool {
        let papers = self.papers.values();
        let mut keyers = papers.flat_map(|paper| [&paper.first, &paper.second]);
        keyers.any(|keyed| keyed.as_ref().is_some_and(|keyed| keyed.by == who))
            || self.acts.iter().any(|act| act.hand.by == who)
            || self.settled.iter().any(|settled| settled.hand.by == who)
            || self.corrections.iter().any(|c| c.hand.by == who)
            || self.closed.as_ref().is_some_and(|c| c.hand.by == who)
    }

    /// Checks that somebody may say something of it: not the scored person.
    ///
    /// # Errors
    /// [`ScoreRefusal::ScoredPerson`].
    pub fn check_other(&self, who: StaffNo) -> Result<(), ScoreRefusal> {
        match self.scored.staff == Some(who) {
            true => Err(ScoreRefusal::ScoredPerson {
                person: self.scored.name.clone(),
            }),
            false => Ok(()),
        }
    }

    /// Checks that entries are still taken.
    ///
    /// # Errors
    /// [`ScoreRefusal::SheetOver`].
    pub fn check_open(&self) -> Result<(), ScoreRefusal> {
        match self.closed {
            Some(_) => Err(ScoreRefusal::SheetOver {
                number: self.number(),
            }),
            None => Ok(()),
        }
    }

    /// Finds a head by its word or its name.
    ///
    /// # Errors
    /// [`ScoreRefusal::HeadUnknown`].
    pub fn find_head(&self, given: &str) -> Result<&Head, ScoreRefusal> {
        let profile = &self.terms.profile;
        profile.head(given).ok_or_else(|| {
            let known: Vec<String> = profile.heads().map(Head::label).collect();
            ScoreRefusal::HeadUnknown {
                head: given.chars().take(MAX_PAPER).collect(),
                known: known.join(", "),
            }
        })
    }

    /// Checks a daily entry, and returns the word of its head.
    ///
    /// # Errors
    /// [`ScoreRefusal`], of the first thing that is wrong.
    pub fn check_act(
        &self,
        head: &str,
        points: Points,
        day: NaiveDate,
        today: NaiveDate,
    ) -> Result<String, ScoreRefusal> {
        self.check_open()?;
        let head = self.find_head(head)?;
        if head.way == Way::Judged {
            let head = head.label();
            return Err(ScoreRefusal::HeadJudged { head });
        }
        head.check(points)?;
        self.check_day(day, today)?;
        Ok(head.key.clone())
    }

    fn check_day(&self, day: NaiveDate, today: NaiveDate) -> Result<(), ScoreRefusal> {
        let (from, to) = (self.period.from(), self.period.to().min(today));
        match (from..=to).contains(&day) {
            true => Ok(()),
            false => Err(ScoreRefusal::DayOutside {
                day: day.to_string(),
                from: from.to_string(),
                to: to.to_string(),
            }),
        }
    }

    /// Reads what somebody keyed of a paper: `head=points` for a mark, `DATE/head=points` for a daily
    /// entry, parted by commas, spaces or line breaks; `-` alone where there is no such paper.
    ///
    /// # Errors
    /// [`ScoreRefusal`], of the first thing that is wrong.
    pub fn read_lines(
        &self,
        text: &str,
        today: NaiveDate,
    ) -> Result<BTreeMap<String, Points>, ScoreRefusal> {
        let mut lines = BTreeMap::new();
        let all = match text.trim() {
            NOTHING => "",
            all => all,
        };
        let parts =
            all.split(|c: char| c.is_whitespace() || [',', '，', '、', ';', '；'].contains(&c));
        for part in parts.filter(|part| !part.is_empty()) {
            let wrong = || ScoreRefusal::ScoreLineWrong {
                line: part.chars().take(MAX_PAPER).collect(),
            };
            let (line, points) = part.split_once(['=', '＝']).ok_or_else(wrong)?;
            let (line, head) = self.read_line(line, today)?;
            let points = Points::read(points)?;
            head.check(points)?;
            if lines.len() >= MAX_LINES || lines.insert(line, points).is_some() {
                return Err(wrong());
            }
        }
        match lines.is_empty() && text.trim() != NOTHING {
            true => Err(ScoreRefusal::ScoreLineWrong {
                line: String::new(),
            }),
            false => Ok(lines),
        }
    }

    /// Reads what names a line of a paper, and returns it as it is kept.
    ///
    /// # Errors
    /// [`ScoreRefusal::ScoreLineWrong`] and those of its head and day.
    pub fn read_line(&self, text: &str, today: NaiveDate) -> Result<(String, &Head), ScoreRefusal> {
        let wrong = || ScoreRefusal::ScoreLineWrong {
            line: text.trim().chars().take(MAX_PAPER).collect(),
        };
        let (day, head) = match text.split_once('/') {
            Some((day, head)) => {
                let day: NaiveDate = day.trim().parse().map_err(|_| wrong())?;
                self.check_day(day, today)?;
                (Some(day), self.find_head(head)?)
            }
            None => (None, self.find_head(text)?),
        };
        match (day, head.way) {
            (None, Way::Judged) => Ok((head.key.clone(), head)),
            (Some(day), Way::Daily) => Ok((format!("{day}/{}", head.key), head)),
            _ => Err(wrong()),
        }
    }

    /// Reads the name of a paper.
    ///
    /// # Errors
    /// [`ScoreRefusal::PaperWrong`]: a name has up to 40 characters, is no mere number and has no slash.
    pub fn read_paper(text: &str) -> Result<String, ScoreRefusal> {
        let name = crate::domain::plain::clean_line(text, MAX_PAPER + 1).text;
        let name = name.trim();
        let is_number = name.chars().all(|c| c.is_numeric());
        let fits = name.chars().count() <= MAX_PAPER && !name.contains(['/', '=']);
        match !is_number && fits {
            true => Ok(name.to_owned()),
            false => Err(ScoreRefusal::PaperWrong {
                paper: name.chars().take(MAX_PAPER).collect(),
            }),
        }
    }

    /// Returns the name under which a paper is kept: one that is here already where it is only written
    /// otherwise, so that no paper counts twice.
    ///
    /// # Errors
    /// Those of [`ScoreSheet::read_paper`].
    pub fn paper_name(&self, text: &str) -> Result<String, ScoreRefusal> {
        let name = ScoreSheet::read_paper(text)?;
        let key = crate::domain::plain::name_key(&name);
        let mut known = self.papers.keys();
        let same = known.find(|known| crate::domain::plain::name_key(known) == key);
        Ok(same.cloned().unwrap_or(name))
    }

    /// Checks that somebody may key a paper so.
    ///
    /// # Errors
    /// Those of [`crate::domain::twice::Twice::check_key`], and [`ScoreRefusal`].
    pub fn check_key(
        &self,
        by: StaffNo,
        paper: &str,
        lines: &BTreeMap<String, Points>,
    ) -> Result<(), Refusal> {
        self.check_open()?;
        self.check_other(by)?;
        if let Some(before) = self.papers.get(paper) {
            before.check_key(by)?;
        }
        // One mark comes from one paper.
        for head in lines.keys().filter(|line| line_of_paper(line).0.is_none()) {
            let others = self.papers.iter().filter(|(name, _)| *name != paper);
            if let Some((other, _)) = others.into_iter().find(|(_, other)| judges(other, head)) {
                return Err(ScoreRefusal::JudgedElsewhere {
                    head: self.find_head(head)?.label(),
                    paper: other.clone(),
                }
                .into());
            }
        }
        Ok(())
    }

    /// Checks that somebody may settle a line of a paper.
    ///
    /// # Errors
    /// Those of [`crate::domain::twice::Twice::check_settle`], and [`ScoreRefusal`].
    pub fn check_settle(&self, by: StaffNo, paper: &str, line: &str) -> Result<(), Refusal> {
        self.check_open()?;
        self.check_other(by)?;
        let before = self.papers.get(paper);
        let before = before.ok_or_else(|| ScoreRefusal::PaperUnknown {
            paper: paper.to_owned(),
        })?;
        before.check_settle(by, line)?;
        Ok(())
    }

    /// Checks that a line may be corrected to that, and returns it.
    ///
    /// # Errors
    /// [`ScoreRefusal`], of the first thing that is wrong.
    pub fn check_correct(
        &self,
        by: StaffNo,
        line: &str,
        points: Points,
    ) -> Result<Line, ScoreRefusal> {
        self.check_other(by)?;
        let wanted = line.trim();
        let found = self.lines().into_iter().find(|l| l.reference == wanted);
        let found = found.ok_or_else(|| ScoreRefusal::ScoreLineUnknown {
            line: wanted.chars().take(MAX_PAPER).collect(),
        })?;
        let corrected = found.corrections.last().map(|last| last.hand.by);
        let settled = self.settled.iter().any(|settled| {
            let line = format!("{}/{}", settled.paper, settled.differs.line);
            settled.hand.by == by && line == found.reference
        });
        if found.by.contains(&by) || corrected == Some(by) || settled {
            return Err(ScoreRefusal::OwnEntry { staff: by });
        }
        self.find_head(&found.head)?.check(points)?;
        match found.points == points {
            true => Err(ScoreRefusal::NothingCorrected {
                line: found.reference,
                points: points.to_string(),
            }),
            false => Ok(found),
        }
    }

    /// Returns what each judged head is judged by.
    pub fn judged(&self) -> BTreeMap<String, JudgedBy> {
        let heads = self.terms.profile.heads();
        let heads = heads.filter(|head| head.way == Way::Judged);
        heads
            .map(|head| (head.key.clone(), self.judged_by(&head.key)))
            .collect()
    }

    fn judged_by(&self, head: &str) -> JudgedBy {
        let paper = self.papers.values().find(|paper| judges(paper, head));
        paper.map_or(JudgedBy::Nobody, JudgedBy::of)
    }

    /// Returns the papers that are not agreed.
    pub fn papers_open(&self) -> Vec<&str> {
        let papers = self.papers.iter();
        let open = papers.filter(|(_, paper)| paper.agreed().is_none());
        open.map(|(name, _)| name.as_str()).collect()
    }

    /// Checks that it may be closed and counted now.
    ///
    /// # Errors
    /// [`ScoreRefusal`], of the first thing that is missing.
    pub fn check_close(&self, today: NaiveDate) -> Result<(), ScoreRefusal> {
        self.check_open()?;
        let number = self.number();
        if today < self.period.close_from() {
            let from = self.period.close_from().to_string();
            return Err(ScoreRefusal::CloseTooEarly { number, from });
        }
        let papers = self.papers_open().join(", ");
        if !papers.is_empty() {
            return Err(ScoreRefusal::PapersOpen { number, papers });
        }
        let judged = self.judged();
        let heads = self.terms.profile.heads();
        let left = heads.filter(|h| judged.get(&h.key).is_some_and(|by| *by != JudgedBy::Agreed));
        let left: Vec<String> = left.map(Head::label).collect();
        match left.is_empty() {
            true => Ok(()),
            false => Err(ScoreRefusal::HeadsLeft {
                number,
                heads: left.join(", "),
            }),
        }
    }

    /// Checks that somebody may appeal: the scored person, or for one without a badge whoever took the
    /// letter and had no hand in the sheet.
    ///
    /// # Errors
    /// [`ScoreRefusal`], of the first thing that is wrong.
    pub fn check_appeal(&self, by: StaffNo) -> Result<(), ScoreRefusal> {
        let number = self.number();
        match self.scored.staff {
            Some(scored) if scored != by => {
                let person = self.scored.name.clone();
                return Err(ScoreRefusal::NotTheScored { person });
            }
            None if self.had_a_hand(by) => return Err(ScoreRefusal::HadAHand { staff: by }),
            _ => {}
        }
        match self.state() {
            State::Closed => Ok(()),
            State::Open => Err(ScoreRefusal::SheetNotOver { number }),
            State::Void => Err(ScoreRefusal::SheetOver { number }),
            State::Appealed | State::Decided => Err(ScoreRefusal::ScoreAppealedOnce { number }),
        }
    }

    /// Checks that somebody may decide about the appeal: nobody who had a hand in the sheet, the scored
    /// person or whoever brought the appeal.
    ///
    /// # Errors
    /// [`ScoreRefusal`], of the first thing that is wrong.
    pub fn check_decide(&self, by: StaffNo) -> Result<(), ScoreRefusal> {
        self.check_other(by)?;
        let waiting = self.appeal.as_ref().filter(|a| a.verdict.is_none());
        let Some(appeal) = waiting else {
            return Err(ScoreRefusal::NoScoreAppeal {
                number: self.number(),
            });
        };
        match self.had_a_hand(by) || appeal.hand.by == by {
            true => Err(ScoreRefusal::HadAHand { staff: by }),
            false => Ok(()),
        }
    }
}
