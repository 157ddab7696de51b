//! One statement: a phrasing, filled with the facts of one place, or with one thing wrong.

use finance::{Item, LineItem, format};
use rust_decimal::Decimal;

use super::{
    phrasing::{Class, Phrasing},
    random::Random,
    values,
    world::{AMOUNTS, RATES, World},
};

/// What is wrong with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Correct,
    Scale,
    Period,
    Company,
    Item,
    Direction,
    Perturbed,
    Swapped,
}

impl Kind {
    pub(super) const FALSE: &[Self] = &[
        Self::Scale,
        Self::Period,
        Self::Company,
        Self::Item,
        Self::Direction,
        Self::Perturbed,
        Self::Swapped,
    ];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::Scale => "wrong scale",
            Self::Period => "wrong period",
            Self::Company => "wrong company",
            Self::Item => "wrong line item",
            Self::Direction => "wrong direction",
            Self::Perturbed => "a digit changed",
            Self::Swapped => "two figures swapped",
        }
    }
}

/// Of what a statement speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    pair: usize,
    company: usize,
    item: Item,
    other: Item,
    year: i16,
}

/// Which words and manners a statement uses: the same for a truth and the falsehood made of it.
#[derive(Debug, Clone, Copy)]
struct Manner {
    word: usize,
    number: usize,
}

/// The numbers of a statement, as they are written.
struct Numbers {
    /// Each hole and what fills it.
    holes: Vec<(&'static str, String)>,
}

/// The statement, or `None` where the phrasing cannot be said of the place that was drawn.
pub(super) fn statement(
    world: &World,
    pair: usize,
    phrasing: Phrasing,
    kind: Kind,
    random: &mut Random,
) -> Option<String> {
    let place = draw(pair, phrasing.class, random);
    let manner = Manner { word: random.below(1000), number: random.below(1000) };
    let numbers = Numbers::of(world, place, phrasing, manner, kind == Kind::Scale)?;
    let truth = |place: Place| {
        let numbers = Numbers::of(world, place, phrasing, manner, false)?;
        Some(fill(phrasing, &numbers, &words(world, place, phrasing, manner, false)?))
    };
    // A hole that stays open cannot be said of this place.
    let correct = truth(place).filter(|text| !text.contains('{'))?;
    let said = match kind {
        Kind::Correct => return Some(correct),
        Kind::Scale => {
            let written = ["V", "W", "D", "L", "U", "E", "T"].iter().any(|hole| phrasing.has(hole));
            if !written {
                return None;
            }
            fill(phrasing, &numbers, &words(world, place, phrasing, manner, false)?)
        }
        Kind::Direction => {
            if !phrasing.has_way() || phrasing.is_soft() {
                return None;
            }
            fill(phrasing, &numbers, &words(world, place, phrasing, manner, true)?)
        }
        Kind::Perturbed => {
            if phrasing.is_soft() || phrasing.has("VW") {
                return None;
            }
            let mut wrong = numbers;
            let used: Vec<usize> = (0..wrong.holes.len())
                .filter(|at| phrasing.has(wrong.holes[*at].0) && wrong.holes[*at].0 != "sign")
                .collect();
            let at = *used.get(random.below(used.len().max(1)))?;
            // Basis points are written in tens as well.
            if wrong.holes[at].0 == "bps" {
                return None;
            }
            wrong.holes[at].1 = values::perturbed(&wrong.holes[at].1, random)?;
            fill(phrasing, &wrong, &words(world, place, phrasing, manner, false)?)
        }
        Kind::Swapped => {
            let wrong = swapped(world, place, phrasing, numbers)?;
            fill(phrasing, &wrong, &words(world, place, phrasing, manner, false)?)
        }
        Kind::Period | Kind::Company | Kind::Item => {
            let wrong = elsewhere(place, kind, phrasing, random)?;
            let apart = is_apart(world, place, wrong, phrasing)?;
            if !apart {
                return None;
            }
            let mut named = words(world, wrong, phrasing, manner, false)?;
            // Which way it went is said as it was at the place that the numbers are of.
            for (hole, text) in words(world, place, phrasing, manner, false)? {
                let is_name = ["C", "Cs", "B", "Bs", "I", "I^", "an_I", "J", "J^", "P", "Q", "Y"]
                    .contains(&hole);
                if !is_name && let Some(slot) = named.iter_mut().find(|(other, _)| *other == hole) {
                    slot.1 = text;
                }
            }
            fill(phrasing, &numbers, &named)
        }
    };
    let false_there = match kind {
        Kind::Period | Kind::Company | Kind::Item => true,
        Kind::Correct | Kind::Scale | Kind::Direction | Kind::Perturbed | Kind::Swapped => {
            said != correct
        }
    };
    false_there.then_some(said)
}

/// The numbers with two levels that lie apart in each other's place.
fn swapped(
    world: &World,
    place: Place,
    phrasing: Phrasing,
    mut numbers: Numbers,
) -> Option<Numbers> {
    const PAIRS: [(&str, &str); 6] =
        [("V", "W"), ("VM", "WM"), ("R", "S"), ("V", "U"), ("V", "T"), ("F", "K")];
    let (one, other) =
        *PAIRS.iter().find(|(one, other)| phrasing.has(one) && phrasing.has(other))?;
    let level =
        |company: usize, item: Item, year: i16| world.value(place.pair, company, item, year);
    let first = level(place.company, place.item, place.year)?;
    let second = match other {
        "U" => level(1 - place.company, place.item, place.year)?,
        "T" => level(place.company, place.other, place.year)?,
        _ => level(place.company, place.item, place.year - 1)?,
    };
    let most = first.abs().max(second.abs());
    if (first - second).abs() < most * Decimal::new(2, 2) {
        return None;
    }
    let at = |hole: &str| numbers.holes.iter().position(|(name, _)| *name == hole);
    let (one, other) = (at(one)?, at(other)?);
    let held = std::mem::take(&mut numbers.holes[one].1);
    numbers.holes[one].1 = std::mem::replace(&mut numbers.holes[other].1, held);
    Some(numbers)
}

fn draw(pair: usize, class: Class, random: &mut Random) -> Place {
    let mut place = Place {
        pair,
        company: random.below(2),
        item: Item::Line(LineItem::NetIncome),
        other: Item::Line(LineItem::Revenue),
        year: 2021 + i16::try_from(random.below(5)).unwrap(),
    };
    match class {
        Class::Amount | Class::Pair => place.item = Item::Line(*random.pick(AMOUNTS)),
        Class::Rate => place.item = Item::Ratio(*random.pick(RATES)),
        Class::PerShare => place.item = Item::Line(LineItem::EpsDiluted),
        Class::Loss => {}
        Class::Two => {
            place.item = Item::Line(LineItem::Revenue);
            place.other = Item::Line(*random.pick(&AMOUNTS[1..]));
        }
    }
    place
}

/// Another place, with one thing changed.
fn elsewhere(place: Place, kind: Kind, phrasing: Phrasing, random: &mut Random) -> Option<Place> {
    let mut other = place;
    match kind {
        // A gap is between two companies, whichever is named first.
        Kind::Company
            if ["gap", "difference in", "apart in"]
                .iter()
                .any(|word| phrasing.text.contains(word)) =>
        {
            return None;
        }
        Kind::Period => other.year = 2021 + i16::try_from(random.below(5)).unwrap(),
        Kind::Company => other.company = 1 - place.company,
        Kind::Item => match phrasing.class {
            Class::Amount | Class::Pair => other.item = Item::Line(*random.pick(AMOUNTS)),
            Class::Rate => other.item = Item::Ratio(*random.pick(RATES)),
            Class::Two => other.other = Item::Line(*random.pick(&AMOUNTS[1..])),
            Class::Loss | Class::PerShare => return None,
        },
        Kind::Correct | Kind::Scale | Kind::Direction | Kind::Perturbed | Kind::Swapped => {}
    }
    (other != place).then_some(other)
}

/// Whether a figure that the phrasing states differs so much from the same of the other place that no rounding
/// and no `about` makes them one.
fn is_apart(world: &World, place: Place, other: Place, phrasing: Phrasing) -> Option<bool> {
    let far = |one: Decimal, two: Decimal, least: Decimal| {
        least * one.abs().max(two.abs()) < (one - two).abs()
    };
    let level = |place: Place, item: Item| world.value(place.pair, place.company, item, place.year);
    if phrasing.has("floor") || phrasing.has("floor_more") {
        // What is more than it is also more than less.
        let floor = level(place, place.item)? * Decimal::new(97, 2);
        return Some(level(other, other.item)? < floor * Decimal::new(95, 2));
    }
    let least = Decimal::new(if phrasing.is_soft() { 30 } else { 2 }, 2);
    if phrasing.class == Class::Two {
        let (one, two) = (level(place, place.other)?, level(other, other.other)?);
        if phrasing.has("share") && !phrasing.has("T") {
            let part = |place: Place| Some(level(place, place.other)? / level(place, place.item)?);
            return Some(Decimal::new(2, 3) < (part(place)? - part(other)?).abs());
        }
        let states = ["T", "share"].iter().any(|hole| phrasing.has(hole));
        let growths = growth(world, place, place.other).zip(growth(world, other, other.other));
        return Some(if states {
            far(one, two, least)
        } else {
            growths.is_some_and(|(one, two)| {
                far(one, two, Decimal::new(5, 2)) && Decimal::new(5, 3) < (one - two).abs()
            })
        });
    }
    let states_level = [
        "V",
        "VM",
        "VW",
        "R",
        "L",
        "F",
        "about",
        "about_bare",
        "between_to",
        "between",
        "floor",
        "floor_more",
        "ceiling",
        "ceiling_nearly",
        "share",
        "T",
    ]
    .iter()
    .any(|hole| phrasing.has(hole));
    let levels = far(level(place, place.item)?, level(other, other.item)?, least);
    let growths = match (growth(world, place, place.item), growth(world, other, other.item)) {
        (Some(one), Some(two)) => Decimal::new(5, 3) < (one - two).abs(),
        (_, _) => true,
    };
    if phrasing.has("GW") {
        let whole = |place: Place| {
            growth(world, place, place.item).map(|rate| (rate * Decimal::ONE_HUNDRED).round())
        };
        return Some(whole(place)? != whole(other)?);
    }
    if phrasing.class == Class::Pair && !states_level {
        // A multiple and a difference of two companies.
        let pair = |place: Place| {
            Some((
                level(place, place.item)?,
                level(Place { company: 1 - place.company, ..place }, place.item)?,
            ))
        };
        let ((a, b), (c, d)) = (pair(place)?, pair(other)?);
        return Some(
            far(a - b, c - d, Decimal::new(2, 2)) && far(a * d, c * b, Decimal::new(5, 2)),
        );
    }
    if phrasing.has("D") && !states_level {
        let change = |place: Place| {
            Some(
                level(place, place.item)?
                    - level(Place { year: place.year - 1, ..place }, place.item)?,
            )
        };
        return Some(far(change(place)?, change(other)?, Decimal::new(2, 2)));
    }
    if (phrasing.has("pp") || phrasing.has("bps")) && !states_level {
        let change = |place: Place| {
            Some(
                level(place, place.item)?
                    - level(Place { year: place.year - 1, ..place }, place.item)?,
            )
        };
        return Some(Decimal::new(15, 4) < (change(place)? - change(other)?).abs());
    }
    Some(if states_level { levels } else { growths })
}

fn growth(world: &World, place: Place, item: Item) -> Option<Decimal> {
    let now = world.value(place.pair, place.company, item, place.year)?;
    let before = world.value(place.pair, place.company, item, place.year - 1)?;
    (Decimal::ZERO < before).then(|| now / before - Decimal::ONE)
}

impl Numbers {
    fn of(
        world: &World,
        place: Place,
        phrasing: Phrasing,
        manner: Manner,
        wrong_scale: bool,
    ) -> Option<Self> {
        let level =
            |company: usize, item: Item, year: i16| world.value(place.pair, company, item, year);
        let mut holes: Vec<(&'static str, String)> = Vec::new();
        let money = |value: Decimal| values::money(value, manner.number, wrong_scale);
        let now = level(place.company, place.item, place.year)?;
        let before = level(place.company, place.item, place.year - 1);
        match phrasing.class {
            Class::Amount | Class::Two | Class::Pair => {
                if now < Decimal::from(1_000_000) {
                    return None;
                }
                holes.push(("V", money(now)));
                holes.push(("VM", values::millions(now)));
                holes.push(("VW", values::spelled_money(now)));
                let digits = |value: Decimal| values::money(value, 0, false);
                let round = round(now);
                holes.push(("about", format!("about {}", digits(round))));
                holes.push(("about_bare", digits(round)));
                let low = now * Decimal::new(97, 2);
                holes.push((
                    "between_to",
                    format!("{} to {}", digits(low), digits(now * Decimal::new(103, 2))),
                ));
                holes.push(("floor", digits(now * Decimal::new(97, 2))));
                holes.push((
                    "floor_more",
                    format!("more than {}", digits(now * Decimal::new(97, 2))),
                ));
                let ceiling = ceiling(now)?;
                holes.push(("ceiling", digits(ceiling)));
                holes.push(("ceiling_nearly", format!("nearly {}", digits(ceiling))));
                holes.push((
                    "between",
                    format!(
                        "{} and {}",
                        digits(now * Decimal::new(97, 2)),
                        digits(now * Decimal::new(103, 2))
                    ),
                ));
                if phrasing.has("between")
                    && !phrasing.text.contains("between {")
                    && !phrasing.text.contains("range of {")
                {
                    let slot = holes.last_mut()?;
                    slot.1 = format!("between {}", slot.1);
                }
            }
            Class::Rate => {
                holes.push(("R", values::percent(now, manner.number)));
                if now.is_sign_negative() {
                    return None;
                }
            }
            Class::Loss => {
                if Decimal::ZERO <= now {
                    return None;
                }
                holes.push(("L", money(-now)));
            }
            Class::PerShare => {
                if now <= Decimal::ZERO {
                    return None;
                }
                holes.push(("F", format!("${}", values::rounded(now, 2))));
            }
        }
        if let Some(before) = before.filter(|before| Decimal::ZERO < *before) {
            let change = now - before;
            let growth = change / before;
            let visible = Decimal::new(2, 3) < growth.abs() && growth.abs() < Decimal::from(3);
            if visible && !matches!(phrasing.class, Class::Loss | Class::Rate) {
                holes.push(("W", money(before)));
                holes.push(("WM", values::millions(before)));
                holes.push(("K", format!("${}", values::rounded(before, 2))));
                holes.push(("D", money(change.abs())));
                let percent = values::percent(growth, manner.number);
                holes.push(("G", percent));
                holes.push(("sign", if growth.is_sign_negative() { "-" } else { "+" }.to_owned()));
                let whole = (growth.abs() * Decimal::ONE_HUNDRED).round();
                if whole < Decimal::ONE_HUNDRED
                    && Decimal::ONE < whole
                    && whole != (growth.abs() * Decimal::ONE_HUNDRED)
                {
                    holes.push(("GW", format!("{} percent", values::spelled(whole_away(growth)))));
                }
            }
            if phrasing.class == Class::Rate && Decimal::new(1, 3) < change.abs() {
                holes.push(("S", values::percent(before, manner.number)));
                holes.push(("pp", values::points(change, manner.number)));
                holes.push(("bps", values::basis_points(change, manner.number)));
            }
        }
        if phrasing.class == Class::Pair {
            let other = level(1 - place.company, place.item, place.year)?;
            if other < Decimal::from(1_000_000) {
                return None;
            }
            holes.push(("U", money(other)));
            holes.push(("UM", values::millions(other)));
            let multiple = now / other;
            if Decimal::new(3, 1) < multiple
                && multiple < Decimal::from(50)
                && Decimal::new(5, 2) < (multiple - Decimal::ONE).abs()
            {
                holes.push(("X", format!("{} times", values::rounded(multiple, 2))));
                holes.push(("E", money((now - other).abs())));
            }
        }
        if phrasing.class == Class::Two {
            let other = level(place.company, place.other, place.year)?;
            if other < Decimal::from(1_000_000) || other == now {
                return None;
            }
            holes.push(("T", money(other)));
            holes.push(("share", values::percent(other / now, manner.number)));
            if let Some(rate) =
                growth(world, place, place.other).filter(|rate| Decimal::new(2, 3) < rate.abs())
            {
                holes.push(("H", values::percent(rate, manner.number)));
            }
        }
        Some(Self { holes })
    }
}

fn whole_away(rate: Decimal) -> Decimal {
    (rate.abs() * Decimal::ONE_HUNDRED)
        .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

/// Two significant digits.
fn round(value: Decimal) -> Decimal {
    value.round_sf(2).unwrap_or(value)
}

/// The next number of two significant digits above, unless it is too far away to be near.
fn ceiling(value: Decimal) -> Option<Decimal> {
    let up = value.round_sf_with_strategy(2, rust_decimal::RoundingStrategy::AwayFromZero)?;
    (up - value < value * Decimal::new(4, 2)).then_some(up)
}

fn label(item: Item) -> String {
    format::in_sentence(item.label())
}

fn possessive(name: &str) -> String {
    if name.ends_with("'s") { name.to_owned() } else { format!("{name}'s") }
}

type Words = Vec<(&'static str, String)>;

/// Names and verbs; `turned` says that everything went the other way.
fn words(
    world: &World,
    place: Place,
    phrasing: Phrasing,
    manner: Manner,
    turned: bool,
) -> Option<Words> {
    let name = world.name(place.pair, place.company);
    let rival = world.name(place.pair, 1 - place.company);
    let item = label(place.item);
    let other = label(place.other);
    let capital = |text: &str| text[..1].to_uppercase() + &text[1..];
    let article = if "aeiou".contains(&item[..1]) { "an" } else { "a" };
    let mut all: Words = vec![
        ("C", name.to_owned()),
        ("Cs", possessive(name)),
        ("B", rival.to_owned()),
        ("Bs", possessive(rival)),
        ("I", item.clone()),
        ("I^", capital(&item)),
        ("an_I", format!("{article} {item}")),
        ("J", other.clone()),
        ("J^", capital(&other)),
        ("P", format!("FY{}", place.year)),
        ("Q", format!("FY{}", place.year - 1)),
        ("Y", place.year.to_string()),
    ];
    let way = |item: Item| {
        let now = world.value(place.pair, place.company, item, place.year)?;
        let before = world.value(place.pair, place.company, item, place.year - 1)?;
        Some((before < now) != turned)
    };
    if let Some(up) = way(place.item) {
        all.extend(verbs(up, manner, ""));
    }
    let even = world.value(place.pair, place.company, place.other, place.year)
        == world.value(place.pair, place.company, place.other, place.year - 1);
    if even && phrasing.has("rose2") {
        return None;
    }
    if let Some(up) = way(place.other).filter(|_| phrasing.class == Class::Two) {
        all.extend(verbs(up, manner, "2"));
    }
    if turned && phrasing.has("sign") {
        all.push(("turned_sign", String::new()));
    }
    if phrasing.class == Class::Pair {
        let mine = world.value(place.pair, place.company, place.item, place.year)?;
        let theirs = world.value(place.pair, 1 - place.company, place.item, place.year)?;
        let more = (theirs < mine) != turned;
        all.push((
            "more",
            if more { ["more", "higher", "greater"] } else { ["less", "lower", "smaller"] }
                [manner.word % 3]
                .to_owned(),
        ));
        // `Looks large` is no claim that can be checked.
        all.push(("large", "modest".to_owned()));
    }
    Some(all)
}

fn verbs(up: bool, manner: Manner, suffix: &str) -> Words {
    let one = |ups: &[&str], downs: &[&str]| {
        let words = if up { ups } else { downs };
        words[manner.word % words.len()].to_owned()
    };
    if suffix == "2" {
        return vec![(
            "rose2",
            one(&["rose", "grew", "increased"], &["fell", "declined", "decreased"]),
        )];
    }
    vec![
        (
            "rose",
            one(
                &["rose", "grew", "increased", "climbed", "jumped", "advanced"],
                &["fell", "declined", "decreased", "dropped", "slipped", "shrank"],
            ),
        ),
        (
            "rise",
            one(&["increase", "rise", "gain", "jump"], &["decrease", "fall", "decline", "drop"]),
        ),
        (
            "rise_inf",
            one(&["rise", "grow", "increase", "climb"], &["fall", "decline", "decrease", "drop"]),
        ),
        (
            "a_rise",
            one(
                &["an increase", "a rise", "a gain", "a jump"],
                &["a decrease", "a fall", "a decline", "a drop"],
            ),
        ),
        ("up", one(&["up"], &["down"])),
        ("rose_its", one(&["grew its", "raised its"], &["cut its", "reduced its"])),
        ("more_in_time", one(&["more"], &["less"])),
        ("risen", one(&["risen", "grown", "increased"], &["fallen", "declined", "decreased"])),
        ("gone", one(&["gone up", "climbed"], &["gone down", "fallen"])),
        ("up_adj", one(&["upward", "rising", "growing"], &["downward", "falling", "shrinking"])),
        ("higher", one(&["higher"], &["lower"])),
        ("growing", one(&["growing", "expanding"], &["shrinking", "contracting"])),
        (
            "lifted",
            one(
                &["raised", "increased", "grew", "boosted"],
                &["cut", "reduced", "decreased", "trimmed"],
            ),
        ),
        ("widened", one(&["widened", "expanded"], &["narrowed", "contracted"])),
        ("moved", one(&["widened", "rose"], &["narrowed", "fell"])),
        ("beat", one(&["exceeded", "beat"], &["trailed", "undershot"])),
    ]
}

/// The phrasing with its holes filled, unless one stays open.
fn fill(phrasing: Phrasing, numbers: &Numbers, words: &Words) -> String {
    let mut text = phrasing.text.to_owned();
    let turned = words.iter().any(|(hole, _)| *hole == "turned_sign");
    for (hole, value) in numbers.holes.iter().chain(words) {
        let value = match (*hole, turned) {
            ("sign", true) if value == "+" => "-",
            ("sign", true) => "+",
            (_, _) => value,
        };
        text = text.replace(&format!("{{{hole}}}"), value);
    }
    text
}
