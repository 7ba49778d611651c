//! Lists of phrases by the first letter, so that a token is held against a few of them and not against all.

use std::sync::LazyLock;

/// A list of phrases with what each says, in which earlier ones go before later ones. A first word that ends in `~` may go
/// on.
pub(super) struct ByInitial<T: 'static> {
    all: &'static [T],
    /// By the first byte of the phrase.
    places: Vec<Alike>,
}

/// Made when it is first used.
pub(super) type Lazy<T> = LazyLock<ByInitial<T>>;

/// The phrases with one initial.
#[derive(Clone, Default)]
struct Alike {
    /// Their places in the list, in order, each with the bytes of its first word as a set.
    places: Vec<(u16, u64)>,
    /// All of these sets together.
    bytes: u64,
}

impl<T> ByInitial<T> {
    /// `phrase` says which part of an entry is the phrase.
    pub(super) fn of(all: &'static [T], phrase: impl Fn(&T) -> &'static str) -> Self {
        let mut places = vec![Alike::default(); 256];
        for (place, entry) in all.iter().enumerate() {
            let first = phrase(entry).split(' ').next().unwrap_or_default();
            let Some(initial) = first.bytes().next() else { continue };
            let bytes = match first.strip_suffix('~') {
                Some(stem) => u64::MAX << bit(stem.len()),
                None => 1 << bit(first.len()),
            };
            let alike = &mut places[usize::from(initial)];
            alike.places.push((place as u16, bytes));
            alike.bytes |= bytes;
        }
        Self { all, places }
    }

    /// The entries whose first word may be the token, in the order of the list.
    pub(super) fn like(&self, token: &str) -> impl Iterator<Item = &'static T> {
        self.of_bytes(token, 1 << bit(token.len()))
    }

    /// The entries that begin with the same letter as the token.
    pub(super) fn same_initial(&self, token: &str) -> impl Iterator<Item = &'static T> {
        self.of_bytes(token, u64::MAX)
    }

    fn of_bytes(&self, token: &str, wanted: u64) -> impl Iterator<Item = &'static T> {
        let alike = token.bytes().next().map(|initial| &self.places[usize::from(initial)]);
        let places = alike.filter(|alike| alike.bytes & wanted != 0).map_or(&[][..], |alike| &alike.places);
        let fits = places.iter().filter(move |(_, bytes)| bytes & wanted != 0);
        fits.map(|(place, _)| &self.all[usize::from(*place)])
    }
}

/// Longer words than the set has bits for are alike.
fn bit(bytes: usize) -> usize {
    bytes.min(63)
}

#[cfg(test)]
mod tests {
    use super::ByInitial;

    #[test]
    fn the_order_of_the_list_stays() {
        let list = ByInitial::of(&[("day after", 1), ("noon", 2), ("day", 3)], |(phrase, _)| phrase);
        let says = |entry: &(&str, i32)| entry.1;
        assert_eq!(list.like("day").map(says).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(list.like("days").count(), 0);
        assert_eq!(list.same_initial("days").map(says).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(list.like("").count(), 0);
    }
}
