//! A line of Markdown: its numbers are links to their proofs, its tags are text.

use std::ops::Range;

use finance::facts::verify::Status;
use maud::{Markup, PreEscaped, Render, html};
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::{figures::Figures, outside, spark};

/// A sign that begins no block: behind it `1.`, `#` and `-` stay as they are written.
const GUARD: &str = "…";

/// The text as markup.
pub(super) fn render(figures: &mut Figures<'_>, text: &str) -> Markup {
    let marks = figures.check(text).into_iter().map(|checked| {
        let Range { start, end } = checked.number.span;
        (start + GUARD.len()..end + GUARD.len(), checked.status)
    });
    let marks = marks.collect();
    let source = format!("{GUARD}{}", text.replace(['\n', '\r'], " "));
    let mut line = Line { figures, source: &source, marks, links: Vec::new(), out: String::new() };
    for (event, range) in Parser::new(&source).into_offset_iter() {
        line.add(event, range);
    }
    PreEscaped(line.out)
}

/// A link that is being written.
enum Link {
    /// Opened, with its own words inside.
    Open,
    /// Written already: the words inside are only its address.
    Whole,
    /// Not one that a page may open: its words stand alone.
    Dropped,
}

struct Line<'a, 'b> {
    figures: &'a mut Figures<'b>,
    source: &'a str,
    marks: Vec<(Range<usize>, Status)>,
    links: Vec<Link>,
    out: String,
}

impl Line<'_, '_> {
    fn add(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(text) => self.code(&text, range),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text, range),
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::TaskListMarker(_) => {
                self.out.push(' ');
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if matches!(tag, Tag::Strong) {
            self.out.push_str("<strong>");
        } else if matches!(tag, Tag::Emphasis) {
            self.out.push_str("<em>");
        } else if let Tag::Link { link_type, dest_url, .. } = tag {
            let link = match outside(&dest_url, "") {
                None => Link::Dropped,
                Some(link) if link_type == LinkType::Autolink => {
                    link.render_to(&mut self.out);
                    Link::Whole
                }
                Some(_) => {
                    let url = html! { (&*dest_url) }.into_string();
                    let opened = format!(r#"<a href="{url}" rel="noopener noreferrer">"#);
                    self.out.push_str(&opened);
                    Link::Open
                }
            };
            self.links.push(link);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if tag == TagEnd::Strong {
            self.out.push_str("</strong>");
        } else if tag == TagEnd::Emphasis {
            self.out.push_str("</em>");
        } else if tag == TagEnd::Link && matches!(self.links.pop(), Some(Link::Open)) {
            self.out.push_str("</a>");
        }
    }

    /// A run of text as it stands in the source, its numbers marked.
    fn text(&mut self, text: &str, range: Range<usize>) {
        match self.links.last() {
            Some(Link::Whole) => return,
            Some(Link::Open) => return text.render_to(&mut self.out),
            Some(Link::Dropped) | None => {}
        }
        if self.source.get(range.clone()) != Some(text) {
            return text.render_to(&mut self.out);
        }
        let mut at = range.start.max(GUARD.len());
        for (number, status) in self.marks.clone() {
            let (from, to) = (number.start.max(at), number.end.min(range.end));
            if from < to {
                self.plain(at..from);
                self.number(from..to, &status);
                at = to;
            }
        }
        self.plain(at..range.end);
    }

    fn code(&mut self, text: &str, range: Range<usize>) {
        if let Some(spark) = spark::draw(text) {
            return spark.render_to(&mut self.out);
        }
        let place = self.source.get(range.clone()).and_then(|source| source.find(text));
        let start = range.start + place.unwrap_or_default();
        self.out.push_str("<code>");
        self.text(text, start..start + text.len());
        self.out.push_str("</code>");
    }

    fn plain(&mut self, range: Range<usize>) {
        self.source.get(range).unwrap_or_default().render_to(&mut self.out);
    }

    fn number(&mut self, range: Range<usize>, status: &Status) {
        let shown = html! { (self.source.get(range).unwrap_or_default()) };
        let marked = match status {
            Status::Bound(id) | Status::Derived(id) => self.figures.link(*id, &shown),
            // A number that was computed for the check has no proof on the page to lead to.
            Status::Computed(_) => shown,
            Status::Contradicted { .. } | Status::Unbound => html! {
                span.unbound title="No source in this answer says this number" {
                    (shown) span.vh { " (no source)" }
                }
            },
        };
        marked.render_to(&mut self.out);
    }
}
