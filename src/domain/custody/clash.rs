//! What contradicts, and the case as it stands in the end.

use std::collections::BTreeSet;

use crate::domain::case_file::Stage;
use crate::domain::custody::Clash;
use crate::domain::custody::ClashKind;
use crate::domain::custody::Field;
use crate::domain::custody::MOST_BASE;
use crate::domain::custody::MOST_CLASHES;
use crate::domain::custody::Mark;
use crate::domain::custody::SharedCase;
use crate::domain::custody::Verdict;
use crate::domain::custody::chain::Chain;
use crate::domain::custody::line::Bits;
use crate::domain::custody::line::Line;
use crate::domain::custody::proxy;
use crate::domain::custody::steps::Claim;
use crate::domain::custody::steps::Steps;
use crate::domain::custody::steps::mark;
use crate::domain::event::Event;
use crate::domain::event::SharedKey;

/// Ends the fold.
pub(super) fn finish(line: &Line<'_>, chain: &Chain<'_>, mut steps: Steps) -> SharedCase {
    let named = named(line, &steps.decisions);
    let mut clashes = about_the_stage(line, &mut steps, &named);
    for (moves, kind) in [
        (&steps.late, ClashKind::Late),
        (&steps.blind, ClashKind::Stage),
    ] {
        clashes.extend(set_against(line, &steps, &named, moves, kind));
    }
    let mut fields = Vec::new();
    for key in [SharedKey::Phone, SharedKey::Address] {
        let values = values(line, &steps, key);
        if let Some((winner, others)) = values.split_first() {
            clashes.extend(others.iter().map(|other| Clash {
                kind: kind(key),
                a: other.clone(),
                b: winner.clone(),
                closed: None,
            }));
            fields.push(Field { key, values });
        }
    }
    let crowded = steps.crowded || clashes.len() > MOST_CLASHES;
    clashes.truncate(MOST_CLASHES);
    let mut heads = line.heads();
    heads.drain(..heads.len().saturating_sub(MOST_BASE));
    let (custodian, custody) = chain.now();
    let shared = chain.shared;
    SharedCase {
        case: shared.case,
        number: shared.number.clone(),
        matter: shared.matter.clone(),
        matter_name: shared.matter_name.clone(),
        applicant: shared.applicant.clone(),
        what: shared.what.clone(),
        until: shared.until,
        giver: chain.giver(),
        taker: shared.with,
        custodian,
        custody,
        stage: steps.stage,
        papers: steps.papers,
        notes: steps.notes,
        fields,
        history: steps.history.into_iter().map(|(_, step)| step).collect(),
        clashes,
        raised: shared.raised,
        of: shared.of,
        told: proxy::told(line, chain),
        mandate: proxy::fold(line, chain).map(Box::new),
        newer: steps.newer,
        crowded,
        heads,
    }
}

/// Pairs the claims whose authors did not know of each other and that say different things. Of two
/// runs of claims only the last ones clash, and those a leader named when deciding.
fn about_the_stage(line: &Line<'_>, steps: &mut Steps, named: &Pairs) -> Vec<Clash> {
    let claims = &steps.claims;
    let among = |test: &dyn Fn(usize) -> bool| {
        let mut bits = Bits::new(claims.len());
        let matching = claims
            .iter()
            .enumerate()
            .filter(|(_, other)| test(other.at));
        matching.for_each(|(n, _)| bits.set(n));
        bits
    };
    let apart: Vec<Bits> = claims
        .iter()
        .map(|claim| among(&|other| line.apart(claim.at, other)))
        .collect();
    let after: Vec<Bits> = claims
        .iter()
        .map(|claim| among(&|other| line.knew(other, claim.at)))
        .collect();
    let (mut clashes, mut lost) = (Vec::new(), Bits::new(line.len()));
    for y in 0..claims.len() {
        for x in 0..y {
            let (first, second) = (&claims[x], &claims[y]);
            if !apart[x].has(y) || first.stage == second.stage {
                continue;
            }
            let (loser, winner) = match second.counted {
                true => (first, second),
                false => (second, first),
            };
            lost.set(loser.at);
            let gone_on = after[x].meets(&apart[y]) || after[y].meets(&apart[x]);
            let told = !gone_on || named.contains(&(first.at, second.at));
            if !told || clashes.len() > MOST_CLASHES {
                continue;
            }
            clashes.push(Clash {
                kind: ClashKind::Stage,
                a: claimed(line, loser),
                b: claimed(line, winner),
                closed: decision(line, &steps.decisions, first.at, second.at),
            });
        }
    }
    for (_, step) in steps.history.iter_mut().filter(|(at, _)| lost.has(*at)) {
        step.verdict = Verdict::Lost;
    }
    clashes
}

/// Sets each move that did not count against what it came too late for, or what was in its way; of a
/// run of them only the last counts, and none that says where the case stands anyway.
fn set_against(
    line: &Line<'_>,
    steps: &Steps,
    named: &Pairs,
    moves: &[(Claim, usize)],
    kind: ClashKind,
) -> Vec<Clash> {
    let mut clashes = Vec::new();
    for (claim, other) in moves {
        let closed = decision(line, &steps.decisions, claim.at, *other);
        let gone_on = moves.iter().any(|(next, _)| line.knew(next.at, claim.at));
        let named = named.contains(&(claim.at, *other));
        let moot = closed.is_none() && claim.stage == steps.stage;
        if moot || (gone_on && !named) {
            continue;
        }
        clashes.push(Clash {
            kind,
            a: claimed(line, claim),
            b: mark(line.at(*other), says(line, steps, *other)),
            closed,
        });
    }
    clashes
}

/// Returns where an entry says the case stands; nothing where it only changes custody.
fn says(line: &Line<'_>, steps: &Steps, at: usize) -> &'static str {
    let claim = steps.claims.iter().find(|claim| claim.at == at);
    match &line.at(at).event {
        Some(Event::CaseShared(_)) => Stage::Received.word(),
        _ => claim.map_or("", |claim| claim.stage.word()),
    }
}

fn claimed(line: &Line<'_>, claim: &Claim) -> Mark {
    let stage: Stage = claim.stage;
    mark(line.at(claim.at), stage.word())
}

/// Returns the first decision whose author knew both entries.
fn decision(line: &Line<'_>, decisions: &[usize], a: usize, b: usize) -> Option<Mark> {
    let at = decisions
        .iter()
        .find(|at| line.knew(**at, a) && line.knew(**at, b))?;
    let told = line.at(*at);
    match &told.event {
        Some(Event::SharedResolved(e)) => Some(mark(told, &e.reason)),
        _ => None,
    }
}

/// Pairs of places, each both ways round.
type Pairs = BTreeSet<(usize, usize)>;

/// Returns the pairs that decisions were about.
fn named(line: &Line<'_>, decisions: &[usize]) -> Pairs {
    let pair = |at: &usize| {
        let base = &line.at(*at).base;
        let place = |n: usize| base.get(n).and_then(|at| line.place(*at));
        let (a, b) = place(0).zip(place(1))?;
        Some([(a, b), (b, a)])
    };
    decisions.iter().filter_map(pair).flatten().collect()
}

fn kind(key: SharedKey) -> ClashKind {
    match key {
        SharedKey::Phone => ClashKind::Phone,
        SharedKey::Address => ClashKind::Address,
    }
}

/// Returns the values of a field that no later one knew of, the one that counts first, each once.
fn values(line: &Line<'_>, steps: &Steps, key: SharedKey) -> Vec<Mark> {
    let all: Vec<_> = steps.values.iter().filter(|(k, ..)| *k == key).collect();
    let mut last: Vec<Mark> = Vec::new();
    for (_, at, value) in all.iter().rev() {
        let replaced = all.iter().any(|(_, later, _)| line.knew(*later, *at));
        if !replaced && !last.iter().any(|mark| mark.text == *value) {
            last.push(mark(line.at(*at), value));
        }
    }
    last
}
