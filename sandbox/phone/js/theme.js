/** Light or dark: as the system says until the person chooses. */
import { readRoute, writeRoute } from './route.js';

const system = matchMedia('(prefers-color-scheme: dark)');

export function applyTheme() {
  const chosen = readRoute().theme;
  document.documentElement.dataset.theme = chosen ?? (system.matches ? 'dark' : 'light');
}

export function toggleTheme() {
  writeRoute({ theme: document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark' });
  applyTheme();
}

system.addEventListener('change', applyTheme);
