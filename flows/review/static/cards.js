// A card per item: what was taken with the text around it, or two paragraphs beside each other. Text nodes only.
const VERDICTS = { right: "r", wrong: "w", unsure: "u", keep: "e", survivor: "s" };

// China time, as the platforms print it and the report shows it.
const date = (text) => (text ? new Date(Date.parse(text) + 8 * 3600e3).toISOString().slice(0, 10) : "");

export function card(item, act) {
  const repeat = item.subject === "repeat";
  const verdicts = Object.keys(VERDICTS).slice(0, repeat ? 5 : 3);
  const note = h("textarea", { class: "note-text", rows: 2, maxlength: 2000, "aria-label": t("note"), placeholder: t("note_hint"), hidden: true });
  const node = h("article", { class: "item", id: item.item, tabindex: "-1", "aria-label": t("subject." + item.subject) + " " + (item.rule || item.kind) },
    h("header", {}, item.why.map((why) => h("span", { class: "chip" }, t("why." + why))), repeat ? pairFacts(item) : removalFacts(item),
      h("a", { class: "link", href: "#" + item.item, title: t("link"), "aria-label": t("link") }, "#")),
    place(item.doc_id, item.title, [item.account, item.platform, date(item.published_at), item.kept_share !== null && percent(1 - item.kept_share) + " " + t("removed")], item.source_uri),
    repeat ? pair(item) : cut(item),
    h("div", { class: "verdict" },
      verdicts.map((verdict) => h("button", { type: "button", class: "v-" + verdict, "data-verdict": verdict, on: { click: () => act(item, verdict) } },
        t("verdict." + verdict), " ", h("kbd", {}, VERDICTS[verdict]))),
      h("button", { type: "button", "data-note": true, on: { click: () => openNote(node) } }, t("note"), " ", h("kbd", {}, "c"))),
    note, h("ul", { class: "told", "aria-live": "polite" }));
  tell(node, item.verdicts);
  return node;
}

export function openNote(node) {
  const note = $(".note-text", node);
  note.hidden = false;
  note.focus();
}

// What the reviewers said of it.
export function tell(node, verdicts) {
  $(".told", node).replaceChildren(...verdicts.map((one) => h("li", { class: "t-" + one.verdict },
    h("b", {}, h("bdi", {}, one.reviewer)), " ", t("verdict." + one.verdict), one.note && [" · ", h("bdi", {}, one.note)])));
}

function removalFacts(item) {
  return [chip(item.reason), h("code", {}, item.rule), h("span", { class: "facts" }, "× " + number(item.places))];
}

function pairFacts(item) {
  return [h("span", { class: "chip k-" + item.kind }, t("kind." + item.kind)), h("span", { class: "facts" },
    [item.similarity.toFixed(3), t("scope." + item.scope), t("decision." + item.decision), item.diff_kind && t("differs") + ": " + t("differs." + item.diff_kind),
      count(item.places, "members")].filter(Boolean).join(" · "))];
}

function place(doc, title, facts, uri) {
  return h("p", { class: "place" }, doc ? h("a", { class: "doc", href: location.origin + "/document/" + doc + "?language=" + language, target: "_blank", rel: "noopener" }, h("bdi", {}, title || t("no_title"))) : null,
    " ", h("bdi", { class: "facts" }, facts.filter(Boolean).join(" · ")), " ", h("bdi", { class: "facts uri" }, uri));
}

// Empty lines around a text only push it out of sight.
const dense = (text) => text.replace(/\n\s*\n/g, "\n");

function cut(item) {
  return [h("pre", { class: "cut source f-" + (FAMILIES[item.reason] || "blank") }, h("span", { class: "around" }, h("bdi", {}, dense(item.before))),
    h("mark", {}, h("bdi", {}, item.text)), h("span", { class: "around" }, h("bdi", {}, dense(item.after)))),
    item.evidence && h("p", { class: "facts" }, t("evidence") + ": ", h("bdi", {}, item.evidence))];
}

function pair(item) {
  const parts = item.text === item.other_text ? [[0, item.text]] : diff(item.other_text, item.text);
  const side = (which, tag) => h("p", { class: "words" }, h("bdi", {}, parts.filter(([kind]) => kind === 0 || kind === which)
    .map(([kind, words]) => (kind === 0 ? words : h(tag, {}, words)))));
  return [h("div", { class: "pair" },
    h("div", {}, h("div", { class: "facts" }, h("b", {}, t("representative"))), place(item.representative_doc_id, item.other_title, [item.other_account, date(item.other_published_at)], item.other_source_uri), side(-1, "del")),
    h("div", {}, h("div", { class: "facts" }, h("b", {}, t("repeats_it"))), side(1, "ins"))),
    item.differing_numbers.length > 0 && h("p", { class: "facts" }, t("numbers") + ": ", h("bdi", {}, item.differing_numbers.join(", ")))];
}

// The share of right ones with its interval, on a line from 0 to 1.
function interval(row) {
  const x = (share) => 6 + 188 * share;
  return svg("svg", { class: "interval", viewBox: "0 0 200 14", role: "img", "aria-label": percent(row.low) + " – " + percent(row.high) },
    svg("line", { x1: 6, x2: 194, y1: 7, y2: 7, class: "axis" }), svg("line", { x1: x(row.low), x2: x(row.high), y1: 7, y2: 7, class: "range" }),
    svg("circle", { cx: x(row.precision), cy: 7, r: 4 }));
}

export function precisionTable(rows) {
  if (!rows.length) return h("p", { class: "quiet" }, t("no_precision"));
  return h("section", { class: "block" }, h("h2", {}, t("precision")), h("p", { class: "quiet" }, t("about_precision")),
    h("table", {}, h("thead", {}, h("tr", {}, [t("rule"), t("precision"), t("interval"), "", t("sampled_verdicts"), t("verdict.unsure"), t("all_verdicts")].map((name) => h("th", {}, name)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, h("code", {}, row.rule)), h("td", { class: "num" }, row.judged ? percent(row.precision) : "–"),
        h("td", { class: "num" }, row.judged ? percent(row.low) + " – " + percent(row.high) : "–"), h("td", {}, row.judged ? interval(row) : null), h("td", { class: "num" }, row.right + " / " + row.judged),
        h("td", { class: "num" }, row.unsure), h("td", { class: "num" }, row.all_right + " / " + (row.all_right + row.all_wrong)))))));
}
