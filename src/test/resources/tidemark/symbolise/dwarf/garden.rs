// Inlining, generics, closures, traits and a panic path, as rustc writes them.
use std::collections::{BTreeMap, HashMap};

trait Plant {
    fn cut(&mut self) -> u32;
}

struct Rose {
    thorns: u32,
}

impl Plant for Rose {
    fn cut(&mut self) -> u32 {
        self.thorns = self.thorns.wrapping_sub(1);
        self.thorns
    }
}

#[inline(always)]
fn side(x: i64) -> i64 {
    if x < 0 { -x } else { x + 1 }
}

#[inline(always)]
fn area(a: i64, b: i64) -> i64 {
    side(a) * side(b)
}

#[inline(never)]
fn water<K: Ord + Clone>(beds: &mut BTreeMap<K, Vec<i64>>, key: &K) -> i64 {
    let bed = beds.entry(key.clone()).or_default();
    bed.push(area(3, bed.len() as i64));
    bed.iter().map(|x| side(*x)).sum()
}

fn main() {
    let mut beds = BTreeMap::new();
    let mut jobs: HashMap<String, Box<dyn Fn(i64) -> i64>> = HashMap::new();
    jobs.insert("area".to_string(), Box::new(|x| area(x, 2)));
    let mut plants: Vec<Box<dyn Plant>> = vec![Box::new(Rose { thorns: 3 })];
    let mut total = 0;
    for (name, job) in &jobs {
        total += job(total) + water(&mut beds, name);
    }
    for plant in plants.iter_mut() {
        total += plant.cut() as i64;
    }
    let mut numbers: Vec<i64> = (0..100).map(|x| x ^ 5).collect();
    numbers.sort_by(|a, b| b.cmp(a));
    println!("{} {:?}", total + numbers[3], beds.keys().next());
}
