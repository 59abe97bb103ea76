// The timeline: what mouse and fingers do with the lanes, and the playheads.

class Timeline extends Lanes {
  // on: {pick(segment), seek(time), isShown(segment)}
  constructor(model, player, on) {
    super(model, player, on.isShown);
    this.on = on;
    this.listen();
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
    this.isWhole = this.span >= this.length - 1e-6;
    this.later();
  }

  // Brings a time into sight.
  reveal(time) {
    if (time < this.start || time > this.start + this.span) this.move(time - this.span * 0.1);
  }

  // Moves the playheads; cheap enough for every picture.
  tick() {
    const { time } = this.player;
    // The film may turn out to be a little longer than was promised.
    if (this.isWhole && this.span < this.length - 1e-6) this.move(0, this.length);
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
      if (this.isWhole) return;
      event.preventDefault();
      this.move(this.start + (sideways / this.width) * this.span);
    } else if (event.deltaY < 0 || !this.isWhole) {
      event.preventDefault();
      this.zoom(Math.exp(clamp(event.deltaY, -240, 240) / 400), this.timeOf(x));
    }
  }

  listenToOverview() {
    const box = $("overview-box");
    const go = (event) => {
      const area = box.getBoundingClientRect();
      const time = clamp((event.clientX - area.left) / area.width, 0, 1) * this.length;
      if (this.isWhole) this.on.seek(time);
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
    const box = this.canvas.getBoundingClientRect();
    const [left, below] = [box.left + x + 6, box.top + y + 18];
    const isRoom = below + tip.offsetHeight < innerHeight;
    tip.style.left = `${clamp(left, 8, Math.max(document.body.clientWidth - tip.offsetWidth - 8, 8))}px`;
    tip.style.top = `${isRoom ? below : Math.max(box.top + y - tip.offsetHeight - 12, 8)}px`;
  }

  tipOf(strip, segment) {
    const times = h("span", { class: "mono" }, `${clock(segment.start)} – ${clock(segment.end)}`);
    if (strip.kind === "cues") return [h("strong", {}, segment.text), times];
    const others = this.model.othersOf(segment).join(" · ");
    const letters = segment.words.map((word) => word.word).join(" ");
    return [h("strong", {}, this.model.wordOf(segment)), others && h("span", {}, others), letters && h("span", {}, letters), times, meter(segment.confidence), h("span", { class: "muted" }, strip.name)].filter(Boolean);
  }
}
