//! The pages about one number, one case, one day.

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::cli::show::words;
use crate::domain::rating::Tally;
use crate::ops::read::CaseCard;
use crate::ops::read::Day;
use crate::ops::read::Lamps;
use crate::ops::read::Span;
use crate::ops::read::TicketCard;

impl Page {
    /// Writes the lamps of the open cases.
    pub(super) fn lamps(&self, lamps: Lamps) -> String {
        let lang = self.lang;
        let parts = [
            (lang.tr("common.lamp_ok"), lamps.green),
            (lang.tr("common.lamp_soon"), lamps.amber),
            (lang.tr("common.lamp_over"), lamps.red),
        ];
        parts
            .map(|(name, n)| format!("{name} {n}"))
            .join(lang.tr("cli.comma"))
    }

    /// Writes ratings: a share only when there are enough of them, never without its numbers, and beside
    /// it what was unrated, what was excluded and how many rated.
    pub(super) fn ratings(&self, tally: &Tally) -> String {
        let (good, bad) = (tally.good(), tally.bad());
        let mut text = self.lang.say(
            "cli.rating_counts",
            &[("good", &good), ("bad", &bad), ("unrated", &tally.unrated)],
        );
        let excluded = [("n", &tally.excluded as &dyn std::fmt::Display)];
        text.push_str(self.lang.tr("cli.comma"));
        text.push_str(&self.lang.say("cli.rating_excluded", &excluded));
        let share = |permille: u64| format!("{}.{}%", permille / 10, permille % 10);
        if let (Some(good), Some(answered)) = (
            tally.good_permille(self.min_for_percent),
            tally.answered_permille(),
        ) {
            let (good, answered) = (share(good), share(answered));
            let (n, of) = (tally.good(), tally.rated());
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("good", &good),
                ("n", &n),
                ("of", &of),
                ("answered", &answered),
            ];
            text.push_str(&self.lang.say("cli.rating_share", &values));
        }
        text
    }

    /// Writes one number.
    pub(super) fn ticket(&self, card: &TicketCard) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        let mut put = |name: &str, value: String| table.row(vec![name.to_owned(), value]);
        put(lang.tr("cli.head_ticket"), card.row.ticket.clone());
        put(
            lang.tr("cli.head_centre"),
            words::centre(lang, card.row.centre),
        );
        let end = card.end.map(|end| words::word(lang, "end", end.word()));
        let state = words::state(lang, card.row.state.word());
        put(lang.tr("cli.head_state"), end.unwrap_or(state));
        if let Some(ahead) = card.ahead {
            put(lang.tr("cli.ahead"), ahead.to_string());
        }
        let mut out = table.text();
        if !card.spans.is_empty() {
            out.push('\n');
            let mut spans = Table::new(&[
                lang.tr("cli.head_state"),
                lang.tr("cli.head_window"),
                lang.tr("cli.head_lasting"),
            ])
            .right(&[2]);
            for (state, window, length, exact) in &card.spans {
                let mut row = vec![
                    words::state(lang, state),
                    window.map(|no| no.to_string()).unwrap_or_default(),
                    words::span(*length),
                ];
                if !exact {
                    row.push(lang.tr("cli.inaccurate").to_owned());
                }
                spans.row(row);
            }
            out.push_str(&spans.text());
        }
        out
    }

    /// Writes one case.
    pub(super) fn case(&self, card: &CaseCard) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        let mut put = |name: &str, value: String| table.row(vec![name.to_owned(), value]);
        put(lang.tr("cli.head_case"), card.number.clone());
        put(lang.tr("cli.head_matter"), card.matter_name.clone());
        put(lang.tr("cli.head_centre"), words::centre(lang, card.centre));
        put(lang.tr("cli.head_applicant"), card.applicant.clone());
        put(lang.tr("cli.accepted"), card.day.to_string());
        let due = card.due.map(|due| due.to_string()).unwrap_or_default();
        put(lang.tr("cli.head_due"), due);
        put(lang.tr("cli.head_state"), self.standing(card));
        let comma = lang.tr("cli.comma");
        put(lang.tr("cli.papers"), card.papers.join(comma));
        if !card.missing.is_empty() {
            put(lang.tr("cli.papers_to_come"), card.missing.join(comma));
        }
        table.text()
    }

    fn standing(&self, card: &CaseCard) -> String {
        match (card.lamp, card.done_day) {
            (Some(lamp), Some(_)) => {
                let due = card.deliver_due.map(|due| due.to_string());
                let due = due.unwrap_or_default();
                let said = self.lang.say("case.undelivered", &[("due", &due)]);
                format!("{said} {}", words::lamp(self.lang, lamp))
            }
            (Some(lamp), None) => words::lamp(self.lang, lamp).to_owned(),
            (None, Some(day)) => self.lang.say("cli.done_on", &[("day", &day)]),
            (None, None) => String::new(),
        }
    }

    /// Writes cases as a list.
    pub(super) fn cases(&self, cases: &[CaseCard]) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[
            lang.tr("cli.head_state"),
            lang.tr("cli.head_due"),
            lang.tr("cli.head_case"),
            lang.tr("cli.head_matter"),
            lang.tr("cli.head_applicant"),
        ]);
        for card in cases {
            table.row(vec![
                self.standing(card),
                card.deliver_due
                    .or(card.due)
                    .map(|due| due.to_string())
                    .unwrap_or_default(),
                card.number.clone(),
                card.matter_name.clone(),
                card.applicant.clone(),
            ]);
        }
        table.text()
    }

    /// Writes the decided cases whose result should be handed over by now.
    pub(super) fn undelivered(&self, cases: &[CaseCard]) -> String {
        match cases {
            [] => self.title(self.lang.tr("case.none")),
            cases => self.cases(cases),
        }
    }

    /// Writes the figures of a day.
    pub(super) fn day(&self, day: &Day) -> String {
        let lang = self.lang;
        let mut out = self.title(&match day.closed {
            true => lang.say("cli.title_day_closed", &[("day", &day.day)]),
            false => day.day.to_string(),
        });
        let mut table = Table::new(&[]);
        let mut put = |name: String, value: String| table.row(vec![name, value]);
        put(lang.tr("cli.visits").to_owned(), day.visits.to_string());
        for (end, n) in &day.ends {
            put(
                format!("  {}", words::word(lang, "end", end.word())),
                n.to_string(),
            );
        }
        put(
            format!("  {}", lang.tr("cli.still_here")),
            day.open.to_string(),
        );
        for (outcome, n) in &day.errands {
            put(words::word(lang, "outcome", outcome), n.to_string());
        }
        put(
            lang.tr("cli.cases").to_owned(),
            format!("{} ({})", day.cases, day.on_the_spot),
        );
        put(
            lang.tr("cli.ratings").to_owned(),
            self.ratings(&day.ratings),
        );
        out.push_str(&table.text());
        out.push('\n');
        out.push_str(&self.spans(day));
        out
    }

    fn spans(&self, day: &Day) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[
            "",
            lang.tr("cli.span_waits"),
            lang.tr("cli.span_calls"),
            lang.tr("cli.span_services"),
            lang.tr("cli.span_holds"),
        ]);
        let cell = |span: &Span| {
            let mut text = lang.say(
                "cli.span",
                &[
                    ("n", &span.n),
                    ("mean", &words::span(span.mean)),
                    ("longest", &words::span(span.longest)),
                ],
            );
            if span.inaccurate > 0 {
                text.push_str(&lang.say("cli.span_inaccurate", &[("n", &span.inaccurate)]));
            }
            text
        };
        table.row(vec![
            lang.tr("cli.whole_hall").to_owned(),
            cell(&day.waits),
            cell(&day.calls),
            cell(&day.services),
            cell(&day.holds),
        ]);
        for c in &day.centres {
            table.row(vec![
                words::centre(lang, c.centre),
                cell(&c.waits),
                cell(&c.calls),
                cell(&c.services),
                cell(&c.holds),
            ]);
        }
        table.text()
    }
}
