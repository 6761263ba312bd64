// Labels in two languages. Text in <span data-t="key"> changes with the language; lists are drawn again.
let LABELS = {};
let FAMILIES = {};
let language = "en";

const t = (key) => (LABELS[key] ? LABELS[key][language] : key);
const number = (value) => (value === null || value === undefined ? "–" : value.toLocaleString("en"));
const percent = (value) => (value === null || value === undefined ? "–" : (100 * value).toFixed(1) + "%");

// A number with its noun: "1 item", "2 items".
function count(value, key) {
  const noun = t(key);
  return number(value) + " " + (value === 1 && language === "en" ? noun.replace(/ies$/, "y").replace(/s$/, "") : noun);
}

function remember(key, value) {
  try { localStorage.setItem("winnow." + key, value); } catch { /* a page opened from disk may have no storage */ }
}

function recall(key) {
  try { return localStorage.getItem("winnow." + key); } catch { return null; }
}

function speak(wanted) {
  language = wanted;
  document.documentElement.lang = wanted === "zh" ? "zh-Hans" : "en";
  for (const node of $$("[data-t]")) node.textContent = t(node.dataset.t);
  remember("language", wanted);
}

function chip(reason) {
  return h("span", { class: "chip f-" + (FAMILIES[reason] || "blank"), title: reason }, t("reason." + reason));
}
