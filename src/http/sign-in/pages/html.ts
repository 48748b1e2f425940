import { escapeHtml } from '../../../core/html.js'

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}
type Value = string | Html | Html[]

const escaped = (value: Value): string => {
  if (Array.isArray(value)) return value.map((each) => each.text).join('')
  return value instanceof Html ? value.text : escapeHtml(value)
}

/** HTML of a template; every value is escaped that is not HTML itself. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(parts.map((part, i) => (i === 0 ? part : escaped(values[i - 1] as Value) + part)).join(''))
