//! The clerk's own bad ratings: why, never who nor when; each can be appealed once.

use crate::ops::appeal_rating::AppealRating;
use crate::ops::following::FollowupNow;
use crate::ops::read::OwnAppeal;
use crate::ops::read::OwnRating;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::said::Said;
use crate::ui::post::window::Over;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Topic;

impl WindowPost {
    /// Opens the clerk's own bad ratings.
    pub(super) fn open_own(&mut self) -> Vec<Effect> {
        self.over = Over::Own(0);
        let staff = self.desk.as_ref().and_then(|desk| desk.window.staff);
        staff.map_or_else(Vec::new, |staff| vec![Effect::Look(Want::Own(staff))])
    }

    /// Takes the list.
    pub(super) fn own_news(&mut self, lines: Vec<OwnRating>) {
        self.own = lines;
        if let Over::Own(at) = &mut self.over {
            *at = (*at).min(self.own.len().saturating_sub(1));
        }
    }

    /// Takes a key over the list.
    pub(super) fn own_key(&mut self, key: Key) -> Vec<Effect> {
        let Over::Own(at) = &mut self.over else {
            return Vec::new();
        };
        let last = self.own.len().saturating_sub(1);
        match key {
            Key::Down => *at = (*at + 1).min(last),
            Key::Up => *at = at.saturating_sub(1),
            Key::Esc => return self.open_mine(),
            Key::Enter => {
                let at = *at;
                return self.ask_appeal(at);
            }
            Key::Digit(n @ 1..=9) if usize::from(n) <= self.own.len() => {
                return self.ask_appeal(usize::from(n) - 1);
            }
            _ => return vec![Effect::Beep],
        }
        Vec::new()
    }

    /// Returns why the chosen one cannot be appealed: a locale key.
    pub(super) fn why_no_appeal(&self) -> Option<&'static str> {
        let Over::Own(at) = self.over else {
            return None;
        };
        match self.own.get(at) {
            None => Some("rating.own_none"),
            Some(line) if line.appeal != OwnAppeal::None => Some("rating.own_once"),
            Some(_) => None,
        }
    }

    fn ask_appeal(&mut self, at: usize) -> Vec<Effect> {
        self.over = Over::Own(at);
        if let Some(why) = self.why_no_appeal() {
            return self.beep(Said::key(why));
        }
        let Some(line) = self.own.get(at) else {
            return vec![Effect::Beep];
        };
        self.appealed = line.number.clone();
        let usual = self.hall_lang().tr("rating.usual_appeal");
        self.over = Over::Ask(Ask::about(Topic::Appeal, usual));
        Vec::new()
    }

    /// Appeals with the reason of the dialog.
    pub(super) fn give_appeal(&mut self, ask: &Ask) -> Vec<Effect> {
        self.perform(AppealRating {
            followup: self.appealed.clone(),
            reason: ask.text(0),
        })
    }

    /// Shows the list again with what was appealed.
    pub(super) fn was_appealed(&mut self, now: &FollowupNow) -> Vec<Effect> {
        let number = vec![("number".to_owned(), now.number.clone())];
        let effects = self.open_own();
        self.say(Said::Key("rating.appealed", number));
        effects
    }
}
