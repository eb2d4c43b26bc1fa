//! The figures of villages over a month.

use crate::cli::show::lists::Page;
use crate::domain::measure::Villages;
use crate::domain::plain::visible;
use crate::locale;
use crate::locale::Tone;

impl Page {
    /// Writes the figures of villages; what somebody must see to is marked.
    pub(super) fn villages(&self, figures: &Villages) -> String {
        let lines = locale::villages_report(self.lang, figures);
        let mut out = String::new();
        for line in lines {
            let mark = match line.tone {
                Tone::Warn => "! ",
                Tone::Title | Tone::Text | Tone::Muted => "",
            };
            out.push_str(&self.title(&format!(
                "{}{mark}{}",
                " ".repeat(line.indent),
                visible(&line.text)
            )));
        }
        out
    }
}
