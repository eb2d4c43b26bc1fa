//! Score sheets as text: all of a period, and one line by line.

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::domain::plain::visible;
use crate::domain::score::Period;
use crate::domain::sheet::Sheet;
use crate::locale::Tone;
use crate::locale::score;
use crate::ops::read::ScoreLine;
use crate::ops::read::ScorePage;
use crate::ops::read::Scores;

/// Reads a period of the command line.
pub(crate) fn period(text: &str) -> Result<Period, String> {
    Period::read(text).ok_or_else(|| format!("{text:?} is not a period, as 2026 or 2026-1"))
}

impl Page {
    /// Writes the sheets of a period.
    pub(super) fn scores(&self, shown: &Scores) -> String {
        let lang = self.lang;
        let periods: Vec<String> = shown.periods.iter().map(Period::to_string).collect();
        let periods = periods.join(lang.tr("cli.comma"));
        let n = shown.lines.len();
        let title = lang.say("score.list_title", &[("period", &periods), ("n", &n)]);
        let mut out = self.title(&title);
        if shown.lines.is_empty() {
            out.push_str(&self.title(lang.tr("case.none")));
            return out;
        }
        let heads = self.score_heads();
        let mut table = Table::new(&heads).right(&[0, 5]);
        for line in &shown.lines {
            table.row(self.score_row(line));
        }
        out.push_str(&table.text());
        out
    }

    /// Returns the sheets of a period as a list for a file.
    pub(crate) fn score_list(&self, shown: &Scores) -> Sheet {
        let rows = shown.lines.iter().map(|line| self.score_row(line));
        Sheet::new(self.score_heads(), rows.collect::<Vec<_>>()).with_numbers(&[0, 5])
    }

    fn score_heads(&self) -> [&'static str; 9] {
        [
            "score.col_place",
            "score.col_number",
            "score.col_person",
            "score.col_profile",
            "score.col_period",
            "score.col_total",
            "score.col_band",
            "score.col_state",
            "score.col_todo",
        ]
        .map(|key| self.lang.tr(key))
    }

    fn score_row(&self, line: &ScoreLine) -> Vec<String> {
        let band = line.band.as_ref();
        let badge = line.staff.map(|no| format!(" ({no})")).unwrap_or_default();
        vec![
            line.place
                .map(|place| place.to_string())
                .unwrap_or_default(),
            line.number.clone(),
            format!("{}{badge}", line.person),
            score::profile_name(self.lang, &line.terms).to_owned(),
            line.period.to_string(),
            line.total_tenths.to_string(),
            band.map_or("", |band| score::band_name(self.lang, band))
                .to_owned(),
            score::state_word(self.lang, line.state).to_owned(),
            score::todo(self.lang, &line.terms, &line.to_key, &line.to_settle),
        ]
    }

    /// Writes sheets line by line.
    pub(super) fn score_sheets(&self, sheets: &[ScorePage]) -> String {
        let mut out = String::new();
        for sheet in sheets {
            if !out.is_empty() {
                out.push('\n');
            }
            for (tone, line) in score::score_sheet(self.lang, &sheet.full, &sheet.names) {
                let indent = match tone {
                    Tone::Title => "",
                    Tone::Warn => "    ",
                    Tone::Text | Tone::Muted => "  ",
                };
                out.push_str(&self.title(&format!("{indent}{}", visible(&line))));
            }
        }
        out
    }
}
