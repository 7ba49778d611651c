//! How much of a ticket's text a comment repeats.

/// For one reader, and less where the whole would not fit.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub value_chars_max: usize,
    pub values_max: usize,
    pub quote_chars_max: usize,
    pub places_max: usize,
    /// A longer value is not cut but left out: a customer knows what they wrote.
    pub leave_out_long: bool,
    /// A stranger can open a ticket in anybody's name: what they wrote must not arrive there as a link.
    pub leave_out_links: bool,
}

impl Limits {
    pub const CUSTOMER: Limits = Limits {
        value_chars_max: 60,
        values_max: 3,
        quote_chars_max: 60,
        places_max: 0,
        leave_out_long: true,
        leave_out_links: true,
    };
    /// A packet should be whole, so these are wide.
    pub const AGENT: Limits = Limits {
        value_chars_max: 4_000,
        values_max: 500,
        quote_chars_max: 120,
        places_max: 3,
        leave_out_long: false,
        leave_out_links: false,
    };

    pub fn halved(self) -> Self {
        Self {
            value_chars_max: (self.value_chars_max / 2).max(8),
            values_max: (self.values_max / 2).max(1),
            quote_chars_max: (self.quote_chars_max / 2).max(8),
            places_max: self.places_max / 2,
            leave_out_long: self.leave_out_long,
            leave_out_links: self.leave_out_links,
        }
    }
}
