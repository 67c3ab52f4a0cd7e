// Shows: leaks below inlined functions of Rust's libraries, whose debug information writes types as Rust does and
// describes some of them in other compilation units.
// Verdict: eleven functions leak, each suppressed by what either tool generates.
use std::collections::{BTreeMap, HashMap, LinkedList, VecDeque};
use std::mem::forget;
use std::rc::Rc;
use std::sync::Arc;

struct Named {
    name: String,
    more: Vec<u16>,
}

#[inline(never)]
fn vector() {
    forget(vec![7u8; 301]);
}

#[inline(never)]
fn boxed() {
    forget(Box::new([1u8; 302]));
}

#[inline(never)]
fn text() {
    forget(String::from("303").repeat(101));
}

#[inline(never)]
fn counted() {
    forget(Rc::new([1u8; 304]));
}

#[inline(never)]
fn shared() {
    forget(Arc::new([1u8; 305]));
}

#[inline(never)]
fn hashed(count: u64) {
    let mut map = HashMap::new();
    for i in 0..count {
        map.insert(i, [i as u8; 33]);
    }
    forget(map);
}

#[inline(never)]
fn sorted(count: u32) {
    let mut map = BTreeMap::new();
    for i in 0..count {
        map.insert(i, [i as u8; 9]);
    }
    forget(map);
}

#[inline(never)]
fn linked() {
    let mut list = LinkedList::new();
    list.push_back([1u8; 306]);
    forget(list);
}

#[inline(never)]
fn queued(count: usize) {
    let mut queue = VecDeque::with_capacity(3);
    for i in 0..count {
        queue.push_back([i; 7]);
    }
    forget(queue);
}

#[inline(never)]
fn named() {
    let named = Named { name: "n".repeat(307), more: (0..40).collect() };
    assert!(named.name.len() > named.more.len());
    forget(named);
}

#[inline(never)]
fn closed(count: usize) {
    let add: Box<dyn Fn(usize) -> usize> = Box::new(move |x| x + count);
    assert!(add(1) > 1);
    forget(add);
}

fn main() {
    let count = std::env::args().count();
    vector();
    boxed();
    text();
    counted();
    shared();
    hashed(count as u64);
    sorted(count as u32);
    linked();
    queued(9 * count);
    named();
    closed(count);
}
