//! The walk list and the pick-up list: read, moved through, and printed.

use crate::domain::paper::PaperKind;
use crate::ui::app::press::PaperOut;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::said::Said;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;
use crate::ui::post::window::papers::became;

impl VillagePost {
    /// Opens the walk list; until it is read it says so.
    pub(super) fn open_walk(&mut self) -> Vec<Effect> {
        self.over = Over::Walk(0);
        vec![Effect::Look(Want::Walk)]
    }

    /// Prints the list that is on the screen.
    pub(super) fn print_list(&mut self) -> Vec<Effect> {
        let kind = match &self.over {
            Over::Walk(_) => PaperKind::Walk,
            Over::PickUp(_) => PaperKind::PickUp,
            _ => return vec![Effect::Beep],
        };
        self.desk.say(Said::key("village.printing"));
        // A list is about no number: it is today's.
        vec![Effect::Paper(self.desk.who(), kind, String::new())]
    }

    /// Says what became of a printed list.
    pub(super) fn list_came(&mut self, out: &PaperOut) -> Vec<Effect> {
        let said = became(out, self.hall_lang());
        match out.result {
            Ok(()) => {
                self.desk.say(said);
                Vec::new()
            }
            Err(_) => self.desk.beep(said),
        }
    }

    /// Returns how many stops the walk list has.
    pub(super) fn stops(&self) -> usize {
        self.walk.as_ref().map_or(0, |walk| walk.stops.len())
    }

    /// Takes a key over a list that can be printed; `None` where it is for the list itself.
    pub(super) fn print_key(&mut self, key: Key) -> Option<Vec<Effect>> {
        let printable = matches!(self.over, Over::Walk(_) | Over::PickUp(_));
        (printable && key == super::keys::PRINT).then(|| self.print_list())
    }
}
