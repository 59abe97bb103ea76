// Parts of the page of a performance: marks of cameras and judges, who saw what.

const notesOf = (notes, telling) => notes.map((note) => h("p", { class: "muted" }, telling(note)));

// All marks of one kind, those that were dropped struck through; whose they are where that is known.
const markRow = (name, { mark, marks, dropped }, owners) =>
  h("div", { class: "row", "data-marks": name }, h("span", {}, t(name)),
    h("span", { class: "given" }, ...marks.map((value, at) => {
      const isDropped = dropped.includes(at);
      const owner = owners.length === marks.length ? owners[at] : "";
      return h("span", { class: isDropped ? "mark dropped" : "mark" }, h("b", { class: "mono" }, points(value)), owner ? ` ${owner}` : "", isDropped ? ` (${t("dropped")})` : "");
    })), h("b", { class: "mono" }, mark.toFixed(3)));

const bigMark = (value, of) => h("p", { class: "left" }, h("b", { class: "mono" }, value), h("span", { class: "muted" }, ` ${of}`));

// `telling` says an English text in the language of the page.
const marksOf = ({ cameras, judges, rank }, angles, telling) => {
  const ranked = isNumber(rank) ? t("rank {n}", { n: rank }) : "";
  const cards = [];
  if (judges) {
    const rows = ["accuracy", "presentation"].filter((name) => judges[name]).map((name) => markRow(name, judges[name], judges.judges.map((judge) => t("judge {name}", { name: judge }))));
    cards.push(h("section", { class: "card", "data-who": "judges" }, h("h2", {}, t("Judges")), bigMark(judges.total.toFixed(3), [t("total"), ranked].filter(Boolean).join(" · ")),
      h("p", { class: "muted" }, t("sum of all marks {n}", { n: judges.sum_of_all.toFixed(2) })), h("div", { class: "rows" }, ...rows), ...notesOf(judges.notes, telling)));
  }
  if (cameras) {
    const { accuracy } = cameras;
    const of = [t("accuracy, mean of {n}", { n: cameras.cameras.length }), judges ? "" : ranked].filter(Boolean).join(" · ");
    cards.push(h("section", { class: "card", "data-who": "cameras" }, h("h2", {}, t("Cameras")), accuracy ? bigMark(accuracy.mark.toFixed(3), of) : h("p", { class: "unscored" }, t("not scored")),
      accuracy ? h("div", { class: "rows" }, markRow("accuracy", accuracy, cameras.cameras)) : "", ...notesOf(cameras.notes, telling),
      ...angles.filter((angle) => angle.unscored).map((angle) => h("p", { class: "muted" }, `${angle.camera}: ${telling(angle.unscored)}`))));
  }
  return cards;
};

// Cells of the table of deductions; `jump(camera, time)` leads one film there.
class WhoSaw {
  constructor(angles, { pick, jump }) {
    Object.assign(this, { angles, pick, jump });
    this.byCamera = new Map(angles.map((angle) => [angle.camera, angle]));
  }

  nameOf(number, language) {
    return calledIn(this.angles.flatMap((angle) => angle.movements), number, language);
  }

  textOf(deduction, language) {
    return textIn(deduction.seen[0]?.text, language) || deduction.finding;
  }

  table(deductions, language) {
    const heads = ["Movement", "Finding", "Points", "Seen by", "Looked, saw none", "Could not judge"];
    return rowsTable(heads, deductions.map((each, at) => this.row(each, at, heads, language)));
  }

  row(deduction, at, heads, language) {
    const { movement, points: taken, kind, rule } = deduction;
    const number = isNumber(movement) ? String(movement) : t("whole form");
    const cells = [
      h("span", { class: "both" }, h("b", { class: "mono" }, number), h("small", { class: "muted" }, this.nameOf(movement, language))),
      h("button", { type: "button", class: "link found" }, h("b", { lang: language }, this.textOf(deduction, language)), h("small", { class: "muted" }, `${rule} · ${kindName(kind)}`)),
      h("b", { class: `mono points ${kind}` }, minus(taken)),
      this.list(deduction.seen.map((sighting) => this.sighting(sighting, this.textOf(deduction, language), language))),
      this.list(deduction.not_seen.map((camera) => this.other(camera, deduction))),
      this.list(deduction.not_judged.map((camera) => this.other(camera, deduction))),
    ];
    const isKept = (cell, n) => n < 3 || cell.children.length;
    return h("tr", { "data-at": at, "aria-current": "false", onclick: (event) => !event.target.closest("a, .alone") && this.pick(at) },
      ...cells.map((cell, n) => h("td", n > 2 && isKept(cell, n) ? { "data-head": t(heads[n]) } : {}, isKept(cell, n) ? cell : "")));
  }

  list(items) {
    return h("ul", { class: "who" }, ...items);
  }

  sighting({ camera, at, confidence, text }, shown, language) {
    const said = textIn(text, language);
    return h("li", {}, h("b", {}, camera), this.moment(camera, at), this.way(camera, at), meter(confidence), said && said !== shown ? h("small", { class: "muted" }, said) : "");
  }

  other(camera, deduction) {
    const angle = this.byCamera.get(camera);
    const at = angle ? momentIn(angle, deduction, this.angles) : null;
    return h("li", {}, h("span", {}, camera), isNumber(at) ? this.moment(camera, at) : "", isNumber(at) ? this.way(camera, at) : "");
  }

  // The moment in one film alone.
  moment(camera, at) {
    if (!this.byCamera.has(camera)) return h("span", { class: "mono" }, clock(at, 1));
    return h("button", { type: "button", class: "link mono alone", onclick: () => this.jump(camera, at) }, clock(at, 1));
  }

  way(camera, at) {
    const angle = this.byCamera.get(camera);
    return angle ? reportAt(angle, at, t("report")) : null;
  }
}
