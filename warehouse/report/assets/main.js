const ITEM_VIEWS = { r: "removals", c: "repeats", d: "documents", o: "reprints" };

function open() {
  const found = parse(location.hash);
  const item = /^([rcdo])-[0-9a-f]+$/.exec(found.view);
  const anchor = !item && document.getElementById(found.view);
  if (item) state = { view: ITEM_VIEWS[item[1]], page: 1, item: known(item[0]) };
  else if (document.getElementById("view-" + found.view)) state = { ...found, item: null };
  else if (anchor && anchor.closest(".view")) state = { view: anchor.closest(".view").id.slice(5), page: 1, item: null };
  else state = { view: "overview", page: 1, item: null };
  for (const view of $$(".view")) view.classList.toggle("current", view.id === "view-" + state.view);
  for (const a of $$("nav a[data-view]"))
    if (a.dataset.view === state.view) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  if (LISTS[state.view]) { drawFilters(); draw(); } else if (anchor) { anchor.open = true; anchor.scrollIntoView({ block: "center" }); } else window.scrollTo(0, 0);
}

// Ids in links may be whole (32 digits); the page knows their first 12.
const known = (id) => id.slice(0, 14);

function toggleLanguage() {
  speak(language === "en" ? "zh" : "en");
  if (LISTS[state.view]) { drawFilters(); draw(); }
}

async function start() {
  if (!("DecompressionStream" in window)) { $("#unsupported").hidden = false; return; }
  const { labels, families } = await unpack($("#labels"));
  LABELS = labels;
  FAMILIES = families;
  speak(recall("language") || (navigator.language.startsWith("zh") ? "zh" : "en"));
  $("#language").addEventListener("click", toggleLanguage);
  $("#help").addEventListener("click", () => $("#keys").showModal());
  $("#close").addEventListener("click", () => $("#keys").close());
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", open);
  open();
  document.documentElement.classList.add("js"); // from here on one view at a time; without script all stand one after the other
  let last = performance.now();
  await load((done, all) => {
    $("#progress").textContent = done < all ? t("loading") + " " + done + "/" + all : "";
    if (LISTS[state.view] && !state.item && !drawn.items.length && performance.now() - last > 200) { draw(); last = performance.now(); }
  });
  $("#progress").textContent = "";
  if (LISTS[state.view]) { drawFilters(); draw(); }
  document.documentElement.dataset.ready = "yes";
}

document.addEventListener("DOMContentLoaded", start);
