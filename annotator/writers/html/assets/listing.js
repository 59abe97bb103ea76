// A page that lists videos: one table, searched and sorted, a switch for what became of them, totals above.

// The worst first, where it is sorted by.
const RANKS = ["failed", "partial", "interrupted", "not started", "complete"];
const WELL = new Set(["complete", "done", "restored", "skipped"]);
const statusOf = (entry) => (WELL.has(entry.status) ? "complete" : entry.status);
const statusCell = (entry) => h("span", { class: `status ${statusOf(entry).replace(/\W+/g, "-")}` }, t(entry.status));

// A link beside the page, and nothing else: an address with a scheme of its own is not followed.
const linkTo = (page, text) => {
  const isBeside = page && !/^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(page);
  return isBeside ? h("a", { href: page }, text) : h("span", { class: "unlinked" }, text);
};

class Listing {
  // Entries have `at` (their place), `found` (what is searched) and `status`. `fits(entry)`: what else is asked of one.
  constructor(entries, columns, { totals, fits = () => true }) {
    Object.assign(this, { entries, columns, fits, query: "", status: "" });
    this.table = new Table($("videos"), columns, {
      keyOf: (entry) => entry.at,
      pick: (entry, event) => {
        this.table.select(entry.at);
        // The whole row is a way to the report, without taking text selection or the link's own clicks.
        if (!event.target.closest("a") && !String(getSelection())) this.follow(entry);
      },
    });
    this.fillTotals(totals);
    this.fillFilters();
    this.listen();
  }

  follow(entry) {
    $(`row-${entry.at}`)?.querySelector("a")?.click();
  }

  count(status) {
    return this.entries.filter((entry) => statusOf(entry) === status).length;
  }

  // totals: [value, name] each; what failed and what warns stands at the end.
  fillTotals(totals) {
    const [failed, partial] = [this.count("failed"), this.count("partial")];
    const all = [
      ...totals, [number(failed), "failed", failed ? "bad" : ""], [number(partial), "partial", partial ? "warn" : ""],
      [number(this.entries.filter((entry) => entry.warnings).length), "with warnings"],
    ];
    $("totals").append(...all.map(([value, name, kind = ""]) => h("div", { class: kind, "data-total": name }, h("dt", {}, t(name)), h("dd", {}, value))));
  }

  filter() {
    const isAsked = (entry) => (!this.status || statusOf(entry) === this.status) && (!this.query || isMatch(entry.found, this.query));
    this.table.set(this.entries.filter((entry) => isAsked(entry) && this.fits(entry)));
    const [shown, all] = [this.table.rows.length, this.entries.length];
    $("count").textContent = shown === all ? t("{n} videos", { n: number(all) }) : t("{n} of {all}", { n: number(shown), all: number(all) });
    $("none").hidden = shown > 0;
    $("none").textContent = t(all ? "No video fits the search." : "There are no videos here yet.");
  }

  fillFilters() {
    const there = RANKS.filter((status) => this.count(status)).reverse();
    const button = (value, text) => h("button", { type: "button", value, "aria-pressed": String(!value), onclick: (event) => choose(event.currentTarget) }, text);
    const choose = (chosen) => {
      this.status = chosen.value;
      for (const each of $("statuses").children) each.setAttribute("aria-pressed", String(each === chosen));
      this.filter();
    };
    $("statuses").append(button("", t("All")), ...there.map((status) => button(status, t(status))));
    $("statuses").hidden = there.length < 2;
    $("sort").append(...this.columns.filter((column) => column.value).map((column) => h("option", { value: column.name }, t(column.label))));
  }

  walk(by) {
    const { table } = this;
    const at = table.places.get(table.selected);
    const row = table.rows[at === undefined ? 0 : clamp(at + by, 0, table.rows.length - 1)];
    if (!row) return;
    table.select(row.at);
    table.reveal(row.at);
  }

  listen() {
    const { table } = this;
    const keys = {
      ArrowDown: () => this.walk(1), ArrowUp: () => this.walk(-1), "/": () => $("search").focus(),
      Enter: () => table.selected !== null && this.follow(this.entries[table.selected]),
    };
    $("search").addEventListener("input", (event) => {
      this.query = searchable(event.target.value).trim();
      this.filter();
    });
    $("sort").addEventListener("change", (event) => table.sortBy(event.target.value, false));
    table.onsort = () => ($("sort").value = table.sort.name);
    theme.listeners.push(() => table.redraw());
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape" && event.target === $("search")) event.target.blur();
      if (isTyping(event.target) || (event.key === "Enter" && event.target !== $("videos") && event.target !== document.body)) return;
      const action = keys[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    });
  }
}
