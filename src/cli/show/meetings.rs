//! Meetings that judge, as text.

use std::fmt::Display;

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::cli::show::registers::named;
use crate::domain::meeting::State;
use crate::domain::sheet::Sheet;
use crate::domain::sheet::SheetRow;
use crate::locale::Lang;
use crate::locale::meeting as words;
use crate::ops::read::Deed;
use crate::ops::read::MeetingLine;
use crate::ops::read::MeetingPage;
use crate::ui::paper::compose::meeting as said;

impl Page {
    /// Writes the meetings, the latest first.
    pub(super) fn meetings(&self, lines: &[MeetingLine]) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return self.title(lang.tr("meeting.list_none"));
        }
        let mut table = Table::new(&[
            lang.tr("meeting.head_number"),
            lang.tr("meeting.head_day"),
            lang.tr("meeting.head_kind"),
            lang.tr("meeting.head_state"),
            lang.tr("meeting.head_raters"),
            lang.tr("meeting.head_place"),
            lang.tr("meeting.head_subjects"),
        ]);
        for line in lines {
            let values: [(&str, &dyn Display); 2] = [("n", &line.raters), ("wanted", &line.wanted)];
            table.row(vec![
                line.number.clone(),
                line.day.to_string(),
                words::profile(lang, &line.profile),
                words::state(lang, line.state),
                lang.say("meeting.raters_of", &values),
                line.place.clone(),
                line.subjects.join(lang.tr("meeting.comma")),
            ]);
        }
        table.text()
    }

    /// Writes a meeting in full: who came, how the ballots stand, and the result once there is one.
    pub(super) fn meeting(&self, page: &MeetingPage) -> String {
        let lang = self.lang;
        let mut lines = vec![self.meeting_title(page), self.meeting_called(page)];
        lines.push(said::kinds(page, lang));
        if let Some(lacks) = &page.lacks {
            lines.push(words::lacks(lang, lacks));
        }
        if let Some(voting) = page.voting.as_ref().filter(|_| page.tally.is_none()) {
            lines.extend(said::ballots(voting, lang));
        }
        lines.extend(said::anew(page, lang));
        lines.extend(page.tally.map(|tally| words::tally(lang, &tally)));
        let deed = |key: &str, deed: &Deed| {
            let by = named(&deed.by);
            lang.say(key, &[("day", &deed.day), ("by", &by)])
        };
        lines.extend(
            page.counted
                .as_ref()
                .map(|d| deed("meeting.page_counted", d)),
        );
        if !page.keyed_by.is_empty() {
            let by: Vec<String> = page.keyed_by.iter().map(named).collect();
            let by = by.join(lang.tr("meeting.comma"));
            lines.push(lang.say("meeting.page_keyed", &[("by", &by)]));
        }
        lines.extend(page.signed.as_ref().map(|d| deed("meeting.page_signed", d)));
        if page.line.state == State::Counted {
            lines.push(lang.tr("meeting.page_unsigned").to_owned());
        }
        if let Some((off, reason)) = &page.called_off {
            let (by, day) = (named(&off.by), off.day);
            let values: [(&str, &dyn Display); 3] =
                [("day", &day), ("by", &by), ("reason", reason)];
            lines.push(lang.say("meeting.page_called_off", &values));
        }
        let mut out: String = lines.iter().map(|line| self.title(line)).collect();
        out.push_str(&self.meeting_result(page));
        out
    }

    fn meeting_title(&self, page: &MeetingPage) -> String {
        let lang = self.lang;
        let values: [(&str, &dyn Display); 3] = [
            ("number", &page.line.number),
            ("profile", &words::profile(lang, &page.line.profile)),
            ("state", &words::state(lang, page.line.state)),
        ];
        lang.say("meeting.page_title", &values)
    }

    fn meeting_called(&self, page: &MeetingPage) -> String {
        let values: [(&str, &dyn Display); 5] = [
            ("notice", &page.line.notice),
            ("by", &named(&page.called.by)),
            ("earliest", &page.earliest),
            ("day", &page.line.day),
            ("place", &page.line.place),
        ];
        self.lang.say("meeting.page_called", &values)
    }

    fn meeting_result(&self, page: &MeetingPage) -> String {
        let lang = self.lang;
        if page.result.is_empty() {
            return String::new();
        }
        let marks: Vec<String> = (1..=page.marks).rev().map(|m| m.to_string()).collect();
        let mut heads = vec![
            lang.tr("meeting.head_subjects"),
            lang.tr("meeting.head_question"),
            lang.tr("meeting.head_mean"),
            lang.tr("meeting.head_n"),
        ];
        heads.extend(marks.iter().map(String::as_str));
        heads.extend([
            lang.tr("meeting.abstain"),
            lang.tr("meeting.empty"),
            lang.tr("meeting.head_before"),
        ]);
        let mut table = Table::new(&heads);
        for line in &page.result {
            let mean = line.mean_hundredths.map(words::hundredths);
            let mut row = vec![
                line.subject.clone(),
                words::question(lang, &line.question),
                mean.unwrap_or_default(),
                line.n.to_string(),
            ];
            row.extend(line.marks.iter().rev().map(u32::to_string));
            row.extend([line.abstained.to_string(), line.empty.to_string()]);
            row.push(said::before(line, lang));
            table.row(row);
        }
        table.text()
    }
}

/// Returns the result as a sheet: a row for each question about everybody.
pub(crate) fn sheet(lang: Lang, page: &MeetingPage) -> Sheet {
    let highest = usize::from(page.marks);
    let mut headers: Vec<String> = [
        "meeting.head_number",
        "meeting.head_day",
        "meeting.head_state",
        "meeting.head_subjects",
        "meeting.head_question",
    ]
    .map(|key| lang.tr(key).to_owned())
    .into();
    let from = headers.len();
    headers.extend((1..=page.marks).rev().map(|mark| mark.to_string()));
    headers.extend(
        ["abstain", "empty", "head_n", "head_mean", "head_before"]
            .map(|key| lang.tr(&format!("meeting.{key}")).to_owned()),
    );
    let mean = |mean: Option<u32>| mean.map(words::hundredths).unwrap_or_default();
    let rows = page.result.iter().zip(2..).map(|(line, at)| {
        let mut cells = vec![
            page.line.number.clone(),
            page.line.day.to_string(),
            words::state(lang, page.line.state),
            line.subject.clone(),
            words::question(lang, &line.question),
        ];
        cells.extend(line.marks.iter().rev().map(u32::to_string));
        cells.extend([line.abstained, line.empty, line.n].map(|n| n.to_string()));
        cells.push(mean(line.mean_hundredths));
        cells.push(mean(line.before.as_ref().map(|b| b.mean_hundredths)));
        SheetRow { line: at, cells }
    });
    Sheet {
        numbers: (from..from + highest + 5).collect(),
        headers,
        rows: rows.collect(),
        gb18030: false,
    }
}
