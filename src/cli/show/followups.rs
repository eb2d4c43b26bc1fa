//! Bad ratings and what was done about each, as text.

use std::fmt::Display;

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::cli::show::registers::named;
use crate::ops::read::FollowupLine;
use crate::ops::read::Followups;

impl Page {
    /// Writes the bad ratings: the figures with their numbers beside them, then line by line.
    pub(super) fn followups(&self, shown: &Followups) -> String {
        let (lang, count) = (self.lang, &shown.count);
        let values: [(&str, &dyn Display); 11] = [
            ("from", &shown.from),
            ("all", &count.all),
            ("open", &count.open),
            ("overdue", &count.overdue),
            ("named", &count.named),
            ("called", &count.called_back),
            ("reopened", &count.reopened),
            ("solved", &count.solved),
            ("explained", &count.explained),
            ("unheard", &count.unheard),
            ("excluded", &count.excluded),
        ];
        let mut title = lang.say("case.followups_title", &values);
        if let Some(permille) = shown.called_back_permille {
            let share = format!("{}.{}", permille / 10, permille % 10);
            title.push_str(&lang.say("case.followups_share", &[("share", &share)]));
        }
        let mut out = self.title(&title);
        if shown.lines.is_empty() {
            out.push_str(&self.title(lang.tr("case.none")));
            return out;
        }
        let mut table = Table::new(&[
            lang.tr("case.number"),
            lang.tr("case.day"),
            lang.tr("cli.head_state"),
            lang.tr("cli.head_due"),
            lang.tr("case.followup_level"),
            lang.tr("cli.head_window"),
            lang.tr("case.followup_rated"),
            lang.tr("cli.head_matter"),
            lang.tr("case.followup_reason"),
            lang.tr("case.followup_lacks"),
        ]);
        for line in &shown.lines {
            table.row(vec![
                line.number.clone(),
                line.day.to_string(),
                self.followup_state(line),
                self.followup_due(line),
                line.level.to_string(),
                line.window.to_string(),
                named(&line.staff),
                line.matter_name.clone(),
                self.followup_reason(line),
                self.words("refusal.lack", &line.lacks),
            ]);
        }
        out.push_str(&table.text());
        out
    }

    /// Says words, each under its key.
    pub(super) fn words(&self, key: &str, words: &[impl Display]) -> String {
        let said = |word: &dyn Display| {
            let plain = word.to_string();
            let said = self.lang.lookup(&format!("{key}_{plain}"));
            said.map_or(plain, ToOwned::to_owned)
        };
        let said: Vec<String> = words.iter().map(|word| said(word)).collect();
        said.join(self.lang.tr("cli.comma"))
    }

    fn followup_state(&self, line: &FollowupLine) -> String {
        let lang = self.lang;
        let mut parts = match (line.ending, line.step) {
            (Some(ending), _) => vec![lang.tr(&format!("case.followup_{ending}")).to_owned()],
            (None, Some(step)) => vec![lang.tr(&format!("case.followup_step_{step}")).to_owned()],
            (None, None) => Vec::new(),
        };
        if line.round > 1 {
            parts.push(lang.say("case.followup_round", &[("n", &line.round)]));
        }
        for (is_so, key) in [
            (line.excluded, "case.followup_excluded"),
            (line.appeal_waits, "case.followup_appeal"),
            (!line.named, "case.followup_nobody"),
        ] {
            if is_so {
                parts.push(lang.tr(key).to_owned());
            }
        }
        parts.join(lang.tr("cli.comma"))
    }

    fn followup_due(&self, line: &FollowupLine) -> String {
        let Some(first) = line.clocks.iter().min_by_key(|clock| clock.due) else {
            return String::new();
        };
        let mut said = first.due.to_string();
        if first.provisional {
            said.push_str(self.lang.tr("case.followup_provisional"));
        }
        if line.overdue {
            said.push(' ');
            said.push_str(self.lang.tr("common.lamp_over"));
        }
        said
    }

    fn followup_reason(&self, line: &FollowupLine) -> String {
        let reasons = self.words("pad.reason", &line.reasons);
        match (reasons.is_empty(), line.remark.is_empty()) {
            (_, true) => reasons,
            (true, false) => line.remark.clone(),
            (false, false) => format!("{reasons}{}{}", self.lang.tr("cli.comma"), line.remark),
        }
    }
}
