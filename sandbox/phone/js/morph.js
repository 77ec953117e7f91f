/**
 * Changes an existing tree into a new one in place. A message that is edited keeps its nodes, so nothing
 * blinks, a table keeps its sideways scroll, an opened block stays open, a button under the finger stays there.
 */

/** What the person changed by hand and an edit must not undo. */
const kept = { DETAILS: ['open'], '*': ['data-touched', 'data-revealed', 'data-expanded'] };

export function morph(from, to) {
  syncAttributes(from, to);
  const olds = [...from.childNodes];
  const pool = keyedChildren(olds);
  let cursor = 0;
  for (const next of [...to.childNodes]) {
    const match = takeMatch(next, olds, pool, cursor);
    const place = olds[cursor] ?? null;
    if (!match) {
      from.insertBefore(next, place?.parentNode === from ? place : null);
      continue;
    }
    if (match !== olds[cursor]) {
      olds.splice(olds.indexOf(match), 1);
      from.insertBefore(match, place?.parentNode === from ? place : null);
      olds.splice(cursor, 0, match);
    }
    cursor += 1;
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, next);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  for (const rest of olds.slice(cursor)) rest.remove();
}

function keyedChildren(nodes) {
  const keyed = new Map();
  for (const node of nodes) {
    const key = keyOf(node);
    if (key && !keyed.has(key)) keyed.set(key, node);
  }
  return keyed;
}

function takeMatch(next, olds, pool, cursor) {
  const key = keyOf(next);
  if (key) {
    const match = pool.get(key);
    pool.delete(key);
    return match && match.nodeName === next.nodeName ? match : null;
  }
  const candidate = olds[cursor];
  return candidate && !keyOf(candidate) && candidate.nodeName === next.nodeName ? candidate : null;
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;
}

function syncAttributes(from, to) {
  const keep = from.hasAttribute('data-touched') ? (kept[from.nodeName] ?? []) : [];
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !keep.includes(name) && !kept['*'].includes(name)) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (keep.includes(name) || from.getAttribute(name) === value) continue;
    from.setAttribute(name, value);
  }
}
