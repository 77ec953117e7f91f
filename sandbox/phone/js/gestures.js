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

  root.addEventListener(
    'touchstart',
    (event) => {
      const row = rowOf(event.target);
      const [finger] = event.touches;
      if (!row || event.touches.length !== 1 || !finger) return;
      const isSideways = event.target.closest('.table-scroll, .slides') !== null;
      touch = {
        row,
        x: finger.clientX,
        y: finger.clientY,
        isSideways,
        swiping: false,
        timer: setTimeout(() => press(finger), longPressMs),
      };
    },
    { passive: true },
  );

  root.addEventListener(
    'touchmove',
    (event) => {
      const [finger] = event.touches;
      if (!touch || !finger) return;
      const dx = finger.clientX - touch.x;
      const dy = finger.clientY - touch.y;
      if (Math.abs(dx) > slackPx || Math.abs(dy) > slackPx) clearTimeout(touch.timer);
      if (!touch.isSideways && dx < -slackPx && Math.abs(dx) > 2 * Math.abs(dy)) touch.swiping = true;
      if (touch.swiping) touch.row.style.transform = `translateX(${Math.max(-swipePx - 10, Math.min(0, dx))}px)`;
      touch.dx = dx;
    },
    { passive: true },
  );

  const end = () => {
    if (!touch) return;
    clearTimeout(touch.timer);
    touch.row.style.transform = '';
    if (touch.swiping && touch.dx <= -swipePx) onReply(touch.row);
    touch = null;
  };
  root.addEventListener('touchend', end);
  root.addEventListener('touchcancel', end);

  function press(finger) {
    const row = touch?.row;
    touch = null;
    if (row) onMenu(row, finger.clientX, finger.clientY);
  }
}

function rowOf(target) {
  return target instanceof Element ? target.closest('.row[data-message-id], .album [data-message-id]') : null;
}
