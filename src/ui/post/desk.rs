//! What posts have in common at which members of staff sign in and go through a list by tabs: who is
//! there, which line is chosen, and what was said last.

use crate::domain::ids::StaffNo;
use crate::domain::plain;
use crate::ops::Call;
use crate::ops::Who;
use crate::ops::post_staff::PostStaff;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Setting;
use crate::ui::post::foot::Note;
use crate::ui::post::paging;
use crate::ui::post::said::Said;

/// The longest badge number, characters.
const BADGE: usize = 10;

/// Does nothing but beep.
pub(super) fn beep() -> Vec<Effect> {
    vec![Effect::Beep]
}

/// Beeps unless something was taken, as a pasted text by a field.
pub(super) fn beep_unless(taken: bool) -> Vec<Effect> {
    match taken {
        true => Vec::new(),
        false => beep(),
    }
}

/// What such a post is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing was read yet.
    Loading,
    /// Nobody said who they are.
    SignIn,
    /// The list.
    Board,
}

/// Who is at a post, and where in its list.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) setting: Setting,
    /// Who is at it.
    pub(super) me: Option<StaffNo>,
    /// The badge number typed before anything else.
    pub(super) badge: Field,
    pub(super) tab: usize,
    /// The chosen line of the tab.
    pub(super) at: usize,
    pub(super) note: Option<Note>,
}

impl Desk {
    /// Makes one; whoever the setting names is at it.
    pub(super) fn new(setting: Setting) -> Desk {
        Desk {
            me: setting.staff(),
            setting,
            badge: Field::code(BADGE),
            tab: 0,
            at: 0,
            note: None,
        }
    }

    /// Returns what the post is doing; `known` says whether the staff has a badge, once that was read.
    pub(super) fn phase(&self, known: Option<impl Fn(StaffNo) -> bool>) -> Phase {
        match (known, self.me) {
            (None, _) => Phase::Loading,
            (Some(known), Some(me)) if known(me) => Phase::Board,
            (Some(_), _) => Phase::SignIn,
        }
    }

    /// Says what was done.
    pub(super) fn say(&mut self, said: Said) {
        self.note = Note::done(said);
    }

    /// Says what is wrong.
    pub(super) fn beep(&mut self, said: Said) -> Vec<Effect> {
        self.note = Note::wrong(said);
        beep()
    }

    /// Returns who acts: whoever is at the post.
    pub(super) fn who(&self) -> Who {
        self.me.map_or(self.setting.who, Who::Staff)
    }

    /// Returns a verb that whoever is at the post does.
    pub(super) fn perform(&self, call: impl Into<Call>) -> Effect {
        Effect::Do(self.who(), call.into())
    }

    fn badge_key(&mut self, key: Key) -> Vec<Effect> {
        beep_unless(matches!(
            self.badge.key(key),
            Outcome::Changed | Outcome::Moved
        ))
    }

    /// Takes a key of a badge; `known` says whose it may be.
    pub(super) fn sign_in_key(&mut self, key: Key, known: impl Fn(StaffNo) -> bool) -> Vec<Effect> {
        if key != Key::Enter {
            return self.badge_key(key);
        }
        let typed = plain::digits(self.badge.value()).parse::<StaffNo>().ok();
        match typed.filter(|no| known(*no)) {
            Some(no) => {
                self.posted(no);
                Vec::new()
            }
            None => self.beep(Said::key("common.badge_unknown")),
        }
    }

    /// Takes a key of a badge where whoever comes to work is posted as on duty.
    pub(super) fn posting_key(&mut self, key: Key) -> Vec<Effect> {
        match key {
            Key::Enter => self.post(),
            _ => self.badge_key(key),
        }
    }

    /// Posts whoever typed their badge as on duty.
    pub(super) fn post(&mut self) -> Vec<Effect> {
        match self.badge.value().parse::<StaffNo>() {
            Ok(staff) => vec![Effect::Do(Who::Staff(staff), PostStaff { staff }.into())],
            Err(_) => self.beep(Said::key("village.type_badge")),
        }
    }

    /// Takes whoever was posted as the one who is at the post.
    pub(super) fn posted(&mut self, staff: StaffNo) {
        self.me = Some(staff);
        self.badge.clear();
    }

    /// Takes a key that turns to another of so many tabs, or chooses one of so many lines.
    pub(super) fn list_key(&mut self, key: Key, tabs: usize, lines: usize) -> Vec<Effect> {
        if let Some(tab) = paging::turned(key, self.tab, tabs) {
            (self.tab, self.at) = (tab, 0);
            return Vec::new();
        }
        match paging::chosen(key, self.at, lines) {
            Some(at) => {
                self.at = at;
                Vec::new()
            }
            None => beep(),
        }
    }

    /// Keeps the choice where it is now among so many lines, or as near as can be.
    pub(super) fn keep_choice(&mut self, there: Option<usize>, lines: usize) {
        self.at = there.unwrap_or(self.at).min(lines.saturating_sub(1));
    }
}
