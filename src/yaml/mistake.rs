//! The register of everything that can be wrong with a configuration, each with its level.

/// How much a mistake weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The configuration is refused.
    Error,
    /// It is used as it is; what stands there is hardly what was meant.
    Warning,
}

/// Makes the kinds, so that none can be left out of the list or lack a name.
macro_rules! mistakes {
    ($($variant:ident $name:literal $level:ident,)*) => {
        /// A kind of mistake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Mistake {
            $($variant,)*
        }

        impl Mistake {
            pub const ALL: &[Mistake] = &[$(Mistake::$variant,)*];

            /// The name that logs and answers have it by.
            pub fn name(self) -> &'static str {
                match self {
                    $(Mistake::$variant => $name,)*
                }
            }

            pub fn level(self) -> Level {
                match self {
                    $(Mistake::$variant => Level::$level,)*
                }
            }
        }
    };
}

mistakes! {
    // Files
    NoSuchFile "no_such_file" Error,
    NoChecklist "no_checklist" Error,
    NoConfiguration "no_configuration" Error,
    Unreadable "unreadable" Error,
    NotUtf8 "not_utf8" Error,
    FileTooLong "file_too_long" Error,
    TooManyFiles "too_many_files" Error,
    FileNotRead "file_not_read" Warning,
    // Shape
    NotYaml "not_yaml" Error,
    KeyTwice "key_twice" Error,
    UnknownField "unknown_field" Error,
    UnknownName "unknown_name" Error,
    FieldMissing "field_missing" Error,
    NeedsValue "needs_value" Error,
    TakesNoValue "takes_no_value" Error,
    SeveralForOne "several_for_one" Error,
    WrongType "wrong_type" Error,
    WrongLength "wrong_length" Error,
    OutOfRange "out_of_range" Error,
    SecretInFile "secret_in_file" Error,
    // Names and texts
    UnknownItem "unknown_item" Error,
    UnknownList "unknown_list" Error,
    UnknownChoice "unknown_choice" Error,
    NotOnChecklist "not_on_checklist" Error,
    NoIdentifier "no_identifier" Error,
    NoEnglish "no_english" Error,
    EmptyText "empty_text" Error,
    EmptyPhrase "empty_phrase" Error,
    EmptyList "empty_list" Error,
    StarWithin "star_within" Error,
    NamesItself "names_itself" Error,
    // Patterns and examples
    PatternInvalid "pattern_invalid" Error,
    PatternMatchesEmpty "pattern_matches_empty" Error,
    PatternWithoutValue "pattern_without_value" Error,
    PatternWithoutExample "pattern_without_example" Error,
    ExampleUnread "example_unread" Error,
    // Items
    RangeTurned "range_turned" Error,
    RangeFromZero "range_from_zero" Error,
    StartNoDigits "start_no_digits" Error,
    StartTooLong "start_too_long" Error,
    NoChoices "no_choices" Error,
    ChoiceUnsaid "choice_unsaid" Error,
    ItemUnused "item_unused" Warning,
    ListUnused "list_unused" Warning,
    // Checklists
    CategoryTwice "category_twice" Error,
    ItemTwice "item_twice" Error,
    AlwaysWithItems "always_with_items" Error,
    WeightOfNothing "weight_of_nothing" Error,
    ReadTooSoon "read_too_soon" Error,
    FieldShared "field_shared" Error,
    PhraseShared "phrase_shared" Warning,
    PatternShared "pattern_shared" Warning,
    LookAlikes "look_alikes" Warning,
    AnsweredInCircle "answered_in_circle" Warning,
    // Conditions
    CannotHold "cannot_hold" Error,
    AlwaysHolds "always_holds" Error,
    NoSuchValue "no_such_value" Error,
    NeverAsked "never_asked" Error,
    // Gates
    GateAlwaysClosed "gate_always_closed" Error,
    GateUnreachable "gate_unreachable" Error,
    GateWithoutWayOut "gate_without_way_out" Warning,
    WaitMissing "wait_missing" Error,
    WaitUnused "wait_unused" Error,
    WaitOfNothing "wait_of_nothing" Error,
    WaitFromNoDate "wait_from_no_date" Error,
    WaitFromUnasked "wait_from_unasked" Warning,
    // Tests
    NoTime "no_time" Error,
    TestContradictory "test_contradictory" Error,
    // What was learned
    LearnedInvalid "learned_invalid" Error,
    LearnedCategory "learned_category" Warning,
    // Replies
    TemplateInvalid "template_invalid" Error,
    TemplateMissing "template_missing" Error,
    TemplateFails "template_fails" Error,
    TemplateName "template_name" Error,
    GateWords "gate_words" Warning,
    LanguageWithoutReplies "language_without_replies" Warning,
    NotesWithoutReplies "notes_without_replies" Error,
    // Examples for the demonstration
    TicketInvalid "ticket_invalid" Error,
    // Settings
    NoAddress "no_address" Error,
    AddressTaken "address_taken" Error,
    NoTokenName "no_token_name" Error,
    NoToken "no_token" Error,
    BelowOne "below_one" Error,
    MoreThanADay "more_than_a_day" Error,
    NoHelpdeskAddress "no_helpdesk_address" Error,
    NoSigningSecret "no_signing_secret" Error,
    NoPercentage "no_percentage" Error,
    NotZeroToOne "not_zero_to_one" Error,
    NoTimeZone "no_time_zone" Error,
    NoLogLevel "no_log_level" Error,
    NoCollector "no_collector" Error,
    EmptyPath "empty_path" Error,
    NoHelpdeskName "no_helpdesk_name" Error,
    UnknownCategory "unknown_category" Error,
    NeverClosed "never_closed" Error,
    NoStatus "no_status" Error,
    HelpdeskField "helpdesk_field" Error,
    ReminderOfNothing "reminder_of_nothing" Error,
    NoTag "no_tag" Error,
    TagTwice "tag_twice" Error,
    Environment "environment" Error,
    // Rules of an account's own
    NoRules "no_rules" Error,
    RulesMisplaced "rules_misplaced" Error,
    SettingsInRules "settings_in_rules" Error,
    // What nothing above has found, and the program refuses all the same
    Unusable "unusable" Error,
}
