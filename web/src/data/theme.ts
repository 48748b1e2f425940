import { THEME } from './kept.js'

export const THEMES = ['device', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What was chosen in this browser before. */
export const keptTheme = (): Theme => THEMES.find((each) => each === localStorage.getItem(THEME)) ?? 'device'

/** Shows the colours that were chosen; called before the first page is drawn, too, so that it does not flash. */
export function showTheme(theme: Theme): void {
  if (theme === 'device') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function putTheme(theme: Theme): void {
  if (theme === 'device') localStorage.removeItem(THEME)
  else localStorage.setItem(THEME, theme)
  showTheme(theme)
}
