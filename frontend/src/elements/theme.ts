// Light or dark: what the reader chose, kept in this browser; without a choice the system's own. The colours of both are
// in look/tokens.css.

export const THEMES = ['auto', 'light', 'dark'] as const;

export type Theme = (typeof THEMES)[number];

/** Where the choice is kept in this browser. */
export const THEME_KEY = 'jackfield.theme';

/** What was chosen. */
export function theme(): Theme {
  try {
    const kept = localStorage.getItem(THEME_KEY);
    return THEMES.find((known) => known === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** Choose, here and for later. */
export function chooseTheme(chosen: Theme): void {
  try {
    localStorage.setItem(THEME_KEY, chosen);
  } catch {
    // a browser that keeps nothing still changes the page
  }
  show(chosen);
}

const listeners = new Set<() => void>();
const system = window.matchMedia?.('(prefers-color-scheme: dark)');

/** Be told when colours may have changed, for what is drawn once and no style sheet reaches; the answer ends it. */
export function onColours(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}

function show(chosen: Theme): void {
  if (chosen === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = chosen;
  tell();
}

show(theme());
system?.addEventListener('change', tell);
window.addEventListener('storage', (event) => {
  if (event.key === THEME_KEY) show(theme());
});
