//! Lists of phrases by the first letter, so that a token is held against a few of them and not against all.

use std::sync::LazyLock;

/// A list of phrases with what each says, in which earlier ones go before later ones.
pub(super) struct ByInitial<T: 'static> {
    all: &'static [T],
    /// By the first byte of the phrase: places in the list, in order.
    places: Vec<Vec<u16>>,
}

/// Made when it is first used.
pub(super) type Lazy<T> = LazyLock<ByInitial<T>>;

impl<T> ByInitial<T> {
    /// `phrase` says which part of an entry is the phrase.
    pub(super) fn of(all: &'static [T], phrase: impl Fn(&T) -> &'static str) -> Self {
        let mut places = vec![Vec::new(); 256];
        for (place, entry) in all.iter().enumerate() {
            if let Some(first) = phrase(entry).bytes().next() {
                places[usize::from(first)].push(place as u16);
            }
        }
        Self { all, places }
    }

    /// The entries whose phrase begins with the same letter as the token, in the order of the list.
    pub(super) fn like(&self, token: &str) -> impl Iterator<Item = &'static T> {
        let places = token.bytes().next().map_or(&[][..], |first| &self.places[usize::from(first)]);
        places.iter().map(|place| &self.all[usize::from(*place)])
    }
}

#[cfg(test)]
mod tests {
    use super::ByInitial;

    #[test]
    fn the_order_of_the_list_stays() {
        let list = ByInitial::of(&[("day after", 1), ("noon", 2), ("day", 3)], |(phrase, _)| phrase);
        assert_eq!(list.like("days").map(|(_, says)| *says).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(list.like("").count(), 0);
    }
}
