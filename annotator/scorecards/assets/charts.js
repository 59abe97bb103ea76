// Curves over time, one chart below the other, over the same stretch of the film as the timeline.

const svg = (tag, attributes = {}, ...children) => {
  const element = document.createElementNS($("theme").querySelector("svg").namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const CHART_HEIGHT = 96;

class Charts {
  constructor(curves, model, player, timeline) {
    Object.assign(this, { curves, model, player, timeline });
    this.places = curves.times.map((start) => ({ start }));
    this.charts = curves.times.length ? curves.charts.map((chart, at) => this.build(chart, at)) : [];
    $("curves-card").hidden = !this.charts.length;
    timeline.ondraw = () => this.sync();
  }

  // Values grow upwards from the bottom line, x is in seconds.
  build(chart, at) {
    const values = chart.lines.flatMap((line) => line.values).filter(isNumber);
    const low = values.reduce((least, value) => Math.min(least, value), chart.low);
    const high = values.reduce((most, value) => Math.max(most, value), chart.high);
    const yOf = (value) => ((high - value) / (high - low || 1)) * CHART_HEIGHT;
    const bands = this.model.deductions.map((each) => svg("rect", { class: `band ${each.deduction.kind}`, x: each.start, y: 0, width: each.end - each.start, height: CHART_HEIGHT }));
    const starts = this.model.movements.map((each) => svg("line", { class: "begin", x1: each.start, x2: each.start, y1: 0, y2: CHART_HEIGHT }));
    const lines = chart.lines.map((line, n) => svg("path", { class: `curve curve-${n}`, d: this.pathOf(line.values, yOf) }));
    const picture = svg("svg", { preserveAspectRatio: "none", role: "img" }, ...bands, ...starts, ...lines);
    const head = h("div", { class: "cursor", "aria-hidden": "true" });
    const plot = h("div", { class: "plot", "data-chart": chart.name }, picture, head);
    plot.style.height = `${CHART_HEIGHT}px`;
    const title = h("figcaption", {});
    const scale = h("div", { class: "scale mono muted", "aria-hidden": "true" }, h("span", {}, figure(high)), h("span", {}, figure(low)));
    const seek = (event) => {
      const box = plot.getBoundingClientRect();
      this.player.seek(this.timeline.timeOf(clamp((event.clientX - box.left) / box.width, 0, 1) * this.timeline.width));
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      plot.setPointerCapture(event.pointerId);
      seek(event);
    });
    plot.addEventListener("pointermove", (event) => event.buttons && seek(event));
    $("charts").append(h("figure", { class: "chart" }, title, scale, plot));
    return { chart, at, picture, head, title };
  }

  // A gap where something was not seen.
  pathOf(values, yOf) {
    let isDrawing = false;
    return values.map((value, at) => {
      const command = !isNumber(value) ? "" : `${isDrawing ? "L" : "M"}${this.curves.times[at]} ${yOf(value).toFixed(2)}`;
      isDrawing = command !== "";
      return command;
    }).join("");
  }

  // The same stretch as the timeline.
  sync() {
    const { start, span } = this.timeline;
    for (const { picture } of this.charts) picture.setAttribute("viewBox", `${start} 0 ${span} ${CHART_HEIGHT}`);
    this.tick();
  }

  // Titles, in the language of the page.
  speak() {
    const { language } = this.model;
    for (const each of this.charts) {
      const { chart, title, picture } = each;
      each.values = chart.lines.map(() => h("b", { class: "mono" }));
      const lines = chart.lines.map((line, n) => h("span", { class: `key key-${n}` }, h("i", { "aria-hidden": "true" }), textIn(line.text, language), " ", each.values[n]));
      title.replaceChildren(h("strong", {}, textIn(chart.text, language)), h("small", { class: "muted" }, textIn(chart.unit, language)), ...lines);
      picture.setAttribute("aria-label", textIn(chart.text, language));
    }
    this.told = null;
    this.tick();
  }

  // The cursor, and the values at it.
  tick() {
    if (!this.charts.length) return;
    const { time } = this.player;
    const share = (time - this.timeline.start) / this.timeline.span;
    const place = clamp(countBefore(this.places, time + 1e-6) - 1, 0, this.curves.times.length - 1);
    for (const { chart, head, values } of this.charts) {
      head.hidden = share < -0.001 || share > 1.001;
      head.style.left = `${share * 100}%`;
      if (place !== this.told) values?.forEach((value, n) => (value.textContent = figure(chart.lines[n].values[place])));
    }
    this.told = place;
  }
}
