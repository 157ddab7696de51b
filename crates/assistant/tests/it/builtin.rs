//! The built-in data, opened once for all tests.

use std::sync::{Arc, LazyLock, OnceLock};

use assistant::{Ask, resolve::Index};
use providers::market::builtin::Builtin;

pub(crate) fn builtin() -> Arc<Builtin> {
    static BUILTIN: OnceLock<Arc<Builtin>> = OnceLock::new();
    Arc::clone(BUILTIN.get_or_init(|| Arc::new(Builtin::open().unwrap())))
}

/// The names as the program puts them in order.
pub(crate) fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| Index::unpack(Builtin::lookup()).unwrap())
}

pub(crate) fn ask() -> Ask {
    let names = || Index::unpack(Builtin::lookup()).unwrap();
    Ask::over(builtin(), Arc::new(LazyLock::new(Box::new(names))))
}

#[test]
fn the_index_in_the_data_file_is_what_its_names_give() {
    // Where this fails, the way names are compared has changed: build the data file anew, and count up the version.
    let listings = builtin().archive().listings().unwrap();
    let others: Vec<_> = index().others().collect();
    assert!(*index() == Index::new(&listings, &others));
}
