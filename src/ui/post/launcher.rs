//! The post `launcher`.

use ratatui::Frame;

use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::theme::Look;

/// The post.
#[derive(Debug)]
pub struct Launcher {
    setting: Setting,
}

impl Launcher {
    /// Makes the post.
    pub fn new(setting: Setting) -> Launcher {
        Launcher { setting }
    }
}

impl Post for Launcher {
    fn name(&self) -> PostName {
        let _ = &self.setting;
        PostName::Launcher
    }
    fn wants(&self) -> Vec<Want> {
        Vec::new()
    }
    fn news(&mut self, _news: News, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }
    fn key(&mut self, _key: Key, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }
    fn paste(&mut self, _text: &str, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }
    fn tick(&mut self, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }
    fn outcome(&mut self, _call: &Call, _result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }
    fn hints(&self) -> Vec<HintRow> {
        Vec::new()
    }
    fn view(&self, _frame: &mut Frame<'_>, _look: &Look, _now: UtcMs) {}
}
