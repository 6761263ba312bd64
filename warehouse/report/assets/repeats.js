// Repeat clusters: the representative on the left, who repeats it on the right, differing characters marked.
const FIRST_MEMBERS = 4;

LISTS.repeats = {
  fields: ["q", "platform", "account", "scope", "kind", "differs", "decision", "doc"],
  sorts: ["chars", "members", "least", "date"],
  items(sort) {
    const q = (state.q || "").toLowerCase();
    const found = store.clusters.filter((cluster) =>
      (!state.scope || cluster.scope === state.scope) && (!q || cluster.low.includes(q)) &&
      (!(state.kind || state.differs || state.decision) || cluster.members.some(memberFits)) &&
      (!asksPlace() || placeFits(cluster.place) || cluster.members.some((member) => placeFits(member.place))));
    const by = {
      chars: (a, b) => b.chars - a.chars,
      members: (a, b) => b.size - a.size,
      least: (a, b) => a.least - b.least,
      date: (a, b) => (fact(b.place, "published") || "").localeCompare(fact(a.place, "published") || ""),
    }[sort];
    return by ? found.sort(by) : found;
  },
  is: (cluster, id) => "c-" + cluster.id === id || cluster.members.some((member) => "c-" + member.id === id),
  render(cluster) {
    const asked = cluster.members.find((member) => "c-" + member.id === state.item);
    const left = h("div", { class: "side" });
    const right = h("div", { class: "side" });
    const show = (member) => fillLeft(left, cluster, member);
    const rest = cluster.members.slice();
    if (asked) rest.unshift(...rest.splice(rest.indexOf(asked), 1));
    const put = (count) => append(right, rest.splice(0, count).map((member) => memberBox(cluster, member, show)));
    put(FIRST_MEMBERS);
    show(asked || cluster.members.find((member) => !member.same) || cluster.members[0]);
    const more = h("button", { type: "button", class: "more", on: { click: () => { put(25); label(); } } });
    const label = () => { more.hidden = !rest.length; more.textContent = t("more") + " (" + number(rest.length) + ")"; };
    label();
    const id = "c-" + (asked || cluster).id;
    return h("article", { class: "item", id, tabindex: "-1" },
      h("header", {}, [...new Set(cluster.members.map((member) => member.kind))].map((kind) => h("span", { class: "chip k-" + kind }, t("kind." + kind))),
        h("span", { class: "facts" }, [count(cluster.size, "members"), count(cluster.chars, "n_chars"),
          t("scope." + cluster.scope), "≥ " + cluster.least.toFixed(3)].join(" · ")), link("c-" + cluster.id)),
      h("div", { class: "pair" }, left, h("div", {}, right, more)),
      cluster.size > cluster.members.length && h("p", { class: "quiet" },
        t("shown") + " " + number(cluster.members.length) + " " + t("of") + " " + number(cluster.size) + "; " + t("rest")));
  },
};

function memberFits(member) {
  return (!state.kind || member.kind === state.kind) && (!state.differs || member.differs === state.differs) &&
    (!state.decision || member.decision === state.decision);
}

function fillLeft(node, cluster, member) {
  const whys = [...new Set(cluster.members.map((m) => t("why." + m.why)))].join(", ");
  node.replaceChildren(h("div", { class: "facts" }, h("b", {}, t("representative")), " · " + t("survives") + ": " + whys), placeLine(cluster.place),
    cluster.text === null ? h("p", { class: "quiet" }, t("not_here"))
      : h("p", { class: "words" }, h("bdi", {}, marked(cluster.text, member, -1)), shortened(cluster.text, cluster.length)));
}

function memberBox(cluster, member, show) {
  const box = h("div", { class: "member", tabindex: "0", on: { focus: () => show(member) } },
    h("div", { class: "facts" }, h("span", { class: "chip k-" + member.kind }, t("kind." + member.kind)), " ",
      [member.similarity.toFixed(3), t("decision." + member.decision), member.differs && !member.same && t("differs") + ": " + t("differs." + member.differs)]
        .filter(Boolean).join(" · "), " ", link("c-" + member.id)),
    placeLine(member.place),
    h("p", { class: member.same ? "words same" : "words" }, h("bdi", {}, marked(cluster.text, member, 1))),
    member.numbers.length > 0 && h("p", { class: "facts" }, t("numbers") + ": ", h("bdi", {}, member.numbers.join(", "))));
  return box;
}

// One side of the pair: what only this side has is marked.
function marked(text, member, side) {
  if (member.same || text === null) return side < 0 ? text : member.text;
  member.parts ||= diff(text, member.text);
  return member.parts.filter(([kind]) => kind === 0 || kind === side)
    .map(([kind, words]) => (kind === 0 ? words : h(side < 0 ? "del" : "ins", {}, words)));
}
