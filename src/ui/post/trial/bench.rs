//! A post tried against a real store, with a small executor in the place of the app.

use serde_json::Value;
use tempfile::TempDir;

use crate::domain::ids::StaffNo;
use crate::domain::paper::PaperKind;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ui::app::Reader;
use crate::ui::app::overlay;
use crate::ui::post::Effect;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::post::trial;
use crate::ui::post::village::tests::must;
use crate::ui::theme::Look;

/// A post, the hall it looks at, and what came of its keys.
pub(in crate::ui::post) struct Bench<P> {
    _dirs: Vec<TempDir>,
    pub(in crate::ui::post) hall: Hall,
    pub(in crate::ui::post) post: P,
    pub(in crate::ui::post) now: UtcMs,
    pub(in crate::ui::post) bells: usize,
    /// The verbs that were done, in their order.
    pub(in crate::ui::post) done: Vec<&'static str>,
    /// The papers that were asked for.
    pub(in crate::ui::post) papers: Vec<(PaperKind, String)>,
    /// How many keys were pressed.
    pub(in crate::ui::post) pressed: usize,
    reader: Reader,
    make: fn(Setting) -> P,
}

/// Reads a time of China as tests write it.
pub(in crate::ui::post) fn china(when: &str) -> UtcMs {
    Zone::china().parse_instant(when, None).unwrap()
}

impl<P: Post> Bench<P> {
    /// Sets a post up at a hall, with somebody at it.
    pub(in crate::ui::post) fn new(
        (dirs, hall): (Vec<TempDir>, Hall),
        make: fn(Setting) -> P,
        who: Who,
        now: UtcMs,
    ) -> Bench<P> {
        let mut bench = Bench {
            _dirs: dirs,
            post: make(setting(&hall, who)),
            hall,
            now,
            bells: 0,
            done: Vec::new(),
            papers: Vec::new(),
            pressed: 0,
            reader: Reader::default(),
            make,
        };
        bench.refresh();
        bench
    }

    /// Somebody else comes to the post.
    pub(in crate::ui::post) fn sit(&mut self, who: StaffNo) {
        self.post = (self.make)(setting(&self.hall, Who::Staff(who)));
        self.reader.forget();
        self.refresh();
    }

    /// Lets it be another time.
    pub(in crate::ui::post) fn at(&mut self, when: &str) {
        self.now = china(when);
        self.refresh();
    }

    /// Does a verb elsewhere in the hall.
    pub(in crate::ui::post) fn verb(&mut self, word: &str, fields: Value, by: StaffNo) {
        must(&mut self.hall, word, fields, Who::Staff(by), self.now);
        self.refresh();
    }

    /// Reads again what the post wants.
    pub(in crate::ui::post) fn refresh(&mut self) {
        for want in self.post.wants() {
            self.look_at(want);
        }
    }

    fn look_at(&mut self, want: Want) {
        let news = match self.reader.read(&self.hall, want, self.now) {
            Ok(Some(news)) => news,
            Ok(None) => return,
            Err(error) => News::Failed(overlay::sentence(&error, Look::probe().lang)),
        };
        let effects = self.post.news(news, self.now);
        self.run(effects);
    }

    /// Does what the post asks for.
    pub(in crate::ui::post) fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Do(who, call) => {
                    let result = self.hall.perform(&call, who, self.now);
                    if result.is_ok() {
                        self.done.push(call.word());
                    }
                    let effects = self.post.outcome(&call, result, self.now);
                    self.refresh();
                    self.run(effects);
                }
                Effect::Look(want) => self.look_at(want),
                Effect::Beep => self.bells += 1,
                Effect::Paper(_, kind, number) => self.papers.push((kind, number)),
                other => panic!("this post never asks for {other:?}"),
            }
        }
    }

    /// Types words parted by blanks: `F2`, `Enter`, `Down`; anything else letter by letter.
    pub(in crate::ui::post) fn keys(&mut self, typed: &str) {
        for key in trial::keys(typed) {
            self.pressed += 1;
            let effects = self.post.key(key, self.now);
            self.run(effects);
        }
    }

    /// Pastes a text.
    pub(in crate::ui::post) fn paste(&mut self, text: &str) {
        let effects = self.post.paste(text, self.now);
        self.run(effects);
    }

    /// Returns what the post draws.
    pub(in crate::ui::post) fn screen(&self, size: (u16, u16), look: &Look) -> String {
        trial::screen(&self.post, size, look, self.now)
    }
}

fn setting(hall: &Hall, who: Who) -> Setting {
    Setting {
        zone: Zone::china(),
        config: hall.config().clone(),
        calendar: hall.calendar().clone(),
        who,
    }
}
