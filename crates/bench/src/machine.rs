//! What the machine says of this process.
#![expect(clippy::disallowed_methods, reason = "the kernel tells of a process in files")]

use std::fs;
use std::time::Duration;

use crate::Outcome;

/// How many ticks of processor time a second has, on every Linux that this runs on.
const TICKS_A_SECOND: u64 = 100;

/// The most memory that was resident at once, in KiB.
pub fn resident_max_kib() -> Outcome<u64> {
    status("VmHWM:")
}

/// The memory that is resident, in KiB.
pub fn resident_kib() -> Outcome<u64> {
    status("VmRSS:")
}

/// From now on only what comes counts as the most.
pub fn forget_resident_max() -> Outcome<()> {
    Ok(fs::write("/proc/self/clear_refs", "5")?)
}

fn status(name: &str) -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or_else(|| format!("the kernel does not tell {name}"))?.parse()?)
}

/// The processor time that this process has taken.
pub fn processor_time() -> Outcome<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // Behind the name in parentheses, the twelfth and thirteenth are user and system time.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND))
}
