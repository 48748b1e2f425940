import type { LayoutProblem, ProblemCode } from './types.js'

/** Why a config cannot be read. It ends the work on that config, not on the others. */
export class LayoutTrouble extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
  ) {
    super(message)
  }
}

export function problem(code: ProblemCode, message: string, config?: string): LayoutProblem {
  return config === undefined ? { code, message } : { config, code, message }
}

/** A value of the card for a message: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}
