// How a score is put into words: texts by language, measured against allowed, kinds of deductions.

const figure = (value) => (isNumber(value) ? String(Number(value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2))) : "–");
const points = (value) => (isNumber(value) ? String(Number(value.toFixed(3))).replace(/^(-?\d+)$/, "$1.0") : "–");
const minus = (value) => `−${points(value)}`;

// A text in the language of the page; as last resort in any.
const textIn = (texts, language) => (texts && (texts[language] || texts.ko || texts.en || Object.values(texts)[0])) || "";
const otherThan = (texts, language) => Object.entries(texts || {}).filter(([tag, text]) => tag !== language && text && text !== textIn(texts, language)).map(([, text]) => text);

const unitIn = (unit) => t(unit || "");

// A figure with its unit; in Korean some stand without a space.
const amount = (value, unit) => ({ s: t("{n} s", { n: value }), degrees: t("{n} degrees", { n: value }) })[unit] || `${value} ${unitIn(unit)}`.trim();

// What is allowed, of a value that has limits.
const allowedOf = ({ low, high, unit }) => {
  const of = (value) => amount(figure(value), unit);
  if (isNumber(low) && isNumber(high)) return `${figure(low)} – ${of(high)}`;
  if (isNumber(low)) return t("at least {value}", { value: of(low) });
  return isNumber(high) ? t("at most {value}", { value: of(high) }) : "";
};

const kindName = (kind) => t({ minor: "minor", major: "major", restart: "restart" }[kind] || kind);
const kindColour = (kind) => css(kind === "minor" ? "--warn" : "--bad");
const movementName = (number) => (isNumber(number) ? t("movement {n}", { n: number }) : t("whole form"));
