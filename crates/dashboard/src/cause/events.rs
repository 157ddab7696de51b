//! What a bookkeeper would name at a glance. Each rule claims the rows that it explains, so that nothing is told twice.

use std::collections::{BTreeMap, BTreeSet};

use books::{
    account::Kind as Sort,
    ledger::{Books, Posting, Scenario},
    role::Role,
};
use hashbrown::{HashMap, HashSet};
use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use crate::{
    cause::{Cause, Dimension, Item, Kind, Side, event},
    compare::{Against, Comparison},
    metric::Metric,
    period::{Grain, Month, Period, days_between},
};

/// What moved less than so many of a thousand is no event.
const MATERIAL_PER_MILLE: i128 = 10;

/// A single thing is told as such where it moved so many of a hundred of all that moved.
const ONE_OFF_PER_CENT: i128 = 10;

/// A bill that stands there twice does so within so many days.
const TWICE_WITHIN: i32 = 14;

/// Two amounts are of one thing where they differ by so many of a hundred at most.
const ALIKE_PER_CENT: i128 = 25;

/// What comes once a year may come so many months sooner or later.
const SHIFT_MONTHS: i32 = 3;

/// What is posted in so many of the six periods before is posted every time.
const EVERY_TIME: usize = 5;

/// So many periods before are looked at for that.
const PERIODS_BEFORE: i32 = 6;

/// So far back, and so far ahead, is looked for what is like a posting, in months.
const BACK: i32 = 14;
const AHEAD: i32 = 3;

/// An account is posted to every day where it is on so many of a hundred days.
const DAILY_PER_CENT: usize = 66;

/// An account, and who is on the other side of it.
type Pair = (u32, u32);

/// What a pair moved.
#[derive(Debug, Clone, Default)]
struct Both {
    baseline: i128,
    current: i128,
    /// Its items, by their places.
    items: Vec<usize>,
    counts: [usize; 2],
}

/// A posting of a pair, in or out of the compared periods.
#[derive(Debug, Clone, Copy)]
struct Seen {
    day: Date,
    value: i128,
}

/// Takes the events out of the items.
pub(super) fn claim(
    books: &Books,
    metric: Metric,
    comparison: &Comparison,
    items: &mut Vec<Item>,
) -> Vec<Cause> {
    // Plans have no bills, and no days.
    if comparison.scenario == Scenario::Budget {
        return Vec::new();
    }
    let mut claims = Claims {
        books,
        comparison,
        items,
        taken: HashSet::new(),
        causes: Vec::new(),
        party: party(books),
    };
    claims.calendar();
    if claims.party.is_some() {
        claims.by_party(metric);
    }
    let Claims { taken, causes, .. } = claims;
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        !taken.contains(&(at - 1))
    });
    causes
}

/// The column that says who is on the other side: who was paid, or else what for.
fn party(books: &Books) -> Option<Dimension> {
    [Role::Counterparty, Role::Description].into_iter().find_map(|role| {
        let at = books.dimensions.iter().position(|column| column.role == role)?;
        // A column that is empty names nobody.
        books.dimensions.get(at).filter(|column| 2 < column.keys.len())?;
        Some(Dimension::Column(at))
    })
}

struct Claims<'b> {
    books: &'b Books,
    comparison: &'b Comparison,
    items: &'b [Item],
    taken: HashSet<usize>,
    causes: Vec<Cause>,
    party: Option<Dimension>,
}

impl Claims<'_> {
    fn posting(&self, item: &Item) -> Option<&Posting> {
        self.books.postings().get(item.at)
    }

    fn is_spent(&self, account: u32) -> bool {
        let account = usize::try_from(account).ok().and_then(|at| self.books.accounts.get(at));
        account.is_some_and(|account| {
            matches!(
                account.kind,
                Sort::Expense
                    | Sort::CostOfSales
                    | Sort::OtherExpense
                    | Sort::Asset
                    | Sort::FixedAsset
            )
        })
    }

    fn named(&self, (account, party): Pair) -> String {
        let account = Dimension::Account.value(self.books, account);
        match self.party {
            Some(party_column) => format!("{account} › {}", party_column.value(self.books, party)),
            None => account,
        }
    }

    /// Tells an event, and takes its items from the rest.
    fn tell(&mut self, kind: Kind, label: String, items: &[usize]) {
        let open = items.iter().filter(|at| !self.taken.contains(*at)).copied();
        let open: Vec<usize> = open.collect();
        let of: Vec<Item> = open.iter().filter_map(|at| self.items.get(*at)).copied().collect();
        if of.is_empty() {
            return;
        }
        self.causes.push(event(self.books, kind, label, &of));
        self.taken.extend(open);
    }

    /// Days that one of two periods next to each other has and the other has not, of what is posted every day.
    fn calendar(&mut self) {
        let Comparison { current, baseline, against, until, .. } = *self.comparison;
        let is_month = current.grain == Grain::Month && against == Against::Previous;
        if !is_month || until.is_some() || current.days() == baseline.days() {
            return;
        }
        let (shorter, longer, side) = if current.days() < baseline.days() {
            (current, baseline, Side::Baseline)
        } else {
            (baseline, current, Side::Current)
        };
        let mut days: HashMap<u32, HashSet<Date>> = HashMap::new();
        for posting in self.items.iter().filter_map(|item| self.posting(item)) {
            days.entry(posting.account).or_default().insert(posting.day);
        }
        let all = usize::try_from(current.days() + baseline.days()).unwrap_or(usize::MAX);
        let is_daily = |account: u32| {
            days.get(&account).is_some_and(|days| all * DAILY_PER_CENT <= days.len() * 100)
        };
        let last = shorter.end().day();
        let extra = self.items.iter().enumerate().filter(|(_, item)| {
            item.side == side
                && self
                    .posting(item)
                    .is_some_and(|posting| last < posting.day.day() && is_daily(posting.account))
        });
        let extra: Vec<usize> = extra.map(|(at, _)| at).collect();
        let more = longer.days() - shorter.days();
        let label = format!(
            "{longer} has {more} {} more than {shorter}",
            if more == 1 { "day" } else { "days" }
        );
        self.tell(Kind::Calendar, label, &extra);
    }

    /// What comes on one day of the week, where one of two months has that day once more.
    fn weekdays(&mut self) {
        let Comparison { current, baseline, until, .. } = *self.comparison;
        if current.grain != Grain::Month || until.is_some() {
            return;
        }
        let mut extra: BTreeMap<(i8, bool), Vec<usize>> = BTreeMap::new();
        for (_, both) in self.pairs() {
            let days = |side: Side| -> BTreeSet<Date> {
                let of = both.items.iter().filter_map(|place| self.items.get(*place));
                let of = of.filter(|item| item.side == side);
                of.filter_map(|item| self.posting(item)).map(|posting| posting.day).collect()
            };
            let (before, now) = (days(Side::Baseline), days(Side::Current));
            let Some(first) = now.first().or(before.first()) else { continue };
            let weekday = first.weekday();
            let is_weekly = before.iter().chain(&now).all(|day| day.weekday() == weekday)
                && before.len() == times(weekday, baseline)
                && now.len() == times(weekday, current);
            let last = if before.len() < now.len() { now.last() } else { before.last() };
            let (true, Some(last)) = (is_weekly && before.len() != now.len(), last) else {
                continue;
            };
            let key = (weekday.to_monday_one_offset(), before.len() < now.len());
            let of_last = both.items.iter().filter(|place| {
                let item = self.items.get(**place);
                item.and_then(|item| self.posting(item)).is_some_and(|posting| posting.day == *last)
            });
            extra.entry(key).or_default().extend(of_last);
        }
        for ((weekday, _), items) in extra {
            let Ok(weekday) = Weekday::from_monday_one_offset(weekday) else { continue };
            let (now, before) = (times(weekday, current), times(weekday, baseline));
            let label = format!("{now} {weekday:?}s instead of {before}");
            self.tell(Kind::Calendar, label, &items);
        }
    }

    fn by_party(&mut self, metric: Metric) {
        self.weekdays();
        let pairs = self.pairs();
        let gross: i128 = pairs.iter().map(|(_, both)| (both.current - both.baseline).abs()).sum();
        let floor = gross * MATERIAL_PER_MILLE / 1_000;
        let history = self.history(metric, &pairs);
        self.reclassified(&pairs, &history, floor);
        self.duplicates(&pairs, &history, floor);
        self.shifted(&pairs, &history, floor);
        self.once(&pairs, &history, gross);
    }

    /// What each pair moved, in the order of their keys. Who has no name is no pair.
    fn pairs(&self) -> Vec<(Pair, Both)> {
        let mut pairs: HashMap<Pair, Both> = HashMap::new();
        let Some(party) = self.party else { return Vec::new() };
        for (place, item) in self.items.iter().enumerate() {
            let key = party.key(self.books, item.at);
            let Some(posting) = self.posting(item).filter(|_| key != 0) else { continue };
            if self.taken.contains(&place) {
                continue;
            }
            let both = pairs.entry((posting.account, key)).or_default();
            both.items.push(place);
            let [baseline, current] = &mut both.counts;
            match item.side {
                Side::Baseline => {
                    both.baseline += item.value;
                    *baseline += 1;
                }
                Side::Current => {
                    both.current += item.value;
                    *current += 1;
                }
            }
        }
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_by_key(|(pair, _)| *pair);
        pairs
    }

    /// Every posting of the pairs from fourteen months before the compared periods to three months behind.
    fn history(&self, metric: Metric, pairs: &[(Pair, Both)]) -> HashMap<Pair, Vec<Seen>> {
        let Some(party) = self.party else { return HashMap::new() };
        let Comparison { current, baseline, .. } = *self.comparison;
        let first = current.first.min(baseline.first).plus(-BACK).first();
        let last = Month::of(current.end().max(baseline.end())).plus(AHEAD).last();
        let mut history: HashMap<Pair, Vec<Seen>> =
            pairs.iter().map(|(pair, _)| (*pair, Vec::new())).collect();
        for at in self.books.between(first, last) {
            let Some(posting) = self.books.postings().get(at) else { continue };
            let weight = i128::from(metric.of(self.books, posting));
            if weight == 0 || posting.scenario != Scenario::Actual {
                continue;
            }
            let pair = (posting.account, party.key(self.books, at));
            if let Some(seen) = history.get_mut(&pair) {
                let value = weight * i128::from(posting.amount);
                seen.push(Seen { day: posting.day, value });
            }
        }
        history
    }

    /// Who was booked on one account before and on another now.
    fn reclassified(
        &mut self,
        pairs: &[(Pair, Both)],
        history: &HashMap<Pair, Vec<Seen>>,
        floor: i128,
    ) {
        let mut left: HashMap<u32, Vec<&(Pair, Both)>> = HashMap::new();
        let mut came: HashMap<u32, Vec<&(Pair, Both)>> = HashMap::new();
        for pair in pairs {
            let ((_, party), both) = pair;
            match both.counts {
                [0, _] => came.entry(*party).or_default().push(pair),
                [_, 0] => left.entry(*party).or_default().push(pair),
                [_, _] => {}
            }
        }
        let mut moved: Vec<(String, Vec<usize>)> = Vec::new();
        let mut parties: Vec<u32> = left.keys().copied().collect();
        parties.sort_unstable();
        for party in parties {
            let (Some([from]), Some([to])) =
                (left.get(&party).map(Vec::as_slice), came.get(&party).map(Vec::as_slice))
            else {
                continue;
            };
            let (before, now) = (from.1.baseline, to.1.current);
            // Who was booked there before was always booked on both.
            let is_known = history.get(&to.0).is_some_and(|seen| {
                seen.iter().any(|seen| seen.day <= self.comparison.baseline.end())
            });
            if before.abs() < floor.max(1) || !alike(before, now) || is_known {
                continue;
            }
            let name = |pair: &Pair| Dimension::Account.value(self.books, pair.0);
            let label = format!("Moved from {} to {}", name(&from.0), name(&to.0));
            let items = from.1.items.iter().chain(&to.1.items).copied();
            match moved.iter_mut().find(|(known, _)| *known == label) {
                Some((_, all)) => all.extend(items),
                None => moved.push((label, items.collect())),
            }
        }
        for (label, items) in moved {
            self.tell(Kind::Reclassified, label, &items);
        }
    }

    /// The same bill twice within days, where it never is.
    fn duplicates(
        &mut self,
        pairs: &[(Pair, Both)],
        history: &HashMap<Pair, Vec<Seen>>,
        floor: i128,
    ) {
        for (pair, both) in pairs {
            if !self.is_spent(pair.0) || both.counts.last().is_none_or(|now| *now < 2) {
                continue;
            }
            let mut current: Vec<(i128, Date, usize)> = both
                .items
                .iter()
                .filter_map(|place| {
                    let item = self.items.get(*place).filter(|item| item.side == Side::Current)?;
                    Some((item.value, self.posting(item)?.day, *place))
                })
                .collect();
            current.sort_unstable();
            let twins = current.windows(2).filter_map(|two| match two {
                [(one, day, _), (other, again, place)]
                    if one == other
                        && days_between(*day, *again) <= TWICE_WITHIN
                        && self.is_same_but_for_the_day(two) =>
                {
                    Some((*other, *place))
                }
                _ => None,
            });
            // What was taken back stands there once.
            let values: HashSet<i128> = current.iter().map(|(value, ..)| *value).collect();
            let is_reversed = |value: i128| values.contains(&-value);
            let twins: Vec<(i128, usize)> = twins
                .filter(|(value, _)| floor.max(1) <= value.abs() && !is_reversed(*value))
                .collect();
            let seen = history.get(pair).map_or(&[][..], Vec::as_slice);
            let is_new = !seen.iter().any(|seen| seen.day < self.comparison.current.begin());
            // Who is new and comes every week has the same bill again and again.
            if is_new && 1 < twins.len() {
                continue;
            }
            let mut before: HashMap<i128, Date> = HashMap::new();
            let mut usual: HashSet<i128> = HashSet::new();
            for seen in seen.iter().filter(|seen| seen.day < self.comparison.current.begin()) {
                let last = before.insert(seen.value, seen.day);
                if last.is_some_and(|last| days_between(last, seen.day) <= TWICE_WITHIN) {
                    usual.insert(seen.value);
                }
            }
            let spare: Vec<usize> = twins
                .iter()
                .filter(|(value, _)| !usual.contains(value))
                .map(|(_, place)| *place)
                .collect();
            if !spare.is_empty() {
                let label = format!("Booked twice: {}", self.named(*pair));
                self.tell(Kind::Duplicate, label, &spare);
            }
        }
    }

    /// Whether two items say the same in every column by which postings are grouped.
    fn is_same_but_for_the_day(&self, two: &[(i128, Date, usize)]) -> bool {
        let keys = |(_, _, place): &(i128, Date, usize)| {
            let at = self.items.get(*place).map_or(usize::MAX, |item| item.at);
            let columns = 0..self.books.dimensions.len();
            columns.map(|column| Dimension::Column(column).key(self.books, at)).collect::<Vec<_>>()
        };
        let mut keys = two.iter().map(keys);
        let first = keys.next();
        keys.all(|other| Some(other) == first)
    }

    /// What fell into another period than a year before, and what is posted every time and is missing.
    fn shifted(&mut self, pairs: &[(Pair, Both)], history: &HashMap<Pair, Vec<Seen>>, floor: i128) {
        let Comparison { current, baseline, .. } = *self.comparison;
        for (pair, both) in pairs {
            let seen = history.get(pair).map_or(&[][..], Vec::as_slice);
            let is_in =
                |seen: &&Seen, period: Period| (period.begin()..=period.end()).contains(&seen.day);
            let per_year = seen.iter().filter(|seen| {
                let day = current.begin();
                let year = day.checked_sub(1.year()).unwrap_or(day);
                (year..day).contains(&seen.day)
            });
            let is_rare = per_year.count() <= 2;
            let (value, is_now) = match both.counts {
                [0, _] => (both.current, true),
                [_, 0] => (both.baseline, false),
                [_, _] => continue,
            };
            if value.abs() < floor.max(1) || !self.is_spent(pair.0) {
                continue;
            }
            if is_rare && current.grain != Grain::Year {
                // What came now came some months sooner or later a year before, and so the other way round.
                let (period, years) = if is_now { (current, -1) } else { (baseline, 1) };
                let like = seen.iter().find(|seen| {
                    let expected = period.first.plus(years * 12);
                    let apart = Month::of(seen.day).since(expected);
                    let span = SHIFT_MONTHS + period.grain.months() - 1;
                    (-SHIFT_MONTHS..=span).contains(&apart)
                        && !is_in(seen, current)
                        && !is_in(seen, baseline)
                        && alike(seen.value, value)
                });
                if let Some(like) = like {
                    let name = self.named(*pair);
                    let label = if is_now {
                        format!(
                            "Another time of year: {name}, a year ago in {}",
                            Month::of(like.day)
                        )
                    } else {
                        format!(
                            "Another time of year: {name}, this time in {}",
                            Month::of(like.day)
                        )
                    };
                    self.tell(Kind::Timing, label, &both.items);
                    continue;
                }
            }
            // In a period that is not over it may still come, and who was booked elsewhere did come.
            let is_elsewhere =
                pairs.iter().any(|(other, both)| other.1 == pair.1 && both.current != 0);
            if is_now || self.comparison.until.is_some() || is_elsewhere {
                continue;
            }
            let before = (1..=PERIODS_BEFORE).filter(|back| {
                let period = current.plus(-back);
                seen.iter().any(|seen| is_in(&seen, period))
            });
            let is_every_time = EVERY_TIME <= before.count();
            let ends = self.books.span().is_some_and(|(_, last)| current.plus(1).end() <= last)
                && !seen.iter().any(|seen| current.end() < seen.day);
            if is_every_time && !ends {
                let next = current.plus(1);
                let usual = both.counts.first().copied().unwrap_or_default();
                let after: Vec<&Seen> = seen.iter().filter(|seen| is_in(seen, next)).collect();
                if usual < after.len()
                    && let Some(late) = after.first()
                {
                    let label = format!("Posted late: {}, on {}", self.named(*pair), late.day);
                    self.tell(Kind::Timing, label, &both.items);
                } else {
                    let label = format!("Not posted in {current}: {}", self.named(*pair));
                    self.tell(Kind::Missing, label, &both.items);
                }
            }
        }
    }

    /// What happened once, here or there, and neither before nor after.
    fn once(&mut self, pairs: &[(Pair, Both)], history: &HashMap<Pair, Vec<Seen>>, gross: i128) {
        let last = self.books.span().map(|(_, last)| last);
        // Whether it comes again is known only where the books go on.
        let goes_on = last.is_some_and(|last| self.comparison.current.plus(1).end() <= last);
        for (pair, both) in pairs {
            let value = match both.counts {
                [0, 1] if goes_on => both.current,
                [1, 0] => both.baseline,
                [_, _] => continue,
            };
            let seen = history.get(pair).map_or(0, Vec::len);
            if seen == 1 && gross * ONE_OFF_PER_CENT <= value.abs() * 100 {
                let when = match both.counts {
                    [0, _] => self.comparison.current,
                    [_, _] => self.comparison.baseline,
                };
                let label = format!("Once, in {when}: {}", self.named(*pair));
                self.tell(Kind::OneOff, label, &both.items);
            }
        }
    }
}

/// How many times a day of the week comes in a period.
fn times(weekday: Weekday, period: Period) -> usize {
    let days = std::iter::successors(Some(period.begin()), |day| day.tomorrow().ok());
    days.take_while(|day| *day <= period.end()).filter(|day| day.weekday() == weekday).count()
}

/// Whether two amounts can be of one thing.
fn alike(one: i128, other: i128) -> bool {
    let larger = one.abs().max(other.abs());
    0 < one.signum() * other.signum() && (one - other).abs() * 100 <= larger * ALIKE_PER_CENT
}
