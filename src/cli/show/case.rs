//! The page about one case.

use crate::cli::due;
use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::cli::show::registers::named;
use crate::cli::show::words;
use crate::locale::catalogue;
use crate::ops::read::CasePage;

impl Page {
    /// Writes everything about a case: its head first, what happened last.
    pub(super) fn case_page(&self, page: &CasePage) -> String {
        let mut out = self.case(&page.card);
        out.push_str(&self.standing_of(page));
        self.part(&mut out, "case.why", self.reasons(page));
        self.part(&mut out, "case.steps", self.steps(page));
        self.part(&mut out, "case.parts", self.parts(page));
        if !page.notices.is_empty() {
            self.part(&mut out, "case.notices", self.notices(&page.notices));
        }
        self.part(&mut out, "case.prints", self.prints(page));
        self.part(&mut out, "case.history", self.history(page));
        out
    }

    fn part(&self, out: &mut String, title: &str, text: String) {
        if !text.is_empty() {
            out.push('\n');
            out.push_str(&self.title(self.lang.tr(title)));
            out.push_str(&text);
        }
    }

    fn standing_of(&self, page: &CasePage) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        let mut put = |key: &str, value: String| {
            if !value.is_empty() {
                table.row(vec![lang.tr(key).to_owned(), value]);
            }
        };
        let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        let stage = lang.tr(&format!("refusal.stage_{}", page.stage.word()));
        put("case.stage", stage.to_owned());
        if let (Some(lamp), Some(cause)) = (page.card.lamp, page.cause) {
            let lamp = words::lamp(lang, lamp);
            let cause = lang.tr(&format!("deadline.cause_{}", cause.word()));
            let values: [(&str, &dyn std::fmt::Display); 2] = [("lamp", &lamp), ("cause", &cause)];
            put("case.lamp", lang.say("case.lamp_cause", &values));
        }
        put("case.holder", self.held(&page.holder));
        put(
            "case.answers",
            page.answers.as_ref().map(named).unwrap_or_default(),
        );
        if let Some(first) = &page.first_promise {
            let limit = catalogue::limit(lang, first.limit);
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("due", &first.due), ("limit", &limit)];
            put("case.first_promise", lang.say("case.promise_by", &values));
        }
        if let Some(counted) = page.counted.filter(|_| page.moving) {
            put(
                "cli.head_due",
                lang.say("case.moving", &[("due", &counted)]),
            );
        }
        if page.card.provisional {
            put("cli.head_due", lang.tr("case.provisional").to_owned());
        }
        put(
            "case.deferred",
            day(page.deferred.as_ref().map(|d| d.until)),
        );
        put("case.notice_due", day(page.notice_due));
        put(
            "case.follow_up",
            page.follow_up.as_ref().map(named).unwrap_or_default(),
        );
        put("case.proxy", page.proxy.clone());
        put("case.urgent", page.urgent.clone());
        put("case.trips", page.trips.to_string());
        match &page.delivered {
            Some(d) => put(
                "case.delivered",
                lang.say(
                    "case.delivered_to",
                    &[("day", &d.day), ("result", &d.result), ("to", &d.to)],
                ),
            ),
            None => put("case.deliver_by", day(page.deliver_by)),
        }
        put("case.check", page.check.clone());
        table.text()
    }

    fn reasons(&self, page: &CasePage) -> String {
        let lang = self.lang;
        let lines = page.reasons.iter().map(|reason| {
            let (why, clause) = (due::reason(lang, &reason.step), lang.tr(reason.clause));
            lang.say(
                "deadline.due_with_clause",
                &[("reason", &why), ("clause", &clause)],
            )
        });
        lines.map(|line| format!("  {line}\n")).collect()
    }

    fn steps(&self, page: &CasePage) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        let mut met = false;
        for step in &page.steps {
            let state = match &step.done {
                Some((day, staff)) => lang.say("case.step_done", &[("day", day), ("who", staff)]),
                None if page.next.is_some() && !met => {
                    met = true;
                    lang.tr("case.step_next").to_owned()
                }
                None => lang.tr("case.step_open").to_owned(),
            };
            let limit = catalogue::limit(lang, step.plan.limit);
            table.row(vec![String::new(), step.plan.name.clone(), limit, state]);
        }
        table.text()
    }

    fn parts(&self, page: &CasePage) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        for part in &page.parts {
            let state = match part.done {
                Some(day) => lang.say("case.part_done", &[("day", &day)]),
                None => lang.tr("case.step_open").to_owned(),
            };
            table.row(vec![
                String::new(),
                part.office.clone(),
                state,
                part.note.clone(),
            ]);
        }
        table.text()
    }

    fn prints(&self, page: &CasePage) -> String {
        let lang = self.lang;
        let lines = page.prints.iter().map(|print| {
            let paper = paper_name(lang, &print.paper);
            let result = lang.tr(&format!("case.print_{}", print.result));
            let said = lang.say(
                "case.print_line",
                &[
                    ("paper", &paper),
                    ("copy", &print.copy),
                    ("result", &result),
                ],
            );
            crate::domain::plain::visible(&said).into_owned()
        });
        lines.map(|line| format!("  {line}\n")).collect()
    }

    fn history(&self, page: &CasePage) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        for line in &page.history {
            let key = format!("case.history_{}", line.kind.replace('.', "_"));
            table.row(vec![
                String::new(),
                self.zone
                    .local(line.at)
                    .format("%Y-%m-%d %H:%M")
                    .to_string(),
                lang.lookup(&key).unwrap_or(&line.kind).to_owned(),
                line.by.as_ref().map(named).unwrap_or_default(),
                line.note.clone(),
            ]);
        }
        table.text()
    }
}

/// Returns what a paper is called.
pub(crate) fn paper_name(lang: crate::locale::Lang, word: &str) -> String {
    let key = match word {
        "refusal" => "refusal_not_granted".to_owned(),
        word => word.replace('-', "_"),
    };
    lang.lookup(&format!("paper.{key}"))
        .unwrap_or(word)
        .to_owned()
}
