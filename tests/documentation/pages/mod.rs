//! Every command in the documentation is run: each page in a folder of its own, its blocks in order, with the program as
//! it is built here and a sandbox for the helpdesk. How a page says what it needs is in ARCHITECTURE.md, "A page".

mod page;
mod script;
mod shown;
mod world;

use std::fs;
use std::sync::Arc;

use page::{Kind, Page};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use world::World;

/// Blocks that can't be run here. Each says why; more of them must be worth it.
const NO_RUN_MAX: usize = 24;
/// As many pages at a time as a small machine has cores.
const AT_A_TIME: usize = 2;

#[expect(clippy::print_stdout, reason = "what is not run should be seen")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_in_the_documentation_works() {
    let only = std::env::var("DOCUMENTATION_PAGE").ok();
    let is_meant = |page: &Page| only.as_ref().is_none_or(|only| page.path.contains(only));
    let pages: Vec<Page> = page::all().into_iter().filter(is_meant).collect();
    let not_run = not_run(&pages);
    println!("{} blocks are not run:\n{}", not_run.len(), not_run.join("\n"));
    assert!(not_run.len() <= NO_RUN_MAX, "more than {NO_RUN_MAX} blocks of commands are not run");

    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let mut running = JoinSet::new();
    let to_run = |page: &Page| page.blocks.iter().any(|block| matches!(block.kind, Kind::Run { .. }));
    for page in pages.into_iter().filter(to_run) {
        let room = Arc::clone(&room);
        running.spawn(async move {
            let _place = room.acquire().await.expect("nobody closes it");
            run(&page).await
        });
    }
    let mut mistakes = Vec::new();
    while let Some(told) = running.join_next().await {
        mistakes.extend(told.expect("a page is run to its end"));
    }
    mistakes.sort();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n\n"));
}

fn not_run(pages: &[Page]) -> Vec<String> {
    let blocks = pages.iter().flat_map(|page| page.blocks.iter().map(move |block| (page, block)));
    blocks
        .filter_map(|(page, block)| match &block.kind {
            Kind::NoRun { reason } => Some(format!("  {}:{}: {reason}", page.path, block.line)),
            Kind::Run { .. } => None,
        })
        .collect()
}

/// What is wrong with the page's commands.
async fn run(page: &Page) -> Vec<String> {
    let world = World::new(&page.needs).await;
    let output = world.bash(&world.stand_ins(&script::of(&page.blocks))).await;
    let done = String::from_utf8_lossy(&output.stdout);
    let mut mistakes = Vec::new();
    for (at, block) in page.blocks.iter().enumerate() {
        if matches!(block.kind, Kind::NoRun { .. }) {
            continue;
        }
        let here = format!("{}:{}", page.path, block.line);
        let shown = fs::read_to_string(world.work().join(format!(".block-{at}"))).unwrap_or_default();
        let shown = world.as_told(&shown);
        if !done.lines().any(|line| line == format!("block {at}")) {
            let why = done.lines().find(|line| line.starts_with("it ended")).unwrap_or("it stopped within");
            let errors = String::from_utf8_lossy(&output.stderr);
            mistakes.push(format!("{here}: {why}:\n{}\nshowed:\n{shown}{errors}{}", block.text, world.log()));
            // Nothing after it was run.
            break;
        }
        if let Some(difference) = block.shows.as_ref().and_then(|told| shown::difference(told, &shown)) {
            mistakes.push(format!("{here}: {difference}; it showed:\n{shown}"));
        }
    }
    mistakes
}
