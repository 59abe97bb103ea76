// The report of a score: puts film, sum, deductions, timeline, stills and curves together.

const material = data("material");
translate(document.body);
theme.start();

const model = new ScoreModel(data("annotation"), data("view"));
const { score } = model;
const player = new Player($("video"), model);
const state = { selected: null, isFollowing: true, now: "", drawn: "", query: "" };
const seek = (time) => player.seek(time);
const of = (mark) => mark.deduction;

const measuredCell = ({ measured }) => {
  if (!measured) return h("span", { class: "muted" }, "–");
  const allowed = allowedOf(measured);
  return h("span", { class: "measured", title: model.said(measured.what) }, h("b", { class: "mono" }, amount(figure(measured.value), measured.unit)), h("small", {}, allowed && t("allowed: {what}", { what: allowed })));
};
const movementCell = ({ movement }) =>
  h("span", { class: "of" }, h("b", {}, isNumber(movement) ? String(movement) : t("whole form")), h("small", { title: model.nameOf(movement) }, model.nameOf(movement)));

const columns = [
  { name: "time", label: "Time", value: (m) => of(m).at, cell: (m) => h("span", { class: "mono" }, clock(of(m).at, 1), h("small", {}, amount((of(m).end - of(m).start).toFixed(1), "s"))) },
  { name: "movement", label: "Movement", value: (m) => of(m).movement, cell: (m) => movementCell(of(m)) },
  { name: "finding", label: "Finding", value: (m) => textIn(of(m).text, model.language), cell: (m) => h("span", { class: "finding" }, h("b", { lang: model.language }, textIn(of(m).text, model.language)), h("small", {}, `${of(m).rule} · ${kindName(of(m).kind)}`)) },
  { name: "measured", label: "Measured", cell: (m) => measuredCell(of(m)) },
  { name: "confidence", label: "Confidence", value: (m) => of(m).confidence, cell: (m) => meter(of(m).confidence) },
  { name: "points", label: "Points", class: "right", value: (m) => of(m).points, cell: (m) => h("b", { class: `mono points ${of(m).kind}` }, minus(of(m).points)) },
];

const list = new Table($("deductions"), columns, {
  keyOf: (mark) => mark.id,
  pick: (mark) => pick(mark),
  dress: (mark, row) => row.classList.toggle("now", state.now.includes(`,${mark.id},`)),
});
const timeline = new ScoreTimeline(model, player, { pick: (segment) => pick(segment), seek, isShown: () => true });
const charts = new Charts(material.curves, model, player, timeline);
const stage = new Stage(model, player, timeline, {
  walk: (by) => walk(by), speak: (language) => speak(language), chosen: () => state.selected,
  clear: () => {
    $("search").value = state.query = "";
    filter();
  },
});

// Chooses a deduction or a movement: the film goes there, list and timeline bring it into sight.
const pick = (segment) => {
  state.selected = segment;
  timeline.selected = segment;
  list.select(segment.deduction ? segment.id : null);
  if (segment.deduction) list.reveal(segment.id);
  const time = segment.deduction ? segment.deduction.at : segment.start;
  seek(time);
  timeline.reveal(time);
  if (player.loop) player.loop = segment;
  timeline.later();
};

// The movement or deduction before or after, in order of time.
const walk = (by) => {
  const places = model.segments.filter((each) => each.tier === "movements" || each.tier === "deductions");
  if (!places.length) return;
  const at = places.indexOf(state.selected);
  if (at >= 0) return pick(places[clamp(at + by, 0, places.length - 1)]);
  const after = places.filter((each) => each.start > player.time);
  const before = places.filter((each) => each.start < player.time - 0.05);
  pick(by > 0 ? after[0] || places[places.length - 1] : before[before.length - 1] || places[0]);
};

const filter = () => {
  const query = searchable(state.query).trim();
  const says = ({ deduction }) => searchable([deduction.rule, deduction.finding, kindName(deduction.kind), ...Object.values(deduction.text), movementName(deduction.movement), model.nameOf(deduction.movement)].join("\n"));
  list.set(model.deductions.filter((mark) => !query || isMatch(says(mark), query)));
  const [shown, all] = [list.rows.length, model.deductions.length];
  $("count").textContent = shown === all ? number(all) : t("{n} of {all}", { n: number(shown), all: number(all) });
  $("none").hidden = shown > 0;
  $("none").textContent = t(all ? "No deduction fits the search." : score.accuracy ? "Nothing was deducted." : "Nothing could be scored.");
};

const NEAR = 0.002; // browsers round the times they are given
const saidNow = (current) => {
  const movement = current.find((each) => each.tier === "movements");
  const deducted = current.filter((each) => each.deduction).slice(0, 3);
  if (!movement && !deducted.length) return [h("p", { class: "rest", "aria-hidden": "true" }, "·")];
  const said = movement && h("button", { type: "button", class: "said", onclick: () => pick(movement) },
    h("b", { lang: model.language }, model.wordOf(movement)), h("span", { class: "other" }, model.othersOf(movement).join(" · ")));
  return [said, ...deducted.map((mark) => h("button", { type: "button", class: `flag ${of(mark).kind}`, onclick: () => pick(mark) },
    h("b", { class: "mono" }, minus(of(mark).points)), " ", textIn(of(mark).text, model.language)))].filter(Boolean);
};

const tick = () => {
  stage.tick();
  const current = model.at(player.time + NEAR);
  const now = `,${current.map((segment) => segment.id).join()},`;
  if (`${now}${model.language}` !== state.drawn) {
    state.drawn = `${now}${model.language}`;
    $("now").replaceChildren(...saidNow(current));
  }
  if (now !== state.now) {
    state.now = now;
    list.marks();
    for (const still of $("stills").children) still.classList.toggle("now", still.marks.some((mark) => current.includes(mark)));
    const fresh = current.filter((segment) => segment.deduction).pop();
    if (fresh && state.isFollowing && player.isPlaying) list.reveal(fresh.id);
  }
  timeline.tick();
  charts.tick();
};
player.listeners.push(tick);

const fillWords = () => {
  $("points").replaceChildren(...pointsOf(model));
  $("rules").replaceChildren(valueTable(rulesOf(model)));
  document.querySelectorAll("#warnings li").forEach((item, at) => (item.textContent = model.said(model.annotation.warnings[at])));
};

// Everything in a language; null: texts stay, subtitles go.
const speak = (language) => {
  stage.speak(language);
  fillHead();
  fillWords();
  filter();
  const stills = stillsOf(material.stills, model, pick);
  $("stills").replaceChildren(...stills);
  $("stills-card").hidden = !stills.length;
  $("movements").replaceChildren(movementsOf(model, seek));
  $("proxies").replaceChildren(proxiesOf(model, seek));
  $("not-judged").replaceChildren(notJudgedOf(model));
  charts.speak();
  state.drawn = state.now = "";
  timeline.draw();
};

const fillHead = () => {
  const { source } = model;
  const { title } = score.form;
  $("name").replaceChildren(...[h("span", { lang: model.language }, textIn(title, model.language)), score.performer && h("span", {}, ` · ${score.performer}`)].filter(Boolean));
  const rate = model.rate ? `${Number(model.rate.toFixed(3))} fps` : "";
  const size = source.width && source.height ? `${source.width} × ${source.height}` : "";
  const chips = [...otherThan(title, model.language), source.path, clock(source.duration), rate, size, score.mirrored ? t("mirrored") : "", `${score.rules.name} ${score.rules.version}`];
  $("chips").replaceChildren(...chips.filter(Boolean).map((chip) => h("li", {}, chip)));
};

const listen = () => {
  $("search").addEventListener("input", (event) => {
    state.query = event.target.value;
    filter();
  });
  $("sort").append(...columns.filter((column) => column.value).map((column) => h("option", { value: column.name }, t(column.label))));
  $("sort").addEventListener("change", (event) => list.sortBy(event.target.value, false));
  list.onsort = () => ($("sort").value = list.sort.name);
  $("follow").addEventListener("change", (event) => (state.isFollowing = event.target.checked));
  theme.listeners.push(() => speak(model.language));
  stage.listen();
};

const { width, height } = model.source;
if (width > 0 && height > 0) player.video.style.aspectRatio = `${width} / ${height}`;
$("notices").append(...noticesOf(model));
$("sums").append(...sumsOf(score));
$("about").append(fold(t("Form and rules"), h("div", { id: "rules" }), true), ...aboutOf(model));
stage.fillLanguages();
listen();
speak(model.language);
const asked = /[#&]t=([\d.]+)/.exec(location.hash);
if (asked) seek(Number(asked[1]));
tick();
