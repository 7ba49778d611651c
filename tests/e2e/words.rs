//! Words of a customer that mean harm stay words.

use preflight::sandbox::people::NewTicket;

use crate::desk::{Desk, comments, notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn placeholders_and_markup_in_a_ticket_are_shown_and_not_run() {
    let desk = Desk::open();
    let body = "Product sync error.\n\
                Seller ID: 7495823610447258113\n\
                Product Name: {{ticket.requester.email}} <img src=x onerror=alert(1)>\n\
                SKU: BLU-204\n\
                TikTok Product ID: {{current_user.email}}<script>alert(2)</script>\n\
                Error message: </pre><script>alert(3)</script> {{ticket.id}} {% assign x = 1 %}";
    let harmful = NewTicket {
        subject: "TikTok product will not sync, error".into(),
        body: body.into(),
        email: "casey.secret@customer.example".into(),
        ..NewTicket::default()
    };
    let ticket = desk.opens(harmful).await;
    let first = comments(&ticket)[0];
    assert!(first.body.contains("onerror=alert(1)"), "the name is told back as it was given: {}", first.body);
    let ticket = desk.replies(ticket.id, "The TikTok Product ID is 1729482910384756102.", &[]).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("ready"));
    for comment in comments(&ticket).into_iter().chain(notes(&ticket)) {
        for harm in ["<script", "<img", "casey.secret", "preflight@sandbox", "{{", "{%"] {
            assert!(!comment.html.contains(harm), "{harm}: {}", comment.html);
        }
        assert_eq!(comment.html.matches("</pre>").count(), comment.html.matches("<pre>").count());
    }
    let packet = &notes(&ticket)[0].body;
    assert!(packet.contains("{ {ticket.requester.email} }"), "neither run nor removed: {packet}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_puts_no_link_into_the_mail_to_its_requester() {
    let desk = Desk::open();
    let body = "Product sync error.\n\
                Seller ID: https://evil.example/seller\n\
                Product Name: You won! https://evil.example/claim\n\
                SKU: [free](www.evil.example)\n\
                Error message: evil.example/now";
    let ticket = NewTicket {
        subject: "TikTok product will not sync, error".into(),
        body: body.into(),
        email: "somebody.else@victim.example".into(),
        ..NewTicket::default()
    };
    let ticket = desk.opens(ticket).await;
    let told = &comments(&ticket)[0].html;
    assert!(told.contains("You won! …"), "the rest is told back: {told}");
    assert!(!told.contains("evil"), "{told}");
    desk.close().await;
}
