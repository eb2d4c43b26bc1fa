//! The posts: screens somebody is at. Events in, effects out.
//!
//! A post is a small machine. `key`, `paste`, `tick`, `outcome`, `news` and `printed` change only
//! its own state and return effects; `view` only draws. The executor ([`crate::ui::app`]) alone
//! turns an effect into a verb or a look at the store, and brings back what came of it. So a post
//! is tested without a store and without a terminal.

use chrono::NaiveDate;
use ratatui::Frame;

use crate::domain::event::Applicant;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::matter::Matter;
use crate::domain::measure::Month;
use crate::domain::measure::Villages;
use crate::domain::night::Night;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperKind;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::meeting::Vote;
use crate::ops::read;
use crate::ui::app::press::PaperOut;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::slip::PrintError;
use crate::ui::slip::Slip;
use crate::ui::theme::Look;

pub mod ballot;
pub mod board;
mod board_rows;
mod centred;
mod desk;
pub mod duty;
mod foot;
mod holds;
pub mod hotline;
pub mod kiosk;
pub mod launcher;
pub mod meeting;
pub mod pad;
mod paging;
pub mod problems;
mod raised;
pub mod ratings;
pub mod said;
pub mod scores;
#[cfg(test)]
mod trial;
pub mod village;
pub mod window;
mod wronged;

/// Which post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostName {
    /// Where a post is chosen.
    Launcher,
    /// Where residents take a number.
    Kiosk,
    /// A clerk's window.
    Window(WindowNo),
    /// The rating pad of a window.
    Pad(WindowNo),
    /// The ballot pad of a meeting.
    Ballot,
    /// The registrar's post of meetings that judge.
    Meeting,
    /// The public board.
    Board,
    /// The duty leader's post.
    Duty,
    /// A village station.
    Village,
    /// The hotline.
    Hotline,
    /// Score sheets.
    Scores,
    /// Ratings that come later: by phone, on paper.
    Ratings,
    /// The problem register.
    Problems,
}

impl PostName {
    /// Returns the name used for drafts and logs.
    pub fn word(self) -> String {
        match self {
            PostName::Launcher => "launcher".to_owned(),
            PostName::Kiosk => "kiosk".to_owned(),
            PostName::Window(no) => format!("window-{no}"),
            PostName::Pad(no) => format!("pad-{no}"),
            PostName::Ballot => "ballot".to_owned(),
            PostName::Meeting => "meeting".to_owned(),
            PostName::Board => "board".to_owned(),
            PostName::Duty => "duty".to_owned(),
            PostName::Village => "village".to_owned(),
            PostName::Hotline => "hotline".to_owned(),
            PostName::Scores => "scores".to_owned(),
            PostName::Ratings => "ratings".to_owned(),
            PostName::Problems => "problems".to_owned(),
        }
    }
}

/// What a post wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Do a verb; its end comes back as an outcome.
    Do(Who, Call),
    /// Read something once; it comes back as news.
    Look(Want),
    /// Print a slip under a name; the result comes back.
    Print(Box<Slip>, String),
    /// Print a paper about a number for somebody; what became of it comes back, and is kept.
    Paper(Who, PaperKind, String),
    /// Print a paper that is not on record, as slips whose codes are kept nowhere; what became of it
    /// comes back, and is kept.
    Sheet(Who, Box<Paper>),
    /// Cast a ballot, or ask whether its code can vote; how it ended comes back as news.
    Vote(Box<Vote>),
    /// Beep: something typed could not be taken.
    Beep,
    /// Ring: a number was called.
    Ring,
    /// Go to another post; leaving it comes back here.
    Open(PostName),
    /// Change how this session's screens look.
    Relook(Relook),
    /// Leave this post.
    Leave,
}

/// A change of how screens look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relook {
    /// The other language.
    Language,
    /// The next theme.
    Theme,
    /// The other set of glyphs.
    Glyphs,
}

/// What a post reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    /// The kiosk's figures.
    Kiosk,
    /// A window's desk.
    Desk(WindowNo),
    /// A pad's question.
    Pad(WindowNo),
    /// What the ballot pad asks.
    Ballot,
    /// The meetings that judge.
    Meetings,
    /// One of them in full.
    Meeting(String),
    /// The board.
    Board,
    /// The results that hang out.
    Posted,
    /// The duty post's figures.
    Duty,
    /// A village station's board.
    Village,
    /// A village station's walk list of today.
    Walk,
    /// The figures of the villages over a month.
    Villages(Month),
    /// The ranks of windows and staff by the ratings of a month.
    Ranks(Month),
    /// The hotline, for whoever is at it.
    Hotline(Option<crate::domain::ids::StaffNo>),
    /// The jobs of the hotline that a number or a phone means.
    Jobs(String, Option<crate::domain::ids::StaffNo>),
    /// The score sheets.
    Scores,
    /// What is unrated and can still be rated, and the forms that wait for somebody.
    Unrated,
    /// The bad ratings that wait for somebody.
    Orders,
    /// One score sheet line by line.
    Score(String),
    /// The problem register, for whoever is at it.
    Problems(Option<StaffNo>),
    /// One problem with all that was done about it, for whoever is at the post.
    Problem(String, Option<StaffNo>),
    /// The errands a number means that was said over the phone.
    Errands(String),
    /// The errands that villages handed in at this hall and that are no case yet.
    Incoming,
    /// Who holds which paper.
    Holds,
    /// The tree of sites.
    Sites,
    /// The windows, for the launcher.
    Windows,
    /// The whole catalogue; given again only when it changed.
    Catalogue,
    /// How often a window's clerk served each matter lately.
    Recent(WindowNo),
    /// People by name, initials, number, phone or its last four.
    People(String),
    /// One person in full, for the case being filled in.
    Person(PersonId),
    /// Cases by number or name.
    Cases(String),
    /// What a member of staff answers for.
    Mine(StaffNo),
    /// The bad ratings of a member of staff, as they may see them.
    Own(StaffNo),
    /// Cases by number or name, with where they stand.
    Lines(String),
    /// The staff.
    Staff,
    /// Who was shown in full on a day, and records that may be of one person.
    Register(NaiveDate),
    /// The report of the latest night up to a day.
    Night(NaiveDate),
    /// One case.
    Case(String),
    /// Where a case stands, for whoever gives its number and the last four digits of its phone.
    Progress(String, String),
    /// The errand of the last days that is unrated, for whoever gives its number and the four figures
    /// that go with it.
    Earlier(String, String),
    /// One number of today.
    Ticket(TicketNo),
    /// The figures of the hall from one local day to another.
    Figures(NaiveDate, NaiveDate),
    /// What a figure is made of, from one local day to another.
    Behind(crate::domain::measure::Indicator, NaiveDate, NaiveDate),
    /// The figures of a day.
    Day(NaiveDate),
}

/// What was read.
#[derive(Debug, Clone)]
pub enum News {
    /// The kiosk's figures.
    Kiosk(read::Kiosk),
    /// A window's desk.
    Desk(Box<read::Desk>),
    /// A pad's question.
    Pad(read::Pad),
    /// What the ballot pad asks.
    Ballot(read::BallotSheet),
    /// How a vote ended.
    Voted(VoteEnd),
    /// The meetings that judge, the latest first.
    Meetings(Vec<read::MeetingLine>),
    /// One of them in full.
    Meeting(Box<read::MeetingPage>),
    /// The board.
    Board(read::Board),
    /// The results that hang out.
    Posted(Vec<crate::domain::results::Results>),
    /// The duty post's figures.
    Duty(Box<read::Duty>),
    /// A village station's board.
    Village(Box<read::Village>),
    /// A village station's walk list of today.
    Walk(Box<read::Walk>),
    /// The figures of the villages over a month.
    Villages(Box<Villages>),
    /// The ranks of windows and staff by the ratings of a month.
    Ranks(Box<read::Ranks>),
    /// The hotline.
    Hotline(Box<read::Hotline>),
    /// The jobs of the hotline that were found.
    Jobs(Vec<read::JobLine>),
    /// The score sheets.
    Scores(Box<read::Scores>),
    /// What is unrated and can still be rated, and the forms that wait for somebody.
    Unrated(Box<read::Unrated>),
    /// The bad ratings that wait for somebody.
    Orders(Vec<read::FollowupLine>),
    /// One score sheet line by line.
    Score(Box<read::ScorePage>),
    /// The problem register.
    Problems(Box<read::Problems>),
    /// One problem with all that was done about it.
    Problem(Box<read::ProblemPage>),
    /// The errands a number means, or those that were handed in.
    Errands(Vec<read::ErrandLine>),
    /// Who holds which paper.
    Holds(Box<read::Holds>),
    /// The tree of sites.
    Sites(Box<read::Sites>),
    /// Windows and whether somebody sits there.
    Windows(Vec<crate::domain::live::Window>),
    /// The whole catalogue.
    Catalogue(Vec<Matter>),
    /// How often a window's clerk served each matter lately.
    Recent(Vec<(String, u32)>),
    /// People found for a key.
    People(String, Vec<read::PersonHit>),
    /// One person in full; `None` when unknown.
    Person(Option<Applicant>),
    /// Cases found for a text.
    Cases(String, Vec<read::CaseCard>),
    /// What a member of staff answers for, the most pressing first.
    Mine(Vec<read::CaseLine>),
    /// The bad ratings of a member of staff: reasons, never who gave them nor when.
    Own(Vec<read::OwnRating>),
    /// Cases found for a text, with where they stand.
    Lines(String, Vec<read::CaseLine>),
    /// The staff.
    Staff(Vec<crate::domain::live::Staff>),
    /// Who was shown in full on a day, and records that may be of one person.
    Register(Box<read::RegisterDay>),
    /// The report of the latest night up to the day that was asked for; `None` before the first.
    Night(NaiveDate, Option<Box<Night>>),
    /// One case; `None` when unknown.
    Case(Option<Box<read::CaseCard>>),
    /// Where the resident's own case stands; `None` when the number or the digits do not fit.
    Progress(Option<Box<read::SelfAnswer>>),
    /// The errand of the last days that can still be rated; `None` when the number or the figures do
    /// not fit.
    Earlier(Option<Box<read::PadAsk>>),
    /// The digits were wrong too often for this number: nothing is told for a while.
    TooManyTries,
    /// One number of today; `None` when unknown.
    Ticket(Option<Box<read::TicketCard>>),
    /// The figures of the hall.
    Figures(Box<read::FiguresRead>),
    /// What a figure is made of.
    Behind(Box<read::Behind>),
    /// The figures of a day.
    Day(Box<read::Day>),
    /// Something could not be read.
    Failed(String),
}

/// How a vote ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoteEnd {
    /// The ballot is in, or its code can vote.
    Done,
    /// The code does not fit.
    CodeUnknown,
    /// The code has voted.
    CodeUsed,
    /// Nobody votes any more.
    Over,
    /// The box could not be read or written.
    Failed,
}

/// A line of the hint bar, the help and the menu, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HintRow {
    /// The key.
    pub key: Key,
    /// The locale key of its short word.
    pub label: &'static str,
    /// The locale key of its sentence.
    pub help: &'static str,
    /// Why it does not work now: a locale key; `None` when it works.
    pub why_not: Option<&'static str>,
}

impl HintRow {
    /// Returns a line of a key table as it stands now.
    fn of<A: Copy>(row: &KeyRow<A>, why_not: Option<&'static str>) -> HintRow {
        HintRow {
            key: row.key,
            label: row.label,
            help: row.help,
            why_not,
        }
    }

    /// Returns a whole key table as it stands now; `why_not` says why a key does not work.
    fn all<A: Copy>(
        table: &[KeyRow<A>],
        why_not: impl Fn(A) -> Option<&'static str>,
    ) -> Vec<HintRow> {
        let rows = table.iter();
        rows.map(|row| HintRow::of(row, why_not(row.action)))
            .collect()
    }
}

/// A screen somebody is at.
pub trait Post {
    /// Returns which post this is.
    fn name(&self) -> PostName;

    /// Returns what must be read at the start and again after every change in the hall.
    fn wants(&self) -> Vec<Want>;

    /// Takes what was read.
    fn news(&mut self, news: News, now: UtcMs) -> Vec<Effect>;

    /// Takes a key. Help (F1), the menu (0) and leaving (F12) are the host's.
    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect>;

    /// Takes a pasted text.
    fn paste(&mut self, text: &str, now: UtcMs) -> Vec<Effect>;

    /// Takes the passing of time, several times a second.
    fn tick(&mut self, now: UtcMs) -> Vec<Effect> {
        let _ = now;
        Vec::new()
    }

    /// Takes the end of a verb it asked for.
    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, now: UtcMs) -> Vec<Effect>;

    /// Takes the end of a slip it sent to the printer.
    fn printed(&mut self, result: Result<(), PrintError>, now: UtcMs) -> Vec<Effect> {
        let _ = (result, now);
        Vec::new()
    }

    /// Takes the end of a paper it asked for.
    fn paper_out(&mut self, out: PaperOut, now: UtcMs) -> Vec<Effect> {
        let _ = (out, now);
        Vec::new()
    }

    /// Returns the keys as they stand now, in the order of the hint bar.
    fn hints(&self) -> Vec<HintRow>;

    /// Returns whether a text field has the caret, so that `0` belongs to it and not to the menu.
    fn takes_text(&self) -> bool {
        false
    }

    /// Returns whether residents stand at it: no help, menu or leaving by plain keys.
    fn is_public(&self) -> bool {
        false
    }

    /// Returns a number that changes when time alone changes what is drawn.
    fn pulse(&self, now: UtcMs) -> i64 {
        now.0 / 60_000
    }

    /// Draws. It changes nothing.
    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs);

    /// Returns what must survive a dropped line or a power cut, if anything was typed.
    fn draft(&self) -> Option<String> {
        None
    }

    /// Takes back a draft.
    fn restore(&mut self, draft: &str) {
        let _ = draft;
    }
}

/// What a post is made with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The hall's zone.
    pub zone: Zone,
    /// The hall's settings; the language is this session's.
    pub config: crate::config::Config,
    /// The days off.
    pub calendar: crate::domain::calendar::Calendar,
    /// Who is at the post, where somebody signed in.
    pub who: Who,
}

impl Setting {
    /// Returns the language of what is recorded: the hall's, not a screen's.
    fn hall_lang(&self) -> Lang {
        Lang::from_tag(&self.config.screen.language).unwrap_or_default()
    }

    /// Returns the member of staff who signed in.
    fn staff(&self) -> Option<StaffNo> {
        match self.who {
            Who::Staff(no) => Some(no),
            Who::System | Who::Resident => None,
        }
    }
}

/// Makes a post.
pub fn make(name: PostName, setting: Setting) -> Box<dyn Post> {
    match name {
        PostName::Launcher => Box::new(launcher::Launcher::new(setting)),
        PostName::Kiosk => Box::new(kiosk::Kiosk::new(setting)),
        PostName::Window(no) => Box::new(window::WindowPost::new(no, setting)),
        PostName::Pad(no) => Box::new(pad::Pad::new(no, setting)),
        PostName::Ballot => Box::new(ballot::BallotPad::new(setting)),
        PostName::Meeting => Box::new(meeting::MeetingPost::new(setting)),
        PostName::Board => Box::new(board::Board::new(setting)),
        PostName::Duty => Box::new(duty::Duty::new(setting)),
        PostName::Hotline => Box::new(hotline::HotlinePost::new(setting)),
        PostName::Scores => Box::new(scores::ScoresPost::new(setting)),
        PostName::Ratings => Box::new(ratings::RatingsPost::new(setting)),
        PostName::Problems => Box::new(problems::ProblemsPost::new(setting)),
        PostName::Village => Box::new(village::VillagePost::new(setting)),
    }
}
