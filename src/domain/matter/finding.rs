//! What is odd about a matter of the catalogue: shown to the hall, and but for one never refused.

use chrono::Datelike;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::matter::MatterStep;
use crate::domain::matter::StepKind;

/// How long the steps of a matter take together, one after the other.
///
/// Steps in one unit add up to one number. Where a publicity in natural days lies among working
/// days the sum depends on the day of acceptance: it is then a range over the days of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StepsSum {
    /// The shortest.
    pub least: Limit,
    /// The longest; the same as `least` when all steps have one unit.
    pub most: Limit,
}

/// Something odd about a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "finding")]
pub enum MatterFinding {
    /// The promise is longer than the statutory limit; the one finding that is refused.
    PromisedLonger {
        /// The statutory limit.
        statutory: Limit,
        /// The promised limit.
        promised: Limit,
    },
    /// The steps add up to another number than the promise.
    StepsDiffer {
        /// The sum of the steps.
        sum: StepsSum,
        /// The promised limit.
        promised: Limit,
    },
    /// Neither limit is set: its cases have no date and no lamp.
    NoLimit,
    /// No paper is listed.
    NoMaterials,
    /// A publicity is given in working days, where natural days are meant.
    PublicityInWorkingDays {
        /// The name of the step.
        step: String,
    },
}

impl MatterFinding {
    /// Returns the finding's name in locale files and in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            MatterFinding::PromisedLonger { .. } => "promised_longer",
            MatterFinding::StepsDiffer { .. } => "steps_differ",
            MatterFinding::NoLimit => "no_limit",
            MatterFinding::NoMaterials => "no_materials",
            MatterFinding::PublicityInWorkingDays { .. } => "publicity_in_working_days",
        }
    }
}

impl Matter {
    /// Returns how long the steps take together; `None` without steps or with a step that has no limit.
    ///
    /// Steps in several units are counted in the unit of natural days when that is promised, in
    /// working days otherwise, from every working day of the calendar's years.
    pub fn steps_sum(&self, calendar: &Calendar) -> Option<StepsSum> {
        if self.steps.is_empty() || self.steps.iter().any(|step| step.limit == Limit::None) {
            return None;
        }
        match one_unit(&self.steps) {
            Some(limit) => Some(StepsSum {
                least: limit,
                most: limit,
            }),
            None => range(
                calendar,
                &self.steps,
                matches!(self.promised, Limit::NaturalDays(_)),
            ),
        }
    }

    /// Returns what is odd about the matter, the one that is refused first.
    pub fn findings(&self, calendar: &Calendar) -> Vec<MatterFinding> {
        let mut found = Vec::new();
        if promises_too_long(self.statutory, self.promised) {
            found.push(MatterFinding::PromisedLonger {
                statutory: self.statutory,
                promised: self.promised,
            });
        }
        if let Some(sum) = self.steps_sum(calendar)
            && differs(sum, self.promised)
        {
            found.push(MatterFinding::StepsDiffer {
                sum,
                promised: self.promised,
            });
        }
        if self.promised == Limit::None && self.statutory == Limit::None {
            found.push(MatterFinding::NoLimit);
        }
        if self.materials.is_empty() {
            found.push(MatterFinding::NoMaterials);
        }
        for step in &self.steps {
            if step.kind == StepKind::Publicity && matches!(step.limit, Limit::WorkingDays(_)) {
                found.push(MatterFinding::PublicityInWorkingDays {
                    step: step.name.clone(),
                });
            }
        }
        found
    }
}

/// Returns the sum of steps of one unit; those done on the spot count nothing.
fn one_unit(steps: &[MatterStep]) -> Option<Limit> {
    steps
        .iter()
        .map(|step| step.limit)
        .try_fold(Limit::OnTheSpot, |sum, limit| {
            Some(match (sum, limit) {
                (sum, Limit::OnTheSpot) => sum,
                (Limit::OnTheSpot, first) => first,
                (Limit::WorkingDays(a), Limit::WorkingDays(b)) => {
                    Limit::WorkingDays(a.saturating_add(b))
                }
                (Limit::NaturalDays(a), Limit::NaturalDays(b)) => {
                    Limit::NaturalDays(a.saturating_add(b))
                }
                (Limit::Months(a), Limit::Months(b)) => Limit::Months(a.saturating_add(b)),
                _ => return None,
            })
        })
}

/// Walks the steps from every working day that the calendar knows.
fn range(calendar: &Calendar, steps: &[MatterStep], natural: bool) -> Option<StepsSum> {
    let mut seen: Option<(u16, u16)> = None;
    for start in working_days(calendar) {
        let end = steps.iter().try_fold(start, |day, step| {
            deadline::due(calendar, day, step.limit).map(|due| due.date)
        })?;
        if !calendar.is_loaded(end.year()) {
            continue;
        }
        let days = if natural {
            (end - start).num_days()
        } else {
            calendar.working_days_between(start, end)
        };
        let days = u16::try_from(days).unwrap_or(u16::MAX);
        seen = Some(seen.map_or((days, days), |(least, most)| {
            (least.min(days), most.max(days))
        }));
    }
    let unit = if natural {
        Limit::NaturalDays
    } else {
        Limit::WorkingDays
    };
    seen.map(|(least, most)| StepsSum {
        least: unit(least),
        most: unit(most),
    })
}

fn working_days(calendar: &Calendar) -> impl Iterator<Item = NaiveDate> + '_ {
    calendar
        .loaded_years()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1))
        .flat_map(|first| {
            first
                .iter_days()
                .take_while(move |day| day.year() == first.year())
        })
        .filter(|day| calendar.is_working(*day))
}

/// Returns whether a promise lies outside what the steps need; other units are not compared.
fn differs(sum: StepsSum, promised: Limit) -> bool {
    match (sum.least, sum.most, promised) {
        (Limit::WorkingDays(least), Limit::WorkingDays(most), Limit::WorkingDays(n))
        | (Limit::NaturalDays(least), Limit::NaturalDays(most), Limit::NaturalDays(n))
        | (Limit::Months(least), Limit::Months(most), Limit::Months(n)) => n < least || n > most,
        (Limit::OnTheSpot, _, Limit::WorkingDays(n) | Limit::NaturalDays(n) | Limit::Months(n)) => {
            n > 0
        }
        (_, Limit::WorkingDays(n) | Limit::NaturalDays(n) | Limit::Months(n), Limit::OnTheSpot) => {
            n > 0
        }
        _ => false,
    }
}

/// Returns whether a promise is longer than the law allows.
///
/// Limits in different units are compared only where no calendar could make the promise the
/// shorter one; `deadline` knows the exact comparison by dates.
/// Source: rule L7 of the hall, the promised limit keeps within the statutory one.
pub fn promises_too_long(statutory: Limit, promised: Limit) -> bool {
    match (statutory, promised) {
        (Limit::WorkingDays(s), Limit::WorkingDays(p))
        | (Limit::NaturalDays(s), Limit::NaturalDays(p))
        | (Limit::Months(s), Limit::Months(p)) => p > s,
        (Limit::OnTheSpot, Limit::WorkingDays(n) | Limit::NaturalDays(n) | Limit::Months(n)) => {
            n > 0
        }
        (Limit::None, _) | (_, Limit::None | Limit::OnTheSpot) => false,
        _ => match (natural_days(promised), natural_days(statutory)) {
            (Some((least, _)), Some((_, most))) => least > most,
            _ => false,
        },
    }
}

/// Returns the fewest and the most natural days a limit can take.
fn natural_days(limit: Limit) -> Option<(u32, u32)> {
    // No holiday of a Chinese year is longer than nine days with its weekends.
    const HOLIDAY: u32 = 9;
    match limit {
        // Six working days a week is the most that make-up days bring about.
        Limit::WorkingDays(n) => {
            let n = u32::from(n);
            Some((n + n / 6, n * 7 / 4 + 2 * HOLIDAY))
        }
        Limit::NaturalDays(n) => Some((u32::from(n), u32::from(n) + HOLIDAY)),
        Limit::Months(n) => Some((u32::from(n) * 28, u32::from(n) * 31 + HOLIDAY)),
        Limit::OnTheSpot | Limit::None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Centre;

    fn step(name: &str, limit: Limit) -> MatterStep {
        MatterStep {
            name: name.to_owned(),
            kind: StepKind::of_name(name),
            limit,
        }
    }

    fn matter(promised: Limit, steps: &[(&str, Limit)]) -> Matter {
        Matter {
            statutory: Limit::WorkingDays(30),
            promised,
            steps: steps
                .iter()
                .map(|(name, limit)| step(name, *limit))
                .collect(),
            ..Matter::named("S1", Centre::Social, "临时救助")
        }
    }

    #[test]
    fn steps_that_add_up_to_another_number_are_shown() {
        let calendar = Calendar::shipped();
        use Limit::WorkingDays as Wd;
        let same = matter(Wd(21), &[("受理审核", Wd(14)), ("审批", Wd(7))]);
        assert_eq!(
            same.findings(&calendar),
            [MatterFinding::NoMaterials],
            "21 against 21"
        );
        let off = matter(Wd(22), &[("受理审核", Wd(14)), ("审批", Wd(7))]);
        let sum = StepsSum {
            least: Wd(21),
            most: Wd(21),
        };
        assert!(
            off.findings(&calendar)
                .contains(&MatterFinding::StepsDiffer {
                    sum,
                    promised: Wd(22)
                })
        );
    }

    #[test]
    fn a_publicity_in_natural_days_makes_the_sum_a_range() {
        let calendar = Calendar::shipped();
        use Limit::NaturalDays as D;
        use Limit::WorkingDays as Wd;
        let mixed = matter(
            Wd(20),
            &[("受理审核", Wd(10)), ("公示", D(7)), ("审批", Wd(5))],
        );
        let sum = mixed.steps_sum(&calendar).unwrap();
        let (Wd(least), Wd(most)) = (sum.least, sum.most) else {
            panic!("counted in working days: {sum:?}");
        };
        assert!(
            (16..20).contains(&least),
            "a holiday hides in the publicity: {least}"
        );
        assert!((20..=22).contains(&most), "{most}");
        assert!(
            !mixed
                .findings(&calendar)
                .iter()
                .any(|f| f.code() == "steps_differ")
        );
        let short = Matter {
            promised: Wd(12),
            ..mixed
        };
        assert!(
            short
                .findings(&calendar)
                .iter()
                .any(|f| f.code() == "steps_differ")
        );
    }

    #[test]
    fn a_step_without_limit_leaves_the_sum_open() {
        let open = matter(
            Limit::WorkingDays(3),
            &[("受理", Limit::WorkingDays(9)), ("专家评审", Limit::None)],
        );
        assert_eq!(open.steps_sum(&Calendar::shipped()), None);
        assert_eq!(
            matter(Limit::None, &[]).steps_sum(&Calendar::shipped()),
            None
        );
    }

    #[test]
    fn a_publicity_in_working_days_is_named() {
        let odd = matter(Limit::WorkingDays(7), &[("公示", Limit::WorkingDays(7))]);
        assert!(odd.findings(&Calendar::shipped()).contains(
            &MatterFinding::PublicityInWorkingDays {
                step: "公示".to_owned()
            }
        ));
    }

    #[test]
    fn a_promise_beyond_the_law_is_seen_across_units_when_no_calendar_can_save_it() {
        use Limit::Months;
        use Limit::NaturalDays as D;
        use Limit::WorkingDays as Wd;
        for (statutory, promised, longer) in [
            (Wd(20), Wd(20), false),
            (Wd(20), Wd(21), true),
            (Wd(20), D(20), false),
            (Wd(20), D(90), true),
            (D(30), Wd(20), false),
            (D(30), Wd(60), true),
            (Months(1), Wd(22), false),
            (Months(1), D(31), false),
            (Months(1), Months(2), true),
            (Limit::OnTheSpot, Wd(1), true),
            (Limit::None, Wd(500), false),
            (Wd(20), Limit::OnTheSpot, false),
        ] {
            assert_eq!(
                promises_too_long(statutory, promised),
                longer,
                "{statutory} {promised}"
            );
        }
    }
}
