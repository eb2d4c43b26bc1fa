//! The pages about lines and windows.

use std::fmt::Display;

use crate::cli::output::Table;
use crate::cli::show::words;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::Target;
use crate::locale::Lang;
use crate::ops::read::Board;
use crate::ops::read::Desk;
use crate::ops::read::Duty;
use crate::ops::read::LineRow;
use crate::ops::read::Queue;

/// What every page needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    /// The language.
    pub(crate) lang: Lang,
    /// The hall's zone.
    pub(crate) zone: Zone,
    /// Fewer ratings than this show no percentage.
    pub(crate) min_for_percent: u64,
}

impl Page {
    /// Returns a headline over a part.
    pub(super) fn title(&self, text: &str) -> String {
        format!("{text}\n")
    }

    fn clock(&self, at: UtcMs) -> String {
        self.zone.clock(at)
    }

    fn line(&self, rows: &[LineRow]) -> String {
        if rows.is_empty() {
            return format!("{}\n", self.lang.tr("cli.nobody"));
        }
        let lang = self.lang;
        let mut table = Table::new(&[
            lang.tr("cli.head_ticket"),
            lang.tr("cli.head_centre"),
            lang.tr("cli.head_state"),
            lang.tr("cli.head_window"),
            lang.tr("cli.head_since"),
            lang.tr("cli.head_lasting"),
            lang.tr("cli.head_notes"),
        ])
        .right(&[5]);
        for row in rows {
            let window = match (row.window, row.target) {
                (Some(window), _) | (None, Target::Window(window)) => window.to_string(),
                _ => String::new(),
            };
            table.row(vec![
                row.ticket.clone(),
                words::centre(lang, row.centre),
                words::state(lang, row.state.word()),
                window,
                self.clock(row.since),
                words::span(row.waited),
                self.notes(row),
            ]);
        }
        table.text()
    }

    fn notes(&self, row: &LineRow) -> String {
        let mut notes = Vec::new();
        if let Some(kind) = row.priority {
            notes.push(words::word(self.lang, "priority", kind.word()));
        }
        if row.returned {
            notes.push(self.lang.tr("cli.returned").to_owned());
        }
        if let Some(until) = row.parked_until {
            notes.push(
                self.lang
                    .say("cli.parked_until", &[("at", &self.clock(until))]),
            );
        }
        notes.extend(row.matter.clone());
        notes.join(self.lang.tr("cli.comma"))
    }

    /// Writes who is in the hall.
    pub(super) fn queue(&self, queue: &Queue) -> String {
        let (waiting, others) = (queue.waiting.len(), queue.others.len());
        let mut out = self.title(
            &self
                .lang
                .say("cli.title_waiting", &[("day", &queue.day), ("n", &waiting)]),
        );
        out.push_str(&self.line(&queue.waiting));
        if others > 0 {
            out.push('\n');
            out.push_str(&self.title(&self.lang.say("cli.title_others", &[("n", &others)])));
            out.push_str(&self.line(&queue.others));
        }
        out
    }

    /// Writes what a window shows.
    pub(super) fn desk(&self, desk: &Desk) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        let mut put = |name: &str, value: String| table.row(vec![name.to_owned(), value]);
        put(lang.tr("cli.head_window"), desk.window.no.to_string());
        put(
            lang.tr("cli.head_state"),
            words::window(lang, &desk.window.state),
        );
        put(
            lang.tr("cli.head_centre"),
            words::centres(lang, &desk.window.centres),
        );
        let staff = desk
            .window
            .staff
            .map(|no| format!("{no} {}", desk.staff_name));
        put(lang.tr("cli.head_who"), staff.unwrap_or_default());
        if let Some(current) = &desk.current {
            let state = words::state(lang, current.row.state.word());
            put(
                lang.tr("cli.now_here"),
                format!(
                    "{} {state} {}",
                    current.row.ticket,
                    words::span(current.row.waited)
                ),
            );
            for part in &current.done {
                let case = part.case.clone().unwrap_or_default();
                let outcome = words::word(lang, "outcome", &part.outcome);
                put("", format!("{outcome} {} {case}", part.matter_name));
            }
        }
        let mine: Vec<String> = desk
            .mine
            .iter()
            .map(|(outcome, n)| format!("{} {n}", words::word(lang, "outcome", outcome)))
            .collect();
        put(lang.tr("cli.mine_today"), mine.join(lang.tr("cli.comma")));
        put(lang.tr("cli.lamps"), self.lamps(desk.lamps));
        let mut out = table.text();
        out.push('\n');
        out.push_str(&self.line(&desk.line));
        if !desk.aside.is_empty() {
            out.push('\n');
            out.push_str(&self.title(lang.tr("cli.title_aside")));
            out.push_str(&self.line(&desk.aside));
        }
        out
    }

    /// Writes what the board shows.
    pub(super) fn board(&self, board: &Board) -> String {
        let lang = self.lang;
        let mut out = self.title(&format!("{}  {}", board.hall, board.day));
        if let Some(head) = &board.head {
            let time = self.zone.local(head.at).format("%Y-%m-%d %H:%M");
            let values: [(&str, &dyn Display); 2] = [("code", &head.code), ("time", &time)];
            out.push_str(&self.title(&lang.say("board.head", &values)));
        }
        let mut windows = Table::new(&[
            lang.tr("cli.head_window"),
            lang.tr("cli.head_centre"),
            lang.tr("cli.head_state"),
            lang.tr("cli.head_ticket"),
        ]);
        for window in &board.windows {
            windows.row(vec![
                window.no.to_string(),
                words::centres(lang, &window.centres),
                words::window(lang, &window.state),
                window.ticket.clone().unwrap_or_default(),
            ]);
        }
        out.push_str(&windows.text());
        out.push('\n');
        let mut centres = Table::new(&[
            lang.tr("cli.head_centre"),
            lang.tr("cli.head_waiting"),
            lang.tr("cli.head_longest"),
            lang.tr("cli.head_windows"),
        ])
        .right(&[1, 2, 3]);
        for c in &board.centres {
            centres.row(vec![
                words::centre(lang, c.centre),
                c.waiting.to_string(),
                words::span(c.longest),
                c.windows.to_string(),
            ]);
        }
        out.push_str(&centres.text());
        if !board.calls.is_empty() {
            out.push('\n');
            let mut calls = Table::new(&[
                lang.tr("cli.head_ticket"),
                lang.tr("cli.head_window"),
                lang.tr("cli.head_time"),
            ]);
            for call in &board.calls {
                calls.row(vec![
                    call.ticket.clone(),
                    call.window.to_string(),
                    self.clock(call.at),
                ]);
            }
            out.push_str(&calls.text());
        }
        if !board.doors_open {
            out.push_str(&self.title(lang.tr("cli.doors_closed")));
        }
        out
    }

    /// Writes what the duty post shows.
    pub(super) fn duty(&self, duty: &Duty) -> String {
        let lang = self.lang;
        let mut out = self.title(&format!("{}  {}", duty.hall, duty.live.day));
        if duty.alarms.is_empty() {
            out.push_str(&self.title(lang.tr("cli.no_alarms")));
        } else {
            let mut alarms = Table::new(&[]).right(&[3]);
            for alarm in &duty.alarms {
                alarms.row(words::alarm(lang, alarm));
            }
            out.push_str(&alarms.text());
        }
        out.push('\n');
        let mut centres = Table::new(&[
            lang.tr("cli.head_centre"),
            lang.tr("cli.head_waiting"),
            lang.tr("cli.head_longest"),
            lang.tr("cli.head_busy"),
            lang.tr("cli.head_windows"),
        ])
        .right(&[1, 2, 3, 4]);
        for c in &duty.centres {
            centres.row(vec![
                words::centre(lang, c.centre),
                c.waiting.to_string(),
                words::span(c.longest),
                c.busy.to_string(),
                format!("{}/{}", c.open, c.windows),
            ]);
        }
        out.push_str(&centres.text());
        out.push('\n');
        let mut figures = Table::new(&[]);
        let (cases, spot) = duty.cases;
        figures.row(vec![
            lang.tr("cli.visits").to_owned(),
            duty.visits.to_string(),
        ]);
        figures.row(vec![
            lang.tr("cli.cases").to_owned(),
            format!("{cases} ({spot})"),
        ]);
        figures.row(vec![
            lang.tr("cli.ratings").to_owned(),
            self.ratings(&duty.ratings),
        ]);
        figures.row(vec![
            lang.tr("cli.lamps").to_owned(),
            self.lamps(duty.lamps),
        ]);
        let looks: Vec<String> = duty
            .reveals
            .iter()
            .map(|(staff, n)| format!("{staff} × {n}"))
            .collect();
        if !looks.is_empty() {
            figures.row(vec![
                lang.tr("cli.reveals_today").to_owned(),
                looks.join(lang.tr("cli.comma")),
            ]);
        }
        out.push_str(&figures.text());
        if !duty.pressing.is_empty() {
            out.push('\n');
            out.push_str(&self.cases(&duty.pressing));
        }
        if !duty.undelivered.is_empty() {
            out.push('\n');
            out.push_str(&self.title(lang.tr("case.undelivered_title")));
            out.push_str(&self.undelivered(&duty.undelivered));
        }
        out
    }
}
