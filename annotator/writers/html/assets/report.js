// The report: puts film, list, timeline and details together.

const annotation = data("annotation");
const view = data("view");
translate(document.body);
theme.start();

const model = new Model(annotation, view);
const player = new Player($("video"), model);
const state = { selected: null, isFollowing: true, now: "" };
const filters = { query: "", lane: "", least: 0 };
const isShown = (segment) =>
  (!filters.lane || segment.lane.key === filters.lane) &&
  (!filters.least || segment.confidence >= filters.least) &&
  (!filters.query || isMatch(segment.found, filters.query));

const columns = [
  { name: "time", label: "Time", value: (s) => s.start, cell: (s) => h("span", { class: "mono" }, clock(s.start), h("small", {}, clock(s.end))) },
  { name: "word", label: "Word", value: (s) => model.wordOf(s), cell: (s) => h("span", { class: "word" }, h("b", {}, model.wordOf(s)), h("small", {}, model.othersOf(s).join(" · "))) },
  { name: "confidence", label: "Confidence", value: (s) => s.confidence, cell: (s) => meter(s.confidence) },
  {
    name: "alternatives", label: "Or else", cell: (s) =>
      h("span", { class: "others" }, ...s.alternatives.slice(0, 2).map((other) => h("small", {}, `${other.label || `#${other.class_id}`} ${percent(other.confidence)}`))),
  },
  {
    name: "recognizer", label: "Recognizer", value: (s) => s.lane.name, cell: (s) => {
      const dot = h("i", { class: "dot" });
      dot.style.background = `var(--lane-${s.lane.at % 8})`;
      const more = [s.tier !== s.recognizer ? s.tier : "", s.person || model.lanes.some((lane) => lane.person) ? t("person {n}", { n: s.person + 1 }) : ""];
      return h("span", { class: "whose" }, h("span", {}, dot, s.recognizer || s.tier || "–"), h("small", {}, more.filter(Boolean).join(" · ")));
    },
  },
];

const seek = (time) => player.seek(time);
const table = new Table($("segments"), columns, {
  keyOf: (segment) => segment.at,
  pick: (segment) => pick(segment),
  dress: (segment, row) => row.classList.toggle("now", state.now.includes(`,${segment.at},`)),
});
const timeline = new Timeline(model, player, { pick: (segment) => pick(segment), seek, isShown });
const stage = new Stage(model, player, timeline, {
  walk: (by) => walk(by), speak: (language) => speak(language), chosen: () => state.selected, clear: () => clearFilters(),
});

// Chooses a segment: its details are shown, list and timeline bring it into sight, the film goes there.
const pick = (segment, { isJump = true, isSeen = true } = {}) => {
  state.selected = segment;
  timeline.selected = segment;
  table.select(segment.at);
  if (isSeen) table.reveal(segment.at);
  if (isJump) {
    seek(segment.start);
    timeline.reveal(segment.start);
  }
  if (player.loop) player.loop = segment;
  timeline.later();
  $("details").replaceChildren(...detailsOf(model, segment, seek));
};

const filter = () => {
  table.set(model.segments.filter(isShown));
  const [shown, all] = [table.rows.length, model.segments.length];
  $("count").textContent = shown === all ? t("{n} segments", { n: number(all) }) : t("{n} of {all}", { n: number(shown), all: number(all) });
  $("none").hidden = shown > 0 || !all;
  $("clear").hidden = !(filters.query || filters.lane || filters.least);
  if (state.selected && isShown(state.selected)) table.reveal(state.selected.at);
  else table.root.scrollTop = 0;
  timeline.isFiltered = true;
  timeline.later();
};

// The segment before or after, as the list has them.
const walk = (by) => {
  const { rows } = table;
  if (!rows.length) return;
  const at = state.selected ? table.places.get(state.selected.at) : undefined;
  if (at !== undefined) return pick(rows[clamp(at + by, 0, rows.length - 1)]);
  const { time } = player;
  const after = rows.filter((segment) => segment.start > time);
  const before = rows.filter((segment) => segment.start < time - 0.05);
  pick(by > 0 ? after[0] || rows[rows.length - 1] : before[before.length - 1] || rows[0]);
};

const NEAR = 0.002; // browsers round the times they are given
const wordsNow = (time, current) => {
  if (!current.length) return [h("p", { class: "rest", "aria-hidden": "true" }, "·")];
  return current.slice(0, 4).map((segment) => {
    const word = model.wordOf(segment);
    const isSpelled = segment.words.length > 1;
    const inner = isSpelled ? [h("span", { class: "spelled" }, ...segment.words.map((each) => h("span", { class: each.start <= time + NEAR && time + NEAR < each.end ? "letter-now" : "" }, each.word)))] : [];
    const others = model.othersOf(segment).join(" · ");
    return h("button", { type: "button", class: "said", onclick: () => pick(segment) }, h("b", { lang: model.language }, word), ...inner, others && h("span", { class: "other" }, others), meter(segment.confidence));
  });
};

const tick = () => {
  const { time } = player;
  stage.tick();
  const current = model.at(time + NEAR);
  const letter = current.map((segment) => segment.words.findIndex((word) => word.start <= time + NEAR && time + NEAR < word.end)).join();
  const now = `,${current.map((segment) => segment.at).join()},`;
  if (`${now}${letter}${model.language}` !== state.drawn) {
    state.drawn = `${now}${letter}${model.language}`;
    $("now").replaceChildren(...wordsNow(time, current));
  }
  if (now !== state.now) {
    state.now = now;
    table.marks();
    const fresh = current.filter(isShown).pop();
    if (fresh && state.isFollowing && player.isPlaying && !player.loop) pick(fresh, { isJump: false });
  }
  timeline.tick();
};
player.listeners.push(tick);

// Subtitles and words in a language; null: words stay, subtitles go.
const speak = (language) => {
  stage.speak(language);
  table.set(table.rows);
  if (state.selected) $("details").replaceChildren(...detailsOf(model, state.selected, seek));
  timeline.draw();
  tick();
};

const fillHead = () => {
  const { source } = model;
  $("name").textContent = source.path;
  if (source.width > 0 && source.height > 0) player.video.style.aspectRatio = `${source.width} / ${source.height}`;
  const frames = model.rate && source.duration ? t("{n} frames", { n: number(Math.round(source.duration * model.rate)) }) : "";
  const rate = model.rate ? `${Number(model.rate.toFixed(3))} fps${source.vfr ? ` (${t("variable")})` : ""}` : "";
  const size = source.width && source.height ? `${source.width} × ${source.height}` : "";
  const chips = [clock(source.duration), frames, rate, size, source.codec, t("{n} segments", { n: number(model.segments.length) })];
  $("chips").append(...chips.filter(Boolean).map((chip) => h("li", {}, chip)));
  const lanes = [["", t("All recognizers")], ...model.lanes.map((lane) => [lane.key, lane.name])];
  $("lane").append(...lanes.map(([value, text]) => h("option", { value }, text)));
  const sorts = columns.filter((column) => column.value);
  $("sort").append(...sorts.map((column) => h("option", { value: column.name }, t(column.label))));
};

const clearFilters = () => {
  Object.assign(filters, { query: "", lane: "", least: 0 });
  $("search").value = "";
  $("lane").value = "";
  $("least").value = 0;
  $("least-said").textContent = "0 %";
  filter();
};

const listen = () => {
  $("search").addEventListener("input", (event) => {
    filters.query = searchable(event.target.value).trim();
    filter();
  });
  $("lane").addEventListener("change", (event) => {
    filters.lane = event.target.value;
    filter();
  });
  $("least").addEventListener("input", (event) => {
    filters.least = Number(event.target.value) / 100;
    $("least-said").textContent = `${event.target.value} %`;
    filter();
  });
  $("clear").addEventListener("click", clearFilters);
  $("sort").addEventListener("change", (event) => table.sortBy(event.target.value, false));
  table.onsort = () => ($("sort").value = table.sort.name);
  $("follow").addEventListener("change", (event) => (state.isFollowing = event.target.checked));
  $("colours").addEventListener("change", (event) => {
    timeline.colours = event.target.value;
    $("legend").hidden = event.target.value !== "confidence";
    timeline.draw();
  });
  const paint = () => ($("legend").querySelector("i").style.background = `linear-gradient(90deg, ${[0.3, 0.625, 0.95].map(confidenceColour).join(", ")})`);
  paint();
  theme.listeners.push(() => {
    paint();
    table.redraw();
    state.drawn = "";
    if (state.selected) $("details").replaceChildren(...detailsOf(model, state.selected, seek));
    tick();
  });
  stage.listen();
};

$("notices").append(...noticesOf(model));
$("about").append(...aboutOf(model));
fillHead();
stage.fillLanguages();
listen();
filter();
speak(model.language);
document.body.classList.toggle("no-segments", !model.segments.length);
const asked = /[#&]t=([\d.]+)/.exec(location.hash);
if (asked) seek(Number(asked[1]));
tick();
