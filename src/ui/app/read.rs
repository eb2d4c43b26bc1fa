//! What a post wants to know, read from the hall.

use crate::domain::time::UtcMs;
use crate::domain::tries::Tries;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ui::post::News;
use crate::ui::post::Want;

/// The most items of a figure that a screen lists; the worst come first.
const MOST_BEHIND: usize = 500;

/// Reads for the post on top, and remembers what need not be given twice.
#[derive(Debug, Default)]
pub(in crate::ui) struct Reader {
    /// Which catalogue the post has.
    catalogue: Option<u64>,
    /// Which posting was the last one the post heard of.
    posting: Option<i64>,
    tries: Tries,
}

impl Reader {
    /// Forgets what the post on top has: another one is there now.
    pub(in crate::ui) fn forget(&mut self) {
        (self.catalogue, self.posting) = (None, None);
    }

    /// Reads what a post wants; `None` where it has the same already.
    pub(in crate::ui) fn read(
        &mut self,
        hall: &Hall,
        want: Want,
        now: UtcMs,
    ) -> Result<Option<News>, Error> {
        Ok(Some(match want {
            Want::Kiosk => News::Kiosk(hall.kiosk(now)?),
            Want::Desk(no) => News::Desk(Box::new(hall.desk(no, now)?)),
            Want::Pad(no) => News::Pad(hall.pad(no)?),
            Want::Ballot => News::Ballot(hall.ballot_sheet(None)?),
            Want::Meetings => News::Meetings(hall.meetings(now)?),
            Want::Meeting(number) => News::Meeting(Box::new(hall.meeting(&number, now)?)),
            Want::Board => News::Board(hall.board(now)?),
            Want::Posted => {
                // Something is posted a few times a month, and a board looks with every change.
                let mark = hall.posting_mark()?;
                if self.posting == Some(mark) {
                    return Ok(None);
                }
                self.posting = Some(mark);
                News::Posted(hall.hanging()?)
            }
            Want::Duty => News::Duty(Box::new(hall.duty(now)?)),
            Want::Village => News::Village(Box::new(hall.village(now)?)),
            Want::Walk => News::Walk(Box::new(hall.walk(now)?)),
            Want::Villages(month) => News::Villages(Box::new(hall.villages(month, None, now)?)),
            Want::Ranks(month) => News::Ranks(Box::new(hall.ranks(month, now)?)),
            Want::Hotline(staff) => News::Hotline(Box::new(hall.hotline(None, staff, now)?)),
            Want::Unrated => News::Unrated(Box::new(hall.unrated(now)?)),
            Want::Orders => News::Orders(hall.followups(now, false)?.lines),
            Want::Scores => News::Scores(Box::new(hall.scores(None, now)?)),
            Want::Score(number) => match hall.score(&number)?.into_iter().next() {
                Some(page) => News::Score(Box::new(page)),
                None => return Ok(None),
            },
            Want::Jobs(text, staff) => News::Jobs(hall.find_jobs(&text, staff, now)?),
            Want::Problems(staff) => News::Problems(Box::new(hall.problems(staff, now)?)),
            Want::Problem(number, staff) => {
                News::Problem(Box::new(hall.problem(&number, staff, now)?))
            }
            Want::Errands(text) => News::Errands(hall.find_errands(&text, now)?),
            Want::Incoming => News::Errands(hall.incoming(now)?),
            Want::Holds => News::Holds(Box::new(hall.holds(now)?)),
            Want::Sites => News::Sites(Box::new(hall.sites()?)),
            Want::Windows => News::Windows(hall.live(now)?.windows),
            Want::Catalogue => {
                // The catalogue changes a few times a year and is the largest thing a post holds.
                let count = hall.matters_mark()?;
                if self.catalogue == Some(count) {
                    return Ok(None);
                }
                self.catalogue = Some(count);
                News::Catalogue(hall.matters()?)
            }
            Want::Recent(no) => News::Recent(hall.recent_matters(no, now)?),
            Want::People(key) => {
                let found = hall.find_people(&key, 9)?;
                News::People(key, found)
            }
            Want::Person(id) => News::Person(hall.person(id)?),
            Want::Cases(text) => {
                let found = hall.search_cases(&text, 50, now)?;
                News::Cases(text, found)
            }
            Want::Own(staff) => News::Own(hall.own_ratings(staff, now)?),
            Want::Mine(staff) => News::Mine(hall.mine(staff, now)?),
            Want::Case(number) => News::Case(hall.case(&number, now)?.map(Box::new)),
            Want::Progress(number, last4) => {
                if !self.tries.allow(&number, now) {
                    return Ok(Some(News::TooManyTries));
                }
                let answer = hall.self_query(&number, &last4, now)?;
                if answer.is_none() {
                    self.tries.wrong(&number, now);
                }
                News::Progress(answer.map(Box::new))
            }
            Want::Earlier(number, code) => {
                if !self.tries.allow(&number, now) {
                    return Ok(Some(News::TooManyTries));
                }
                let found = hall.late_ask(&number, &code, now)?;
                if found.is_none() {
                    self.tries.wrong(&number, now);
                }
                News::Earlier(found.map(Box::new))
            }
            Want::Lines(text) => {
                let found = hall.search_lines(&text, 50, now)?;
                News::Lines(text, found)
            }
            Want::Staff => News::Staff(hall.live(now)?.staff),
            Want::Register(day) => News::Register(Box::new(hall.register_day(day)?)),
            Want::Night(day) => News::Night(day, hall.night_report(Some(day))?.map(Box::new)),
            Want::Ticket(no) => News::Ticket(hall.ticket(hall.day_of(now), no, now)?.map(Box::new)),
            Want::Figures(from, to) => News::Figures(Box::new(hall.figures_read(from, to, now)?)),
            Want::Behind(which, from, to) => {
                let behind = hall.behind(which, (from, to), MOST_BEHIND, now)?;
                News::Behind(Box::new(behind))
            }
            Want::Day(day) => News::Day(Box::new(hall.day(day)?)),
        }))
    }
}
