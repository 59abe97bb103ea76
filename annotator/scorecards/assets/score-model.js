// A score, ready to be asked: its movements, deductions, omissions and pauses are segments of the film's model.

const SHORTEST = 0.5; // seconds a mark takes on the timeline, and how long a moment is "now"
const LANES = ["movements", "omitted", "deductions", "pauses", "extra"];
const LANE_NAMES = { movements: "Movements", omitted: "Omitted", deductions: "Deductions", pauses: "Pauses", extra: "Belongs to no movement" };

class ScoreModel extends Model {
  constructor(annotation, view) {
    const { score } = annotation;
    super({ ...annotation, score: null, segments: segmentsOf(annotation), warnings: warningsOf(annotation) }, view);
    this.score = score;
    this.deductions = this.segments.filter((segment) => segment.deduction);
    this.movements = this.segments.filter((segment) => segment.tier === "movements");
    this.marks = new Map(this.deductions.map((segment) => [segment.id, segment]));
  }

  languagesOf() {
    const known = super.languagesOf();
    return [...new Set(["ko", "en", ...known])];
  }

  lanesOf() {
    const place = (lane) => (LANES.indexOf(lane.tier) + LANES.length + 1) % (LANES.length + 1);
    const lanes = super.lanesOf().sort((a, b) => place(a) - place(b) || a.at - b.at);
    lanes.forEach((lane, at) => Object.assign(lane, { at, name: LANE_NAMES[lane.tier] ? t(LANE_NAMES[lane.tier]) : lane.name }));
    return lanes;
  }

  // A movement's number stands before its name.
  wordOf(segment, language = this.language) {
    const word = segment.tier === "pauses" || segment.tier === "extra" ? segment.text : textIn(segment.texts, language) || super.wordOf(segment, language);
    const isNumbered = segment.tier === "movements" || segment.tier === "omitted";
    return isNumbered && /^\d+$/.test(segment.label) && !word.startsWith(segment.label) ? `${segment.label} ${word}` : word;
  }

  // What the score says in English alone, in a language.
  said(text, language = this.language) {
    return textIn(this.view.words[text], language) || text;
  }

  // What a movement is called, by its number.
  nameOf(movement, language = this.language) {
    return calledIn(this.score.movements, movement, language);
  }
}

const segmentsOf = (annotation) => {
  const { score, segments } = annotation;
  const found = segments.length ? segments : score.movements.filter((each) => each.status === "found").map(movementSegment);
  return [
    ...found.map((segment, at) => ({ ...segment, id: `m${at}` })), ...omittedOf(score),
    ...score.deductions.map(deductionSegment), ...score.pauses.map(stretchSegment("pauses")), ...score.extra.map(stretchSegment("extra")),
  ].filter((segment) => isNumber(segment.start) && isNumber(segment.end));
};

const segment = (tier, id, start, end, more) => ({
  tier, id, start, end, recognizer: "", person: 0, class_id: -1, confidence: null, alternatives: [], words: [], attributes: {}, label: "", text: "", texts: {}, ...more,
});
const movementSegment = (each) =>
  segment("movements", `m${each.number}`, each.start, each.end, { label: String(each.number), texts: each.name, confidence: each.confidence });

// As wide as can be clicked, about the moment to look at; the true times stay with the deduction.
const deductionSegment = (each, at) => {
  const isShort = each.end - each.start < SHORTEST;
  const [start, end] = isShort ? [Math.max(each.at - SHORTEST / 2, 0), each.at + SHORTEST / 2] : [each.start, each.end];
  return segment("deductions", `d${at}`, start, end, { deduction: each, place: at, texts: each.text, confidence: each.confidence });
};

// Where a movement is missing: between its neighbours that were found.
const omittedOf = ({ movements }) =>
  movements.filter((each) => each.status === "omitted").flatMap((each) => {
    const { before, after } = neighboursOf(movements, each.number);
    if (!before && !after) return [];
    const middle = before && after ? (before.end + after.start) / 2 : before ? before.end : after.start;
    const start = Math.max(middle - SHORTEST / 2, 0);
    return [segment("omitted", `o${each.number}`, start, start + SHORTEST, { label: String(each.number), texts: each.name })];
  });

const stretchSegment = (tier) => (each, at) =>
  segment(tier, `${tier}${at}`, each.start, each.end, { text: amount((each.end - each.start).toFixed(1), "s") });

const warningsOf = ({ warnings, score }) => [...new Set([...warnings, ...score.warnings])];
