// The annotation, ready to be asked: lanes, words by language, what is said at a time.

class Model {
  constructor(annotation, view) {
    Object.assign(this, { annotation, view, source: annotation.source });
    this.rate = parseRate(this.source.fps);
    this.languages = this.languagesOf();
    this.language = this.languages.includes(view.language) ? view.language : this.languages[0] || "";
    this.segments = annotation.segments.map((segment, at) => ({ ...segment, at }));
    this.segments.sort((a, b) => a.start - b.start || a.end - b.end);
    this.segments.forEach((segment, at) => (segment.at = at));
    this.lanes = this.lanesOf();
    for (const segment of this.segments) segment.found = searchable(this.saysOf(segment).join("\n"));
    this.reach = reachOf(this.segments);
    this.cues = new Map(this.cueLanguages().map((language) => [language, this.cuesIn(language)]));
    const ends = [this.segments, ...this.cues.values()].map((spans) => spans.reduce((end, span) => Math.max(end, span.end || 0), 0));
    this.duration = Math.max(this.source.duration || 0, this.source.decoded_duration || 0, ...ends) || 1;
  }

  languagesOf() {
    const { language, cues, segments } = this.annotation;
    const tags = new Set(language ? [language] : []);
    for (const cue of cues) if (cue.language) tags.add(cue.language);
    for (const segment of segments) for (const tag in segment.texts) tags.add(tag);
    return [...tags];
  }

  // One lane for each recognizer, tier and person; where two overlap in a lane, the later goes to a row below.
  lanesOf() {
    const lanes = new Map();
    const people = new Set(this.segments.map((segment) => segment.person));
    for (const segment of this.segments) {
      const key = JSON.stringify([segment.recognizer, segment.tier, segment.person]);
      if (!lanes.has(key)) lanes.set(key, { key, recognizer: segment.recognizer, tier: segment.tier, person: segment.person, ends: [], segments: [] });
      const lane = lanes.get(key);
      segment.lane = lane;
      segment.row = lane.ends.findIndex((end) => end <= segment.start + 1e-6);
      if (segment.row < 0) segment.row = lane.ends.length < 4 ? lane.ends.push(0) - 1 : 3;
      lane.ends[segment.row] = segment.end;
      lane.segments.push(segment);
    }
    const ordered = [...lanes.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    ordered.forEach((lane, at) => {
      const parts = [lane.recognizer || lane.tier || t("unnamed")];
      if (lane.tier && lane.tier !== lane.recognizer && lane.recognizer) parts.push(lane.tier);
      if (people.size > 1) parts.push(t("person {n}", { n: lane.person + 1 }));
      Object.assign(lane, { at, name: parts.join(" · "), rows: lane.ends.length, reach: reachOf(lane.segments) });
    });
    return ordered;
  }

  // The segment's word in a language; as last resort its label or its number.
  wordOf(segment, language = this.language) {
    return segment.texts[language] || segment.text || segment.label || `#${segment.class_id}`;
  }

  othersOf(segment) {
    const word = this.wordOf(segment);
    return [...new Set(this.languages.map((tag) => segment.texts[tag]))].filter((text) => text && text !== word);
  }

  saysOf(segment) {
    return [segment.text, segment.label, ...Object.values(segment.texts), ...segment.words.map((word) => word.word), ...segment.alternatives.map((other) => other.label)];
  }

  cueLanguages() {
    const tags = new Set(this.annotation.cues.map((cue) => cue.language));
    if (tags.has("")) return this.languages.length ? this.languages : [""];
    return this.languages.filter((tag) => tags.has(tag));
  }

  // The cues of a language and those of none, as the subtitle files have them.
  cuesIn(language) {
    const lines = (cue) => cue.lines.map((line) => line.split(/\s+/).filter(Boolean).join(" ")).filter(Boolean);
    return this.annotation.cues
      .filter((cue) => cue.language === "" || cue.language === language)
      .map((cue) => ({ start: cue.start, end: cue.end, text: lines(cue).join("\n"), ids: cue.segment_ids }))
      .filter((cue) => cue.text && isNumber(cue.start) && cue.end > cue.start)
      .sort((a, b) => a.start - b.start || a.end - b.end);
  }

  // The segments at a time, in order.
  at(time) {
    return spansIn(this.segments, this.reach, time, time + 1e-6);
  }

  frameAt(time) {
    return this.rate ? Math.floor(time * this.rate + 1e-3) : null;
  }
}

const parseRate = (text) => {
  const [over, under = 1] = String(text).split("/").map(Number);
  return over > 0 && under > 0 ? over / under : 0;
};

// For spans in order of start: the latest end so far, so that overlaps are found without looking at all.
const reachOf = (spans) => {
  let latest = -Infinity;
  return spans.map((span) => (latest = Math.max(latest, span.end)));
};

// Of spans in order of start, those that overlap `[start, end)`.
const spansIn = (spans, reach, start, end) => {
  const found = [];
  for (let at = countBefore(spans, end) - 1; at >= 0 && reach[at] > start; at--) if (spans[at].end > start) found.push(spans[at]);
  return found.reverse();
};

const countBefore = (spans, time) => {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].start < time) low = middle + 1;
    else high = middle;
  }
  return low;
};
