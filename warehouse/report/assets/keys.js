// Everything works without a mouse.
function focusItem(by) {
  const items = $$(`#view-${state.view} .item, #view-${state.view} details.rule > summary`);
  if (!items.length) return;
  const at = items.findIndex((item) => item === document.activeElement || item.contains(document.activeElement));
  const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function toggleItem() {
  const item = document.activeElement.closest(".item, details.rule");
  if (!item) return;
  const details = item.matches("details") ? item : $("details", item);
  if (details) details.open = !details.open;
  else $(".more:not([hidden])", item)?.click();
}

const KEYS = {
  j: () => focusItem(1),
  k: () => focusItem(-1),
  o: toggleItem,
  n: () => turn(1),
  p: () => turn(-1),
  l: () => toggleLanguage(),
  "?": () => $("#keys").showModal(),
  "/": () => $(`#view-${state.view} input[type=search]`)?.focus(),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if ($("#keys").open) return;
  const views = $$("nav a[data-view]");
  const act = /^[1-9]$/.test(event.key) && views[event.key - 1] ? () => { location.hash = views[event.key - 1].hash; } : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
