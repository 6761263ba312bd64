// What is looked at stands in the address after '#', so every view and every item has a link that stays:
// #removals?rule=..&page=2 is a view, #r-ID, #c-ID and #d-ID are a removal, a cluster and a document.
const FIELDS = {
  q: { type: "search" },
  platform: { values: () => distinct(store.documents.map((d) => d[DOC.platform])) },
  account: { list: () => distinct(store.documents.map((d) => d[DOC.account])) },
  reason: { values: () => distinct(store.texts.map((x) => x.reason)), prefix: "reason." },
  rule: { list: () => distinct(store.texts.map((x) => x.rule)) },
  kind: { values: () => ["exact", "near", "template"], prefix: "kind." },
  differs: { values: () => ["exact", "digits", "punctuation", "text"], prefix: "differs." },
  decision: { values: () => ["removed", "marked", "kept_by_review"], prefix: "decision." },
  scope: { values: () => ["document", "corpus"], prefix: "scope." },
  doc: { hidden: true },
};
const NAMES = { q: "search", doc: "in_document" };

let state = { view: "overview", page: 1 };

const distinct = (values) => [...new Set(values)].filter(Boolean).sort();

function parse(hash) {
  const [view, query] = hash.replace(/^#/, "").split("?");
  const found = { view: view || "overview", page: 1 };
  for (const [key, value] of new URLSearchParams(query || "")) if (value) found[key] = value;
  found.page = Math.max(1, Number.parseInt(found.page, 10) || 1);
  return found;
}

function address(of) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(of))
    if (value && key !== "view" && key !== "item" && !(key === "page" && value === 1)) query.set(key, value);
  const text = query.toString();
  return "#" + of.view + (text ? "?" + text : "");
}

// Change the filter in place: no new entry in the history for each letter typed.
function change(part) {
  state = { ...state, page: 1, item: null, ...part };
  history.replaceState(null, "", address(state));
  draw();
}

function filterForm(list) {
  const form = h("div", { class: "filters", role: "search" });
  for (const name of list.fields) {
    const field = FIELDS[name];
    if (field.hidden) {
      if (state[name]) form.append(h("button", { type: "button", on: { click: () => { change({ [name]: null }); drawFilters(); } } },
        t(NAMES[name]) + " " + state[name] + " ✕"));
      continue;
    }
    form.append(h("label", {}, h("span", {}, t(NAMES[name] || name)), input(name, field)));
  }
  form.append(h("label", {}, h("span", {}, t("sort")), choice("sort", list.sorts, "sort.", state.sort || list.sorts[0], false)));
  form.append(h("button", { type: "button", class: "reset", on: { click: () => { state = { view: state.view }; change({}); drawFilters(); } } }, t("reset")));
  return form;
}

function input(name, field) {
  if (field.values) return choice(name, field.values(), field.prefix || "", state[name] || "", true);
  let waiting;
  const node = h("input", {
    type: name === "q" ? "search" : "text", name, value: state[name] || "", autocomplete: "off", spellcheck: "false",
    list: field.list ? "list-" + name : null,
    on: { input: () => { clearTimeout(waiting); waiting = setTimeout(() => change({ [name]: node.value.trim() }), 150); } },
  });
  if (!field.list) return node;
  return [node, h("datalist", { id: "list-" + name }, field.list().slice(0, 2000).map((value) => h("option", { value })))];
}

function choice(name, values, prefix, chosen, any) {
  const all = chosen && !values.includes(chosen) ? [...values, chosen] : values;
  return h("select", { name, on: { change: (event) => change({ [name]: event.target.value }) } },
    any && h("option", { value: "" }, t("any")),
    all.map((value) => h("option", { value, selected: value === chosen }, prefix ? t(prefix + value) : value)));
}

// The document at `place` is one the filter asks for.
function placeFits(place) {
  if (state.doc && !(fact(place, "id") || "").startsWith(state.doc)) return false;
  if (state.platform && fact(place, "platform") !== state.platform) return false;
  return !state.account || (fact(place, "account") || "").toLowerCase().includes(state.account.toLowerCase());
}

const asksPlace = () => Boolean(state.doc || state.platform || state.account);
