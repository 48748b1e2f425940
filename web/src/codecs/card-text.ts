import { CORE_SCHEMA, dump, load } from 'js-yaml'

/** A card in two parts: the YAML between the lines of ---, and the Markdown below. */
export interface CardText {
  front: string
  body: string
}

export function splitCard(text: string): CardText {
  const found = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/.exec(text)
  if (!found) return { front: '', body: text }
  return { front: found[1] ?? '', body: text.slice(found[0].length).replace(/^\r?\n/, '') }
}

export const joinCard = ({ front, body }: CardText): string =>
  front.trim() === '' ? body : `---\n${front.replace(/\n*$/, '\n')}---\n\n${body}`

/** The values of the YAML. Throws YAMLException, whose message says where it is wrong. */
export function frontValues(front: string): Record<string, unknown> {
  const value = load(front, { schema: CORE_SCHEMA })
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** The YAML with one key changed, and every other line, comments too, as it was. Undefined takes the key away. */
export function setField(front: string, key: string, value: unknown): string {
  const lines = front.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`${key}:`))
  let end = start + 1
  // what belongs to the key is indented, or a list without indent, or empty
  while (start >= 0 && end < lines.length && /^(\s|- |-$|$)/.test(lines[end] ?? '')) end++
  while (end > start + 1 && lines[end - 1] === '') end--
  const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  const written = isEmpty
    ? []
    : dump({ [key]: value }, { lineWidth: -1 })
        .trimEnd()
        .split('\n')
  if (start < 0)
    return isEmpty
      ? front
      : `${[front.replace(/\n*$/, ''), ...written].filter((part) => part !== '').join('\n')}\n`
  return [...lines.slice(0, start), ...written, ...lines.slice(end)].join('\n')
}
