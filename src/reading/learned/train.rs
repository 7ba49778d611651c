//! Learns the weights from labelled tickets: multinomial logistic regression by gradient steps, each run the same.

use crate::checklist::learned::Learned;
use crate::reading::learned::piece::{Pieces, Place};

/// Times that all tickets are gone through.
const ROUNDS: usize = 30;
/// The length of the first step; later ones are shorter, the more a weight has moved.
const STEP: f32 = 0.2;
/// The bits of a hash: 2^14 buckets hold the pieces of many thousand tickets with few that meet.
pub const BITS: u32 = 14;
/// How much the learned weighs beside the signs, if nothing else is said.
pub const STRENGTH: f32 = 1.0;

/// A ticket with its label.
pub struct Labelled {
    pub pieces: Pieces,
    /// The number of its category.
    pub category: usize,
}

/// Learn from the tickets, in this order.
pub fn learn(tickets: &[Labelled], categories: Vec<String>, strength: f32) -> Learned {
    let width = categories.len();
    let mut weights = vec![0.0_f32; width << BITS];
    let mut moved = vec![1e-3_f32; width << BITS];
    let mut likely = vec![0.0_f32; width];
    for _ in 0..ROUNDS {
        for ticket in tickets {
            let norm = ticket.pieces.norm();
            let each = || {
                ticket.pieces.by_place().flat_map(move |(place, buckets)| {
                    buckets.iter().map(move |bucket| (place, *bucket as usize * width))
                })
            };
            likely.fill(0.0);
            for (place, row) in each() {
                for (sum, weight) in likely.iter_mut().zip(&weights[row..row + width]) {
                    *sum += value(place, norm) * weight;
                }
            }
            to_errors(&mut likely, ticket.category);
            for (place, row) in each() {
                for (column, error) in likely.iter().enumerate() {
                    let gradient = error * value(place, norm);
                    moved[row + column] += gradient * gradient;
                    weights[row + column] -= STEP * gradient / moved[row + column].sqrt();
                }
            }
        }
    }
    rounded(&weights, categories, strength, tickets.len())
}

fn value(place: Place, norm: f32) -> f32 {
    place.value() / norm
}

/// From sums to how much too likely each category was taken to be.
fn to_errors(sums: &mut [f32], category: usize) {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    sums.iter_mut().for_each(|sum| *sum = (*sum - most).exp());
    let all: f32 = sums.iter().sum();
    sums.iter_mut().for_each(|sum| *sum /= all);
    if let Some(right) = sums.get_mut(category) {
        *right -= 1.0;
    }
}

fn rounded(weights: &[f32], categories: Vec<String>, strength: f32, tickets: usize) -> Learned {
    let most = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let step = most / f32::from(i8::MAX);
    let round = |weight: &f32| if step > 0.0 { (weight / step).round() as i8 } else { 0 };
    Learned { categories, bits: BITS, step, strength, weights: weights.iter().map(round).collect(), tickets }
}
