/**
 * The only way nodes are made on this page. Data from the server always becomes a text node or an
 * attribute, never markup, so a hostile message cannot bring its own elements.
 */

/** Makes an element; `props` are attributes, except `on` (listeners). Children that are null or false are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Number.POSITIVE_INFINITY)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces what is inside `node`. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

/** The data a delegated event carries: the nearest ancestor with the attribute, inside `root`. */
export function closest(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

const allowedSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:', 'tg:', 'ton:']);

/** A link's address when it is one a phone would open, else null (`javascript:` and the like). */
export function safeUrl(url) {
  try {
    return allowedSchemes.has(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}
