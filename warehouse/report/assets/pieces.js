// The data of the page, unpacked piece by piece after the first view stands.
const store = {
  documents: [], // [id, title, platform, account, uri, published, url, removed share, characters, warnings]
  texts: [], // {rule, reason, text, length, evidence, low, rows: [{place, start, id}]}
  clusters: [], // {scope, id, place, text, length, size, chars, members, least}
  reprints: [],
  done: false,
};

async function unpack(node) {
  const bytes = Uint8Array.from(atob(node.textContent), (c) => c.charCodeAt(0));
  node.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

const TAKE = {
  documents(columns) {
    for (let i = 0; i < columns[0].length; i++) store.documents.push(columns.map((column) => column[i]));
  },
  removals([texts, rows]) {
    for (let i = 0; i < texts[0].length; i++) {
      const [rule, reason, text, length, evidence] = texts.map((column) => column[i]);
      const low = (text + "\n" + rule + "\n" + evidence).toLowerCase();
      store.texts.push({ rule, reason, text, length, evidence, low, rows: [] });
    }
    for (let i = 0; i < rows[0].length; i++) {
      const text = store.texts[rows[0][i]];
      text.rows.push({ place: rows[1][i], start: rows[2][i], id: rows[3][i] });
    }
  },
  repeats(clusters) {
    for (const [scope, id, place, text, length, size, chars, list] of clusters) {
      const members = list.map(([place, id, kind, differs, similarity, numbers, decision, why, own]) =>
        ({ place, id, kind, differs, similarity, numbers, decision, why, text: own === 0 ? text : own, same: own === 0 }));
      const least = members.reduce((low, member) => Math.min(low, member.similarity), 1);
      const low = [text, ...members.filter((m) => !m.same).map((m) => m.text)].join("\n").toLowerCase();
      store.clusters.push({ scope, id, place, text, length, size, chars, members, least, low });
    }
  },
};

// Unpack all pieces, telling `told` after each; the page stays usable in between.
async function load(told) {
  const pieces = $$("script.piece");
  for (const [i, piece] of pieces.entries()) {
    TAKE[piece.dataset.kind](await unpack(piece));
    told(i + 1, pieces.length);
    await new Promise((resolve) => setTimeout(resolve));
  }
  store.reprints = await unpack($("#reprints"));
  store.done = true;
}

const DOC = { id: 0, title: 1, platform: 2, account: 3, uri: 4, published: 5, url: 6, share: 7, chars: 8, warnings: 9 };

function fact(place, name) {
  const document_ = store.documents[place];
  return document_ ? document_[DOC[name]] : null;
}

// One line that says which document: title, account, platform, date, address.
function placeLine(place) {
  if (!store.documents[place]) return h("span", { class: "place quiet" }, t("no_place"));
  const facts = [fact(place, "account"), fact(place, "platform"), fact(place, "published")].filter(Boolean);
  return h("span", { class: "place" },
    h("a", { href: "#d-" + fact(place, "id") }, h("bdi", {}, fact(place, "title") || t("no_title"))),
    " ", h("bdi", { class: "facts" }, facts.join(" · ")));
}
