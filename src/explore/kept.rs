//! What finished runs have found, kept for downloads.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::session::{Findings, Inquiry};

/// Findings that are kept; the oldest are forgotten.
pub(super) const MOST_KEPT: usize = 8;

/// Characters of a key.
const KEY: usize = 16;

/// What a run has found.
#[derive(Debug)]
pub(super) struct Found {
    inquiry: Arc<Inquiry>,
    // Findings may be handed from thread to thread, and be read by one at a time.
    findings: Mutex<Findings>,
}

impl Found {
    /// Returns a file: its media type and its bytes.
    pub(super) fn file(&self, name: &str) -> Option<(&'static str, Vec<u8>)> {
        let findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        findings.file(&self.inquiry, name)
    }
}

/// All findings that are kept, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Shelf(Mutex<VecDeque<(String, Arc<Found>)>>);

impl Shelf {
    /// Keeps findings under the key of what was asked, and returns it: the same question has the same answer.
    pub(super) fn keep(&self, ask: &str, inquiry: Arc<Inquiry>, findings: Findings) -> String {
        let mut key = blake3::hash(ask.as_bytes()).to_hex().to_string();
        key.truncate(KEY);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(other, _)| *other != key);
        if kept.len() == MOST_KEPT {
            kept.pop_front();
        }
        kept.push_back((key.clone(), Arc::new(Found { inquiry, findings: Mutex::new(findings) })));
        key
    }

    /// Returns findings by their key.
    pub(super) fn find(&self, key: &str) -> Option<Arc<Found>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(own, _)| own == key).map(|(_, found)| Arc::clone(found))
    }
}
