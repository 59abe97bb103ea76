// The timeline: lanes on a canvas that draws only what is seen, a playhead, and an overview of the whole film.

const RULER = 24;
const LABEL = 17;
const BAR = 24;
const GAP = 3;
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 86400];

// Black or white, whichever is read better on a colour such as "#14716a".
const inkOn = (colour) => {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.22 ? "#10181a" : "#ffffff";
};

class Timeline {
  // on: {pick(segment), seek(time), isShown(segment)}
  constructor(model, player, on) {
    Object.assign(this, { model, player, on, start: 0, span: player.duration, colours: "confidence", selected: null, hovered: null });
    this.canvas = $("lanes");
    this.overview = $("overview");
    this.strips = this.stripsOf();
    this.height = this.strips.reduce((sum, strip) => sum + LABEL + strip.rows * (BAR + GAP), RULER) + 4;
    this.listen();
    new ResizeObserver(() => this.draw()).observe(this.canvas.parentElement);
    document.fonts?.ready.then(() => this.draw());
    theme.listeners.push(() => this.draw());
  }

  stripsOf() {
    const cues = [...this.model.cues].map(([language, spans]) => {
      const name = this.model.cues.size > 1 || language ? `${t("Subtitles")} · ${languageName(language)}` : t("Subtitles");
      return { kind: "cues", name, rows: 1, segments: spans, reach: reachOf(spans) };
    });
    const strips = [...cues, ...this.model.lanes];
    let top = RULER;
    for (const strip of strips) {
      strip.top = top;
      top += LABEL + strip.rows * (BAR + GAP);
    }
    return strips;
  }

  get length() {
    return this.player.duration;
  }

  get width() {
    return this.canvas.clientWidth || 1;
  }

  xOf(time) {
    return ((time - this.start) / this.span) * this.width;
  }

  timeOf(x) {
    return this.start + (x / this.width) * this.span;
  }

  zoom(factor, about = this.player.time) {
    const shortest = Math.min(0.5, this.length);
    const span = clamp(this.span * factor, shortest, this.length);
    const anchor = about >= this.start && about <= this.start + this.span ? about : this.start + this.span / 2;
    this.move(anchor - ((anchor - this.start) / this.span) * span, span);
  }

  move(start, span = this.span) {
    this.span = clamp(span, 1e-3, this.length);
    this.start = clamp(start, 0, this.length - this.span);
    this.later();
  }

  // Brings a time into sight.
  reveal(time) {
    if (time < this.start || time > this.start + this.span) this.move(time - this.span * 0.1);
  }

  later() {
    this.waiting ||= requestAnimationFrame(() => this.draw());
  }

  pen(canvas, height) {
    const width = canvas.clientWidth;
    const ratio = devicePixelRatio || 1;
    canvas.style.height = `${height}px`;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.textBaseline = "middle";
    return pen;
  }

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    if (!this.canvas.clientWidth) return;
    this.ink = Object.fromEntries(["text", "muted", "line", "faint", "cue"].map((name) => [name, css(`--${name}`)]));
    this.laneInk = this.model.lanes.map((lane) => css(`--lane-${lane.at % 8}`));
    this.family = getComputedStyle(document.body).fontFamily;
    const pen = this.pen(this.canvas, this.height);
    this.drawRuler(pen);
    this.drawUnread(pen, this.height);
    this.strips.forEach((strip) => this.drawStrip(pen, strip));
    this.drawOverview();
    this.tick();
  }

  drawRuler(pen) {
    const wanted = (90 / this.width) * this.span;
    const step = STEPS.find((each) => each >= wanted) || STEPS[STEPS.length - 1];
    const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    pen.font = `11px ${this.family}`;
    for (let n = Math.ceil(this.start / step); n * step <= this.start + this.span; n++) {
      const x = Math.round(this.xOf(n * step)) + 0.5;
      pen.fillStyle = this.ink.faint;
      pen.fillRect(x, RULER, 1, this.height - RULER);
      pen.fillStyle = this.ink.line;
      pen.fillRect(x, RULER - 7, 1, 7);
      pen.fillStyle = this.ink.muted;
      const text = clock(n * step, digits);
      if (x + 4 + pen.measureText(text).width < this.width) pen.fillText(text, x + 4, RULER / 2);
    }
    pen.fillStyle = this.ink.line;
    pen.fillRect(0, RULER, this.width, 1);
  }

  // What of a damaged film could not be read.
  drawUnread(pen, height) {
    const { status, source } = this.model.annotation;
    if (status !== "partial" || !(source.decoded_duration < source.duration)) return;
    const left = Math.max(this.xOf(source.decoded_duration), 0);
    const right = this.xOf(source.duration);
    if (right <= left) return;
    pen.save();
    pen.beginPath();
    pen.rect(left, RULER, right - left, height - RULER);
    pen.clip();
    pen.strokeStyle = this.ink.line;
    for (let x = left - height; x < Math.min(right, this.width); x += 9) {
      pen.beginPath();
      pen.moveTo(x, height);
      pen.lineTo(x + height, 0);
      pen.stroke();
    }
    pen.restore();
  }

  drawStrip(pen, strip) {
    pen.font = `600 11px ${this.family}`;
    const seen = spansIn(strip.segments, strip.reach, this.start, this.start + this.span);
    for (const segment of seen) this.drawBar(pen, strip, segment);
    pen.font = `600 11px ${this.family}`;
    pen.fillStyle = this.ink.muted;
    pen.fillText(strip.name, 6, strip.top + LABEL / 2 + 2, this.width - 12);
  }

  boxOf(strip, segment) {
    const left = this.xOf(segment.start);
    const top = strip.top + LABEL + (segment.row || 0) * (BAR + GAP);
    return { left, top, width: Math.max(this.xOf(segment.end) - left - (this.xOf(segment.end) - left > 4 ? 1 : 0), 1.5) };
  }

  colourOf(strip, segment) {
    if (strip.kind === "cues") return this.ink.cue;
    return this.colours === "lane" ? this.laneInk[strip.at] : confidenceColour(segment.confidence);
  }

  drawBar(pen, strip, segment) {
    const { left, top, width } = this.boxOf(strip, segment);
    const isCue = strip.kind === "cues";
    pen.globalAlpha = isCue || this.on.isShown(segment) ? 1 : 0.18;
    pen.fillStyle = this.colourOf(strip, segment);
    pen.beginPath();
    pen.roundRect(left, top, width, BAR, width > 6 ? 4 : 0);
    pen.fill();
    if (segment === this.selected || segment === this.hovered) {
      pen.strokeStyle = segment === this.selected ? this.ink.text : this.ink.muted;
      pen.lineWidth = 2;
      pen.stroke();
    }
    if (width > 14) {
      pen.save();
      pen.clip();
      this.drawWords(pen, strip, segment, left, top, width);
      pen.restore();
    }
    pen.globalAlpha = 1;
  }

  drawWords(pen, strip, segment, left, top, width) {
    const isCue = strip.kind === "cues";
    const words = segment.words || [];
    pen.fillStyle = isCue ? this.ink.text : inkOn(pen.fillStyle);
    const isSpelled = words.length > 1;
    for (const word of words.slice(isSpelled ? 1 : words.length)) pen.fillRect(Math.round(this.xOf(word.start)), top + BAR - 7, 1, 7);
    const text = isCue ? segment.text.replaceAll("\n", " / ") : this.model.wordOf(segment);
    pen.font = `13px ${this.family}`;
    const from = Math.max(left, 0) + 6;
    if (left + width - from > 8) pen.fillText(text, from, top + BAR / 2 + (isSpelled ? -1 : 0.5));
  }

  drawOverview() {
    const height = 26;
    const pen = this.pen(this.overview, height);
    const width = this.overview.clientWidth;
    const scale = width / this.length;
    const lanes = this.model.lanes;
    const each = (height - 6) / Math.max(lanes.length, 1);
    for (const lane of lanes)
      for (const segment of lane.segments) {
        pen.globalAlpha = this.on.isShown(segment) ? 0.9 : 0.15;
        pen.fillStyle = this.colourOf(lane, segment);
        pen.fillRect(segment.start * scale, 3 + lane.at * each, Math.max((segment.end - segment.start) * scale, 1), Math.max(each - 1, 1));
      }
    pen.globalAlpha = 1;
    const isWhole = this.span >= this.length - 1e-6;
    $("overview-box").classList.toggle("whole", isWhole);
    $("window").style.left = `${(this.start / this.length) * 100}%`;
    $("window").style.width = `${(this.span / this.length) * 100}%`;
    $("zoom-out").disabled = $("zoom-fit").disabled = isWhole;
  }

  // Moves the playheads; cheap enough for every picture.
  tick() {
    const { time } = this.player;
    if (this.player.isPlaying && !this.held) {
      if (time > this.start + this.span || time < this.start) this.move(time - this.span * 0.05);
    }
    const x = this.xOf(time);
    $("playhead").style.transform = `translateX(${x}px)`;
    $("playhead").hidden = x < -1 || x > this.width + 1;
    $("overview-head").style.left = `${clamp(time / this.length, 0, 1) * 100}%`;
    const slider = $("timeline-slider");
    slider.setAttribute("aria-valuemax", this.length.toFixed(3));
    slider.setAttribute("aria-valuenow", time.toFixed(3));
    slider.setAttribute("aria-valuetext", clock(time));
  }

  // The strip and the span under a point.
  hit(x, y) {
    const strip = this.strips.find((each) => y >= each.top + LABEL && y < each.top + LABEL + each.rows * (BAR + GAP));
    if (!strip) return {};
    const near = (2 / this.width) * this.span;
    const row = Math.floor((y - strip.top - LABEL) / (BAR + GAP));
    const time = this.timeOf(x);
    const found = spansIn(strip.segments, strip.reach, time - near, time + near).filter((segment) => (segment.row || 0) === row);
    const exact = found.filter((segment) => segment.start <= time && time < segment.end);
    return { strip, segment: exact[0] || found[0] };
  }

  listen() {
    const { canvas } = this;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const [x, y] = place(event);
      this.held = { x, start: this.start, isScrub: y < RULER, moved: false };
      canvas.setPointerCapture(event.pointerId);
      if (this.held.isScrub) this.on.seek(this.timeOf(x));
    });
    canvas.addEventListener("pointermove", (event) => {
      const [x, y] = place(event);
      if (!this.held) return this.hover(x, y);
      this.held.moved ||= Math.abs(x - this.held.x) > 4;
      if (this.held.isScrub) this.on.seek(this.timeOf(clamp(x, 0, this.width)));
      else if (this.held.moved) this.move(this.held.start - ((x - this.held.x) / this.width) * this.span);
    });
    canvas.addEventListener("pointerup", (event) => {
      const held = this.held;
      this.held = null;
      if (!held || held.isScrub || held.moved) return;
      const [x, y] = place(event);
      const { strip, segment } = this.hit(x, y);
      if (segment && strip.kind === "cues") this.on.seek(segment.start);
      else if (segment) this.on.pick(segment);
      else this.on.seek(this.timeOf(x));
    });
    canvas.addEventListener("pointercancel", () => (this.held = null));
    canvas.addEventListener("pointerleave", () => this.hover(-1, -1));
    canvas.addEventListener("wheel", (event) => this.wheel(event, place(event)[0]), { passive: false });
    this.listenToOverview();
    $("zoom-in").addEventListener("click", () => this.zoom(0.5));
    $("zoom-out").addEventListener("click", () => this.zoom(2));
    $("zoom-fit").addEventListener("click", () => this.move(0, this.length));
  }

  // Turning zooms about the pointer, sideways moves; where neither can, the page scrolls.
  wheel(event, x) {
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
      if (this.span >= this.length) return;
      event.preventDefault();
      this.move(this.start + (sideways / this.width) * this.span);
    } else if (event.deltaY < 0 || this.span < this.length - 1e-6) {
      event.preventDefault();
      this.zoom(Math.exp(clamp(event.deltaY, -240, 240) / 400), this.timeOf(x));
    }
  }

  listenToOverview() {
    const box = $("overview-box");
    const go = (event) => {
      const area = box.getBoundingClientRect();
      const time = clamp((event.clientX - area.left) / area.width, 0, 1) * this.length;
      if (this.span >= this.length - 1e-6) this.on.seek(time);
      else this.move(time - this.span / 2);
    };
    box.addEventListener("pointerdown", (event) => {
      box.setPointerCapture(event.pointerId);
      go(event);
    });
    box.addEventListener("pointermove", (event) => event.buttons && go(event));
  }

  hover(x, y) {
    const { strip, segment } = x < 0 ? {} : this.hit(x, y);
    this.canvas.style.cursor = segment ? "pointer" : y >= 0 && y < RULER ? "col-resize" : "default";
    if (segment !== this.hovered) {
      this.hovered = segment || null;
      this.later();
    }
    const tip = $("tip");
    tip.hidden = !segment;
    if (!segment) return;
    tip.replaceChildren(...this.tipOf(strip, segment));
    const box = this.canvas.parentElement.getBoundingClientRect();
    tip.style.left = `${clamp(x, 0, Math.max(box.width - tip.offsetWidth, 0))}px`;
    tip.style.top = `${y + 18}px`;
  }

  tipOf(strip, segment) {
    const times = h("span", { class: "mono" }, `${clock(segment.start)} – ${clock(segment.end)}`);
    if (strip.kind === "cues") return [h("strong", {}, segment.text), times];
    const others = this.model.othersOf(segment).join(" · ");
    const letters = segment.words.map((word) => word.word).join(" ");
    return [h("strong", {}, this.model.wordOf(segment)), others && h("span", {}, others), letters && h("span", {}, letters), times, meter(segment.confidence), h("span", { class: "muted" }, strip.name)].filter(Boolean);
  }
}
