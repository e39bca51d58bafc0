// The decision table, judged again from the samples by the rules that the page carries.

const GRADES = ["no", "okay", "good", "excellent"];

function hasColumn(one, column) {
  return one[column] !== undefined && one[column] !== null && one[column] !== "" && one[column] !== -1;
}

function isOfWay(one, way) {
  for (const axis of ["ranks", "threads"]) {
    if (axis in way && (one[axis] > 1) !== (way[axis] === "several")) {
      return false;
    }
  }
  return way.where.some((where) =>
    Object.entries(where).every(([column, values]) => hasColumn(one, column) && values.includes(one[column])));
}

function grade(speedup, share, edges) {
  if (speedup < edges.gain) {
    return "no";
  }
  return [...GRADES].reverse().find((name) => name !== "no" && share >= edges[name]) ?? "no";
}

// The fastest cell that did not fail and is not apart; of those before it, where two are equal, the first.
function fastestOf(cells) {
  const able = cells.filter((cell) => !cell.way.apart && cell.one.status !== "failed" && cell.summary);
  return able.filter((cell) => !Number.isNaN(cell.speedup.value))
    .reduce((best, cell) => (best && best.speedup.value >= cell.speedup.value ? best : cell), null);
}

function judged(cell, rival, edges) {
  if (cell.one.status === "failed") {
    return "no";
  }
  if (!cell.summary || Number.isNaN(cell.speedup.value) || (cell.way.name === "sequential" && !rival)) {
    return "";
  }
  if (cell.way.name === "sequential") {
    const { speedup } = rival;
    if (Number.isNaN(speedup.low) || Number.isNaN(speedup.high)) {
      return "undecided";
    }
    return speedup.high < edges.gain ? "excellent" : speedup.low >= edges.gain ? "no" : "undecided";
  }
  if ([cell.speedup.low, cell.speedup.high, cell.share.low, cell.share.high].some(Number.isNaN)) {
    return "undecided";
  }
  const [low, high] = ["low", "high"].map((end) => grade(cell.speedup[end], cell.share[end], edges));
  return low === high ? low : "undecided";
}

// The fastest a task; of sequential ones the first, which is the row's base.
function bestCandidate(all) {
  const own = all[0].way.name === "sequential" ? all.slice(0, 1) : all;
  const measured = own.filter(({ one, summary }) => one.status !== "failed" && summary);
  const pace = ({ one, summary }) => summary.median_s / one.tasks;
  const fastest = measured.reduce((best, next) => (best && pace(best) <= pace(next) ? best : next), null);
  return fastest ?? { ...own[0], summary: null };
}

// "problem/way" → {one, summary, way, speedup, share, verdict, full}. `known`: {one, summary} of each case.
function decisionTable(known, rules) {
  const table = new Map();
  for (const problem of rules.problem) {
    const placed = known.filter(({ one }) => problem.experiments.includes(one.experiment))
      .map((each) => ({ ...each, way: rules.way.find((way) => isOfWay(each.one, way)) })).filter((each) => each.way);
    const first = placed.find((each) => each.way.name === "sequential");
    const base = first?.one.status === "failed" ? undefined : first;
    const full = Math.max(...placed.map((each) => each.one.tasks));
    const cells = rules.way.map((way) => placed.filter((each) => each.way === way))
      .filter((own) => own.length).map(bestCandidate);
    cells.forEach((cell) => { cell.speedup = ratio(base, cell); });
    const fastest = fastestOf(cells);
    const rival = fastestOf(cells.filter((cell) => cell.way.name !== "sequential"));
    for (const cell of cells) {
      cell.share = fastest ? ratio(fastest, cell) : { value: NaN, low: NaN, high: NaN };
      cell.full = full;
      cell.verdict = judged(cell, rival, rules.verdict);
      table.set(`${problem.name}/${cell.way.name}`, cell);
    }
  }
  return table;
}
