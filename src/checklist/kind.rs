//! The kinds of value that an item can have, each with the shape that its values have.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// What kind of value an item has.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A long number or code, such as an order number. Blanks and dashes within are dropped.
    #[schemars(extend("examples" = [{"id": {"digits": [8, 8], "starts_with": ["44"], "taken_unlabelled": 1}}]))]
    Id(IdShape),
    /// A short code as the customer gives it, such as a SKU.
    #[schemars(extend("examples" = [{"code": {"length": [3, 20]}}]))]
    Code(CodeShape),
    /// Words, such as an error message.
    #[schemars(extend("examples" = [{"text": {"words_min": 3, "or_pictured": true}}]))]
    Text(TextShape),
    /// A day.
    #[schemars(extend("examples" = [{"date": {"near": ["delivery_words"]}}]))]
    Date(DateShape),
    /// A day, with a time of day where one is given.
    #[schemars(extend("examples" = [{"date_time": {"near": ["start_words"], "not_after": ["reported_on"]}}]))]
    DateTime(DateShape),
    /// A time of day.
    #[schemars(extend("examples" = [{"time": {"near": ["start_words"]}}]))]
    Time(TimeShape),
    /// A number that counts something.
    #[schemars(extend("examples" = [{"number": {"near": ["parcel_words"]}}]))]
    Number(NumberShape),
    /// One of several, by the words that say it.
    #[schemars(extend("examples" = [{"choice": {"choices": {"yes": {"label": ["yes"], "text": ["it was opened"]}, "no": {"label": ["no"], "text": ["still sealed"]}}}}]))]
    Choice(ChoiceShape),
    /// An e-mail address.
    #[schemars(extend("examples" = [{"email": {"taken_unlabelled": true}}]))]
    Email(EmailShape),
    /// A name or a @handle.
    #[schemars(extend("examples" = [{"name": {"handle": true}}]))]
    Name(NameShape),
    /// A picture, attached or linked, or a print of a page.
    #[schemars(extend("examples" = [{"screenshot": {"names": ["damage*", "scratch*"], "taken_unnamed": true}}]))]
    Screenshot(FileShape),
    /// A table of data, such as a CSV export.
    #[schemars(extend("examples" = [{"sheet": {"names": ["stock list"]}}]))]
    Sheet(FileShape),
    /// A document: picture, PDF or sheet.
    #[schemars(extend("examples" = [{"document": {"names": ["invoice*"]}}]))]
    Document(FileShape),
}

impl Kind {
    /// Whether an attached file answers it, and not words.
    pub fn is_file(&self) -> bool {
        match self {
            Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => true,
            Kind::Id(_)
            | Kind::Code(_)
            | Kind::Text(_)
            | Kind::Date(_)
            | Kind::DateTime(_)
            | Kind::Time(_)
            | Kind::Number(_)
            | Kind::Choice(_)
            | Kind::Email(_)
            | Kind::Name(_) => false,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdShape {
    /// The fewest and the most digits that it can have.
    pub digits: (u8, u8),
    /// What its digits begin with; empty means anything.
    #[serde(default)]
    pub starts_with: Vec<String>,
    /// Regular expressions for other forms that it can have, such as those with letters.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// A number of this shape that nothing else claims is taken for this item. The lowest number goes first.
    #[serde(default)]
    pub taken_unlabelled: Option<u8>,
    /// What most of them begin with: tells two unlabelled numbers of the same shape apart.
    #[serde(default)]
    pub often_starts_with: Vec<String>,
    /// Items beside whose values, on the same line, a number of this shape is taken for this item.
    #[serde(default)]
    pub beside: Vec<String>,
    /// A named list of words for sheets and their columns: one that is attached, and that the customer's words say
    /// holds such numbers, answers it.
    #[serde(default)]
    pub or_in_sheet: Option<String>,
    /// The place words of the item, named lists of phrases which near a number say that it is this item.
    #[serde(default)]
    pub near: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeShape {
    /// The fewest and the most characters that it can have.
    pub length: (u8, u8),
    /// Capitals and digits with a dash that nothing else claims are taken for this item.
    #[serde(default)]
    pub taken_unlabelled: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextShape {
    /// A picture that the customer's words say shows it answers it as well.
    #[serde(default)]
    pub or_pictured: bool,
    /// A named list of phrases: what a line tells behind one of them, in an answer to a question for the item.
    #[serde(default)]
    pub answered_with: Option<String>,
    /// Named lists of phrases that a value told in a sentence must not hold.
    #[serde(default)]
    pub not_with: Vec<String>,
    /// Named lists of phrases: of several values told in sentences, one that holds such a phrase goes first.
    #[serde(default)]
    pub best_with: Vec<String>,
    /// The fewest words that answer it.
    #[serde(default)]
    pub words_min: u8,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateShape {
    /// Named lists of phrases which, in the sentence of a date, say that it is this one.
    #[serde(default)]
    pub near: Vec<String>,
    /// Named lists of phrases which, in the sentence of a date, say that it is another.
    #[serde(default)]
    pub not_near: Vec<String>,
    /// A date that nothing else claims is taken for this item.
    #[serde(default)]
    pub taken_unlabelled: bool,
    /// A named list of phrases that say that it is the day on which they are written.
    #[serde(default)]
    pub today: Option<String>,
    /// Items right behind whose values a date is this one, whatever else the sentence tells.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Items whose dates this one can't be later than: what leads to them.
    #[serde(default)]
    pub not_after: Vec<String>,
    /// Of several days that are told in one message the latest one counts: what was done again.
    #[serde(default)]
    pub last_counts: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeShape {
    /// Named lists of phrases which, close to a time, say that it is this one.
    #[serde(default)]
    pub near: Vec<String>,
    /// Named lists of phrases which, close to a time, say that it is another.
    #[serde(default)]
    pub not_near: Vec<String>,
    /// A time that nothing else claims is taken for this item.
    #[serde(default)]
    pub taken_unlabelled: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberShape {
    /// Named lists of phrases that stand beside the number.
    #[serde(default)]
    pub near: Vec<String>,
    /// A named list of phrases that lead from a place to its count: "the shop says 12" speaks for the categories that ask
    /// for the count.
    #[serde(default)]
    pub told_by: Option<String>,
    /// A named list of phrases right behind which a number counts something else: "sold 3 of them".
    #[serde(default)]
    pub not_behind: Option<String>,
    /// Named lists of phrases that, right behind a number, say that it counts something else.
    #[serde(default)]
    pub not_before: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceShape {
    /// Each choice with the words that say it.
    pub choices: IndexMap<String, Words>,
    /// When several are said in one message, this one is meant; otherwise the last.
    #[serde(default)]
    pub together: Option<String>,
    /// Named lists of phrases that say that the words around are about this item.
    #[serde(default)]
    pub near: Vec<String>,
    /// Named lists of phrases that say that the words around are about something else.
    #[serde(default)]
    pub not_near: Vec<String>,
    /// Named lists of phrases right behind which a choice is not meant: "not the shop".
    #[serde(default)]
    pub not_behind: Vec<String>,
    /// Named lists of phrases right before which a choice is not meant: "the shop is fine".
    #[serde(default)]
    pub not_before: Vec<String>,
}

/// The words that say a choice.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Words that say it beside the item's label, as in a form.
    #[serde(default)]
    pub label: Vec<String>,
    /// Words that say it anywhere in the customer's own words.
    #[serde(default)]
    pub text: Vec<String>,
    /// Words that say it where, shortly before them in the sentence, a phrase of the item's `near` stands.
    #[serde(default)]
    pub close: Vec<String>,
    /// Phrases of several lists that say it where they follow each other closely.
    #[serde(default)]
    pub told: Vec<Told>,
    /// Named items whose presence says it.
    #[serde(default)]
    pub items: Vec<String>,
    /// It ends the matter: said in a later message it stands, whatever the sentences around speak of.
    #[serde(default)]
    pub settles: bool,
}

/// One phrase of each list, in this order, within a clause: "have not" + "filed" + "a request".
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Named lists of phrases.
    pub of: Vec<String>,
    /// How many words may stand between one phrase and the next.
    #[serde(default)]
    pub words_max: u8,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailShape {
    /// A lone address in the customer's own words, outside of the signature, is taken for this item.
    #[serde(default)]
    pub taken_unlabelled: bool,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameShape {
    /// A lone @handle is taken for this item.
    #[serde(default)]
    pub handle: bool,
    /// Named lists of phrases that no name holds, such as verbs.
    #[serde(default)]
    pub not_with: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileShape {
    /// Phrases in a file name, or in the words that speak of the file, which say that it is this one.
    #[serde(default)]
    pub names: Vec<String>,
    /// Phrases which say that it is not.
    #[serde(default)]
    pub not_names: Vec<String>,
    /// A file that nothing else claims is taken for this item, in the order of the checklist.
    #[serde(default)]
    pub taken_unnamed: bool,
}

/// A way in which a value shows in running text.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Showing {
    /// A regular expression with a group named `value`.
    #[schemars(extend("examples" = [{"pattern": "batch (?<value>[a-z]{2}[0-9]+)"}]))]
    Pattern(String),
    /// Words in quotation marks that have a phrase of this named list.
    #[schemars(extend("examples" = [{"quoted": "error_words"}]))]
    Quoted(String),
    /// Words in quotation marks, in a sentence that has a phrase of this named list, in them or beside them.
    #[schemars(extend("examples" = [{"quoted_with": "error_words"}]))]
    QuotedWith(String),
    /// What follows a phrase, to the end of its clause.
    #[schemars(extend("examples" = [{"after": {"phrase": "says_words", "until": "reason_words"}}]))]
    After(AfterShape),
    /// The clause in which a phrase of this named list stands; with the clauses between two such, if it has several.
    #[schemars(extend("examples" = [{"clause_with": "error_words"}]))]
    ClauseWith(String),
    /// The sentence in which a phrase of this named list stands.
    #[schemars(extend("examples" = [{"sentence_with": "error_words"}]))]
    SentenceWith(String),
    /// A noun with the words around that belong to it: "the Porch Swing candle".
    #[schemars(extend("examples" = [{"noun": {"last": "ware_words", "first": "ware_words_es", "edges": ["the", "my", "is"]}}]))]
    Noun(NounShape),
    /// The first passage of the customer's own words that tells what happened.
    #[schemars(extend("examples" = [{"story": {"words_min": 4, "leave_out": ["greetings"]}}]))]
    Story(StoryShape),
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterShape {
    /// A named list: what follows one of its phrases is the value.
    pub phrase: String,
    /// A named list: one of its phrases must stand before, in the same sentence.
    #[serde(default)]
    pub behind: Option<String>,
    /// A named list: the value ends before such a phrase.
    #[serde(default)]
    pub until: Option<String>,
    /// A named list: the value must have one of its phrases.
    #[serde(default)]
    pub having: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NounShape {
    /// A named list of nouns that end their phrase, as in English: "black wrap dress".
    pub last: String,
    /// A named list of nouns that begin it, as in Spanish: "vestido negro cruzado".
    pub first: String,
    /// Words that belong to no such phrase, such as articles and verbs.
    pub edges: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoryShape {
    /// A sentence of fewer words tells nothing by itself.
    pub words_min: u8,
    /// Named lists of phrases: a sentence with one of them is no part of what happened.
    #[serde(default)]
    pub leave_out: Vec<String>,
    /// Named lists of phrases: a sentence with one of them speaks of the matter, and counts twice.
    #[serde(default)]
    pub heavier: Vec<String>,
    /// Named lists of phrases: a clause with one of them tells little.
    #[serde(default)]
    pub lighter: Vec<String>,
}
