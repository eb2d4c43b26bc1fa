//! The hotline: its figures of a month, and what is to be done.

use chrono::NaiveDate;

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::domain::hotline::JobKind;
use crate::locale;
use crate::ops::read::Hotline;
use crate::ops::read::JobLine;

/// Reads a month as `2026-03`.
pub(crate) fn month(text: &str) -> Result<NaiveDate, String> {
    let first = format!("{}-01", text.trim());
    first
        .parse()
        .map_err(|_| format!("{text:?} is not a month, as 2026-03"))
}

impl Page {
    /// Writes the hotline.
    pub(super) fn hotline(&self, hotline: &Hotline) -> String {
        let lang = self.lang;
        let month = hotline.month.format("%Y-%m");
        let mut text = self.title(&lang.say("hotline.month", &[("month", &month)]));
        let kinds = JobKind::ALL.iter().zip(hotline.kinds);
        let kinds: Vec<String> = kinds
            .map(|(kind, n)| format!("{} {n}", lang.tr(&format!("hotline.kind_{}", kind.word()))))
            .collect();
        text.push_str(&self.title(&kinds.join("  ")));
        let mut rates = Table::new(&[]);
        for rate in locale::hotline_rates(lang, &hotline.rates, hotline.min_for_percent) {
            rates.row(vec![rate.name.to_owned(), rate.said, rate.target]);
        }
        text.push_str(&rates.text());
        text.push_str(&self.title(lang.tr("hotline.target_source")));
        text.push('\n');
        text.push_str(&self.jobs(&hotline.lines));
        text
    }

    fn jobs(&self, lines: &[JobLine]) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return self.title(lang.tr("hotline.none"));
        }
        let mut table = Table::new(&[
            lang.tr("hotline.number"),
            lang.tr("hotline.kind"),
            lang.tr("hotline.name_label"),
            lang.tr("hotline.what"),
            lang.tr("hotline.where"),
            lang.tr("hotline.state"),
            lang.tr("hotline.station"),
            lang.tr("hotline.person"),
            lang.tr("hotline.when"),
            lang.tr("hotline.due"),
        ]);
        for line in lines {
            let when = line
                .when
                .map(|at| self.zone.local(at).format("%m-%d %H:%M"));
            let late = if line.late {
                lang.tr("common.lamp_over")
            } else {
                ""
            };
            let stand = lang.tr(&format!("hotline.stand_{}", line.stand.word()));
            table.row(vec![
                line.number.clone(),
                lang.tr(&format!("hotline.kind_{}", line.kind.word()))
                    .to_owned(),
                line.name.clone(),
                line.what.clone(),
                format!("{} {}", line.village, line.place).trim().to_owned(),
                format!("{stand} {late}").trim().to_owned(),
                line.station.clone(),
                line.person.clone(),
                when.map(|when| when.to_string()).unwrap_or_default(),
                line.due.to_string(),
            ]);
        }
        table.text()
    }
}
