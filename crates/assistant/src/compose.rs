//! Composing an answer block by block: each is sent to the reader when it is finished.

use agent::RunContext;
use finance::{
    Item, Listing, PassedOver,
    facts::{FactTable, How, Source},
    format::{self, in_sentence},
    statement::CompanyFigures,
};

use crate::{
    answer::{
        Answer, Authorship, Gap, Guesses,
        document::{Block, Row, Table},
        markdown, short_name, sources,
    },
    fetch::Fetched,
    router::Category,
};

/// An answer in the making.
pub(crate) struct Composer<'a> {
    ctx: &'a RunContext,
    blocks: Vec<Block>,
    pub(crate) facts: FactTable,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) passed_over: Vec<PassedOver>,
    pub(crate) authorship: Authorship,
    /// Words of others, in which digits are no figures of the answer.
    pub(crate) quoted: Vec<String>,
}

impl<'a> Composer<'a> {
    pub(crate) fn new(ctx: &'a RunContext, gaps: Vec<Gap>) -> Self {
        Self {
            ctx,
            blocks: Vec::new(),
            facts: FactTable::default(),
            gaps,
            passed_over: Vec::new(),
            authorship: Authorship::default(),
            quoted: Vec::new(),
        }
    }

    /// Over what was fetched of one company; the figures are handed back.
    pub(crate) fn over(ctx: &'a RunContext, fetched: Fetched) -> (Self, CompanyFigures) {
        let Fetched { known, gaps, passed_over } = fetched;
        (Self { passed_over, ..Self::new(ctx, gaps) }, known)
    }

    /// Sends a piece of a paragraph.
    pub(crate) fn say(&self, piece: &str) {
        self.ctx.say(piece);
    }

    /// Adds a paragraph that was sent already, piece by piece.
    pub(crate) fn said(&mut self, text: String) {
        self.ctx.say("\n\n");
        self.blocks.push(Block::Paragraph(text));
    }

    /// Adds a finished block and sends it.
    pub(crate) fn add(&mut self, block: Block) {
        let text = markdown::block(&block);
        if !text.is_empty() {
            self.ctx.say(text);
        }
        self.blocks.push(block);
    }

    pub(crate) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.add(Block::Heading(level, text.into()));
    }

    pub(crate) fn paragraph(&mut self, text: impl Into<String>) {
        self.add(Block::Paragraph(text.into()));
    }

    /// A table, without the rows in which nothing is known; no table where no row is left.
    pub(crate) fn table(&mut self, head: Vec<String>, rows: Vec<Row>) -> bool {
        let known = |row: &Row| row.cells.iter().any(|cell| cell.fact.is_some());
        let rows: Vec<Row> = rows.into_iter().filter(known).collect();
        let any = !rows.is_empty();
        if any {
            self.add(Block::Table(Table { head, rows }));
        }
        any
    }

    /// Where the figures stand.
    pub(crate) fn sources(&mut self) {
        let all = sources(self.facts.iter());
        let shown: Vec<String> =
            all.into_iter().filter(|one| one.provider != RULES).map(describe).collect();
        let mut lines: Vec<String> = Vec::new();
        for line in shown {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines.extend(self.not_from());
        if !lines.is_empty() {
            self.heading(2, "Sources");
            self.add(Block::List(lines));
        }
    }

    /// Who was asked and passed over, for answers that list no sources.
    pub(crate) fn passed_over(&mut self) {
        let lines = self.not_from();
        if !lines.is_empty() {
            self.add(Block::List(lines));
        }
    }

    fn not_from(&self) -> Vec<String> {
        let line = |one: &PassedOver| {
            markdown::plain(&format!("Not from {}: {}", one.provider, one.reason))
        };
        self.passed_over.iter().map(line).collect()
    }

    /// What is missing and why.
    pub(crate) fn missing(&mut self, not_known: &[Item]) {
        let mut failed = self.authorship.by_rules.clone();
        failed.dedup();
        for reason in failed {
            self.gaps.push(Gap::new(
                BY_MODEL,
                "",
                format!("{reason}; the rules wrote in its place"),
            ));
        }
        let mut lines: Vec<String> = self
            .gaps
            .iter()
            .map(|gap| markdown::plain(&format!("{}: {}", capital(&gap.what), gap.reason)))
            .collect();
        if !not_known.is_empty() {
            let names: Vec<_> = not_known.iter().map(|item| in_sentence(item.label())).collect();
            lines.push(format!("Not in the data for the latest year: {}", names.join(", ")));
        }
        if !lines.is_empty() {
            self.heading(2, "What is missing");
            self.add(Block::List(lines));
        }
    }

    pub(crate) fn finish(self, category: Category, companies: Vec<Listing>) -> Answer {
        let follow_ups = companies.first().map(follow_ups).unwrap_or_default();
        Answer {
            category,
            companies,
            blocks: self.blocks,
            facts: self.facts,
            gaps: self.gaps,
            follow_ups,
            warnings: Vec::new(),
            headline: None,
            topic: None,
            explained: None,
            asked_back: Vec::new(),
            passed_over: self.passed_over,
            authorship: self.authorship,
            quoted: self.quoted,
            guesses: Guesses::default(),
        }
    }
}

/// What is missing where a model failed.
const BY_MODEL: &str = "a model's prose";

/// Who states the thresholds of our own rules.
pub(crate) const RULES: &str = "fisc";

/// A source as a line of text.
pub(crate) fn describe(source: &Source) -> String {
    match (&source.filing, source.note) {
        (Some(filing), _) => format!(
            "{} filed {}, {}: <{}>",
            filing.form,
            format::day(filing.filed),
            filing.accession,
            source.url
        ),
        (None, Some(note)) => format!(
            "{}, as of {} ({}): <{}>",
            capital(note),
            format::day(source.as_of),
            source.provider,
            source.url
        ),
        (None, None) => {
            format!("{}, as of {}: <{}>", source.provider, format::day(source.as_of), source.url)
        }
    }
}

/// How well the facts behind a figure are known, in words.
pub(crate) fn standing(facts: &FactTable, id: finance::facts::FactId) -> Vec<&Source> {
    let mut open = vec![id];
    let mut cells: Vec<&Source> = Vec::new();
    while let Some(id) = open.pop() {
        match facts.fact(id).map(|fact| &fact.how) {
            Some(How::Cell(source, _)) if !cells.contains(&&**source) => cells.push(source),
            Some(How::Derived { inputs, .. }) => open.extend(inputs.iter().rev()),
            Some(How::Cell(..)) | None => {}
        }
    }
    cells
}

/// With a capital letter at its head.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Questions that fit a company whose report was read.
fn follow_ups(listing: &Listing) -> Vec<String> {
    let name = short_name(&listing.name);
    vec![
        format!("What is {name}'s free cash flow?"),
        format!("How has {name}'s income statement developed?"),
        format!("What is {name}'s stock price?"),
    ]
}
