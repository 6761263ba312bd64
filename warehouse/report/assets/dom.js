// Elements and text nodes only: no text of a document ever meets an HTML parser here.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name !== "href" || leadsSomewhere(value)) node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(3))
    if (child !== null && child !== undefined && child !== false)
      node.append(child instanceof Node ? child : document.createTextNode(plain(String(child))));
}

// Control characters and direction overrides would hide or reverse what stands here: they are made visible.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const plain = (text) => text.replace(OBEYED, (c) => {
  const code = c.charCodeAt(0);
  return code < 32 ? String.fromCharCode(0x2400 + code) : code === 127 ? "␡" : "⟨" + code.toString(16).toUpperCase().padStart(4, "0") + "⟩";
});

// A link leads within this page or to an address of the web; anything else is text.
const leadsSomewhere = (address) => /^(#|https?:\/\/)/i.test(address);

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, String(value));
  append(node, children);
  return node;
}

function bar(share, kind = "") {
  return svg("svg", { class: "bar " + kind, viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { width: Math.max(0, Math.min(100, 100 * share)).toFixed(2), height: 6 }));
}
