//! Files as people have them, and what becomes of them.

use books::{
    account::Kind,
    import::{self, Import},
    ledger::{CashBasis, Scenario},
    mapping::{Settled, Signs},
    number::Number,
};

fn read(text: &str) -> Import {
    import::read(text.as_bytes(), &Settled::default()).unwrap()
}

#[track_caller]
fn refused(text: &str) -> String {
    import::read(text.as_bytes(), &Settled::default()).unwrap_err().to_string()
}

/// The postings of books: day, account, kind, amount.
fn postings(read: &Import) -> Vec<String> {
    let books = &read.books;
    let shown = |posting: &books::ledger::Posting| {
        let account = books.account(posting).unwrap();
        let budget = if posting.scenario == Scenario::Budget { " budget" } else { "" };
        let cash = if posting.settled { " cash" } else { "" };
        let amount = Number { digits: posting.amount, decimals: books.decimals }.to_string();
        let amount = amount.trim_end_matches('0').trim_end_matches('.');
        format!("{} {} {} {amount}{budget}{cash}", posting.day, account.name, account.kind)
    };
    books.postings().iter().map(shown).collect()
}

#[test]
fn a_banks_list_is_money_that_moved() {
    let read = read(
        "Datum;Text;Betrag\n05.01.2024;Tageskasse;1.250,00\n07.01.2024;Müller Mühle;-300,50\n31.01.2024;Miete;-900,00\n",
    );
    assert_eq!(read.mapping.signs, Signs::Inflow);
    assert_eq!(read.books.cash, CashBasis::Rows);
    assert_eq!(
        postings(&read),
        [
            "2024-01-05 Money in revenue 1250 cash",
            "2024-01-07 Money out expense -300.5 cash",
            "2024-01-31 Money out expense -900 cash",
        ]
    );
    assert_eq!(read.report.by_sign, ["Money in", "Money out"]);
    assert_eq!(read.report.totals[0].imported.to_string(), "49.50");
}

#[test]
fn the_category_is_the_account_where_the_account_is_a_bank() {
    let read = read(
        "date,description,amount,category,account\n2024-01-05,till,100.00,Sales,Checking\n2024-01-06,rent,-40,Rent,Checking\n\
         2024-01-07,to savings,-20,Transfer,Checking\n2024-01-08,vat,-5,Sales Tax,Checking\n2024-01-09,bank,500,Loan from bank,Checking\n",
    );
    assert_eq!(
        postings(&read),
        [
            "2024-01-05 Sales revenue 100 cash",
            "2024-01-06 Rent expense -40 cash",
            "2024-01-07 Transfer transfer -20",
            "2024-01-08 Sales Tax sales_tax -5 cash",
            "2024-01-09 Loan from bank loan 500 cash",
        ]
    );
}

#[test]
fn a_ledgers_entries_tell_what_was_paid() {
    let read = read(
        "Date,Journal No,Account,Debit,Credit\n2024-01-01,1,Cash,1000,\n2024-01-01,1,Owner Equity,,1000\n2024-01-02,2,Accounts Receivable,300,\n\
         2024-01-02,2,Sales,,300\n2024-01-03,3,Rent,200,\n2024-01-03,3,Cash,,200\n",
    );
    assert_eq!(read.mapping.signs, Signs::Columns);
    assert_eq!(read.books.cash, CashBasis::Entries);
    assert_eq!(
        postings(&read),
        [
            "2024-01-01 Cash cash -1000",
            "2024-01-01 Owner Equity equity 1000 cash",
            "2024-01-02 Accounts Receivable receivable -300",
            "2024-01-02 Sales revenue 300",
            "2024-01-03 Rent expense -200 cash",
            "2024-01-03 Cash cash 200",
        ]
    );
}

#[test]
fn the_sign_convention_is_one_for_the_whole_file() {
    let sizes = read("date,account,amount\n2024-01-01,Sales,100\n2024-01-02,Rent,60\n");
    let debits = read("date,account,net activity\n2024-01-01,Sales,-100\n2024-01-02,Rent,60\n");
    let inflow = read("date,account,amount\n2024-01-01,Sales,100\n2024-01-02,Rent,-60\n");
    let said = |read: &Import| {
        (read.mapping.signs, read.books.postings().iter().map(|one| one.amount).sum::<i64>())
    };
    assert_eq!(said(&sizes), (Signs::Sizes, 4000));
    assert_eq!(said(&debits), (Signs::DebitPositive, 4000));
    assert_eq!(said(&inflow), (Signs::Inflow, 4000));
}

#[test]
fn a_column_may_say_debit_or_credit() {
    let read = read(
        "Date,Description,Amount,Transaction Type,Category\n1/15/2024,Till,100.00,credit,Sales\n1/16/2024,Mill,40.00,debit,Supplies\n1/17/2024,Zephyr,5.00,debit,Zephyr\n",
    );
    assert_eq!(
        postings(&read),
        [
            "2024-01-15 Sales revenue 100 cash",
            "2024-01-16 Supplies expense -40 cash",
            "2024-01-17 Zephyr expense -5 cash",
        ]
    );
}

#[test]
fn orders_are_sales_and_what_they_cost() {
    let read = read(
        " Order Date , Product , Quantity ,Sales, Profit\n2024-01-01,Rye,2,10.50,4.20\n2024-01-02,Rye,-1,-5.25,-2.10\n",
    );
    assert_eq!(
        postings(&read),
        [
            "2024-01-01 Sales revenue 10.5",
            "2024-01-01 Cost of sales cost_of_sales -6.3",
            "2024-01-02 Sales revenue -5.25",
            "2024-01-02 Cost of sales cost_of_sales 3.15",
        ]
    );
    assert_eq!((read.books.quantity(0), read.books.quantity(1)), (Some(2000), None));
    let priced = self::read(
        "date,product,quantity,unit price,discount\n2024-01-01,Rye,3,2.50,0.1\n2024-01-02,Oat,1,4,0\n",
    );
    assert_eq!(postings(&priced), ["2024-01-01 Sales revenue 6.75", "2024-01-02 Sales revenue 4"]);
}

#[test]
fn plans_stand_beside_what_happened() {
    let columns = read("month,account,actual,budget\nJan 2024,Sales,100,120\nJan 2024,Rent,60,\n");
    assert_eq!(
        postings(&columns),
        [
            "2024-01-01 Sales revenue 100",
            "2024-01-01 Sales revenue 120 budget",
            "2024-01-01 Rent expense -60",
        ]
    );
    let rows = read(
        "date,scenario,account,amount\n2024-01-31,Actual,Sales,100\n2024-01-31,Budget,Sales,120\n2024-01-31,Actual,Rent,9\n",
    );
    assert_eq!(postings(&rows)[1], "2024-01-31 Sales revenue 120 budget");
}

#[test]
fn every_row_is_accounted_for() {
    let read = read(
        "id,date,category,amount\n1,2024-01-01,Sales,100.00\n2,,Sales,7\n3,2024-13-01,Sales,8\n4,2024-01-04,Rent,abc\n,,,\n1,2024-01-01,Sales,100.00\n\
         5,2024-01-05,Rent,-123456789012345678901234567890\n6,0001-01-01,Sales,1\n7,2024-01-07,Rent,NaN\n8,2024-01-08,Rent,-0.1234567\n9,2024-01-09,Rent,\nTotal,,,107\n",
    );
    let report = &read.report;
    assert_eq!((report.rows, report.imported, report.blank, report.rounded), (11, 2, 1, 1));
    let duplicates: Vec<_> = report.duplicates.iter().map(|one| (one.line, one.of)).collect();
    assert_eq!(duplicates, [(7, 2)]);
    let reasons: Vec<_> =
        report.rejected.iter().map(|one| format!("{}: {}", one.line, one.reason)).collect();
    assert_eq!(
        reasons,
        [
            "3: there is no date in `date`",
            "4: `2024-13-01` in `date` is no day of any books",
            "5: `abc` in `amount`: it is not a number",
            "8: `-123456789012345678901234567890` in `amount`: it has more than 18 digits",
            "9: `0001-01-01` in `date` is no day of any books",
            "10: `NaN` in `amount`: it is not a number",
            "12: there is no amount in `amount`",
            "13: there is no date in `date`",
        ]
    );
    let total = &report.totals[0];
    assert!(total.matches(), "{total:?}");
    assert_eq!(
        [total.file, total.imported, total.duplicates, total.rejected].map(|one| one.to_string()),
        ["322.8765433", "99.876543", "100.00", "123.00"]
    );
}

#[test]
fn rows_that_are_alike_are_kept_and_told() {
    let read =
        read("date,amount,memo\n2024-01-01,-3,coffee\n2024-01-01,-3,coffee\n2024-01-02,9,till\n");
    assert_eq!((read.report.imported, read.report.alike.len()), (3, 1));
}

#[test]
fn rows_of_another_currency_are_set_aside() {
    let read =
        read("date,amount,currency\n2024-01-01,-3,EUR\n2024-01-02,9,EUR\n2024-01-03,5,USD\n");
    assert_eq!((read.books.currency.as_deref(), read.report.imported), (Some("EUR"), 2));
    assert_eq!(
        read.report.rejected[0].reason,
        "it is in USD, where these books are in EUR: `--currency 'USD'` reads those"
    );
}

#[test]
fn what_can_be_read_in_two_ways_is_refused_with_the_flag() {
    for (text, flag) in [
        ("date,amount\n01/02/2024,5\n05/05/2024,-6\n", "--date-order"),
        ("date;amount\n2024-01-01;1,234\n2024-01-02;-2,500\n", "--decimal-mark"),
        ("date,memo,amount\n2024-01-01,x,5\n2024-01-02,y,6\n", "--account"),
        (
            "date,account,amount\n2024-01-01,Zephyr,5\n2024-01-02,Rent,6\n",
            "--account 'Zephyr=expense'",
        ),
        ("date,a,b\n2024-01-01,5,7\n2024-01-02,6,8\n", "--column"),
        ("x,amount\nq,5\nr,6\n", "--column NAME=date"),
        ("date,x\n2024-01-01,q\n2024-01-02,r\n", "--column NAME=amount"),
    ] {
        assert!(refused(text).contains(flag), "{text}: {}", refused(text));
    }
}

#[test]
fn a_mapping_that_was_written_down_reads_the_same() {
    let text = "date,account,amount\n01/02/2024,Zephyr,5\n05/05/2024,Rent,6\n";
    let settled =
        Settled::from_toml("date_order = \"dmy\"\n[accounts]\nZephyr = \"revenue\"\n").unwrap();
    let first = import::read(text.as_bytes(), &settled).unwrap();
    assert_eq!(first.books.accounts[0].kind, Kind::Revenue);
    let again = Settled::from_toml(&first.mapping.to_toml()).unwrap();
    let second = import::read(text.as_bytes(), &again).unwrap();
    assert_eq!(postings(&first), postings(&second));
    assert!(Settled::from_toml("schema = \"fisc.mapping/9\"").is_err());
    assert!(Settled::from_toml("colums = 1").is_err());
}

#[test]
fn what_is_no_file_of_books_is_named() {
    for (bytes, said) in [
        (&b""[..], "the file is empty"),
        (b"date,amount\n", "a head on line 1 and no row below it"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old version (.xls)"),
        (b"PK\x03\x04 cut off", "the workbook is damaged or cut off"),
        (b"\x89PNG\r\n\x1a\n\0\0", "the file is not a text file"),
        (b"date,amount\n2024-01-01,abc\n2024-01-02,\n", "no column holds amounts"),
        (b"date,amount\nx,5\ny,6\n", "no column holds dates"),
        (
            b"date,memo,debit,credit\n2024-01-01,a,5,\n2024-01-01,b,,5\n2024-01-02,c,7,\n2024-01-02,d,,7\n",
            "debits equal credits, so that the rows are entries, and no column names their accounts",
        ),
    ] {
        let error = import::read(bytes, &Settled::default()).unwrap_err().to_string();
        assert!(error.contains(said), "{said}: {error}");
    }
    let mut line = b"date,amount\n2024-01-01,\"".to_vec();
    line.resize(100 << 20, b'x');
    let error = import::read(&line, &Settled::default()).unwrap_err().to_string();
    assert!(error.contains("the row on line 2 is longer than"), "{error}");
    let wide = format!("date,amount{}\n2024-01-01,5\n", ",x".repeat(10_000));
    assert!(refused(&wide).contains("columns"), "{}", refused(&wide));
}

#[test]
fn joined_encodings_are_told() {
    let mut bytes = "\u{feff}date,memo,amount\n2024-01-01,Müller,5\n".as_bytes().to_vec();
    bytes.extend(b"2024-01-02,M\xfcller,-6\n");
    let read = import::read(&bytes, &Settled::default()).unwrap();
    assert_eq!(read.report.imported, 2);
    assert!(read.report.notes[0].contains("not valid UTF-8"), "{:?}", read.report.notes);
}

/// What is earned and what is spent, in all periods together.
fn sums(read: &Import) -> (i64, i64) {
    let totals = &read.report.totals;
    assert!(totals.iter().all(books::report::ControlTotal::matches), "{totals:?}");
    let books = &read.books;
    let sum = |is: &dyn Fn(Kind) -> bool| {
        let of = books.postings().iter().filter(|one| is(books.account(one).unwrap().kind));
        of.filter(|one| one.scenario == Scenario::Actual).map(|one| one.amount).sum::<i64>()
            / 10_i64.pow(u32::from(books.decimals))
    };
    let is_earned = |kind: Kind| kind.is_earned() || kind == Kind::ContraRevenue;
    (sum(&is_earned), sum(&|kind| kind.is_of_income() && !is_earned(kind)))
}

#[test]
fn what_people_export_is_read_as_they_mean_it() {
    for (text, expected) in [
        // A ledger: fees are no bank, cash sales no cash, accumulated depreciation no expense.
        (
            "Date,Account,Debit,Credit\n2024-01-05,Cash,1000,\n2024-01-05,Cash Sales,,1000\n2024-01-06,Bank Charges,15,\n2024-01-06,Cash,,15\n\
             2024-01-31,Depreciation Expense,100,\n2024-01-31,Accumulated Depreciation,,100\n",
            (1000, -115),
        ),
        // A bank that writes debits with a minus in a column of their own.
        (
            "Date,Description,Debit,Credit\n01/05/2024,DEP,,1000.00\n01/25/2024,RENT,-300.00,\n02/05/2024,DEP,,1000.00\n",
            (2000, -300),
        ),
        // Sums among the rows.
        (
            "Month,Account,Amount\n2024-01,Sales,1000\n2024-01,Total Income,1000\n2024-01,Rent,200\n2024-01,Total Expenses,200\n2024-01,Net Income,800\n",
            (1000, -200),
        ),
        // Actual and budget under another head.
        (
            "Month,Type,Account,Amount\n2024-01,Actual,Sales,1000\n2024-01,Budget,Sales,1100\n2024-01,Actual,Rent,100\n",
            (1000, -100),
        ),
        // Sales tax in a column of its own, beside the net or within the total.
        (
            "Date,Customer,Category,Net Amount,VAT,Gross Amount\n2024-01-05,A,Sales,100,20,120\n2024-01-26,L,Rent,-40,-8,-48\n",
            (100, -40),
        ),
        (
            "Date,Product,Quantity,Unit Price,Tax,Total\n2024-01-05,Mug,10,5,4.50,54.50\n2024-01-06,Cup,1,5,0.45,5.45\n",
            (55, 0),
        ),
        // What was reverted did not happen.
        (
            "Date,Description,Amount,State\n2024-01-05,x,-10,COMPLETED\n2024-01-06,y,-20,REVERTED\n2024-01-07,z,100,COMPLETED\n2024-01-08,w,-1,COMPLETED\n",
            (100, -11),
        ),
        // Of a bank's list the category is the account, with debits and credits too.
        (
            "Date,Category,Account,Debit,Credit\n2024-01-05,Sales,Checking,,1000\n2024-01-06,Rent,Checking,200,\n",
            (1000, -200),
        ),
        // The decimals of a row's amounts may differ.
        (
            "Date,Product,Quantity,Sales,Profit\n2024-01-05,Mug,1,10.5,3.255\n2024-01-06,Cup,1,5,2.2505\n",
            (15, -9),
        ),
        // Discounts are parts, per cents or amounts, one for the whole column; costs stand beside prices.
        (
            "Date,Product,Qty,Price,Discount\n2024-01-06,Mug,10,5.00,1.00\n2024-02-06,Cup,4,10.00,2.00\n",
            (87, 0),
        ),
        (
            "Date,Product,Qty,Price,Discount %\n2024-01-06,Mug,10,5.00,10\n2024-02-06,Cup,4,10.00,0\n",
            (85, 0),
        ),
        (
            "Date,Product,Qty,Price,Discount\n2024-01-06,Mug,10,5.00,10%\n2024-02-06,Cup,4,10.00,\n",
            (85, 0),
        ),
        (
            "Date,Product,Qty,Price,Cost\n2024-01-06,Mug,10,5.00,20\n2024-01-07,Mug,1,5.00,2\n",
            (55, -22),
        ),
        (
            "Date,Product,Qty,Price,Unit Cost\n2024-01-06,Mug,10,5.00,2\n2024-01-07,Mug,1,5.00,2\n",
            (55, -22),
        ),
        // What a payment service kept is spent.
        (
            "Date,Description,Amount,Fee,Net\n2024-01-06,sale,100.00,3.00,97.00\n2024-01-07,sale,50,2,48\n2024-01-08,mill,-60,0,-60\n",
            (150, -65),
        ),
        // What moves between one's own accounts is neither.
        (
            "Date,Description,Amount\n2024-01-05,TRANSFER TO SAVINGS,-500\n2024-01-06,till,100\n2024-01-07,mill,-40\n",
            (100, -40),
        ),
        // What is written off was not spent, and fees that are credited are earned.
        (
            "Date,Account,Debit,Credit\n2024-01-05,Cash,90,\n2024-01-05,Consulting fees,,90\n2024-01-06,Equipment,50,\n2024-01-06,Cash,,50\n\
             2024-01-31,Depreciation,5,\n2024-01-31,Accumulated Depreciation - Equipment,,5\n",
            (90, -5),
        ),
        // Payouts only move money, and a fee that is given back is no fee.
        (
            "Date,Type,Description,Amount,Fee\n2024-01-05,charge,a,100,-3\n2024-01-06,charge,b,50,-2\n2024-01-07,refund,b,-50,2\n2024-01-08,payout,c,-97,0.00\n2024-01-08,payout,d,-1,0.00\n",
            (150, -53),
        ),
        // The French law's accounts by their numbers.
        (
            "EcritureDate|CompteNum|CompteLib|Debit|Credit\n20240105|411000|Clients|120,00|0,00\n20240105|701000|Marchandises|0,00|100,00\n20240105|445710|TVA|0,00|20,00\n\
             20240131|613200|Bureau|40,00|0,00\n20240131|512000|BNP|0,00|40,00\n",
            (100, -40),
        ),
        // What came in and what went out, in columns that say so.
        (
            "Date,Description,Income,Expenses,Balance\n2024-01-05,till,1300,,1300\n2024-01-06,mill,,300,1000\n",
            (1300, -300),
        ),
        // The accounts stand under a head that does not say so.
        ("Date,Line,Amount\n2024-01-05,Sales,1300\n2024-01-06,Rent,300\n", (1300, -300)),
        ("When,Thing,Amount\n2024-01-05,Sales,1300\n2024-01-06,Rent,300\n", (1300, -300)),
    ] {
        assert_eq!(sums(&read(text)), expected, "{text}");
    }
}

#[test]
fn a_file_that_was_pasted_in_twice_is_told() {
    let row = |id: u32| format!("T{id},2024-01-{:02},{},Sales\n", id % 28 + 1, id * 3);
    let once: String = (0..40).map(row).collect();
    let read = read(&format!("Transaction ID,Date,Amount,Category\n{once}{once}"));
    assert_eq!((read.report.imported, read.report.duplicates.len()), (40, 40));
    // Lines of one receipt share its number, and two of them may be alike.
    let receipt = |id: u32| {
        let line = format!("{id},2024-01-05,Sales,3.00\n");
        [line.clone(), line, format!("{id},2024-01-05,Sales,4.50\n")].concat()
    };
    let receipts: String = (0..700).map(receipt).collect();
    let read = self::read(&format!("Transaction ID,Date,Category,Amount\n{receipts}"));
    assert_eq!((read.report.imported, read.report.duplicates.len()), (2_100, 0));
}

#[test]
fn a_row_that_does_not_fit_its_head_is_rejected() {
    let read =
        read("date,memo,amount\n2024-01-05,rent,-1,200.00\n2024-01-06,till,500\n2024-01-07,x,-5\n");
    assert_eq!(read.report.imported, 2);
    assert!(
        read.report.rejected[0].reason.contains("it has 4 cells"),
        "{:?}",
        read.report.rejected
    );
    let open =
        format!("date,memo,amount\n2024-01-05,\"rent,-1\n{}", "2024-01-06,x,-5\n".repeat(60));
    assert!(refused(&open).contains("the row on line 2 runs over"), "{}", refused(&open));
}

#[test]
fn a_cards_list_is_not_guessed_at() {
    let text = "Date,Description,Amount\n2024-01-05,TAXI,23.40\n2024-01-06,FOOD,10\n2024-01-07,FOOD,12\n2024-01-25,AUTOPAY PAYMENT - THANK YOU,-23.40\n";
    assert!(refused(text).contains("--signs`: inflow or debit_positive"), "{}", refused(text));
    let settled = Settled::from_toml("signs = \"debit_positive\"").unwrap();
    assert_eq!(sums(&import::read(text.as_bytes(), &settled).unwrap()), (0, -45));
}

#[test]
fn a_table_that_lies_across_is_set_upright() {
    // Months beside accounts, with headings and sums as a statement has them.
    let statement = "Acme Bakery\n\nAccount,Jan 2024,Feb 2024,Total\nIncome,,,\nZephyr,1000,1200,2200\nTotal Income,1000,1200,2200\nExpenses,,,\nRent,200,200,400\nWages,\"1,300.50\",,1300.50\nNet Income,-500.50,1000,499.50\n";
    let months = read(statement);
    assert_eq!(
        postings(&months),
        [
            "2024-01-01 Zephyr revenue 1000",
            "2024-01-01 Rent expense -200",
            "2024-01-01 Wages expense -1300.5",
            "2024-02-01 Zephyr revenue 1200",
            "2024-02-01 Rent expense -200",
        ]
        .map(|line| format!("{line} cash"))
    );
    let reasons: Vec<_> =
        months.report.rejected.iter().map(|one| (one.line, one.reason.as_str())).collect();
    assert_eq!(reasons.len(), 4, "{reasons:?}");
    assert!(
        reasons
            .iter()
            .all(|(line, reason)| matches!(line, 6 | 10)
                && reason.contains("is a sum of other rows"))
    );
    // It is written down, and read the same when it is given back.
    let again = Settled::from_toml(&months.mapping.to_toml()).unwrap();
    let again = import::read(statement.as_bytes(), &again).unwrap();
    assert_eq!(postings(&again), postings(&months));
    // Accounts beside months.
    let accounts = read(
        "Month,Sales,Rent,Wages,Net Income\n2024-01,1000,200,300,500\n2024-02,1200,200,300,700\n",
    );
    assert_eq!(sums(&accounts), (2200, -1000));
    assert_eq!(
        accounts.report.notes,
        ["columns that are sums of others, or no months, were not read: `Net Income`"]
    );
}

/// A general ledger whose accounts are headings, as bookkeeping programs export it.
const HEADED: &str = "Acme Bakery LLC,,,,,,\nGeneral Ledger,,,,,,\n,,,,,,\n,Date,Transaction Type,Num,Split,Amount,Balance\n\
    Checking,,,,,,\n,Beginning Balance,,,,,\"5,000.00\"\n,01/05/2024,Deposit,,Sales,\"1,000.00\",\"6,000.00\"\n\
    ,01/15/2024,Check,101,Rent,-400.00,\"5,600.00\"\nTotal for Checking,,,,,600.00,\n\
    Income,,,,,,\nZephyr,,,,,,\n,01/05/2024,Deposit,,Checking,\"1,000.00\",\"1,000.00\"\n\
    Total for Zephyr,,,,,\"1,000.00\",\nTotal for Income,,,,,\"1,000.00\",\n\
    Rent,,,,,,\n,01/15/2024,Check,101,Checking,400.00,400.00\nTotal for Rent,,,,,400.00,\n";

#[test]
fn accounts_that_are_headings_are_those_of_the_rows_below_them() {
    let ledger = read(HEADED);
    assert_eq!(ledger.books.cash, CashBasis::Accounts);
    assert_eq!(
        postings(&ledger),
        [
            "2024-01-05 Checking cash -1000 cash",
            "2024-01-05 Zephyr revenue 1000",
            "2024-01-15 Checking cash 400 cash",
            "2024-01-15 Rent expense -400",
        ]
    );
    let reasons: Vec<_> =
        ledger.report.rejected.iter().map(|one| (one.line, one.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (6, "there is no date in `Date`"),
            (9, "`Total for Checking` is a sum of other rows"),
            (13, "`Total for Zephyr` is a sum of other rows"),
            (14, "`Total for Income` is a sum of other rows"),
            (17, "`Total for Rent` is a sum of other rows"),
        ]
    );
    assert!(ledger.report.totals.iter().all(books::report::ControlTotal::matches));
    let again = Settled::from_toml(&ledger.mapping.to_toml()).unwrap();
    let again = import::read(HEADED.as_bytes(), &again).unwrap();
    assert_eq!(postings(&again), postings(&ledger));

    // The headings may stand where the days do, with the accounts' numbers.
    let debits = read(
        "Account Transactions\nDemo Company\n\nDate,Source,Description,Debit,Credit\n200 - Sales,,,,\n05 Jan 2024,Receive,till,0.00,\"1,000.00\"\n\
         Total 200 - Sales,,,0.00,\"1,000.00\"\n469 - Rent,,,,\n15 Jan 2024,Spend,rent,400.00,0.00\nTotal 469 - Rent,,,400.00,0.00\nTotal,,,400.00,\"1,000.00\"\n",
    );
    assert_eq!(sums(&debits), (1000, -400));

    // Words that stand alone below a row go on with it, and are no account.
    let bank = read(
        "Date,Description,Amount\n2024-01-05,CARD PAYMENT,-5\n,HARBOUR STREET,\n2024-01-06,TILL,100\n,CITY BRANCH,\n2024-01-07,CARD PAYMENT,-7\n",
    );
    assert_eq!((sums(&bank), bank.report.rejected.len()), ((100, -12), 2));
}

#[test]
fn a_statement_is_read_as_its_headings_and_sums_say() {
    // Headings of every house, sums by many names, quarters and shares beside the months, months as days.
    for (text, expected) in [
        (
            "Account,Jan 2024,Feb 2024,Q1 2024\nTrading Income,,,\nZephyr,100,200,300\nTotal Trading Income,100,200,300\nLess Cost of Sales,,,\n\
             Aurora,30,60,90\nLess Operating Expenses,,,\nBoreas,10,10,20\nProfit before Tax,60,130,190\nNet Other Income,1,1,2\nEBIT,60,130,190\n",
            (300, -110),
        ),
        (
            ",2024-01-01,2024-02-01\nIncome,,\nSales,100,200\nDiscounts given,-5,-10\nAdministrative Costs,,\nRent,10,10\n",
            (285, -20),
        ),
        (
            "Account,\"March 1-12, 2024\",Jan 2024,Feb 2024\nSales,7,100,200\nRent,1,10,10\n",
            (300, -20),
        ),
        // The account is the column that says so.
        (
            "Department,Account,Jan 2024,Feb 2024\nSales,Wages,10,20\nOven,Sales,100,200\n",
            (300, -30),
        ),
    ] {
        assert_eq!(sums(&read(text)), expected, "{text}");
    }
    let partial =
        read("Account,\"March 1-12, 2024\",Jan 2024,Feb 2024\nSales,7,100,200\nRent,1,10,10\n");
    assert!(partial.report.notes[0].contains("`March 1-12, 2024`"), "{:?}", partial.report.notes);
}

#[test]
fn what_stands_for_accounts_may_be_customers() {
    for (text, are_words) in [
        ("Customer,Jan 2024,Feb 2024\nJohn Smith,10,20\nJane Roe,30,40\n", true),
        ("Account,Jan 2024,Feb 2024\nSales,10,20\nRent,30,40\n", false),
        (
            ",Date,Num,Amount\nJohn Smith,,,\n,2024-01-05,1,10\nTotal for John Smith,,,10\nJane Roe,,,\n,2024-01-06,2,10\nTotal for Jane Roe,,,10\n",
            true,
        ),
    ] {
        let settled = Settled::from_toml("[accounts]\n\"*\" = \"revenue\"").unwrap();
        let read = import::read(text.as_bytes(), &settled).unwrap();
        assert_eq!(read.books.accounts_are_words, are_words, "{text}");
    }
}

#[test]
fn a_refund_or_a_rebate_turns_no_file() {
    for (text, expected) in [
        (
            "date,account,amount\n2024-01-01,Sales,1000\n2024-01-02,Sales,1100\n2024-01-03,Sales,-50\n2024-01-04,Rent,400\n2024-02-04,Rent,400\n",
            (2050, -800),
        ),
        (
            "date,account,amount\n2024-01-01,Sales,1000\n2024-01-04,Rent,400\n2024-02-04,Utilities,200\n2024-02-05,Utilities,-150\n",
            (1000, -450),
        ),
        (
            "date,type,memo,amount\n2024-01-01,Income,a,100\n2024-01-02,Expense,b,50\n2024-01-02,Expense,b,7\n2024-01-03,Expense,c,-10\n2024-01-03,Transfer,c,500\n",
            (100, -47),
        ),
        // A fee is spent whatever way the amounts run, and one that is given back is not.
        (
            "date,account,amount,fee\n2024-01-01,Sales,1000,3\n2024-01-04,Rent,400,0\n2024-01-05,Sales,100,-1\n",
            (1100, -402),
        ),
        // The tax within an amount runs as it does.
        ("date,account,gross,vat\n2024-01-01,Sales,238,38\n2024-01-04,Rent,119,19\n", (200, -100)),
    ] {
        assert_eq!(sums(&read(text)), expected, "{text}");
    }
    // Rows that no entry is proven of close no year, however the sums run.
    let list = read(
        "date,account,amount\n2024-01-01,Sales,100\n2024-01-02,Sales,-5\n2024-01-03,Rent,-40\n2024-01-04,Rent,2\n2024-01-05,Owner Draw,-10\n",
    );
    assert!(list.books.postings().iter().all(|one| one.scenario == Scenario::Actual));
}

#[test]
fn a_month_may_stand_beside_its_year() {
    for text in [
        "Year,Month,Account,Amount\n2024,1,Sales,100\n2024,2,Rent,60\n",
        "Month,Year,Account,Amount\nJanuary,2024,Sales,100\nFebruary,2024,Rent,60\n",
        "Year,Quarter,Account,Amount\n2024,Q1,Sales,100\n2024,Q1,Rent,60\n",
        "Period,Account,Amount\nQ1 2024,Sales,100\nQ2 2024,Rent,60\n",
        "Year,Quarter,Account,Amount\n2024,1,Sales,100\n2024,4,Rent,60\n",
        "Year,Account,Amount\n2024,Sales,100\n2024,Rent,60\n",
    ] {
        let read = read(text);
        assert_eq!(sums(&read), (100, -60), "{text}");
        assert_eq!(read.books.postings()[0].day.to_string(), "2024-01-01", "{text}");
    }
    let quarters = read("Year,Quarter,Account,Amount\n2024,1,Sales,100\n2024,4,Rent,60\n");
    assert_eq!(quarters.books.postings()[1].day.to_string(), "2024-10-01");
    // A day without its year is none.
    assert!(refused("date,amount\n03 Jan,5\n15 Feb,-6\n").contains("no column holds dates"));
    // Beside days it says nothing more.
    let days = read("Year,Date,Amount\n2024,2024-03-05,100\n2024,2024-03-06,-60\n");
    assert_eq!(days.books.postings()[0].day.to_string(), "2024-03-05");
}

#[test]
fn amounts_of_two_currencies_are_told_apart_by_their_signs() {
    let mixed = "date,description,amount\n2024-01-01,mill,-€3.00\n2024-01-02,till,€9.00\n2024-01-03,till,$5.00\n2024-01-04,mill,-€1.00\n2024-01-05,mill,-$1.00\n";
    let euros = read(mixed);
    assert_eq!((euros.books.currency.as_deref(), sums(&euros)), (Some("EUR"), (9, -4)));
    assert_eq!(
        euros.report.rejected[0].reason,
        "it is in $, where these books are in EUR: `--currency '$'` reads those"
    );
    let settled = Settled::from_toml("currency = \"$\"").unwrap();
    let dollars = import::read(mixed.as_bytes(), &settled).unwrap();
    assert_eq!(sums(&dollars), (5, -1));
    // A sign that several currencies have is none.
    let one = read("date,amount\n2024-01-01,-$3.00\n2024-01-02,$9.00\n");
    assert_eq!((one.books.currency, one.report.imported), (None, 2));
}

#[test]
fn closing_a_year_moves_nothing() {
    let read = read(
        "Date,Entry No,Account,Debit,Credit\n2024-01-02,1,Cash,1000,\n2024-01-02,1,Sales,,1000\n2024-01-03,2,Rent,400,\n2024-01-03,2,Cash,,400\n\
         2024-12-31,3,Sales,1000,\n2024-12-31,3,Rent,,400\n2024-12-31,3,Retained Earnings,,600\n",
    );
    let set_aside =
        read.books.postings().iter().filter(|posting| posting.scenario == Scenario::Other);
    assert_eq!(set_aside.count(), 3);
    assert!(read.report.notes[0].starts_with("3 amounts close accounts of income"));
}

#[test]
fn a_journals_postings_keep_their_lines() {
    let read = read(
        "2024-01-01 * Till\n  Assets:Cash  100 EUR\n  Income:Sales\n\n2024-01-02 * Mill\n  Expenses:Flour  40 EUR\n  Assets:Cash\n",
    );
    let lines: Vec<u32> = read.books.postings().iter().map(|one| one.line).collect();
    assert_eq!(lines, [2, 3, 6, 7]);
    assert_eq!((read.mapping.signs, sums(&read)), (Signs::DebitPositive, (100, -40)));
    let wanted = [3].into_iter().collect();
    let text = "2024-01-01 * Till\n  Assets:Cash  100 EUR\n  Income:Sales\n";
    let rows = import::lines(text.as_bytes(), &Settled::default(), &wanted).unwrap();
    assert_eq!(
        rows,
        "line,date,entry,account,net,currency,payee,description\n3,2024-01-01,1,Income:Sales,-100,EUR,Till,\n"
    );
}
