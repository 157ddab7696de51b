//! What the bakery sells and pays, day by day. Amounts are cents.

use csv::Writer;
use jiff::{
    ToSpan as _,
    civil::{Date, Weekday, date},
};

use crate::{Cause, Plan, Planted, random::Random, stream};

/// The head of the books.
pub const COLUMNS: [&str; 10] = [
    "Date",
    "Shop",
    "Account",
    "Counterparty",
    "Product",
    "Quantity",
    "Amount",
    "Currency",
    "Foreign amount",
    "Description",
];

const SHOPS: [(&str, i64); 2] = [("Harbour Street", 100), ("Old Mill", 74)];

/// What the shops sell: its price and how many a day.
const PRODUCTS: [(&str, i64, i64); 6] = [
    ("Rye bread", 480, 46),
    ("White loaf", 390, 52),
    ("Croissant", 210, 85),
    ("Cinnamon bun", 260, 58),
    ("Cheesecake slice", 450, 21),
    ("Coffee", 320, 110),
];

/// Who is delivered to, and how many loaves a week; the first is the largest.
const CUSTOMERS: [(&str, i64); 8] = [
    ("Hotel Astoria", 320),
    ("Café Linden", 90),
    ("City Hospital", 150),
    ("Kita Sonnenschein", 45),
    ("Bistro Nord", 70),
    ("Grand Cinema", 38),
    ("Rowing Club", 26),
    ("Market Hall Deli", 84),
];

/// The price of a loaf that is delivered.
const DELIVERED: i64 = 310;

/// Who is paid four times a month for ingredients, and about how much.
const SUPPLIERS: [(&str, i64); 4] = [
    ("Müller Mill", 165_000),
    ("Alpine Dairy", 92_000),
    ("Fruit & Nut Trading", 41_000),
    ("Egg Farm Weber", 27_000),
];

/// Who is paid each month, on which day, on which account, for which shop, and how much.
const MONTHLY: [(&str, i8, &str, &str, i64, i64); 12] = [
    ("Harbour Estates", 1, "Rent", "Harbour Street", 320_000, 0),
    ("Mill Court Ltd", 1, "Rent", "Old Mill", 210_000, 0),
    ("Payroll", 28, "Wages", "Harbour Street", 1_180_000, 12),
    ("Payroll", 28, "Wages", "Old Mill", 790_000, 12),
    ("City Power", 15, "Electricity", "Harbour Street", 118_000, 60),
    ("City Power", 15, "Electricity", "Old Mill", 76_000, 60),
    ("TillSoft", 3, "Software", "", 24_900, 0),
    ("Paper & Box", 10, "Packaging", "", 84_000, 60),
    ("Bright Signs", 12, "Marketing", "", 46_000, 150),
    ("North Bank", 20, "Loan repayment", "", 150_000, 0),
    ("Owner", 25, "Owner drawings", "", 280_000, 0),
    ("Clean Team", 8, "Cleaning", "", 62_000, 30),
];

/// Who is paid in dollars each month, and about how many cents of them.
const ABROAD: (&str, i64) = ("Pacific Vanilla Inc", 520_000);

/// A dollar in ten-thousandths of the books' currency, and what it costs once it is dearer.
const RATE: i64 = 9_100;
const DEARER: i64 = 11_800;

/// What is paid once a year: the insurance, in the month after the one that causes show in.
const INSURANCE: (&str, i64) = ("Mutual Insurers", 780_000);

/// What the shops' prices rise by, of a hundred.
const RISE: i64 = 11;

/// The bill that may stand there twice.
const REPAIR: (&str, i64) = ("Oven Service Co", 465_000);

/// The books as a file.
pub(crate) fn write(plan: &Plan) -> String {
    let mut trade = Trade::new(plan);
    let mut month = date(plan.year, 1, 1);
    for at in 0..i32::from(plan.months) {
        trade.month(at, month);
        month = month.checked_add(1.month()).unwrap_or(month);
    }
    let mut rows = trade.rows;
    if plan.plants(Cause::HalfMonth) {
        let last = month.yesterday().unwrap_or(month);
        let stop = date(last.year(), last.month(), 14);
        rows.retain(|row| row.day <= stop);
    }
    rows.sort_by_key(|row| row.day);
    let mut writer = Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let written = writer
        .write_record(COLUMNS)
        .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row.cells())));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

#[derive(Debug, Clone)]
struct Row {
    day: Date,
    shop: &'static str,
    account: &'static str,
    party: &'static str,
    product: &'static str,
    quantity: i64,
    amount: i64,
    foreign: i64,
    description: &'static str,
    /// The number of the till's receipt, where it writes one for each sale.
    receipt: usize,
}

impl Row {
    fn new(day: Date, account: &'static str, amount: i64) -> Self {
        let (shop, party, product, description) = ("", "", "", "");
        Self {
            day,
            shop,
            account,
            party,
            product,
            quantity: 0,
            amount,
            foreign: 0,
            description,
            receipt: 0,
        }
    }

    fn cells(&self) -> [String; 10] {
        let some = |of: i64, text: String| if of == 0 { String::new() } else { text };
        [
            self.day.to_string(),
            self.shop.to_owned(),
            self.account.to_owned(),
            self.party.to_owned(),
            self.product.to_owned(),
            some(self.quantity, self.quantity.to_string()),
            money(self.amount),
            some(self.foreign, "USD".to_owned()),
            some(self.foreign, money(self.foreign)),
            match self.receipt {
                0 => self.description.to_owned(),
                number => format!("{}, receipt {number:08}", self.description),
            },
        ]
    }
}

fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

struct Trade<'p> {
    plan: &'p Plan,
    rows: Vec<Row>,
    till: Random,
    orders: Random,
    bills: Random,
    /// The month that causes show in, counted from the first.
    shows: i32,
}

impl<'p> Trade<'p> {
    fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            rows: Vec::new(),
            till: stream(plan.seed, 1),
            orders: stream(plan.seed, 2),
            bills: stream(plan.seed, 3),
            shows: shows(plan),
        }
    }

    fn month(&mut self, at: i32, first: Date) {
        let last = first.last_of_month();
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(|day| *day <= last);
        for day in days {
            self.shops(at, day);
            if day.weekday() == Weekday::Tuesday {
                self.deliveries(at, day);
            }
            if matches!(day.day(), 6 | 13 | 20 | 27) {
                self.ingredients(day);
            }
        }
        self.monthly(at, first);
        self.yearly(at, first);
    }

    /// What the shops sold on a day.
    fn shops(&mut self, at: i32, day: Date) {
        let dearer = self.plan.plants(Cause::PriceRise) && self.shows <= at;
        for (shop, size) in SHOPS {
            for (product, price, usual) in PRODUCTS {
                let price = if dearer { price + price * RISE / 100 } else { price };
                let usual = usual * size * season(day) / 10_000;
                // Two of a hundred more each year.
                let usual = usual + usual * i64::from(at) * 2 / 1_200;
                let sold = self.till.around(usual, 240).max(1);
                let tickets = i64::from(self.plan.tickets.max(1));
                for ticket in 0..tickets {
                    let quantity = sold / tickets + i64::from(ticket < sold % tickets);
                    if quantity == 0 && 0 < ticket {
                        continue;
                    }
                    let receipt = if tickets == 1 { 0 } else { self.rows.len() + 1 };
                    self.rows.push(Row {
                        shop,
                        receipt,
                        product,
                        quantity,
                        description: "till",
                        ..Row::new(day, "Shop sales", quantity * price)
                    });
                }
            }
        }
    }

    /// What customers were delivered in a week.
    fn deliveries(&mut self, at: i32, day: Date) {
        for (customer, loaves) in CUSTOMERS {
            let loaves = self.orders.around(loaves * season(day) / 100, 150);
            let is_largest = CUSTOMERS.first().is_some_and(|(name, _)| *name == customer);
            if is_largest && self.plan.plants(Cause::LostCustomer) && self.shows <= at {
                continue;
            }
            self.rows.push(Row {
                party: customer,
                product: "Delivered loaf",
                quantity: loaves,
                description: "weekly delivery",
                ..Row::new(day, "Wholesale", loaves * DELIVERED)
            });
        }
    }

    fn ingredients(&mut self, day: Date) {
        for (supplier, usual) in SUPPLIERS {
            let amount = self.bills.around(usual * time_of_year(day) / 100, 90);
            self.rows.push(Row {
                party: supplier,
                description: "ingredients",
                ..Row::new(day, "Ingredients", -amount)
            });
        }
    }

    fn monthly(&mut self, at: i32, first: Date) {
        let on = |day: i8| date(first.year(), first.month(), day);
        let shown = self.shows <= at;
        for (party, day, account, shop, usual, noise) in MONTHLY {
            // One of a hundred more each half year.
            let usual = usual + usual * i64::from(at / 6) / 100;
            let amount = self.bills.around(usual, noise);
            let moved =
                party == "Paper & Box" && shown && self.plan.plants(Cause::ReclassifiedAccount);
            let account = if moved { "Office supplies" } else { account };
            let amount = if self.plan.plants(Cause::ReclassifiedAccount) && party == "Paper & Box" {
                amount * 4
            } else {
                amount
            };
            self.rows.push(Row {
                party,
                shop,
                description: "monthly",
                ..Row::new(on(day), account, -amount)
            });
        }
        let (party, dollars) = ABROAD;
        let dollars = self.bills.around(dollars, 60);
        let dearer = shown && self.plan.plants(Cause::ExchangeRate);
        let rate = if dearer { DEARER } else { self.bills.around(RATE, 12) };
        self.rows.push(Row {
            party,
            foreign: -dollars,
            description: "vanilla",
            ..Row::new(on(18), "Ingredients", -dollars * rate / 10_000)
        });
        if at % 3 == 2 {
            let amount = self.bills.around(910_000, 40);
            let row = Row::new(on(26), "Sales tax", -amount);
            self.rows.push(Row { party: "Tax office", description: "quarterly return", ..row });
        }
        if at == 5 {
            let row = Row::new(on(9), "Fixed assets", -2_400_000);
            self.rows.push(Row { party: "Oven Service Co", description: "stone oven", ..row });
        }
    }

    /// What comes once a year, and the repair that may be booked twice.
    fn yearly(&mut self, at: i32, first: Date) {
        let on = |day: i8| date(first.year(), first.month(), day);
        let early = self.plan.plants(Cause::AnnualBillEarly);
        let due = (at - self.shows - 1).rem_euclid(12) == 0;
        let is_early = early && at == self.shows;
        let was_early = early && at == self.shows + 1;
        if due && !was_early || is_early {
            let (party, amount) = INSURANCE;
            let row = Row::new(on(5), "Insurance", -amount);
            self.rows.push(Row { party, description: "annual premium", ..row });
        }
        let (party, usual) = REPAIR;
        if self.plan.plants(Cause::DuplicateBill) && (at - self.shows).rem_euclid(4) == 0 {
            let amount = self.bills.around(usual, 70);
            let mut bill = Row::new(on(11), "Repairs", -amount);
            (bill.party, bill.description) = (party, "oven service");
            self.rows.push(bill.clone());
            if at == self.shows {
                self.rows.push(Row { day: on(14), ..bill });
            }
        }
    }
}

/// The month that causes show in, counted from the first: not always the last one, for the books go on behind some.
fn shows(plan: &Plan) -> i32 {
    let back = if plan.plants(Cause::HalfMonth) { 1 } else { stream(plan.seed, 4).between(1, 3) };
    i32::from(plan.months) - i32::try_from(back).unwrap_or(1)
}

/// What is planted by a plan, in the month that it shows in.
pub(crate) fn planted(plan: &Plan) -> Vec<Planted> {
    let first = date(plan.year, 1, 1).checked_add(shows(plan).months()).unwrap_or_default();
    let month = format!("{:04}-{:02}", first.year(), first.month());
    let named = |cause: &Cause| {
        let (in_revenue, name) = match cause {
            Cause::LostCustomer => (true, CUSTOMERS.first().map_or("", |(name, _)| *name)),
            Cause::PriceRise | Cause::HalfMonth => (true, ""),
            Cause::DuplicateBill => (false, REPAIR.0),
            Cause::ReclassifiedAccount => (false, "Office supplies"),
            Cause::AnnualBillEarly => (false, INSURANCE.0),
            Cause::ExchangeRate => (false, ""),
        };
        Planted { cause: *cause, in_revenue, name: name.to_owned(), month: month.clone() }
    };
    plan.causes.iter().map(named).collect()
}

/// How well a day sells, of a hundred: Saturdays, and December.
fn season(day: Date) -> i64 {
    let week = match day.weekday() {
        Weekday::Saturday => 128,
        Weekday::Sunday => 84,
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => 100,
    };
    week * time_of_year(day) / 100
}

/// How well a month sells, of a hundred.
fn time_of_year(day: Date) -> i64 {
    match day.month() {
        12 => 131,
        1 | 2 => 92,
        7 | 8 => 88,
        _ => 100,
    }
}
