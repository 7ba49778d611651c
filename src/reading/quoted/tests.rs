//! Cases: whose words the lines of a message are. `O`wn, `Q`uoted, `F`orwarded, `S`ignature, `N`otice, `D`oubtful.

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use crate::reading::html::{Rendition, plain, render};
use crate::reading::quoted::{QuoteContext, Voice, lines};

const FORM: &str = "Hi Jo,\n\nPlease fill in:\n\nSeller ID:\nOrder ID:\nOrder date:\nTracking (if applicable):\n- Record ID\nDid \
                    you appeal?\nThanks a lot for your help with this,\nMaya";

#[track_caller]
fn check_in(rendition: &Rendition, context: &QuoteContext<'_>, voices: &str) {
    let read = lines(rendition, context);
    let shown: String = read
        .iter()
        .filter(|line| !line.range.is_empty())
        .map(|line| match line.voice {
            Voice::Own => 'O',
            Voice::Quoted => 'Q',
            Voice::Forwarded => 'F',
            Voice::Signature => 'S',
            Voice::Notice => 'N',
            Voice::Doubtful => 'D',
        })
        .collect();
    assert_eq!(shown, voices, "{}", rendition.text);
}

/// A first message.
#[track_caller]
fn check(text: &str, voices: &str) {
    check_in(&plain(text), &QuoteContext::default(), voices);
}

/// A forward.
#[track_caller]
fn check_forward(text: &str, voices: &str) {
    check_in(&plain(text), &QuoteContext { subject: "Fwd: notice", ..QuoteContext::default() }, voices);
}

/// An answer to `FORM`.
#[track_caller]
fn check_reply(text: &str, voices: &str) {
    check_in(
        &plain(text),
        &QuoteContext { subject: "Re: order", earlier: &[FORM], earlier_own: &[] },
        voices,
    );
}

#[track_caller]
fn check_html(html: &str, earlier: &[&str], voices: &str) {
    check_in(&render(html), &QuoteContext { subject: "Re: order", earlier, earlier_own: &[] }, voices);
}

#[test]
fn reply_headers_begin_history_in_every_language() {
    for header in [
        "On Mon, Mar 2, 2026 at 2:10 PM Support <help@shop.example> wrote:",
        "On Mar 2, 2026, at 2:10 PM, Support wrote:",
        "On Mon, Mar 2, 2026 at 2:10 PM Maya at the Support Team\n<help@shop.example>\nwrote:",
        "El lun, 2 mar 2026 a las 14:10, Support (<help@shop.example>) escribió:",
        "Em seg., 2 de mar. de 2026 às 14:10, Support <help@shop.example> escreveu:",
        "Le lun. 2 mars 2026 à 14:10, Support <help@shop.example> a écrit :",
        "Am Mo., 2. März 2026 um 14:10 Uhr schrieb Support <help@shop.example>:",
        "Il giorno lun 2 mar 2026 alle ore 14:10 Support <help@shop.example> ha scritto:",
        "Op ma 2 mrt 2026 om 14:10 schreef Support <help@shop.example>:",
        "2026-03-02 14:10 GMT-06:00 Support <help@shop.example>:",
        "Maya <help@shop.example> wrote:",
        "-----Original Message-----\nFrom: Support <help@shop.example>\nSent: Monday\nTo: Jo\nSubject: RE: order",
        "________________________________\nFrom: Support <help@shop.example>\nSent: Monday\nTo: Jo\nSubject: order",
        "From: Support <help@shop.example>\nDate: Monday\nTo: Jo\nSubject: order",
        "De: Support <help@shop.example>\nEnviado el: lunes\nPara: Jo\nAsunto: pedido",
        "De : Support <help@shop.example>\nEnvoyé : lundi\nÀ : Jo\nObjet : commande",
        "Von: Support <help@shop.example>\nGesendet: Montag\nAn: Jo\nBetreff: Bestellung",
        "*From:* Support <help@shop.example>\n*Sent:* Monday\n*To:* Jo <jo@shop.example>,\nAnn <ann@shop.example>\n*Subject:* order",
        "-------- Mensaje original --------\nDe: Support\nFecha: 2/3/26\nPara: Jo\nAsunto: pedido",
        "##- Please type your reply above this line -##",
    ] {
        let history = "Q".repeat(header.lines().count() + 2);
        check_reply(&format!("it's 57\n\n{header}\n\nPlease fill in:\nSeller ID:\n"), &format!("O{history}"));
    }
}

#[test]
fn sentences_are_no_headers() {
    check_reply("On 3/12/2026 they wrote:\nyour order is late", "OO");
    check_reply("9/17, started 5pm\nOn Mar 2, 2026, Support wrote:\nPlease fill in:", "OQQ");
    check_reply("On my phone I see 123\nOn Mar 2, 2026, Support wrote:\nPlease fill in:", "OQQ");
    check("From: Dallas\nTo: Austin\nOrder: 57", "OOO");
    check("Date: 3/4\nSubject matter: late", "OO");
    check("the rest -> below\n--> 57", "OO");
}

#[test]
fn forwarded_mail_counts_as_facts() {
    for header in [
        "---------- Forwarded message ---------\nFrom: Shop <no@shop.example>\nDate: Mon\nSubject: Removed\nTo: Jo",
        "----- Forwarded Message -----\nFrom: Shop\nTo: Jo\nSent: Monday\nSubject: Removed",
    ] {
        check_forward(
            &format!("see this\n\n{header}\n\nRecord ID: 73"),
            if header.contains("Date") { "ONNNFNF" } else { "ONNNNFF" },
        );
    }
    check_forward(
        "see\nBegin forwarded message:\n\n> From: Shop\n> Subject: Removed\n>\n> Record ID: 73\n\nthx",
        "ONNFFO",
    );
    check_forward("---------- Mensaje reenviado ---------\nDe: Shop\nAsunto: Aviso\n\nMotivo: copia", "NNFF");
    check_forward("Início da mensagem encaminhada:\nDe: Shop\nAssunto: Aviso\n\nMotivo: cópia", "NNFF");
    check_forward("Début du message transféré :\nDe: Shop\nObjet: Avis\n\nMotif : copie", "NNFF");
    check_forward(
        "From: Shop <a@shop.example>\nSent: Mon\nTo: Jo\nSubject: Removed\n\nRecord ID: 73",
        "NNNFF",
    );
    check_reply(
        "see\nFrom: Shop <no-reply@shop.example>\nSent: Mon\nTo: Jo\nSubject: Removed\nRecord ID: 73",
        "ONNNFF",
    );
    check(
        "what is this\nFrom: Shop <a@shop.example>\nSent: Mon\nTo: Jo\nSubject: Removed\nRecord ID: 73",
        "ONNNFF",
    );
}

#[test]
fn a_forwarded_copy_of_our_own_mail_is_history() {
    let context = QuoteContext { subject: "FW: order", earlier: &[FORM], earlier_own: &[] };
    let text = "here\n-----Original Message-----\nFrom: Support\nSent: Mon\nSubject: order\n\nPlease fill in:\nSeller ID:\n\
                Thanks a lot for your help with this,\nMaya";
    check_in(&plain(text), &context, "OQQQQQQQQ");
}

#[test]
fn answers_between_quoted_lines_are_own() {
    check_reply("On Mar 2, 2026, Support wrote:\n> Seller ID:\n74\n> Order ID:\n57\n\nthat's all", "QQOQOO");
    check_reply("On Mar 2, 2026, Support wrote:\n\n> Please fill in:\n> Seller ID:\n\n57 and 74", "QQQO");
    check_html(
        "<div class=gmail_quote><div>On Mar 2, 2026, Support wrote:<br></div><blockquote class=gmail_quote>Seller ID:\
         </blockquote><div>74</div><blockquote class=gmail_quote>Order ID:</blockquote><div>57</div></div>",
        &[FORM],
        "QQOQO",
    );
    check_html(
        "<blockquote type=cite>Seller ID:</blockquote>74<blockquote type=cite>Order ID:</blockquote>57",
        &[FORM],
        "QOQO",
    );
}

#[test]
fn answers_typed_into_the_form_are_own() {
    check_reply(
        "On Mar 2, 2026, Support wrote:\n> Please fill in:\n> Seller ID: 74\n> Order ID: unknown\n> Order date:\n\
         > Tracking (if applicable): n/a\n> - Record ID 7 3 8\n> Did you appeal? yes",
        "QQOOQOOO",
    );
    check_reply(
        "On Mar 2, 2026, Support wrote:\nPlease fill in:\nSeller ID:\n74\nOrder date:\nmonday\n",
        "QQQOQO",
    );
    check_html(
        "<p>see</p><div id=appendonsend></div><div id=divRplyFwdMsg>From: Support<br>Sent: Mon<br>Subject: order</div>\
         <div>Please fill in:<br>Seller ID: 74<br>Order ID:</div>",
        &[FORM],
        "OQQQQOQ",
    );
}

#[test]
fn words_below_unmarked_history_are_kept() {
    let text = "On Mar 2, 2026, Support wrote:\nPlease fill in:\nSeller ID:\nMaya\n\nI can't find that anywhere, the page is white.";
    check_reply(text, "QQQQD");
    check_reply("On Mar 2, 2026, Support wrote:\nSeller ID:\nMaya\nThis email is a service", "QQQQ");
}

#[test]
fn answers_to_an_unknown_form_are_kept() {
    let form = "On Mar 2, 2026, Support wrote:\n> Please reply with your order:\n> Seller ID: 74\n> Order ID:\n> Thanks, Maya";
    check(form, "QQDQQ");
    check(&format!("my answers are typed in below\n{form}"), "OQQOQQ");
    check(
        "On Mar 2, 2026, Support wrote:\n> the order is 577348366991997114\n> Call us: soon\n> See https://x.example",
        "QDDQ",
    );
    check_html(
        "<blockquote type=cite>Seller ID <span style='color:rgb(255, 0, 0)'>74</span><br>Order ID <font color=#333>x</font>\
         </blockquote>",
        &[],
        "OQ",
    );
}

#[test]
fn our_own_words_never_become_an_answer() {
    let quoted: String = FORM.lines().map(|line| format!("> {line}\n")).collect();
    check_reply(&format!("hi\nOn Mar 2, 2026, Support wrote:\n{quoted}"), &format!("O{}", "Q".repeat(11)));
    check_html(
        &format!("<blockquote type=cite style='color:blue'>{}</blockquote>", FORM.replace('\n', "<br>")),
        &[FORM],
        &"Q".repeat(10),
    );
    check_html(
        "<blockquote type=cite><ul><li>Record ID</li><li>Order ID</li></ul></blockquote>",
        &[FORM],
        "QQ",
    );
    check_html(
        "<blockquote type=cite style='color:#1F497D'>Hi there,<br>we got it<br>bye</blockquote>",
        &[],
        "QQQ",
    );
    check_reply(
        "57\nOn Mar 2, 2026, Support wrote:\n> Thanks a lot\nfor your help with this,\n> Maya",
        "OQQQQ",
    );
    // Another client wraps the lines elsewhere.
    check_reply("> Thanks a lot for\n> your help with this, Maya", "QQ");
}

#[test]
fn an_unmarked_blockquote_is_history_only_below_a_header() {
    check_html("<p>it says</p><blockquote>invalid grant 36004004</blockquote><p>why?</p>", &[], "OOO");
    check_html("ok<blockquote>Please fill in:<br>Seller ID:</blockquote>", &[FORM], "OQQ");
    check_html(
        "74<br>On 3/2/26 2:10 PM, Support wrote:<br><blockquote>anything at all here</blockquote>bye",
        &[],
        "OQQO",
    );
}

#[test]
fn the_customers_own_earlier_mail_is_read_where_it_stands() {
    let context = QuoteContext {
        subject: "Re: x",
        earlier: &[FORM],
        earlier_own: &["my order 577348366991997114 is late"],
    };
    check_in(
        &plain("hi\n> my order 577348366991997114 is late\n> other 577348366991997115"),
        &context,
        "OQD",
    );
}

#[test]
fn signatures_end_the_writers_own_words() {
    check(
        "Order 57 is late\n\nThanks,\nJo Miller\nOwner | Miller's\n(618) 555-0148\nwww.millers.example",
        "OOSSSS",
    );
    check("Late.\nBest regards\nJo\n218 W 3rd St, 82601\njo@millers.example", "OOSSS");
    check("Tarde.\nSaludos,\nAna\nTienda Flor", "OOSS");
    check("Atrasado.\nObrigada!\nLuciana", "OOS");
    check("late\n--\nJo\nMiller's | 555", "OSSS");
    check("late\n-- \nJo\nSeller ID 7495157261206996403\nSeller ID: 74\nP.S. also late", "OSSOOO");
    check("late\nThanks\nJo\nSeller ID 7495157261206996403\nP.S. it was monday", "OOSOO");
    // Facts, not a visiting card.
    check("Thanks!\nlive was on tuesday\nat 7 in the evening", "OOO");
    check("Thanks for the quick help\nOrder 88671", "OO");
    check("Thanks,\nJo\n\nAlso, the second one never came in and it has been a week.", "OOO");
    check_html("<p>late</p><div class=gmail_signature>Jo<br>Miller's<br>Order ID: 57</div>", &[], "OSSO");
    check_html("<p>late</p><div data-smartmail=gmail_signature>Jo</div>", &[], "OS");
}

#[test]
fn notices_are_set_apart() {
    for notice in [
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Envoyé de mon iPhone",
        "Von meinem iPhone gesendet",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "Sent from Yahoo Mail for iPhone",
        "CONFIDENTIALITY NOTICE: This e-mail may be privileged.",
        "This message is confidential and for the recipient only.",
        "Please consider the environment before printing this e-mail.",
        "Unsubscribe: reply STOP",
    ] {
        check(&format!("late\n\n{notice}"), "ON");
    }
    check("late\nDISCLAIMER: this is\nfor you alone\n\nmore", "ONNO");
    check("Sent from my iPhone, order 577348366991997114", "O");
    check("Sent from my warehouse on Monday, they said it would be there by Friday at noon", "O");
}

#[test]
fn the_tabs_of_empty_cells_stay() {
    let table = render("<p>x<table><tr><td></td><td>A</td></tr><tr><td>n</td><td>1</td></tr></table>");
    let read = lines(&table, &QuoteContext::default());
    assert_eq!(&table.text[read[1].range.clone()], "\tA");
}

#[test]
fn depth_counts_the_levels_of_quoting() {
    let read = lines(&plain("a\n> b\n>> c\n> > > d"), &QuoteContext::default());
    assert_eq!(read.iter().map(|line| line.depth).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(read[3].range, 17..18);
}

#[test]
fn a_million_lines_are_read_in_linear_time() {
    let started = std::time::Instant::now();
    for text in
        ["> a: b\n", ">", "On 2026\n", "From: a@b\n", "Thanks,\n", "--\n", "-----Original Message-----\n"]
    {
        let text = text.repeat(400_000 / text.len());
        lines(&plain(&text), &QuoteContext { subject: "Re: x", earlier: &[&text], earlier_own: &[&text] });
    }
    assert!(started.elapsed().as_secs() < 60);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_line_comes_once_and_in_order(
        text in r"((> ?){0,3}(On Mar 2, 2026, é wrote:|From: a@b.c|Subject: x|Seller ID: 74|Thanks,|--|[a-z: é]{0,9})\n){0,14}",
        earlier in r"(Seller ID:\n|[a-z ]{0,9}\n){0,4}"
    ) {
        let rendition = plain(&text);
        let read = lines(&rendition, &QuoteContext { subject: "Re: x", earlier: &[&earlier], earlier_own: &[] });
        prop_assert_eq!(read.len(), rendition.text.split('\n').count());
        for (line, raw) in read.iter().zip(rendition.text.split('\n')) {
            let words = rendition.text.get(line.range.clone()).expect("on character borders");
            prop_assert_eq!(words, raw.trim_start_matches(['>', ' ']).trim_end());
        }
    }

    #[test]
    fn any_markup_is_read(
        html in r#"(<(div|p|td|blockquote|blockquote type=cite|div class=gmail_quote|div id=divRplyFwdMsg|span style='color:red'|br)>|</(div|p|td|blockquote|span)>|[a-z\n]{0,4}|On Mar 2, 2026, x wrote:|Seller ID: 74){0,30}"#
    ) {
        let rendition = render(&html);
        let read = lines(&rendition, &QuoteContext::default());
        prop_assert_eq!(read.len(), rendition.text.split('\n').count());
        prop_assert!(read.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
    }
}
