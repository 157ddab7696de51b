use finance::{
    Currency, FiscalPeriod, Item, LineItem, PriceItem, Quarter, Ratio, Restated, Symbol,
    facts::{
        Aspect, Fact, FactPeriod, FactTable, How, derive,
        verify::{self, Names, Status},
    },
    format::{self, Scale, Style},
    ratio::{Computer, PriceAt},
};

use rust_decimal::Decimal;

use crate::acme::{self, acme};

/// Some facts of Acme: rows of two years, of a quarter, ratios, a price and what follows from them.
fn table() -> FactTable {
    let known = acme();
    let mut table = FactTable::default();
    let mut computer = Computer::new(&known, &mut table, PriceAt::Last);
    let mut of = |item: Item, period: FiscalPeriod| computer.item(item, period).unwrap();
    let line = Item::Line;
    let year = FiscalPeriod::Year;
    for item in [LineItem::Equity, LineItem::SharesDiluted, LineItem::EpsDiluted] {
        of(line(item), year(2024));
    }
    of(line(LineItem::NetIncome), FiscalPeriod::Quarter(2024, Quarter::Q3));
    for ratio in [Ratio::CurrentRatio, Ratio::DaysInventory, Ratio::PriceToEarnings] {
        of(Item::Ratio(ratio), year(2024));
    }
    of(Item::Price(PriceItem::Close), year(2024));
    let mut pair = |item: Item| [of(item, year(2024)), of(item, year(2023))];
    let pairs = [
        (Aspect::Growth, pair(line(LineItem::Revenue))),
        (Aspect::Change, pair(line(LineItem::NetIncome))),
        (Aspect::Change, pair(Item::Ratio(Ratio::OperatingMargin))),
        (Aspect::Growth, pair(line(LineItem::Receivables))),
        (Aspect::Growth, pair(line(LineItem::Inventory))),
    ];
    for (aspect, pair) in pairs {
        derive(&mut table, aspect, &pair).unwrap();
    }
    table
}

/// The fact that the text's only number stands on.
fn bound(text: &str) -> Option<(Fact, bool)> {
    let table = table();
    let checked = verify::check(text, &table, &Names::default());
    assert_eq!(checked.len(), 1, "{text}");
    match &checked[0].status {
        Status::Bound(id) => Some((table.fact(*id)?.clone(), false)),
        Status::Derived(id) => Some((table.fact(*id)?.clone(), true)),
        Status::Computed(_) | Status::Contradicted { .. } | Status::Unbound => None,
    }
}

/// Whether each number of the text stands on a fact.
#[track_caller]
fn check(text: &str, expected: &[bool]) {
    let checked = verify::check(text, &table(), &Names::default());
    let found: Vec<_> = checked.iter().map(|one| one.status.stands()).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_true_sentence_binds_to_the_fact_that_it_states() {
    let (revenue, derived) = bound("Revenue was $161bn in FY2024.").unwrap();
    assert_eq!((revenue.what, derived), (LineItem::Revenue.into(), false));
    assert_eq!(revenue.period.fiscal(), Some(FiscalPeriod::Year(2024)));
    let (growth, derived) = bound("Revenue grew 10.0% in FY2024.").unwrap();
    assert_eq!((growth.what.aspect, derived), (Aspect::Growth, true));
    let (loss, _) = bound("There was a net loss of $1.52bn in Q3 FY2024.").unwrap();
    assert_eq!(loss.what, LineItem::NetIncome.into());
}

#[test]
fn a_sentence_that_is_wrong_in_one_thing_is_unbound() {
    for right in [
        "Revenue was $161bn in FY2024.",
        "Revenue was $161bn.",
        "Revenue was 161,051,000,000 USD.",
        "It came to $161,051 million.",
    ] {
        check(right, &[true]);
    }
    // In a digit, a period, a unit, a scale, a currency, an item, a sign.
    for wrong in [
        "Revenue was $162bn in FY2024.",
        "It came to $161,061 million.",
        "Revenue was $161bn in FY2023.",
        "Revenue was $161bn in Q3 FY2024.",
        "Revenue was 161% in FY2024.",
        "Revenue was 161bn shares in FY2024.",
        "Revenue was $161m in FY2024.",
        "Revenue was €161bn in FY2024.",
        "Revenue was £161bn in FY2024.",
        "Revenue was ¥161bn in FY2024.",
        "Revenue was CHF 161bn in FY2024.",
        "Revenue was 161 billion euros in FY2024.",
        "Net income was $161bn in FY2024.",
        "Operating margin was 10.0% in FY2024.",
        "Revenue was −$161bn in FY2024.",
    ] {
        check(wrong, &[false]);
    }
}

#[test]
fn units_of_ratios_are_told_apart() {
    check("The current ratio was 2.0x in FY2024.", &[true]);
    check("The current ratio was 2.0% in FY2024.", &[false]);
    check("Days of inventory were 37 days in FY2024.", &[true]);
    check("Days of inventory were 37x in FY2024.", &[false]);
    check("Diluted EPS was $2.72 in FY2024.", &[true]);
    check("Diluted EPS was €2.72 in FY2024.", &[false]);
    check("Diluted shares were 10.0bn shares in FY2024.", &[true]);
    check("Diluted shares were $10.0bn in FY2024.", &[false]);
    check("The operating margin rose by 1.6 pp in FY2024.", &[true]);
    check("The operating margin rose by 155 basis points in FY2024.", &[true]);
    check("The operating margin rose by 1.6% in FY2024.", &[false]);
}

#[test]
fn a_fall_is_a_negative_number() {
    check("Inventory fell 34.4% in FY2024.", &[true]);
    check("Inventory changed by −34.4% in FY2024.", &[true]);
    check("Inventory rose 34.4% in FY2024.", &[false]);
    check("Inventory fell 34.5% in FY2024.", &[false]);
    check("Receivables grew 42.9% in FY2024.", &[true]);
    check("Receivables changed by −42.9% in FY2024.", &[false]);
}

#[test]
fn growth_is_of_the_later_period_and_from_the_earlier() {
    check("Revenue grew 10.0% in FY2024.", &[true]);
    check("Revenue growth was 10.0% in FY2024.", &[true]);
    check("Revenue grew 10.0% from FY2023.", &[true]);
    check("Revenue grew 10.0% in FY2023.", &[false]);
    check("Revenue grew 10.0% in FY2022.", &[false]);
    let with = |head: &str| format!("| % | {head} |\n|---|---:|\n| Revenue growth | 10.0% |\n");
    check(&with("FY2024"), &[true]);
    check(&with("FY2023"), &[false]);
}

#[test]
fn an_average_is_called_so() {
    check("Inventory averaged $10.1bn over FY2023 and FY2024.", &[true]);
    check("Average inventory was $10.1bn.", &[true]);
    check("Inventory was $10.1bn in FY2024.", &[false]);
    check("Inventory was $10.1bn.", &[false]);
}

#[test]
fn each_number_of_a_range_stands_on_a_fact_of_its_own() {
    check("Revenue was $146–161bn over FY2023 and FY2024.", &[true, true]);
    check("Revenue went from $146 to $161bn from FY2023 to FY2024.", &[true, true]);
    check("Revenue went from $147 to $161bn from FY2023 to FY2024.", &[false, true]);
    check("Revenue was $146–162bn over FY2023 and FY2024.", &[true, false]);
}

#[test]
fn a_price_is_of_its_day() {
    check("The close was $40.00 on 14 Feb 2025.", &[true]);
    check("The close was $40.00 on 2025-02-14.", &[true]);
    check("The close was $40.00 on 13 Feb 2025.", &[false]);
    check("The close was $41.00 on 14 Feb 2025.", &[false]);
    check("The close was €40.00 on 14 Feb 2025.", &[false]);
}

#[test]
fn a_cell_of_a_table_is_of_its_row_and_column() {
    let with = |rows: &str| format!("| USD m | FY2023 | FY2024 |\n|---|---:|---:|\n{rows}\n");
    check(&with("| Revenue | 146,410 | 161,051 |"), &[true, true]);
    check(&with("| Revenue | 161,051 | 146,410 |"), &[false, false]);
    check(&with("| Net income | 146,410 | 161,051 |"), &[false, false]);
    let two = "| Net income | 25,600 | 27,200 |\n| Revenue | 146,411 | 161,051 |";
    check(&with(two), &[true, true, false, true]);
    check(&with("| Operating margin | 20.8% | 22.4% |"), &[true, true]);
    check(&with("| Operating margin | 20.8% | 22.5% |"), &[true, false]);
    check(&with("| Equity | n/a | 101,000 |"), &[true]);
    check("| EUR m | FY2024 |\n|---|---:|\n| Revenue | 161,051 |\n", &[false]);
    check("| USD bn | FY2024 |\n|---|---:|\n| Revenue | 161,051 |\n", &[false]);
    let quarter = "| USD m | Q3 FY2024 |\n|---|---:|\n| Net income | (1,520) |\n";
    check(quarter, &[true]);
    check(&quarter.replace("(1,520)", "1,520"), &[false]);
}

/// A sentence that states the fact in the house's own manner.
fn sentence(fact: &Fact) -> String {
    let value = Style::default().prose(fact.value, fact.unit);
    let period = match fact.period {
        FactPeriod::Day(day) => format!("on {}", format::day(day)),
        FactPeriod::Fiscal(..)
        | FactPeriod::YearToDate(..)
        | FactPeriod::FromTo(..)
        | FactPeriod::Days(..) => format!("for {}", fact.period),
    };
    format!("{} was {value} {period}.\n", fact.what)
}

/// Every fact in a sentence, and some in a table.
fn composed(table: &FactTable) -> String {
    let sentences: String = table.iter().map(sentence).collect();
    let cell = |value: i64| Style::default().cell(value.into(), Scale::Millions, 0);
    let (before, now) = (cell(146_410_000_000), cell(161_051_000_000));
    format!(
        "{sentences}\n| USD m | FY2023 | FY2024 |\n|---|---:|---:|\n| Revenue | {before} | {now} |\n"
    )
}

#[test]
fn whatever_is_written_from_the_table_binds() {
    for table in [table(), acme::everything(&acme())] {
        for checked in verify::check(&composed(&table), &table, &Names::default()) {
            assert!(checked.status.stands(), "{checked:?}");
        }
    }
}

#[test]
fn every_digit_planted_wrongly_is_caught() {
    let table = table();
    let text = composed(&table);
    let before = verify::check(&text, &table, &Names::default());
    let mut planted = 0;
    for span in before.iter().map(|checked| checked.number.span.clone()) {
        let digits = span.clone().filter(|at| text.as_bytes()[*at].is_ascii_digit());
        for (at, digit) in digits.flat_map(|at| (b'0'..=b'9').map(move |digit| (at, digit))) {
            let mut bytes = text.clone().into_bytes();
            if bytes[at] == digit {
                continue;
            }
            bytes[at] = digit;
            let wrong = String::from_utf8(bytes).unwrap();
            let after = verify::check(&wrong, &table, &Names::default());
            let found = after.iter().find(|one| one.number.span.start == span.start);
            let line = wrong[..at].rfind('\n').map_or(0, |at| at + 1);
            let line = wrong[line..].lines().next().unwrap();
            assert_eq!(found.map(|one| one.status.stands()), Some(false), "{line}");
            planted += 1;
        }
    }
    assert!(500 < planted, "{planted}");
}

#[test]
fn a_name_with_digits_is_no_figure_and_an_unknown_number_is_unbound() {
    let forum = Names::default().with(acme::symbol(), ["Forum 8"]);
    assert_eq!(verify::check("Forum 8 is a company.", &table(), &forum), []);
    check("It has 12,345 employees.", &[false]);
    check("", &[]);
}

#[test]
fn what_counts_things_that_no_item_counts_is_unknown() {
    let table = acme::everything(&acme());
    let names = Names::default().with(acme::symbol(), ["Acme"]);
    for said in ["It has 3 stores on Mars.", "It has 1,200 people.", "It sold 14 new products."] {
        let text = format!("Acme's revenue rose 10% in FY2024. {said}");
        let checked = verify::check(&text, &table, &names);
        assert_eq!(checked.last().map(|one| &one.status), Some(&Status::Unbound), "{said}");
    }
}

/// Numbers of a report as long as any, and facts of a table as large as any.
const LONG: (usize, usize) = (400, 1_500);

#[test]
#[expect(clippy::print_stdout, reason = "the time is read by people")]
fn a_long_report_is_checked_at_once() {
    let known = acme::everything(&acme());
    let mut table = FactTable::default();
    let mut companies: Vec<(Symbol, String)> = Vec::new();
    while table.iter().count() < LONG.1 {
        let name = format!("Acme {}", char::from(b'A' + u8::try_from(companies.len()).unwrap()));
        let symbol: Symbol = name.replace(' ', "").parse().unwrap();
        for fact in known.iter() {
            let (place, value) = ((fact.what, fact.period), (fact.value, fact.unit));
            table.enter(&symbol, place, value, fact.how.clone()).unwrap();
        }
        companies.push((symbol, name));
    }
    let names = companies
        .iter()
        .fold(Names::default(), |all, (symbol, name)| all.with(symbol.clone(), [name.as_str()]));
    let sentence = |fact: &Fact| {
        let (_, name) = companies.iter().find(|(symbol, _)| *symbol == fact.entity)?;
        let level = fact.what.aspect == Aspect::Level && fact.period.fiscal().is_some();
        let value = Style::default().prose(fact.value, fact.unit);
        level.then(|| {
            let item = format::in_sentence(fact.what.item.label());
            format!("{name}'s {item} was {value} in {}. ", fact.period)
        })
    };
    let text: String = table.iter().filter_map(sentence).take(LONG.0).collect();
    // The fastest of a few: other tests run beside.
    let timed = (0..5).map(|_| {
        let began = std::time::Instant::now();
        let checked = verify::check(&text, &table, &names);
        (began.elapsed(), checked)
    });
    let (took, checked) = timed.min_by_key(|(took, _)| *took).unwrap();
    println!("{} numbers, {} facts: {took:?}", checked.len(), table.iter().count());
    assert!(LONG.0 * 9 / 10 < checked.len(), "{}", checked.len());
    // Unoptimised, and beside other tests.
    assert!(took < std::time::Duration::from_secs(10), "{took:?}");
}

/// What became of each number of a text about Acme, whose whole table is known.
#[track_caller]
fn says(text: &str, expected: &[&str]) {
    let table = acme::everything(&acme());
    let names = Names::default().with(acme::symbol(), ["Acme"]);
    let told = |one: &verify::Checked| match &one.status {
        Status::Bound(_) | Status::Derived(_) => "is so".to_owned(),
        Status::Computed(computed) => format!("follows: {}", computed.formula),
        Status::Contradicted { why, .. } => {
            let kind = format!("{why:?}");
            format!("{}: {why}", kind.split('(').next().unwrap())
        }
        Status::Unbound => "unbound".to_owned(),
    };
    let found: Vec<_> = verify::check(text, &table, &names).iter().map(told).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn what_an_earlier_filing_said_is_told_as_restated() {
    let revenue = Item::Line(LineItem::Revenue);
    let mut table = FactTable::default();
    for fact in acme::everything(&acme()).iter() {
        let mut how = fact.how.clone();
        if let How::Cell(_, restated) = &mut how
            && fact.what.item == revenue
            && fact.period.fiscal() == Some(FiscalPeriod::Year(2024))
        {
            let value = Decimal::from(155_000_000_000_u64);
            *restated = [Restated { value, filing: acme::filing().into() }].into();
        }
        table
            .enter(&acme::symbol(), (fact.what, fact.period), (fact.value, fact.unit), how)
            .unwrap();
    }
    let names = Names::default().with(acme::symbol(), ["Acme"]);
    let told = |text: &str| {
        let checked = verify::check(text, &table, &names);
        let Status::Contradicted { why, .. } = &checked[0].status else { panic!("{checked:?}") };
        why.to_string()
    };
    assert_eq!(
        told("Acme's revenue was $155bn in FY2024."),
        "revenue was $161bn in FY2024, restated since an earlier filing said this"
    );
    assert_eq!(told("Acme's revenue was $154bn in FY2024."), "revenue was $161bn in FY2024");
}

#[test]
fn thousands_of_numbers_on_a_line_are_no_sentence() {
    let text = "7.5% ".repeat(5_000);
    let names = Names::default();
    let checked = verify::check(&text, &table(), &names);
    assert_eq!(checked.len(), 5_000);
    assert!(checked.iter().all(|one| one.status == Status::Unbound));
}

#[test]
fn a_line_set_to_a_width_goes_on_below() {
    let wrapped = "In FY2024 the company that everybody here has been speaking of had revenue\n\
                   that rose 10.0% to $161bn.";
    says(wrapped, &["is so", "is so"]);
    says(
        "FY2024 was a good year for everybody at the company, Acme, whose Revenue\nrose 10.0%.",
        &["is so"],
    );
    // Short lines are lines, and so are those of a list.
    says("Revenue in FY2024\nNet income: $161bn", &["Item: revenue was $161bn in FY2024"]);
    says("- Revenue,\n- Net income, FY2024: $161bn", &["Item: revenue was $161bn in FY2024"]);
}

#[test]
fn a_contradiction_says_what_the_facts_say_instead() {
    says("Acme's revenue was $161bn in FY2023.", &["Period: revenue was $161bn in FY2024"]);
    says("Acme's revenue was $161m in FY2024.", &["Scale: revenue was $161bn in FY2024"]);
    says("Acme's revenue was $162bn in FY2024.", &["Value: revenue was $161bn in FY2024"]);
    says("Acme's inventory rose 34.4% in FY2024.", &["Direction: inventory fell 34.4% in FY2024"]);
    says(
        "Acme had a net profit of $1.52bn in Q3 FY2024.",
        &["Polarity: net income was −$1.52bn in Q3 FY2024"],
    );
    says(
        "Acme's net income was $36.1bn in FY2024.",
        &["Item: operating income was $36.1bn in FY2024"],
    );
    says(
        "Acme's inventory did not fall 34.4% in FY2024.",
        &["Denial: inventory fell 34.4% in FY2024"],
    );
}

#[test]
fn what_rises_by_an_amount_is_no_level() {
    says(
        "Acme's inventory increased by $8.00bn in FY2024.",
        &["Value: inventory fell by $4.20bn in FY2024"],
    );
    says(
        "Acme's inventory fell by $4.20bn to $8.00bn in FY2024.",
        &["follows: Inventory FY2024 − Inventory FY2023", "is so"],
    );
    says(
        "Acme's inventory rose to $8.00bn in FY2024.",
        &["Direction: inventory fell 34.4% in FY2024"],
    );
    says("Acme's inventory went from $12.2bn to $8.00bn in FY2024.", &["is so", "is so"]);
    says(
        "Acme's inventory rose from $12.2bn to $8.00bn in FY2024.",
        &["is so", "Direction: inventory fell 34.4% in FY2024"],
    );
}

#[test]
fn each_number_belongs_to_its_clause() {
    says(
        "Acme's revenue rose 10.0% to $161bn in FY2024, while inventory fell 34.4% to $8.00bn.",
        &[
            "is so",
            "is so",
            "follows: (Inventory FY2024 − Inventory FY2023) ÷ Inventory FY2023",
            "is so",
        ],
    );
    says("Acme's revenue and net income in FY2024 were $161bn and $27.2bn.", &["is so", "is so"]);
    says(
        "Acme's revenue and net income in FY2024 were $27.2bn and $161bn, respectively.",
        &["Item: net income was $27.2bn in FY2024", "Item: revenue was $161bn in FY2024"],
    );
    says(
        "# Acme, FY2024\n\nRevenue was $161bn. It rose 10.0% from $146bn.",
        &["is so", "is so", "is so"],
    );
}

#[test]
fn shares_multiples_ranges_and_bounds_follow_from_facts() {
    let of_revenue = "follows: Net income FY2024 ÷ Revenue FY2024";
    says("Acme kept 16.9% of its FY2024 revenue as net income.", &[of_revenue]);
    says(
        "Between FY2022 and FY2024 Acme's revenue rose 21.0%.",
        &["follows: (Revenue FY2024 − Revenue FY2022) ÷ Revenue FY2022"],
    );
    says("Acme's revenue was between $160bn and $165bn in FY2024.", &["is so", "is so"]);
    says("Acme's revenue was more than $160bn in FY2024.", &["is so"]);
    says("Acme's revenue was over $165bn in FY2024.", &["Value: revenue was $161bn in FY2024"]);
    says("Acme's revenue was nearly $165bn in FY2024.", &["is so"]);
    says(
        "Acme's revenue doubled in FY2024.",
        &["Value: revenue was 1.1x of revenue FY2023 in FY2024"],
    );
    says("Acme's revenue was one hundred and sixty-one billion dollars in FY2024.", &["is so"]);
}

#[test]
fn what_is_said_of_somebody_else_is_bound_to_nobody() {
    let table = acme::everything(&acme());
    let others = |name: &str| name == "Zenith";
    let names = Names::default().with(acme::symbol(), ["Acme"]).with_others(&others);
    let stands = |text: &str| verify::check(text, &table, &names)[0].status.stands();
    assert!(stands("Revenue at Acme was $161bn in FY2024."));
    assert!(!stands("Revenue at Zenith was $161bn in FY2024."));
    // Nobody knows the name, but it is one.
    says("Foobar's revenue was $161bn in FY2024.", &["unbound"]);
}

#[test]
fn amounts_are_read_in_many_manners() {
    says("Acme's revenue in FY2024 was USD161bn.", &["is so"]);
    says("ACME REVENUE JUMPS 10% TO $161BN IN FY2024", &["is so", "is so"]);
    says("Acme spent $10bn on R&D in FY2024 and $15bn on SG&A.", &["is so", "is so"]);
    says(
        "In FY2024 Acme had $40.0bn in operating cash flow less $12.0bn in capex.",
        &["is so", "is so"],
    );
    says("Acme grew revenue at a 10% CAGR over five years to FY2024.", &["is so"]);
    says(
        "Acme's gross margin was 37.9% in FY2024, up about 100bps.",
        &["is so", "follows: Gross margin FY2024 − Gross margin FY2023"],
    );
}

#[test]
fn a_number_with_a_comma_is_no_year() {
    says(
        "| USD m | Q3 FY2024 |\n|---|---:|\n| Net income | 1,909 |\n",
        &["Value: net income was −$1.52bn in Q3 FY2024"],
    );
}

/// Statements over two figures; each stands as it is, and with the figures in each other's place one of them does not.
const OF_TWO: [(&str, [&str; 2]); 11] = [
    ("Acme's net income rose {} in FY2024, while its revenue grew {}.", ["6.3%", "10.0%"]),
    ("Acme's net income rose {} in FY2024.\n\nIts revenue grew {}.", ["6.3%", "10.0%"]),
    ("# Acme\n\n- Net income: up {} in FY2024\n- Revenue: up {} in FY2024", ["6.3%", "10.0%"]),
    ("Acme's revenue and net income rose {} and {} in FY2024.", ["10.0%", "6.3%"]),
    (
        "Acme's revenue and net income were $161bn and $27.2bn in FY2024, up {} and {}.",
        ["10.0%", "6.3%"],
    ),
    ("A {} rise in Acme's revenue lifted net income by {} in FY2024.", ["10.0%", "6.3%"]),
    ("Acme's net income, on revenue up {}, rose {} in FY2024.", ["10.0%", "6.3%"]),
    ("Acme's net income grew {} in FY2024 on revenue growth of {}.", ["6.3%", "10.0%"]),
    ("Acme's receivables rose {} in FY2024 while its inventory fell {}.", ["42.9%", "34.4%"]),
    (
        "Acme's net income rose by {} in FY2024, while its revenue rose by {}.",
        ["$1.6bn", "$14.6bn"],
    ),
    ("Acme's net income was {} in FY2024 and its revenue {}.", ["$27.2bn", "$161bn"]),
];

#[test]
fn figures_in_each_others_place_are_no_figures_of_either() {
    let table = acme::everything(&acme());
    let names = Names::default().with(acme::symbol(), ["Acme"]);
    for (statement, [one, other]) in OF_TWO {
        let stand = |first: &str, second: &str| {
            let text = statement.replacen("{}", first, 1).replacen("{}", second, 1);
            let checked = verify::check(&text, &table, &names);
            checked.iter().all(|one| one.status.stands())
        };
        assert!(stand(one, other), "{statement}");
        assert!(!stand(other, one), "swapped: {statement}");
    }
}

#[test]
fn a_year_is_told_by_the_month_it_ended_in() {
    let table = acme::everything(&acme());
    let names = Names::default().with(acme::symbol(), ["Acme"]);
    let stands = |when: &str| {
        let text = format!("Acme's revenue was $161bn in the {when}.");
        verify::check(&text, &table, &names).iter().all(|one| one.status.stands())
    };
    for when in ["year ended December 2024", "year to Dec 2024", "twelve months to December 2024"] {
        assert!(stands(when), "{when}");
    }
    for when in
        ["year ended December 2023", "year to December 2025", "year that ended in June 2024"]
    {
        assert!(!stands(when), "{when}");
    }
}

#[test]
fn what_was_burned_flowed_out_and_a_size_has_no_way() {
    let mut known = acme();
    let rows = [(LineItem::CashFromOperations, "-9000"), (LineItem::CapitalExpenditure, "1000")];
    let figures = rows.map(|(item, value)| (item, acme::figure(item, value, Currency::USD)));
    acme::add(&mut known, FiscalPeriod::Year(2025), Currency::USD, figures);
    let table = acme::everything(&known);
    let names = Names::default().with(acme::symbol(), ["Acme"]);
    for (text, expected) in [
        ("Acme's cash burn was $10bn in FY2025.", true),
        ("Acme burned through $10bn in cash in FY2025.", true),
        ("Acme's free cash flow was $10bn in FY2025.", false),
        ("Acme's inventory changed by 34.4% in FY2024.", true),
        ("The size of the change of Acme's inventory in FY2024 was 34.4%.", true),
        ("Acme's inventory rose by 34.4% in FY2024.", false),
        ("Acme's receivables grew 1.4-fold in FY2024.", true),
        ("Acme's receivables grew tenfold in FY2024.", false),
        ("Acme's receivables grew 10-fold in FY2024.", false),
    ] {
        let checked = verify::check(text, &table, &names);
        let stands = checked.iter().all(|one| one.status.stands());
        assert_eq!(stands, expected, "{text}");
    }
}

/// Pieces of which texts come near to statements.
const PIECES: &[&str] = &[
    "Acme",
    "Acme's",
    "revenue",
    "net loss",
    "gross margin",
    "rose",
    "fell",
    "by",
    "to",
    "from",
    "of",
    "in",
    "FY2024",
    "FY2023",
    "Q3 FY2024",
    "the year before",
    "$161bn",
    "10%",
    "−$1.5bn",
    "(2.5%)",
    "1.6 pp",
    "twice",
    "doubled",
    "half of",
    "a third of",
    "between",
    "and",
    ",",
    ";",
    "(",
    ")",
    ".",
    "\n",
    "\n# ",
    "\n| ",
    " | ",
    "|\n",
    "than",
    "vs.",
    "up",
    "not",
    "nearly",
    "999999999999999999 trillion",
    "31 Dec 2024",
    "respectively",
    "€",
    "é",
];

proptest::proptest! {
    #[test]
    fn any_text_is_checked_number_by_number(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40),
        noise in "\\PC{0,60}",
    ) {
        let text = format!("{} {noise}", pieces.join(" "));
        // Digits in the name of a company are no number.
        let others = |name: &str| name.starts_with('Z') && name.chars().all(char::is_alphabetic);
        let names = Names::default().with(acme::symbol(), ["Acme"]).with_others(&others);
        let numbers = finance::facts::read::numbers(&text, &names.all());
        let checked = verify::check(&text, &table(), &names);
        let found: Vec<_> = checked.into_iter().map(|one| one.number).collect();
        proptest::prop_assert_eq!(found, numbers);
    }
}
