import { useState } from 'react'
import { keptTheme, putTheme, THEMES } from '../data/theme.js'
import { useWords } from '../words/words.js'

/** Turns from the device's own colours to light, to dark, and back; what was chosen is kept. */
export function ThemeButton() {
  const { words } = useWords()
  const [theme, setTheme] = useState(keptTheme)
  const turn = () => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'device'
    putTheme(next)
    setTheme(next)
  }
  const label = `${words.theme}: ${words.themes[theme]}`
  return (
    <button type="button" onClick={turn} aria-label={label} title={label}>
      {{ device: '◐', light: '☀', dark: '☾' }[theme]}
    </button>
  )
}
