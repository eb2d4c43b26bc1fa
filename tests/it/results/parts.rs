//! The parts of results counted again by SQL over entries: by centre, by window and level, and the line
//! over days or months.

use std::collections::BTreeMap;

use yizhan::domain::measure::Figure;
use yizhan::domain::measure::Indicator;
use yizhan::domain::rating::Tally;
use yizhan::domain::results::CENTRE_INDICATORS;
use yizhan::domain::results::Results;

use crate::results::recount::BY_CENTRE;
use crate::results::recount::BY_DAY;
use crate::results::recount::BY_MONTH;
use crate::results::recount::Sums;
use crate::results::recount::levels;
use crate::results::recount::recounted;
use crate::results::recount::summed;
use crate::support::TrialHall;

/// The figures of the line over days or months.
const SERIES: [Indicator; 7] = [
    Indicator::Visits,
    Indicator::Accepted,
    Indicator::Wait,
    Indicator::Good,
    Indicator::Answered,
    Indicator::Unrated,
    Indicator::Excluded,
];

/// What SQL counts of the parts.
pub struct Parts {
    centres: Vec<(Indicator, Sums)>,
    /// By day and by month together: their keys differ.
    series: Vec<Sums>,
    levels: Vec<(String, i64, i64, i64)>,
}

impl Parts {
    pub fn count(t: &TrialHall, working: &str) -> Parts {
        let by = |indicator, by| recounted(t, indicator, working, by);
        let series = SERIES.map(|i| by(i, BY_DAY).into_iter().chain(by(i, BY_MONTH)).collect());
        Parts {
            centres: CENTRE_INDICATORS.map(|i| (i, by(i, BY_CENTRE))).into(),
            series: series.into(),
            levels: levels(t),
        }
    }

    /// Compares the parts of results with what SQL counts for their months.
    pub fn assert_told(&self, results: &Results, months: &[&str]) {
        let name = results.period;
        assert_eq!(results.centres.len(), 3, "{name}");
        for own in &results.centres {
            for (figure, (indicator, sums)) in own.figures.iter().zip(&self.centres) {
                let keys: Vec<String> = months
                    .iter()
                    .map(|month| format!("{month} {}", own.centre.word()))
                    .collect();
                assert_eq!(figure.indicator, *indicator);
                let at = format!("{name} {} {indicator:?}", own.centre.word());
                assert_eq!(told(figure), counted(figure, summed(sums, &keys)), "{at}");
            }
        }
        for point in &results.series {
            let key = match point.from == point.to {
                true => point.from.to_string(),
                false => point.from.to_string()[..7].to_owned(),
            };
            let [visits, accepted, wait, good, answered, unrated, excluded] =
                [0, 1, 2, 3, 4, 5, 6].map(|n| summed(&self.series[n], &[&key]));
            let both = [point.visits as i64, point.accepted as i64];
            assert_eq!(both, [visits[0], accepted[0]], "{key}");
            assert_eq!(told(&point.wait), counted(&point.wait, wait), "{key}");
            let ratings = &point.ratings;
            let told = [
                ratings.good(),
                ratings.rated(),
                ratings.unrated,
                ratings.excluded,
            ];
            let sql = [good[0], good[1], unrated[1], excluded[1]];
            assert_eq!(told.map(|n| n as i64), sql, "{key}");
            assert_eq!(answered[..2], [sql[1], sql[1] + sql[2]], "{key}");
        }
        self.assert_levels(results, months);
    }

    fn assert_levels(&self, results: &Results, months: &[&str]) {
        let mut all = Tally::default();
        let mut windows: BTreeMap<i64, Tally> = BTreeMap::new();
        for (_, window, level, n) in self
            .levels
            .iter()
            .filter(|line| months.contains(&line.0.as_str()))
        {
            for tally in [&mut all, windows.entry(*window).or_default()] {
                let slot = match level {
                    -2 => &mut tally.open,
                    -1 => &mut tally.excluded,
                    0 => &mut tally.unrated,
                    level => &mut tally.by_level[*level as usize - 1],
                };
                *slot += *n as u64;
            }
        }
        assert_eq!(results.ratings, all, "{}", results.period);
        let told: BTreeMap<i64, Tally> = results
            .windows
            .iter()
            .map(|line| (i64::from(line.window.0), line.ratings))
            .collect();
        assert_eq!(told, windows, "{}", results.period);
    }
}

/// Returns what a figure says: n, of, total, most.
pub fn told(figure: &Figure) -> [i64; 4] {
    [figure.n as i64, figure.of as i64, figure.total, figure.most]
}

/// Returns what SQL says in its place: only a figure with a mean amounts to anything.
pub fn counted(figure: &Figure, sql: [i64; 4]) -> [i64; 4] {
    match figure.mean_hundredths() {
        Some(_) => sql,
        None => [sql[0], sql[1], 0, 0],
    }
}
