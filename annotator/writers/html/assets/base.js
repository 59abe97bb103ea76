// What both pages share: elements, words of the interface, times, the theme, and search that knows Hangul.

const KOREAN = /^ko\b/i.test(navigator.language || "");
if (KOREAN) document.documentElement.lang = "ko";

// The interface's own words; `{name}` is filled in.
const t = (text, values = {}) =>
  ((KOREAN && KO[text]) || text).replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

const $ = (id) => document.getElementById(id);
const data = (id) => JSON.parse($(id).textContent);

// An element; texts become text nodes, never markup.
const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
};

const translate = (root) => {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.textContent.trim());
  for (const name of ["aria-label", "title", "placeholder"])
    for (const element of root.querySelectorAll(`[${name}]`)) element.setAttribute(name, t(element.getAttribute(name)));
};

// 3723.5 -> "1:02:03.500"; with fewer digits for rulers and totals.
const clock = (seconds, digits = 3) => {
  if (!Number.isFinite(seconds)) return "–";
  const unit = 10 ** digits;
  const all = Math.round(Math.abs(seconds) * unit);
  const whole = Math.floor(all / unit);
  const two = (n) => String(n).padStart(2, "0");
  const rest = digits ? `.${String(all % unit).padStart(digits, "0")}` : "";
  const sign = seconds < 0 && all ? "-" : "";
  return `${sign}${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${rest}`;
};

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const percent = (value) => (isNumber(value) ? `${(value * 100).toFixed(value > 0.9995 || value < 0.0005 ? 0 : 1)} %` : "–");
const number = (value) => new Intl.NumberFormat(KOREAN ? "ko" : "en").format(value);

// A language by its own name: "ko" -> "한국어".
const languageName = (tag) => {
  if (!tag) return t("no language");
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) || tag;
  } catch {
    return tag;
  }
};

// Final consonants as the letters they are typed with, in the order of U+11A8 and on.
const FINALS = "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ");

// Text as it is searched: without case, Hangul as its letters, so that "친", "치" and "ㅊ" all find "친구".
const searchable = (text) =>
  String(text)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u11a8-\u11c2]/g, (final) => FINALS[final.charCodeAt(0) - 0x11a8])
    .normalize("NFKD");

const isMatch = (haystack, query) => query.split(/\s+/).every((word) => haystack.includes(word));

// Light, dark, or as the system has it; kept for next time where the browser lets us.
const theme = {
  system: matchMedia("(prefers-color-scheme: dark)"),
  listeners: [],
  get isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : this.system.matches;
  },
  set(chosen) {
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    this.changed();
  },
  toggle() {
    const chosen = this.isDark ? "light" : "dark";
    this.set(chosen === (this.system.matches ? "dark" : "light") ? "" : chosen);
    try {
      localStorage.setItem("annotator-theme", document.documentElement.dataset.theme || "");
    } catch {
      // Pages from a file may have no storage.
    }
  },
  changed() {
    $("theme").setAttribute("aria-pressed", String(this.isDark));
    this.listeners.forEach((listener) => listener());
  },
  start() {
    let kept = "";
    try {
      kept = localStorage.getItem("annotator-theme") || "";
    } catch {
      // As above.
    }
    this.system.addEventListener("change", () => this.changed());
    $("theme").addEventListener("click", () => this.toggle());
    this.set(kept);
  },
};

const icon = (name) => {
  const svg = $("theme").querySelector("svg").cloneNode(true);
  svg.firstElementChild.setAttribute("href", `#i-${name}`);
  return svg;
};

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A confidence as a bar and a number.
const meter = (value) => {
  const bar = h("i");
  bar.style.width = `${clamp(isNumber(value) ? value : 0, 0, 1) * 100}%`;
  bar.style.background = confidenceColour(value);
  return h("span", { class: "meter" }, h("span", { class: "bar", "aria-hidden": "true" }, bar), h("b", {}, percent(value)));
};

// From amber over sand to teal: told apart by the colour-blind, too.
const confidenceColour = (value) => {
  if (!isNumber(value)) return css("--muted");
  const hundredth = Math.round(clamp(value, 0, 1) * 100);
  return ((theme.isDark ? darkColours : lightColours)[hundredth] ||= mixed(theme.isDark, hundredth / 100));
};
const [lightColours, darkColours] = [[], []];
const mixed = (isDark, value) => {
  const stops = isDark ? [[224, 134, 74], [214, 182, 96], [84, 190, 178]] : [[196, 92, 36], [196, 154, 52], [26, 126, 118]];
  const place = clamp((value - 0.3) / 0.65, 0, 1) * 2;
  const at = Math.min(Math.floor(place), 1);
  return `rgb(${stops[at].map((c, i) => Math.round(c + (stops[at + 1][i] - c) * (place - at))).join(" ")})`;
};

// Any JSON value as nested tables.
const valueTable = (value) => {
  if (Array.isArray(value)) {
    if (!value.length) return h("span", { class: "muted" }, "–");
    const isFlat = value.every((item) => item === null || typeof item !== "object");
    if (isFlat) return h("span", {}, value.map((item) => plain(item)).join(", "));
    const keys = [...new Set(value.flatMap((item) => (isRecord(item) ? Object.keys(item) : [])))];
    if (keys.length && value.every(isRecord))
      return h("div", { class: "wide" }, h("table", { class: "values" },
        h("thead", {}, h("tr", {}, ...keys.map((key) => h("th", { scope: "col" }, key)))),
        h("tbody", {}, ...value.map((item) => h("tr", {}, ...keys.map((key) => h("td", {}, key in item ? valueTable(item[key]) : "")))))));
    return h("ol", { class: "values" }, ...value.map((item) => h("li", {}, valueTable(item))));
  }
  if (isRecord(value)) {
    const entries = Object.entries(value);
    if (!entries.length) return h("span", { class: "muted" }, "–");
    return h("table", { class: "values" }, h("tbody", {},
      ...entries.map(([key, item]) => h("tr", {}, h("th", { scope: "row" }, key), h("td", {}, valueTable(item))))));
  }
  return h("span", {}, plain(value));
};
const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const plain = (value) => {
  if (value === null || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return isNumber(value) && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
};

const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(range|checkbox)$/.test(target.type)));
// The letter of a key, also where a Korean keyboard writes Hangul with it.
const letterOf = (event) =>
  /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : event.key;
