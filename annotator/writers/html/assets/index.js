// The index: every video of a folder, searched and sorted.

const entries = data("entries").map((entry, at) => ({
  ...entry, at, found: searchable([entry.name, entry.text, entry.reason, ...entry.recognizers].join("\n")),
}));
const { title } = data("view");
translate(document.body);
theme.start();
$("name").textContent = title;

const foundIn = (entry) => {
  if (entry.reason) return h("span", { class: "reason", title: entry.reason }, entry.reason);
  if (!entry.text) return h("span", { class: "muted" }, entry.segments ? "–" : t("nothing found"));
  return h("span", { class: "preview", title: entry.text, lang: entry.languages[0] || null }, entry.text);
};

const columns = [
  { name: "name", label: "Name", value: (e) => e.name, cell: (e) => h("span", { class: "named" }, linkTo(e.page, e.name), h("small", {}, [...e.languages.map(languageName), ...e.recognizers].join(" · "))) },
  { name: "status", label: "Status", value: (e) => RANKS.indexOf(statusOf(e)), cell: statusCell },
  { name: "length", label: "Length", class: "right", value: (e) => e.duration_s, cell: (e) => h("span", { class: "mono" }, e.duration_s ? clock(e.duration_s) : "–") },
  { name: "segments", label: "Segments", class: "right", value: (e) => e.segments, cell: (e) => h("span", { class: "mono" }, e.segments || !e.reason ? number(e.segments) : "–") },
  { name: "found", label: "Found", cell: foundIn },
  { name: "confidence", label: "Confidence", value: (e) => e.confidence, cell: (e) => (e.confidence === null ? h("span", { class: "muted" }, "–") : meter(e.confidence)) },
  { name: "warnings", label: "Warnings", class: "right", value: (e) => e.warnings, cell: (e) => h("span", { class: e.warnings ? "mono warned" : "mono muted" }, e.warnings ? number(e.warnings) : "–") },
];

const totals = () => {
  const sum = (of) => entries.reduce((total, entry) => total + (of(entry) || 0), 0);
  const sure = entries.filter((entry) => isNumber(entry.confidence) && entry.segments);
  const weight = sure.reduce((total, entry) => total + entry.segments, 0);
  const mean = weight ? sure.reduce((total, entry) => total + entry.confidence * entry.segments, 0) / weight : null;
  return [
    [number(entries.length), "videos"], [clock(sum((entry) => entry.duration_s), 0), "of video"], [number(sum((entry) => entry.segments)), "segments"],
    [percent(mean), "mean confidence"],
  ];
};

new Listing(entries, columns, { totals: totals() }).filter();
