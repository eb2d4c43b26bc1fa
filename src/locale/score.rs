//! A score sheet in words, line by line: the same at the command line, on the screen and on paper.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::domain::close_lock::Hand;
use crate::domain::ids::StaffNo;
use crate::domain::score::Band;
use crate::domain::score::Block;
use crate::domain::score::BlockSum;
use crate::domain::score::Channel;
use crate::domain::score::Correction;
use crate::domain::score::JudgedBy;
use crate::domain::score::Line;
use crate::domain::score::Points;
use crate::domain::score::Profile;
use crate::domain::score::ScoreSheet;
use crate::domain::score::Settled;
use crate::domain::score::State;
use crate::locale::Lang;
use crate::locale::Tone;

/// The names behind badge numbers.
pub type StaffNames = BTreeMap<StaffNo, String>;

/// Returns one of two names of the same thing.
fn either<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::ZhCn => zh,
        Lang::En => en,
    }
}

/// Returns what a profile is called.
pub fn profile_name(lang: Lang, profile: &Profile) -> &str {
    either(lang, &profile.zh, &profile.en)
}

/// Returns what a block is called.
pub fn block_name(lang: Lang, block: &Block) -> &str {
    either(lang, &block.zh, &block.en)
}

/// Returns what a band is called.
pub fn band_name(lang: Lang, band: &Band) -> &str {
    either(lang, &band.zh, &band.en)
}

/// Returns what a head is called; the word itself for one that the profile does not have.
pub fn head_name<'a>(lang: Lang, profile: &'a Profile, key: &'a str) -> &'a str {
    let head = profile.heads().find(|head| head.key == key);
    head.map_or(key, |head| either(lang, &head.zh, &head.en))
}

/// Returns the name of a line of a paper: a head, or a day and a head.
pub fn line_name(lang: Lang, profile: &Profile, line: &str) -> String {
    match line.split_once('/') {
        Some((day, head)) => format!("{day} {}", head_name(lang, profile, head)),
        None => head_name(lang, profile, line).to_owned(),
    }
}

/// Returns where a sheet stands.
pub fn state_word(lang: Lang, state: State) -> &'static str {
    lang.tr(&format!("score.state_{}", state.word()))
}

/// Returns how far a paper or a head is keyed.
pub fn keyed_word(lang: Lang, by: JudgedBy) -> &'static str {
    lang.tr(match by {
        JudgedBy::Nobody => "score.keyed_nobody",
        JudgedBy::One => "score.keyed_one",
        JudgedBy::Differing => "score.keyed_differing",
        JudgedBy::Agreed => "score.keyed_agreed",
    })
}

/// Returns what is still to key and to settle; empty where nothing is.
pub fn todo(lang: Lang, profile: &Profile, keys: &[String], papers: &[String]) -> String {
    let mut parts = Vec::new();
    if !keys.is_empty() {
        let heads: Vec<&str> = keys
            .iter()
            .map(|key| head_name(lang, profile, key))
            .collect();
        let heads = heads.join(lang.tr("cli.comma"));
        parts.push(lang.say("score.todo_key", &[("heads", &heads)]));
    }
    if !papers.is_empty() {
        let papers = papers.join(lang.tr("cli.comma"));
        parts.push(lang.say("score.todo_settle", &[("papers", &papers)]));
    }
    parts.join(lang.tr("score.todo_and"))
}

struct Pen<'a> {
    lang: Lang,
    sheet: &'a ScoreSheet,
    names: &'a StaffNames,
    out: Vec<(Tone, String)>,
}

/// Says how a sheet stands and how its total came about, every line with who entered it.
///
/// What only one person keyed of a paper is not told.
pub fn score_sheet(lang: Lang, sheet: &ScoreSheet, names: &StaffNames) -> Vec<(Tone, String)> {
    let mut pen = Pen {
        lang,
        sheet,
        names,
        out: Vec::new(),
    };
    pen.head();
    pen.sums();
    pen.papers();
    pen.lines();
    pen.months();
    pen.appeal();
    pen.out
}

impl Pen<'_> {
    fn put(&mut self, tone: Tone, key: &str, values: &[(&str, &dyn Display)]) {
        let said = self.lang.say(key, values);
        self.out.push((tone, said));
    }

    fn who(&self, staff: StaffNo) -> String {
        let name = self.names.get(&staff).map_or("", String::as_str);
        format!("{staff} {name}").trim().to_owned()
    }

    fn hand(&self, hand: Hand) -> String {
        format!("{} {}", self.who(hand.by), hand.day)
    }

    fn head(&mut self) {
        let (lang, sheet) = (self.lang, self.sheet);
        let profile = profile_name(lang, &sheet.terms.profile);
        self.put(
            Tone::Title,
            "score.sheet_title",
            &[
                ("number", &sheet.terms.number),
                ("person", &sheet.scored.name),
                ("profile", &profile),
                ("period", &sheet.period),
            ],
        );
        let opened = self.hand(sheet.opened);
        self.put(Tone::Text, "score.opened", &[("hand", &opened)]);
        if !sheet.pledge.is_empty() {
            self.put(Tone::Text, "score.pledge", &[("pledge", &sheet.pledge)]);
        }
        match &sheet.closed {
            None => self.put(Tone::Text, "score.still_open", &[]),
            Some(closed) if !closed.void.is_empty() => {
                let hand = self.hand(closed.hand);
                let values: [(&str, &dyn Display); 2] = [("hand", &hand), ("why", &closed.void)];
                self.put(Tone::Text, "score.voided", &values);
            }
            Some(closed) => {
                let hand = self.hand(closed.hand);
                let band = sheet.terms.profile.band(closed.total);
                let band = band.map_or("", |band| band_name(lang, band));
                let values: [(&str, &dyn Display); 3] =
                    [("hand", &hand), ("total", &closed.total), ("band", &band)];
                self.put(Tone::Text, "score.closed", &values);
            }
        }
    }

    /// How the total comes about.
    fn sums(&mut self) {
        let outcome = self.sheet.outcome();
        for block in &outcome.blocks {
            self.block(block);
        }
        let parts: Vec<String> = outcome
            .blocks
            .iter()
            .map(|b| b.counted.to_string())
            .collect();
        let parts = parts.join(" + ");
        let band = self.sheet.terms.profile.band(outcome.total);
        let values: [(&str, &dyn Display); 2] = [("parts", &parts), ("total", &outcome.total)];
        self.put(Tone::Title, "score.total", &values);
        let over = self
            .sheet
            .closed
            .as_ref()
            .is_some_and(|c| c.void.is_empty());
        if let Some(band) = band.filter(|_| over) {
            let (name, from) = (band_name(self.lang, band), band.from);
            self.put(
                Tone::Text,
                "score.band",
                &[("band", &name), ("from", &from)],
            );
        }
    }

    fn block(&mut self, block: &BlockSum) {
        let (lang, profile) = (self.lang, &self.sheet.terms.profile);
        let own = profile.blocks.iter().find(|own| own.key == block.block);
        let name = own.map_or("", |own| block_name(lang, own));
        let values: [(&str, &dyn Display); 3] = [
            ("block", &name),
            ("counted", &block.counted),
            ("most", &block.most),
        ];
        self.put(Tone::Title, "score.block", &values);
        for head in &block.heads {
            let name = head_name(lang, profile, &head.head);
            let key = match head.sum == head.counted {
                true => "score.head",
                false => "score.head_capped",
            };
            let values: [(&str, &dyn Display); 5] = [
                ("head", &name),
                ("n", &head.lines),
                ("sum", &head.sum),
                ("counted", &head.counted),
                ("most", &head.most),
            ];
            self.put(Tone::Text, key, &values);
        }
    }

    fn papers(&mut self) {
        let sheet = self.sheet;
        if !sheet.papers.is_empty() {
            self.put(Tone::Title, "score.papers", &[]);
        }
        for (name, paper) in &sheet.papers {
            let keyers = [&paper.first, &paper.second].into_iter().flatten();
            let keyers: Vec<String> = keyers.map(|keyed| self.who(keyed.by)).collect();
            let state = keyed_word(self.lang, JudgedBy::of(paper));
            let keyers = keyers.join(self.lang.tr("cli.comma"));
            let values: [(&str, &dyn Display); 3] =
                [("paper", name), ("state", &state), ("who", &keyers)];
            self.put(Tone::Text, "score.paper", &values);
            for differs in paper.differences() {
                let line = line_name(self.lang, &sheet.terms.profile, &differs.line);
                let said =
                    |points: Option<Points>| points.map_or("—".to_owned(), |p| p.to_string());
                let (first, second) = (said(differs.first), said(differs.second));
                let values: [(&str, &dyn Display); 3] =
                    [("line", &line), ("first", &first), ("second", &second)];
                self.put(Tone::Warn, "score.differs", &values);
            }
            for settled in sheet.settled.iter().filter(|s| s.paper == *name) {
                self.settled(settled);
            }
        }
    }

    fn settled(&mut self, settled: &Settled) {
        let differs = &settled.differs;
        let line = line_name(self.lang, &self.sheet.terms.profile, &differs.line);
        let said = |points: Option<Points>| points.map_or("—".to_owned(), |p| p.to_string());
        let (first, second) = (said(differs.first), said(differs.second));
        let (points, hand) = (said(settled.points), self.hand(settled.hand));
        let values: [(&str, &dyn Display); 5] = [
            ("line", &line),
            ("first", &first),
            ("second", &second),
            ("points", &points),
            ("hand", &hand),
        ];
        self.put(Tone::Text, "score.settled", &values);
    }

    fn lines(&mut self) {
        let lines = self.sheet.lines();
        if !lines.is_empty() {
            self.put(Tone::Title, "score.lines", &[]);
        }
        for line in &lines {
            self.line(line);
            let mut before = line.entered;
            for correction in &line.corrections {
                self.correction(correction, before);
                before = correction.points;
            }
        }
    }

    fn line(&mut self, line: &Line) {
        let head = head_name(self.lang, &self.sheet.terms.profile, &line.head);
        let by: Vec<String> = line.by.iter().map(|by| self.who(*by)).collect();
        let by = by.join(self.lang.tr("cli.comma"));
        let day = line.day.map(|day| format!("{day}  ")).unwrap_or_default();
        let values: [(&str, &dyn Display); 7] = [
            ("line", &line.reference),
            ("day", &day),
            ("head", &head),
            ("points", &line.entered),
            ("what", &line.what),
            ("evidence", &line.evidence),
            ("who", &by),
        ];
        let key = match line.channel {
            None => "score.line_paper",
            Some(Channel::InPerson) => "score.line_act",
            Some(Channel::Remote) => "score.line_remote",
        };
        self.put(Tone::Text, key, &values);
    }

    fn correction(&mut self, correction: &Correction, before: Points) {
        let hand = self.hand(correction.hand);
        let key = match correction.appealed {
            true => "score.corrected_appeal",
            false => "score.corrected",
        };
        let values: [(&str, &dyn Display); 4] = [
            ("before", &before),
            ("points", &correction.points),
            ("hand", &hand),
            ("why", &correction.reason),
        ];
        self.put(Tone::Warn, key, &values);
    }

    fn months(&mut self) {
        let months = self.sheet.months();
        if !months.is_empty() {
            self.put(Tone::Title, "score.months", &[]);
        }
        for (month, heads) in &months {
            let profile = &self.sheet.terms.profile;
            let parts = heads.iter().map(|(head, points)| {
                let name = head_name(self.lang, profile, head);
                format!("{name} {points}")
            });
            let parts: Vec<String> = parts.collect();
            let parts = parts.join(self.lang.tr("cli.comma"));
            let sum: Points = heads.values().copied().sum();
            let values: [(&str, &dyn Display); 3] =
                [("month", month), ("sum", &sum), ("parts", &parts)];
            self.put(Tone::Text, "score.month", &values);
        }
    }

    fn appeal(&mut self) {
        let Some(appeal) = &self.sheet.appeal else {
            return;
        };
        let hand = self.hand(appeal.hand);
        let values: [(&str, &dyn Display); 2] = [("hand", &hand), ("why", &appeal.reason)];
        self.put(Tone::Title, "score.appealed", &values);
        match &appeal.verdict {
            None => self.put(Tone::Warn, "score.appeal_waits", &[]),
            Some(verdict) => {
                let hand = self.hand(verdict.hand);
                let key = match verdict.corrected {
                    true => "score.decided_corrected",
                    false => "score.decided_stands",
                };
                let values: [(&str, &dyn Display); 2] = [("hand", &hand), ("why", &verdict.reason)];
                self.put(Tone::Text, key, &values);
            }
        }
    }
}
