//! A way from the root of a YAML file to one of its values, made step by step while walking a typed value.

/// The way to a value. It borrows the way that it goes on from, so that making one costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Option<Step<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Into the value under a key.
    Key(&'a str),
    /// To the key itself.
    KeyOnly(&'a str),
    /// Into an item of a list, from 0.
    Index(usize),
}

impl Path<'static> {
    pub const ROOT: Path<'static> = Path { parent: None, step: None };
}

impl<'a> Path<'a> {
    pub fn key(&'a self, key: &'a str) -> Path<'a> {
        self.and(Step::Key(key))
    }

    pub fn key_only(&'a self, key: &'a str) -> Path<'a> {
        self.and(Step::KeyOnly(key))
    }

    pub fn index(&'a self, index: usize) -> Path<'a> {
        self.and(Step::Index(index))
    }

    /// The steps from the root.
    pub fn steps(&self) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        let mut path = Some(*self);
        while let Some(here) = path {
            steps.extend(here.step);
            path = here.parent.copied();
        }
        steps.reverse();
        steps
    }

    fn and(&'a self, step: Step<'a>) -> Path<'a> {
        Path { parent: Some(self), step: Some(step) }
    }
}
