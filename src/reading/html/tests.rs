//! Cases: what an HTML body reads as.

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use crate::reading::html::{RegionKind, Rendition, plain, render};

#[track_caller]
fn check(html: &str, expect: &str) {
    assert_eq!(render(html).text, expect, "{html}");
}

/// The words of the regions of a kind.
fn regions(rendition: &Rendition, wanted: impl Fn(&RegionKind) -> bool) -> Vec<&str> {
    let found = rendition.regions.iter().filter(|region| wanted(&region.kind));
    found.map(|region| &rendition.text[region.range.clone()]).collect()
}

#[test]
fn lines_are_where_a_reader_sees_them() {
    check("<p>one</p><p>two</p>", "one\ntwo");
    check("<div>one</div>two<div>three</div>", "one\ntwo\nthree");
    check("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo");
    check("one<br><br><br><br>two<br>", "one\n\ntwo");
    check("<p>one</p><p>&nbsp;</p><p><o:p>&nbsp;</o:p></p><p>two</p>", "one\n\ntwo");
    check("<p>one<p>two<ul><li>a<li>b</ul>end", "one\ntwo\n- a\n- b\nend");
    check("<ol start=3><li><p>a</p></li><li></li><li>b</li></ol>", "3. a\n5. b");
    check("<ul style='list-style:none'><li>\u{2610} a</li></ul>", "\u{2610} a");
    check(
        "<dl><dt>Type</dt><dd>Policy</dd><dt>Reason</dt><dd><p>Recall</p></dd></dl>",
        "Type\tPolicy\nReason\tRecall",
    );
    check("<p>a\n  b\t c&nbsp; d", "a b\tc d");
}

#[test]
fn a_row_is_a_line_and_its_cells_are_tabbed() {
    check(
        "<table><tr><th>Order<th>Date<tr><td><p>57 </p></td>\n<td> <p>9/1</p> </td></table>x",
        "Order\tDate\n57\t9/1\nx",
    );
    check(
        "<table><tr><td></td><td>A</td><td>B</td></tr><tr><td>n</td><td></td><td>2</td></tr></table>",
        "\tA\tB\nn\t\t2",
    );
    check("x<table><tr><td></td><td>A</td></tr><tr><td>n</td><td>&nbsp;</td></tr></table>y", "x\n\tA\nn\ny");
    check(
        "<table><tr><td><p>Hi,</p><p>all of the mail</p><br>in a cell</td></tr></table>",
        "Hi,\nall of the mail\n\nin a cell",
    );
    check(
        "<table><tr><td>Dear,<table><tr><td>Type<td>Late<tr><td>Id<td>7</table>Bye</td><td>side</td></tr></table>",
        "Dear,\nType\tLate\nId\t7\nBye\nside",
    );
    check("<table><tr><td><div><b>Id</b></div></td><td><div><br></div></td></tr></table>", "Id");
}

#[test]
fn what_nobody_sees_goes() {
    check("<html><head><title>t</title><style>p{}</style></head><body>a<script>if(a<b)</script></body>", "a");
    check("a<span style='display: none'>b<b>c</b></span>d<i hidden>e</i>", "ad");
    check("a<span style='font-size:0px'>b</span><span style='FONT-SIZE:0.9em'>c</span>", "ac");
    check("a<div style='visibility:hidden'>b<table><tr><td>x</table></div>c", "a\nc");
    check("order 57\u{200b}68&zwnj;99&shy;1", "order 5768991");
    check("a<!-- b <p> -->c<![if !mso]>d<![endif]>", "acd");
    assert!(render("a<img src=p.gif width=1 height=1><img src=q style='width:0px'>").regions.is_empty());
}

#[test]
fn what_is_no_tag_stays() {
    check(
        "from Jo <Jo@Example.com> to <https://x.example/1>",
        "from Jo <Jo@Example.com> to <https://x.example/1>",
    );
    check("<p>5 < 6 & we <3 you </3 &lt;b&gt;", "5 < 6 & we <3 you </3 <b>");
    check("<p>ends <a href='unclosed and on", "ends <a href='unclosed and on");
    check("<p>a<a href=\"x>y</a> z", "ay z");
    check("<p>a<!-- b", "a<!-- b");
    check("one\r\ntwo &amp; three\n\n\n\nfour", "one\ntwo & three\n\nfour");
    check("<input type=checkbox checked> Yes <input type=checkbox> No <input value=74>", "[x] Yes [ ] No 74");
    check("<pre>\nId ..... 7\n  Date   8\n</pre>after", "Id ..... 7\nDate   8\nafter");
    check("</div></td></p>a</b><td>b", "a\nb");
}

#[test]
fn marks_become_regions() {
    let mail = render(
        "<div>Hi <b>all</b> <a href='mailto:jo@x.example'>Jo</a></div><div class='gmail_quote'><div>On Monday wrote:\
         </div><blockquote class='gmail_quote'>Id: <span style='color:#ff0000'>74</span></blockquote></div>\
         <blockquote type=cite>q</blockquote><blockquote>i</blockquote><div class=ydp12signature>Ann</div>",
    );
    assert_eq!(mail.text, "Hi all Jo\nOn Monday wrote:\nId: 74\nq\ni\nAnn");
    assert_eq!(regions(&mail, |kind| *kind == RegionKind::Bold), ["all"]);
    assert_eq!(
        regions(&mail, |kind| *kind == RegionKind::Link { href: "mailto:jo@x.example".into() }),
        ["Jo"]
    );
    assert_eq!(regions(&mail, |kind| *kind == RegionKind::Thread), ["On Monday wrote:\nId: 74"]);
    assert_eq!(regions(&mail, |kind| *kind == RegionKind::Quote), ["Id: 74", "q"]);
    assert_eq!(regions(&mail, |kind| *kind == RegionKind::Coloured), ["74"]);
    assert_eq!(regions(&mail, |kind| *kind == RegionKind::Indented), ["i"]);
    assert_eq!(regions(&mail, |kind| *kind == RegionKind::Signature), ["Ann"]);
    let reply = render("new<div id=divRplyFwdMsg>From: a</div><div>old</div>");
    assert_eq!(regions(&reply, |kind| *kind == RegionKind::Quote), ["From: a\nold"]);
}

#[test]
fn pictures_leave_their_place() {
    let mail = render("<p>here:</p><p><img src='cid:a' alt='CS' width=600></p><p>and:</p><img src='cid:b'>");
    assert_eq!(mail.text, "here:\n\nand:");
    assert_eq!(mail.regions.len(), 2);
    assert_eq!(mail.regions[0].range, 6..6);
    assert_eq!(mail.regions[1].range, 11..11);
    let RegionKind::Image { source, alt, width, height } = &mail.regions[0].kind else { panic!("a picture") };
    assert_eq!((source.as_str(), alt.as_str(), *width, *height), ("cid:a", "CS", Some(600), None));
}

#[test]
fn plain_text_keeps_its_lines() {
    assert_eq!(plain("a\r\n\r\n\r\n b\u{a0}c\td <x>\u{200b}\r\n").text, "a\n\nb c\td <x>");
}

/// Quadratic work on any of these takes minutes.
#[test]
fn hostile_input_is_read_in_linear_time() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=1")).collect();
    for html in [
        "<div>".repeat(200_000),
        "<p>".repeat(300_000),
        "<table><tr><td>".repeat(60_000),
        "<b><i></p>".repeat(100_000),
        "<a href='".repeat(100_000),
        "<!--".repeat(250_000),
        "<style><title></".repeat(60_000),
        "&amp;".repeat(200_000),
        "&#x41".repeat(200_000),
        "&nosuchentity".repeat(80_000),
        "<".repeat(1_000_000),
        "</a".repeat(300_000),
        "<li>x".repeat(200_000),
        "<span style='color:red'>".repeat(40_000),
        "<blockquote>a".repeat(70_000),
        "<img src=a>".repeat(90_000),
        "<p id=appendonsend>".repeat(50_000),
        format!("<div{attributes}>text</div>"),
    ] {
        let started = std::time::Instant::now();
        let read = render(&html);
        assert!(read.text.len() <= html.len() * 2);
        assert!(started.elapsed().as_secs() < 30, "{}", &html[..30]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_source_gives_well_formed_regions(
        html in r#"(<(div|p|td|tr|table|li|b|blockquote|img|br|dd|dt|a href=x|span style='color:red')>|</(div|p|td|tr|table|b)>|[a-zé \n<>&"';/!]{0,4}|&nbsp;){0,40}"#
    ) {
        let read = render(&html);
        let mut last = 0;
        for region in &read.regions {
            prop_assert!(region.range.start >= last && region.range.end <= read.text.len());
            prop_assert!(read.text.get(region.range.clone()).is_some());
            last = region.range.start;
        }
        prop_assert!(!read.text.contains("\n\n\n"));
    }

    #[test]
    fn plain_text_is_left_as_it_is(text in r"[a-zA-Z0-9:.,é \n#-]{0,80}") {
        let once = render(&text).text;
        prop_assert_eq!(&render(&once).text, &once);
        prop_assert_eq!(plain(&once).text, once);
    }
}
