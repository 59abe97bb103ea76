// Lanes on a canvas, drawn only as far as they are seen, and an overview of the whole film.

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

class Lanes {
  // `isShown(segment)` tells what the filters let through; what they do not is drawn faintly.
  constructor(model, player, isShown) {
    Object.assign(this, { model, player, isShown, start: 0, span: player.duration, isWhole: true, colours: "confidence" });
    Object.assign(this, { selected: null, hovered: null });
    this.canvas = $("lanes");
    this.overview = $("overview");
    this.strips = this.stripsOf();
    this.height = this.strips.reduce((sum, strip) => sum + LABEL + strip.rows * (BAR + GAP), RULER) + 4;
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
    const columns = []; // of each row, the last pixel that a bar as thin as a hair was drawn on
    for (const segment of seen) {
      const column = Math.floor(this.xOf(segment.start));
      const isHair = (segment.end - segment.start) / this.span * this.width < 1;
      if (isHair && columns[segment.row || 0] === column && segment !== this.selected) continue;
      columns[segment.row || 0] = column;
      this.drawBar(pen, strip, segment);
    }
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
    pen.globalAlpha = isCue || this.isShown(segment) ? 1 : 0.18;
    pen.fillStyle = this.colourOf(strip, segment);
    const isMarked = segment === this.selected || segment === this.hovered;
    if (width > 6 || isMarked) {
      pen.beginPath();
      pen.roundRect(left, top, width, BAR, width > 6 ? 4 : 0);
      pen.fill();
    } else pen.fillRect(left, top, width, BAR);
    if (isMarked) {
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
    const state = [this.overview.clientWidth, devicePixelRatio, theme.isDark, this.colours, this.length].join();
    if (state !== this.overviewState || this.isFiltered) this.paintOverview();
    Object.assign(this, { overviewState: state, isFiltered: false });
    $("overview-box").classList.toggle("whole", this.isWhole);
    $("window").style.left = `${(this.start / this.length) * 100}%`;
    $("window").style.width = `${(this.span / this.length) * 100}%`;
    $("zoom-out").disabled = $("zoom-fit").disabled = this.isWhole;
  }

  // All segments of the film: only anew when what they look like has changed.
  paintOverview() {
    const height = 26;
    const pen = this.pen(this.overview, height);
    const width = this.overview.clientWidth;
    const scale = width / this.length;
    const lanes = this.model.lanes;
    const each = (height - 6) / Math.max(lanes.length, 1);
    for (const lane of lanes)
      for (const segment of lane.segments) {
        pen.globalAlpha = this.isShown(segment) ? 0.9 : 0.15;
        pen.fillStyle = this.colourOf(lane, segment);
        pen.fillRect(segment.start * scale, 3 + lane.at * each, Math.max((segment.end - segment.start) * scale, 1), Math.max(each - 1, 1));
      }
    pen.globalAlpha = 1;
  }
}
