const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g

/**
 * The members of a JSON object, each value as the text that stands there: no digit of a number is lost, as it would be by
 * way of JavaScript's numbers. The text is known to be an object.
 */
export function jsonMembers(text: string): Map<string, string> {
  const members = new Map<string, string>()
  let depth = 0
  let name: string | undefined
  let start = 0
  const close = (end: number) => {
    if (name !== undefined) members.set(name, text.slice(start, end).trim())
    name = undefined
  }
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth--
    if (depth === 0 && token === '}') close(index)
    else if (depth === 1 && token === ',') close(index)
    else if (depth === 1 && token === ':' && start <= index) start = index + 1
    else if (depth === 1 && token.startsWith('"') && name === undefined) name = JSON.parse(token) as string
    if (token === '{' || token === '[') depth++
  }
  return members
}
