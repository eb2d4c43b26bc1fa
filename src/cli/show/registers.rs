//! Trays and registers as lists, the same on the screen and in a file.

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::cli::show::words;
use crate::domain::sheet::Sheet;
use crate::ops::read::BookingLine;
use crate::ops::read::CaseLine;
use crate::ops::read::HardLine;
use crate::ops::read::Hards;
use crate::ops::read::Held;
use crate::ops::read::JudgedLine;
use crate::ops::read::MovedLine;
use crate::ops::read::Named;
use crate::ops::read::NoLine;
use crate::ops::read::NoticeLine;
use crate::ops::read::PlaceLine;
use crate::ops::read::Report;

/// A list with its headers.
pub(crate) struct List {
    pub(super) headers: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) numbers: Vec<usize>,
}

impl List {
    /// Returns the list as a sheet of a file.
    pub(crate) fn sheet(self) -> Sheet {
        Sheet::new(self.headers, self.rows).with_numbers(&self.numbers)
    }
}

/// Writes a badge number and a name.
pub(crate) fn named(named: &Named) -> String {
    format!("{} {}", named.staff, named.name).trim().to_owned()
}

fn maybe(who: Option<&Named>) -> String {
    who.map(named).unwrap_or_default()
}

impl Page {
    pub(super) fn text_of(&self, list: List) -> String {
        if list.rows.is_empty() {
            return self.title(self.lang.tr("case.none"));
        }
        let mut table = Table::new(&list.headers).right(&list.numbers);
        for row in list.rows {
            table.row(row);
        }
        table.text()
    }

    /// Says who holds a case.
    pub(super) fn held(&self, held: &Held) -> String {
        let kind = self.lang.tr(&format!("case.holder_{}", held.kind));
        match held.kind.as_str() {
            "staff" => format!("{} {}", held.who, held.name),
            "centre" => words::word(self.lang, "centre", &held.who),
            "office" => held.who.clone(),
            _ => kind.to_owned(),
        }
    }

    /// Says the stage and, while it goes on, the lamp and on whom it waits.
    pub(super) fn stands(&self, line: &CaseLine) -> String {
        let lang = self.lang;
        let stage = match line.card.deliver_due {
            Some(due) => lang.say("case.undelivered", &[("due", &due)]),
            None => lang
                .tr(&format!("refusal.stage_{}", line.stage.word()))
                .to_owned(),
        };
        match (line.card.lamp, line.cause) {
            (Some(lamp), Some(cause)) => {
                let lamp = words::lamp(lang, lamp);
                let cause = lang.tr(&format!("deadline.cause_{}", cause.word()));
                let said = lang.say("case.lamp_cause", &[("lamp", &lamp), ("cause", &cause)]);
                format!("{stage} {said}")
            }
            _ => stage,
        }
    }

    /// Lists cases: who took what, promised when, given to whom.
    pub(crate) fn case_list(&self, lines: &[CaseLine]) -> List {
        let lang = self.lang;
        let headers = vec![
            lang.tr("cli.head_case"),
            lang.tr("cli.head_matter"),
            lang.tr("cli.head_applicant"),
            lang.tr("case.day"),
            lang.tr("case.taken_by"),
            lang.tr("cli.head_due"),
            lang.tr("cli.head_state"),
            lang.tr("case.holder"),
            lang.tr("case.answers"),
            lang.tr("case.trips"),
            lang.tr("case.urgent"),
        ];
        let rows = lines.iter().map(|line| {
            let due = line.card.due.map(|due| due.to_string());
            vec![
                line.card.number.clone(),
                line.card.matter_name.clone(),
                line.card.applicant.clone(),
                line.card.day.to_string(),
                maybe(line.taken_by.as_ref()),
                due.unwrap_or_default(),
                self.stands(line),
                self.held(&line.holder),
                maybe(line.answers.as_ref()),
                line.trips.to_string(),
                line.urgent.clone(),
            ]
        });
        List {
            headers,
            rows: rows.collect(),
            numbers: vec![9],
        }
    }

    /// Writes the cases of a tray.
    pub(super) fn tray(&self, lines: &[CaseLine]) -> String {
        self.text_of(self.case_list(lines))
    }

    fn hard_list(&self, lines: &[HardLine]) -> String {
        let lang = self.lang;
        let headers = vec![
            lang.tr("case.number"),
            lang.tr("case.day"),
            lang.tr("cli.head_due"),
            lang.tr("case.age"),
            lang.tr("cli.head_state"),
            lang.tr("cli.head_window"),
            lang.tr("cli.head_who"),
            lang.tr("cli.head_applicant"),
            lang.tr("case.what"),
            lang.tr("case.blocked"),
            lang.tr("case.size"),
            lang.tr("cli.head_case"),
            lang.tr("case.calls"),
            lang.tr("case.outcome"),
        ];
        let rows = lines.iter().map(|hard| {
            let state = match (&hard.end, hard.overdue) {
                (Some(end), _) => lang.tr(&format!("case.end_{end}")),
                (None, true) => lang.tr("common.lamp_over"),
                (None, false) => lang.tr("common.lamp_ok"),
            };
            vec![
                hard.number.clone(),
                hard.day.to_string(),
                hard.due.to_string(),
                hard.age.to_string(),
                state.to_owned(),
                hard.window.to_string(),
                named(&hard.staff),
                hard.name.clone(),
                hard.what.clone(),
                hard.blocked.clone(),
                lang.tr(&format!("case.size_{}", hard.size)).to_owned(),
                hard.case.clone().unwrap_or_default(),
                hard.calls.join(lang.tr("cli.comma")),
                hard.outcome.clone(),
            ]
        });
        self.text_of(List {
            headers,
            rows: rows.collect(),
            numbers: vec![3],
        })
    }

    /// Writes what goes on at window 1.
    pub(super) fn hards(&self, hards: &Hards) -> String {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("open", &hards.open), ("overdue", &hards.overdue)];
        let mut out = self.title(&self.lang.say("case.hards_title", &values));
        out.push_str(&self.hard_list(&hards.hards));
        out
    }

    /// Writes recorded answers of no.
    pub(super) fn noes(&self, lines: &[NoLine]) -> String {
        let lang = self.lang;
        let headers = vec![
            lang.tr("case.number"),
            lang.tr("case.day"),
            lang.tr("cli.head_window"),
            lang.tr("cli.head_who"),
            lang.tr("case.what"),
            lang.tr("case.reason"),
            lang.tr("case.clause"),
            lang.tr("case.instead"),
            lang.tr("cli.head_case"),
            lang.tr("case.seen_by"),
        ];
        let rows = lines.iter().map(|no| {
            let seen = no.seen_by.as_ref().map(|who| {
                let word = match no.agreed {
                    Some(true) => lang.tr("case.agreed"),
                    _ => lang.tr("case.not_agreed"),
                };
                format!("{} {word} {}", named(who), no.note)
            });
            vec![
                no.number.clone(),
                no.day.to_string(),
                no.window.map(|no| no.to_string()).unwrap_or_default(),
                named(&no.staff),
                no.what.clone(),
                no.reason.clone(),
                no.clause.clone(),
                no.instead.clone(),
                no.case.clone().unwrap_or_default(),
                seen.unwrap_or_default(),
            ]
        });
        self.text_of(List {
            headers,
            rows: rows.collect(),
            numbers: Vec::new(),
        })
    }

    /// Writes right offices named.
    pub(super) fn places(&self, lines: &[PlaceLine]) -> String {
        let lang = self.lang;
        let headers = vec![
            lang.tr("case.number"),
            lang.tr("case.day"),
            lang.tr("cli.head_window"),
            lang.tr("cli.head_who"),
            lang.tr("case.what"),
            lang.tr("paper.right_office"),
            lang.tr("paper.address"),
        ];
        let rows = lines.iter().map(|place| {
            vec![
                place.number.clone(),
                place.day.to_string(),
                place.window.to_string(),
                named(&place.staff),
                place.what.clone(),
                place.office.clone(),
                place.address.clone(),
            ]
        });
        self.text_of(List {
            headers,
            rows: rows.collect(),
            numbers: Vec::new(),
        })
    }

    /// Writes one-time notices.
    pub(super) fn notices(&self, lines: &[NoticeLine]) -> String {
        let lang = self.lang;
        let comma = lang.tr("cli.comma");
        let headers = vec![
            lang.tr("case.number"),
            lang.tr("case.day"),
            lang.tr("cli.head_applicant"),
            lang.tr("cli.head_matter"),
            lang.tr("cli.head_who"),
            lang.tr("cli.head_case"),
            lang.tr("case.lacking"),
            lang.tr("cli.head_notes"),
        ];
        let rows = lines.iter().map(|notice| {
            let mut notes = Vec::new();
            if !notice.untold.is_empty() {
                let papers = notice.untold.join(comma);
                notes.push(lang.say("case.untold", &[("papers", &papers)]));
            }
            notes.extend(Some(notice.remark.clone()).filter(|text| !text.is_empty()));
            vec![
                notice.number.clone(),
                notice.day.to_string(),
                notice.applicant.clone(),
                notice.matter_name.clone(),
                named(&notice.staff),
                notice.case.clone().unwrap_or_default(),
                notice.lacking.join(comma),
                notes.join(comma),
            ]
        });
        self.text_of(List {
            headers,
            rows: rows.collect(),
            numbers: Vec::new(),
        })
    }

    /// Writes booked times.
    pub(super) fn bookings(&self, lines: &[BookingLine]) -> String {
        let lang = self.lang;
        let headers = vec![
            lang.tr("case.number"),
            lang.tr("cli.head_time"),
            lang.tr("cli.head_matter"),
            lang.tr("cli.head_who"),
            lang.tr("cli.head_applicant"),
            lang.tr("cli.head_state"),
        ];
        let rows = lines.iter().map(|booking| {
            let end = booking.end.as_ref();
            vec![
                booking.number.clone(),
                self.zone.clock(booking.at),
                booking.matter.clone(),
                named(&booking.staff),
                booking.name.clone(),
                end.map(|end| lang.tr(&format!("case.end_{end}")).to_owned())
                    .unwrap_or_default(),
            ]
        });
        self.text_of(List {
            headers,
            rows: rows.collect(),
            numbers: Vec::new(),
        })
    }

    /// Writes the lamps of a day's close.
    pub(super) fn judged(&self, lines: &[JudgedLine]) -> String {
        let lang = self.lang;
        let headers = vec![
            lang.tr("case.lamp"),
            lang.tr("cli.head_case"),
            lang.tr("case.reason"),
            lang.tr("case.answers"),
        ];
        let rows = lines.iter().map(|judged| {
            let cause = lang.tr(&format!("deadline.cause_{}", judged.cause.word()));
            let cause = match judged.delivery {
                true => lang.say("case.judged_delivery", &[("cause", &cause)]),
                false => cause.to_owned(),
            };
            vec![
                words::lamp(lang, judged.lamp).to_owned(),
                judged.case.clone(),
                cause,
                maybe(judged.staff.as_ref()),
            ]
        });
        self.text_of(List {
            headers,
            rows: rows.collect(),
            numbers: Vec::new(),
        })
    }

    /// Writes the dates that moved.
    pub(super) fn redated(&self, lines: &[MovedLine]) -> String {
        let lang = self.lang;
        let headers = vec![
            lang.tr("cli.head_case"),
            lang.tr("case.date_before"),
            lang.tr("case.date_now"),
        ];
        let row = |moved: &MovedLine| {
            let days = [moved.before, moved.due].map(|day| day.to_string());
            std::iter::once(moved.case.clone()).chain(days).collect()
        };
        self.text_of(List {
            headers,
            rows: lines.iter().map(row).collect(),
            numbers: Vec::new(),
        })
    }

    /// Writes the report of a day.
    pub(super) fn report(&self, report: &Report) -> String {
        let lang = self.lang;
        let counted = |key: &str, n: usize| self.title(&lang.say(key, &[("n", &n)]));
        let mut out = self.title(&lang.say("case.report_title", &[("day", &report.day)]));
        let mut table = Table::new(&[]).right(&[1]);
        let mut put = |key: &str, value: String| table.row(vec![lang.tr(key).to_owned(), value]);
        let mean = report.mean_trips;
        put(
            "case.mean_trips",
            mean.map(|n| format!("{}.{:02}", n / 100, n % 100))
                .unwrap_or_default(),
        );
        put("case.after_hours", report.after_hours.to_string());
        put("case.places_told", report.places_told.to_string());
        out.push_str(&table.text());
        out.push('\n');
        out.push_str(&counted("case.cases_title", report.cases.len()));
        out.push_str(&self.tray(&report.cases));
        if !report.again.is_empty() {
            out.push('\n');
            out.push_str(&self.title(lang.tr("case.again_title")));
            for again in &report.again {
                out.push_str(&self.title(&format!("{}  {}", again.case, again.trips)));
                out.push_str(&self.notices(&again.notices));
            }
        }
        out.push('\n');
        out.push_str(&counted("case.noes_title", report.noes.len()));
        out.push_str(&self.noes(&report.noes));
        out.push('\n');
        out.push_str(&counted("case.notices_title", report.notices.len()));
        out.push_str(&self.notices(&report.notices));
        out.push('\n');
        out.push_str(&counted("case.hards_day_title", report.hards.len()));
        out.push_str(&self.hard_list(&report.hards));
        out
    }
}
