//! Errands that are unrated, forms that two people key, and the ranks of a month, as text.

use std::fmt::Display;

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::cli::show::registers::named;
use crate::domain::rating::Level;
use crate::domain::twice::Difference;
use crate::ops::read::FormLine;
use crate::ops::read::RankLine;
use crate::ops::read::Ranks;
use crate::ops::read::Talk;
use crate::ops::read::Unrated;
use crate::ops::read::UnratedLine;

impl Page {
    /// Writes what is unrated and can still be rated, and the forms that wait for somebody.
    pub(super) fn unrated(&self, shown: &Unrated) -> String {
        let lang = self.lang;
        let values: [(&str, &dyn Display); 2] =
            [("from", &shown.from), ("n", &shown.errands.len())];
        let mut out = self.title(&lang.say("rating.unrated_title", &values));
        let mut table = Table::new(&[
            lang.tr("case.day"),
            lang.tr("rating.head_last"),
            lang.tr("rating.head_number"),
            lang.tr("cli.head_window"),
            lang.tr("rating.head_served"),
            lang.tr("cli.head_matter"),
            lang.tr("rating.head_calls"),
            lang.tr("rating.head_id"),
        ]);
        for line in &shown.errands {
            table.row(errand(line));
        }
        if !shown.errands.is_empty() {
            out.push_str(&table.text());
        }
        out.push_str(&self.title(&lang.say("rating.forms_title", &[("n", &shown.forms.len())])));
        let mut table = Table::new(&[
            lang.tr("rating.head_paper"),
            lang.tr("case.day"),
            lang.tr("rating.head_keyed"),
            lang.tr("rating.head_differ"),
        ]);
        for form in &shown.forms {
            table.row(self.form(form));
        }
        if !shown.forms.is_empty() {
            out.push_str(&table.text());
        }
        out
    }

    fn form(&self, form: &FormLine) -> Vec<String> {
        let lang = self.lang;
        let keyed: Vec<String> = form.keyed.iter().map(named).collect();
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let differ = |d: &Difference<String>| {
            format!("{}: {} / {}", d.line, side(&d.first), side(&d.second))
        };
        let mut wants: Vec<String> = form.differ.iter().map(differ).collect();
        match (form.overtaken, form.keyed.len()) {
            (true, _) => wants = vec![lang.tr("rating.form_overtaken").to_owned()],
            (false, 0 | 1) => wants.push(lang.tr("rating.form_second").to_owned()),
            (false, _) => {}
        }
        vec![
            form.paper.clone(),
            form.day.to_string(),
            keyed.join(lang.tr("cli.comma")),
            wants.join(lang.tr("cli.comma")),
        ]
    }

    /// Writes the ranks of a month; a share never stands without its numbers.
    pub(super) fn ranks(&self, shown: &Ranks) -> String {
        let lang = self.lang;
        let values: [(&str, &dyn Display); 2] = [("month", &shown.month), ("min", &shown.min)];
        let mut out = self.title(&lang.say("rating.ranks_title", &values));
        if shown.provisional {
            out.push_str(&self.title(lang.tr("rating.ranks_provisional")));
        }
        out.push_str(&self.title(lang.tr("rating.ranks_windows")));
        out.push_str(&self.rank_table(&shown.windows, ToString::to_string));
        out.push_str(&self.title(lang.tr("rating.ranks_staff")));
        out.push_str(&self.rank_table(&shown.staff, named));
        out.push_str(&self.title(lang.tr("rating.ranks_talk")));
        let windows = shown.windows.iter().filter(|line| line.last_twice);
        let windows = windows.map(|line| {
            let name = lang.say("rating.talk_window", &[("window", &line.who)]);
            self.talk(name, line.talk.as_ref())
        });
        let staff = shown.staff.iter().filter(|line| line.last_twice);
        let staff = staff.map(|line| self.talk(named(&line.who), line.talk.as_ref()));
        let talk: Vec<String> = windows.chain(staff).collect();
        out.push_str(&self.title(&match talk.is_empty() {
            true => lang.tr("case.none").to_owned(),
            false => talk.join(lang.tr("cli.comma")),
        }));
        out
    }

    /// Names who is to be talked to, and when that was done.
    fn talk(&self, name: String, talk: Option<&Talk>) -> String {
        match talk.and_then(|talk| talk.held) {
            Some(day) => {
                let values: [(&str, &dyn Display); 2] = [("name", &name), ("day", &day)];
                self.lang.say("rating.talk_was", &values)
            }
            None => name,
        }
    }

    fn rank_table<K>(&self, lines: &[RankLine<K>], name: impl Fn(&K) -> String) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return self.title(lang.tr("case.none"));
        }
        let mut table = Table::new(&[
            lang.tr("rating.head_place"),
            lang.tr("rating.head_who"),
            lang.tr("rating.head_n"),
            lang.tr("rating.head_levels"),
            lang.tr("rating.head_unrated"),
            lang.tr("rating.head_excluded"),
            lang.tr("rating.head_good"),
            lang.tr("rating.head_answered"),
        ]);
        for line in lines {
            table.row(self.rank_line(line, name(&line.who)));
        }
        table.text()
    }

    fn rank_line<K>(&self, line: &RankLine<K>, name: String) -> Vec<String> {
        let lang = self.lang;
        let place = match line.place {
            None => lang.tr("rating.unranked").to_owned(),
            Some(place) if line.is_last => {
                format!("{place} {}", lang.tr("rating.last"))
            }
            Some(place) => place.to_string(),
        };
        let of = |level: &Level| line.tally.by_level[usize::from(level.number()) - 1];
        let levels: Vec<String> = Level::ALL
            .iter()
            .map(|level| of(level).to_string())
            .collect();
        let asked = line.rated + line.tally.unrated;
        let share = |permille: Option<u64>, (part, whole): (u64, u64)| match permille {
            Some(share) => format!("{}.{}% ({part}/{whole})", share / 10, share % 10),
            None => format!("{part}/{whole}"),
        };
        vec![
            place,
            name,
            line.rated.to_string(),
            levels.join("/"),
            line.tally.unrated.to_string(),
            line.tally.excluded.to_string(),
            share(line.good_permille, (line.tally.good(), line.rated)),
            share(line.answered_permille, (line.rated, asked)),
        ]
    }
}

fn errand(line: &UnratedLine) -> Vec<String> {
    let ticket = line.ticket.map(|no| no.to_string());
    let numbers = [line.case.clone(), ticket];
    let numbers: Vec<String> = numbers.into_iter().flatten().collect();
    vec![
        line.day.to_string(),
        line.last.map_or_else(String::new, |day| day.to_string()),
        numbers.join(" "),
        line.window.to_string(),
        named(&line.staff),
        line.matter_name.clone(),
        line.calls.to_string(),
        line.errand.to_string(),
    ]
}
