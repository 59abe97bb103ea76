// A table of any length: only the rows that are seen exist.

class Table {
  // columns: [{name, label, class, value(row), cell(row)}]; what has a `value` can be sorted by.
  constructor(root, columns, { keyOf, pick = () => {}, dress = () => {} }) {
    Object.assign(this, { root, columns, keyOf, pick, dress, rows: [], shown: new Map(), selected: null });
    this.sort = { name: columns[0].name, down: false };
    this.space = h("div", { class: "space", role: "rowgroup" });
    this.heads = columns.map((column) => this.head(column));
    root.append(h("div", { class: "thead", role: "rowgroup" }, h("div", { class: "tr", role: "row" }, ...this.heads)), this.space);
    root.addEventListener("scroll", () => this.later());
    new ResizeObserver(() => this.redraw()).observe(root);
  }

  head(column) {
    const name = h("span", {}, t(column.label));
    const inner = column.value ? h("button", { type: "button", onclick: () => this.sortBy(column.name) }, name) : name;
    return h("div", { class: `th ${column.class || ""}`, role: "columnheader", "data-column": column.name }, inner);
  }

  // By another column, or the same one the other way round.
  sortBy(name, down = this.sort.name === name ? !this.sort.down : false) {
    this.sort = { name, down };
    this.set(this.rows);
    this.onsort?.();
  }

  set(rows) {
    const { value } = this.columns.find((column) => column.name === this.sort.name);
    const sign = this.sort.down ? -1 : 1;
    const order = new Intl.Collator(KOREAN ? "ko" : "en", { numeric: true }).compare;
    const keyed = rows.map((row, at) => ({ row, at, key: value(row) }));
    const isAbsent = (key) => key === null || key === "" || Number.isNaN(key);
    keyed.sort((a, b) => {
      if (isAbsent(a.key) || isAbsent(b.key)) return isAbsent(a.key) - isAbsent(b.key) || a.at - b.at;
      const by = typeof a.key === "number" && typeof b.key === "number" ? a.key - b.key : order(a.key, b.key);
      return sign * by || a.at - b.at;
    });
    this.rows = keyed.map((each) => each.row);
    this.places = new Map(this.rows.map((row, at) => [this.keyOf(row), at]));
    this.heads.forEach((head, at) => {
      const isIt = this.columns[at].name === this.sort.name;
      if (this.columns[at].value) head.setAttribute("aria-sort", isIt ? (this.sort.down ? "descending" : "ascending") : "none");
    });
    this.root.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.redraw();
  }

  redraw() {
    for (const element of this.shown.values()) element.remove();
    this.shown.clear();
    this.height = parseFloat(getComputedStyle(this.root).getPropertyValue("--row")) || 48;
    this.space.style.height = `${this.rows.length * this.height}px`;
    this.draw();
  }

  later() {
    this.waiting ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    const first = Math.max(Math.floor((this.root.scrollTop - 200) / this.height), 0);
    const last = Math.min(Math.ceil((this.root.scrollTop + this.root.clientHeight + 200) / this.height), this.rows.length);
    for (const [at, element] of this.shown)
      if (at < first || at >= last) {
        element.remove();
        this.shown.delete(at);
      }
    for (let at = first; at < last; at++) {
      if (!this.shown.has(at)) this.shown.set(at, this.space.appendChild(this.row(at)));
      this.mark(at);
    }
  }

  row(at) {
    const row = this.rows[at];
    const element = h("div", { class: "tr", role: "row", "aria-rowindex": at + 2, "data-key": this.keyOf(row), id: `row-${this.keyOf(row)}` },
      ...this.columns.map((column) => h("div", { class: `td ${column.class || ""}`, role: "gridcell", "data-column": column.name }, column.cell(row))));
    element.style.transform = `translateY(${at * this.height}px)`;
    element.addEventListener("click", (event) => this.pick(row, event));
    return element;
  }

  mark(at) {
    const row = this.rows[at];
    const element = this.shown.get(at);
    element.setAttribute("aria-selected", String(this.keyOf(row) === this.selected));
    this.dress(row, element);
  }

  marks() {
    for (const at of this.shown.keys()) this.mark(at);
  }

  select(key) {
    this.selected = key;
    if (key === null) this.root.removeAttribute("aria-activedescendant");
    else this.root.setAttribute("aria-activedescendant", `row-${key}`);
    this.marks();
  }

  // Brings a row into sight, with its neighbours.
  reveal(key) {
    const at = this.places?.get(key);
    if (at === undefined) return;
    const top = at * this.height;
    const head = this.root.querySelector(".thead").offsetHeight;
    const room = this.root.clientHeight - head;
    if (top < this.root.scrollTop + this.height || top + this.height > this.root.scrollTop + room - this.height)
      this.root.scrollTop = top - room / 2 + this.height / 2;
    this.draw();
  }
}
