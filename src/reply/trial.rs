//! Samples with everything in them and with nothing in them: each template is tried with them when it is loaded, so
//! that a slip in a branch that is seldom taken shows at once.

use jiff::Timestamp;

use crate::checklist::model::Verdict;
use crate::reply::context::{
    AgentContext, Asking, Clash, CustomerContext, Digits, Finding, Given, HandedOver, Place, PlaceKind,
    Reading, Shown, Trouble,
};
use crate::reply::moment::{Habits, Moment};
use crate::reply::stance::Why;
use crate::report::{ProblemKind, SaidKind};

const PROBLEMS: [ProblemKind; 5] = [
    ProblemKind::CutOff,
    ProblemKind::WrongShape,
    ProblemKind::Vague,
    ProblemKind::EmptyFile,
    ProblemKind::Placeholder,
];

/// For each verdict a full and a bare one; `gate` is the gate to speak of, where the template is that of a gate.
pub fn customer_contexts(gate: Option<&str>) -> Vec<CustomerContext> {
    let of = |verdict, full: bool, previous: Option<Verdict>| CustomerContext {
        verdict,
        category: "sample".to_owned(),
        gate: gate.map(str::to_owned),
        wait_hours: full.then_some(72),
        wait_until: full.then(moment),
        previous,
        reminder: full.then_some(2),
        received: if full { givens() } else { Vec::new() },
        asked: if full { askings() } else { Vec::new() },
        given: if full { givens() } else { Vec::new() },
        refused: if full { vec!["sample".to_owned(); 2] } else { Vec::new() },
    };
    Verdict::ALL
        .into_iter()
        .flat_map(|verdict| {
            [
                of(verdict, true, Some(Verdict::Waiting)),
                of(verdict, true, None),
                of(verdict, false, Some(verdict)),
            ]
        })
        .collect()
}

pub fn agent_contexts() -> Vec<AgentContext> {
    let of = |verdict, full: bool, silence| AgentContext {
        verdict,
        category: "sample".to_owned(),
        gate: full.then(|| "sample".to_owned()),
        wait_hours: full.then_some(72),
        wait_until: full.then(moment),
        silence,
        handed_over: full.then(|| HandedOver {
            rounds: 3,
            asked: vec!["sample".to_owned(); 2],
            received: if verdict == Verdict::Incomplete { vec!["sample".to_owned()] } else { Vec::new() },
        }),
        unanswered: full.then_some(2),
        reading: Reading {
            by_field: !full,
            by_tag: full,
            places: if full { places() } else { Vec::new() },
            runner_up: full.then(|| "sample".to_owned()),
        },
        conflicts: if full { vec![clash()] } else { Vec::new() },
        uncertain: if full { findings() } else { Vec::new() },
        said: if full { findings() } else { Vec::new() },
        missing: if full { findings() } else { Vec::new() },
        found: if full { findings() } else { Vec::new() },
        not_needed: if full { vec!["sample".to_owned(); 2] } else { Vec::new() },
        proposed: full,
        shortened: full,
    };
    let of_verdicts =
        Verdict::ALL.into_iter().flat_map(|verdict| [of(verdict, true, None), of(verdict, false, None)]);
    of_verdicts.chain(Why::ALL.into_iter().map(|why| of(Verdict::Incomplete, true, Some(why)))).collect()
}

fn moment() -> Moment {
    Habits { twelve: true, month_first: true }.moment(Timestamp::UNIX_EPOCH, "UTC", Timestamp::UNIX_EPOCH)
}

fn shown() -> Vec<Shown> {
    let Moment { day, time, .. } = moment();
    let of = |day, time, choice| Shown { text: "sample".to_owned(), day, time, choice };
    vec![
        of(Some(day.clone()), None, false),
        of(Some(day), Some(time.clone()), false),
        of(None, Some(time), false),
        of(None, None, true),
        of(None, None, false),
    ]
}

fn givens() -> Vec<Given> {
    let of = |values, more| Given { item: "sample".to_owned(), label: "sample".to_owned(), values, more };
    vec![of(shown(), 2), of(Vec::new(), 0), of(shown(), 1)]
}

fn clash() -> Clash {
    let side = || Given { item: "sample".to_owned(), label: "sample".to_owned(), values: shown(), more: 0 };
    Clash { first: side(), second: side() }
}

fn trouble(kind: ProblemKind) -> Trouble {
    let digits = Digits { min: 18, max: 19, given: 3 };
    Trouble { kind, label: "sample".to_owned(), quote: "sample".to_owned(), digits: Some(digits) }
}

fn askings() -> Vec<Asking> {
    let of = |problem, said, labels: usize| Asking {
        item: "sample".to_owned(),
        label: "sample".to_owned(),
        find_it: "sample".to_owned(),
        file: labels > 0,
        same_as: vec!["sample".to_owned(); labels],
        covers: vec!["sample".to_owned(); labels],
        problem,
        said,
    };
    let troubled = PROBLEMS.into_iter().map(|kind| of(Some(trouble(kind)), None, 2));
    troubled.chain([of(None, Some(SaidKind::Promise), 0), of(None, Some(SaidKind::Refusal), 1)]).collect()
}

fn places() -> Vec<Place> {
    [PlaceKind::Subject, PlaceKind::Field, PlaceKind::Tag, PlaceKind::Message, PlaceKind::File]
        .map(|kind| Place { kind, number: 1, name: "sample".to_owned(), quote: "sample".to_owned() })
        .into()
}

fn findings() -> Vec<Finding> {
    let of = |problem: Option<ProblemKind>, said, values| Finding {
        item: "sample".to_owned(),
        label: "sample".to_owned(),
        values,
        more: 1,
        places: places(),
        answered_by: Some("sample".to_owned()),
        problem: problem.map(trouble),
        said,
    };
    let troubled = PROBLEMS.into_iter().map(|kind| of(Some(kind), Some(SaidKind::Promise), shown()));
    troubled.chain([of(None, Some(SaidKind::Refusal), Vec::new())]).collect()
}
