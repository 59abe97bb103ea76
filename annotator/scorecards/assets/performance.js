// The page of a performance: puts films, marks and deductions together.

const combination = data("combination");
const angles = data("angles");
const { title, language, said } = data("view");
translate(document.body);
theme.start();

const { cameras, judges } = combination;
const deductions = cameras ? cameras.deductions : [];
const state = { language, selected: null };
const films = angles.map((angle) => new Film(angle));
const filmOf = new Map(films.map((film) => [film.angle.camera, film]));
$("films").append(...films.map((film) => film.element));

const isPlaying = () => films.some((film) => film.player.isPlaying);
const drawPlay = () => {
  const now = isPlaying();
  if ($("play").getAttribute("aria-pressed") === String(now) && $("play").textContent) return;
  $("play").setAttribute("aria-pressed", String(now));
  $("play").textContent = t(now ? "Pause all" : "Play all");
};
const jump = (camera, time) => filmOf.get(camera)?.player.seek(time);

// A deduction: every film goes to its own moment, and says whether it saw it.
const pick = (at) => {
  state.selected = at;
  const deduction = deductions[at];
  for (const { angle, player } of films) {
    const time = momentIn(angle, deduction, angles);
    if (isNumber(time)) player.seek(time);
  }
  $("movement").value = isNumber(deduction.movement) ? String(deduction.movement) : "";
  mark();
};

const goTo = (number) => {
  state.selected = null;
  for (const { angle, player } of films) {
    const place = placeOf(angle, number);
    if (place) player.seek(place[0]);
  }
  mark();
};

const mark = () => {
  for (const row of $("who-saw").querySelectorAll("tbody tr")) row.setAttribute("aria-current", String(Number(row.dataset.at) === state.selected));
  const deduction = deductions[state.selected];
  for (const film of films) {
    const { camera } = film.angle;
    const seen = deduction?.seen.find((each) => each.camera === camera);
    film.element.classList.toggle("saw", Boolean(seen));
    const says = !deduction ? [] : seen ? [h("b", { lang: state.language }, textIn(seen.text, state.language)), h("span", {}, percent(seen.confidence))]
      : [t(deduction.not_seen.includes(camera) ? "looked, and saw none" : deduction.not_judged.includes(camera) ? "could not judge it" : "not scored")];
    film.says.replaceChildren(...says);
  }
};

const numbers = [...new Map(angles.flatMap((angle) => angle.movements).map((each) => [each.number, each])).values()].sort((a, b) => a.number - b.number);
const fillMovements = () => {
  const chosen = $("movement").value;
  $("movement").replaceChildren(h("option", { value: "" }, t("Go to a movement")), ...numbers.map((each) => h("option", { value: each.number }, `${each.number} ${textIn(each.name, state.language)}`)));
  $("movement").value = chosen;
};

const whoSaw = new WhoSaw(angles, { pick, jump });

const speak = (chosen) => {
  state.language = chosen;
  for (const button of $("languages").children) button.setAttribute("aria-pressed", String(button.value === chosen));
  $("name").replaceChildren(...[h("span", { lang: chosen }, textIn(title, chosen)), combination.performer && h("span", {}, ` · ${combination.performer}`)].filter(Boolean));
  const rules = cameras ? `${cameras.rules.name} ${cameras.rules.version}` : "";
  const chips = [...otherThan(title, chosen), combination.name, cameras ? t("{n} cameras", { n: number(angles.length) }) : "", judges ? t("{n} judges", { n: number(judges.judges.length) }) : "", rules];
  $("chips").replaceChildren(...chips.filter(Boolean).map((chip) => h("li", {}, chip)));
  $("marks").replaceChildren(...marksOf(combination, angles, (text) => textIn(said[text], chosen)));
  $("count").textContent = number(deductions.length);
  $("who-saw").replaceChildren(deductions.length ? whoSaw.table(deductions, chosen) : h("p", { class: "empty" }, t("Nothing was deducted.")));
  if (cameras) $("not-judged").replaceChildren(notJudgedOf({ score: cameras, language: chosen }));
  fillMovements();
  mark();
};

for (const [id, is] of [["films-card", films.length], ["deductions-card", cameras?.accuracy], ["not-judged-card", cameras]]) $(id).hidden = !is;
const tags = ["ko", "en"];
$("languages").append(...tags.map((tag) => h("button", { type: "button", value: tag, lang: tag, onclick: () => speak(tag) }, languageName(tag))));
for (const film of films) film.player.listeners.push(drawPlay);
$("play").addEventListener("click", () => {
  const now = isPlaying();
  for (const { player } of films) now ? player.pause() : player.play();
});
$("movement").addEventListener("change", (event) => event.target.value && goTo(Number(event.target.value)));
theme.listeners.push(() => speak(state.language));
drawPlay();
speak(tags.includes(language) ? language : "ko");
