const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}
type Value = string | Html | Html[]

const escaped = (value: Value): string => {
  if (Array.isArray(value)) return value.map((each) => each.text).join('')
  return value instanceof Html ? value.text : value.replace(/[&<>"']/g, (char) => ESCAPES[char] as string)
}

/** HTML of a template; every value is escaped that is not HTML itself. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(parts.map((part, i) => (i === 0 ? part : escaped(values[i - 1] as Value) + part)).join(''))
