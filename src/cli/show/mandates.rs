//! Errands by proxy: who holds which paper, what villages handed in, and one errand whole; and matters
//! that were raised. Names and numbers are masked.

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::domain::mandate::Paper;
use crate::locale;
use crate::ops::read::Errand;
use crate::ops::read::ErrandLine;
use crate::ops::read::HeldPaper;
use crate::ops::read::Holds;
use crate::ops::read::RaisedLine;

impl Page {
    /// Lists the papers that are out.
    pub(super) fn holds(&self, holds: &Holds) -> String {
        let lang = self.lang;
        if holds.papers.is_empty() {
            return self.title(lang.tr("village.why_no_papers"));
        }
        let mut table = Table::new(&[
            lang.tr("village.hold_number"),
            lang.tr("village.hold_village"),
            lang.tr("village.hold_of"),
            lang.tr("village.hold_paper"),
            lang.tr("village.hold_hands"),
            lang.tr("village.hold_days"),
            lang.tr("village.hold_due"),
            lang.tr("cli.head_notes"),
        ])
        .right(&[5]);
        for held in &holds.papers {
            table.row(vec![
                held.number.clone(),
                held.village.clone(),
                held.applicant.clone(),
                what(&held.paper),
                self.hands(&held.paper),
                held.days.to_string(),
                held.due.map(|day| day.to_string()).unwrap_or_default(),
                self.late(held),
            ]);
        }
        table.text()
    }

    /// Lists what villages handed in.
    pub(super) fn incoming(&self, lines: &[ErrandLine]) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return self.title(lang.tr("window.no_bundles"));
        }
        let mut table = Table::new(&[
            lang.tr("village.hold_number"),
            lang.tr("village.hold_village"),
            lang.tr("village.hold_of"),
            lang.tr("cli.head_matter"),
            lang.tr("village.hold_paper"),
        ]);
        for line in lines {
            let papers: Vec<&str> = line
                .at_the_door()
                .map(|paper| paper.name.as_str())
                .collect();
            table.row(vec![
                line.number.clone(),
                format!("{} {}", line.village, line.assistant),
                line.applicant.clone(),
                line.matter_name.clone(),
                papers.join(lang.tr("cli.comma")),
            ]);
        }
        table.text()
    }

    /// Writes one errand: how far it is, and where each of its papers is.
    pub(super) fn errand(&self, errand: &Errand) -> String {
        let (lang, line) = (self.lang, &errand.line);
        let mut head = Table::new(&[]);
        let step = match line.stopped {
            true => lang.tr("village.step_stopped"),
            false => lang.tr(&format!("village.step_{}", line.step.word())),
        };
        for (key, value) in [
            ("village.hold_number", line.number.clone()),
            (
                "village.hold_village",
                format!("{} {}", line.village, line.assistant),
            ),
            (
                "village.hold_of",
                format!("{} {}", line.applicant, line.phone),
            ),
            ("cli.head_matter", line.matter_name.clone()),
            ("cli.head_state", step.to_owned()),
            (
                "cli.head_due",
                line.day.map(|day| day.to_string()).unwrap_or_default(),
            ),
            ("village.until", line.until.to_string()),
        ] {
            if !value.is_empty() {
                head.row(vec![lang.tr(key).to_owned(), value]);
            }
        }
        let mut table = Table::new(&[
            "",
            lang.tr("village.hold_paper"),
            lang.tr("village.hold_hands"),
            lang.tr("village.hold_days"),
            lang.tr("village.hold_due"),
            lang.tr("cli.head_notes"),
        ])
        .right(&[0, 3]);
        for paper in &line.papers {
            let held = errand.held.iter().find(|held| held.paper.no == paper.no);
            let due = held.and_then(|held| held.due);
            table.row(vec![
                paper.no.to_string(),
                what(paper),
                self.hands(paper),
                held.map(|held| held.days.to_string()).unwrap_or_default(),
                due.map(|day| day.to_string()).unwrap_or_default(),
                held.map(|held| self.late(held)).unwrap_or_default(),
            ]);
        }
        format!("{}\n{}", head.text(), table.text())
    }

    /// Lists the matters that were raised, with what was said of each at each level.
    pub(super) fn raised(&self, lines: &[RaisedLine]) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return self.title(lang.tr("case.none"));
        }
        let mut table = Table::new(&[
            lang.tr("village.raised_number"),
            lang.tr("village.raised_what"),
            lang.tr("village.raised_from"),
            lang.tr("village.raised_stands"),
            lang.tr("village.hold_days"),
        ])
        .right(&[4]);
        for line in lines {
            table.row(vec![
                line.number.clone(),
                line.what.clone(),
                line.from.clone(),
                lang.tr(&format!("village.raised_{}", line.state.word()))
                    .to_owned(),
                line.days.to_string(),
            ]);
            for level in &line.levels {
                let day = self.zone.day(level.at);
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("site", &level.site), ("day", &day), ("text", &level.text)];
                let key = format!("village.raised_level_{}", level.deed.word());
                table.row(vec![String::new(), lang.say(&key, &values)]);
            }
        }
        table.text()
    }

    fn hands(&self, paper: &Paper) -> String {
        locale::hands(self.lang, paper, "→", |day| day.to_string()).0
    }

    /// Says what is late or wrong about a paper.
    fn late(&self, held: &HeldPaper) -> String {
        match (held.overdue, held.trouble) {
            (_, Some(trouble)) => {
                let key = format!("village.trouble_of_{}", trouble.word());
                self.lang.tr(&key).to_owned()
            }
            (true, None) => self.lang.tr("common.lamp_over").to_owned(),
            (false, None) => String::new(),
        }
    }
}

/// Returns a paper with the number on it.
fn what(paper: &Paper) -> String {
    let parts = [paper.name.as_str(), &paper.number];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
