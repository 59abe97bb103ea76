// The performances that several cameras recorded, below the list of recordings: each leads to its own page.

const performanceItem = (each) => {
  const mark = isNumber(each.mark) ? h("b", { class: "mono sum" }, each.mark.toFixed(3)) : h("span", { class: "muted" }, t("not scored"));
  const says = [each.performer, textIn(each.form_title, KOREAN ? "ko" : "en"), each.cameras.join(", ")].filter(Boolean).join(" · ");
  return h("li", { "data-performance": each.name }, h("span", { class: "mono muted" }, isNumber(each.rank) ? String(each.rank) : "–"),
    h("span", { class: "named" }, linkTo(each.page, each.name), h("small", { title: says }, says)), mark);
};

const performancesCard = (performances) => {
  if (!performances.length) return "";
  return h("section", { class: "card", id: "performances", "aria-label": t("Several cameras") }, h("h2", {}, t("Several cameras")),
    h("ol", {}, ...performances.map(performanceItem)));
};
