//! What was taken from a budget for a request whose use is not known yet.

use std::sync::atomic::AtomicU64;

use crate::run::budget::{BudgetLeft, Limit, give_back, take, take_up_to};
use crate::run::error::RunError;
use crate::run::event::Usage;

/// What was taken from a budget before a model was asked.
///
/// Dropped, it stays taken: nobody knows what a request that was given up in the middle has used.
#[derive(Debug)]
#[must_use = "what is reserved and not settled stays spent"]
pub struct Reserved<'a> {
    left: &'a BudgetLeft,
    model_requests: u64,
    tokens: u64,
    microdollars: u64,
}

impl<'a> Reserved<'a> {
    /// Takes all of it, or nothing.
    pub(super) fn from(left: &'a BudgetLeft, most: &Usage) -> Result<Self, RunError> {
        let mut reserved = Self { left, model_requests: 0, tokens: 0, microdollars: 0 };
        match reserved.take(most) {
            Ok(()) => Ok(reserved),
            Err(error) => {
                reserved.settle(&Usage::NOTHING);
                Err(error)
            }
        }
    }

    fn take(&mut self, most: &Usage) -> Result<(), RunError> {
        take(&self.left.model_requests, most.requests, Limit::ModelRequests)?;
        self.model_requests = most.requests;
        take(&self.left.tokens, most.tokens(), Limit::Tokens)?;
        self.tokens = most.tokens();
        let microdollars = most.microdollars.unwrap_or(0);
        take(&self.left.microdollars, microdollars, Limit::Money)?;
        self.microdollars = microdollars;
        Ok(())
    }

    /// Gives back what was not used. What was used beyond the reserve is taken as far as it is
    /// there, so that an overdraft of one request is missing to the next.
    ///
    /// Of a cost that is not known, all that was reserved is kept.
    pub fn settle(self, used: &Usage) {
        let Self { left, .. } = self;
        settle(&left.model_requests, self.model_requests, used.requests);
        settle(&left.tokens, self.tokens, used.tokens());
        let microdollars = used.microdollars.unwrap_or(self.microdollars);
        settle(&left.microdollars, self.microdollars, microdollars);
    }
}

fn settle(left: &AtomicU64, taken: u64, used: u64) {
    if used <= taken {
        give_back(left, taken - used);
    } else {
        take_up_to(left, used - taken);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::run::budget::Budget;

    fn usage(requests: u64, tokens: u64, microdollars: Option<u64>) -> Usage {
        Usage { requests, input_tokens: tokens, output_tokens: 0, microdollars }
    }

    fn with(model_requests: u64, tokens: u64, microdollars: u64) -> BudgetLeft {
        let budget = Budget { model_requests, tokens, microdollars, ..Budget::default() };
        BudgetLeft::all_of(&budget)
    }

    /// Whether exactly this is left.
    #[track_caller]
    fn assert_left(left: &BudgetLeft, requests: u64, tokens: u64, microdollars: u64) {
        let all = usage(requests, tokens, Some(microdollars));
        left.reserve(&all).unwrap().settle(&Usage::NOTHING);
        for more in [
            usage(requests + 1, 0, None),
            usage(0, tokens + 1, None),
            usage(0, 0, Some(microdollars + 1)),
        ] {
            assert!(left.reserve(&more).is_err(), "more is left than {all:?}: {left:?}");
        }
    }

    #[test]
    fn what_was_not_used_is_given_back() {
        let left = with(3, 100, 100);
        left.reserve(&usage(1, 60, Some(50))).unwrap().settle(&usage(1, 10, Some(20)));
        assert_left(&left, 2, 90, 80);
    }

    #[test]
    fn what_was_used_beyond_the_reserve_is_taken_as_far_as_it_is_there() {
        let left = with(3, 100, 100);
        left.reserve(&usage(1, 10, Some(10))).unwrap().settle(&usage(2, 60, Some(150)));
        assert_left(&left, 1, 40, 0);
    }

    #[test]
    fn an_unknown_cost_keeps_what_was_reserved() {
        let left = with(3, 100, 100);
        left.reserve(&usage(1, 10, Some(30))).unwrap().settle(&usage(1, 5, None));
        assert_left(&left, 2, 95, 70);
    }

    #[test]
    fn a_dropped_reserve_stays_spent() {
        let left = with(3, 100, 100);
        drop(left.reserve(&usage(1, 10, Some(30))).unwrap());
        assert_left(&left, 2, 90, 70);
    }

    #[test]
    fn what_is_refused_takes_nothing() {
        let left = with(3, 100, 100);
        for most in [
            usage(4, 1, Some(1)),
            usage(1, 101, Some(1)),
            usage(1, u64::MAX, Some(1)),
            usage(1, 1, Some(101)),
        ] {
            assert!(left.reserve(&most).is_err());
            assert_left(&left, 3, 100, 100);
        }
    }

    #[test]
    fn threads_at_once_never_hold_more_than_there_is() {
        const TOKENS: u64 = 10_000;
        let left = with(u64::MAX, TOKENS, u64::MAX);
        let spend = |branch: u64| {
            let mut spent = 0;
            for round in 0..2_000 {
                let (most, used) = (1 + (branch * 31 + round * 17) % 97, round % 3);
                if let Ok(reserved) = left.reserve(&usage(1, most, None)) {
                    let used = used.min(most);
                    reserved.settle(&usage(1, used, None));
                    spent += used;
                }
            }
            spent
        };
        let spent: u64 = thread::scope(|scope| {
            let branches: Vec<_> =
                (0..8).map(|branch| scope.spawn(move || spend(branch))).collect();
            branches.into_iter().map(|branch| branch.join().unwrap()).sum()
        });
        assert!(TOKENS / 2 < spent && spent <= TOKENS, "{spent}");
        left.reserve(&usage(0, TOKENS - spent, None)).unwrap().settle(&Usage::NOTHING);
        assert!(left.reserve(&usage(0, TOKENS - spent + 1, None)).is_err());
    }
}
