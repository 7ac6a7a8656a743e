// The script of a policytext report: search, sorting, texts, charts, downloads. Whatever comes
// from a document is written as text and never as HTML.
(() => {
"use strict";

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const words = data.words;
const PAGE = 50, CONTEXT = 30, KEY = 12, BARS = 200;

// ------------------------------------------------------------------------------- small helpers

// Make an element; content is text or nodes.
function make(name, attributes, ...content) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "onclick") node.addEventListener("click", value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...content);
  return node;
}

function say(word, values) {
  return words[word].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const button = (label, onclick, more) =>
  make("button", { type: "button", onclick, ...more }, label);
const grouped = (number) => number.toLocaleString("en-US");

// ------------------------------------------------------------------------------------ the texts

const articles = [...document.querySelectorAll("article.document")];
const texts = articles.map((article) => ({ article }));

// Paragraphs, their places in the document, and its text; made when first needed.
function textOf(number) {
  const it = texts[number];
  if (it.text === undefined) {
    it.paragraphs = [...it.article.querySelectorAll(".text > p")];
    it.starts = [];
    let at = 0;
    const lines = it.paragraphs.map((p) => {
      const line = p.textContent;
      it.starts.push(at);
      at += line.length + 1;
      return line;
    });
    it.lines = lines;
    it.text = lines.join("\n");
  }
  return it;
}

// The number of the paragraph that holds a place.
function paragraphAt(it, place) {
  let low = 0, high = it.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (it.starts[middle] <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

// The line of the source file that holds a place.
function lineAt(it, place) {
  const number = paragraphAt(it, place), p = it.paragraphs[number];
  let label = p.dataset.l;
  for (const part of (p.dataset.b || "").split(";").filter(Boolean)) {
    const [at, there] = part.split("=");
    if (place - it.starts[number] >= Number(at)) label = there;
  }
  return label;
}

// ------------------------------------------------------------------------------------- searching

// Bits that say where words begin and end.
function edgesOf(number) {
  const it = texts[number];
  if (!it.edges) it.edges = Uint8Array.from(atob(data.edges[number]), (c) => c.charCodeAt(0));
  return it.edges;
}

const isEdge = (bits, place) => (bits[place >> 3] >> (place & 7)) & 1;

function isOneWord(bits, start, end) {
  if (!isEdge(bits, start) || !isEdge(bits, end)) return false;
  for (let place = start + 1; place < end; place++) if (isEdge(bits, place)) return false;
  return true;
}

// All places of a string, from left to right, none overlapping.
function places(text, sought) {
  const found = [];
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length))
    found.push(at);
  return found;
}

// Read "0-3,7" as a set of numbers; null is all.
function parseRanges(given) {
  if (given === null || given === "") return null;
  const numbers = new Set();
  for (const part of given.split(",")) {
    const [first, last] = part.split("-").map(Number);
    for (let n = first; n <= (last === undefined ? first : last) && n < texts.length; n++)
      numbers.add(n);
  }
  return numbers;
}

function inScope(query, number) {
  return query.documents === null || query.documents.has(number);
}

// List [document, start, end] of what a query asks for.
function find(query) {
  if (query.theme !== null) return findTheme(query);
  if (!query.sought) return [];
  const all = [];
  for (let number = 0; number < texts.length; number++)
    for (const at of places(textOf(number).text, query.sought))
      all.push([number, at, at + query.sought.length]);
  let found = all;
  if (query.word) {
    // What is a word somewhere is found where it is one; what is none, where words spell it.
    found = all.filter(([n, start, end]) => isOneWord(edgesOf(n), start, end));
    if (!found.length)
      found = all.filter(([n, start, end]) => isEdge(edgesOf(n), start) && isEdge(edgesOf(n), end));
  }
  return found.filter((hit) => inScope(query, hit[0]) && inSpan(query, hit));
}

function inSpan(query, hit) {
  return !query.span || (hit[1] >= query.span[0] && hit[2] <= query.span[1]);
}

// Hits of a document: [theme, start, end].
function themeHits(number) {
  const it = texts[number];
  if (!it.hits) {
    it.hits = [];
    const flat = data.hits[number];
    for (let at = 0, start = 0; at < flat.length; at += 3) {
      start += flat[at + 1];
      it.hits.push([flat[at], start, start + flat[at + 2]]);
    }
  }
  return it.hits;
}

function findTheme(query) {
  const found = [];
  for (let number = 0; number < texts.length; number++) {
    if (!inScope(query, number)) continue;
    for (const [theme, start, end] of themeHits(number))
      if (theme === query.theme && inSpan(query, [number, start, end]))
        found.push([number, start, end]);
  }
  return found;
}

// ---------------------------------------------------------------------------- lines in context

const query = { sought: data.first, word: false, theme: null, documents: null, span: null };
let hits = [], page = 0;
const field = byId("q"), whole = byId("w"), order = byId("order"), scope = byId("scope");

function context(hit) {
  const it = textOf(hit[0]), n = paragraphAt(it, hit[1]);
  const begin = it.starts[n], line = it.lines[n];
  const from = hit[1] - begin, to = hit[2] - begin;
  return [line.slice(Math.max(0, from - CONTEXT), from), line.slice(from, to),
    line.slice(to, to + CONTEXT)];
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function sortHits() {
  const kind = order.value;
  if (kind === "document") {
    hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return;
  }
  // Nearest characters first: on the left from right to left.
  const keyed = hits.map((hit) => {
    const [left, , right] = context(hit);
    const key = kind === "left" ? [...left].reverse().slice(0, KEY).join("") : right.slice(0, KEY);
    return [key, hit];
  });
  keyed.sort((a, b) => compare(a[0], b[0]) || a[1][0] - b[1][0] || a[1][1] - b[1][1]);
  hits = keyed.map((pair) => pair[1]);
}

const placeAddress = ([number, start, end]) => `#t=${number}&a=${start}&b=${end}`;

function linesAddress(over) {
  const it = { ...query, ...over };
  const parts = it.theme !== null ? [`k=${it.theme}`] : [`q=${encodeURIComponent(it.sought)}`];
  if (it.word && it.theme === null) parts.push("w=1");
  if (it.documents) parts.push(`d=${[...it.documents].join(",")}`);
  if (it.span) parts.push(`s=${it.span.join("-")}`);
  return `#${parts.join("&")}`;
}

function lineRow(hit) {
  const [left, match, right] = context(hit);
  const it = data.documents[hit[0]], line = lineAt(textOf(hit[0]), hit[1]);
  return make("tr", null,
    make("th", { scope: "row" }, make("a", { href: placeAddress(hit), title: it.name },
      make("bdi", null, it.id), `:${line}`)),
    make("td", { class: "left", lang: "zh-Hans" }, make("span", null, left)),
    make("td", { class: "match", lang: "zh-Hans" }, make("mark", { class: "hit" }, match)),
    make("td", { class: "right", lang: "zh-Hans" }, right));
}

function showLines() {
  const root = byId("lines-table"), pages = Math.max(1, Math.ceil(hits.length / PAGE));
  page = Math.min(page, pages - 1);
  root.replaceChildren();
  if (!hits.length) return;
  const rows = hits.slice(page * PAGE, (page + 1) * PAGE).map(lineRow);
  const heads = ["document", "left", "match", "right"];
  const head = make("tr", null, ...heads.map((name) =>
    make("th", { scope: "col", class: name }, words[`head_${name}`])));
  const table = make("table", { class: "kwic" },
    make("caption", { class: "unseen", id: "caption-lines" }, byId("found").textContent),
    make("thead", null, head), make("tbody", null, ...rows));
  const turn = (step) => () => {
    page += step;
    showLines();
    byId("found").scrollIntoView({ block: "nearest" });
  };
  const pager = make("div", { class: "tools" },
    button(words.previous, turn(-1), { disabled: page === 0 }),
    make("span", { class: "muted", "aria-live": "polite" },
      say("page", { p: page + 1, n: pages })),
    button(words.next, turn(1), { disabled: page === pages - 1 }),
    button(words.csv, saveLines));
  root.append(make("div", { class: "scroll", tabindex: "0", role: "region",
    "aria-labelledby": "caption-lines" }, table), pager);
}

// A bar for each document: how often, and as its height how densely.
function showStrip() {
  const strip = byId("strip"), counts = new Array(texts.length).fill(0);
  strip.replaceChildren();
  const everywhere = query.documents === null ? hits : find({ ...query, documents: null });
  for (const hit of everywhere) counts[hit[0]]++;
  if (!everywhere.length || texts.length < 2 || query.span) return;
  const rates = counts.map((n, at) => (1e4 * n) / Math.max(1, data.documents[at].chars));
  const top = Math.max(...rates);
  // Of many documents those with hits, of very many those with the most.
  const all = [...counts.keys()], most = (a, b) => counts[b] - counts[a];
  const busy = new Set(all.filter((n) => counts[n]).sort(most).slice(0, BARS));
  counts.forEach((count, number) => {
    if (texts.length > 60 && !busy.has(number)) return;
    const it = data.documents[number];
    const rate = say("rate", { r: rates[number].toFixed(1) });
    const fill = make("span", { class: "fill" });
    fill.style.height = `${(100 * rates[number]) / top}%`;
    const chosen = query.documents !== null && query.documents.has(number);
    const own = query.documents !== null && query.documents.size === 1 && chosen;
    strip.append(make("a", {
      href: linesAddress({ documents: own ? null : new Set([number]) }),
      class: chosen ? "column chosen" : "column",
      "aria-current": chosen ? "true" : null,
      title: `${it.name}: ${grouped(count)}, ${rate}`,
    }, make("span", { class: "n" }, grouped(count)), make("span", { class: "track" }, fill),
      make("span", { class: "label" }, it.id)));
  });
}

function showScope() {
  if (!scope.options.length)
    scope.append(make("option", { value: "" }, words.all_documents),
      ...data.documents.map((it, n) => make("option", { value: n }, it.name)));
  const former = scope.querySelector('[value="some"]');
  if (former) former.remove();
  const some = query.documents && (query.documents.size !== 1 || query.span);
  if (some)
    scope.options[0].after(make("option", { value: "some" },
      query.span ? words.part : say("some", { n: query.documents.size })));
  scope.value = some ? "some" : query.documents ? String([...query.documents][0]) : "";
}

function search() {
  hits = find(query);
  page = 0;
  sortHits();
  const found = byId("found"), inside = new Set(hits.map((hit) => hit[0])).size;
  const parts = [];
  if (query.theme !== null) parts.push(`${words.theme}：${data.themes[query.theme]} — `);
  // On paper the field is not there, and nobody sees it who reads the table's name.
  else if (query.sought) parts.push(make("span", { class: "asked" }, `“${query.sought}” — `));
  const told = hits.length === 1 ? "found_once" : inside === 1 ? "found_in_one" : "found";
  if (hits.length) parts.push(say(told, { n: grouped(hits.length), d: inside }));
  else if (query.sought || query.theme !== null) parts.push(words.none);
  if (query.word && query.theme === null && query.sought) {
    const plain = find({ ...query, word: false }).length;
    if (plain !== hits.length)
      parts.push(make("span", { class: "muted" },
        ` · ${say("whole_note", { n: grouped(plain) })}`));
  }
  found.replaceChildren(...parts);
  showScope();
  showStrip();
  showLines();
}

// Put the query into the form, and search.
function setQuery(over) {
  Object.assign(query, over);
  field.value = query.theme === null ? query.sought : "";
  whole.checked = query.word;
  whole.disabled = query.theme !== null;
  search();
}

// Searching as one types leaves an address that can be copied, and no trail of half words.
function typed(over) {
  Object.assign(query, over);
  search();
  try {
    history.replaceState(null, "", linesAddress({}));
  } catch { /* a page without an address of its own */ }
}

let waiting = 0;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    whole.disabled = false;
    typed({ sought: field.value, word: whole.checked, theme: null, span: null });
  }, 120);
}

function startSearch() {
  for (const kind of ["document", "left", "right"])
    order.append(make("option", { value: kind }, words[`order_${kind}`]));
  // While a syllable is being composed its letters are no search.
  field.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
  field.addEventListener("compositionend", soon);
  whole.addEventListener("change", soon);
  order.addEventListener("change", () => { page = 0; sortHits(); showLines(); });
  scope.addEventListener("change", () => {
    if (scope.value === "some") return;
    typed({ documents: scope.value === "" ? null : new Set([Number(scope.value)]), span: null });
  });
  byId("search").addEventListener("submit", (event) => { event.preventDefault(); soon(); });
}

// ----------------------------------------------------------------------- a text with its marks

let current = 0, target = null, marked = null;
const shownThemes = new Set();

function mark(it, number, list) {
  const p = it.paragraphs[number], begin = it.starts[number], line = it.lines[number];
  const cuts = new Set([0, line.length]);
  for (const one of list)
    for (const at of [one.start, one.end])
      cuts.add(Math.min(line.length, Math.max(0, at - begin)));
  const sorted = [...cuts].sort((a, b) => a - b), pieces = [];
  for (let n = 0; n + 1 < sorted.length; n++) {
    const from = sorted[n], to = sorted[n + 1], part = line.slice(from, to);
    const over = list.filter((m) => m.start - begin <= from && m.end - begin >= to);
    if (!over.length) {
      pieces.push(part);
      continue;
    }
    const titles = over.map((m) => m.title).filter(Boolean);
    pieces.push(make("mark", { class: [...new Set(over.map((m) => m.kind))].join(" "),
      title: titles.length ? [...new Set(titles)].join("、") : null }, part));
  }
  p.replaceChildren(...pieces);
}

function marksOf(number) {
  const list = [];
  for (const [theme, start, end] of themeHits(number))
    if (shownThemes.has(theme))
      list.push({ start, end, kind: `theme t${theme}`, title: data.themes[theme] });
  if (marked)
    for (const [, start, end] of find({ ...marked, documents: new Set([number]) }))
      list.push({ start, end, kind: "hit" });
  if (target) list.push({ start: target[0], end: target[1], kind: "target" });
  return list.sort((a, b) => a.start - b.start);
}

function showMarks() {
  const it = textOf(current), by = new Map();
  for (const one of marksOf(current)) {
    const number = paragraphAt(it, one.start);
    if (!by.has(number)) by.set(number, []);
    by.get(number).push(one);
  }
  for (const number of it.marked || []) if (!by.has(number))
    it.paragraphs[number].textContent = it.lines[number];
  for (const [number, list] of by) mark(it, number, list);
  it.marked = [...by.keys()];
}

function showText(number) {
  current = number;
  articles.forEach((article, n) => {
    if (n === number) article.removeAttribute("hidden");
    // Found by the browser's own search, too, where it can do that.
    else article.setAttribute("hidden", "until-found");
  });
  showTextTools();
  showMarks();
}

function goTo(number, start, end) {
  target = start === null || end === null ? null : [start, end];
  if (hits.length && (query.sought || query.theme !== null))
    marked = { ...query, documents: null, span: null };
  showText(number);
  const it = textOf(number);
  const top = start === null || (start === 0 && end === null);
  const there = top ? it.article.querySelector("h3") : it.paragraphs[paragraphAt(it, start)];
  there.setAttribute("tabindex", "-1");
  there.focus({ preventScroll: true });
  there.scrollIntoView({ block: top ? "start" : "center" });
}

function showTextTools() {
  const root = byId("text-tools"), last = texts.length - 1;
  const step = (by) => () => { target = null; goTo(current + by, null, null); };
  const choose = make("select", { id: "text-choice" },
    ...data.documents.map((it, n) => make("option", { value: n }, it.name)));
  choose.value = String(current);
  choose.addEventListener("change", () => {
    target = null;
    showText(Number(choose.value));
    byId("text-choice").focus();
  });
  const themes = data.themes.map((name, n) => button(name, (event) => {
    if (shownThemes.has(n)) shownThemes.delete(n);
    else shownThemes.add(n);
    event.currentTarget.setAttribute("aria-pressed", shownThemes.has(n));
    showMarks();
  }, { class: `t${n} toggle`, "aria-pressed": String(shownThemes.has(n)) }));
  const parts = [make("label", null, words.choose_document, choose)];
  if (last) parts.push(
    button("←", step(-1), { disabled: current === 0, "aria-label": words.previous_text }),
    button("→", step(1), { disabled: current === last, "aria-label": words.next_text }));
  parts.push(make("div", { class: "themes", role: "group", "aria-label": words.mark_themes },
    make("span", { class: "muted" }, words.mark_themes), ...themes));
  if (marked) {
    const n = find({ ...marked, documents: new Set([current]) }).length;
    const q = marked.theme === null ? marked.sought : data.themes[marked.theme];
    parts.push(make("p", { class: "muted" }, say("marked", { q, n: grouped(n) }), "　",
      make("a", { href: "#lines" }, words.to_lines)));
  }
  root.hidden = false;
  root.replaceChildren(...parts);
}

// -------------------------------------------------------------------- themes of each section

function showSections(number) {
  const root = byId("section-themes");
  if (!root) return;
  const rows = data.sections[number] || [];
  const top = Math.max(1, ...rows.flatMap((row) => row[4]));
  const choose = make("select", null,
    ...data.documents.map((it, n) => make("option", { value: n }, it.name)));
  choose.value = String(number);
  choose.addEventListener("change", () => {
    showSections(Number(choose.value));
    root.querySelector("select").focus();
  });
  const body = rows.map(([title, start, end, line, scores]) => make("tr", null,
    make("th", { scope: "row", lang: "zh-Hans" },
      make("a", { href: `#t=${number}&a=${start}` }, title || words.head_of_text)),
    ...scores.map((score, theme) => {
      const address = `#k=${theme}&d=${number}&s=${start}-${end}`;
      const shade = Math.sqrt(score / top);
      const td = make("td", { class: shade > 0.82 ? "n heat strong" : "n heat" },
        score ? make("a", { href: address }, score.toFixed(1)) : "");
      td.style.setProperty("--shade", `${Math.round(100 * shade)}%`);
      return td;
    })));
  const name = data.documents[number].name;
  const table = make("table", { class: "heat" },
    make("caption", { id: "caption-sections", class: "unseen" }, name),
    make("thead", null, make("tr", null, make("th", { scope: "col" }, words.section),
      ...data.themes.map((theme) => make("th", { scope: "col", class: "n" }, theme)))),
    make("tbody", null, ...body));
  root.replaceChildren(
    make("div", { class: "tools" }, make("label", null, words.choose_document, choose),
      button(words.csv, () => saveTable("sections"))),
    make("div", { class: "scroll", tabindex: "0", role: "region",
      "aria-labelledby": "caption-sections" }, table));
}

// --------------------------------------------------------------------------------------- tables

const FORMULA = /^[\s\u3000\ufeff]*[=+\-@＝＋－＠\t\r]/;
const NUMBER = /^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*%?\s*$/;

// A cell of a CSV; a text that a spreadsheet would run stands behind an apostrophe.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value === "string" && FORMULA.test(text) && !NUMBER.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function save(name, columns, rows) {
  const lines = [columns, ...rows].map((row) => row.map(csvCell).join(","));
  // The mark at the beginning tells Excel that it is UTF-8.
  const blob = new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv" });
  const address = URL.createObjectURL(blob);
  const link = make("a", { href: address, download: `${name}.csv` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

const saveTable = (name) => save(name, data.tables[name].columns, data.tables[name].rows);

function saveLines() {
  save("lines", ["document", "line", "start", "left", "match", "right"], hits.map((hit) => {
    const it = textOf(hit[0]);
    return [data.documents[hit[0]].id, lineAt(it, hit[1]), hit[1], ...context(hit)];
  }));
}

const valueOf = (cell) => (cell.dataset.v !== undefined ? Number(cell.dataset.v)
  : cell.classList.contains("n") && cell.textContent === "–" ? -Infinity
    : cell.textContent.trim());

function sortTable(table, column, down) {
  const body = table.tBodies[0], rows = [...body.rows];
  const keyed = rows.map((row, at) => [valueOf(row.cells[column]), at, row]);
  keyed.sort(([a, n], [b, m]) => {
    const by = typeof a === "number" && typeof b === "number" ? a - b
      : String(a).localeCompare(String(b), "zh-Hans");
    return (down ? -by : by) || n - m;
  });
  const shown = Number(table.closest(".table").dataset.shown);
  keyed.forEach(([, , row], at) => row.classList.toggle("more", at >= shown));
  body.append(...keyed.map(([, , row]) => row));
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.textContent) return;
    const sorter = button("", () => {
      const numeric = head.classList.contains("n"), was = head.getAttribute("aria-sort");
      const down = was ? was === "ascending" : numeric;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sortTable(table, column, down);
    }, { class: "sorter" });
    sorter.append(...head.childNodes);
    head.append(sorter);
  });
}

function startTables() {
  for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
  for (const root of document.querySelectorAll(".table[data-table]")) {
    const tools = make("div", { class: "tools" });
    const rows = Number(root.dataset.rows), shown = Number(root.dataset.shown);
    if (rows > shown) {
      const more = button(say("more", { n: rows }), () => {
        const all = root.classList.toggle("all");
        more.textContent = say(all ? "fewer" : "more", { n: all ? shown : rows });
        more.setAttribute("aria-expanded", all);
      }, { "aria-expanded": "false" });
      tools.append(more);
    }
    const name = root.dataset.csv, table = name && data.tables[name];
    if (table) {
      const caption = root.querySelector("caption");
      tools.append(button(words.csv, () => saveTable(name), {
        "aria-label": caption ? `${words.csv}: ${caption.textContent}` : null }));
    }
    if (tools.childNodes.length) root.append(tools);
  }
}

// --------------------------------------------------------------------------------------- charts

const tip = make("div", { class: "tip", "aria-hidden": "true", hidden: true });

function tooltip(_, event, __, value) {
  if (value === null || value === undefined || value === "" || typeof value !== "object") {
    tip.hidden = true;
    return;
  }
  const rows = Object.entries(value).filter(([, shown]) => String(shown) !== "");
  tip.replaceChildren(...rows.map(([label, shown]) => make("div", null,
    make("span", { class: "muted" }, `${label} `), String(shown))));
  tip.hidden = false;
  const width = tip.offsetWidth, height = tip.offsetHeight;
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - height - 8))}px`;
}

// Vega keeps values as keys of plain objects, where names like "constructor" stand already.
const keyed = (value) => (typeof value === "string" && value in {} ? `\u200b${value}` : value);
const safe = (spec) => JSON.parse(JSON.stringify(spec), (_, value) => keyed(value));

const DARK_SHADES = ["#22282d", "#1d567c", "#4a9fd6", "#d9eefb"];
const dark = matchMedia("(prefers-color-scheme: dark)").matches;

async function drawCharts() {
  if (!window.vegaEmbed) return;
  document.body.append(tip);
  for (const [name, spec] of Object.entries(data.charts)) {
    // A pause, so that a reader who types is not kept waiting.
    await new Promise((go) => setTimeout(go, 0));
    const root = byId(`chart-${name}`), scale = spec.encoding.color && spec.encoding.color.scale;
    if (innerWidth < 520) {
      spec.config.axis.labelLimit = 104;
      if (spec.encoding.color && spec.encoding.color.legend)
        spec.encoding.color.legend.gradientLength = 100;
    }
    // Shades go from the paper's colour to its opposite.
    if (dark && scale && scale.type === "sqrt") scale.range = DARK_SHADES;
    const drawn = await window.vegaEmbed(root, safe(spec), {
      mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip,
    });
    root.querySelector("svg").setAttribute("aria-hidden", "true");
    if (name === "trend") startLegend(drawn.view);
  }
  document.documentElement.dataset.drawn = "true";
}

function startLegend(view) {
  const root = byId("trend-terms");
  if (!root) return;
  const buttons = [...root.querySelectorAll("button")];
  for (const each of buttons)
    each.addEventListener("click", () => {
      each.setAttribute("aria-pressed", each.getAttribute("aria-pressed") !== "true");
      const on = buttons.filter((b) => b.getAttribute("aria-pressed") === "true");
      view.signal("shown", on.map((b) => keyed(b.dataset.term))).runAsync();
    });
}

// ------------------------------------------------------------------------- addresses, printing

// Go where the address says: lines that a number counts (q, k), or a place in a text (t).
function route() {
  const given = location.hash.slice(1);
  if (!given.includes("=")) return false;
  const asked = new URLSearchParams(given), number = (name) =>
    (asked.get(name) === null ? null : Number(asked.get(name)));
  if (asked.has("t") && texts[number("t")]) {
    goTo(number("t"), number("a"), number("b"));
    return true;
  }
  if (!asked.has("q") && !(asked.has("k") && data.themes[number("k")])) return false;
  setQuery({
    sought: asked.get("q") || "", theme: asked.has("k") ? number("k") : null,
    word: asked.get("w") === "1", documents: parseRanges(asked.get("d")),
    span: asked.has("s") ? asked.get("s").split("-").map(Number) : null,
  });
  const head = byId("lines").querySelector("h2");
  head.setAttribute("tabindex", "-1");
  head.focus({ preventScroll: true });
  head.scrollIntoView({ block: "start" });
  return true;
}

function startPrinting() {
  const all = make("input", { type: "checkbox", id: "print-texts" });
  all.addEventListener("change", () => document.body.classList.toggle("with-texts", all.checked));
  const tools = byId("page-tools");
  tools.append(button(words.print, () => print()),
    make("label", { class: "check" }, all, words.print_texts));
  tools.hidden = false;
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
}

// Tell in the contents which part one is reading.
function startContents() {
  if (!("IntersectionObserver" in window)) return;
  const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.hash.slice(1), a]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const [id, link] of links) {
        if (id === entry.target.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  for (const part of document.querySelectorAll("main > section")) watcher.observe(part);
}

document.documentElement.classList.add("live");
startTables();
startSearch();
startPrinting();
startContents();
showText(0);
showSections(texts.length - 1);
setQuery({});
for (const article of articles)
  article.addEventListener("beforematch", () => showText(articles.indexOf(article)));
addEventListener("hashchange", route);
// The library is a module: it is there when the page is.
document.addEventListener("DOMContentLoaded", () => { route(); drawCharts(); });
})();
