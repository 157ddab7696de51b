//! Questions that go on from the one before.

use finance::{Item, Ratio, format::in_sentence};
use rust_decimal::Decimal;

use super::{Understood, carried, carry_period, list, referred::referred};
use crate::{
    conversation::{Conversation, Topic},
    question::{Question, phrases::Saying},
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

/// A question that names nobody, in a conversation about somebody.
pub(super) fn follow_up(
    mut asked: Understood,
    topic: &Topic,
    conversation: &Conversation,
) -> Understood {
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
pub(super) fn other_company(
    mut asked: Understood,
    topic: &Topic,
    conversation: &Conversation,
) -> Understood {
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
pub(super) fn explained(mut asked: Understood, conversation: &Conversation) -> Understood {
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
fn is_bare_definition(question: &Question) -> bool {
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
