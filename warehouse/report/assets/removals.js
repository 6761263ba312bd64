// Removals, equal texts of a rule together.
const MOST_PLACES = 60;

LISTS.removals = {
  fields: ["q", "platform", "account", "reason", "rule", "doc"],
  sorts: ["count", "chars", "random"],
  items(sort) {
    const q = (state.q || "").toLowerCase(), rule = (state.rule || "").toLowerCase();
    const items = [];
    for (const text of store.texts) {
      if (state.reason && text.reason !== state.reason) continue;
      if (rule && !text.rule.toLowerCase().includes(rule)) continue;
      if (q && !text.low.includes(q)) continue;
      const rows = asksPlace() ? text.rows.filter((row) => placeFits(row.place)) : text.rows;
      if (rows.length) items.push({ text, rows, count: rows.length, chars: rows.length * text.length });
    }
    // Ids are hashes: the order of the first id is a random order that stays.
    if (sort === "random") return items.sort((a, b) => (a.rows[0].id < b.rows[0].id ? -1 : 1));
    return items.sort((a, b) => b[sort] - a[sort] || b.chars - a.chars);
  },
  is: (item, id) => item.rows.some((row) => "r-" + row.id === id),
  render({ text, rows }) {
    const asked = rows.find((row) => "r-" + row.id === state.item);
    const id = "r-" + (asked || rows[0]).id;
    return h("article", { class: "item", id, tabindex: "-1" },
      h("header", {}, chip(text.reason), h("a", { href: address({ view: "removals", rule: text.rule }) }, h("code", {}, text.rule)),
        h("span", { class: "facts" }, "× " + number(rows.length)), link(id)),
      h("pre", { class: "cut f-" + (FAMILIES[text.reason] || "blank") }, h("bdi", {}, text.text), shortened(text.text, text.length)),
      h("details", {}, h("summary", {}, t("where"), text.evidence && h("span", { class: "facts" }, " · " + t("evidence") + ": ", h("bdi", {}, text.evidence))),
        h("ol", {}, (asked ? [asked, ...rows.filter((row) => row !== asked)] : rows).slice(0, MOST_PLACES).map((row) =>
          h("li", { class: row === asked ? "asked" : null }, placeLine(row.place), h("span", { class: "facts" }, " · " + t("at") + " " + number(row.start))))),
        rows.length > MOST_PLACES && h("p", { class: "quiet" }, "… " + number(rows.length - MOST_PLACES))));
  },
};
