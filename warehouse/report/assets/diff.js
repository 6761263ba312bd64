// What differs between two paragraphs, by character: [[kind, text], ...], kind 0 same, -1 only left, 1 only right.
const MOST_CELLS = 4_000_000; // a longer pair is shown as replaced in the middle

function diff(left, right) {
  const a = Array.from(left), b = Array.from(right);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = compare(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return smooth([[0, a.slice(0, head).join("")], ...middle, [0, a.slice(a.length - tail).join("")]]);
}

// Longest common subsequence by the table of lengths, read back from the start.
function compare(a, b) {
  const n = a.length, m = b.length, width = m + 1;
  if (!n || !m || n * m > MOST_CELLS) return [[-1, a.join("")], [1, b.join("")]];
  const length = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      length[i * width + j] = a[i] === b[j] ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
  const parts = [];
  let i = 0, j = 0;
  while (i < n && j < m) {
    if (a[i] === b[j]) { parts.push([0, a[i]]); i++; j++; }
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) parts.push([-1, a[i++]]);
    else parts.push([1, b[j++]]);
  }
  return [...parts, [-1, a.slice(i).join("")], [1, b.slice(j).join("")]];
}

// A single character that happens to be the same between two changes only makes the pair harder to read.
function smooth(parts) {
  const out = [];
  let lost = "", won = "";
  const flush = () => { if (lost) out.push([-1, lost]); if (won) out.push([1, won]); lost = won = ""; };
  const joined = join(parts.filter(([, text]) => text));
  joined.forEach(([kind, text], i) => {
    const inside = i > 0 && i < joined.length - 1;
    if (kind === -1) lost += text;
    else if (kind === 1) won += text;
    else if (inside && text.length === 1 && (lost || won)) { lost += text; won += text; }
    else { flush(); out.push([0, text]); }
  });
  flush();
  return out;
}

function join(parts) {
  const out = [];
  for (const [kind, text] of parts)
    if (out.length && out[out.length - 1][0] === kind) out[out.length - 1][1] += text;
    else out.push([kind, text]);
  return out;
}
