// The parts of the page that stand still: the sum, movements, figures without points, what was not judged, stills.

const jumpTo = (time, seek, text = clock(time)) => h("button", { type: "button", class: "link mono", onclick: () => seek(time) }, text);
const both = (texts, language) => h("span", { class: "both" }, h("span", { lang: language }, textIn(texts, language)), ...otherThan(texts, language).map((text) => h("small", { class: "muted" }, text)));

const pointsOf = (model) => {
  const { accuracy, unscored } = model.score;
  if (!accuracy) return [h("p", { class: "unscored" }, t("not scored")), h("p", { class: "muted" }, model.said(unscored))];
  const isAll = accuracy.deducted > accuracy.max;
  return [
    h("p", { class: "left" }, h("b", { class: "mono" }, points(accuracy.left)), h("span", { class: "muted mono" }, ` / ${points(accuracy.max)}`)),
    h("p", { class: "muted" }, t("{n} deducted", { n: points(accuracy.deducted) }), isAll ? ` · ${t("never under 0")}` : ""),
  ];
};

const sumsOf = (score) => {
  const count = (kind) => score.deductions.filter((each) => each.kind === kind).length;
  const found = score.movements.filter((each) => each.status === "found").length;
  const sums = [
    ["minor", number(count("minor"))], ["major", number(count("major"))], ["restart", number(count("restart"))],
    ["movements found", t("{n} of {all}", { n: number(found), all: number(score.movements.length) })],
    ["total time", isNumber(score.total) ? amount(score.total.toFixed(1), "s") : "–"], ["pauses", number(score.pauses.length)],
  ];
  return sums.map(([name, value]) => h("li", { "data-sum": name }, h("b", { class: "mono" }, value), h("span", { class: "muted" }, t(name))));
};

const rowsTable = (heads, rows) =>
  h("table", { class: "values full" }, h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, t(head))))), h("tbody", {}, ...rows));

const movementsOf = (model, seek) => {
  const { score, language } = model;
  const rows = score.movements.map((each) => {
    const time = isFound(each) ? h("span", {}, jumpTo(each.start, seek, clock(each.start, 1)), h("small", { class: "muted" }, ` ${amount((each.end - each.start).toFixed(1), "s")}`)) : h("span", { class: each.status === "omitted" ? "missing" : "muted" }, each.status === "omitted" ? t("omitted") : t("not seen"));
    const differs = each.differs.map((what) => t(what)).join(", ");
    return h("tr", { class: each.status === "omitted" ? "omitted" : "", "data-movement": each.number },
      h("td", { class: "mono" }, String(each.number)), h("td", {}, both(each.name, language)), h("td", { class: "mono" }, time),
      h("td", {}, isFound(each) ? meter(each.confidence) : "", differs && h("small", { class: "differs" }, t("looks different: {what}", { what: differs }))));
  });
  return rowsTable(["No.", "Movement", "Time", "Agrees with the form"], rows);
};

const proxiesOf = (model, seek) => {
  const { score, language } = model;
  if (!score.proxies.length) return h("p", { class: "empty" }, t("Nothing was measured."));
  const startOf = new Map(score.movements.map((each) => [each.number, each.start]));
  const where = (each) => {
    if (!isNumber(each.movement)) return t("whole form");
    const start = startOf.get(each.movement);
    const name = `${each.movement} ${model.nameOf(each.movement)}`;
    return isNumber(start) ? h("button", { type: "button", class: "link plain", onclick: () => seek(start) }, name) : name;
  };
  const rows = score.proxies.map((each) => h("tr", { "data-proxy": each.name },
    h("td", {}, both(each.text, language)), h("td", {}, where(each)), h("td", { class: "mono" }, amount(figure(each.value), each.unit)), h("td", {}, allowedOf(each))));
  return rowsTable(["What", "Movement", "Value", "Expected"], rows);
};

const notJudgedOf = (model) => {
  const { score, language } = model;
  if (!score.not_judged.length) return h("p", { class: "empty" }, t("Everything in the rules was looked at."));
  return h("ul", { class: "not-judged" }, ...score.not_judged.map((each) => h("li", { "data-rule": each.rule },
    h("strong", {}, textIn(each.text, language)), each.movements.length ? h("span", { class: "mono" }, ` ${t("in {list}", { list: each.movements.join(", ") })}`) : "",
    h("p", { class: "muted" }, textIn(each.reason, language)))));
};

const stillsOf = (stills, model, pick) => stills.map((still) => {
  const marks = still.deductions.map((place) => model.marks.get(`d${place}`)).filter(Boolean);
  if (!marks.length) return null;
  const says = marks.map(({ deduction }) => h("span", { class: "says" },
    h("b", { class: `mono points ${deduction.kind}` }, minus(deduction.points)), " ", h("span", {}, textIn(deduction.text, model.language))));
  const where = [...new Set(marks.map(({ deduction }) => movementName(deduction.movement)))].join(", ");
  const alt = `${clock(still.at, 1)} ${marks.map(({ deduction }) => textIn(deduction.text, model.language)).join(", ")}`;
  const picture = h("img", { src: `data:image/jpeg;base64,${still.jpeg}`, width: still.width, height: still.height, alt, decoding: "async" });
  const element = h("button", { type: "button", class: "still", "data-at": still.at, onclick: () => pick(marks[0]) }, picture,
    h("span", { class: "caption" }, ...says, h("small", { class: "muted" }, h("span", { class: "mono" }, clock(still.at, 1)), ` · ${where}`)));
  return Object.assign(element, { marks });
}).filter(Boolean);

const rulesOf = (model) => {
  const { form, rules, guesses, mirrored, facing, presentation, note } = model.score;
  const tried = guesses.map((each) => ({ [t("form")]: each.name, [t("cost")]: each.cost }));
  const told = {
    form: form.name, version: form.version, rules: `${rules.name} ${rules.version}`, title: model.said(rules.title),
    presentation: model.said(presentation), note: model.said(note), mirrored, facing, ...(tried.length ? { guesses: tried } : {}),
  };
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [t(name), value]));
};
