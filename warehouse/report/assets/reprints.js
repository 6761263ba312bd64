// Documents that stand in others: who published first, who copied, when.
const MOST_FLOWS = 40;

LISTS.reprints = {
  fields: ["q", "platform", "account"],
  sorts: ["copies", "date"],
  items(sort) {
    const q = (state.q || "").toLowerCase();
    const found = store.reprints.filter(([origin, copies]) => {
      const places = [origin, ...copies.map(([place]) => place)];
      return (!q || places.some((place) => (fact(place, "title") || "").toLowerCase().includes(q))) && (!asksPlace() || places.some(placeFits));
    });
    if (sort === "date") return found.sort((a, b) => (fact(b[0], "published") || "").localeCompare(fact(a[0], "published") || ""));
    return found.sort((a, b) => b[1].length - a[1].length);
  },
  is: ([origin, copies], id) => [origin, ...copies.map(([place]) => place)].some((place) => "o-" + fact(place, "id") === id),
  above(app) {
    const old = $(".flows", app);
    const fresh = flows();
    if (old) old.replaceWith(fresh);
    else $(".counted", app).before(fresh);
  },
  render([origin, copies]) {
    const id = "o-" + fact(origin, "id");
    return h("article", { class: "item", id, tabindex: "-1" },
      h("header", {}, placeLine(origin), h("span", { class: "facts" }, count(copies.length, "copies")), link(id)),
      timeline(origin, copies),
      h("details", {}, h("summary", {}, t("copies")),
        h("ol", {}, copies.map(([place, share, excerpt]) => h("li", {}, placeLine(place), h("span", { class: "facts" }, " · " + percent(share) + (excerpt ? " · " + t("excerpt") : "")))))));
  },
};

const day = (place) => { const text = fact(place, "published"); return text ? Date.parse((text + " 00:00").slice(0, 16).replace(" ", "T") + "Z") : null; };

// A line of time: the first publication as a ring, each copy as a dot as large as what it shares.
function timeline(origin, copies) {
  const dots = [[origin, 1], ...copies].map(([place, share]) => ({ place, share, when: day(place) })).filter((dot) => dot.when !== null);
  if (dots.length < 2) return null;
  const from = Math.min(...dots.map((dot) => dot.when)), to = Math.max(...dots.map((dot) => dot.when));
  const x = (when) => 10 + (580 * (when - from)) / Math.max(1, to - from);
  const date = (when) => new Date(when).toISOString().slice(0, 10);
  return svg("svg", { class: "timeline", viewBox: "0 0 600 44", role: "img", "aria-label": t("timeline") },
    svg("line", { x1: 10, x2: 590, y1: 16, y2: 16 }),
    dots.map(({ place, share, when }) => svg("circle", { class: place === origin ? "origin" : "copy", cx: x(when).toFixed(1), cy: 16, r: place === origin ? 7 : 2 + 4 * share },
      svg("title", {}, date(when) + " " + (fact(place, "account") || "") + " " + (fact(place, "title") || "")))),
    svg("text", { x: 10, y: 40 }, date(from)), svg("text", { x: 590, y: 40, class: "end" }, date(to)));
}

function flows() {
  const counts = new Map();
  for (const [origin, copies] of store.reprints)
    for (const [place] of copies) {
      const pair = JSON.stringify([fact(origin, "account"), fact(place, "account")]);
      counts.set(pair, (counts.get(pair) || 0) + 1);
    }
  const rows = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_FLOWS);
  if (!rows.length) return h("div", { class: "flows" });
  const most = rows[0][1];
  return h("details", { class: "flows", open: true }, h("summary", {}, t("flows")),
    h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, t("first_by")), h("th", {}, t("copied_by")), h("th", { class: "num" }, t("count")), h("th", {}))),
      h("tbody", {}, rows.map(([pair, count]) => {
        const [first, second] = JSON.parse(pair);
        return h("tr", {}, h("td", {}, h("bdi", {}, first || t("unknown"))), h("td", {}, h("bdi", {}, second || t("unknown"))), h("td", { class: "num" }, number(count)), h("td", { class: "wide" }, bar(count / most)));
      })))));
}
