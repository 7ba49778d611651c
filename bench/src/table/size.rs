//! What the service is before it does anything: its file, its start, its memory.

use std::time::Duration;

use crate::numbers::Spread;
use crate::server::preflight::Store;
use crate::server::{Place, megabytes};
use crate::table::intake::start_intake;
use crate::table::plan::Plan;
use crate::table::row::{Goal, Row};

const IDLE: Duration = Duration::from_secs(1);

pub fn rows(place: &Place, plan: &Plan) -> anyhow::Result<Vec<Row>> {
    let (mut starts, mut idle, mut resident) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.starts {
        let folder = place.folder("idle")?;
        let store = folder.join("preflight.sqlite");
        let server = start_intake(place, &folder, Store::Sqlite(&store))?;
        starts.push(server.first_answer.as_secs_f64() * 1e3);
        std::thread::sleep(IDLE);
        let usage = server.usage()?;
        idle.push(usage.memory_mb);
        resident.push(usage.peak_mb);
        server.stop()?;
    }
    let size = Spread::of([megabytes(&place.preflight)?]);
    let resident = crate::table::paper::number(Spread::of(resident).median, "MB");
    Ok(vec![
        Row::new("size.start", "start to first answer", Spread::of(starts), "ms").goal(Goal::AtMost(100.0)),
        Row::new("size.idle", "memory, idle", Spread::of(idle), "MB")
            .goal(Goal::AtMost(25.0))
            .beside(format!("most that was resident, the program's own pages among it: {resident}")),
        Row::new("size.binary", "the program", size, "MB").goal(Goal::AtMost(25.0)),
    ])
}
