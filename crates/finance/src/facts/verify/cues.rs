//! The words that say which way a figure went and how exactly a number is meant.

/// Which way something went, or which of two is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// More than before, or than another.
    Up,
    /// Less.
    Down,
    /// As before.
    Flat,
    /// More, unless it is a cost or a debt: then either.
    Better,
    /// Less, unless it is a cost or a debt: then either.
    Worse,
}

impl Way {
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::Flat => Self::Flat,
            Self::Better => Self::Worse,
            Self::Worse => Self::Better,
        }
    }
}

const UP: &str = "rose rise rises rising risen grew grow grows growing grown growth increased increase increases \
    increasing climbed climb climbs climbing jumped jump jumps jumping surged surge surges surging soared soar soars \
    soaring gained gain gains gaining expanded expand expands \
    expanding expansion up advanced advance advances advancing higher more greater larger bigger upped lifted lift \
    lifts lifting boosted boost boosts boosting raised raise raises raising added adding swelled swell widened widen \
    widening widens ballooned ballooning rallied rebounded rebound recovered spiked skyrocketed leapt \
    leaped leap mounted ahead uptick upswing upturn uplift hike hiked ascended accelerated inched edged ticked \
    exceeded exceeds exceeding surpassed surpasses outpaced beat beats topped above ▲ ↑ outstripped enlarged \
    escalated escalating appreciated rocketed skyrocketing exploded increment upward upwards";

const DOWN: &str = "undershot missed undershoots fell fall falls falling fallen declined decline declines declining decreased decrease decreases \
    decreasing dropped drop drops dropping slipped slip slips slipping shrank shrink shrinks shrinking shrunk \
    contracted contract contracts contracting contraction narrowed narrow narrowing narrows down lower less fewer \
    smaller sank sink sinks sinking sunk slid slide slides sliding plunged plunge plunging tumbled tumble tumbling \
    slumped slump slumping dipped dip dips dipping eased easing \
    reduced reduce reduces reducing reduction cut cuts cutting trimmed halved retreated retreat receded \
    compressed compression eroded erosion crashed collapsed plummeted plummet downturn below shed sheds \
    off trailed trails lagged lags behind downtick ▼ ↓ dwindled diminished diminishing subsided moderated \
    decelerated dented plummeting descended downward downwards nosedived";

const BETTER: &str = "improved improve improves improving improvement strengthened stronger better";

const WORSE: &str =
    "weakened deteriorated deteriorating deterioration worsened worsening weaker worse softened";

const FLAT: &str = "flat unchanged stagnant";

/// Words between a number and what it is at, behind which it is a level.
const LEVEL: &str = "was were is are be been at totaled totalled totaling totalling reached reaching reaches hit hits \
    hitting stood stands came comes amounted amounts reported posted generated recorded delivered booked had has have \
    having with made earned achieved registered equaled equalled equals equal ended closed finished = : being earning \
    pulled raked hauled collected counted lodged printed clocked tallied managed banked secured garnered \
    amassed racked sustained incurred suffered accumulated logged produced brought took landed sits sat remained stayed totals notched turned";

/// Words that make the number behind them a base of comparison.
pub(super) const SINCE: &str =
    "from since than versus vs against over relative compared v following after on";

pub(super) fn says(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// The words of a list, for looking up.
pub(super) struct Cues {
    ways: std::collections::HashMap<&'static str, Way>,
    levels: std::collections::HashSet<&'static str>,
}

pub(super) static CUES: std::sync::LazyLock<Cues> = std::sync::LazyLock::new(|| {
    let of = |list: &'static str, way| list.split_ascii_whitespace().map(move |word| (word, way));
    let ways = of(UP, Way::Up).chain(of(DOWN, Way::Down)).chain(of(FLAT, Way::Flat));
    let ways = ways.chain(of(BETTER, Way::Better)).chain(of(WORSE, Way::Worse));
    Cues { ways: ways.collect(), levels: LEVEL.split_ascii_whitespace().collect() }
});

impl Cues {
    pub(super) fn way(&self, word: &str) -> Option<Way> {
        self.ways.get(word).copied()
    }

    pub(super) fn is_level(&self, word: &str) -> bool {
        self.levels.contains(word)
    }
}

/// On which side of a written number the figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Side {
    /// It is the number, within its rounding.
    #[default]
    Exact,
    /// It is near.
    About,
    /// It is near, on either side.
    Close,
    /// It is near, and not more.
    Nearly,
    /// It is near, and not less.
    JustOver,
    /// It is more.
    Over,
    /// It is less.
    Under,
}

/// What stands before a number and says how exactly it is meant, longest first.
const SIDES: [(&str, Side); 51] = [
    ("in the neighborhood of", Side::About),
    ("in the neighbourhood of", Side::About),
    ("in the region of", Side::About),
    ("in the vicinity of", Side::About),
    ("in the area of", Side::About),
    ("on the order of", Side::About),
    ("of the order of", Side::About),
    ("not far from", Side::About),
    ("not far off", Side::About),
    ("not quite reach", Side::Nearly),
    ("not quite hit", Side::Nearly),
    ("not quite", Side::Nearly),
    ("quite reach", Side::Nearly),
    ("just missed", Side::Nearly),
    ("in excess of", Side::Over),
    ("the better part of", Side::Nearly),
    ("no less than", Side::Over),
    ("no fewer than", Side::Over),
    ("no more than", Side::Under),
    ("not more than", Side::Under),
    ("not less than", Side::Over),
    ("fell short of", Side::Nearly),
    ("upwards of", Side::Over),
    ("upward of", Side::Over),
    ("north of", Side::Over),
    ("south of", Side::Under),
    ("more than", Side::Over),
    ("less than", Side::Under),
    ("fewer than", Side::Under),
    ("greater than", Side::Over),
    ("better than", Side::Over),
    ("at least", Side::Over),
    ("at most", Side::Under),
    ("shy of", Side::Nearly),
    ("short of", Side::Nearly),
    ("close to", Side::Close),
    ("some", Side::About),
    ("about", Side::About),
    ("around", Side::About),
    ("roughly", Side::About),
    ("approximately", Side::About),
    ("approx", Side::About),
    ("circa", Side::About),
    ("ca", Side::About),
    ("nearly", Side::Nearly),
    ("almost", Side::Nearly),
    ("approaching", Side::Nearly),
    ("approached", Side::Nearly),
    ("nearing", Side::Nearly),
    ("neared", Side::Nearly),
    ("estimated", Side::About),
];

/// Words before a bound by which it was hardly missed or passed: `just over`, `a bit below`.
const HARDLY: &str =
    "just slightly marginally barely little bit tad touch shade hair whisker fraction";

/// Words that set a bound and say that it was passed: as a verb, or with one.
const BOUNDS: [(&str, Side); 25] = [
    ("over", Side::Over),
    ("above", Side::Over),
    ("past", Side::Over),
    ("through", Side::Over),
    ("broke", Side::Over),
    ("breached", Side::Over),
    ("breaching", Side::Over),
    ("cleared", Side::Over),
    ("clearing", Side::Over),
    ("eclipsed", Side::Over),
    ("eclipsing", Side::Over),
    ("exceeds", Side::Over),
    ("topped", Side::Over),
    ("topping", Side::Over),
    ("exceeding", Side::Over),
    ("exceeded", Side::Over),
    ("surpassed", Side::Over),
    ("surpassing", Side::Over),
    ("crossed", Side::Over),
    ("crossing", Side::Over),
    ("passed", Side::Over),
    ("beyond", Side::Over),
    ("under", Side::Under),
    ("below", Side::Under),
    ("beneath", Side::Under),
];

/// How exactly a number is meant by the words that end before it, how many of them say so, and whether they are a
/// bound.
pub(super) fn side(before: &[&str]) -> Option<(Side, usize, bool)> {
    let ends = |phrase: &str| {
        let mut words = phrase.rsplit(' ').zip(before.iter().rev().map(Some).chain([None]));
        let same = words.all(|(word, said)| said == Some(&word));
        same.then(|| phrase.split(' ').count())
    };
    let soft = SIDES.iter().find_map(|(phrase, side)| Some((*side, ends(phrase)?, false)));
    let (side, count, bound) = soft
        .or_else(|| BOUNDS.iter().find_map(|(phrase, side)| Some((*side, ends(phrase)?, true))))?;
    let back = |by: usize| before.len().checked_sub(by).and_then(|at| before.get(at)).copied();
    let hardly = back(count + 1).is_some_and(|word| says(HARDLY, word));
    Some(match side {
        Side::Over if hardly => (Side::JustOver, count + 1, false),
        Side::Under if hardly => (Side::Nearly, count + 1, false),
        Side::Over | Side::Under if back(count + 1) == Some("well") => (side, count + 1, false),
        Side::Nearly if hardly => (side, count + 1, bound),
        Side::Exact
        | Side::About
        | Side::Close
        | Side::Nearly
        | Side::JustOver
        | Side::Over
        | Side::Under => (side, count, bound),
    })
}

/// How exactly a number is meant by the words behind it: `or so`, `give or take`, `and change`.
pub(super) fn side_behind(behind: [&str; 3]) -> Option<Side> {
    match behind {
        ["or", "so" | "thereabouts", _]
        | ["give", "or", "take"]
        | ["roughly" | "approximately", ..] => Some(Side::About),
        ["and", "change", _] => Some(Side::JustOver),
        ["or", "more", _] => Some(Side::Over),
        ["or", "less", _] => Some(Side::Under),
        _ => None,
    }
}
