//! A text from top to bottom: headings, sentences, rows of tables, and what each leaves for the next.

use std::ops::Range;

use super::{
    Status,
    bind::{self, Bound},
    claim::{Claim, Context, Cues},
    clause::Sentence,
    cues::{CUES, Side},
    index::Index,
    names::{Named, Names},
    order::{self, Placed},
    role::{Part, Role},
    tokens::{self, Token, When},
};
use crate::facts::{
    read::{self, Number},
    table::FactTable,
};

/// What became of each number, in their order.
pub(super) fn statuses(
    text: &str,
    numbers: &[Number],
    table: &FactTable,
    names: &Names<'_>,
) -> Vec<Status> {
    let mut page = Page {
        text,
        names,
        index: Index::new(table),
        context: Context::default(),
        headings: Vec::new(),
        above: Context::default(),
    };
    let mut statuses = Vec::new();
    let mut rest = numbers;
    for segment in whole(read::segments(text), &names.find(text)) {
        let count = rest.iter().take_while(|number| number.span.start < segment.end).count();
        let (mine, others) = rest.split_at(count.min(rest.len()));
        rest = others;
        let mine: Vec<&Number> = mine.iter().collect();
        if read::is_row(text, segment.start) {
            statuses.extend(mine.iter().map(|number| page.cell(number)));
        } else {
            statuses.extend(page.sentence(segment, &mine));
        }
    }
    statuses.extend(rest.iter().map(|_| Status::Unbound));
    statuses
}

/// The segments, with those put together between which a full stop of a name stands: `Warner Bros. Discovery`.
fn whole(segments: Vec<Range<usize>>, names: &[(Named, Range<usize>)]) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut names = names.iter().peekable();
    for segment in segments {
        while names.next_if(|(_, name)| name.end <= segment.start).is_some() {}
        let split = names.peek().is_some_and(|(_, name)| name.start < segment.start);
        match all.last_mut().filter(|_| split) {
            Some(last) => last.end = segment.end,
            None => all.push(segment),
        }
    }
    all
}

struct Page<'p> {
    text: &'p str,
    names: &'p Names<'p>,
    index: Index<'p>,
    /// What the sentences since the last heading said.
    context: Context,
    /// The headings above, each with its level.
    headings: Vec<(usize, Context)>,
    /// What the cell before said.
    above: Context,
}

impl<'p> Page<'p> {
    fn tokens(&self, range: Range<usize>, numbers: &[&Number]) -> Vec<Token> {
        tokens::tokens(self.text, range, numbers, self.names)
    }

    /// What the headings say where the sentences since said nothing.
    fn inherited(&self) -> Context {
        let mut context = self.context.clone();
        for (_, heading) in self.headings.iter().rev() {
            context = context.or(heading);
        }
        context
    }

    fn sentence(&mut self, range: Range<usize>, numbers: &[&Number]) -> Vec<Status> {
        let said = self.text.get(range.clone()).unwrap_or_default();
        let level = said.chars().take_while(|c| *c == '#').count();
        if said.trim().is_empty() {
            return Vec::new();
        }
        self.above = Context::default();
        let end = range.end;
        let sentence = Sentence::new(self.tokens(range, numbers)).with_numbers(numbers);
        if 0 < level {
            self.headings.retain(|(other, _)| *other < level);
            self.context = Context::default();
        }
        let cues = Cues::of(said);
        let mut context = self.inherited();
        if !numbers.is_empty() && (context.company.is_none() || context.items.is_empty()) {
            // `Revenue rose 6%. The company is Apple.`
            let line =
                self.text.get(end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let ahead = Sentence::new(self.tokens(end..end + line.len(), &[]));
            context = context.or(&Context::of(&ahead));
        }
        let mut placed: Vec<Placed<'p>> = Vec::new();
        for (at, number) in sentence.numbers().zip(numbers) {
            let claim = Claim::of(&sentence, at, number, cues, &context);
            let bound = bind::bind(&self.index, &claim, number);
            placed.push(Placed { at, claim, bound });
        }
        self.ranges(&sentence, numbers, &mut placed);
        self.appositions(&sentence, numbers, &mut placed);
        order::hold(&self.index, &sentence, &mut placed);
        order::hold_comparisons(&self.index, &sentence, &mut placed);
        let left = Context::of(&sentence);
        if 0 < level {
            self.headings.push((level, left));
        } else {
            self.context = left.or(&self.context);
        }
        placed.into_iter().map(|one| one.bound.status).collect()
    }

    /// `Between $90bn and $95bn`, `$90–95bn`: numbers that do not stand alone may hold a figure between them.
    fn ranges(&self, sentence: &Sentence, numbers: &[&Number], placed: &mut [Placed<'p>]) {
        for second in 1..placed.len() {
            let first = second - 1;
            let (Some(one), Some(other)) = (placed.get(first), placed.get(second)) else {
                continue;
            };
            let (Some(low), Some(high)) = (numbers.get(first), numbers.get(second)) else {
                continue;
            };
            let gap = self.text.get(low.span.end..high.span.start).unwrap_or_default().trim();
            let ranged = sentence.back(one.at, 1) == "of" && sentence.back(one.at, 2) == "range";
            let between = (sentence.back(one.at, 1) == "between" || ranged) && gap == "and";
            let dashed = matches!(gap, "–" | "-" | "—");
            let somewhere =
                (2..4).any(|back| matches!(sentence.back(one.at, back), "somewhere" | "anywhere"));
            let to = gap == "to"
                && (somewhere
                    || sentence.back(one.at, 1) != "from" && one.claim.part.role != Role::From);
            let stand = one.bound.status.stands() && other.bound.status.stands();
            if stand || !(between || dashed || to) || other.claim.span.is_some() {
                continue;
            }
            let mut claim = if somewhere { other.claim.clone() } else { one.claim.clone() };
            if somewhere || claim.part.role == Role::From {
                claim.part.role = Role::Any;
            }
            if let Some(bound) = bind::bind_range(&self.index, &claim, low, high) {
                let both = [first, second];
                for at in both {
                    if let Some(one) = placed.get_mut(at) {
                        one.bound =
                            Bound { status: bound.status.clone(), reading: bound.reading.clone() };
                    }
                }
            }
        }
    }

    /// `6%, or $25bn`; `$416bn (416,161,000,000 USD)`: what stands beside a number may say the same otherwise.
    fn appositions(&self, sentence: &Sentence, numbers: &[&Number], placed: &mut [Placed<'p>]) {
        for second in 1..placed.len() {
            let (Some(one), Some(other)) = (placed.get(second - 1), placed.get(second)) else {
                continue;
            };
            let Some(number) = numbers.get(second) else { continue };
            let beside = sentence.back(other.at, 1) == "or"
                || matches!(sentence.token(other.at.saturating_sub(1)), Some(Token::Open));
            if other.bound.status.stands() || !beside || other.claim.part.role != Role::Any {
                continue;
            }
            let mut part = Part { side: other.claim.part.side, ..one.claim.part };
            if matches!(part.role, Role::To | Role::From) {
                // `From $391bn to $416bn, or 6%`.
                part.role = Role::Change;
            }
            let claim = Claim { part, ..one.claim.clone() };
            let way = claim.part.way.is_some();
            let bound = bind::bind(&self.index, &claim, number);
            if way
                && bound.status.stands()
                && let Some(other) = placed.get_mut(second)
            {
                other.bound = bound;
            }
        }
    }

    /// What the heads of a table say together, of which one is given.
    fn head(&self, cell: &Range<usize>) -> Context {
        let rest = self.text.get(cell.start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let said =
            Context::of(&Sentence::new(self.tokens(cell.start..cell.start + line.len(), &[])));
        Context { periods: Vec::new(), ..said }
    }

    /// What the cells of a number's row say, beside its label: `| FY2024 | Apple | $391bn |`.
    fn row(&self, number: &Number) -> Context {
        let (before, after) = self.text.split_at(number.span.start);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = number.span.start + after.find('\n').unwrap_or(after.len());
        let figures = |cell: &Range<usize>| {
            let said = self.text.get(cell.clone()).unwrap_or_default();
            !said.contains(char::is_alphabetic)
        };
        let mut at = start;
        let mut context = Context::default();
        for cell in self.text.get(start..end).unwrap_or_default().split('|') {
            let range = at..at + cell.len();
            at = range.end + 1;
            if !figures(&range) {
                context = context.or(&Context::of(&Sentence::new(self.tokens(range, &[]))));
            }
        }
        context
    }

    /// A number of a table: its row's label, its column's head and the table's first head say what it is.
    fn cell(&mut self, number: &Number) -> Status {
        let Some((head, corner)) = number.heads.clone() else { return Status::Unbound };
        let [label, head, corner] = [number.words.clone(), head, corner].map(|range| {
            (
                Cues::of(self.text.get(range.clone()).unwrap_or_default()),
                Sentence::new(self.tokens(range.clone(), &[])),
                range,
            )
        });
        let said = Context::of(&label.1).or(&Context::of(&head.1)).or(&Context::of(&corner.1));
        let periods =
            Context::of(&head.1).or(&Context::of(&label.1)).or(&Context::of(&corner.1)).periods;
        let inherited = periods.is_empty();
        let row = self.row(number);
        let mut context = Context { periods, ..said }.or(&row);
        if context.items.is_empty() {
            // A column of changes beside the figures, a row of changes below them.
            context = context.or(&self.head(&corner.2)).or(&self.above);
        }
        self.above = context.clone();
        let context = context.or(&self.inherited());
        let says = |list: &[&str]| {
            [&head.1, &label.1]
                .iter()
                .any(|one| one.tokens.iter().any(|token| list.contains(&token.word())))
        };
        let changes = says(&["change", "growth", "δ", "yoy", "y/y", "delta", "chg", "qoq", "q/q"])
            || [&head.1, &label.1]
                .iter()
                .any(|one| one.tokens.iter().any(|token| CUES.way(token.word()).is_some()));
        let negative = matches!(
            label.1.tokens.iter().find(|token| matches!(token, Token::Items { .. })),
            Some(Token::Items { negative: true, .. })
        );
        // Behind a name of a row that ends in `loss`, a loss is written either way.
        let out = negative;
        let role = if changes { Role::Any } else { Role::Level };
        let part = Part { role, way: None, side: Side::Exact, denied: false };
        let cues = Cues {
            mean: label.0.mean || head.0.mean,
            restated: label.0.restated,
            expected: label.0.expected,
            threshold: false,
            yearly: label.0.yearly || head.0.yearly,
            years: label.0.years.or(head.0.years),
            sum: false,
            sequential: head.0.sequential || label.0.sequential,
        };
        let periods = if changes && inherited { Vec::new() } else { context.periods };
        let claim = Claim {
            items: context.items,
            negative: false,
            out,
            enclosed: false,
            whole: Vec::new(),
            company: context.company,
            rival: None,
            periods,
            inherited,
            base: None,
            span: None,
            part,
            cues,
            counts: false,
        };
        bind::bind(&self.index, &claim, number).status
    }
}

impl Context {
    /// What a sentence leaves for the next: whom it is about, of what it speaks last, and when.
    fn of(sentence: &Sentence) -> Self {
        let tokens = || sentence.tokens.iter();
        let (items, negative) = tokens().find_map(Token::items).unwrap_or_default();
        let vague = |when: &When| matches!(when, When::Quarter(_) | When::Day(_));
        let other = || tokens().filter_map(Token::period).find(vague);
        let fiscal = |when: When| if let When::Fiscal(period) = when { Some(period) } else { None };
        Self {
            items: items.to_vec(),
            negative,
            company: tokens().find_map(Token::company).cloned(),
            periods: sentence.main_period(0).or_else(other).into_iter().collect(),
            latest: tokens().filter_map(Token::period).filter_map(fiscal).max(),
            way: (0..sentence.tokens.len()).rev().find_map(|at| sentence.way(at)),
        }
    }

    /// This, and what it does not say from another.
    fn or(&self, other: &Self) -> Self {
        Self {
            items: if self.items.is_empty() { other.items.clone() } else { self.items.clone() },
            negative: if self.items.is_empty() { other.negative } else { self.negative },
            company: self.company.clone().or_else(|| other.company.clone()),
            periods: if self.periods.is_empty() {
                other.periods.clone()
            } else {
                self.periods.clone()
            },
            latest: self.latest.max(other.latest),
            way: self.way,
        }
    }
}
