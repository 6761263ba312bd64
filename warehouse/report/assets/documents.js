// Documents, those that lost the largest share first.
LISTS.documents = {
  fields: ["q", "platform", "account"],
  sorts: ["share", "chars", "date"],
  items(sort) {
    const q = (state.q || "").toLowerCase();
    const found = [];
    for (let place = 0; place < store.documents.length; place++) {
      if (!placeFits(place)) continue;
      if (q && ![DOC.id, DOC.title, DOC.uri, DOC.account].some((i) => (store.documents[place][i] || "").toLowerCase().includes(q))) continue;
      found.push(place);
    }
    const by = {
      share: (a, b) => (fact(b, "share") ?? -1) - (fact(a, "share") ?? -1),
      chars: (a, b) => (fact(b, "chars") || 0) - (fact(a, "chars") || 0),
      date: (a, b) => (fact(b, "published") || "").localeCompare(fact(a, "published") || ""),
    }[sort];
    return by ? found.sort(by) : found;
  },
  is: (place, id) => "d-" + fact(place, "id") === id,
  render(place) {
    const share = fact(place, "share"), id = fact(place, "id"), url = fact(place, "url");
    return h("article", { class: "item slim", id: "d-" + id, tabindex: "-1" },
      h("header", {}, h("b", {}, h("bdi", {}, fact(place, "title") || t("no_title"))),
        h("bdi", { class: "facts" }, [fact(place, "account"), fact(place, "platform"), fact(place, "published")].filter(Boolean).join(" · ")), link("d-" + id)),
      h("div", { class: "shares" }, bar(share || 0), h("span", { class: "facts" },
        percent(share) + " " + t("removed") + " · " + count(fact(place, "chars"), "n_chars"))),
      h("details", {}, h("summary", {}, h("bdi", {}, fact(place, "uri"))),
        h("p", {}, h("a", { href: address({ view: "removals", doc: id }) }, t("its_removals")), " · ",
          h("a", { href: address({ view: "repeats", doc: id }) }, t("its_repeats")), " · ", h("code", {}, "winnow explain " + id)),
        url && h("p", {}, h("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, h("bdi", {}, url))),
        fact(place, "warnings").map((warning) => h("p", { class: "warn" }, h("bdi", {}, warning)))));
  },
};
