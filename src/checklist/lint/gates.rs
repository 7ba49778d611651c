//! Mistakes in gates: waits that wait for nothing, gates that never close, and gates that never open again.

use crate::checklist::condition::Condition;
use crate::checklist::kind::Kind;
use crate::checklist::lint::conditions::{self, Scope, listed};
use crate::checklist::lint::logic::{always_holds, can_be_left, can_hold};
use crate::checklist::lint::note::Note;
use crate::checklist::lint::sense;
use crate::checklist::model::{Gate, Required, Verdict};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;

pub fn check(note: &mut Note<'_>, path: &Path<'_>, scope: &Scope<'_>) {
    for (at, gate) in scope.checklist.gates.iter().enumerate() {
        let here = path.index(at);
        note.identifier(&here.key("name"), &gate.name);
        let before = note.found.len();
        check_gate(note, &here, gate, scope);
        // Of names that are not there nothing more can be said.
        if note.found.len() == before && check_ways(note, &here, at, gate, scope) {
            check_start(note, &here, gate, scope);
        }
    }
}

fn check_gate(note: &mut Note<'_>, path: &Path<'_>, gate: &Gate, scope: &Scope<'_>) {
    conditions::check(note, &path.key("when"), &gate.when, scope);
    let waits = match gate.verdict {
        Verdict::Waiting => true,
        Verdict::Blocked
        | Verdict::NotNeeded
        | Verdict::Incomplete
        | Verdict::Ready
        | Verdict::Unclear
        | Verdict::Ignored => false,
    };
    match &gate.wait {
        None if waits => {
            let help = "say how long and from when: `wait: {hours: 24, from: an_item}`".to_owned();
            note.say(Mistake::WaitMissing, &path.key("verdict"), "a gate that waits needs `wait`", help);
        }
        Some(_) if !waits => {
            let help = "leave it out, or make the verdict `waiting`".to_owned();
            let message = format!("`wait` does nothing with the verdict `{}`", gate.verdict.name());
            note.say(Mistake::WaitUnused, &path.key_only("wait"), message, help);
        }
        Some(_) | None => {}
    }
    if let Some(wait) = &gate.wait {
        let here = path.key("wait");
        if wait.hours == 0 {
            note.say(Mistake::WaitOfNothing, &here.key("hours"), "a wait of 0 hours never waits", None);
        }
        listed(note, &here.key("from"), &wait.from, scope);
        if scope.items.get(&wait.from).is_some_and(|item| !is_day(&item.kind)) {
            let help = "its kind must be `date` or `date_time`".to_owned();
            let message = format!("`{}` holds no date to wait from", wait.from);
            note.say(Mistake::WaitFromNoDate, &here.key("from"), message, help);
        }
    }
}

fn is_day(kind: &Kind) -> bool {
    match kind {
        Kind::Date(_) | Kind::DateTime(_) => true,
        Kind::Id(_)
        | Kind::Code(_)
        | Kind::Text(_)
        | Kind::Time(_)
        | Kind::Number(_)
        | Kind::Choice(_)
        | Kind::Email(_)
        | Kind::Name(_)
        | Kind::Screenshot(_)
        | Kind::Sheet(_)
        | Kind::Document(_) => false,
    }
}

/// Whether a ticket can come to the gate, and on from there. Returns whether it can come to it.
fn check_ways(note: &mut Note<'_>, path: &Path<'_>, at: usize, gate: &Gate, scope: &Scope<'_>) -> bool {
    let when = path.key("when");
    if !sense::check(note, &when, &gate.when, scope, "so the gate never closes") {
        return false;
    }
    if let Some(before) = closed_before(at, scope) {
        let message =
            format!("this gate is never reached: whenever it would close, {before} is closed already");
        let help = "gates are looked at in their order; put this one before, or leave it out".to_owned();
        note.say(Mistake::GateUnreachable, &path.key("name"), message, help);
        return false;
    }
    let stops = match gate.verdict {
        Verdict::Blocked | Verdict::Incomplete => true,
        Verdict::Waiting | Verdict::NotNeeded | Verdict::Ready | Verdict::Unclear | Verdict::Ignored => false,
    };
    if always_holds(&gate.when, scope.items) {
        if gate.wait.is_none() {
            let help = "every ticket of this category stops here; if that is meant, use `always`".to_owned();
            note.say(Mistake::GateAlwaysClosed, &when, "this always holds, so the gate never opens", help);
        }
    } else if stops && !can_be_left(&gate.when, scope.items) {
        let help = "what was written stays written: let it hang on an item with a choice, or on one that is missing; \
                    otherwise only an agent's tag opens it"
            .to_owned();
        let message = "this gate has no way out: nothing that the customer answers opens it";
        note.say(Mistake::GateWithoutWayOut, &when, message, help);
    }
    true
}

/// Whether the day is asked for that the gate waits from.
fn check_start(note: &mut Note<'_>, path: &Path<'_>, gate: &Gate, scope: &Scope<'_>) {
    let Some(wait) = gate.wait.as_ref().filter(|wait| !asks_with(gate, &wait.from, scope)) else { return };
    let message = format!("it waits from `{}`, which is never asked for then", wait.from);
    let help =
        "without the date the gate does not wait; make the item `required` where the gate closes".to_owned();
    note.say(Mistake::WaitFromUnasked, &path.key("wait").key("from"), message, help);
}

/// The gates before this one, of which one is closed whenever it would be.
fn closed_before(at: usize, scope: &Scope<'_>) -> Option<String> {
    let gates = &scope.checklist.gates;
    let earlier = || gates[..at].iter().filter(|gate| gate.wait.is_none());
    let open = |gate: &Gate| Condition::Not(Box::new(gate.when.clone()));
    let reached = |before: Vec<Condition>| {
        let all = before.into_iter().chain([gates[at].when.clone()]).collect();
        can_hold(&Condition::All(all), scope.items)
    };
    if let Some(one) = earlier().find(|gate| !reached(vec![open(gate)])) {
        return Some(format!("`{}`", one.name));
    }
    (!reached(earlier().map(open).collect())).then(|| "one of the gates before it".to_owned())
}

/// Whether the item is asked for in some ticket for which the gate closes.
fn asks_with(gate: &Gate, item: &str, scope: &Scope<'_>) -> bool {
    let asked = match scope.checklist.entry(item).map(|entry| &entry.required) {
        Some(Required::Always) | None => return true,
        Some(Required::Never) => return false,
        Some(Required::When(condition)) => condition.clone(),
        Some(Required::Unless(condition)) => Condition::Not(Box::new(condition.clone())),
    };
    can_hold(&Condition::All(vec![gate.when.clone(), asked]), scope.items)
}
