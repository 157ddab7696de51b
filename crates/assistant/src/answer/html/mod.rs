//! An answer as one HTML page that needs nothing else: no script, no request, no other file.
//!
//! Every figure is a link to its proof at the foot of the page. Whatever came from data is escaped, and the page
//! forbids itself, by a content policy, to load or run anything.

mod blocks;
mod figures;
mod inline;
mod proofs;
mod spark;

use finance::format;
use jiff::civil::Date;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    Answer,
    document::{Block, Cell},
};
use figures::Figures;

const CSS: &str = include_str!("page.css");

/// What the page may load: nothing but its own styles and the empty icon.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// A table of contents is of use from so many sections on.
const SECTIONS_MIN: usize = 3;

/// The whole page.
pub fn render(answer: &Answer) -> String {
    let outline = Outline::of(answer);
    let mut figures = Figures::new(answer);
    let headline = figures.headline();
    let intro = blocks::render(&mut figures, &outline.intro, &outline.title);
    let sections: Vec<Markup> =
        outline.sections.iter().map(|section| section.render(&mut figures)).collect();
    let proofs = proofs::section(&figures);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                link rel="icon" href="data:,";
                title { (outline.title) }
                style { (PreEscaped(chart::CSS)) (PreEscaped(CSS)) }
            }
            body {
                a.skip href="#main" { "Skip to the answer" }
                (header(answer))
                div.page {
                    (contents(&outline, proofs.is_some()))
                    main #main {
                        div.intro {
                            h1 { (outline.title) }
                            (warnings(answer))
                            (headline)
                            (intro)
                        }
                        @for section in &sections { (section) }
                        @if let Some(proofs) = proofs { (proofs) }
                    }
                }
                footer { p { "Not investment advice." } }
            }
        }
    }
    .into_string()
}

/// The answer's blocks under their headings.
struct Outline<'a> {
    title: String,
    intro: Vec<&'a Block>,
    sections: Vec<Section<'a>>,
}

/// A heading and what stands under it.
struct Section<'a> {
    id: String,
    title: &'a str,
    blocks: Vec<&'a Block>,
}

impl<'a> Outline<'a> {
    fn of(answer: &'a Answer) -> Self {
        let own = answer.blocks.iter().find_map(|block| match block {
            Block::Heading(1, text) => Some(text.clone()),
            Block::Heading(..)
            | Block::Paragraph(_)
            | Block::List(_)
            | Block::Table(_)
            | Block::Chart(_) => None,
        });
        let mut named = own.is_some();
        let mut outline = Self {
            title: own.unwrap_or_else(|| names(answer)),
            intro: Vec::new(),
            sections: Vec::new(),
        };
        for block in &answer.blocks {
            match (block, outline.sections.last_mut()) {
                (Block::Heading(1, _), _) if named => named = false,
                (Block::Heading(0..=2, title), _) | (Block::Heading(_, title), None) => {
                    let id = format!("s{}", outline.sections.len() + 1);
                    outline.sections.push(Section { id, title, blocks: Vec::new() });
                }
                (block, Some(section)) => section.blocks.push(block),
                (block, None) => outline.intro.push(block),
            }
        }
        outline
    }
}

impl Section<'_> {
    fn render(&self, figures: &mut Figures<'_>) -> Markup {
        let heading = format!("{}-h", self.id);
        html! {
            section.card #(self.id) aria-labelledby=(heading) {
                h2 #(heading) { (self.title) }
                (blocks::render(figures, &self.blocks, self.title))
            }
        }
    }
}

/// The companies by name, for an answer without a heading of its own.
fn names(answer: &Answer) -> String {
    let names = answer.companies.iter().map(|one| format!("{} ({})", one.name, one.symbol));
    let names = names.collect::<Vec<_>>().join(" and ");
    if names.is_empty() { "Answer".to_owned() } else { names }
}

fn header(answer: &Answer) -> Markup {
    let sources = answer.sources();
    let days = || sources.iter().map(|source| source.as_of);
    html! {
        header {
            p.companies {
                @for one in &answer.companies {
                    span.company {
                        b { (one.name) }
                        span.muted {
                            (one.symbol)
                            @if !one.exchange.is_empty() { " · " (one.exchange) }
                        }
                    }
                }
            }
            p.kind {
                (answer.category.key().replace('_', " "))
                @if let (Some(first), Some(last)) = (days().min(), days().max()) {
                    " · as of " (span(first, last))
                }
            }
        }
    }
}

fn span(first: Date, last: Date) -> String {
    if first == last {
        format::day(last)
    } else {
        format!("{} to {}", format::day(first), format::day(last))
    }
}

fn warnings(answer: &Answer) -> Markup {
    html! {
        @if !answer.warnings.is_empty() {
            ul.warnings { @for warning in &answer.warnings { li { (warning) } } }
        }
    }
}

fn contents(outline: &Outline<'_>, proofs: bool) -> Markup {
    html! {
        @if SECTIONS_MIN <= outline.sections.len() {
            nav aria-label="Sections" {
                ul {
                    @for section in &outline.sections {
                        li { a href={ "#" (section.id) } { (section.title) } }
                    }
                    @if proofs { li { a href="#proofs" { "Proofs" } } }
                }
            }
        }
    }
}

/// A link to an address outside, or nothing where it is not one that a page may open.
fn outside(url: &str, label: &str) -> Option<Markup> {
    let host = url.strip_prefix("https://")?;
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let label = if label.is_empty() { host } else { label };
    Some(html! { a.out href=(url) title=(url) rel="noopener noreferrer" { (label) } })
}

/// Whether a cell is words, not a figure or what stands for one.
fn is_words(cell: &Cell) -> bool {
    3 < cell.text.chars().filter(|c| c.is_alphabetic()).count() && cell.fact.is_none()
}
