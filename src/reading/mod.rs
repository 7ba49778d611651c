//! From text to facts: cleaning, lines, labels, tables, typed values, attachments and the category.

pub mod attachment;
pub mod byteset;
pub mod category;
pub mod cue;
pub mod example;
pub mod expression;
pub mod facts;
pub mod field;
pub mod find;
pub mod hash;
pub mod html;
pub mod label;
pub mod language;
pub mod learned;
pub mod lexicon;
pub mod mention;
pub mod numbered;
pub mod passage;
pub mod quoted;
pub mod quotes;
pub mod sentence;
pub mod spelling;
pub mod table;
pub mod value;
pub mod vocabulary;
pub mod words;
