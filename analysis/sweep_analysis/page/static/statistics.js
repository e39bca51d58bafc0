"use strict";
// The page's own statistics: written for it, from the definitions in src/results/summary.hpp, so that C++, Python and
// this are three. Times in seconds. An interval is [low, high]; null where there is none.

const FEWEST_LAUNCHES = 6;

function sorted(values) {
  return Float64Array.from(values).sort();
}

// Type 7 of Hyndman & Fan (1996): linear between order statistics.
function quantile(ordered, fraction) {
  const place = fraction * (ordered.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ordered.length - 1);
  return ordered[below] + (place - below) * (ordered[above] - ordered[below]);
}

const median = (values) => quantile(sorted(values), 0.5);

// The largest k with P(Binomial(n, 1/2) <= k - 1) <= outside / 2; `outside` in thousandths. In whole numbers.
function intervalRank(count, outside) {
  const limit = (BigInt(outside) << BigInt(count)) / 2000n;
  let rank = 0;
  let term = 1n;
  let below = 1n;
  while (below <= limit && rank < count) {
    term = (term * BigInt(count - rank)) / BigInt(rank + 1);
    rank += 1;
    below += term;
  }
  return rank;
}

function interval(ordered, outside, orRange) {
  const rank = Math.max(intervalRank(ordered.length, outside), orRange ? 1 : 0);
  return rank === 0 ? null : [ordered[rank - 1], ordered[ordered.length - rank]];
}

// What launches say together: their values {value, own: interval}.
function overLaunches(known) {
  const ordered = sorted(known.map((one) => one.value));
  const value = quantile(ordered, 0.5);
  if (known.length >= FEWEST_LAUNCHES) {
    return { value, own: interval(ordered, 50, true) };
  }
  const ends = known.every((one) => one.own) ? [0, 1].map((end) => median(known.map((one) => one.own[end]))) : null;
  return { value, own: ends };
}

const medianOf = (ordered) => ({ value: quantile(ordered, 0.5), own: interval(ordered, 50, true) });

// What all have alike is carried once.
const ofEach = (values, index) => (Array.isArray(values) ? values[index] : values);

// Of a case as the page carries it: its times, and launch by launch the medians that count.
function summarise(one, minRepetitions) {
  if (one.wall_s.length === 0) {
    return null;
  }
  const times = one.wall_s.map((ranks) => Math.max(...ranks));
  const byLaunch = new Map();
  times.forEach((time, index) => {
    const launch = ofEach(one.launch, index);
    byLaunch.set(launch, [...(byLaunch.get(launch) ?? []), time]);
  });
  const counts = [...byLaunch].filter(([, own]) => byLaunch.size === 1 || own.length >= minRepetitions);
  const launches = counts.map(([launch, own]) => {
    const ordered = sorted(own);
    return { launch, ...medianOf(ordered), wide: interval(ordered, 25, false) };
  });
  const ordered = sorted(times);
  const whole = launches.length ? overLaunches(launches) : medianOf(ordered);
  return {
    launches, median_s: whole.value, low_s: whole.own[0], high_s: whole.own[1], q1_s: quantile(ordered, 0.25),
    q3_s: quantile(ordered, 0.75), p95_s: quantile(ordered, 0.95), max_s: ordered[ordered.length - 1],
    isCut: times.some((_, index) => ofEach(one.ran, index) !== one.tasks * one.operations),
  };
}

// How many times as fast a task of `below` is as one of `above`, both {one, summary}: {value, low, high}.
function ratio(above, below) {
  const none = { value: NaN, low: NaN, high: NaN };
  if (!above?.summary || !below?.summary || above.summary.isCut || below.summary.isCut) {
    return none;
  }
  if (above.one.case === below.one.case) {
    return { value: 1, low: 1, high: 1 };
  }
  const base = new Map(above.summary.launches.map((known) => [known.launch, known]));
  const known = below.summary.launches.filter((own) => base.has(own.launch)).map((own) => {
    const other = base.get(own.launch);
    const ends = other.wide && own.wide ? [other.wide[0] / own.wide[1], other.wide[1] / own.wide[0]] : null;
    return { value: other.value / own.value, own: ends };
  });
  const tasks = below.one.tasks / above.one.tasks;
  if (known.length === 0) {
    return { ...none, value: (above.summary.median_s / below.summary.median_s) * tasks };
  }
  const found = overLaunches(known);
  return { value: found.value * tasks, low: (found.own?.[0] ?? NaN) * tasks, high: (found.own?.[1] ?? NaN) * tasks };
}

// CRC-32 (ISO 3309) over the times as little-endian doubles.
function fingerprint(walls) {
  const values = walls.flat();
  const bytes = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, index) => bytes.setFloat64(8 * index, value, true));
  let sum = 0xffffffff;
  for (let index = 0; index < bytes.byteLength; index += 1) {
    sum ^= bytes.getUint8(index);
    for (let bit = 0; bit < 8; bit += 1) {
      sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}
