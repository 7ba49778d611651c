//! `preflight learn`: labelled tickets become the weights that help to tell categories.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;

use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::checklist::learned::Learned;
use crate::checklist::model::Checklists;
use crate::cli::arguments::LearnArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::input::file;
use crate::config::load::Config;
use crate::config::settings::Settings;
use crate::reading::learned::piece::Pieces;
use crate::reading::learned::train::{BITS, Labelled, STRENGTH, learn};
use crate::reading::passage::Document;
use crate::reading::vocabulary::Vocabulary;
use crate::ticket::Ticket;
use crate::verdict::Checker;

/// The fewest tickets that anything is learned from.
const TICKETS_MIN: usize = 20;

/// A line of a corpus; what else its label says is of no use here.
#[derive(Deserialize)]
struct Line {
    ticket: Ticket,
    gold: Gold,
}

#[derive(Deserialize)]
struct Gold {
    category: String,
    #[serde(default)]
    also_accept: Vec<String>,
}

pub fn run(arguments: &LearnArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let Config { settings, mut checklists, .. } =
        console.config_of(arguments.config.path.as_deref(), arguments.helpdesk.as_deref())?;
    checklists.learned = None;
    let vocabulary = vocabulary(&checklists)?;
    let mut lines = Vec::new();
    for path in &arguments.files {
        lines.extend(read(path, &checklists)?);
    }
    if lines.len() < TICKETS_MIN {
        let message =
            format!("{} tickets are too few to learn from; give {TICKETS_MIN} or more", lines.len());
        return Err(Failure::Message(message));
    }
    let labelled: Vec<Labelled> = lines
        .iter()
        .filter_map(|line| {
            let pieces = Pieces::of(&Document::of(&line.ticket, &vocabulary), BITS);
            Some(Labelled { pieces, category: checklists.categories.get_index_of(&line.gold.category)? })
        })
        .collect();
    let categories = checklists.categories.keys().cloned().collect();
    let learned = learn(&labelled, categories, arguments.strength.unwrap_or(STRENGTH));
    writeln!(console.out, "Learned from {} tickets.", learned.tickets)?;
    for path in &arguments.try_on {
        tried(path, &checklists, &settings, &learned, console)?;
    }
    if let Some(path) = &arguments.out {
        std::fs::write(path, learned.text())
            .map_err(|error| Failure::Message(format!("{}: {error}", path.display())))?;
        writeln!(console.out, "Wrote {}.", path.display())?;
    }
    Ok(Exit::Fine)
}

fn vocabulary(checklists: &Checklists) -> Result<Vocabulary, Failure> {
    Vocabulary::new(checklists).map_err(|mistakes| Failure::Message(mistakes.join("\npreflight: ")))
}

/// The labelled tickets of a file, each of a category that has a checklist.
fn read(path: &Path, checklists: &Checklists) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    let mut unknown = BTreeSet::new();
    for (at, text) in BufReader::new(file::open(path)?).lines().enumerate() {
        let place = || format!("{}:{}", path.display(), at + 1);
        let text = text.map_err(|error| Failure::Message(format!("{}: {error}", place())))?;
        if text.trim().is_empty() {
            continue;
        }
        // What serde says may quote the ticket: only the place is told.
        let line: Line = serde_json::from_str(&text).map_err(|error| {
            let what = "this is no labelled ticket: {\"ticket\": {...}, \"gold\": {\"category\": \"...\"}}";
            Failure::Message(format!("{}: column {}: {what}", place(), error.column()))
        })?;
        if !checklists.categories.contains_key(&line.gold.category) {
            unknown.insert(line.gold.category.clone());
        }
        lines.push(line);
    }
    if unknown.is_empty() {
        return Ok(lines);
    }
    let names = unknown.into_iter().collect::<Vec<_>>().join(", ");
    Err(Failure::Message(format!("{}: no checklist has the category {names}", path.display())))
}

/// How many of the file's categories are told right: by the signs alone, by what was learned alone, by both.
fn tried(
    path: &Path,
    checklists: &Checklists,
    settings: &Settings,
    learned: &Learned,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let with = Checklists { learned: Some(learned.clone()), ..checklists.clone() };
    let alone = vocabulary(&with)?;
    let checker = |checklists: &Checklists| {
        let least = settings.reading.category_confidence_min;
        Checker::new(checklists.clone(), TimeZone::UTC)
            .map(|checker| checker.category_confidence_min(least))
            .map_err(|mistakes| Failure::Message(mistakes.join("\npreflight: ")))
    };
    let (signs, both) = (checker(checklists)?, checker(&with)?);
    let lines = read(path, checklists)?;
    let mut right = [0_usize; 3];
    for line in &lines {
        let now = line.ticket.created_at;
        let gains = alone.judge.weigh(&Document::of(&line.ticket, &alone));
        let best = gains.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index);
        let best = best.and_then(|index| checklists.categories.get_index(index));
        let told = [
            signs.check(&line.ticket, now).category,
            best.map(|(name, _)| name.clone()).unwrap_or_default(),
            both.check(&line.ticket, now).category,
        ];
        for (count, name) in right.iter_mut().zip(&told) {
            *count += usize::from(*name == line.gold.category || line.gold.also_accept.contains(name));
        }
    }
    let share = |right: usize| right as f64 / lines.len().max(1) as f64;
    writeln!(
        console.out,
        "{}: {} tickets; the category is right by signs {:.3}, by what was learned {:.3}, by both {:.3}",
        path.display(),
        lines.len(),
        share(right[0]),
        share(right[1]),
        share(right[2]),
    )?;
    Ok(())
}
