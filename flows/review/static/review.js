// The queue: ask for a page, show it, send verdicts. Helpers (h, svg, $, t, diff ...) are the report's.
import { card, openNote, precisionTable, tell } from "/static/cards.js";

const content = JSON.parse($("#content").textContent);
const FIELDS = ["subject", "platform", "rule", "text", "state"];
const POLL_MS = 4000;
let asked = read(location.search);
let found = { items: [], total: 0, counts: {}, pages: 0, sampled: false };
let at = 0; // the item in hand
let waiting = 0; // requests for pages overtake each other: the last one counts
let busy = false; // what is shown will be replaced: no verdict may fall on what comes instead

function read(search) {
  const query = new URLSearchParams(search);
  const value = { why: query.get("why") || "", page: Number.parseInt(query.get("page"), 10) || 0 };
  for (const name of FIELDS) value[name] = query.get(name) || (name === "state" ? "open" : "");
  return value;
}

function query(of) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(of)) if (value && !(name === "state" && value === "open")) search.set(name, value);
  return search.size ? "?" + search : "";
}

async function get(path) {
  const answer = await fetch(path);
  return answer.ok ? answer.json() : fail(answer);
}

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.ok ? answer.json() : fail(answer);
}

async function fail(answer) {
  const text = await answer.text();
  let told = text;
  try { told = JSON.parse(text).error; } catch { /* plain text */ }
  say(t("failed") + ": " + told);
  throw new Error(told);
}

const say = (text) => { $("#counted").textContent = text; };

function expect(coming) {
  busy = coming;
  $("#list").setAttribute("aria-busy", String(coming));
}

function change(part) {
  asked = { ...asked, page: 0, ...part };
  history.replaceState(null, "", location.pathname + query(asked));
  return load();
}

async function load() {
  const mine = ++waiting;
  expect(true);
  $("#filters").hidden = asked.why === "precision"; // they choose items, and there are none
  if (asked.why === "precision") {
    const rows = await get("/precision");
    if (mine !== waiting) return;
    found = { ...found, items: [], pages: 0 };
    expect(false);
    $("#list").replaceChildren(precisionTable(rows));
    drawFrame();
    return say("");
  }
  const { why, page, ...rest } = asked;
  const answer = await get("/queue" + (query({ why, ...rest, page, state: "" }) || "?") + "&state=" + asked.state);
  if (mine !== waiting) return;
  found = answer;
  draw();
  hold(0, false);
  document.documentElement.dataset.ready = "yes";
}

function draw() {
  expect(false);
  $("#list").replaceChildren(...(found.items.length ? found.items.map((item) => card(item, judge)) : [h("p", { class: "quiet" }, t("nothing_open"))]));
  drawFrame();
  show();
  counted();
}

// What was taken is what must be seen, however long the text before it.
function show() {
  for (const mark of $$(".cut.source mark")) {
    const box = mark.closest(".cut");
    box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
  }
}

function counted() {
  say([count(found.total, "items"), t("judged_by_you") + " " + number(found.judged), found.sampled && t("unbiased")].filter(Boolean).join(" · "));
}

function drawFrame() {
  $("#whys").replaceChildren(...["", ...content.whys, "precision"].map((why, i) => h("a", { href: location.origin + "/" + query({ ...asked, why, page: 0 }), "data-why": why, "aria-current": asked.why === why ? "page" : null,
    on: { click: (event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); change({ why }); } } } },
    t("why." + (why || "all")), " ", why !== "precision" && found.counts ? h("small", {}, why ? number(found.counts[why] || 0) : "") : null, h("kbd", {}, i + 1))));
  const pager = found.pages > 1 ? [
    h("button", { type: "button", disabled: asked.page <= 0, on: { click: () => turn(-1) } }, "← " + t("previous")),
    h("span", {}, t("page") + " " + number(asked.page + 1) + " " + t("of") + " " + number(found.pages)),
    h("button", { type: "button", disabled: asked.page >= found.pages - 1, on: { click: () => turn(1) } }, t("next") + " →")] : [];
  $("#pager").replaceChildren(...pager);
}

function drawFilters() {
  const choose = (name, values, prefix) => h("label", {}, h("span", {}, t(name)), h("select", { name, on: { change: (event) => change({ [name]: event.target.value }) } },
    name !== "state" && h("option", { value: "" }, t("any")), values.map((value) => h("option", { value, selected: asked[name] === value }, prefix ? t(prefix + value) : value))));
  const type = (name, kind, list) => {
    let timer;
    const node = h("input", { type: kind, name, value: asked[name], autocomplete: "off", spellcheck: "false", list: list && "of-" + name,
      on: { input: () => { expect(true); clearTimeout(timer); timer = setTimeout(() => change({ [name]: node.value.trim() }), 200); } } });
    return h("label", {}, h("span", {}, t(name === "text" ? "search" : name)), node, list && h("datalist", { id: "of-" + name }, list.map((value) => h("option", { value }))));
  };
  $("#filters").replaceChildren(type("text", "search"), choose("subject", ["removal", "learned", "repeat"], "subject."), choose("platform", content.choices.platform), type("rule", "text", content.choices.rule),
    choose("state", ["open", "judged", "all"], "state."), h("button", { type: "button", on: { click: async () => { await change({ subject: "", platform: "", rule: "", text: "", state: "open" }); drawFilters(); } } }, t("reset")));
}

const cards = () => $$("#list > .item");

function hold(place, scroll = true) {
  const all = cards();
  at = Math.max(0, Math.min(place, all.length - 1));
  all.forEach((node, i) => node.classList.toggle("held", i === at));
  if (!all.length || document.activeElement.matches("input, select")) return; // whoever types a filter goes on typing
  all[at].focus({ preventScroll: true });
  if (scroll) all[at].scrollIntoView({ block: "nearest" });
}

async function judge(item, verdict) {
  if (busy) return;
  const node = document.getElementById(item.item);
  const note = $(".note-text", node).value;
  const { verdicts } = await post("/judge", { item: item.item, verdict, note, sampled: Boolean(found.sampled) });
  item.verdicts = verdicts;
  item.mine = verdict;
  tell(node, verdicts);
  node.classList.add("judged");
  found.judged += 1;
  const place = found.items.findIndex((other, i) => i > found.items.indexOf(item) && !other.mine);
  if (place >= 0) hold(place);
  else if (asked.state === "open" && found.items.every((other) => other.mine)) await load();
  say(t("said") + ": " + t("verdict." + verdict) + (t("acts." + verdict) === "acts." + verdict ? "" : " · " + t("acts." + verdict)));
}

async function undo() {
  const { item, verdicts } = await post("/undo", {});
  if (!item) return say(t("nothing_to_undo"));
  const place = found.items.findIndex((other) => other.item === item);
  if (place < 0) { await load(); return say(t("undone")); }
  found.items[place].mine = verdicts.some((one) => one.reviewer === content.reviewer);
  tell(cards()[place], verdicts);
  cards()[place].classList.toggle("judged", Boolean(found.items[place].mine));
  found.judged -= 1;
  hold(place);
  say(t("undone"));
}

function turn(by) {
  const page = Math.max(0, Math.min(found.pages - 1, asked.page + by));
  if (page !== asked.page) change({ page }).then(() => window.scrollTo(0, 0));
}

// What others judge meanwhile.
async function poll() {
  if (document.hidden || !found.items.length) return;
  const search = new URLSearchParams(found.items.map((item) => ["item", item.item]));
  const answer = await fetch("/told?" + search).catch(() => null);
  if (!answer || !answer.ok) return;
  const told = await answer.json();
  for (const node of cards()) if (told[node.id]) tell(node, told[node.id]);
}

const verdictOf = { r: "right", w: "wrong", u: "unsure", e: "keep", s: "survivor" };
const KEYS = {
  j: () => hold(at + 1), k: () => hold(at - 1), ArrowDown: () => hold(at + 1), ArrowUp: () => hold(at - 1),
  n: () => turn(1), p: () => turn(-1), z: undo, l: language_, c: () => !busy && cards()[at] && openNote(cards()[at]),
  o: () => $(".doc", cards()[at])?.click(), "/": () => $("#filters input[type=search]").focus(), "?": () => $("#keys").showModal(),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, select, textarea")) {
    const done = event.key === "Escape" || (event.key === "Enter" && event.target.matches("input, .note-text") && !event.shiftKey);
    if (done) { event.preventDefault(); event.target.blur(); hold(at, false); }
    return;
  }
  if ($("#keys").open) return;
  const verdict = $(`[data-verdict=${verdictOf[event.key]}]`, cards()[at] || document.createElement("p"));
  const why = /^[1-9]$/.test(event.key) && $$("#whys a")[event.key - 1];
  const act = verdict ? () => verdict.click() : why ? () => why.click() : KEYS[event.key];
  if (!act || event.repeat && verdict) return;
  event.preventDefault();
  act();
}

function language_() {
  speak(language === "en" ? "zh" : "en");
  drawFilters();
  drawKeys();
  if (asked.why === "precision") load();
  else { const place = at; draw(); found.items.forEach((item, i) => cards()[i].classList.toggle("judged", Boolean(item.mine))); hold(place, false); }
}

function drawKeys() {
  const keys = [["r", "verdict.right"], ["w", "verdict.wrong"], ["u", "verdict.unsure"], ["e", "verdict.keep"], ["s", "verdict.survivor"], ["z", "undo"], ["c", "note"],
    ["j k", "key.items"], ["n p", "key.pages"], ["o", "key.document"], ["1 – 7", "key.views"], ["/", "key.search"], ["l", "key.language"], ["Esc", "key.leave"]];
  $("#keys").replaceChildren(h("h2", {}, t("help")), h("dl", {}, keys.map(([key, label]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(label))])),
    h("button", { type: "button", on: { click: () => $("#keys").close() } }, t("close")));
}

async function linked() {
  const wanted = /^#([rlp]-[0-9a-f]+)$/.exec(location.hash);
  if (!wanted) return false;
  const item = await get("/item/" + wanted[1]).catch(() => null);
  if (!item) return false;
  found = { ...found, items: [item], total: 1, pages: 1, judged: 0 };
  asked = { ...asked, state: "all" };
  draw();
  hold(0);
  document.documentElement.dataset.ready = "yes";
  return true;
}

async function start() {
  LABELS = content.labels;
  FAMILIES = content.families;
  speak(recall("language") || (navigator.language.startsWith("zh") ? "zh" : "en"));
  $("#reviewer").value = content.reviewer;
  $("#reviewer").addEventListener("change", async (event) => {
    content.reviewer = (await post("/reviewer", { name: event.target.value })).reviewer;
    event.target.value = content.reviewer;
    load();
  });
  $("#undo").addEventListener("click", undo);
  $("#language").addEventListener("click", language_);
  $("#help").addEventListener("click", () => $("#keys").showModal());
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", linked);
  drawFilters();
  drawKeys();
  if (!(await linked())) await load();
  setInterval(poll, POLL_MS);
}

start();
