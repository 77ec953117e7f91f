/** Fingers on a message: a long press (or right click) opens its menu, a swipe to the left answers it. */
const longPressMs = 450;
const swipePx = 60;
const slackPx = 8;

export function listenToGestures(root, { onMenu, onReply }) {
  let touch = null;

  root.addEventListener('contextmenu', (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    event.preventDefault();
    onMenu(row, event.clientX, event.clientY);
  });
  root.addEventListener('touchstart', begin, { passive: true });
  root.addEventListener('touchmove', move, { passive: true });
  root.addEventListener('touchend', end);
  root.addEventListener('touchcancel', end);

  function begin(event) {
    const row = rowOf(event.target);
    if (!row || event.touches.length !== 1) return;
    const { clientX: x, clientY: y } = event.touches[0];
    const isSideways = event.target.closest('.table-scroll, .slides') !== null;
    touch = { row, x, y, isSideways, swipedPx: 0, timer: setTimeout(() => press(row, x, y), longPressMs) };
  }

  function move(event) {
    if (!touch) return;
    const dx = event.touches[0].clientX - touch.x;
    const dy = event.touches[0].clientY - touch.y;
    if (Math.abs(dx) > slackPx || Math.abs(dy) > slackPx) clearTimeout(touch.timer);
    const startsSwipe = !touch.isSideways && dx < -slackPx && Math.abs(dx) > 2 * Math.abs(dy);
    if (touch.swipedPx === 0 && !startsSwipe) return;
    touch.swipedPx = Math.max(1, -dx);
    touch.row.style.transform = `translateX(${-Math.min(swipePx + 10, touch.swipedPx)}px)`;
  }

  function end() {
    if (!touch) return;
    const { row, timer, swipedPx } = touch;
    touch = null;
    clearTimeout(timer);
    row.style.transform = '';
    if (swipedPx >= swipePx) onReply(row);
  }

  function press(row, x, y) {
    touch = null;
    onMenu(row, x, y);
  }
}

function rowOf(target) {
  return target instanceof Element ? target.closest('.row[data-message-id], .album [data-message-id]') : null;
}
