//! E-mails as tickets.

use jiff::Timestamp;
use preflight::cli::input::{Given, read};
use preflight::ticket::Format;

const MIXED: &str = "From: Ann <ann@example.com>\r\n\
    To: help@example.com\r\n\
    Subject: =?utf-8?q?Late_fee_=E2=82=AC5?=\r\n\
    Date: Mon, 2 Mar 2026 10:04:00 -0500\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n\
    --b1\r\nContent-Type: multipart/alternative; boundary=\"b2\"\r\n\r\n\
    --b2\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI brought it back.\r\n\
    --b2\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <p>I brought it back, caf=E9.</p>\r\n--b2--\r\n\
    --b1\r\nContent-Type: image/png; name=\"receipt.png\"\r\nContent-Disposition: attachment; filename=\"receipt.png\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
    --b1\r\nContent-Type: image/gif; name=\"logo.gif\"\r\nContent-ID: <logo>\r\nContent-Disposition: inline; filename=\"logo.gif\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nR0lGODlh\r\n\
    --b1\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=\"loans.csv\"\r\n\r\na,b\r\n1,2\r\n\
    --b1--\r\n";

fn mail(text: &str) -> Given {
    read(text.as_bytes(), Timestamp::UNIX_EPOCH).expect("an e-mail")
}

#[test]
fn an_email_gives_subject_date_body_and_attachments() {
    let ticket = mail(MIXED).ticket;
    assert_eq!(ticket.subject, "Late fee €5");
    let message = &ticket.messages[0];
    assert_eq!(message.at.to_string(), "2026-03-02T15:04:00Z");
    assert_eq!(message.format, Format::Html);
    assert_eq!(message.body.trim(), "<p>I brought it back, café.</p>");
    let attachments: Vec<_> = message
        .attachments
        .iter()
        .map(|file| (file.file_name.as_str(), file.content_type.as_str(), file.size, file.inline))
        .collect();
    assert_eq!(
        attachments,
        [
            ("receipt.png", "image/png", 8, false),
            ("logo.gif", "image/gif", 6, true),
            ("loans.csv", "text/csv", 8, false),
        ]
    );
}

#[test]
fn an_email_without_html_stays_text() {
    let ticket = mail(
        "From: a@example.com\nDate: Mon, 2 Mar 2026 10:04:00 +0000\nSubject: Hi\n\nLine one\nLine two\n",
    )
    .ticket;
    assert_eq!(
        (ticket.messages[0].format, ticket.messages[0].body.as_str()),
        (Format::Text, "Line one\nLine two\n")
    );
}

#[test]
fn a_text_that_only_looks_a_little_like_one_is_text() {
    let text = "Subject: Late fee\nOrder: 5\n\nFrom: me\nDate: today";
    let ticket = mail(text).ticket;
    assert_eq!((ticket.subject.as_str(), ticket.messages[0].format), ("Late fee", Format::Text));
    assert_eq!(ticket.messages[0].body, "Order: 5\n\nFrom: me\nDate: today");
}
