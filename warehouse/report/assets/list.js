// A list of items: filter, order, a page at a time.
const PER_PAGE = 40;
const LISTS = {};

let drawn = { view: null, items: [], pages: 1 };

function drawFilters() {
  const app = $(`#view-${state.view} .app`);
  const list = LISTS[state.view];
  const form = filterForm(list);
  const old = $(".filters", app);
  if (old) old.replaceWith(form);
  else app.replaceChildren(form, h("p", { class: "counted", role: "status" }), h("div", { class: "items" }), h("div", { class: "pager" }));
}

function draw() {
  const list = LISTS[state.view];
  if (!list) return;
  const app = $(`#view-${state.view} .app`);
  if (!$(".filters", app)) drawFilters();
  const items = list.items(state.sort || list.sorts[0]);
  const pages = Math.max(1, Math.ceil(items.length / PER_PAGE));
  const wanted = state.item ? items.findIndex((item) => list.is(item, state.item)) : -1;
  if (wanted >= 0) state.page = 1 + Math.floor(wanted / PER_PAGE);
  state.page = Math.min(state.page, pages);
  drawn = { view: state.view, items, pages };
  const from = (state.page - 1) * PER_PAGE;
  $(".items", app).replaceChildren(...items.slice(from, from + PER_PAGE).map((item) => list.render(item)));
  if (list.above) list.above(app);
  $(".counted", app).textContent = store.done || items.length ? count(items.length, "items") : t("loading") + " …";
  $(".pager", app).replaceChildren(...(pages > 1 ? pager(pages) : []));
  if (state.item) reveal(list, wanted >= 0);
}

function pager(pages) {
  return [
    h("button", { type: "button", disabled: state.page <= 1, on: { click: () => turn(-1) } }, "← " + t("previous")),
    h("span", {}, t("page") + " " + number(state.page) + " " + t("of") + " " + number(pages)),
    h("button", { type: "button", disabled: state.page >= pages, on: { click: () => turn(1) } }, t("next") + " →"),
  ];
}

function turn(by) {
  const page = Math.min(drawn.pages, Math.max(1, state.page + by));
  if (page === state.page) return;
  change({ page });
  $(`#view-${state.view}`).scrollIntoView({ block: "start" });
}

// Show the item a link asks for: open, focused, in view.
function reveal(list, found) {
  if (!found) {
    if (store.done) $(`#view-${state.view} .counted`).textContent = t("missing");
    return;
  }
  const node = document.getElementById(state.item) || $(`#view-${state.view} .item`);
  for (const details of $$("details", node)) details.open = true;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}

function link(id) {
  return h("a", { class: "link", href: "#" + id, title: t("link"), "aria-label": t("link") }, "#");
}

function shortened(text, length) {
  return Array.from(text).length < length ? h("span", { class: "quiet" }, " … " + number(length) + " " + t("cut_short")) : null;
}
