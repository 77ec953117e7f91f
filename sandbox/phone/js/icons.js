/** Line icons of the page, drawn on a 24 × 24 grid. */
const paths = {
  back: 'M19 12H5m0 0 6-6m-6 6 6 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm9.5 3-4.9-4.9',
  clip: 'm19.5 11.5-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.3 4.3l-8 8a1.5 1.5 0 0 1-2.1-2.2l7.2-7.1',
  slash: 'M9 4h6a5 5 0 0 1 5 5v6a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5V9a5 5 0 0 1 5-5Zm4.8 4-3.6 8',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'm6 9.5 6 6 6-6',
  reply: 'M10 7 4 12.5 10 18v-3.5c5 0 8 1 10 4-.6-5.5-3.5-8.5-10-9V7Z',
  edit: 'm4 20 1-4L15.5 5.5l3 3L8 19l-4 1ZM13.5 7.5l3 3',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  pin: 'm14 4 6 6-3.5 1-3 3-.5 4-7-7 4-.5 3-3L14 4ZM9 15l-5 5',
  trash: 'M5 7h14M10 7V4.5h4V7m-7.5 0 1 13h9l1-13',
  document: 'M7 3.5h7L18.5 8v12.5h-13v-17H7Zm6.5 0V8.5h5',
  download: 'M12 4v11m0 0 5-5m-5 5-5-5M5 20h14',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5v.01',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2.5v2m0 15v2m9.5-9.5h-2m-15 0h-2m16.2-6.7-1.4 1.4M6.7 17.3l-1.4 1.4m13.4 0-1.4-1.4M6.7 6.7 5.3 5.3',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  link: 'M8 16 16.5 7.5M9.5 7h7.5v7.5',
  chevron: 'm9 6 6 6-6 6',
  hash: 'M9.5 4 7.5 20m9-16-2 16M4.5 9h16M3.5 15h16',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
};

const svgNamespace = 'http://www.w3.org/2000/svg';

export function icon(name, size = 24) {
  const svg = document.createElementNS(svgNamespace, 'svg');
  const attributes = {
    viewBox: '0 0 24 24',
    width: size,
    height: size,
    class: `icon icon-${name}`,
    'aria-hidden': 'true',
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, String(value));
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', paths[name] ?? '');
  svg.append(path);
  return svg;
}

/** The "plane" of the send button is the one filled icon. */
export function plane() {
  const svg = icon('send');
  svg.firstElementChild?.setAttribute(
    'd',
    'M3.4 20.4 21 12.9a1 1 0 0 0 0-1.8L3.4 3.6c-.8-.3-1.6.4-1.4 1.2L3.9 11l9.1 1-9.1 1L2 19.2c-.2.8.6 1.5 1.4 1.2Z',
  );
  svg.classList.add('filled');
  return svg;
}
