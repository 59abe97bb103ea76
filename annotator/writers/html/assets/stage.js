// The stage: the buttons of the film, its clock, its keys, and the languages it is shown in.

class Stage {
  // on: {walk(by), speak(language), chosen(), clear()}; `chosen` gives the span that is repeated, `clear` ends a search.
  constructor(model, player, timeline, on) {
    Object.assign(this, { model, player, timeline, on });
    player.onfail = () => this.tellBroken();
  }

  // Clock and buttons as they are now.
  tick() {
    const { player } = this;
    const { time } = player;
    const frame = this.model.frameAt(time);
    $("clock").textContent = clock(time);
    $("length").textContent = clock(player.duration);
    $("frame").textContent = frame === null ? "" : `· ${t("frame")} ${number(frame)}`;
    $("play").setAttribute("aria-pressed", String(player.isPlaying));
    $("play").setAttribute("aria-label", t(player.isPlaying ? "Pause" : "Play"));
    $("play").replaceChildren(icon(player.isPlaying ? "pause" : "play"));
  }

  tellBroken() {
    $("screen").classList.add("broken");
    $("unplayable").hidden = false;
    $("where").textContent = readable(this.model.view.video);
    const { codec } = this.model.source;
    $("codec").textContent = codec ? t("It is recorded as {codec}; not every browser plays that.", { codec: codec.toUpperCase() }) : "";
  }

  // A button for every language, and one that takes the subtitles away (null).
  fillLanguages() {
    const { model, player, on } = this;
    const tags = model.languages.length ? model.languages : [...model.cues.keys()];
    const button = (value, text) => h("button", { type: "button", value, onclick: () => on.speak(value === "-" ? null : value) }, text);
    $("languages").append(...tags.map((tag) => button(tag, languageName(tag))), button("-", t("Off")));
    player.video.textTracks.addEventListener("change", () => {
      const shown = player.showing;
      const pressed = [...$("languages").children].find((each) => each.getAttribute("aria-pressed") === "true")?.value;
      if (shown !== null ? shown !== pressed : player.tracks.has(pressed)) on.speak(shown);
    });
  }

  // Shows the subtitles of a language; null: none.
  speak(language) {
    if (language !== null) this.model.language = language;
    this.player.show(language);
    for (const button of $("languages").children) button.setAttribute("aria-pressed", String(button.value === (language === null ? "-" : language)));
  }

  setSpeed(by) {
    const speeds = [...$("speed").options].map((option) => Number(option.value));
    const at = clamp(speeds.indexOf(this.player.speed) + by, 0, speeds.length - 1);
    $("speed").value = String(speeds[at]);
    this.player.setSpeed(speeds[at]);
  }

  setLoop(isOn) {
    const { player } = this;
    player.loop = isOn ? this.on.chosen() : null;
    $("loop").setAttribute("aria-pressed", String(!!player.loop));
    if (player.loop && (player.time < player.loop.start || player.time >= player.loop.end)) player.seek(player.loop.start);
  }

  // J, K and L as in cutting rooms: back, stop, on and faster.
  fast() {
    if (!this.player.isPlaying) return this.player.play();
    this.setSpeed(1);
  }

  stop() {
    this.player.pause();
    $("speed").value = "1";
    this.player.setSpeed(1);
  }

  listen() {
    const { player, timeline, on } = this;
    player.video.addEventListener("ratechange", () => ($("speed").value = String(player.speed)));
    $("speed").addEventListener("change", (event) => player.setSpeed(Number(event.target.value)));
    const [back, forth] = [() => player.step(-1), () => player.step(1)];
    const help = () => $("keys").showModal();
    const loop = () => this.setLoop(!player.loop);
    const actions = { play: () => player.toggle(), "frame-back": back, "frame-on": forth, before: () => on.walk(-1), after: () => on.walk(1), loop, help };
    for (const [id, action] of Object.entries(actions)) $(id).addEventListener("click", action);
    this.keys = {
      " ": actions.play, ArrowLeft: back, ArrowRight: forth, ArrowUp: actions.before, ArrowDown: actions.after,
      j: () => player.seek(player.time - 2), k: () => this.stop(), l: () => this.fast(), r: loop, "/": () => $("search").focus(), "?": help,
      Home: () => player.seek(0), End: () => player.seek(player.duration), "+": () => timeline.zoom(0.5), "=": () => timeline.zoom(0.5), "-": () => timeline.zoom(2),
      0: () => timeline.move(0, timeline.length), "[": () => this.setSpeed(-1), "]": () => this.setSpeed(1),
    };
    document.addEventListener("keydown", (event) => this.onKey(event), { capture: true });
    // A button that was clicked with the mouse gives the keyboard back to the film.
    document.addEventListener("click", (event) => event.detail && event.target.closest("button")?.blur());
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
    const { target, key } = event;
    if (isTyping(target)) {
      if (key === "Escape" && target === $("search")) {
        if (target.value) this.on.clear();
        target.blur();
      }
      return;
    }
    // Buttons, switches and sliders keep the keys that work them.
    if (key === " " && target.matches("button, summary, input")) return;
    if (/^Arrow/.test(key) && target.matches("input[type=range]")) return;
    const action = this.keys[key] || this.keys[letterOf(event)];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }
}

// An address as people read it; one whose bytes are no text stays as it is.
const readable = (address) => {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
};
