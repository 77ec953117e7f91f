/**
 * Holds the reader's place while the log changes: at the bottom it stays at the bottom, else the first thing whose
 * top is in view stays where it is. (The browser's own scroll anchoring is off: it does not exist everywhere.)
 */
const nearBottomPx = 40;
const anchors = '.row, .service, .day, .bubble > *, .rich-body > *, .keyboard';

export function createScrollKeeper(root) {
  let stuck = true;

  const atBottom = () => root.scrollHeight - root.scrollTop - root.clientHeight <= nearBottomPx;
  const toBottom = () => {
    root.scrollTop = root.scrollHeight;
    stuck = true;
  };

  // Composer growth, a loading picture or a turned phone change sizes without any message changing.
  const observer = new ResizeObserver(() => {
    if (stuck) toBottom();
  });
  observer.observe(root);
  if (root.firstElementChild) observer.observe(root.firstElementChild);
  root.addEventListener('scroll', () => {
    stuck = atBottom();
  });

  return {
    keep(change) {
      if (stuck) {
        change();
        toBottom();
        return;
      }
      const anchor = firstInView(root);
      const before = anchor?.getBoundingClientRect().top ?? 0;
      change();
      if (anchor?.isConnected) root.scrollTop += anchor.getBoundingClientRect().top - before;
    },
    atBottom: () => stuck,
    toBottom,
    /** Leaves the bottom on purpose: the chat was opened at its first unread message. */
    release() {
      stuck = false;
    },
  };
}

function firstInView(root) {
  const top = root.getBoundingClientRect().top;
  const bottom = top + root.clientHeight;
  for (const node of root.querySelectorAll(anchors)) {
    const box = node.getBoundingClientRect();
    if (box.top >= top && box.top < bottom && box.height > 0) return node;
  }
  return null;
}
