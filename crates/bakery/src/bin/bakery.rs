//! Writes made-up books to standard output.

use std::io::{self, Write as _};

use bakery::{Cause, Plan};
use clap::{Parser, ValueEnum as _, builder::PossibleValue};

/// Made-up books of a bakery with two shops, as comma-separated values.
#[derive(Debug, Parser)]
struct Args {
    /// Where chance begins: the same seed gives the same books
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many months
    #[arg(long, default_value_t = 36)]
    months: u8,
    /// How many rows the till of a shop writes for each product and day: at 150 each sale is one
    #[arg(long, default_value_t = 1)]
    tickets: u32,
    /// What is planted, separated by commas
    #[arg(long, value_enum, value_delimiter = ',')]
    plant: Vec<Planted>,
}

#[derive(Debug, Clone, Copy)]
struct Planted(Cause);

impl clap::ValueEnum for Planted {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Planted; 7] = [
            Planted(Cause::LostCustomer),
            Planted(Cause::PriceRise),
            Planted(Cause::DuplicateBill),
            Planted(Cause::ReclassifiedAccount),
            Planted(Cause::AnnualBillEarly),
            Planted(Cause::ExchangeRate),
            Planted(Cause::HalfMonth),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self.0 {
            Cause::LostCustomer => "lost-customer",
            Cause::PriceRise => "price-rise",
            Cause::DuplicateBill => "duplicate-bill",
            Cause::ReclassifiedAccount => "reclassified-account",
            Cause::AnnualBillEarly => "annual-bill-early",
            Cause::ExchangeRate => "exchange-rate",
            Cause::HalfMonth => "half-month",
        }))
    }
}

fn main() -> io::Result<()> {
    debug_assert_eq!(Planted::value_variants().len(), Cause::ALL.len());
    let Args { seed, months, tickets, plant } = Args::parse();
    let causes = plant.into_iter().map(|planted| planted.0).collect();
    let plan = Plan { months, tickets, causes, ..Plan::new(seed) };
    io::stdout().lock().write_all(bakery::books(&plan).as_bytes())
}
