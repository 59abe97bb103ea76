// The index of a day: every performance, its rank among the same form, what was deducted.

const LANGUAGE = KOREAN ? "ko" : "en";
const entries = data("entries").map((entry, at) => ({
  ...entry, at, found: searchable([entry.name, entry.performer, entry.form, ...Object.values(entry.form_title), ...Object.values(entry.why), ...entry.warned.flatMap(Object.values)].join("\n")),
}));
const { title } = data("view");
translate(document.body);
theme.start();
$("name").textContent = title;

const formName = (entry) => textIn(entry.form_title, LANGUAGE) || entry.form;
const count = (value) => h("span", { class: value ? "mono" : "mono muted" }, value ? number(value) : "–");
const kindsOf = (entry) => ["minor", "major", "restart"].map((kind) =>
  h("b", { class: `mono count ${entry[kind] ? kind : "zero"}`, title: kindName(kind) }, number(entry[kind])));
const pointsCell = (entry) => (isNumber(entry.points)
  ? h("span", { class: "mono" }, h("b", { class: "sum" }, points(entry.points)), h("small", { class: "muted" }, ` / ${points(entry.max_points)}`))
  : h("span", { class: "muted" }, "–"));
// A recording has a reason, too, where it was scored and only its rendering failed.
const isUnscored = (entry) => entry.status !== "failed" && entry.reason && !isNumber(entry.points) && !isNumber(entry.poses);
const becameOf = (entry) => h("span", { class: "became" }, isUnscored(entry) ? h("span", { class: "status partial" }, t("not scored")) : statusCell(entry),
  isNumber(entry.poses) ? h("span", { class: "muted" }, t("poses: {n}", { n: number(entry.poses) })) : "",
  entry.reason ? h("span", { class: "reason", title: textIn(entry.why, LANGUAGE) }, textIn(entry.why, LANGUAGE)) : "");

// The order of the page is that of the ranks, form by form.
const columns = [
  { name: "rank", label: "Rank", class: "right", value: (e) => (e.rank === null ? null : e.at), cell: (e) => h("span", { class: e.rank === null ? "muted" : "mono" }, e.rank === null ? "–" : String(e.rank)) },
  { name: "performer", label: "Performer", value: (e) => e.performer || e.name, cell: (e) => h("span", { class: "named" }, linkTo(e.page, e.performer || e.name), h("small", { title: e.name }, e.performer ? e.name : "")) },
  { name: "form", label: "Form", value: formName, cell: (e) => h("span", { class: "named" }, h("span", {}, formName(e) || "–"), h("small", {}, otherThan(e.form_title, LANGUAGE).join(" · "))) },
  { name: "points", label: "Points", class: "right", value: (e) => e.points, cell: pointsCell },
  { name: "deducted", label: "Minor · major · restart", class: "right", value: (e) => e.deducted, cell: (e) => (isNumber(e.points) ? h("span", { class: "kinds" }, ...kindsOf(e)) : h("span", { class: "muted" }, "–")) },
  { name: "total", label: "Total time", class: "right", value: (e) => e.total_s, cell: (e) => h("span", { class: "mono" }, isNumber(e.total_s) ? amount(e.total_s.toFixed(1), "s") : "–") },
  { name: "pauses", label: "Pauses", class: "right", value: (e) => e.pauses, cell: (e) => count(e.pauses) },
  { name: "omitted", label: "Omissions", class: "right", value: (e) => e.omitted, cell: (e) => count(e.omitted) },
  { name: "warnings", label: "Warnings", class: "right", value: (e) => e.warnings, cell: (e) => h("span", { class: e.warnings ? "mono warned" : "mono muted", title: e.warned.map((each) => textIn(each, LANGUAGE)).join("\n") }, e.warnings ? number(e.warnings) : "–") },
  { name: "status", label: "Status", value: (e) => RANKS.indexOf(statusOf(e)), cell: becameOf },
];

const totals = () => {
  const scored = entries.filter((entry) => isNumber(entry.points));
  const all = scored.map((entry) => entry.points);
  return [
    [number(entries.length), "performances"], [number(scored.length), "scored"],
    [scored.length ? points(Math.max(...all)) : "–", "highest"],
    [scored.length ? (all.reduce((sum, each) => sum + each, 0) / all.length).toFixed(2) : "–", "mean points"],
  ];
};

const forms = [...new Map(entries.filter((entry) => entry.form).map((entry) => [entry.form, formName(entry)]))];
const select = h("select", { id: "form", "aria-label": t("Form") }, h("option", { value: "" }, t("All forms")), ...forms.map(([value, name]) => h("option", { value }, name)));
select.hidden = forms.length < 2;
$("statuses").before(select);
const listing = new Listing(entries, columns, { totals: totals(), fits: (entry) => !select.value || entry.form === select.value });
select.addEventListener("change", () => listing.filter());
listing.filter();
document.querySelector(".listing").after(performancesCard(data("view").performances), h("p", { class: "caveat muted" }, `${t("An aid for judges, not a verdict.")} ${t("Presentation is not scored.")}`));
