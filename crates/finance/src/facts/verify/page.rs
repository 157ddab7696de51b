//! A text from top to bottom: headings, sentences, rows of tables, and what each leaves for the next.

use std::{collections::HashMap, ops::Range, rc::Rc};

use super::{
    Status,
    bind::{self, Bound},
    claim::{Claim, Context, Cues},
    clause::Sentence,
    cues::{self, CUES, Side, Way},
    index::Index,
    names::{Named, Names},
    order::{self, Placed},
    role::{Part, Role},
    tokens::{self, Token, When},
    whole,
};
use crate::{
    FiscalPeriod,
    facts::{
        read::{self, Kind, Number},
        table::FactTable,
    },
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
        stretch: Vec::new(),
        labels: HashMap::new(),
    };
    let mut statuses = Vec::new();
    let mut rest = numbers;
    for segment in joined(read::segments(text), &names.find(text)) {
        let count = rest.iter().take_while(|number| number.span.start < segment.end).count();
        let (mine, others) = rest.split_at(count.min(rest.len()));
        rest = others;
        let mine: Vec<&Number> = mine.iter().collect();
        if read::is_row(text, segment.start) {
            page.stretch.clear();
            statuses.extend(mine.iter().map(|number| page.cell(number)));
        } else {
            page.begin(&segment, statuses.len());
            statuses.extend(page.sentence(segment, &mine));
            page.look_back(numbers, &mut statuses);
        }
    }
    statuses.extend(rest.iter().map(|_| Status::Unbound));
    statuses
}

/// The segments, with those put together between which a full stop of a name stands: `Warner Bros. Discovery`.
fn joined(segments: Vec<Range<usize>>, names: &[(Named, Range<usize>)]) -> Vec<Range<usize>> {
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
    /// The sentences of the paragraph so far.
    stretch: Vec<Said>,
    /// The cells of tables that hold words, by where they begin and end: each is read once for all its numbers.
    labels: HashMap<(usize, usize), Rc<Label>>,
}

/// A stretch of text without numbers of its own.
struct Label {
    cues: Cues,
    sentence: Sentence,
    context: Context,
}

/// A sentence that was read.
struct Said {
    range: Range<usize>,
    /// How many numbers came before it.
    numbers: usize,
    /// What was said before it.
    context: Context,
    /// Whether it names two companies, and needs no other sentence to say whom it sets against whom.
    stands_alone: bool,
}

/// So many lines below a quotation may be whose it is.
const LINES_TO_SPEAKER_MAX: usize = 4;

/// Words in the label of a row of shares.
const SHARES: &str = "share percentage portion proportion";

/// More numbers than this stand in no sentence.
const NUMBERS_MAX: usize = 64;

/// So many sentences before one may say which way its figures went.
const TURNED_MAX: usize = 1;

/// So many sentences may say one thing together.
const TOGETHER_MAX: usize = 6;

impl<'p> Page<'p> {
    fn tokens(&self, range: Range<usize>, numbers: &[&Number]) -> Vec<Token> {
        tokens::tokens(self.text, range, numbers, self.names)
    }

    /// What a cell says, or the cells of a line together.
    fn label(&mut self, range: &Range<usize>) -> Rc<Label> {
        let place = (range.start, range.end);
        if let Some(known) = self.labels.get(&place) {
            return Rc::clone(known);
        }
        let sentence = Sentence::new(self.tokens(range.clone(), &[]));
        let label = Rc::new(Label {
            cues: Cues::of(self.text.get(range.clone()).unwrap_or_default()),
            context: Context::of(&sentence),
            sentence,
        });
        self.labels.insert(place, Rc::clone(&label));
        label
    }

    /// What the headings say where the sentences since said nothing.
    fn inherited(&self) -> Context {
        let mut context = self.context.clone();
        for (_, heading) in self.headings.iter().rev() {
            context = context.or(heading);
        }
        context
    }

    /// Takes a sentence to those of its paragraph.
    fn begin(&mut self, range: &Range<usize>, numbers: usize) {
        let last = self.stretch.last().map_or(range.start, |last| last.range.end);
        let gap = self.text.get(last.min(range.start)..range.start).unwrap_or_default();
        let said = self.text.get(range.clone()).unwrap_or_default();
        let lead = said.len() - said.trim_start().len();
        let apart =
            gap.matches('\n').count() + said.get(..lead).map_or(0, |l| l.matches('\n').count());
        if 1 < apart || said.trim_start().starts_with('#') {
            self.stretch.clear();
        }
        let context = self.inherited();
        let mut companies: Vec<Named> = Vec::new();
        for (named, _) in self.names.find(said) {
            if !companies.contains(&named) {
                companies.push(named);
            }
        }
        let stands_alone = 1 < companies.len();
        self.stretch.push(Said { range: range.clone(), numbers, context, stands_alone });
        if TOGETHER_MAX < self.stretch.len() {
            self.stretch.remove(0);
        }
    }

    /// Reads the last sentence with those before it, where it does not stand by itself.
    fn look_back(&self, numbers: &[Number], statuses: &mut [Status]) {
        let Some(last) = self.stretch.last() else { return };
        if last.stands_alone {
            return;
        }
        let fails =
            |statuses: &[Status]| statuses.iter().skip(last.numbers).any(|status| !status.stands());
        for (together, first) in self.stretch.iter().rev().enumerate().skip(1) {
            let failed = fails(statuses);
            if !failed && TURNED_MAX < together {
                return;
            }
            let range = first.range.start..last.range.end;
            let mine: Vec<&Number> =
                numbers.get(first.numbers..statuses.len()).unwrap_or_default().iter().collect();
            if NUMBERS_MAX < mine.len() {
                return;
            }
            let said = self.stretch.iter().rev().take(together + 1).rev();
            let ranges = said.map(|said| said.range.clone());
            let tokens = tokens::of_sentences(self.text, ranges, &mine, self.names);
            let sentence = Sentence::new(tokens).with_numbers(&mine);
            let cues = Cues::of(self.text.get(range).unwrap_or_default());
            let placed = self.placed(&sentence, &mine, cues, &first.context);
            if together == 1 && sentence.explains() {
                for (status, one) in statuses.iter_mut().skip(first.numbers).zip(placed) {
                    *status = one.bound.status;
                }
                return;
            }
            if !failed {
                let turned = whole::turned(&self.index, &sentence, &placed, &first.context);
                if let Some((at, status)) = turned
                    && let Some(one) = statuses.get_mut(first.numbers + at)
                {
                    *one = status;
                }
                continue;
            }
            let bounds = whole::reread(&self.index, &sentence, &mine, &placed, &first.context);
            let here = statuses.iter_mut().skip(first.numbers);
            for (status, bound) in here.zip(bounds.into_iter().flatten()) {
                if !status.stands() {
                    *status = bound.status;
                }
            }
        }
    }

    /// The numbers of a sentence, each bound by its place.
    fn placed(
        &self,
        sentence: &Sentence,
        numbers: &[&Number],
        cues: Cues,
        context: &Context,
    ) -> Vec<Placed<'p>> {
        let place = |(at, number): (usize, &&Number)| {
            let claim = Claim::of(sentence, at, number, cues, context);
            let bound = bind::bind(&self.index, &claim, number);
            Placed { at, claim, bound }
        };
        sentence.numbers().zip(numbers).map(place).collect()
    }

    fn sentence(&mut self, range: Range<usize>, numbers: &[&Number]) -> Vec<Status> {
        let said = self.text.get(range.clone()).unwrap_or_default();
        let level = said.chars().take_while(|c| *c == '#').count();
        if said.trim().is_empty() {
            return Vec::new();
        }
        if NUMBERS_MAX < numbers.len() {
            // A list of so many is no sentence.
            return numbers.iter().map(|_| Status::Unbound).collect();
        }
        self.above = Context::default();
        let end = range.end;
        let sentence = Sentence::new(self.tokens(range.clone(), numbers)).with_numbers(numbers);
        if 0 < level {
            self.headings.retain(|(other, _)| *other < level);
            self.context = Context::default();
        }
        let cues = Cues::of(said);
        let mut context = self.inherited();
        if self.begins_line(&range) && context.is_of_another(&Context::of(&sentence)) {
            // A line about another company says its year itself, or means any.
            context.periods.clear();
        }
        if !numbers.is_empty() && (context.company.is_none() || context.items.is_empty()) {
            // `Revenue rose 6%. The company is Apple.`
            let line =
                self.text.get(end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let ahead = Sentence::new(self.tokens(end..end + line.len(), &[]));
            context = context.or(&Context::of(&ahead));
        }
        if said.trim_start().starts_with('>')
            && let Some(speaker) = self.speaker(end)
        {
            context = speaker.or(&context);
        }
        let mut placed = self.placed(&sentence, numbers, cues, &context);
        self.ranges(&sentence, numbers, &mut placed);
        self.appositions(&sentence, numbers, &mut placed);
        order::hold(&self.index, &sentence, &mut placed);
        order::hold_comparisons(&self.index, &sentence, &mut placed);
        if placed.iter().any(|one| !one.bound.status.stands())
            && let Some(bounds) = whole::reread(&self.index, &sentence, numbers, &placed, &context)
        {
            for (one, bound) in placed.iter_mut().zip(bounds) {
                one.bound = bound;
            }
        }
        if let Some((at, status)) = whole::turned(&self.index, &sentence, &placed, &context)
            && let Some(one) = placed.get_mut(at)
        {
            one.bound.status = status;
        }
        let left = Context::of(&sentence);
        if 0 < level {
            self.headings.push((level, left));
        } else {
            self.context = left.or(&self.context);
        }
        placed.into_iter().map(|one| one.bound.status).collect()
    }

    /// Whether a sentence is the first of its line.
    fn begins_line(&self, range: &Range<usize>) -> bool {
        let before = self.text.get(..range.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.trim().is_empty() && before.len() != line.len()
    }

    /// Whom the line below a quotation names: `> — Nike, annual report`.
    fn speaker(&self, end: usize) -> Option<Context> {
        let rest = self.text.get(end..)?;
        let mut at = end;
        for line in rest.split('\n').take(LINES_TO_SPEAKER_MAX) {
            let said = line.trim_start_matches(['>', ' ']);
            if said.starts_with(['—', '–']) {
                let said = Context::of(&Sentence::new(self.tokens(at..at + line.len(), &[])));
                return said.company.is_some().then_some(said);
            }
            at += line.len() + 1;
        }
        None
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
    fn head(&mut self, cell: &Range<usize>) -> Context {
        let rest = self.text.get(cell.start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let said = self.label(&(cell.start..cell.start + line.len()));
        Context { periods: Vec::new(), ..said.context.clone() }
    }

    /// What the cells of a number's row say, beside its label: `| FY2024 | Apple | $391bn |`.
    fn row(&mut self, number: &Number) -> Context {
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
                context = context.or(&self.label(&range).context);
            } else if let Some(year) = bare_year(cell).filter(|_| range.end <= number.span.start) {
                let periods = vec![When::Fiscal(FiscalPeriod::Year(year))];
                context = context.or(&Context { periods, ..Context::default() });
            }
        }
        context
    }

    /// The way that the words of a number's own cell say: `| down 0.2 pp |`.
    fn way_in_cell(&self, number: &Number) -> Option<Way> {
        let (before, after) = self.text.split_at(number.span.start);
        let after = after.get(number.text.len()..)?;
        let (before, after) = (before.rsplit('|').next()?, after.split(['|', '\n']).next()?);
        let words = before.split_whitespace().chain(after.split_whitespace());
        let mut ways = words.filter_map(|word| {
            CUES.way(word.trim_matches(|c: char| c.is_ascii_punctuation()).to_lowercase().as_str())
        });
        let way = ways.next()?;
        ways.all(|other| other == way).then_some(way)
    }

    /// A number in the label of a row: `| As a share of revenue ($416bn) |`.
    fn in_label(&mut self, number: &Number, corner: &Range<usize>) -> Status {
        let context = self.label(corner).context.or(&self.head(corner)).or(&self.inherited());
        let sentence = Sentence::new(self.tokens(number.words.clone(), &[number]));
        let cues = Cues::of(self.text.get(number.words.clone()).unwrap_or_default());
        let placed = self.placed(&sentence, &[number], cues, &context);
        placed.into_iter().next().map_or(Status::Unbound, |one| one.bound.status)
    }

    /// A number of a table: its row's label, its column's head and the table's first head say what it is.
    fn cell(&mut self, number: &Number) -> Status {
        let Some((head, corner)) = number.heads.clone() else { return Status::Unbound };
        if number.words.contains(&number.span.start) {
            return self.in_label(number, &corner);
        }
        let place = corner.clone();
        let [label, head, corner] =
            [number.words.clone(), head, corner].map(|range| self.label(&range));
        let said = label.context.or(&head.context).or(&corner.context);
        let periods = head.context.or(&label.context).or(&corner.context).periods;
        let inherited = periods.is_empty();
        let row = self.row(number);
        let mut context = Context { periods, ..said }.or(&row);
        // `| As a share of revenue | 26.9% |` below the row of what is the share.
        let shares = (0..label.sentence.tokens.len()).any(|at| {
            let word = label.sentence.word(at);
            cues::says(SHARES, word) || word == "percent" && label.sentence.word(at + 1) == "of"
        });
        let whole = if shares && !self.above.items.is_empty() && number.kind == Kind::Percent {
            std::mem::replace(&mut context.items, self.above.items.clone())
        } else {
            Vec::new()
        };
        if context.items.is_empty() {
            // A column of changes beside the figures, a row of changes below them.
            context = context.or(&self.head(&place)).or(&self.above);
        }
        self.above = context.clone();
        let context = context.or(&self.inherited());
        let says = |list: &[&str]| {
            [&head.sentence, &label.sentence]
                .iter()
                .any(|one| one.tokens.iter().any(|token| list.contains(&token.word())))
        };
        let changes = says(&["change", "growth", "δ", "yoy", "y/y", "delta", "chg", "qoq", "q/q"])
            || [&head.sentence, &label.sentence]
                .iter()
                .any(|one| one.tokens.iter().any(|token| CUES.way(token.word()).is_some()));
        let negative = matches!(
            label.sentence.tokens.iter().find(|token| matches!(token, Token::Items { .. })),
            Some(Token::Items { negative: true, .. })
        );
        // Behind a name of a row that ends in `loss`, a loss is written either way.
        let out = negative;
        let way = self.way_in_cell(number);
        let role = match way {
            Some(_) => Role::Change,
            None if changes && number.text.starts_with(['+', '-', '−']) => Role::Change,
            None if changes => Role::Any,
            None => Role::Level,
        };
        let part = Part { role, way, side: Side::Exact, denied: false };
        let cues = Cues {
            mean: label.cues.mean || head.cues.mean,
            restated: label.cues.restated,
            expected: label.cues.expected,
            threshold: false,
            yearly: label.cues.yearly || head.cues.yearly,
            years: label.cues.years.or(head.cues.years),
            sum: false,
            sequential: head.cues.sequential || label.cues.sequential,
        };
        let periods = if changes && inherited { Vec::new() } else { context.periods };
        let claim = Claim {
            items: context.items,
            negative: false,
            out,
            enclosed: false,
            whole,
            company: context.company,
            rival: None,
            periods,
            inherited,
            base: None,
            span: None,
            part,
            cues,
            counts: false,
            scoped: false,
        };
        bind::bind(&self.index, &claim, number).status
    }
}

/// A cell that holds a year and nothing else.
fn bare_year(cell: &str) -> Option<i16> {
    cell.trim().parse().ok().filter(|year| (1980..2100).contains(year))
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
            said_of: tokens().find_map(Token::company).cloned(),
            periods: sentence.main_period(0).or_else(other).into_iter().collect(),
            latest: tokens().filter_map(Token::period).filter_map(fiscal).max(),
            way: (0..sentence.tokens.len()).rev().find_map(|at| sentence.way(at)),
        }
    }

    /// Whether its periods were said of another company than the one that `next` names.
    fn is_of_another(&self, next: &Self) -> bool {
        match (&self.said_of, &next.company) {
            (Some(one), Some(other)) => one != other && next.periods.is_empty(),
            (_, _) => false,
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
            said_of: if self.periods.is_empty() {
                other.said_of.clone()
            } else {
                self.said_of.clone()
            },
            latest: self.latest.max(other.latest),
            way: self.way,
        }
    }
}
