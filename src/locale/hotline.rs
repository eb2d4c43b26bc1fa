//! The hotline's figures in words: the same on the post and at the command line.

use crate::domain::hotline::rates::Rate;
use crate::domain::hotline::rates::Rates;
use crate::domain::hotline::rates::TARGET_PERMILLE;
use crate::locale::Lang;

/// A figure with its name, in words.
pub struct RateWords {
    /// Its name.
    pub name: &'static str,
    /// How many out of how many; a share too where there are enough.
    pub said: String,
    /// Its target; empty where its source gives none.
    pub target: String,
    /// Whether the target is missed.
    pub missed: bool,
}

/// Returns the figures with their names and targets; fewer than `min` are said as counts.
pub fn hotline_rates(lang: Lang, rates: &Rates, min: u64) -> Vec<RateWords> {
    let aims = [
        ("handled", rates.handled, true),
        ("answered", rates.answered, true),
        ("in_time", rates.in_time, true),
        ("content", rates.content, false),
        ("asked", rates.asked, false),
        ("visits", rates.visits, false),
    ];
    let words = |(name, rate, aimed): (&str, Rate, bool)| RateWords {
        name: lang.tr(&format!("hotline.rate_{name}")),
        said: rate_words(lang, rate, min),
        target: match aimed {
            true => lang.say("hotline.target", &[("percent", &(TARGET_PERMILLE / 10))]),
            false => String::new(),
        },
        missed: aimed && rate.is_met() == Some(false),
    };
    aims.into_iter().map(words).collect()
}

fn rate_words(lang: Lang, rate: Rate, min: u64) -> String {
    let (n, of) = (rate.n, rate.of);
    match rate.permille(min) {
        _ if of == 0 => lang.tr("hotline.rate_none").to_owned(),
        None => lang.say("hotline.rate_count", &[("n", &n), ("of", &of)]),
        Some(permille) => {
            let percent = format!("{}.{}", permille / 10, permille % 10);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("percent", &percent), ("n", &n), ("of", &of)];
            lang.say("hotline.rate_percent", &values)
        }
    }
}
