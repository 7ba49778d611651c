//! What ops do at night, beside the running service.

use preflight::sandbox::fault::{Fault, Op};
use preflight::sandbox::view::Writer;

use crate::service::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ops_look_release_recheck_explain_and_erase_beside_the_running_service() {
    let mut site = Site::new();
    site.start(&[]).await;
    let example = |number: u32| site.example("incomplete", format!("customer-{number}@customer.example"));
    let (first, second) = (example(1), example(2));
    let id = site.sandbox.customer_opens(first);
    let written =
        |id: u64| site.sandbox.ticket(id).map_or(0, |ticket| ticket.comments_of(Writer::Preflight).count());
    site.until("it is answered", async || written(id) == 1 && site.left() == 0).await;

    assert_eq!(site.says(&["parked"]), (Some(0), "No ticket is set aside.\n".to_owned()));
    assert_eq!(site.says(&["fuse"]), (Some(0), "The fuse is closed.\n".to_owned()));
    let (status, told) = site.says(&["explain", &id.to_string()]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("incomplete (orders), by the checklists "), "{told}");
    assert!(
        told.contains("a comment to the customer") && told.contains("Nothing would be written now."),
        "{told}"
    );
    assert_eq!(site.says(&["explain", "999999"]).0, Some(1));

    let (status, told) = site.says(&["explain", &id.to_string(), "--config-version", "0000"]);
    assert_eq!(status, Some(1), "{told}");
    let known = told.lines().nth(1).expect("a version").trim();
    let version = known.split_once(' ').expect("its hash").0;
    let (status, told) = site.says(&["explain", &id.to_string(), "--config-version", &version[..6]]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains(&format!("by the checklists {version}:")), "{told}");
    assert!(told.contains("The store keeps no words: those above stand in the ticket today"), "{told}");
    assert!(told.contains("Written: a comment to the customer that asks for "), "{told}");
    assert!(told.contains("Today's configuration would decide the same."), "{told}");

    let (status, told) = site.says(&["backtest", "--from", "store", "--keep-nothing"]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.starts_with("1 ticket, each as it stood at its end") && told.contains("orders"), "{told}");
    let (status, told) = site.says(&["report"]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("== 1 comment to customers was written, and none was withheld"), "{told}");

    // 422: the helpdesk will never take it so.
    site.sandbox.faults().next(Op::UpdateTicket, Fault::Status(422));
    let parked = site.sandbox.customer_opens(second);
    site.until("it is set aside", async || site.says(&["parked"]).0 == Some(1)).await;
    let (_, told) = site.says(&["parked"]);
    assert!(told.starts_with(&format!("main/{parked}  since ")) && told.contains("422"), "{told}");
    assert_eq!(site.says(&["release", &parked.to_string()]).1, "1 ticket is looked at again.\n");
    site.until("it is answered", async || written(parked) == 1).await;
    assert_eq!(site.says(&["release", "--all"]).0, Some(1));

    let passes = site.log().matches("pass ended").count();
    assert_eq!(site.says(&["recheck", &format!("main/{id}")]).0, Some(0));
    site.until("it was looked at", async || site.log().matches("pass ended").count() > passes).await;
    assert_eq!(written(id), 1);

    let (_, told) = site.says(&["deliveries", "--ticket", &id.to_string(), "--limit", "9"]);
    let first = told.lines().last().and_then(|line| line.rsplit_once(' ')).expect("it came").1.to_owned();
    let passes = site.log().matches("pass ended").count();
    assert_eq!(site.says(&["replay", &first]).1, format!("main/{id} is looked at again.\n"));
    site.until("it was looked at", async || site.log().matches("pass ended").count() > passes).await;
    assert_eq!(written(id), 1);

    assert_eq!(
        site.says(&["erase", "--ticket", &id.to_string()]).1,
        "All that was stored of 1 ticket is erased.\n"
    );
    assert_eq!(site.says(&["erase", "--ticket", &id.to_string()]).0, Some(1));
    assert_eq!(
        site.says(&["erase", "--requester", "1"]),
        (Some(1), "Nothing is stored of that.\n".to_owned())
    );
    assert_eq!(site.says(&["release", "elsewhere/1"]).0, Some(2));
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}
