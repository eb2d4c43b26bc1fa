//! The halls of a county side by side, as they are posted: whole numbers, and up to which entry of
//! which log they were counted, so that whoever received the same counts the same again.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::county::summary::Days;
use crate::domain::county::summary::Summary;
use crate::domain::county::summary::total;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Period;
use crate::domain::results::Mark;
use crate::domain::site::Org;

/// The version of the form: figures of another are not compared.
pub const COUNTY_FORM: u32 = 1;

/// What was counted of an organisation, and up to where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Its figures.
    pub sum: Summary,
    /// Up to which entry of which of its logs.
    pub marks: Vec<Mark>,
}

/// A hall among others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HallLine {
    /// Its code.
    pub org: Org,
    /// Its name.
    pub name: String,
    /// Its figures.
    pub figures: Summary,
    /// Up to where its logs were counted.
    pub marks: Vec<Mark>,
}

/// What a county posts of its halls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyResults {
    /// The version of the form, [`COUNTY_FORM`].
    pub form: u32,
    /// The county's name.
    pub name: String,
    /// The first local day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// The local day as of which it is judged.
    pub as_of: NaiveDate,
    /// Whether the span was over when it was judged.
    pub whole: bool,
    /// Below how many a share is shown as counts only (rule R7).
    pub min_for_percent: u64,
    /// Each hall, in the order of their codes: never by rank, as a hall of three windows is no worse for
    /// having fewer visitors.
    pub halls: Vec<HallLine>,
    /// All of them.
    pub all: Summary,
}

/// A column of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// A figure that each hall counts of itself in the same way.
    Of(Indicator),
    /// Cases accepted and not ended by the last day.
    Open,
    /// Those of them whose promised day is past.
    Late,
}

impl Column {
    /// All columns, in the order in which they are shown. What a share of ratings is worth stands beside
    /// it: their number, the unrated, the excluded and how many answered (rule R7).
    pub const ALL: [Column; 12] = [
        Column::Of(Indicator::Visits),
        Column::Of(Indicator::Served),
        Column::Of(Indicator::Accepted),
        Column::Of(Indicator::Ended),
        Column::Of(Indicator::OnTime),
        Column::Open,
        Column::Late,
        Column::Of(Indicator::Rated),
        Column::Of(Indicator::Good),
        Column::Of(Indicator::Answered),
        Column::Of(Indicator::Unrated),
        Column::Of(Indicator::Excluded),
    ];

    /// Returns the word by which locales name it: `results.<word>` and `results.<word>_how`.
    pub fn word(self) -> &'static str {
        match self {
            Column::Of(indicator) => indicator.word(),
            Column::Open => "county_open",
            Column::Late => "county_late",
        }
    }

    /// Returns what it says of a hall.
    pub fn of(self, sum: &Summary) -> Said {
        match self {
            Column::Of(indicator) => {
                let figure = sum.figure(indicator);
                figure.map_or(Said::Number(0), Said::Figure)
            }
            Column::Open => Said::Number(sum.open),
            Column::Late => Said::Number(sum.late),
        }
    }
}

/// What a column says of a hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// A figure that is a hall's own, too.
    Figure(Figure),
    /// A number.
    Number(u64),
}

/// Where two comparisons of the same span differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// In what a hall is called.
    Name(Org),
    /// In a figure of a hall; of the whole county where no hall is named.
    Figure(Option<Org>, Column),
    /// In numbers of a hall, or of the county, that stand in no column: a level of ratings, a way to end.
    Parts(Option<Org>),
}

impl CountyResults {
    /// Returns the hall with a code.
    pub fn hall(&self, org: Org) -> Option<&HallLine> {
        self.halls.iter().find(|hall| hall.org == org)
    }

    /// Returns up to where the logs of all halls were counted.
    pub fn marks(&self) -> Vec<(Org, Mark)> {
        let of_hall = |hall: &HallLine| {
            let org = hall.org;
            let marks = hall.marks.iter().cloned();
            marks.map(move |mark| (org, mark)).collect::<Vec<_>>()
        };
        self.halls.iter().flat_map(of_hall).collect()
    }

    /// Returns the days and the day as of which they are judged.
    pub fn days(&self) -> Days {
        Days {
            from: self.from,
            to: self.to,
            as_of: self.as_of,
        }
    }

    /// Returns the month, quarter or year the span is, if it is one.
    pub fn period(&self) -> Option<Period> {
        let all = [
            Period::month_of(self.from),
            Period::quarter_of(self.from),
            Period::year_of(self.from),
        ];
        let is_it = |period: &Period| (period.first(), period.last()) == (self.from, self.to);
        all.into_iter().find(is_it)
    }

    /// Puts halls together.
    pub fn of(
        (name, min_for_percent): (&str, u64),
        days: Days,
        halls: Vec<HallLine>,
    ) -> CountyResults {
        CountyResults {
            form: COUNTY_FORM,
            name: name.to_owned(),
            from: days.from,
            to: days.to,
            as_of: days.as_of,
            whole: days.are_over(),
            min_for_percent,
            all: total(halls.iter().map(|hall| &hall.figures)),
            halls,
        }
    }

    /// Returns where another comparison of the same halls says something else.
    pub fn differences(&self, other: &CountyResults) -> Vec<Difference> {
        let mut differ = Vec::new();
        let mut compare = |org: Option<Org>, own: &Summary, their: &Summary| {
            let before = differ.len();
            let columns = Column::ALL
                .into_iter()
                .filter(|column| column.of(own) != column.of(their));
            differ.extend(columns.map(|column| Difference::Figure(org, column)));
            if own != their && differ.len() == before {
                differ.push(Difference::Parts(org));
            }
        };
        for hall in &self.halls {
            let none = Summary::default();
            let their = other.hall(hall.org).map_or(&none, |hall| &hall.figures);
            compare(Some(hall.org), &hall.figures, their);
        }
        compare(None, &self.all, &other.all);
        let renamed = self.halls.iter().filter(|hall| {
            let their = other.hall(hall.org);
            their.is_some_and(|their| their.name != hall.name)
        });
        differ.extend(renamed.map(|hall| Difference::Name(hall.org)));
        differ
    }
}
