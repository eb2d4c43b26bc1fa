//! Cases shared with another site, and what waits for the duty leader.

use std::fmt::Display;

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::domain::case_file::Stage;
use crate::domain::custody::Clash;
use crate::domain::custody::ClashKind;
use crate::domain::custody::Mark;
use crate::domain::custody::Step;
use crate::domain::custody::Verdict;
use crate::domain::event::SharedKey;
use crate::domain::rating::rank::Ranked;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::read::SharedLine;
use crate::ops::read::SharedPage;
use crate::ops::read::TaskLine;

impl Page {
    /// Lists shared cases.
    pub(super) fn shared(&self, lines: &[SharedLine]) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return self.title(lang.tr("case.none"));
        }
        let mut table = Table::new(&[
            lang.tr("cli.head_case"),
            lang.tr("cli.head_matter"),
            lang.tr("cli.head_applicant"),
            lang.tr("case.what"),
            lang.tr("cli.head_due"),
            lang.tr("cli.head_state"),
            lang.tr("case.shared_with"),
            lang.tr("case.custodian"),
            lang.tr("case.conflicts"),
        ])
        .right(&[8]);
        for line in lines {
            table.row(vec![
                line.number.clone(),
                line.matter_name.clone(),
                line.applicant.clone(),
                line.what.clone(),
                line.until.map(|day| day.to_string()).unwrap_or_default(),
                self.stage(line.stage).to_owned(),
                line.with.clone(),
                self.custody(line),
                line.conflicts.to_string(),
            ]);
        }
        table.text()
    }

    /// Writes everything about the shared cases of a number.
    pub(super) fn shared_pages(&self, pages: &[SharedPage]) -> String {
        let texts: Vec<String> = pages.iter().map(|page| self.shared_page(page)).collect();
        texts.join("\n")
    }

    fn shared_page(&self, page: &SharedPage) -> String {
        let (lang, line, whole) = (self.lang, &page.line, &page.whole);
        let mut head = Table::new(&[]);
        let mut put = |key: &str, value: String| {
            if !value.is_empty() {
                head.row(vec![lang.tr(key).to_owned(), value]);
            }
        };
        put("cli.head_case", line.number.clone());
        put("case.shared_id", line.id.to_string());
        put("cli.head_matter", line.matter_name.clone());
        put("cli.head_applicant", whole.applicant.clone());
        put("case.what", line.what.clone());
        let until = line.until.map(|day| day.to_string());
        put("cli.head_due", until.unwrap_or_default());
        put("cli.head_state", self.stage(line.stage).to_owned());
        put("case.shared_with", line.with.clone());
        put("case.custodian", self.custody(line));
        for field in &whole.fields {
            let key = match field.key {
                SharedKey::Phone => "case.shared_phone",
                SharedKey::Address => "case.shared_address",
            };
            put(key, texts(&field.values));
        }
        put("case.shared_papers", texts(&whole.papers));
        put("case.shared_notes", texts(&whole.notes));
        let mut out = head.text();
        if whole.newer {
            out.push_str(&self.title(lang.tr("case.shared_newer")));
        }
        if whole.crowded {
            out.push_str(&self.title(lang.tr("case.shared_crowded")));
        }
        if !whole.clashes.is_empty() {
            out.push('\n');
            out.push_str(&self.title(lang.tr("case.conflicts")));
            for clash in &whole.clashes {
                out.push_str(&format!("  {}\n", self.clash(page, clash)));
            }
        }
        out.push('\n');
        out.push_str(&self.title(lang.tr("case.history")));
        let mut table = Table::new(&[]);
        for step in &whole.history {
            table.row(self.said(page, step));
        }
        out + &table.text()
    }

    fn stage(&self, stage: Stage) -> &'static str {
        self.lang.tr(&format!("refusal.stage_{}", stage.word()))
    }

    fn custody(&self, line: &SharedLine) -> String {
        let values: [(&str, &dyn Display); 2] = [("n", &line.custody), ("site", &line.with)];
        let key = match line.here {
            true => "case.custody_here",
            false => "case.custody_there",
        };
        self.lang.say(key, &values)
    }

    fn site(&self, page: &SharedPage, mark: &Mark) -> String {
        let known = page.sites.get(&mark.org).cloned();
        known.unwrap_or_else(|| mark.org.to_string())
    }

    fn instant(&self, at: UtcMs) -> String {
        format!("{} {}", self.zone.day(at), self.zone.clock(at))
    }

    fn clash(&self, page: &SharedPage, clash: &Clash) -> String {
        let lang = self.lang;
        let kind = lang.tr(&format!("case.clash_{}", clash.kind.word()));
        let value = |mark: &Mark| match (clash.kind, Stage::from_word(&mark.text)) {
            (ClashKind::Stage | ClashKind::Late, Some(stage)) => self.stage(stage).to_owned(),
            (ClashKind::Late, None) => lang.tr("case.clash_taken").to_owned(),
            _ => mark.text.clone(),
        };
        let (a, b) = (value(&clash.a), value(&clash.b));
        let (who_a, who_b) = (self.site(page, &clash.a), self.site(page, &clash.b));
        let values: [(&str, &dyn Display); 5] = [
            ("kind", &kind),
            ("a", &a),
            ("who_a", &who_a),
            ("b", &b),
            ("who_b", &who_b),
        ];
        let line = lang.say("case.clash_line", &values);
        let end = match &clash.closed {
            Some(closed) => lang.say("case.clash_closed", &[("reason", &closed.text)]),
            None => lang.tr("case.clash_open").to_owned(),
        };
        format!("{line} — {end}")
    }

    fn said(&self, page: &SharedPage, step: &Step) -> Vec<String> {
        let lang = self.lang;
        let word = match step.kind.as_str() {
            "case.shared" => "shared",
            "shared.moved" => "moved",
            "shared.noted" => "noted",
            "shared.field" => "field",
            "custody.handed" => "handed",
            "custody.taken" => "taken",
            "shared.resolved" => "resolved",
            _ => "other",
        };
        let stage = step.stage.map_or("", |stage| self.stage(stage));
        let what = lang.say(&format!("case.said_{word}"), &[("stage", &stage)]);
        let verdict = match step.verdict {
            Verdict::Held => "",
            Verdict::Lost => lang.tr("case.verdict_lost"),
            Verdict::Late => lang.tr("case.verdict_late"),
            Verdict::Stranger => lang.tr("case.verdict_stranger"),
            Verdict::NotCustodian => lang.tr("case.verdict_not_custodian"),
            Verdict::OutOfPlace => lang.tr("case.verdict_out_of_place"),
        };
        vec![
            self.instant(step.mark.wall),
            self.site(page, &step.mark),
            what,
            step.mark.text.clone(),
            verdict.to_owned(),
        ]
    }

    /// Lists tasks.
    pub(super) fn tasks(&self, lines: &[TaskLine]) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return self.title(lang.tr("case.none"));
        }
        let mut table = Table::new(&[
            lang.tr("case.tasks_id"),
            lang.tr("case.tasks_kind"),
            lang.tr("case.tasks_about"),
            lang.tr("case.tasks_since"),
            lang.tr("cli.head_notes"),
        ]);
        for line in lines {
            let words = locale::task_words(lang, line.kind, &line.words);
            table.row(vec![
                line.id.to_string(),
                lang.tr(&format!("case.task_{}", line.kind.word()))
                    .to_owned(),
                match line.site.is_empty() || line.about.parse::<Ranked>().is_ok() {
                    true => locale::task_about(lang, &line.about, &line.site),
                    false => format!("{} {}", line.site, line.about),
                },
                self.instant(line.since),
                words,
            ]);
        }
        table.text()
    }
}

fn texts(marks: &[Mark]) -> String {
    let texts: Vec<&str> = marks.iter().map(|mark| mark.text.as_str()).collect();
    texts.join(" / ")
}
