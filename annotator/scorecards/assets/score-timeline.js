// The timeline of a score: movements by how clearly they were found, deductions by their kind, omissions as gaps.

class ScoreTimeline extends Timeline {
  // Without the subtitles, which say what the movements say.
  stripsOf() {
    const strips = super.stripsOf().filter((strip) => strip.kind !== "cues");
    const lift = strips.length ? strips[0].top - RULER : 0;
    for (const strip of strips) strip.top -= lift;
    return strips;
  }

  colourOf(strip, segment) {
    if (segment.deduction) return kindColour(segment.deduction.kind);
    if (strip.tier === "pauses" || strip.tier === "extra") return this.ink.cue;
    return super.colourOf(strip, segment);
  }

  drawBar(pen, strip, segment) {
    if (strip.tier !== "omitted") return super.drawBar(pen, strip, segment);
    const { left, top, width } = this.boxOf(strip, segment);
    pen.save();
    pen.strokeStyle = css("--bad");
    pen.lineWidth = segment === this.selected || segment === this.hovered ? 2.5 : 1.5;
    pen.setLineDash([4, 3]);
    pen.beginPath();
    pen.roundRect(left + 1, top + 1, Math.max(width - 2, 6), BAR - 2, 4);
    pen.stroke();
    pen.fillStyle = css("--bad");
    pen.font = `12px ${this.family}`;
    pen.textAlign = "center";
    if (width > 12) pen.fillText(segment.label, left + width / 2, top + BAR / 2 + 0.5, width);
    pen.restore();
  }

  // The words of pauses and what else is calm are those of a cue.
  drawWords(pen, strip, segment, left, top, width) {
    if (strip.tier !== "pauses" && strip.tier !== "extra") return super.drawWords(pen, strip, segment, left, top, width);
    super.drawWords(pen, { ...strip, kind: "cues" }, segment, left, top, width);
  }

  draw() {
    super.draw();
    this.ondraw?.();
  }

  tipOf(strip, segment) {
    const { model } = this;
    const times = (span) => h("span", { class: "mono" }, `${clock(span.start)} – ${clock(span.end)}`);
    if (segment.deduction) {
      const { deduction } = segment;
      const where = [movementName(deduction.movement), model.nameOf(deduction.movement)].filter(Boolean).join(" · ");
      return [h("strong", {}, `${minus(deduction.points)} ${textIn(deduction.text, model.language)}`), h("span", {}, where), times(deduction), meter(deduction.confidence)];
    }
    if (strip.tier === "omitted") return [h("strong", {}, model.wordOf(segment)), h("span", {}, t("omitted"))];
    if (strip.tier === "pauses" || strip.tier === "extra") return [h("strong", {}, segment.text), times(segment), h("span", { class: "muted" }, strip.name)];
    return super.tipOf(strip, segment);
  }
}
