// Tables that sort and filter, explanations of headings, figures that fill the screen. All of it can do without.

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function sortKey(row, column) {
  const cell = row.cells[column];
  return cell?.dataset.sort ?? cell?.textContent.trim() ?? "";
}

function compareKeys(one, other) {
  if (one === "" || one === "–" || other === "" || other === "–") {
    return NaN;
  }
  const numbers = [Number(one), Number(other)];
  return numbers.some(Number.isNaN) ? collator.compare(one, other) : numbers[0] - numbers[1];
}

function sortBy(table, heading) {
  const falling = heading.getAttribute("aria-sort") === "ascending";
  table.querySelectorAll("thead th").forEach((each) => each.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row, heading.cellIndex) }));
  const isEmpty = ({ key }) => key === "" || key === "–";
  keyed.sort((one, other) => {   // what is not known stays below
    const order = compareKeys(one.key, other.key);
    return Number.isNaN(order) ? isEmpty(one) - isEmpty(other) : falling ? -order : order;
  });
  body.append(...keyed.map(({ row }) => row));
}

function makeSortable(table) {
  for (const heading of table.querySelectorAll("thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sortBy(table, heading));
    if (heading.dataset.tip) {
      explain(button, heading.dataset.tip);
    }
  }
}

let tips = 0;

function explain(button, text) {
  const tip = made("div", { className: "tip", id: `tip-${tips}`, textContent: text, hidden: true });
  tips += 1;
  tip.setAttribute("role", "tooltip");
  document.body.append(tip);
  button.setAttribute("aria-describedby", tip.id);
  const show = () => {
    tip.hidden = false;
    const place = button.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(place.left, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(8, place.top - tip.offsetHeight - 8)}px`;
  };
  const hide = () => { tip.hidden = true; };
  for (const [event, act] of [["mouseenter", show], ["focus", show], ["mouseleave", hide], ["blur", hide]]) {
    button.addEventListener(event, act);
  }
  button.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

function makeFilterable(table, number) {
  const line = made("p", { className: "filter" });
  const input = made("input", { type: "search", id: `filter-${number}` });
  const label = made("label", { htmlFor: input.id, textContent: "Only rows with" });
  const count = made("span", { className: "count" });
  count.setAttribute("role", "status");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      left += row.hidden ? 0 : 1;
    }
    count.textContent = `${left} of ${table.tBodies[0].rows.length} rows`;
  });
  line.append(label, input, count);
  table.parentElement.before(line);
}

// The drawing itself moves, as a copy would have its names twice.
function makeZoomable(figure, dialog) {
  const drawing = figure.querySelector(".drawing");
  const name = figure.querySelector("figcaption b").textContent.replace(/\.$/, "");
  const button = made("button", { type: "button", className: "zoom" });
  button.textContent = `Enlarge ${name.toLowerCase()}`;
  button.addEventListener("click", () => {
    const picture = drawing.firstElementChild;
    dialog.querySelector("div").replaceChildren(picture);
    dialog.setAttribute("aria-label", `${name}, enlarged`);
    dialog.addEventListener("close", () => drawing.append(picture), { once: true });
    dialog.showModal();
  });
  figure.querySelector("figcaption").append(button);
}

function zoomDialog() {
  const dialog = document.createElement("dialog");
  const close = made("button", { type: "button", className: "zoom", textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  const place = document.createElement("div");
  place.tabIndex = 0;
  dialog.append(close, place);
  document.body.append(dialog);
  return dialog;
}
