//! What is done at each site with the errands it knows, and what really becomes of the papers.

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;
use yizhan::domain::custody::SharedCase;
use yizhan::domain::ids::CaseId;
use yizhan::domain::mandate::Keeper;
use yizhan::domain::mandate::Mandate;
use yizhan::domain::mandate::Paper;
use yizhan::domain::mandate::Step;

use super::HALL;
use super::Lies;
use super::World;

impl World {
    /// Counts what is in doubt and really here, has made anew what is lost here, and says of what is
    /// nowhere that it is lost.
    fn count(&mut self, at: usize, shared: &SharedCase) -> bool {
        let doubt = |p: &Paper| p.lost.is_some() || !p.disputed.is_empty();
        // What lies at home is shown to the assistant, who has it in hand for a moment.
        let here = |lies: Lies| match lies {
            Lies::With(site) | Lies::Bag { to: site } => site == at,
            Lies::Home => at != HALL,
            // The hall fetches what is in doubt back from the office, and has it.
            Lies::Office => at == HALL,
            Lies::Nowhere { .. } => false,
        };
        let (named, papers) = self.pick(shared, |p, lies| doubt(p) && here(lies));
        if !papers.is_empty() {
            self.must(
                at,
                "find_paper",
                shared,
                json!({"papers": named, "reason": "清点"}),
            );
            self.lay(shared, &papers, Lies::With(at));
            self.met.note("counted");
            return true;
        }
        let gone = |lies: Lies| lies == Lies::Nowhere { owner: at };
        let (named, papers) = self.pick(shared, |p, lies| p.lost.is_none() && gone(lies));
        if !papers.is_empty() {
            let until = self.sites[at].t.zone.day(self.sites[at].t.now) + chrono::Days::new(20);
            let more =
                json!({"papers": named, "owner": "李四", "until": until, "reason": "找不到"});
            self.must(at, "lose_paper", shared, more);
            self.met.note("lost");
            return true;
        }
        let (named, papers) = self.pick(shared, |p, lies| p.lost.is_some() && gone(lies));
        if !papers.is_empty() && self.chance(30) {
            self.must(
                at,
                "find_paper",
                shared,
                json!({"papers": named, "reason": "补办"}),
            );
            self.lay(shared, &papers, Lies::With(at));
            self.met.note("made anew");
            return true;
        }
        false
    }

    /// What came in the bag is ticked off; now and then one is not in it.
    fn confirm(&mut self, at: usize, shared: &SharedCase, bundle: bool) -> bool {
        let me = [Keeper::Village, Keeper::Hall][usize::from(at == HALL)].clone();
        let comes = |p: &Paper| p.moving.as_ref().is_some_and(|m| m.to == me);
        let (_, coming) = self.pick(shared, |p, _| comes(p));
        if coming.is_empty() && !bundle {
            return false;
        }
        // The usual papers of a matter are not taken in without; what is beside them may be missing.
        let beside = |no: u16| !bundle || shared.matter == "M5" || no > 3;
        let (_, empty) = self.pick(shared, |p, lies| comes(p) && lies != Lies::Bag { to: at });
        let mut missing: Vec<u16> = empty;
        let out = coming.last().copied().filter(|no| beside(*no));
        if let Some(no) = out.filter(|_| self.chance(8)) {
            let from = if at == HALL { self.whose(shared) } else { HALL };
            let lies = match self.dice.below(2) {
                0 => Lies::With(from),
                _ => Lies::Nowhere { owner: from },
            };
            self.lay(shared, &[no], lies);
            missing.push(no);
            self.met.note("missing");
        }
        missing.dedup();
        let came: Vec<u16> = coming
            .into_iter()
            .filter(|no| !missing.contains(no))
            .collect();
        let named: Vec<String> = missing.iter().map(u16::to_string).collect();
        let named = named.join(",");
        match bundle {
            true => drop(self.sites[HALL].accept(&shared.number, &named)),
            false => {
                let more = json!({"papers": "all", "missing": named, "note": "袋里没有"});
                self.must(at, "confirm_papers", shared, more);
            }
        }
        self.lay(shared, &came, Lies::With(at));
        true
    }

    /// Hands what is here to somebody, if anything is.
    fn hand(&mut self, at: usize, shared: &SharedCase, to: &str, lies: Lies) -> bool {
        let me = [Keeper::Village, Keeper::Hall][usize::from(at == HALL)].clone();
        let free = |p: &Paper| p.keeper == me && p.moving.is_none() && p.lost.is_none();
        let (named, papers) = self.pick(shared, |p, lies| free(p) && lies == Lies::With(at));
        if papers.is_empty() {
            return false;
        }
        let slip = self.slip(shared);
        self.must(
            at,
            "hand_papers",
            shared,
            json!({"papers": named, "to": to, "slip": slip}),
        );
        self.lay(shared, &papers, lies);
        true
    }

    /// Somebody says of a paper at the other site that it is lost: it is not.
    fn rumour(&mut self, at: usize, shared: &SharedCase) {
        let other = if at == HALL { self.whose(shared) } else { HALL };
        let (named, papers) = self.pick(shared, |p, lies| {
            p.lost.is_none() && lies == Lies::With(other)
        });
        if !papers.is_empty() && self.chance(2) {
            let until = self.sites[at].t.zone.day(self.sites[at].t.now);
            let more = json!({"papers": named, "owner": "王芳", "until": until, "reason": "听说"});
            self.must(at, "lose_paper", shared, more);
            self.met.note("rumour");
        }
    }

    pub(super) fn village_does(&mut self, at: usize, shared: &SharedCase) {
        let mandate = shared.mandate.as_deref().unwrap();
        if self.confirm(at, shared, false) || self.count(at, shared) || mandate.is_over() {
            return;
        }
        self.rumour(at, shared);
        let ended = shared.stage.is_over();
        match mandate.step() {
            _ if mandate.stopped.is_some() => {
                if mandate.renewed == 0
                    && mandate.step() < Step::Delivered
                    && !ended
                    && self.chance(30)
                {
                    self.renew(at, shared);
                } else {
                    self.hand(at, shared, "resident", Lies::Home);
                }
            }
            Step::Given | Step::Accepted if ended || self.chance(2) => self.stop(at, shared),
            Step::Given => {
                let (_, papers) = self.pick(shared, |_, lies| lies == Lies::Home);
                self.step(at, shared, "accepted");
                self.lay(shared, &papers, Lies::With(at));
            }
            Step::Accepted if shared.custodian == self.sites[at].node.org => {
                let (_, papers) = self.pick(shared, |p, lies| {
                    lies == Lies::With(at) && p.keeper == Keeper::Village && p.lost.is_none()
                });
                self.must(at, "hand_in", shared, json!({"reason": "山洪断路"}));
                self.lay(shared, &papers, Lies::Bag { to: HALL });
            }
            // Given again after it had come back.
            Step::Accepted => self.again(at, shared),
            Step::Handled => self.deliver(at, shared),
            Step::Delivered if mandate.unsettled().next().is_none() => {
                self.step(at, shared, "filed");
            }
            // What came in doubt after the end is brought home too.
            Step::Delivered | Step::Filed | Step::Reported | Step::CalledBack => {
                self.hand(at, shared, "resident", Lies::Home);
            }
        }
    }

    fn stop(&mut self, at: usize, shared: &SharedCase) {
        let slip = self.slip(shared);
        self.must(at, "stop_mandate", shared, json!({"slip": slip}));
        self.met.note("stopped");
    }

    fn renew(&mut self, at: usize, shared: &SharedCase) {
        let slip = self.slip(shared);
        let until = shared.mandate.as_ref().unwrap().until + chrono::Days::new(30);
        self.must(
            at,
            "renew_mandate",
            shared,
            json!({"slip": slip, "until": until}),
        );
        self.met.note("renewed");
    }

    /// The papers go to the hall once more, which has the case.
    fn again(&mut self, at: usize, shared: &SharedCase) {
        let renewed = shared.mandate.as_ref().unwrap().renewed > 0;
        let (named, papers) = self.pick(shared, |p, lies| {
            lies == Lies::Home && p.keeper == Keeper::Resident && p.lost.is_none()
        });
        if renewed && !papers.is_empty() {
            let more = json!({"papers": named, "from": "resident", "to": "village",
                "slip": self.slip(shared)});
            self.must(at, "hand_papers", shared, more);
            self.lay(shared, &papers, Lies::With(at));
        } else {
            self.hand(at, shared, "hall", Lies::Bag { to: HALL });
        }
    }

    /// The result is brought; now and then before all papers are back.
    fn deliver(&mut self, at: usize, shared: &SharedCase) {
        let (_, out) = self.pick(shared, |_, lies| !matches!(lies, Lies::With(s) if s == at));
        if out.is_empty() || self.chance(5) {
            let (_, papers) = self.pick(shared, |p, lies| {
                lies == Lies::With(at) && p.keeper == Keeper::Village && p.lost.is_none()
            });
            self.step(at, shared, "delivered");
            self.lay(shared, &papers, Lies::Home);
            if !out.is_empty() {
                self.met.note("delivered early");
            }
        }
    }

    pub(super) fn hall_does(&mut self, shared: &SharedCase, number: Option<&str>) {
        let mandate = shared.mandate.as_deref().unwrap();
        // With what is in doubt the usual papers are not all there.
        if self.count(HALL, shared) {
            return;
        }
        if mandate.is_over() {
            self.confirm(HALL, shared, false);
            return;
        }
        let mine = shared.custodian == self.sites[HALL].node.org;
        let goes_on = mandate.stopped.is_none() && !shared.stage.is_over();
        if mine && number.is_none() && goes_on && mandate.step() == Step::Accepted {
            if self.all_usual_come(shared) {
                self.confirm(HALL, shared, true);
            } else {
                self.confirm(HALL, shared, false);
            }
            return;
        }
        if self.confirm(HALL, shared, false) {
            return;
        }
        self.rumour(HALL, shared);
        match mandate.step() {
            Step::Filed => return self.step(HALL, shared, "reported"),
            Step::Reported => return self.step(HALL, shared, "called_back"),
            _ => {}
        }
        let (named, papers) = self.pick(shared, |p, lies| {
            lies == Lies::Office && matches!(p.keeper, Keeper::Office(_)) && p.lost.is_none()
        });
        if !papers.is_empty() {
            let more = json!({"papers": named, "from": "公安派出所", "to": "hall", "slip": "派-2"});
            self.must(HALL, "hand_papers", shared, more);
            return self.lay(shared, &papers, Lies::With(HALL));
        }
        match number {
            Some(number) if goes_on && mandate.step() == Step::Accepted => {
                self.decide(shared, mandate, number);
            }
            _ if goes_on && mandate.step() == Step::Accepted => {}
            _ => drop(self.hand(
                HALL,
                shared,
                "village",
                Lies::Bag {
                    to: self.whose(shared),
                },
            )),
        }
    }

    /// The cases at the hall, with their numbers there.
    pub(super) fn case_numbers(&self) -> BTreeMap<CaseId, String> {
        let rows = self.sites[HALL].rows("SELECT lower(hex(id)), number FROM cases");
        let rows = rows.into_iter().map(|row| {
            let id = Uuid::parse_str(row[0].as_deref().unwrap()).unwrap();
            (CaseId(id), row[1].clone().unwrap())
        });
        rows.collect()
    }

    /// Whether the papers the matter asks for are here or come.
    fn all_usual_come(&self, shared: &SharedCase) -> bool {
        let papers = shared.mandate.as_ref().unwrap().papers.iter();
        let come = |paper: &Paper| {
            let goes_to = paper.moving.as_ref().map(|moving| &moving.to);
            *goes_to.unwrap_or(&paper.keeper) == Keeper::Hall
        };
        match shared.matter.as_str() {
            "M1" => papers.take(3).all(come),
            _ => true,
        }
    }

    /// A day of work on the case at the hall.
    fn decide(&mut self, shared: &SharedCase, mandate: &Mandate, number: &str) {
        match self.dice.below(20) {
            0..8 => drop(self.sites[HALL].must("complete_case", json!({"case": number}))),
            8 => {
                let fields = json!({"case": number, "reason": "不符合条件", "clause": "第四条",
                    "instead": "可申请临时救助"});
                self.sites[HALL].must("refuse_case", fields);
                self.met.note("refused");
            }
            9 if mandate.renewed > 0 => {
                let fields = json!({"case": number, "reason": "不办了"});
                self.sites[HALL].must("withdraw_case", fields);
                self.met.note("withdrawn");
            }
            10 => {
                let (named, papers) = self.at_hand(shared);
                if !papers.is_empty() {
                    let more = json!({"papers": named, "to": "公安派出所", "slip": "派-1"});
                    self.must(HALL, "hand_papers", shared, more);
                    self.lay(shared, &papers, Lies::Office);
                    self.met.note("at an office");
                }
            }
            11 => {
                let (_, papers) = self.at_hand(shared);
                self.lay(shared, &papers, Lies::Nowhere { owner: HALL });
            }
            12 if shared.matter == "M1" => {
                let back = json!({"case": number, "papers": "身份证", "reason": "看不清"});
                self.sites[HALL].must("return_case", back);
                let came = json!({"case": number, "papers": "身份证"});
                self.sites[HALL].must("supply_papers", came);
                self.met.note("sent back");
            }
            _ => {}
        }
    }

    /// One of the papers in the hall's hands.
    fn at_hand(&self, shared: &SharedCase) -> (String, Vec<u16>) {
        let (_, mut papers) = self.pick(shared, |p, lies| {
            p.keeper == Keeper::Hall && lies == Lies::With(HALL) && p.moving.is_none()
        });
        papers.truncate(1);
        let named: Vec<String> = papers.iter().map(u16::to_string).collect();
        (named.join(","), papers)
    }
}
