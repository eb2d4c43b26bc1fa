//! The problem register: what goes on, the lists of a month, a quarter and a year as they were known on a
//! day, and what sites below registered, in their own words.

use chrono::Datelike;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::deadline;
use crate::domain::deadline::Lamp;
use crate::domain::ids::ProblemId;
use crate::domain::ids::StaffNo;
use crate::domain::measure::permille;
use crate::domain::number::mask_name;
use crate::domain::number::mask_phone;
use crate::domain::problem::ClassCount;
use crate::domain::problem::Clock;
use crate::domain::problem::Count;
use crate::domain::problem::Kept;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemEnd;
use crate::domain::problem::ProblemEnding;
use crate::domain::problem::Step;
use crate::domain::refusal::ProblemRefusal;
use crate::domain::site::Relation;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::problems::plain_number;
use crate::ops::read::Named;
use crate::ops::read::VillageStaff;
use crate::ops::read::case_page::Names;
use crate::store::StoreError;
use crate::store::ledger;
use crate::store::view;

/// Which problems a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemList {
    /// Those registered in the span (月初亮).
    Opened,
    /// Those that went on in the span, each with what was done in it; nothing done is shown, too (季末晒).
    Progress,
    /// Those closed in the span (年终评).
    Ended,
    /// Those registered by the end of the span and not closed by then, for questioning (质询).
    Unclosed,
}

impl ProblemList {
    /// Returns the word used in locales.
    pub fn word(self) -> &'static str {
        match self {
            ProblemList::Opened => "opened",
            ProblemList::Progress => "progress",
            ProblemList::Ended => "ended",
            ProblemList::Unclosed => "unclosed",
        }
    }
}

/// A problem as staff may see it: what was said, and who raised it masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemLine {
    /// The problem.
    pub problem: ProblemId,
    /// Its number.
    pub number: String,
    /// The site that registered it; empty for this one.
    pub site: String,
    /// The local day it was registered.
    pub day: NaiveDate,
    /// What kind it is.
    pub class: ProblemClass,
    /// What was said, as it was said.
    pub text: String,
    /// Who raised it: masked, except for who may have to reach them; empty for nobody who is named.
    pub name: String,
    /// The phone, masked likewise.
    pub phone: String,
    /// Which village it is from.
    pub village: String,
    /// The unit that is criticised, or that is to see to it.
    pub unit: String,
    /// Who answers for it.
    pub owner: Option<Named>,
    /// The leader who sees it through.
    pub leader: Option<Named>,
    /// The round, from 1.
    pub round: usize,
    /// What it waits for: the word of a step; none when it is closed.
    pub step: Option<&'static str>,
    /// The clocks that run, the first to end in front.
    pub clocks: Vec<Clock>,
    /// The lamp of the clock that ends first; none where none runs.
    pub lamp: Option<Lamp>,
    /// Whether a clock is over.
    pub overdue: bool,
    /// What remains after a part was done.
    pub left: String,
    /// How it was seen to, of this round.
    pub end: Option<ProblemEnd>,
    /// How it was closed.
    pub ending: Option<ProblemEnding>,
    /// The local day it was closed.
    pub closed: Option<NaiveDate>,
    /// The number of the one it repeats.
    pub repeat_of: Option<String>,
    /// What is missing before it can be closed.
    pub lacks: Vec<&'static str>,
    /// Whether only a leader's signature can close this round, and is missing.
    pub unsigned: bool,
    /// Whether whoever reads sees to it, and so does not check it.
    pub mine: bool,
    /// What was done, with the entry of each: in the span of the list, all of it on a page.
    pub deeds: Vec<Kept>,
    /// The codes of all entries behind it, the registration first.
    pub entries: Vec<String>,
}

/// A list of problems, counted: the number closed never stands without the number registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// Which list; none for what goes on now.
    pub list: Option<ProblemList>,
    /// The first day that is counted.
    pub from: NaiveDate,
    /// The last day that is counted.
    pub to: NaiveDate,
    /// The day as known on which it is told.
    pub as_of: NaiveDate,
    /// All of them, by what became of them.
    pub count: Count,
    /// The same, class by class.
    pub classes: Vec<ClassCount>,
    /// Closed solved / registered in tenths of a percent; none below the number from which shares are
    /// shown.
    pub solved_permille: Option<u64>,
    /// The problems, the oldest first.
    pub lines: Vec<ProblemLine>,
    /// The staff, for the post.
    #[serde(skip)]
    pub staff: Vec<VillageStaff>,
    /// The site's name, for the post.
    #[serde(skip)]
    pub name: String,
}

/// A problem with all that was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemPage {
    /// How it stands.
    pub line: ProblemLine,
    /// The names of those who did something.
    pub hands: Vec<Named>,
    /// The numbers of those that repeat it.
    pub repeats: Vec<String>,
}

/// Who reads, and as of which day.
struct Reader<'h> {
    hall: &'h Hall,
    names: Names,
    staff: Option<StaffNo>,
    day: NaiveDate,
}

impl Hall {
    /// Returns the problems that go on, and counts them together with all that were registered since the
    /// year began; for whoever is at the post.
    ///
    /// # Errors
    /// The store's own error.
    pub fn problems(&self, staff: Option<StaffNo>, now: UtcMs) -> Result<Problems, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let from = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let reader = self.reader(staff, today)?;
        let open = view::problems::open(db)?;
        // What goes on is counted from what it is, what is closed from the columns alone.
        let (mut classes, mut count) = ClassCount::of(&open, self.calendar(), today);
        for (class, ending, reopened, n) in view::problems::closed_since(db, from)? {
            count.add_closed(ending, reopened, n);
            let of_class = classes.iter_mut().filter(|line| line.class == class);
            of_class.for_each(|line| line.count.add_closed(ending, reopened, n));
        }
        let live = self.live(now)?;
        let posted = live.day;
        let staff = live.staff.into_iter().map(|staff| VillageStaff {
            no: staff.no,
            posted: staff.posted == Some(posted),
            there: None,
            name: staff.name,
        });
        let own = view::sites::own(db)?.map(|own| own.name);
        let lines = open.iter().map(|problem| reader.line(problem, "", None));
        Ok(Problems {
            lines: lines.collect(),
            staff: staff.collect(),
            name: own.unwrap_or_else(|| self.config().hall.name.clone()),
            ..self.list(None, (from, today), today, (classes, count))
        })
    }

    /// Returns a list of the register as it was known on a day, with the entries behind each line: the
    /// one source of all reports about problems and criticism.
    ///
    /// A span is inclusive; each problem stands as it was folded from the entries of that day and
    /// before, so that a report made again says the same. [`ProblemList::Progress`] and
    /// [`ProblemList::Unclosed`] look at the last day of the span where the day is after it. Lines are
    /// in the order in which they were registered; names are masked, texts are not; the counts are of
    /// the lines, `registered` of all of them.
    ///
    /// Source: rules A11, A12 and A14 of the hall (月初亮、季末晒、年终评；年底挂号未销号质询).
    ///
    /// # Errors
    /// The store's own error.
    pub fn problem_list(
        &self,
        list: ProblemList,
        (from, to): (NaiveDate, NaiveDate),
        as_of: NaiveDate,
    ) -> Result<Problems, Error> {
        let db = self.store().db();
        let day = match list {
            ProblemList::Opened | ProblemList::Ended => as_of,
            ProblemList::Progress | ProblemList::Unclosed => as_of.min(to),
        };
        let known = match list {
            ProblemList::Opened => view::problems::registered(db, from, to.min(day))?,
            ProblemList::Unclosed => view::problems::open_since(db, day, day)?,
            ProblemList::Progress | ProblemList::Ended => {
                view::problems::open_since(db, from, to.min(day))?
            }
        };
        let then = known.iter().filter_map(|problem| problem.as_of(day));
        let held: Vec<Problem> = then
            .filter(|problem| {
                let closed = problem.closed_on();
                match list {
                    ProblemList::Opened => true,
                    ProblemList::Progress => closed.is_none_or(|day| day >= from),
                    ProblemList::Ended => closed.is_some_and(|day| from <= day && day <= to),
                    ProblemList::Unclosed => closed.is_none(),
                }
            })
            .collect();
        let reader = self.reader(None, day)?;
        let counted = ClassCount::of(&held, self.calendar(), day);
        let lines = held.iter().map(|p| reader.line(p, "", Some((from, to))));
        Ok(Problems {
            lines: lines.collect(),
            ..self.list(Some(list), (from, to), as_of, counted)
        })
    }

    /// Returns what the sites below registered, as their own logs tell it: the text is the one that was
    /// typed there, also where a site in between passed it on (rule A12). Since the first day of the year,
    /// and what goes on from before.
    ///
    /// # Errors
    /// The store's own error.
    pub fn problems_below(&self, now: UtcMs) -> Result<Problems, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let from = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let reader = Reader {
            // Badge numbers of another site name nobody here.
            names: Names::none(),
            ..self.reader(None, today)?
        };
        let (mut lines, mut held) = (Vec::new(), Vec::new());
        for peer in view::sites::peers(db)? {
            if peer.relation != Relation::Child {
                continue;
            }
            let mut told = ledger::problems(db, peer.card.org)?;
            told.retain(|(_, problem)| problem.is_open() || problem.said.hand.day >= from);
            for (site, problem) in told {
                let site = site.as_deref().unwrap_or(&peer.card.name);
                lines.push(reader.line(&problem, site, None));
                held.push(problem);
            }
        }
        let counted = ClassCount::of(&held, self.calendar(), today);
        Ok(Problems {
            lines,
            ..self.list(None, (from, today), today, counted)
        })
    }

    /// Returns a problem with all that was done about it, for whoever reads.
    ///
    /// # Errors
    /// [`ProblemRefusal::ProblemUnknown`], the store's own error.
    pub fn problem(
        &self,
        number: &str,
        staff: Option<StaffNo>,
        now: UtcMs,
    ) -> Result<ProblemPage, Error> {
        let db = self.store().db();
        let number = plain_number(number);
        let Some(problem) = view::problems::find(db, &number)? else {
            return Err(ProblemRefusal::ProblemUnknown { number }.into());
        };
        let reader = self.reader(staff, self.day_of(now))?;
        let repeats = view::problems::repeats(db, problem.said.problem)?;
        let mut hands: Vec<StaffNo> = problem.history.iter().map(|k| k.hand.by).collect();
        hands.push(problem.said.hand.by);
        hands.sort_unstable();
        hands.dedup();
        Ok(ProblemPage {
            line: ProblemLine {
                deeds: problem.history.clone(),
                ..reader.line(&problem, "", None)
            },
            hands: hands.into_iter().map(|no| reader.names.of(no)).collect(),
            repeats: repeats.iter().map(|r| r.number().to_owned()).collect(),
        })
    }

    fn reader(&self, staff: Option<StaffNo>, day: NaiveDate) -> Result<Reader<'_>, StoreError> {
        let names = Names::load(self)?;
        Ok(Reader {
            hall: self,
            names,
            staff,
            day,
        })
    }

    fn list(
        &self,
        list: Option<ProblemList>,
        (from, to): (NaiveDate, NaiveDate),
        as_of: NaiveDate,
        (classes, count): (Vec<ClassCount>, Count),
    ) -> Problems {
        let min = self.config().rating.min_for_percent;
        Problems {
            list,
            from,
            to,
            as_of,
            solved_permille: permille((count.solved, count.registered), min),
            count,
            classes,
            lines: Vec::new(),
            staff: Vec::new(),
            name: String::new(),
        }
    }
}

impl Reader<'_> {
    /// Returns a problem as the reader may see it, with what was done in a span.
    fn line(
        &self,
        problem: &Problem,
        site: &str,
        span: Option<(NaiveDate, NaiveDate)>,
    ) -> ProblemLine {
        let said = &problem.said;
        let mut clocks = problem.clocks(self.hall.calendar());
        clocks.sort_by_key(|clock| clock.due);
        let lamp = clocks
            .first()
            .map(|clock| deadline::lamp(self.hall.calendar(), clock.since, clock.due, self.day));
        let shown = site.is_empty() && self.may_reach(problem);
        let within = |kept: &&Kept| {
            span.is_some_and(|(from, to)| from <= kept.hand.day && kept.hand.day <= to)
        };
        let entries = problem.history.iter().map(|kept| kept.entry.clone());
        ProblemLine {
            problem: said.problem,
            number: said.number.clone(),
            site: site.to_owned(),
            day: said.hand.day,
            class: said.class,
            text: said.text.clone(),
            name: if shown {
                said.name.clone()
            } else {
                mask_name(&said.name)
            },
            phone: if shown {
                said.phone.clone()
            } else {
                mask_phone(&said.phone)
            },
            village: said.village.clone(),
            unit: said.unit.clone(),
            owner: problem.owner.map(|no| self.names.of(no)),
            leader: problem.leader.map(|no| self.names.of(no)),
            round: problem.lock.round_no(),
            step: problem.step().map(Step::word),
            overdue: clocks.iter().any(|clock| clock.due < self.day),
            lamp,
            clocks,
            left: problem.left.clone(),
            end: problem.end,
            ending: problem.ending,
            closed: problem.closed_on(),
            repeat_of: problem.repeat_of.as_ref().map(|first| first.number.clone()),
            lacks: match problem.is_open() {
                true => problem.check_close(true).err().unwrap_or_default(),
                false => Vec::new(),
            },
            unsigned: problem.is_open()
                && problem.lock.wants_signature()
                && problem.lock.round.signed.is_none(),
            mine: self.staff.is_some_and(|staff| problem.is_handler(staff)),
            deeds: problem.history.iter().filter(within).cloned().collect(),
            entries: std::iter::once(problem.entry.clone())
                .chain(entries)
                .collect(),
        }
    }

    /// Returns whether the reader may see who raised a problem: whoever wrote it down, whoever is to ask
    /// them, and who answers for it. Who answers for a criticism may be who is criticised, and sees no
    /// name.
    ///
    /// Source: rule X5 of the hall.
    fn may_reach(&self, problem: &Problem) -> bool {
        let Some(staff) = self.staff else {
            return false;
        };
        let handles = problem.is_handler(staff);
        match (handles, problem.said.class) {
            (true, ProblemClass::Criticism) => false,
            (true, _) => true,
            (false, _) => problem.step() == Some(Step::Visit) || problem.said.hand.by == staff,
        }
    }
}
