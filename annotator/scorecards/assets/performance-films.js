// The films of a performance, and when each of them shows what another one saw: cameras have no common clock.

const ALONE = 0.5; // of a movement, where no camera says when in it

// Where a film shows a movement: [start, end]; the gap it would be in where it was not found there; null: not at all.
const placeOf = ({ movements }, number) => {
  const own = movements.find((each) => each.number === number);
  if (!own) return null;
  if (isFound(own)) return [own.start, own.end];
  const { before, after } = neighboursOf(movements, number);
  return before || after ? [(before || after)[before ? "end" : "start"], (after || before)[after ? "start" : "end"]] : null;
};

// How far into the movement it was seen, as a share of it, by the first camera that found the movement.
const shareOf = (deduction, angles) => {
  for (const { camera, at } of deduction.seen) {
    const angle = angles.find((each) => each.camera === camera);
    const place = angle && placeOf(angle, deduction.movement);
    if (place && place[1] > place[0]) return clamp((at - place[0]) / (place[1] - place[0]), 0, 1);
  }
  return ALONE;
};

// When a film shows a deduction; null where nothing says so.
const momentIn = (angle, deduction, angles) => {
  const own = deduction.seen.find((each) => each.camera === angle.camera);
  if (own) return own.at;
  const place = isNumber(deduction.movement) ? placeOf(angle, deduction.movement) : null;
  return place && place[0] + shareOf(deduction, angles) * (place[1] - place[0]);
};

const reportAt = ({ report }, time, text) => (report ? linkTo(isNumber(time) ? `${report}#t=${Number(time.toFixed(3))}` : report, text) : null);

// One film with its clock, the way to its report, and what it shows of what was chosen.
class Film {
  constructor(angle) {
    this.angle = angle;
    this.video = h("video", { controls: true, muted: true, preload: "metadata", playsinline: true, "aria-label": angle.camera });
    this.video.muted = true; // the attribute alone speaks of the default
    if (angle.width > 0 && angle.height > 0) this.video.style.aspectRatio = `${angle.width} / ${angle.height}`;
    this.clock = h("span", { class: "clock mono muted" });
    this.head = h("div", { class: "head" });
    this.says = h("figcaption", { class: "muted" });
    this.element = h("figure", { class: "film", "data-camera": angle.camera }, this.head, this.video, this.says);
    this.player = new Player(this.video, { duration: angle.duration || 1, cues: new Map(), view: angle, rate: 0 });
    this.player.listeners.push(() => this.tick());
    this.player.onfail = () => this.fail();
    this.speak();
    this.tick();
  }

  speak() {
    const { camera, left, report } = this.angle;
    const mark = isNumber(left) ? h("span", { class: "mono" }, points(left)) : h("span", { class: "muted" }, t("not scored"));
    this.head.replaceChildren(h("b", {}, camera), mark, ...(report ? [reportAt(this.angle, null, t("report"))] : []), this.clock);
  }

  tick() {
    this.clock.textContent = clock(this.player.time, 1);
  }

  fail() {
    const { file, camera } = this.angle;
    this.video.replaceWith(h("p", { class: "broken" }, h("strong", {}, t("This video cannot be played here")), h("span", {}, file || camera)));
  }
}
