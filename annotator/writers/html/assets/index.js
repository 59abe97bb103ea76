// The index: every video of a folder, searched and sorted.

const entries = data("entries").map((entry, at) => ({
  ...entry, at, found: searchable([entry.name, entry.text, entry.reason, ...entry.recognizers].join("\n")),
}));
const { title } = data("view");
translate(document.body);
theme.start();
$("name").textContent = title;

const state = { query: "", status: "" };
const WELL = new Set(["complete", "done", "restored", "skipped"]);
const statusOf = (entry) => (WELL.has(entry.status) ? "complete" : entry.status);
// The worst first, where it is sorted by.
const RANKS = ["failed", "partial", "interrupted", "not started", "complete"];

// A link beside the page, and nothing else: an address with a scheme of its own is not followed.
const nameOf = (entry) => {
  const isBeside = entry.page && !/^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(entry.page);
  return isBeside ? h("a", { href: entry.page }, entry.name) : h("span", { class: "unlinked" }, entry.name);
};
const foundIn = (entry) => {
  if (entry.reason) return h("span", { class: "reason", title: entry.reason }, entry.reason);
  if (!entry.text) return h("span", { class: "muted" }, entry.segments ? "–" : t("nothing found"));
  return h("span", { class: "preview", title: entry.text, lang: entry.languages[0] || null }, entry.text);
};

const columns = [
  { name: "name", label: "Name", value: (e) => e.name, cell: (e) => h("span", { class: "named" }, nameOf(e), h("small", {}, [...e.languages.map(languageName), ...e.recognizers].join(" · "))) },
  { name: "status", label: "Status", value: (e) => RANKS.indexOf(statusOf(e)), cell: (e) => h("span", { class: `status ${statusOf(e).replace(/\W+/g, "-")}` }, t(e.status)) },
  { name: "length", label: "Length", class: "right", value: (e) => e.duration_s, cell: (e) => h("span", { class: "mono" }, e.duration_s ? clock(e.duration_s) : "–") },
  { name: "segments", label: "Segments", class: "right", value: (e) => e.segments, cell: (e) => h("span", { class: "mono" }, e.segments || !e.reason ? number(e.segments) : "–") },
  { name: "found", label: "Found", cell: foundIn },
  { name: "confidence", label: "Confidence", value: (e) => e.confidence, cell: (e) => (e.confidence === null ? h("span", { class: "muted" }, "–") : meter(e.confidence)) },
  { name: "warnings", label: "Warnings", class: "right", value: (e) => e.warnings, cell: (e) => h("span", { class: e.warnings ? "mono warned" : "mono muted" }, e.warnings ? number(e.warnings) : "–") },
];

const table = new Table($("videos"), columns, {
  keyOf: (entry) => entry.at,
  pick: (entry, event) => {
    table.select(entry.at);
    // The whole row is a way to the report, without taking text selection or the link's own clicks.
    if (!event.target.closest("a") && !String(getSelection())) follow(entry);
  },
});
const follow = (entry) => $(`row-${entry.at}`)?.querySelector("a")?.click();

const fillTotals = () => {
  const sum = (of) => entries.reduce((total, entry) => total + (of(entry) || 0), 0);
  const sure = entries.filter((entry) => isNumber(entry.confidence) && entry.segments);
  const weight = sure.reduce((total, entry) => total + entry.segments, 0);
  const mean = weight ? sure.reduce((total, entry) => total + entry.confidence * entry.segments, 0) / weight : null;
  const count = (status) => entries.filter((entry) => statusOf(entry) === status).length;
  const totals = [
    [number(entries.length), "videos"], [clock(sum((entry) => entry.duration_s), 0), "of video"], [number(sum((entry) => entry.segments)), "segments"],
    [percent(mean), "mean confidence"], [number(count("failed")), "failed", count("failed") ? "bad" : ""], [number(count("partial")), "partial", count("partial") ? "warn" : ""],
    [number(entries.filter((entry) => entry.warnings).length), "with warnings"],
  ];
  $("totals").append(...totals.map(([value, name, kind = ""]) => h("div", { class: kind, "data-total": name }, h("dt", {}, t(name)), h("dd", {}, value))));
};

const filter = () => {
  const fits = (entry) => (!state.status || statusOf(entry) === state.status) && (!state.query || isMatch(entry.found, state.query));
  table.set(entries.filter(fits));
  const [shown, all] = [table.rows.length, entries.length];
  $("count").textContent = shown === all ? t("{n} videos", { n: number(all) }) : t("{n} of {all}", { n: number(shown), all: number(all) });
  $("none").hidden = shown > 0;
  $("none").textContent = t(all ? "No video fits the search." : "There are no videos here yet.");
};

const fillFilters = () => {
  const there = RANKS.filter((status) => entries.some((entry) => statusOf(entry) === status)).reverse();
  const button = (value, text) => h("button", { type: "button", value, "aria-pressed": String(!value), onclick: (event) => choose(event.currentTarget) }, text);
  const choose = (chosen) => {
    state.status = chosen.value;
    for (const each of $("statuses").children) each.setAttribute("aria-pressed", String(each === chosen));
    filter();
  };
  $("statuses").append(button("", t("All")), ...there.map((status) => button(status, t(status))));
  $("statuses").hidden = there.length < 2;
  $("sort").append(...columns.filter((column) => column.value).map((column) => h("option", { value: column.name }, t(column.label))));
};

const KEYS = {
  ArrowDown: () => walk(1), ArrowUp: () => walk(-1), "/": () => $("search").focus(),
  Enter: () => table.selected !== null && follow(entries[table.selected]),
};
const walk = (by) => {
  const at = table.places.get(table.selected);
  const row = table.rows[at === undefined ? 0 : clamp(at + by, 0, table.rows.length - 1)];
  if (!row) return;
  table.select(row.at);
  table.reveal(row.at);
};

$("search").addEventListener("input", (event) => {
  state.query = searchable(event.target.value).trim();
  filter();
});
$("sort").addEventListener("change", (event) => table.sortBy(event.target.value, false));
table.onsort = () => ($("sort").value = table.sort.name);
theme.listeners.push(() => table.redraw());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === $("search")) event.target.blur();
  if (isTyping(event.target) || (event.key === "Enter" && event.target !== $("videos") && event.target !== document.body)) return;
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
fillTotals();
fillFilters();
filter();
