//! A planned body as HTTP sends it.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{self, Instant, Sleep};

use super::{Connection, Piece};

/// The rest of a body, with a ticket that is dropped when the body has ended or nobody wants it any more.
#[derive(Debug)]
pub(crate) struct Body<T> {
    pieces: VecDeque<Piece>,
    waiting: Option<Pin<Box<Sleep>>>,
    /// When the last wait was to end: the next is counted from there, so that late clocks do not add up.
    due: Option<Instant>,
    connection: Connection,
    _ticket: T,
}

impl<T> Body<T> {
    /// The body of these pieces, sent over a connection.
    pub(crate) fn new(pieces: Vec<Piece>, connection: Connection, ticket: T) -> Self {
        Self { pieces: pieces.into(), waiting: None, due: None, connection, _ticket: ticket }
    }
}

impl<T: Unpin> http_body::Body for Body<T> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let body = self.get_mut();
        if let Some(waiting) = &mut body.waiting {
            if waiting.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            body.waiting = None;
        }
        match body.pieces.pop_front() {
            None => Poll::Ready(None),
            Some(Piece::Bytes(bytes)) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            // Saying that nothing is ready is what makes the bytes before go out.
            Some(Piece::Wait(wait)) if wait.is_zero() => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Piece::Wait(wait)) => {
                let due = body.due.unwrap_or_else(Instant::now) + wait;
                body.due = Some(due);
                body.waiting = Some(Box::pin(time::sleep_until(due)));
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Piece::Stall) => {
                body.pieces.push_front(Piece::Stall);
                Poll::Pending
            }
            Some(Piece::Reset) => {
                body.connection.reset();
                Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
            }
            Some(Piece::Endless(bytes)) => {
                body.pieces.push_front(Piece::Endless(bytes.clone()));
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.waiting.is_none() && self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let mut known = 0_u64;
        for piece in &self.pieces {
            match piece {
                Piece::Bytes(bytes) => {
                    known = known.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                }
                Piece::Wait(_) | Piece::Stall | Piece::Reset | Piece::Endless(_) => {
                    return SizeHint::default();
                }
            }
        }
        SizeHint::with_exact(known)
    }
}
