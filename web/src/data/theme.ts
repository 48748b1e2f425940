import { keepTheme, THEME } from './kept.js'

export const THEMES = ['device', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What was chosen in this browser before. */
export const keptTheme = (): Theme => THEMES.find((each) => each === localStorage.getItem(THEME)) ?? 'device'

/** Shows these colours, and keeps them. Called before the first page is drawn, too: the cookie ends after a year. */
export function putTheme(theme: Theme): void {
  keepTheme(theme === 'device' ? undefined : theme)
  if (theme === 'device') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
