//! What no data here can answer: said so, with what could be asked instead.

use crate::question::Question;

/// A kind of question that the data cannot answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    /// What is not in the data.
    pub(crate) what: &'static str,
    /// What could be asked of a company instead, with `@` for its name.
    pub(crate) instead: [&'static str; 2],
    /// Whether figures of the past answer part of it.
    pub(crate) past_helps: bool,
}

const FORECAST: Limit = Limit {
    what: "The data hold what was reported, not what will be: no forecasts, guidance or price targets",
    instead: ["How has @'s revenue developed over the last five years?", "How is @ doing?"],
    past_helps: true,
};
const SEGMENT: Limit = Limit {
    what: "The data hold whole companies: no figures by product, segment, region or store",
    instead: ["What is @'s revenue?", "Show @'s income statement."],
    past_helps: false,
};
const PEOPLE: Limit = Limit {
    what: "The data hold no names of people and no numbers of employees",
    instead: ["How is @ doing?", "What is @'s net income?"],
    past_helps: false,
};
const OPERATIONS: Limit = Limit {
    what: "The data hold the standard lines of statements: no users, customers, units, orders or other figures of operation",
    instead: ["What is @'s revenue growth?", "Show @'s income statement."],
    past_helps: false,
};
const NEWS: Limit = Limit {
    what: "The data hold statements and closing prices: no news, events, lawsuits or opinions of analysts",
    instead: ["How is @ doing?", "What is @'s stock price?"],
    past_helps: false,
};
const MARKET: Limit = Limit {
    what: "The data hold closing prices and statements: no owners, options, ratings or indicators of trading",
    instead: ["What is @'s stock price?", "What is @'s price/earnings ratio?"],
    past_helps: false,
};

const MEASURE: Limit = Limit {
    what: "The data hold the standard lines of statements and ratios of them, as reported: no measures of one trade, no adjusted figures, no expected ones",
    instead: ["What is @'s net margin?", "Show @'s balance sheet."],
    past_helps: false,
};
const PER: Limit = Limit {
    what: "Fisc computes no other shares, sums or rates than the ratios it knows, looks for no highest or lowest of all years, and converts no currencies",
    instead: [
        "How has @'s revenue developed over the last five years?",
        "Show @'s income statement.",
    ],
    past_helps: false,
};

/// The patterns, several to a line, and what they ask for.
const LIMITS: &[(Limit, &str)] = &[
    (
        FORECAST,
        "forecast|forecasts|guidance|outlook|price target|target price|will @|expected to|next year's|estimate for|estimates for|projected|projection|predict|prediction|going to rise|going to fall|keep rising|keep falling|in the future|analyst estimates|consensus",
    ),
    (
        SEGMENT,
        "iphone|iphones|ipad|macs|aws|azure|youtube|instagram|whatsapp|segment|segments|by region|by product|by country|in china|in europe|in asia|in japan|in india|north america|cloud revenue|cloud sales|advertising revenue|ad revenue|services revenue|per store|same-store|same store|comparable sales|franchise revenue|product line|breakdown by|revenue by|sales by|revenue from @|data center revenue|gaming revenue|on streaming|from streaming|streaming revenue|from gaming|from advertising|from subscriptions|from wearables|from parks",
    ),
    (
        MEASURE,
        "net interest margin|nim|loan loss|loan losses|loss provisions|loan loss provisions|credit loss provisions|provision for credit losses|medical loss ratio|loss ratio|expense ratio|efficiency ratio|tier 1|tier one|cet1|forward p/e|forward pe|forward earnings|forward multiple|net cash|tangible book|tangible equity|discounted cash flow|dcf|intrinsic value|fair value of @|gross merchandise value|gross merchandise|gmv|gross bookings|bookings|adjusted eps|adjusted ebitda|adjusted earnings|adjusted net income|adjusted operating|non-gaap|non gaap|organic|like-for-like|like for like|excluding credits|ffo|affo|funds from operations|net operating income|arpu|average revenue per user|peg|peg ratio|altman|z-score|z score|beneish|piotroski|capex guidance|headquarters|headquartered|did @ split|stock split|report earnings next|reports earnings next|report next|inventory turnover|inventory turns|receivables turnover|assets under management|aum|deposits|net new",
    ),
    (
        PER,
        "per employee|per square foot|per square feet|per second|per minute|per day|a day|a second|per user|per customer|in euros|in euro|in eur|in pounds|in gbp|in yen|in rupees|in francs|cash per share|operating cash flow per share|combined|highest ever|ever first|first exceed|first exceeded|exceed|average net|average revenue|average margin|on average|best year|worst year|best quarter|worst quarter|highest net income|highest revenue|highest profit|highest margin|lowest net income|lowest revenue|lowest margin|record year|record revenue|record profit|peak revenue|peak profit|3 year revenue growth|three year revenue growth|10 year revenue growth",
    ),
    (
        PEOPLE,
        "employees|headcount|how many people|people work|staff|workforce|ceo|cfo|chief executive|founder|founded by|who runs|who leads|board of directors|management team|salary",
    ),
    (
        OPERATIONS,
        "subscribers|users|customers|members|deliveries|units sold|cars sold|vehicles|how many stores|store count|number of stores|backlog|order book|orders|market share|occupancy|combined ratio|load factor|production volume|shipments|churn",
    ),
    (
        NEWS,
        "news|headline|headlines|lawsuit|lawsuits|sued|scandal|rumor|rumors|announced|announcement|merger|takeover|earnings call|transcript|analysts say|analyst rating|upgrade|downgrade|esg|carbon|emissions|competitors|competitor",
    ),
    (
        MARKET,
        "who owns|shareholders are|largest shareholders|insider|insiders|short interest|options|implied volatility|beta|moving average|rsi|credit rating|rated|bond yield|after hours|premarket|pre-market|bid|ask price|trading volume|ex-dividend|dividend date|earnings date|next earnings",
    ),
];

/// The limit that a question meets, if any, and the words that meet it.
pub(crate) fn met(question: &Question) -> Option<(Limit, &'static str)> {
    LIMITS.iter().find_map(|(limit, patterns)| {
        // `revenue by quarter` is no segment.
        let by_time = |pattern: &str| pattern.ends_with(" by") && question.periods.over.is_some();
        let said =
            patterns.split('|').find(|pattern| question.has(pattern) && !by_time(pattern))?;
        Some((*limit, said))
    })
}
