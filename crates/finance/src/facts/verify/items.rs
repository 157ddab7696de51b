//! Of which item a number of a sentence is, and of which whole a part.

use super::{
    clause::Sentence,
    cues::{self, CUES},
    tokens::Token,
};
use crate::Item;

/// Words that may stand between a number and the item behind it: `$416bn in annual revenue`.
const INTO_ITEM: &str = "in of its their annual total full year yearly quarterly net reported worth the a an rise increase \
    increases growth gain gains jump drop decline decreases decrease fall dip surge slump climb uptick expansion improvement \
    contraction reduction for higher lower higher-than-expected consolidated overall group company's annualized trailing \
    whole shareholders' fiscal record adjusted s to";

impl Sentence {
    /// The item that a number is of, and whether the words leave no doubt.
    pub(super) fn item(&self, number: usize) -> Option<(usize, bool)> {
        if let Some(at) = self.paired(number, |token| matches!(token, Token::Items { .. })) {
            return Some((at, true));
        }
        if let Some(at) = self.part_behind(number).or_else(|| self.named_beside(number)) {
            return Some((at, true));
        }
        let wholes: Vec<usize> = self
            .numbers()
            .filter(|other| self.part_behind(*other).is_none())
            .filter_map(|other| self.whole(other))
            .collect();
        let is_before = |at: usize| at < number && self.clause(at) == self.clause(number);
        let before =
            (0..number).any(|at| self.is_item(at) && is_before(at) && !wholes.contains(&at));
        let amount = !self.is_rate(number);
        if let Some(at) = self.item_behind(number).filter(|at| amount || !wholes.contains(at)) {
            let anothers = self.leads(at).is_some_and(|other| other != number) && before;
            if !anothers {
                return Some((at, true));
            }
        }
        let price = |at: usize| {
            let (price, far) = self.distance(number, at);
            let whole = if wholes.contains(&at) { 15 } else { 0 };
            let lead = if number < at && self.leads(at).is_some() { 12 } else { 0 };
            (price + whole + lead, far)
        };
        let at =
            (0..self.tokens.len()).filter(|at| self.is_item(*at)).min_by_key(|at| price(*at))?;
        // `Microsoft spent $32.5bn, 11.5% of its revenue`: on what, was said before.
        let is_whole = number < at && wholes.contains(&at) && !self.is_rate(number);
        if is_whole && self.has_rates() {
            return None;
        }
        Some((at, price(at).0 <= 10))
    }

    pub(super) fn items_at(&self, at: usize) -> (&[Item], bool) {
        match self.token(at) {
            Some(Token::Items { items, negative }) => (items, *negative),
            Some(_) | None => (&[], false),
        }
    }

    /// The item nearest to a number, besides one.
    pub(super) fn item_besides(&self, number: usize, one: usize) -> Option<usize> {
        let others = (0..self.tokens.len()).filter(|at| self.is_item(*at) && *at != one);
        others.min_by_key(|at| self.distance(number, *at))
    }

    pub(super) fn first_item(&self) -> Option<usize> {
        let is_item = |at: &usize| matches!(self.token(*at), Some(Token::Items { .. }));
        (0..self.tokens.len()).find(is_item)
    }

    /// The item that is the whole of which the number is a part: `8.3% of revenue`.
    pub(super) fn whole(&self, number: usize) -> Option<usize> {
        if self.part_behind(number).is_some() {
            return (0..number).rev().find(|at| self.is_item(*at));
        }
        if !self.is_rate(number) {
            return None;
        }
        if let Some(whole) = self.whole_before(number) {
            return Some(whole);
        }
        let of = if self.word(number + 1) == "of" { number + 1 } else { return None };
        let near = (of + 1..(of + 5).min(self.tokens.len()))
            .find(|at| self.is_item(*at))
            .filter(|at| self.trails(number, *at));
        // `1.4% of its $416bn in revenue`.
        let told =
            || (of + 1..of + 3).find(|at| self.is_number(*at)).and_then(|at| self.item_behind(at));
        near.or_else(told)
    }

    /// The whole in `net income as a share of revenue was 26.9%` and `the ratio of net income to revenue was 26.9%`.
    pub(super) fn whole_before(&self, number: usize) -> Option<usize> {
        let clause = self.clause(number);
        let items = || (0..number).filter(|at| self.is_item(*at) && self.clause(*at) == clause);
        let share = |word: &str| {
            matches!(
                word,
                "share" | "percentage" | "percent" | "proportion" | "fraction" | "portion" | "part"
            )
        };
        let of = |at: usize| {
            // `Of`, then whose it is and small words.
            (1..4)
                .find(|back| self.back(at, *back) == "of")
                .is_some_and(|back| share(self.back(at, back + 1)))
        };
        let ratio = (0..number).find(|at| self.word(*at) == "ratio" && self.clause(*at) == clause);
        let to = |at: usize| {
            ratio.is_some_and(|ratio| ratio < at) && (1..4).any(|back| self.back(at, back) == "to")
        };
        let found = items().rev().find(|at| of(*at) || to(*at))?;
        // There must be a part besides.
        let is_other = |at: usize| self.is_item(at) && at != found;
        (0..self.tokens.len()).any(is_other).then_some(found)
    }

    /// The part in `revenue of $416bn, of which 26.9% was net income`.
    pub(super) fn part_behind(&self, number: usize) -> Option<usize> {
        let of_which = self.back(number, 1) == "which" && self.back(number, 2) == "of";
        (number + 1..(number + 6).min(self.tokens.len())).find(|at| of_which && self.is_item(*at))
    }

    /// The item behind a multiple or a part that it is set against: `1.2 times net income`.
    pub(super) fn against(&self, number: usize, of: Option<usize>) -> Option<usize> {
        (number + 1..(number + 6).min(self.tokens.len()))
            .find(|at| self.is_item(*at) && Some(*at) != of && self.trails(number, *at))
    }

    /// The item in parentheses behind the number: `$416bn (revenue)`.
    pub(super) fn named_beside(&self, number: usize) -> Option<usize> {
        let item = Some(number + 2).filter(|at| self.is_item(*at))?;
        let enclosed = matches!(self.token(number + 1), Some(Token::Open))
            && matches!(self.token(number + 3), Some(Token::Close));
        enclosed.then_some(item)
    }

    /// Whether nothing of the clause stands before the number: `$416bn was revenue`.
    pub(super) fn opens_clause(&self, number: usize) -> bool {
        let before = number.checked_sub(1).and_then(|at| self.token(at));
        matches!(before, None | Some(Token::Comma | Token::Break | Token::Open))
            || self.back(number, 1) == "and"
    }

    /// The item right behind the number: `$416bn in revenue`.
    pub(super) fn item_behind(&self, number: usize) -> Option<usize> {
        let at = (number + 1..(number + 8).min(self.tokens.len())).find(|at| self.is_item(*at))?;
        let opens = self.opens_clause(number);
        let passes = |token: &Token| match token {
            Token::Word(word) => {
                cues::says(INTO_ITEM, word)
                    || opens && matches!(word.as_str(), "was" | "were" | "is" | "are" | "being")
            }
            Token::Period(_) | Token::Company(_) => true,
            Token::Number(_)
            | Token::Items { .. }
            | Token::Comma
            | Token::Break
            | Token::Open
            | Token::Close => false,
        };
        let spent = (0..number).any(|before| {
            matches!(self.word(before), "spent" | "invested" | "spending" | "spends")
        });
        let tied = self.clear(number + 1, at, passes)
            || spent && self.clear(number + 1, at, |token| passes(token) || token.word() == "on");
        tied.then_some(at)
    }

    /// Whether a number follows the item closely, so that the item is likely that number's.
    pub(super) fn leads(&self, item: usize) -> Option<usize> {
        let number =
            (item + 1..(item + 5).min(self.tokens.len())).find(|at| self.is_number(*at))?;
        let passes = |token: &Token| match token {
            Token::Word(word) => {
                matches!(word.as_str(), "of" | "at" | "by" | "to" | "a" | "up" | "down")
                    || CUES.is_level(word)
                    || CUES.way(word).is_some()
            }
            Token::Period(_) => true,
            Token::Number(_)
            | Token::Items { .. }
            | Token::Company(_)
            | Token::Comma
            | Token::Break
            | Token::Open
            | Token::Close => false,
        };
        self.clear(item + 1, number, passes).then_some(number)
    }

    pub(super) fn is_item(&self, at: usize) -> bool {
        matches!(self.token(at), Some(Token::Items { .. }))
    }

    /// `Change: +6%`: of the periods told before, it is a change to the latest.
    pub(super) fn is_change_line(&self) -> bool {
        let change = |word| {
            matches!(
                word,
                "change" | "growth" | "yoy" | "y/y" | "increase" | "decrease" | "δ" | "delta"
            )
        };
        let told = |at: usize| CUES.way(self.word(at)).is_some() && self.word(at + 1) == ":";
        self.first_item().is_none() && (0..4).any(|at| change(self.word(at)) || told(at))
    }

    /// Whether a noun that names no item stands behind the number: `164,000 employees`, `three new stores`.
    pub(super) fn counts_things(&self, number: usize) -> bool {
        const PLAIN: &str = "was is has as its this us versus vs plus minus less thus across towards millions billions \
            thousands trillions dollars basis years terms series always perhaps besides whereas";
        const PEOPLE: &str = "people staff men women children personnel headcount workers";
        const ENDS: &str = "in of at for to from and or than with by on while but after before which that the a an";
        let noun = |word: &str| {
            let plural = 3 < word.len() && word.ends_with('s') && !word.ends_with("ss");
            cues::says(PEOPLE, word)
                || plural && !cues::says(PLAIN, word) && CUES.way(word).is_none()
        };
        let behind = (number + 1..number + 4).map_while(|at| match self.token(at) {
            Some(Token::Word(word)) if !cues::says(ENDS, word) => Some(word.as_str()),
            Some(_) | None => None,
        });
        let before = (1..4).any(|back| {
            matches!(
                self.back(number, back),
                "employs"
                    | "employed"
                    | "headcount"
                    | "employees"
                    | "stores"
                    | "workforce"
                    | "customers"
                    | "subscribers"
            )
        });
        before || behind.into_iter().any(noun)
    }

    /// Whether a number is the name of a place: `page 17`, `note 12`, `room 4B`, `rating: 4/5`.
    pub(super) fn is_reference(&self, number: usize) -> bool {
        const PLACES: &str = "page pages p pp note notes item items room section sections § chapter table exhibit appendix \
            rating rated form rule article step version phone tel footnote slide paragraph";
        let back = if self.back(number, 1) == ":" { 2 } else { 1 };
        cues::says(PLACES, self.back(number, back))
    }

    /// Whether the words say that a number is of a part of its item, `iPhone revenue`, `revenue in China`, or of a part
    /// of its period, `$30bn a month`.
    pub(super) fn is_scoped(&self, number: usize, item: Option<usize>) -> bool {
        const PARTS: &str = "iphone ipad mac services segment automotive automobile advertising ad subscription cloud aws \
            azure organic monthly weekly daily hourly product hardware software gaming datacenter domestic international \
            overseas european chinese asian retail wholesale online comparable same-store non-gaap underlying streaming";
        const PLACES: &str = "china europe japan india asia america americas germany canada mexico brazil france korea \
            africa australia russia taiwan singapore";
        const EACH: &str = "month quarter week day hour";
        let before = item.is_some_and(|at| {
            cues::says(PARTS, self.back(at, 1))
                || self.back(at, 1) == "quarterly" && !self.back(at, 2).is_empty()
        });
        let place = |at: usize| cues::says(PLACES, self.word(at));
        let within = item.is_some_and(|at| {
            matches!(self.word(at + 1), "in" | "from" | "outside")
                && (place(at + 2) || self.word(at + 2) == "the" && place(at + 3))
        });
        let per = (1..3).any(|ahead| {
            matches!(self.word(number + ahead), "a" | "per" | "each" | "every")
                && cues::says(EACH, self.word(number + ahead + 1))
        });
        let unit = matches!(self.word(number + 1), "thousand" | "euros" | "pounds" | "yen");
        before || within || per || unit
    }

    /// Whether the words before a number say that it flowed out or lies below zero.
    pub(super) fn says_out(&self, number: usize) -> bool {
        let clause = self.clause(number);
        let before = (0..number).rev().take_while(|at| self.clause(*at) == clause).take(10);
        let mut words = before.map(|at| self.word(at));
        words.any(|word| {
            cues::says("negative minus outflow outflows burned burn burnt burning used deficit red shortfall deficits", word)
        }) || matches!(self.word(number + 1), "outflow" | "deficit" | "shortfall")
            || matches!(self.word(number + 1), "in" | "into") && self.is_red(number + 3)
    }

    /// Whether what is spoken of was burned.
    pub(super) fn says_burnt(&self, number: usize) -> bool {
        (1..5).any(|back| cues::says("burned burnt burns burning", self.back(number, back)))
    }

    /// `In the red`.
    pub(super) fn is_red(&self, at: usize) -> bool {
        matches!(self.token(at), Some(Token::Items { negative: true, .. }))
    }

    /// `Lost $1.5bn`: the verb is the item.
    pub(super) fn is_loss_verb(&self, number: usize) -> bool {
        matches!(number.checked_sub(1).and_then(|at| self.token(at)), Some(Token::Items { .. }))
    }
}
