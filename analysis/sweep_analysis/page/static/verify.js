// Compares what the page says with what its samples say.

const made = (name, properties) => Object.assign(document.createElement(name), properties);

const MOST_TOLD = 12;
const UNITS = { s: 1, ms: 1e-3, "µs": 1e-6, ns: 1e-9, "×": 1, "%": 1e-2 };

// What a text like "1.05 s" says: its value and half a unit of its last digit; null of "–" and "< 0.01 %".
function said(text) {
  const found = /^(-?[\d,]+(?:\.(\d+))?) (s|ms|µs|ns|×|%)$/.exec(text.trim());
  if (!found) {
    return null;
  }
  const scale = UNITS[found[3]];
  return { value: Number(found[1].replaceAll(",", "")) * scale, half: 0.5 * 10 ** -(found[2]?.length ?? 0) * scale };
}

// In the same form: "1.07 s".
function worded(value, text) {
  if (typeof value === "string") {
    return value;
  }
  if (Number.isNaN(value)) {
    return "nothing";
  }
  const unit = /[^\d.,\s]+$/.exec(text.trim())?.[0];
  return unit in UNITS ? `${Number((value / UNITS[unit]).toPrecision(6))} ${unit}` : String(value);
}

// A verdict has a symbol beside its word.
const shownBy = (claim) => (claim.querySelector(".word") ?? claim).textContent;

function agrees(claim, value) {
  const text = claim.textContent;
  if (typeof value === "string") {
    return shownBy(claim) === value && (claim.getAttribute("value") ?? value) === value;
  }
  const stored = claim.getAttribute("value");
  if (stored === "" || Number.isNaN(value)) {
    return stored === "" && Number.isNaN(value) && text === "–";
  }
  const words = said(text);
  const near = Math.abs(Number(stored) - value) <= 1e-9 * Math.abs(value);
  return near && (words ? Math.abs(words.value - value) <= words.half * 1.0001 : /^< /.test(text));
}

// Of one file of the page: what recomputes a claim of a case or of a cell; undefined where the page does not carry it.
function recomputed(file) {
  const known = file.cases.map((one) => ({ one, summary: summarise(one, file.min_repetitions) }));
  const byCase = new Map(known.map((each) => [String(each.one.case), each]));
  const table = file.rules ? decisionTable(known, file.rules) : new Map();
  const ofCell = (cell, what) => {
    if (what === "verdict") {
      return cell.verdict;
    }
    if (what === "full_s") {
      return cell.summary ? (cell.summary.median_s * cell.full) / cell.one.tasks : NaN;
    }
    const [name, end] = what.split("_");
    return cell[name][end ?? "value"];
  };
  const ofCase = ({ one, summary }, what) => {
    if (what === "fingerprint") {
      return fingerprint(one.wall_s);
    }
    if (what.startsWith("speedup") || what === "efficiency") {
      const speedup = ratio(byCase.get(String(one.base)), { one, summary });
      const workers = Math.max(one.ranks, 1) * Math.max(one.threads, 1);
      return what === "efficiency" ? speedup.value / workers : speedup[what.split("_")[1] ?? "value"];
    }
    return summary ? summary[what] : NaN;
  };
  return (claim) => {
    const { problem, way, case: number, claim: what } = claim.dataset;
    if (problem !== undefined) {
      const cell = table.get(`${problem}/${way}`);
      return cell && { number: cell.one.case, value: ofCell(cell, what) };
    }
    const each = byCase.get(number);
    if (!each) {
      return undefined;
    }
    return { number: each.one.case, value: ofCase(each, what) };
  };
}

// {cases, wrongCases, numbers, wrong: {key, what, words}, missing}
function verified(files) {
  const sources = files.map(recomputed);
  const found = { cases: new Set(), wrongCases: new Set(), numbers: 0, wrong: [], missing: 0 };
  for (const claim of document.querySelectorAll("[data-claim]")) {
    const own = sources[Number(claim.dataset.file)]?.(claim);
    if (own === undefined) {
      found.missing += 1;
      continue;
    }
    const key = `${claim.dataset.file}/${own.number}`;
    found.numbers += 1;
    found.cases.add(key);
    if (!agrees(claim, own.value)) {
      found.wrongCases.add(key);
      claim.setAttribute("data-wrong", "");
      const text = shownBy(claim);
      const where = claim.dataset.problem ? ` (${claim.dataset.problem}, ${claim.dataset.way})` : "";
      const what = claim.dataset.claim.replace(/_s$/, "").replaceAll("_", " ");
      const words = `the page says ${text}, its samples say ${worded(own.value, text)} (${what})`;
      found.wrong.push({ key, what: claim.dataset.claim, words: `case ${own.number}${where}: ${words}` });
    }
  }
  const changed = new Set(found.wrong.filter(({ what }) => what === "fingerprint").map(({ key }) => key));
  // Causes before what follows from them.
  found.wrong.sort((one, other) => changed.has(other.key) - changed.has(one.key));
  return found;
}

function say(found) {
  const all = found.cases.size;
  const right = all - found.wrongCases.size;
  for (const place of document.querySelectorAll("[data-check]")) {
    place.hidden = false;
    place.textContent = `${right} of ${all} cases verified here: ` +
      `${found.numbers - found.wrong.length} of ${found.numbers} medians, intervals, speed-ups and verdicts are as ` +
      "this browser has recomputed them from the samples that the page carries" +
      (found.missing ? `; of ${found.missing} more it carries no samples.` : ".");
    place.classList.toggle("failed", found.wrong.length > 0);
    if (found.wrong.length) {
      const list = document.createElement("ul");
      for (const { words } of found.wrong.slice(0, MOST_TOLD)) {
        list.append(made("li", { textContent: words }));
      }
      if (found.wrong.length > MOST_TOLD) {
        list.append(made("li", { textContent: `and ${found.wrong.length - MOST_TOLD} more` }));
      }
      place.append(list);
    }
  }
}
