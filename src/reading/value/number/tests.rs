//! What is read as a count, and what is not.

use proptest::prelude::{any, proptest};

use super::find_numbers;

#[track_caller]
fn check(text: &str, expected: &[i64]) {
    let values: Vec<i64> = find_numbers(text).into_iter().map(|found| found.value).collect();
    assert_eq!(values, expected, "{text}");
}

/// Texts with a bar between them in which nothing is found.
#[track_caller]
fn none(texts: &str) {
    for text in texts.split(" | ") {
        check(text, &[]);
    }
}

#[test]
fn numbers_in_digits() {
    check("12", &[12]);
    check("quantity: -2", &[-2]);
    check("it shows −2.", &[-2]);
    check("1,204 orders", &[1204]);
    check("about 140 orders and (3) more", &[140, 3]);
    check("200+ people", &[200]);
    check("minus 4", &[-4]);
    check("ShopHub: 5, LiveCart: 7", &[5, 7]);
    check("qty=14 of 9", &[14, 9]);
    check("38 ShopHub orders", &[38]);
    check("有12件", &[12]);
    check("80-odd orders and 900-some", &[80, 900]);
    check("14\t9", &[14, 9]);
    check("One ShopHub order, 18 7", &[1, 18, 7]);
}

#[test]
fn numbers_in_words() {
    check("zero", &[0]);
    check("eleven left", &[11]);
    check("twenty three, twenty-four", &[23, 24]);
    check("ocho piezas, veintitrés, treinta y dos", &[8, 23, 32]);
    check("vinte e três", &[23]);
    check("vingt-trois, quatre-vingt-douze", &[23, 92]);
    check("a hundred and five", &[105]);
    check("two hundred orders", &[200]);
    check("three thousand two hundred", &[3200]);
    check("minus two", &[-2]);
    check("a dozen, two dozen", &[12, 24]);
    check("only one order", &[1]);
}

#[test]
fn what_is_no_count() {
    none("dozens of them | none left | 2pc | 3XL | A12 | $12 | 12% | 11.8 | 5.1.10 | 12th | #12 | 1/2 | 7pm");
    none("at 8:30 | 2026-01-31 | March 3 | 555-0148 | 2 or 3 orders | two or three | 10-12 | 12 dollars");
    none("page 2 | 576843211234567890 | this one | no one | once we did | Dallas TX 75201 | a handful");
    none("the others | 1730-4 | in 2026 | yesterday | 2 days ago | SKU-12 | 12-AB | step 1 | (555) 123-4567");
    none("x2 | dos_2");
    none("5787 3262 1677 4336 35 | Tel. 81 5550 1927 | five seven seven seven two | Two Chicks & A Rack");
    none("ending in 4471 | > 2. ShopHub Order ID | 0491 | the week of July 21 | Sản phẩm Tên | zip 30236");
    none("every single one reads | the 2nd one attached");
    check("1. yes\n2. march 27\n3. 14", &[14]);
}

proptest! {
    #[test]
    fn any_text_has_its_numbers_in_order(text in any::<String>()) {
        in_order(&text);
    }

    #[test]
    fn words_of_number_have_their_numbers_in_order(
        text in "([0-9]{1,12}|[/.:,()#$-]| |\n|a|one|two|hundred|thousand|dozen|twenty|quatre-vingt|mil|y|e|and|or|minus){0,24}"
    ) {
        in_order(&text);
    }
}

fn in_order(text: &str) {
    let mut end = 0;
    for found in find_numbers(text) {
        assert!(found.range.start >= end && text.get(found.range.clone()).is_some(), "{text:?} {found:?}");
        end = found.range.end;
    }
}
