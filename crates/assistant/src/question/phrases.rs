//! What people say, and what they mean by it: tables of patterns (see `tokens::find`), several to a line.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use finance::{Item, LineItem, PriceItem, Ratio};

use super::tokens::{self, Token};

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Saying {
    /// Wants the income statement.
    Income,
    /// Wants balance sheet, cash flow or ratios.
    Financials,
    /// Wants the price.
    Price,
    /// Wants everything.
    Report,
    /// Wants companies side by side.
    Compare,
    /// Asks what a term means.
    Define,
    /// Asks which of several companies.
    Which,
    /// Greets, thanks, or talks of nothing.
    SmallTalk,
    /// Asks about the program.
    Program,
    /// Asks about the market as a whole, or what to buy.
    Market,
    /// Asks for a reason.
    Why,
    /// Goes on from what was said: `what about`, `and`.
    Lead,
    /// Takes back what was said: `no, I meant`.
    Correction,
    /// Speaks of the company of before.
    It,
    /// Speaks of several of before.
    They,
    /// Speaks of the first of two.
    Former,
    /// Speaks of the last of two.
    Latter,
    /// Speaks of the second of several.
    Second,
    /// Speaks of the third of several.
    Third,
    /// Surely speaks of several: `they` and `their` may be one company.
    Several,
    /// Speaks of three.
    Three,
    /// Speaks of four.
    Four,
    /// Speaks of five.
    Five,
    /// Speaks of all that were spoken of.
    All,
    /// Speaks of the term that was explained.
    That,
}

/// The patterns, by what they say. The longest that stands at a word wins.
const SAYINGS: &[(Saying, &[&str])] = &[
    (
        Saying::Income,
        &[
            "income statement|income statements|inc statement|statement of income|statements of income",
            "profit and loss|profit and loss account|profit & loss|profit loss|p&l|p & l|p and l|pnl|p l",
            "statement of operations|statements of operations|statement of earnings|earnings statement",
            "income stmt|income stmts|p/l|top line to * bottom line|step by step|earnings statements|line by line|from sales down to|from revenue down to|revenue down to",
        ],
    ),
    (
        Saying::Financials,
        &[
            "balance sheet|balance sheets|bal sheet|statement of financial position|cash flow statement",
            "cash flow statements|cashflow statement|cf statement|statement of cash flows|statements of cash flows",
            "statement of cash flow|financial statements|financials|key metrics|key ratios|key figures|ratios",
            "financial ratios|financial position|financial condition|fundamentals|assets and liabilities",
            "liquidity and leverage ratios|liquidity ratios|leverage ratios|profitability ratios|solvency ratios",
            "liquidity and solvency|liquidity and leverage|liquidity ratios and leverage|efficiency ratios",
            "valuation ratios|capital structure|owns and * owes|own and * owe|is @ financed|metrics",
            "every ratio|any ratios|has and * owes|have and * owe|ratio you|cash come from|cash go|sources and uses of cash|key numbers|all the ratios|how liquid is @|how leveraged is @",
        ],
    ),
    (
        Saying::Price,
        &[
            "stock price|stock prices|share price|share prices|stock quote|stock value|price of @|price for @|@ price",
            "trading at|trade at|trades at|traded at|is @ trading|@ trading|closing price|close price|last close",
            "latest close|last price|current price|price history|price chart|stock chart|stock history|share chart",
            "stock doing|shares doing|stock do|shares do|stock done|shares done|stock performed|shares performed",
            "stock perform|shares perform|stock performance|share performance|stock performing|shares performing",
            "stock moved|shares moved|stock trade|shares trade|stock move|stock stand|stock at|shares at|stock going",
            "52 week|52-week|52 weeks|52 week range|52-week range|year high|year low|all time high|moving average",
            "quoted at|quote for @|quote of @|@ quote|@ quotes|stock quoted|one share|a share of @|shares of @ cost",
            "share of @ cost|@ at $|@ at rn|@ at now|@ at right now|@ at today|@ costs on|stock worth|share worth",
            "shares worth|volatile|volatility|up or down|am i up|gone up|gone down|went up|went down|stock up",
            "stock down|shares up|shares down|stock fallen|stock risen|shares fallen|shares risen|stock rise",
            "stock fall|shares fall|shares rise|stock drop|shares drop|stock crash|shares crash|dropped since",
            "shares beat|stock beat|chart of @|chart for @|@ chart|the price $|its price|their price|price now|price today",
            "^ price $|^ @ stock $|^ @ shares $|^ stock @ $|stock hit|stock keep|trades for|trade for|per share price",
            "go for a share|cost a share|cost per share|price per share|shares cost|share cost|stock cost",
            "the price of|priced at|stock price today|ytd performance|stock year to date|highest price|lowest price",
            "return on @ stock|return of @ stock|stock return|shares return|stock gained|stock lost|stock gain",
            "does @ trade|do @ trade|is it trading|are they trading|it trade|going for|pay for * shares|pay for * share|shares lose value|shares lost value|stock lose value|stock lost value|swings|lose value|lost value|year return|stock have|shares have|returned since|stock returned|shares returned|gained since|stock swing",
            "if i had bought @|had i bought @|bought @ * years ago|bought @ in|on the stock market",
        ],
    ),
    (
        Saying::Report,
        &[
            "report|full report|company report|report on @|report about @|overview|profile|rundown|run down",
            "summary|summarise|summarize|analyse|analyze|analysis|assess|assessment|evaluate|review|deep dive",
            "how is @|how are @|how was @|hows @|how's @|how did @ do|how did @ perform|how has @ done|how has @ been",
            "how have @|how does @ look|how is * doing|how are * doing|how is it|how are they|how did it do|what's up with @",
            "whats up with @|up with @|tell me about|tell us about|tell me everything|everything about|everything on",
            "everything you|what do you know|what about @ as|walk me through @|story with|thoughts on|opinion on",
            "opinion of|your view|view on|take on @|look at @|look into @|info on|information on|details on|briefing on",
            "performing|doing|faring|healthy|health|health check|in good shape|good shape|in trouble|struggling|solid",
            "solid company|sound|good company|good business|good investment|a good buy|worth buying|worth investing",
            "worth owning|worth holding|invest in @|investing in @|put * into @|should i buy|should i sell|should i hold",
            "should i dump|should i keep|should i own|should we buy|buy hold or sell|buy or sell|buy sell or hold",
            "overvalued|undervalued|overpriced|cheap|expensive|a bargain|bull case|bear case|bull and bear",
            "strengths and weaknesses|strengths|weaknesses|strong company|weak company|risky|safe investment|buffett",
            "tell me more|more about|know more|more detail|more details|the full picture|general picture|big picture",
            "going under|go bankrupt|bankrupt|bankruptcy|survive|red flags|worry about|worried about|good idea",
        ],
    ),
    (
        Saying::Compare,
        &[
            "compare|compares|compared|comparing|comparison|versus|vs|side by side|next to|against|better than",
            "worse than|than @|add @|difference between @|stack up|head to head|alongside|beside|relative to @",
            "put * beside|and @ side|measure up|match up|rank|ranked",
        ],
    ),
    (
        Saying::Define,
        &[
            "mean $|meaning of|meaning $|what does * mean|what do * mean|means $|define|definition|definition of|explain",
            "stand for|stands for|how is * calculated|how is * computed|how are * calculated|how is * measured",
            "how do you calculate|how do i calculate|how to calculate|how do you compute|how do i compute",
            "how to compute|how do i read|how to read|how do you read|how do i interpret|formula for|formula of",
            "what's the difference|what is the difference|whats the difference|difference between|differ from",
            "what is a|what is an|what's a|what's an|whats a|whats an|what are|is a high|is a low|is high|is low",
            "a good|a healthy|a bad|a normal|a typical|an acceptable|a reasonable|good or bad|typical|why do companies",
            "why does a company|why would a company|can a company|can companies|when does a company|should a company",
            "what makes a|what counts as|what drives|how does a|how do companies|how do i compare|how to compare",
            "is it normal for|in simple terms|in plain|rule of thumb|what is the point of|what is meant by",
            "important|matter|purpose of|what is that|is it good|is it bad|come across|what exactly is|used for",
            "teach me|help me understand|i don't understand|i dont understand|tell me what",
        ],
    ),
    (
        Saying::Which,
        &[
            "who|which|which one|which company|which of|bigger|larger|biggest|largest|smaller|smallest|richer",
            "the higher|the lower|the better|the best|the worst|the most|the least|the highest|the lowest|higher|lower",
            "more profitable|grows faster|growing faster|grew faster|cheaper|who is|who has|who makes|has more|has less",
        ],
    ),
    (
        Saying::SmallTalk,
        &[
            "^ hello|^ hi|^ hey|^ hiya|^ good morning|^ good evening|^ good afternoon|^ good day|^ greetings",
            "^ thanks|^ thank you|^ thx|^ cheers|^ many thanks|^ bye|^ goodbye|^ see you|^ good night|^ ok $|^ okay $",
            "^ ok cool|^ cool|^ great $|^ nice $|^ nice one|^ wow|^ really $|^ i see|^ got it|^ alright|^ all right $",
            "^ perfect|^ awesome|^ interesting|^ sure $|^ yes $|^ no $|^ yep $|^ nope $|^ never mind|^ nevermind|^ lol",
            "^ ok thanks|^ ok thank|^ ok great|^ ok good|^ good $|^ fine $|^ that's all|^ thats all|^ hmm|^ huh",
            "^ sorry $|^ oh $|^ ah $|^ are you sure|^ good to know|^ makes sense|^ well done|^ good job|^ you're welcome",
            "how are you|tell me a joke|a joke|weather|^ test $|^ ping $|^ no way|^ seriously|^ fair enough|^ noted",
        ],
    ),
    (
        Saying::Program,
        &[
            "who are you|what are you|who built you|who made you|who created you|what can you|what do you do",
            "how do you work|what can i ask|what should i ask|help $|^ help|how does this work|where do you get",
            "where does your data|your data|your figures|your prices|your sources|your numbers|which companies do you",
            "what companies do you|are you live|are you a|can i trust you|what is fisc|fisc|is this real time|how old is",
            "how fresh|how current|how up to date|what languages|do you know|can you * charts|can you make|your name",
        ],
    ),
    (
        Saying::Market,
        &[
            "which stock|which stocks|what stock|what stocks|best stock|best stocks|top stocks|good stocks|stock tips",
            "dividend stocks|growth stocks|tech stocks|ai stocks|value stocks|penny stocks|cheap stocks|stocks to buy",
            "the market|stock market|the economy|recession|inflation|interest rates|crypto|bitcoin|my savings|my money",
            "which company|what company|which companies|what companies|diversify|my portfolio|retirement|index fund",
            "top 5|top five|top 10|top ten|top 3|top three|top 20|top companies|list companies|list of companies",
            "companies with|stocks with|rank companies|most profitable company|most valuable company|screen for|find companies",
            "the biggest company|the largest company|s&p 500|dow jones|nasdaq|stocks or bonds",
        ],
    ),
    (
        Saying::Why,
        &[
            "why|how come|what caused|what happened to|what drove|what's behind|reason for|reasons for|because of what",
        ],
    ),
    (
        Saying::Lead,
        &[
            "what about|how about|^ and|^ also|^ now|^ ok and|^ okay and|^ then|^ so|same for|the same for|same thing for",
            "same with|ditto|as well|too|^ or|^ plus|^ but|what of|^ ok now|^ make it|^ instead|^ next|likewise",
            "do the same|^ for|^ in|and for|^ ok|^ okay|^ alright|put|^ yet|^ show|^ which|^ who|^ with",
        ],
    ),
    (
        Saying::Correction,
        &[
            "i meant|i mean|^ no|^ not|^ sorry|^ actually|instead of|rather|^ wait|correction|^ i wanted|make that",
        ],
    ),
    (
        Saying::It,
        &[
            "it|its|it's|that company|this company|the company|the firm|the stock|the shares|this one|that one|that stock|he|she|the same company|this stock|the business|this firm",
        ],
    ),
    (
        Saying::They,
        &[
            "they|their|them|both|the two|these two|those two|all of them|each|each of them|the three|those|these|one another|all three|of the two|the others",
        ],
    ),
    (
        Saying::Former,
        &["the former|the first $|the first one|first one|the first company|the first of|former"],
    ),
    (Saying::Second, &["the second $|the second one|second one|the second company"]),
    (Saying::Third, &["the third $|the third one|third one|the third company"]),
    (
        Saying::Latter,
        &["the latter|the last one|the last $|the last of the two|the other|the other one|latter"],
    ),
    (
        Saying::Several,
        &[
            "both|the two|these two|those two|of them|of these|of those|compare them|of the two|compare the",
            "side by side|them with each other|each of them",
        ],
    ),
    (Saying::Three, &["all three|the three|three of them"]),
    (Saying::Four, &["all four|the four|four of them"]),
    (Saying::Five, &["all five|the five|five of them"]),
    (Saying::All, &["all of them|compare all|them all"]),
    (
        Saying::That,
        &["of that|of it|of those|that ratio|this ratio|that figure|that number|this figure"],
    ),
];

/// Words for items beyond their names: what a company does, said of a figure.
const ITEMS: &[(Item, &[&str])] = &[
    (
        Item::Line(LineItem::NetIncome),
        &[
            "profitable|make money|makes money|made money|making money|make any money|makes any money|make * money",
            "makes more|make more|made more|earn|earns|earned|earning|lose money|lost money|losing money|loses money",
            "how much did @ make|how much does @ make|how much do @ make|how much dough|turn a profit|in the black",
            "in the red|lose|lost|loss|losses|did @ make|does @ make|have left after|left after all|makes most|take home",
            "how much did it make|how much does it make|how much did they make|how much do they make|net loss|made last year",
            "how much * make $|made in|make in|make last year|makes a year|make a year|clear a profit",
        ],
    ),
    (
        Item::Ratio(Ratio::TotalDebt),
        &[
            "owe|owes|owed|borrowed|indebted|borrowings|how much leverage|borrow|in debt|liabilities to banks",
        ],
    ),
    (
        Item::Ratio(Ratio::RevenueGrowth),
        &[
            "grow|grew|grown|growing|grows|growth|growth rate|sales go up|sales grow|grow faster|grew faster|sales went up|sales rise|sales increase|revenue go up|revenue increase|revenue grow|how fast",
        ],
    ),
    (
        Item::Ratio(Ratio::MarketCapitalization),
        &[
            "@ worth $|is @ worth|worth $|how big is @|how large is @|bigger|larger|biggest|largest|most valuable|more valuable|smaller|worth more|company worth|is it worth|size of @|how valuable",
        ],
    ),
    (
        Item::Line(LineItem::ShareRepurchases),
        &[
            "buy back|buys back|bought back|buying back|own stock|own shares|spend on its own|repurchased",
        ],
    ),
    (
        Item::Line(LineItem::Cash),
        &[
            "how much cash|cash on hand|sitting on|cash pile|cash reserves|money in the bank|in the bank",
        ],
    ),
    (
        Item::Line(LineItem::DividendsPerShare),
        &[
            "pay a dividend|paying a dividend|pays a dividend|pay dividends|pay any dividend|dividend payer|dividend per",
        ],
    ),
    (
        Item::Line(LineItem::DividendsPaid),
        &[
            "went out as dividends|paid out in dividends|paid in dividends|spend on dividends|dividends in total|dividend bill|paid out as dividends|goes out as dividends",
        ],
    ),
    (
        Item::Line(LineItem::ResearchAndDevelopment),
        &[
            "spend on research|rd spending|rd budget|rd|research spending|research budget|development spending|r & d|r and d",
        ],
    ),
    (
        Item::Ratio(Ratio::PriceToEarnings),
        &[
            "times earnings|earnings does @ sell|price earnings|price to earning|how expensive|p e|cheaper|price earnings ratio|p e ratio|trailing pe",
        ],
    ),
    (
        Item::Ratio(Ratio::NetMargin),
        &[
            "keep as profit|keep of each|keeps of each|of each dollar|of every dollar|keep more of|margin|margins|bottom line margin|profit margins|per dollar of sales|net profit ratio",
        ],
    ),
    (Item::Ratio(Ratio::GrossMargin), &["gross margins|gross"]),
    (Item::Ratio(Ratio::OperatingMargin), &["operating margins"]),
    (
        Item::Ratio(Ratio::DaysInventory),
        &[
            "turn over its inventory|turn over * inventory|inventory turnover|inventory turn|inventory turns|stock turn",
        ],
    ),
    (
        Item::Line(LineItem::CapitalExpenditure),
        &[
            "invest in equipment|spend on equipment|spend on plant|capital investment|investing in itself|capital spend|capital outlay|spend on factories|spend on data centers",
        ],
    ),
    (
        Item::Ratio(Ratio::PriceToSales),
        &["price to sales|price sales|price to revenue|times sales"],
    ),
    (Item::Ratio(Ratio::PriceToBook), &["price to book|price book|times book"]),
    (
        Item::Line(LineItem::Revenue),
        &[
            "take in|took in|bring in|brought in|turn over|sell in|how much did @ sell|sold in|top line|how much does @ sell|how much do they sell|rake in|raked in|pull in|pulls in|pulled in|sold goods|goods sold for|sell goods|sold * worth|revenues",
        ],
    ),
    (Item::Line(LineItem::GrossProfit), &["gross profits"]),
    (
        Item::Ratio(Ratio::DebtToEquity),
        &["debt equity|debt to equity|debt-to-equity|leverage ratio|how leveraged"],
    ),
    (Item::Ratio(Ratio::CurrentRatio), &["how liquid|pay its bills|short-term bills|pay * bills"]),
    (Item::Ratio(Ratio::FreeCashFlow), &["free cash|free cashflow|free cash flows|fcfs"]),
    (
        Item::Line(LineItem::CashFromOperations),
        &[
            "cashflow|cash flows|operating cashflow|cash generation|cash from operations|generate cash",
        ],
    ),
    (Item::Line(LineItem::TotalAssets), &["total asset|how much does @ own"]),
    (
        Item::Line(LineItem::SharesOutstanding),
        &["how many shares|number of shares|shares in issue|shares are there|share count"],
    ),
    (
        Item::Line(LineItem::OperatingIncome),
        &["operating losses|operating earnings|ebit|operating loss|earnings before interest"],
    ),
    (
        Item::Line(LineItem::IncomeTax),
        &["pay in tax|pay in taxes|paid in tax|paid in taxes|tax bill|pay taxes|pay any tax"],
    ),
    (
        Item::Line(LineItem::EpsDiluted),
        &["earn per share|earned per share|earnings a share|profit per share|income per share"],
    ),
    (Item::Ratio(Ratio::DividendYield), &["dividends yield|yielding|yields|what does @ yield"]),
    (
        Item::Price(PriceItem::High),
        &["52 week high|year high|high of the year|old high|its high|their high"],
    ),
    (Item::Price(PriceItem::Low), &["52 week low|year low|low of the year|its low"]),
    (Item::Ratio(Ratio::EffectiveTaxRate), &["rate of tax|tax percentage"]),
    (Item::Ratio(Ratio::ReturnOnEquity), &["returns on equity"]),
];

/// Patterns by their first word, longest first.
type Table<T> = HashMap<&'static str, Vec<(Vec<&'static str>, T)>>;

static SAID: LazyLock<Table<Saying>> = LazyLock::new(|| table(SAYINGS));
static MEANT: LazyLock<Table<Item>> = LazyLock::new(|| table(ITEMS));

fn table<T: Copy>(rows: &'static [(T, &'static [&'static str])]) -> Table<T> {
    let mut table: Table<T> = HashMap::new();
    for (meaning, lines) in rows {
        for pattern in lines.iter().flat_map(|line| line.split('|')) {
            let parts: Vec<&str> = pattern.split(' ').collect();
            let first = parts.first().copied().unwrap_or_default();
            table.entry(first).or_default().push((parts, *meaning));
        }
    }
    for patterns in table.values_mut() {
        patterns.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len()));
    }
    table
}

/// A phrase that was found: what it says and the words that say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said<T> {
    pub(crate) what: T,
    pub(crate) words: Range<usize>,
}

/// Everything that is said, in the order of the words; of one kind, the longest at each word.
pub(crate) fn sayings(tokens: &[Token]) -> Vec<Said<Saying>> {
    found(tokens, &SAID)
}

/// The items that are meant by other words than their names.
pub(crate) fn items(tokens: &[Token]) -> Vec<Said<Item>> {
    found(tokens, &MEANT)
}

fn found<T: Copy + PartialEq>(tokens: &[Token], table: &Table<T>) -> Vec<Said<T>> {
    let mut said: Vec<Said<T>> = Vec::new();
    for at in 0..tokens.len() {
        let word = tokens.get(at).map_or("", |token| token.lower.as_str());
        let anchored = (at == 0).then(|| table.get("^")).flatten();
        let here = table.get(word).into_iter().chain(anchored).flatten();
        for (parts, what) in here {
            let covered = said.iter().any(|known| known.what == *what && at < known.words.end);
            if covered {
                continue;
            }
            if let Some(end) = tokens::matched(tokens, parts, at) {
                said.push(Said { what: *what, words: at..end });
            }
        }
    }
    said
}
