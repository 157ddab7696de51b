//! Understanding a question: whom it names, what it says, and what it leaves to the conversation.

use finance::{FiscalPeriod, Item, PeriodWanted, Ratio, Symbol, format::in_sentence};
use rust_decimal::Decimal;

use crate::{
    conversation::{Conversation, Meant, Topic},
    question::{Over, Question, phrases::Saying},
    resolve::{Index, Resolved},
    router::{self, Category, Route},
};

/// Words behind an `is it` that speaks of nothing: `is it normal for a company to …`.
const DUMMY: [&str; 17] = [
    "a good idea",
    "good",
    "bad",
    "normal",
    "possible",
    "better",
    "safe",
    "smart",
    "wise",
    "true",
    "risky",
    "ok",
    "okay",
    "legal",
    "hard",
    "easy",
    "dangerous",
];

/// `of them` speaks of so many, where no number is said.
const THEM: usize = 3;

/// So many words beside a company may choose it: `the first one, please`.
const CHOICE_WORDS_MAX: usize = 4;

/// Words before a company that leave it out.
const EXCLUDING: [&str; 10] = [
    "without",
    "excluding",
    "except",
    "minus",
    "drop",
    "remove",
    "not",
    "exclude",
    "skip",
    "ignore",
];

/// At most so many companies are taken over from a conversation.
const TAKEN_OVER_MAX: usize = 6;

/// A question as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The text: what was asked, or what was chosen of what was asked back.
    pub text: String,
    /// Whom the text names.
    pub resolved: Resolved,
    /// Whom the question is about: those that it names, and those of before that it means.
    pub companies: Vec<Symbol>,
    /// The items that are asked for.
    pub items: Vec<Item>,
    /// The period, where one is asked for.
    pub period: Option<PeriodWanted>,
    /// Several periods, where several are.
    pub over: Option<Over>,
    /// What was said of a period and not understood.
    pub unread: Option<String>,
    /// Where the question goes.
    pub route: Route,
    /// Whether a reason is asked for, which no data hold.
    pub asks_why: bool,
    /// The company that was spoken of before, where one was.
    pub spoken_of: Option<Symbol>,
    /// The question's words.
    pub question: Question,
}

impl Understood {
    /// The item whose meaning is asked, where the question is one of meaning.
    pub fn explained(&self) -> Option<Item> {
        let chat = self.route.category == Category::Chat && self.companies.is_empty();
        self.items.first().copied().filter(|_| chat)
    }

    /// The topic that a conversation remembers of the question once it was answered for `answered`.
    pub fn topic(&self, answered: Option<FiscalPeriod>) -> Topic {
        Topic {
            category: self.route.category,
            companies: self.companies.clone(),
            items: self.items.clone(),
            period: self.period,
            over: self.over.clone(),
            answered,
            explained: self.explained(),
            asked_back: Vec::new(),
        }
    }
}

/// Understands a question by itself and by what was said before it.
pub fn understand(text: &str, index: &Index, conversation: &Conversation) -> Understood {
    let meant = meant(text, index, &conversation.asked_back);
    let text = meant.map_or(text, |meant| meant.question.as_str());
    let topic = conversation.topic.as_ref();
    let spoken_of = topic.map_or(&[][..], |topic| &topic.companies);
    let resolved = index.resolve_among(text, spoken_of);
    let spans: Vec<_> = resolved
        .companies
        .iter()
        .map(|found| found.span.clone())
        .chain(resolved.unresolved.iter().map(|name| name.span.clone()))
        .collect();
    let question = Question::read(text, &spans);
    let named: Vec<Symbol> = resolved.companies.iter().map(|found| found.symbol.clone()).collect();
    let understood = Understood {
        text: text.to_owned(),
        companies: named.clone(),
        items: question.items.clone(),
        period: question.periods.one,
        over: question.periods.over.clone(),
        unread: question.periods.unread.clone(),
        route: router::route(&question, named.len()),
        asks_why: question.says(Saying::Why),
        spoken_of: topic.and_then(|topic| topic.companies.last().cloned()),
        resolved,
        question,
    };
    let left_out = left_out(&understood);
    let mut understood = match (&conversation.topic, understood.companies.as_slice()) {
        _ if !left_out.is_empty() => without(understood, &left_out, conversation),
        (_, []) if !understood.resolved.unresolved.is_empty() => understood,
        (Some(topic), []) => follow_up(understood, topic, conversation),
        (Some(topic), _) => other_company(understood, topic, conversation),
        (None, [_, ..]) => explained(understood, conversation),
        (None, []) => understood,
    };
    if understood.period.is_none() && understood.over.is_none() {
        understood.period = alone(&understood.question);
        if understood.period.is_none() && understood.question.periods.relative.is_some() {
            understood.unread = understood.unread.or_else(|| step_word(&understood.question));
        }
    }
    understood.companies.truncate(TAKEN_OVER_MAX.max(understood.resolved.companies.len()));
    understood
}

/// Which of the companies that were asked for the text chooses: by its name or ticker, a word that only its name has, or
/// its place.
fn meant<'a>(text: &str, index: &Index, options: &'a [Meant]) -> Option<&'a Meant> {
    if options.is_empty() {
        return None;
    }
    let resolved = index.resolve(text);
    let spans: Vec<_> = resolved.companies.iter().map(|found| found.span.clone()).collect();
    let question = Question::read(text, &spans);
    if CHOICE_WORDS_MAX < question.other_words() {
        return None;
    }
    let named = match resolved.companies.as_slice() {
        [found] if found.rivals().next().is_none() => {
            options.iter().find(|option| option.symbol == found.symbol)
        }
        _ => None,
    };
    let placed = || options.get(placed(&question, options.len())?);
    let by_word = || {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| 2 < word.len());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let has = |option: &&Meant| {
            let name = option.name.to_lowercase();
            let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
            !words.is_empty() && words.iter().all(|word| parts.contains(&word.as_str()))
        };
        let mut all = options.iter().filter(has);
        all.next().filter(|_| all.next().is_none())
    };
    named.or_else(placed).or_else(by_word)
}

/// The word of a step that leads nowhere: `next year` where no year was spoken of.
fn step_word(question: &Question) -> Option<String> {
    const STEPS: [&str; 11] = [
        "next",
        "later",
        "after",
        "following",
        "earlier",
        "before",
        "previous",
        "prior",
        "full",
        "whole",
        "entire",
    ];
    let words = question.tokens.iter().map(|token| token.lower.as_str());
    words.into_iter().find(|word| STEPS.contains(word)).map(str::to_owned)
}

/// A step with no conversation to step from: `the year before` is the one before the latest.
fn alone(question: &Question) -> Option<PeriodWanted> {
    use crate::question::Relative;
    match question.periods.relative? {
        Relative::Years(by) | Relative::Steps(by) if by < 0 => {
            u8::try_from(-by).ok().map(PeriodWanted::YearsAgo)
        }
        Relative::Years(_) | Relative::Steps(_) | Relative::Quarters(_) | Relative::WholeYear => {
            None
        }
    }
}

/// The companies that the question names to be left out: `drop Amazon`, `without Costco`, `not Boeing`.
fn left_out(asked: &Understood) -> Vec<Symbol> {
    let tokens = &asked.question.tokens;
    let word = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).map_or("", |token| token.lower.as_str())
    };
    let mut spans: Vec<_> =
        asked.resolved.companies.iter().map(|found| (&found.span, &found.symbol)).collect();
    spans.sort_by_key(|(span, _)| span.start);
    let mut left: Vec<Symbol> = Vec::new();
    for (span, symbol) in spans {
        let Some(at) = tokens.iter().position(|token| token.span == *span) else { continue };
        let before = |back: usize| word(at.checked_sub(back));
        let refused = EXCLUDING.contains(&before(1))
            || before(1) == "for" && before(2) == "except"
            || before(1) == "of" && before(2) == "instead"
            || before(1) == "out" && before(2) == "leave"
            || before(1) == "but" && matches!(before(2), "everything" | "everyone" | "all");
        let joined =
            matches!(before(1), "and" | "or") && before(2) == crate::question::tokens::COMPANY;
        let last_left = asked
            .resolved
            .companies
            .iter()
            .any(|found| left.last() == Some(&found.symbol) && found.span.end <= span.start);
        if refused || joined && last_left {
            left.push(symbol.clone());
        }
    }
    left
}

/// A question that leaves companies out: of those that it names, and of those that are spoken of where it names no other
/// or asks for no other.
fn without(mut asked: Understood, left: &[Symbol], conversation: &Conversation) -> Understood {
    let named = asked.companies.clone();
    asked.companies.retain(|symbol| !left.contains(symbol));
    let topic = conversation.topic.as_ref();
    let spoken_of = topic.map_or(&[][..], |topic| &topic.companies);
    let replaces = asked.question.has("instead of @");
    let few = asked.question.other_words() <= 4;
    if let Some(topic) =
        topic.filter(|topic| few && topic.companies.iter().any(|one| left.contains(one)))
    {
        let kept = spoken_of.iter().filter(|symbol| !left.contains(symbol)).cloned();
        let new = std::mem::take(&mut asked.companies);
        // `not Boeing, Airbus` corrects; `Conoco instead of BP` replaces one of several.
        let corrects = !new.is_empty() && spoken_of.len() == 1;
        asked.companies = if corrects { Vec::new() } else { kept.collect() };
        asked
            .companies
            .extend(new.into_iter().filter(|symbol| !spoken_of.contains(symbol) || replaces));
        if asked.items.is_empty() {
            asked.items.clone_from(&topic.items);
        }
        carry_period(&mut asked, topic);
        let category = match (asked.companies.len(), topic.category) {
            (0, _) => Category::Chat,
            (1, Category::Compare) if asked.items.is_empty() => Category::Report,
            (1, Category::Compare) => Category::Figure,
            (1, category) => category,
            (_, _) => Category::Compare,
        };
        let reason = format!("it leaves out {}", list(left));
        asked.route = Route::new(category, 85, reason);
    } else if asked.companies.is_empty() {
        // Nobody is left, so nobody was meant to be left out.
        asked.companies = named;
    } else if asked.companies.len() == 1 && asked.route.category == Category::Compare {
        let category = if asked.items.is_empty() { Category::Report } else { Category::Figure };
        asked.route = Route::new(category, 70, format!("it leaves out {}", list(left)));
    }
    asked
}

/// A question that names nobody, in a conversation about somebody.
fn follow_up(mut asked: Understood, topic: &Topic, conversation: &Conversation) -> Understood {
    let question = &asked.question;
    if is_chat(question) {
        return asked;
    }
    let companies = referred(question, topic, conversation);
    // `Which is bigger?` is asked of the figure that is spoken of, where there is one.
    let size = [Item::Ratio(Ratio::MarketCapitalization)];
    let bare = question.has("bigger")
        || question.has("larger")
        || question.has("smaller")
        || question.has("biggest")
        || question.has("largest")
        || question.has("smallest");
    if asked.items == size && bare && !topic.items.is_empty() && question.other_words() <= 6 {
        asked.items.clone_from(&topic.items);
    }
    if question.items.is_empty() && question.says(Saying::That) {
        asked.items.extend(conversation.explained);
    }
    let several = 1 < companies.len();
    let which = question.says(Saying::Which) || question.says(Saying::Compare);
    let explicit = router::explicit(question);
    let says_period =
        asked.period.is_some() || asked.over.is_some() || question.periods.relative.is_some();
    let means_company = [
        Saying::It,
        Saying::They,
        Saying::Former,
        Saying::Latter,
        Saying::Second,
        Saying::Third,
        Saying::Three,
        Saying::Four,
        Saying::Five,
        Saying::All,
        Saying::That,
    ]
    .into_iter()
    .any(|saying| question.says(saying));
    let asks = !asked.items.is_empty() || explicit.is_some();
    let says_nothing =
        !(asks || says_period || asked.asks_why || means_company || which && several);
    if says_nothing {
        return asked;
    }
    asked.companies = companies;
    let several = 1 < asked.companies.len();
    let named_view = explicit.as_ref().map(|route| route.category);
    let new_items = !asked.items.is_empty() && named_view != Some(Category::Report);
    let category = match named_view {
        _ if several => Category::Compare,
        Some(Category::Report) if asked.asks_why && topic.category == Category::Figure => {
            Category::Figure
        }
        Some(view) => view,
        None if new_items => Category::Figure,
        None if topic.category == Category::Compare && topic.items.is_empty() => Category::Report,
        None if topic.category == Category::Compare => Category::Figure,
        None => topic.category,
    };
    let same_view = asked.items.is_empty();
    if same_view && matches!(category, Category::Figure | Category::Compare) {
        asked.items.clone_from(&topic.items);
    }
    carry_period(&mut asked, topic);
    asked.route = Route {
        category,
        confidence: Decimal::new(85, 2),
        by: "rules",
        reason: carried(&asked, "it goes on about"),
    };
    asked
}

/// A question that names somebody, in a conversation about somebody.
fn other_company(mut asked: Understood, topic: &Topic, conversation: &Conversation) -> Understood {
    let question = &asked.question;
    let pronoun =
        [Saying::It, Saying::They, Saying::That].into_iter().any(|one| question.says(one));
    let joins = question.says(Saying::Compare)
        || question.has("^ add")
        || question.has("that to @")
        || question.has("than @");
    let of_before = referred(question, topic, conversation);
    let explicit = router::explicit(question).map(|route| route.category);
    let own_view = matches!(
        explicit,
        Some(
            Category::IncomeStatement
                | Category::CompanyFinancials
                | Category::StockPrice
                | Category::Figure
        )
    );
    let one_named = asked.companies.len() == 1;
    let refers = pronoun || question.has("that") || starts_with_comparison(question);
    let with_them = ["compare it", "compare that", "compare this", "compare them"];
    let with_several = with_them.iter().any(|words| question.has(words));
    if (one_named && refers || with_several) && joins {
        let named = std::mem::take(&mut asked.companies);
        asked.companies = of_before.into_iter().filter(|symbol| !named.contains(symbol)).collect();
        asked.companies.extend(named);
        if asked.items.is_empty() && !own_view {
            asked.items.clone_from(&topic.items);
        }
        carry_period(&mut asked, topic);
        let reason = carried(&asked, "it compares with");
        asked.route = Route::new(Category::Compare, 90, reason);
        return asked;
    }
    let lead = question.says(Saying::Lead) || question.says(Saying::Correction);
    let few = question.other_words() <= 3;
    let says_nothing_new = asked.items.is_empty()
        && !own_view
        && (explicit.is_none() || explicit == Some(Category::Report) && few && lead);
    let bare = few || lead && question.other_words() <= 6;
    let same_verb =
        asked.items == topic.items && few && question.has("^ is @") && asked.companies.len() == 1;
    if (says_nothing_new && bare) || same_verb {
        let explained = conversation.explained;
        if let Some(item) = explained {
            asked.items = vec![item];
        } else {
            asked.items.clone_from(&topic.items);
            carry_period(&mut asked, topic);
        }
        let category = match (asked.companies.len(), topic.category) {
            (1, _) if explained.is_some() => Category::Figure,
            (1, Category::Compare) if topic.items.is_empty() => Category::Report,
            (1, Category::Compare) => Category::Figure,
            (1, category) => category,
            (_, _) => Category::Compare,
        };
        let reason = format!("it asks the same of {}", list(&asked.companies));
        asked.route = Route::new(category, 90, reason);
        return asked;
    }
    // `And Ford's net income?` keeps the period; a whole new question does not.
    if lead && bare && !asked.items.is_empty() {
        carry_period(&mut asked, topic);
    }
    asked
}

/// `what is return on equity`, then `and for Visa?`: the item of the explanation.
fn explained(mut asked: Understood, conversation: &Conversation) -> Understood {
    let Some(item) = conversation.explained else { return asked };
    let question = &asked.question;
    let goes_on =
        question.says(Saying::Lead) || question.has("what is @") || question.says(Saying::That);
    if goes_on && asked.items.is_empty() && question.other_words() <= 4 {
        asked.items = vec![item];
        let several = 1 < asked.companies.len();
        let category = if several { Category::Compare } else { Category::Figure };
        let reason = format!("it asks for what was explained: {}", in_sentence(item.label()));
        asked.route = Route::new(category, 85, reason);
    }
    asked
}

fn starts_with_comparison(question: &Question) -> bool {
    let first = question.said.iter().find(|said| said.what == Saying::Compare);
    first.is_some_and(|said| said.words.start <= 1) && !question.has("compare @")
}

/// Whether the question is chat even in the middle of a conversation.
fn is_chat(question: &Question) -> bool {
    let its =
        question.says(Saying::It) || question.says(Saying::They) || question.says(Saying::That);
    let dummy = DUMMY.iter().any(|word| {
        let start = format!("is it {word}");
        ["to", "when", "if", "that", "for a"]
            .iter()
            .any(|end| question.has(&format!("{start} {end}")))
    });
    let define = question.says(Saying::Define) || is_bare_definition(question);
    let small = question.says(Saying::SmallTalk)
        && question.items.is_empty()
        && question.periods == crate::question::Periods::default()
        && question.tokens.len() < 8;
    let named_company = question.has("the company") || question.has("this company");
    dummy
        || define && !its && !named_company && !question.says(Saying::Which)
        || small
        || question.says(Saying::Program) && !its
        || question.says(Saying::Market) && !its && question.items.is_empty()
}

/// `what is EBITDA?`, but not `what is the EBITDA?` nor `what was EBITDA?`.
pub(crate) fn is_bare_definition(question: &Question) -> bool {
    let starts = [
        "^ what is",
        "^ what's",
        "^ whats",
        "^ what are",
        "^ and what is",
        "^ so what is",
        "^ ok what is",
        "^ okay what is",
        "^ but what is",
    ];
    starts.iter().any(|start| {
        let Some(found) = crate::question::tokens::find(&question.tokens, start) else {
            return false;
        };
        let next = question.tokens.get(found.end).map_or("", |token| token.lower.as_str());
        let pointing = [
            "the", "its", "their", "his", "it", "that", "this", "your", "my", "@", "in", "about",
            "going", "up",
        ];
        !next.is_empty() && !pointing.contains(&next)
    })
}

/// The companies of before that the words mean.
fn referred(question: &Question, topic: &Topic, conversation: &Conversation) -> Vec<Symbol> {
    let row = if topic.companies.len() < 2 { &conversation.compared } else { &topic.companies };
    if let Some(place) = placed(question, row.len()).filter(|_| !row.is_empty()) {
        return row.get(place).cloned().into_iter().collect();
    }
    let of_several = count_of(question).is_some()
        || question.says(Saying::Several)
        || question.says(Saying::Which) && starts_with_which(question)
        || only_compares(question);
    if topic.companies.len() == 1 && of_several && 1 < conversation.discussed.len() {
        let usual = if only_compares(question) { TAKEN_OVER_MAX } else { 2 };
        let count = count_of(question).unwrap_or(usual);
        let mut last: Vec<Symbol> = conversation.discussed.iter().take(count).cloned().collect();
        last.reverse();
        return last;
    }
    topic.companies.clone()
}

/// Which of a row of companies is meant by its place, the first being 0.
fn placed(question: &Question, row: usize) -> Option<usize> {
    let places = [
        (Saying::Former, 0),
        (Saying::Third, 2),
        (Saying::Second, 1),
        (Saying::Latter, row.saturating_sub(1)),
    ];
    places.into_iter().find(|(saying, _)| question.says(*saying)).map(|(_, place)| place)
}

/// How many companies are spoken of together, where it is said.
fn count_of(question: &Question) -> Option<usize> {
    let counts =
        [(Saying::Three, 3), (Saying::Four, 4), (Saying::Five, 5), (Saying::All, TAKEN_OVER_MAX)];
    let said = counts.into_iter().find(|(saying, _)| question.says(*saying));
    let of_them = || question.has("of them").then_some(THEM);
    said.map(|(_, count)| count).or_else(of_them)
}

/// Whether the question is `compare` and nothing else.
fn only_compares(question: &Question) -> bool {
    question.says(Saying::Compare) && question.tokens.len() <= 2
}

/// Whether the question asks which of several: `who is bigger?`, `so who spent more?`.
fn starts_with_which(question: &Question) -> bool {
    question.tokens.iter().take(3).any(|token| matches!(token.lower.as_str(), "who" | "which"))
}

/// Takes over the period of before, or the one that lies a step from it.
fn carry_period(asked: &mut Understood, topic: &Topic) {
    if let Some(step) = asked.question.periods.relative {
        let from = match (topic.period, topic.answered) {
            (Some(PeriodWanted::Of(period)), _) | (_, Some(period)) => Some(period),
            (Some(_) | None, None) => None,
        };
        asked.period = from.map(|from| PeriodWanted::Of(step.from(from))).or(asked.period);
        return;
    }
    // `Q3?` behind a question on 2023 is the third quarter of that year.
    let year = match (topic.period, topic.answered) {
        (Some(PeriodWanted::Of(period)), _) => Some(period.year()),
        (Some(PeriodWanted::LatestQuarter | PeriodWanted::LatestOf(_)), Some(period)) => {
            Some(period.year())
        }
        _ => None,
    };
    if let (Some(PeriodWanted::LatestOf(quarter)), Some(year)) = (asked.period, year) {
        asked.period = Some(PeriodWanted::Of(FiscalPeriod::Quarter(year, quarter)));
        return;
    }
    if asked.period.is_none() && asked.over.is_none() {
        asked.period = topic.period;
        if topic.category == Category::Figure || topic.category == Category::Compare {
            asked.over.clone_from(&topic.over);
        }
    }
}

/// Why, in a line.
fn carried(asked: &Understood, how: &str) -> String {
    format!("{how} {}", list(&asked.companies))
}

fn list(symbols: &[Symbol]) -> String {
    symbols.iter().map(Symbol::as_str).collect::<Vec<_>>().join(", ")
}
