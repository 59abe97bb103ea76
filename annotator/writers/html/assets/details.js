// What is known of the chosen segment, and of where everything came from.

const detailsOf = (model, segment, seek) => {
  const word = model.wordOf(segment);
  const others = model.languages.filter((tag) => tag !== model.language && segment.texts[tag] && segment.texts[tag] !== word);
  const jump = (time) => h("button", { type: "button", class: "link mono", onclick: () => seek(time) }, clock(time));
  const facts = [
    ["Time", h("span", {}, jump(segment.start), " – ", jump(segment.end), " ", h("span", { class: "muted" }, `(${(segment.end - segment.start).toFixed(3)} s)`))],
    ["Frames", `${segment.first_frame} – ${segment.last_frame}`],
    ["Confidence", meter(segment.confidence)],
    ["Label", segment.label || "–"],
    ["Class id", String(segment.class_id)],
    ["Recognizer", segment.recognizer || "–"],
    ["Tier", segment.tier || "–"],
    ["Person", String(segment.person + 1)],
    ["Segment", `#${segment.id}`],
  ];
  return [
    h("header", { class: "chosen" }, h("h3", {}, word),
      ...others.map((tag) => h("span", { lang: tag, title: languageName(tag) }, segment.texts[tag]))),
    h("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [h("dt", {}, t(name)), h("dd", {}, value)])),
    ...lettersOf(segment, seek),
    ...alternativesOf(segment),
    ...(Object.keys(segment.attributes).length ? [h("h4", {}, t("Attributes")), valueTable(segment.attributes)] : []),
  ];
};

const lettersOf = (segment, seek) => {
  if (!segment.words.length) return [];
  const letters = segment.words.map((word) =>
    h("button", { type: "button", class: "letter", onclick: () => seek(word.start), title: `${clock(word.start)} – ${clock(word.end)}` },
      h("b", {}, word.word), h("span", { class: "mono" }, clock(word.start)), meter(word.probability)));
  return [h("h4", {}, t("Letters and words inside")), h("div", { class: "letters" }, ...letters)];
};

const alternativesOf = (segment) => {
  if (!segment.alternatives.length) return [];
  const rows = segment.alternatives.map((other) =>
    h("tr", {}, h("th", { scope: "row" }, other.label || `#${other.class_id}`), h("td", {}, meter(other.confidence)), h("td", { class: "muted" }, String(other.class_id))));
  return [h("h4", {}, t("It might have been")), h("table", { class: "values alternatives" }, h("tbody", {}, ...rows))];
};

const fold = (title, content, isOpen = false) => h("details", { open: isOpen }, h("summary", {}, title), h("div", { class: "folded" }, content));

const aboutOf = (model) => {
  const { annotation, source } = model;
  const parts = [];
  if (annotation.score !== null && annotation.score !== undefined) parts.push(fold(t("Score"), valueTable(annotation.score), true));
  if (annotation.text) parts.push(fold(t("Text"), h("p", { class: "text", lang: annotation.language }, annotation.text)));
  parts.push(fold(t("The video"), valueTable({ ...source, duration: clock(source.duration), decoded_duration: clock(source.decoded_duration), mtime: dateOf(source.mtime) })));
  if (annotation.recognizers.length)
    parts.push(...annotation.recognizers.map((each) => fold(`${t("Model")} ${each.name} ${each.version}`, valueTable(each))));
  if (annotation.dictionary.length) parts.push(fold(t("Dictionaries"), valueTable(annotation.dictionary)));
  parts.push(fold(t("The run"), valueTable(annotation.run)));
  return parts;
};

const dateOf = (seconds) => {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? seconds : date.toISOString().replace("T", " ").slice(0, 19) + " UTC";
};

const noticesOf = (model) => {
  const { annotation, source } = model;
  const notices = [];
  if (annotation.status === "partial") {
    const read = t("Only {read} of {whole} could be read: the file is damaged, and what comes later is not in this report.", { read: clock(source.decoded_duration), whole: clock(source.duration) });
    notices.push(h("div", { class: "notice strong", role: "status" }, h("strong", {}, t("Partial")), h("span", {}, read)));
  } else if (annotation.status !== "complete") notices.push(h("div", { class: "notice strong", role: "status" }, h("strong", {}, annotation.status)));
  if (!annotation.segments.length)
    notices.push(h("div", { class: "notice calm", id: "nothing" }, h("strong", {}, t("Nothing was recognised")), h("span", {}, t("The annotation of this video has no segments."))));
  const { warnings } = annotation;
  if (warnings.length) {
    const list = h("ul", {}, ...warnings.map((warning) => h("li", {}, warning)));
    const title = t(warnings.length === 1 ? "1 warning" : "{n} warnings", { n: number(warnings.length) });
    notices.push(h("details", { class: "notice", open: warnings.length <= 4, id: "warnings" }, h("summary", {}, title), list));
  }
  return notices;
};
