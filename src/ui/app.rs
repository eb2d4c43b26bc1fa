//! The executor and the loop: the only place where a post meets the store, the clock and the
//! terminal.
//!
//! Every turn: take the keys that are there, hand them to the post, do its effects, look whether
//! the hall changed, and draw once if anything is different.

use std::time::Duration;
use std::time::Instant;

use crate::clock::Clock;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperKind;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::meeting::Vote;
use crate::ops::record_print::RecordPrint;
use crate::ui::key::Key;
use crate::ui::paper::issue;
use crate::ui::paper::issue::Asked;
use crate::ui::post::Effect;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Relook;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::post::ballot;
use crate::ui::slip;
use crate::ui::slip::Why;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Look;
use crate::ui::theme::Theme;

pub mod draft;
pub mod host;
pub mod overlay;
pub mod press;
mod read;
mod torn;

use overlay::Overlay;
use press::PaperOut;
use press::Press;
use press::Sheet;
pub(in crate::ui) use read::Reader;

/// How often the hall is looked at for changes: others see a change within 300 ms.
pub const GLANCE: Duration = Duration::from_millis(100);

/// What happens at a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// A pasted text.
    Paste(String),
    /// The terminal has another size.
    Resize,
}

/// A session: a stack of posts over one hall.
pub struct App {
    hall: Hall,
    clock: Clock,
    look: Look,
    who: Who,
    posts: Vec<Box<dyn Post>>,
    overlay: Overlay,
    mark: i64,
    reader: Reader,
    pulse: i64,
    minute: i64,
    dirty: bool,
    bell: bool,
    draft: Option<String>,
    draft_unsynced: bool,
    glanced: Option<Instant>,
    lag: Option<Seconds>,
    press: Option<Press>,
}

impl App {
    /// Makes a session that starts at a post; `who` is signed in at the posts that ask for it.
    ///
    /// # Errors
    /// [`Error`] when the post cannot be opened.
    pub fn new(
        hall: Hall,
        clock: Clock,
        look: Look,
        start: PostName,
        who: Who,
    ) -> Result<App, Error> {
        let mut app = App {
            hall,
            clock,
            look,
            who,
            posts: Vec::new(),
            overlay: Overlay::None,
            mark: 0,
            reader: Reader::default(),
            pulse: 0,
            minute: 0,
            dirty: true,
            bell: false,
            draft: None,
            draft_unsynced: false,
            glanced: None,
            lag: None,
            press: None,
        };
        app.open(start);
        Ok(app)
    }

    /// Returns the present instant of this session.
    pub fn now(&self) -> UtcMs {
        self.clock.now()
    }

    /// Returns whether the session is over.
    pub fn is_over(&self) -> bool {
        self.posts.is_empty()
    }

    /// Returns whether something must be drawn, and that it now will be.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// Returns whether the bell must ring, and that it now will.
    pub fn take_bell(&mut self) -> bool {
        std::mem::take(&mut self.bell)
    }

    /// Returns the hall.
    pub fn hall(&mut self) -> &mut Hall {
        &mut self.hall
    }

    fn open(&mut self, name: PostName) {
        let mut config = self.hall.config().clone();
        // What a post prints and records is in the language its screen has.
        config.screen.language = self.look.lang.tag().to_owned();
        let setting = Setting {
            zone: config.zone(),
            config,
            calendar: self.hall.calendar().clone(),
            who: self.who,
        };
        let mut post = crate::ui::post::make(name, setting);
        self.draft = draft::load(self.hall.dir(), name);
        if let Some(draft) = &self.draft {
            post.restore(draft);
        }
        self.overlay = Overlay::None;
        self.reader.forget();
        self.posts.push(post);
        self.refresh();
    }

    /// Reads again what the present post wants.
    fn refresh(&mut self) {
        self.mark = self.hall.change_mark().unwrap_or(self.mark);
        self.lag = self.hall.clock_lag(self.now()).unwrap_or(self.lag);
        let wants = self
            .posts
            .last()
            .map(|post| post.wants())
            .unwrap_or_default();
        for want in wants {
            self.look_at(want);
        }
        self.dirty = true;
    }

    fn look_at(&mut self, want: Want) {
        let now = self.now();
        let news = match self.reader.read(&self.hall, want, now) {
            Ok(Some(news)) => news,
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "a read model failed");
                News::Failed(overlay::sentence(&error, self.look.lang))
            }
        };
        if let Some(post) = self.posts.last_mut() {
            let effects = post.news(news, now);
            self.run(effects);
        }
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.dirty = true;
            match effect {
                Effect::Do(who, call) => self.perform(who, &call),
                Effect::Look(want) => self.look_at(want),
                Effect::Print(slip, name) => self.print(&slip, &name),
                Effect::Paper(who, kind, number) => self.issue(who, kind, &number),
                Effect::Sheet(who, paper) => self.sheet(who, *paper),
                Effect::Vote(vote) => self.vote(&vote),
                Effect::Beep | Effect::Ring => self.bell = true,
                Effect::Open(name) => self.open(name),
                Effect::Relook(what) => self.relook(what),
                Effect::Leave => self.leave(),
            }
        }
    }

    fn perform(&mut self, who: Who, call: &crate::ops::Call) {
        let now = self.now();
        let result = self.hall.perform(call, who, now);
        if let Err(error) = &result {
            tracing::info!(
                verb = call.word(),
                code = error.exit_code(),
                "a verb was not done"
            );
        }
        let effects = match self.posts.last_mut() {
            Some(post) => post.outcome(call, result, now),
            None => Vec::new(),
        };
        self.refresh();
        self.run(effects);
    }

    fn vote(&mut self, vote: &Vote) {
        let end = ballot::end_of(self.hall.vote(vote));
        let now = self.now();
        if let Some(post) = self.posts.last_mut() {
            let effects = post.news(News::Voted(end), now);
            self.run(effects);
        }
    }

    fn print(&mut self, slip: &slip::Slip, name: &str) {
        let result = overlay::print(self.hall.config(), slip, name, self.hall.dir());
        let now = self.now();
        if let Some(post) = self.posts.last_mut() {
            let effects = post.printed(result, now);
            self.run(effects);
        }
    }

    /// Makes a paper and hands it to the press; where that cannot be the post is told at once.
    fn issue(&mut self, who: Who, kind: PaperKind, number: &str) {
        let asked = Asked {
            kind,
            number,
            by: match who {
                Who::Staff(staff) => Some(staff),
                Who::System | Who::Resident => None,
            },
            lang: self.look.lang,
        };
        // Where no printer is, nothing need be made for it.
        if let Err(error) = press::way(self.hall.config(), self.hall.dir()) {
            return self.paper_out(who, PaperOut::none(kind, number, error));
        }
        let paper = match issue::issue(&self.hall, &asked, self.now()) {
            Ok(paper) => paper,
            Err(error) => {
                tracing::warn!(%error, "a paper could not be made");
                let none = PaperOut::none(kind, number, Why::Fault.into());
                return self.paper_out(who, none);
            }
        };
        self.sheet(who, paper);
    }

    /// Hands a paper to the press.
    fn sheet(&mut self, who: Who, paper: Paper) {
        let (printer, format) = match press::way(self.hall.config(), self.hall.dir()) {
            Ok(way) => way,
            Err(error) => {
                let none = PaperOut::none(paper.kind, &paper.number, error);
                return self.paper_out(who, none);
            }
        };
        let font = self.hall.config().print.font.clone();
        let sheet = Sheet {
            who,
            paper,
            printer,
            format,
            font,
        };
        let press = self.press.get_or_insert_with(Press::start);
        if let Err(sheet) = press.take(sheet) {
            self.paper_out(who, sheet.out(Err(Why::Fault.into())));
        }
    }

    /// Keeps what became of a paper and tells the post.
    fn paper_out(&mut self, who: Who, out: PaperOut) {
        let now = self.now();
        if let Some(result) = out.kept() {
            let about = out.number.clone();
            let paper = out.kind.word().to_owned();
            let call = RecordPrint {
                about,
                paper,
                result,
            };
            // The paper is where it is, whether or not that could be written down.
            if let Err(error) = self.hall.perform(&call.into(), who, now) {
                tracing::warn!(%error, "a print was not noted");
            }
        }
        self.dirty = true;
        if let Some(post) = self.posts.last_mut() {
            let effects = post.paper_out(out, now);
            self.run(effects);
        }
    }

    /// Waits for the papers under way and keeps what became of them.
    pub fn finish(&mut self) {
        while let Some((who, out)) = self.press.as_mut().and_then(Press::wait) {
            self.paper_out(who, out);
        }
    }

    fn relook(&mut self, what: Relook) {
        match what {
            Relook::Language => {
                self.look.lang = match self.look.lang {
                    Lang::ZhCn => Lang::En,
                    Lang::En => Lang::ZhCn,
                }
            }
            Relook::Glyphs => {
                self.look.glyphs = match self.look.glyphs {
                    Glyphs::Unicode => Glyphs::Ascii,
                    Glyphs::Ascii => Glyphs::Unicode,
                }
            }
            Relook::Theme => {
                let at = Theme::NAMES.iter().position(|name| {
                    Theme::named(name).is_ok_and(|theme| theme == self.look.theme)
                });
                let next = (at.map_or(0, |at| at + 1)) % Theme::NAMES.len();
                if let Ok(theme) = Theme::named(Theme::NAMES[next]) {
                    self.look.theme = theme;
                }
            }
        }
    }

    fn leave(&mut self) {
        self.save_draft();
        self.posts.pop();
        self.overlay = Overlay::None;
        self.reader.forget();
        self.draft = self
            .posts
            .last()
            .and_then(|post| draft::load(self.hall.dir(), post.name()));
        self.refresh();
    }

    /// Takes one thing that happened at the terminal.
    pub fn input(&mut self, input: Input) {
        self.dirty = true;
        let now = self.now();
        let Some(post) = self.posts.last_mut() else {
            return;
        };
        let effects = match input {
            Input::Resize => Vec::new(),
            Input::Paste(text) if self.overlay == Overlay::None => post.paste(&text, now),
            Input::Paste(_) => vec![Effect::Beep],
            Input::Key(Key::F(12) | Key::Ctrl('q')) => vec![Effect::Leave],
            Input::Key(key) => match self.overlay.key(key, post.as_mut(), now) {
                Some(effects) => effects,
                None => post.key(key, now),
            },
        };
        self.run(effects);
        self.save_draft();
    }

    fn save_draft(&mut self) {
        let Some(post) = self.posts.last() else {
            return;
        };
        let draft = post.draft();
        if draft != self.draft {
            if let Err(error) = draft::save(self.hall.dir(), post.name(), draft.as_deref()) {
                tracing::warn!(%error, "a draft could not be kept");
            }
            self.draft = draft;
            self.draft_unsynced = true;
        }
    }

    /// Makes the last draft survive a power cut too, a moment after the key and not during it.
    fn sync_draft(&mut self) {
        if std::mem::take(&mut self.draft_unsynced)
            && let Err(error) = draft::sync(self.hall.dir())
        {
            tracing::warn!(%error, "drafts could not be synced");
        }
    }

    /// Lets time pass: looks whether the hall changed, and lets the post act on its timers.
    pub fn tick(&mut self) {
        let glance = self.glanced.is_none_or(|at| at.elapsed() >= GLANCE);
        if !glance {
            return;
        }
        self.glanced = Some(Instant::now());
        self.sync_draft();
        if self.hall.change_mark().is_ok_and(|mark| mark != self.mark) {
            self.refresh();
        }
        while let Some((who, out)) = self.press.as_mut().and_then(Press::ended) {
            self.paper_out(who, out);
        }
        let now = self.now();
        let Some(post) = self.posts.last_mut() else {
            return;
        };
        let effects = post.tick(now);
        let pulse = post.pulse(now);
        if pulse != self.pulse {
            self.pulse = pulse;
            self.dirty = true;
        }
        // Waits grow with the minute: what is derived from time is read again.
        if now.0 / 60_000 != self.minute {
            self.minute = now.0 / 60_000;
            self.refresh();
        }
        if !effects.is_empty() {
            self.run(effects);
        }
        self.save_draft();
    }

    /// Draws the present post and what lies over it.
    pub fn draw(&self, frame: &mut ratatui::Frame<'_>) {
        let now = self.now();
        if let Some(post) = self.posts.last()
            && !crate::ui::paint::too_small(frame, &self.look)
        {
            post.view(frame, &self.look, now);
            if let Some(lag) = self.lag {
                overlay::clock_notice(frame, lag, &self.look);
            }
            self.overlay.view(frame, post.as_ref(), &self.look);
        }
        if self.look.glyphs == Glyphs::Ascii {
            crate::ui::paint::to_ascii(frame.buffer_mut());
        }
    }
}
