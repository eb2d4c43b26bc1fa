//! Bars: a small column chart and a progress bar, as lines of text.

use crate::ui::theme::Glyphs;

/// Returns the rows of a column chart, top first: one cell per value, `height` cells high.
///
/// The largest value fills its column; a value above zero is never invisible.
pub fn bars(values: &[u32], height: u16, glyphs: Glyphs) -> Vec<String> {
    let levels = glyphs.bar_levels();
    let most = u64::from(values.iter().copied().max().unwrap_or(0)).max(1);
    let full = u64::from(height) * 8;
    let eighths: Vec<u64> = values
        .iter()
        .map(|v| match u64::from(*v) {
            0 => 0,
            v => ((v * full + most / 2) / most).max(1),
        })
        .collect();
    (0..u64::from(height))
        .rev()
        .map(|below| {
            eighths
                .iter()
                .map(|e| levels[e.saturating_sub(below * 8).min(8) as usize])
                .collect()
        })
        .collect()
}

/// Returns a progress bar of exactly `cells` cells; more done than there is counts as all.
pub fn progress(done: u32, total: u32, cells: u16, glyphs: Glyphs) -> String {
    let (full, open) = glyphs.progress();
    let cells = u64::from(cells);
    let filled = match total {
        0 => 0,
        _ => (u64::from(done.min(total)) * cells / u64::from(total)) as usize,
    };
    format!(
        "{}{}",
        full.repeat(filled),
        open.repeat(cells as usize - filled)
    )
}
