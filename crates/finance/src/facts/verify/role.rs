//! What a number does in its clause: a level, a change, the start or the end of one.

use super::{
    clause::Sentence,
    cues::{self, CUES, Side, Way},
    tokens::Token,
};
use crate::facts::read::Kind;

/// What a number states of its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// How much it is.
    Level,
    /// How much it became.
    To,
    /// How much it was before.
    From,
    /// By how much it differs.
    Change,
    /// Words leave both open.
    Any,
}

/// A number's role, the way its verb points, and how exactly it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) role: Role,
    pub(super) way: Option<Way>,
    pub(super) side: Side,
    /// Whether the words deny what they say.
    pub(super) denied: bool,
}

const SKIPPED: &str = "a an the record whopping staggering healthy modest massive solid strong respectable huge \
    another further additional combined total full mere only just impressive remarkable steep sharp slight hefty \
    whole s estimated annual quarterly cool year over also again significantly substantially slightly sharply strongly \
    modestly dramatically markedly considerably steadily marginally nicely well even still now currently \
    year-over-year yoy y/y by-and-large all-time new high";

/// Words between a number and the noun behind it that says which way it went.
const BEFORE_NOUN: &str = "year over on yoy y/y annual percentage point points increase yearly sequential qoq quarter sharp steep slight net relative \
     compound per a";

impl Part {
    /// The part of the number at this place.
    pub(super) fn of(sentence: &Sentence, number: usize, kind: Kind, enclosed: bool) -> Self {
        let before: Vec<&str> = words_before(sentence, number);
        let (side, skipped, bound) = cues::side(&before).unwrap_or_default();
        let falls = sentence.is_fall(number);
        // `More than halved` is less than half.
        let side = match (falls, side) {
            (true, Side::Over) => Side::Under,
            (true, Side::Nearly) => Side::JustOver,
            (_, side) => side,
        };
        let comma = usize::from(matches!(sentence.token(number + 1), Some(Token::Comma)));
        let after = [1, 2, 3].map(|ahead| sentence.word(number + comma + ahead));
        let side = cues::side_behind(after).filter(|_| side == Side::Exact).unwrap_or(side);
        let behind = way_behind(sentence, number);
        let governing = governing(sentence, number);
        let short =
            (1..=skipped).any(|back| matches!(sentence.back(number, back), "short" | "shy"));
        if short {
            return Self { role: Role::Level, way: None, side, denied: false };
        }
        if enclosed {
            return Self { role: Role::Any, way: None, side, denied: false };
        }
        let (mut role, mut way) = match behind {
            Some(way) => (Role::Change, Some(way)),
            None => role_before(sentence, number, skipped, kind),
        };
        if bound && behind.is_none() {
            // `Rose above $400bn` names what was passed, `rose over $25bn` by how much: both are read.
            let money = !matches!(kind, Kind::Percent | Kind::Points | Kind::BasisPoints);
            if money && role == Role::Change {
                (role, way) = (Role::Any, governing);
            }
        }
        if role == Role::To && way.is_none() {
            way = governing;
        }
        if role == Role::From {
            way = None;
        }
        if way.is_none()
            && matches!(role, Role::Level | Role::Any)
            && sentence.is_plain_shift(number)
        {
            // `The fall in revenue, from $394bn to $383bn, equals 2.8%`.
            way = governing;
        }
        let told = matches!(sentence.word(1), "is" | "was") || sentence.explains();
        let subject = number == 0 && told && sentence.numbers().count() == 1;
        if subject && way.is_none() && (is_rate(kind) || sentence.says_how_much()) {
            // `Four percent is how much revenue fell`.
            way = (1..sentence.tokens.len()).find_map(|at| sentence.way(at));
        }
        if way.is_none() && role == Role::Change && !sentence.is_signed(number) {
            // `Changed by $945m, and the direction was down`.
            let mut behind = (number + 1..sentence.tokens.len()).filter_map(|at| sentence.way(at));
            way = behind.next().filter(|first| behind.all(|way| way == *first));
        }
        if way.is_none() && !sentence.is_signed(number) && is_size(sentence, number, role) {
            (role, way) = (Role::Change, Some(Way::Flat));
        }
        // `Did not exceed $50bn`, `never reached $300bn` are bounds.
        let verb = cues::says(REACHING, sentence.back(number, 1 + skipped))
            .then_some(1 + skipped)
            .filter(|_| !matches!(side, Side::Over | Side::Under) || bound);
        let verb =
            verb.or_else(|| (bound && cues::says(REACHING, sentence.back(number, 1))).then_some(1));
        if let Some(verb) = verb
            && (1..3).any(|back| cues::says(DENIALS, sentence.back(number, verb + back)))
        {
            return Self { role: Role::Level, way: None, side: Side::Under, denied: false };
        }
        let nearly = (1..=skipped).any(|back| sentence.back(number, back) == "quite");
        let denied = !nearly && way.is_some() && role != Role::To && is_denied(sentence, number);
        let levelled_denial = !nearly && way.is_none() && denies_level(sentence, number);
        Self { role, way, side, denied: denied || levelled_denial }
    }
}

/// `Changed by 14.5%`, `the size of the change was 14.5%` say no way.
fn is_size(sentence: &Sentence, number: usize, role: Role) -> bool {
    let shifted =
        |back: usize| cues::says("changed moved swung shifted", sentence.back(number, back));
    let by = (1..3).any(|back| sentence.back(number, back) == "by");
    let size = |at: usize| matches!(sentence.word(at), "size" | "magnitude");
    let of_change = || (0..number).any(|at| size(at) && sentence.word(at + 3) == "change");
    role == Role::Change && by && (2..4).any(shifted) || of_change()
}

fn words_before(sentence: &Sentence, number: usize) -> Vec<&str> {
    let mut words: Vec<&str> = (1..=6)
        .map(|back| sentence.back(number, back))
        .take_while(|word| !word.is_empty())
        .collect();
    let mark = matches!(
        sentence.word(number + 1),
        "mark" | "milestone" | "threshold" | "barrier" | "level" | "line"
    );
    if mark && matches!(words.first(), Some(&("the" | "a"))) {
        // `Cleared the $400bn mark`.
        words.remove(0);
    }
    words.reverse();
    words
}

/// `A 6% increase`, `6% higher`: the word behind the number that says which way, unless it leads to the next number.
fn way_behind(sentence: &Sentence, number: usize) -> Option<Way> {
    let mut at = number + 1;
    // `6.4% was the rise in revenue`.
    let named = sentence.word(at) == "was" && matches!(sentence.word(at + 1), "the" | "a" | "an");
    if named && number == 0 {
        at += 2;
    }
    while cues::says(BEFORE_NOUN, sentence.word(at))
        && sentence.way(at).is_none()
        && at < number + 5
    {
        at += 1;
    }
    // `A 2.8% revenue decline`.
    let named = matches!(sentence.token(at), Some(Token::Items { .. }))
        && sentence.way(at + 1).is_some()
        && matches!(
            sentence.word(at + 2),
            "" | "in" | "for" | "over" | "from" | "on" | "at" | "and" | "to"
        );
    at += usize::from(named && at == number + 1);
    let way = sentence.way(at)?;
    let leads_on = sentence.is_number(at + 1)
        || matches!(sentence.word(at + 1), "by" | "from" | "to")
            && sentence.is_number(at + 2)
            && matches!(sentence.word(at), "up" | "down")
        || matches!(sentence.word(at), "up" | "down") && sentence.is_number(at + 2);
    // `$416bn increased …`: a verb behind a level is another clause's.
    let verb = sentence.word(at).ends_with("ed")
        || matches!(sentence.word(at), "rose" | "fell" | "grew" | "beat");
    (!leads_on && !verb).then_some(way)
}

/// The nearest word before the number that says which way its clause goes.
pub(super) fn governing(sentence: &Sentence, number: usize) -> Option<Way> {
    let clause = sentence.clause(number);
    (0..number)
        .rev()
        .take_while(|at| sentence.clause(*at) == clause)
        .find_map(|at| Some((at, sentence.way(at)?)))
        .filter(|(at, _)| !(1..4).any(|back| cues::says(DENIALS, sentence.back(*at, back))))
        .map(|(_, way)| way)
}

fn role_before(
    sentence: &Sentence,
    number: usize,
    skipped: usize,
    kind: Kind,
) -> (Role, Option<Way>) {
    let mut at = number.saturating_sub(skipped);
    let mut crossed = false;
    for steps in 0..14 {
        let Some(here) = at.checked_sub(1) else { break };
        let Some(token) = sentence.token(here) else { break };
        at = here;
        if sentence.clause(here) != sentence.clause(number) && !matches!(token, Token::Comma) {
            break;
        }
        match token {
            Token::Number(_) => {
                // `Rose 6%, or $25bn`; `$13bn and $8bn`: as the number before.
                return (Role::Any, None);
            }
            Token::Break => break,
            Token::Open | Token::Close => return (Role::Any, None),
            Token::Comma => crossed = true,
            Token::Items { .. } => {
                // `Grew revenue 6%` goes on to its verb; `revenue $416bn` is a level.
                if steps == 0 && !is_rate(kind) {
                    let verb = (1..4).find_map(|back| sentence.way_back(here, back));
                    return (if verb.is_some() { Role::Any } else { Role::Level }, verb);
                }
            }
            Token::Company(_) if steps == 0 => {
                // `Below Apple's $416bn`: what is compared with is a level.
                let compared = (1..4).any(|back| {
                    sentence.way_back(here, back).is_some()
                        || cues::says(cues::SINCE, sentence.back(here, back))
                });
                let role = if is_rate(kind) || !compared { Role::Any } else { Role::From };
                return (role, None);
            }
            Token::Period(_) | Token::Company(_) => {}
            Token::Word(word) => {
                let word = word.as_str();
                let near = steps <= 2 || crossed;
                match word {
                    "to" | "reaching" | "hitting" | "reach" | "reached" => {
                        // `Came to $416bn` is a level.
                        if matches!(
                            sentence.back(here, 1),
                            "came"
                                | "comes"
                                | "amounted"
                                | "amounts"
                                | "amounting"
                                | "adds"
                                | "ran"
                        ) {
                            continue;
                        }
                        if sentence.adds_up(here.saturating_sub(1)) {
                            return (Role::Level, None);
                        }
                        let compared =
                            matches!(sentence.back(here, 1), "compared" | "relative" | "due");
                        return (if compared { Role::From } else { Role::To }, None);
                    }
                    "less" | "plus" | "minus" if steps == 0 => return (Role::Any, None),
                    // `Versus FY2024: +6%`: what is compared with is the period.
                    "than" | "from" | "against" | "versus" | "vs" | "with" | "over"
                        if sentence.is_shift(number)
                            && matches!(sentence.token(here + 1), Some(Token::Period(_))) => {}
                    // `Up on the 24.6% of the year before`.
                    "on" if sentence.way_back(here, 1).is_some() => return (Role::From, None),
                    // `Beat its 12.1% of FY2020`.
                    "than" | "from" | "against" | "versus" | "vs" | "after" | "exceeded"
                    | "beat" | "topped" | "surpassed" | "trailed" | "undershot" | "missed"
                    | "matched" | "exceeds" | "beats" | "trails" => {
                        return (Role::From, None);
                    }
                    "compared" | "with"
                        if sentence.back(here, 1) == "compared" || word == "compared" =>
                    {
                        return (Role::From, None);
                    }
                    "with" => return (Role::Any, None),
                    // `Reported by Apple for FY2025, $416bn`.
                    "by" if matches!(sentence.token(here + 1), Some(Token::Company(_))) => {}
                    // `Chevron, by comparison, $34bn`.
                    "by" if matches!(sentence.word(here + 1), "comparison" | "contrast") => {}
                    "by" | "another" => {
                        let way = governing(sentence, here + 1);
                        return (Role::Change, way);
                    }
                    "of" => {
                        if let Some(way) = sentence.way_back(here, 1) {
                            return (Role::Change, Some(way));
                        }
                        // `A jump in revenue of 6%`.
                        if is_rate(kind)
                            && let Some(way) = noun_over(sentence, here)
                        {
                            return (Role::Change, Some(way));
                        }
                        if matches!(sentence.back(here, 1), "rate" | "pace" | "clip" | "tune") {
                            return (Role::Any, governing(sentence, here));
                        }
                        if matches!(sentence.back(here, 1), "change" | "difference" | "swing") {
                            return (Role::Change, None);
                        }
                        return (Role::Level, None);
                    }
                    "changed" | "change" | "moved" => return (Role::Change, None),
                    _ => {}
                }
                if let Some(way) = sentence.way(here) {
                    let noun = matches!(
                        word,
                        "growth" | "increase" | "change" | "decline" | "drop" | "gain"
                    );
                    let adjective = sentence
                        .token(here + 1)
                        .is_some_and(|token| matches!(token, Token::Items { .. }));
                    if adjective && !is_rate(kind) && !near {
                        return (Role::Level, None);
                    }
                    return (if noun && !near { Role::Any } else { Role::Change }, Some(way));
                }
                if word == ":"
                    && is_rate(kind)
                    && let Some(way) = sentence.way_back(here, 1)
                {
                    // `Decrease: 2.8%`.
                    return (Role::Change, Some(way));
                }
                if CUES.is_level(word) {
                    if matches!(word, "reached" | "hit" | "reaching" | "hitting") {
                        return (Role::To, None);
                    }
                    // `The rise in revenue was 6%`.
                    if let Some(way) =
                        noun_over(sentence, here).or_else(|| noun_over_before(sentence, here))
                    {
                        return (Role::Change, Some(way));
                    }
                    // `Growth was 6%`: the noun before the verb still says that it is a change.
                    let grown = (1..14)
                        .take_while(|back| {
                            let token = here.checked_sub(*back).and_then(|at| sentence.token(at));
                            token.is_some_and(|token| {
                                !matches!(token, Token::Break | Token::Number(_))
                            })
                        })
                        .find(|back| {
                            matches!(
                                sentence.back(here, *back),
                                "growth" | "increase" | "decline" | "drop" | "rise" | "change"
                            )
                        });
                    return match grown {
                        Some(_) => (Role::Any, None),
                        None => (Role::Level, None),
                    };
                }
                if !cues::says(SKIPPED, word) && 10 < steps {
                    break;
                }
            }
        }
    }
    (Role::Any, None)
}

/// The way of `a jump in revenue`, where an item that is what jumped stands right before a place.
fn noun_over(sentence: &Sentence, at: usize) -> Option<Way> {
    let item = at
        .checked_sub(1)
        .filter(|item| matches!(sentence.token(*item), Some(Token::Items { .. })))?;
    let over = (1..4).find(|back| matches!(sentence.back(item, *back), "in" | "of"))?;
    sentence.way_back(item, over + 1)
}

/// The same where a company or a period stands between: `the rise in revenue at Apple was 6%`.
fn noun_over_before(sentence: &Sentence, at: usize) -> Option<Way> {
    let item = (2..6)
        .filter_map(|back| at.checked_sub(back))
        .find(|item| matches!(sentence.token(*item), Some(Token::Items { .. })))?;
    noun_over(sentence, item + 1)
}

fn is_rate(kind: Kind) -> bool {
    match kind {
        Kind::Percent | Kind::Points | Kind::BasisPoints | Kind::Times => true,
        Kind::Money(_) | Kind::PerShare(_) | Kind::Days | Kind::Shares | Kind::Plain => false,
    }
}

/// Verbs that name a bound; denied, they say that it was not passed.
const REACHING: &str =
    "reach reached exceed exceeded surpass surpassed pass passed top topped hit cross crossed";

const DENIALS: &str = "hasn't hasn’t haven't no not never didn't didn’t hardly wasn't wasn’t isn't isn’t doesn't doesn’t";

/// Whether the verb before the number is denied: `did not fall 3%`.
fn is_denied(sentence: &Sentence, number: usize) -> bool {
    let clause = sentence.clause(number);
    let verb = (0..number)
        .rev()
        .take_while(|at| sentence.clause(*at) == clause)
        .find(|at| sentence.way(*at).is_some());
    verb.is_some_and(|verb| (1..4).any(|back| cues::says(DENIALS, sentence.back(verb, back))))
}

/// `Was not $416bn`; `no longer $391bn` was so once.
fn denies_level(sentence: &Sentence, number: usize) -> bool {
    sentence.back(number, 1) != "longer"
        && (1..3).any(|back| cues::says(DENIALS, sentence.back(number, back)))
}
