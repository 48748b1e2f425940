import { BLOCK, INLINE } from './math-syntax.js'

/** Draws formulas and colours code of a text; what this needs is loaded only when there is any. */
export async function enrich(root: HTMLElement): Promise<void> {
  await Promise.all([drawFormulas(root), colourCode(root)])
}

async function drawFormulas(root: HTMLElement): Promise<void> {
  const formulas = [...root.querySelectorAll<HTMLElement>(`.${INLINE}, .${BLOCK}`)]
  if (formulas.length === 0) return
  const [{ default: katex }] = await Promise.all([import('katex'), import('../../design/formulas.css')])
  for (const formula of formulas) {
    const text = formula.textContent ?? ''
    const isBlock = formula.classList.contains(BLOCK)
    const place = document.createElement(isBlock ? 'div' : 'span')
    place.className = isBlock ? 'formula' : ''
    // a long one scrolls, also by keyboard
    if (isBlock) place.tabIndex = 0
    try {
      katex.render(text, place, { output: 'mathml', displayMode: isBlock, maxExpand: 500 })
      formula.replaceWith(place)
    } catch {
      // what KaTeX cannot read stays as it was written
    }
  }
}

async function colourCode(root: HTMLElement): Promise<void> {
  const blocks = [...root.querySelectorAll<HTMLElement>('pre > code[class^=language-]')]
  if (blocks.length === 0) return
  const { colour } = await import('./highlight.js')
  await Promise.all(blocks.map(colour))
}
