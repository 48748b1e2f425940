/** A request as it would be sent. */
export interface Request {
  method: string
  url: string
  body: string | undefined
  /** It carries an access token, which the lines take from the environment. */
  hasToken: boolean
}
export type CodeLanguage = 'curl' | 'Python' | 'JavaScript'

/** Lines that send a request, to copy. */
export const CODE: Record<CodeLanguage, (request: Request) => string> = {
  curl,
  Python: python,
  JavaScript: javascript,
}

function curl({ method, url, body, hasToken }: Request): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(url)}`,
    ...(hasToken ? [`-H "Authorization: Bearer $TOKEN"`] : []),
    ...(body === undefined ? [] : [`-H 'content-type: application/json'`, `-d ${quoted(body)}`]),
  ].join(' \\\n  ')
}

// a text of JSON is one of Python and of JavaScript, too

function python({ method, url, body, hasToken }: Request): string {
  const headers = [
    ...(hasToken ? ['"Authorization": "Bearer " + os.environ["TOKEN"]'] : []),
    ...(body === undefined ? [] : ['"Content-Type": "application/json"']),
  ]
  return [
    ...(hasToken ? ['import os', ''] : []),
    ...[
      'import requests',
      '',
      'answer = requests.request(',
      `    "${method}",`,
      `    ${JSON.stringify(url)},`,
    ],
    ...(headers.length > 0 ? [`    headers={${headers.join(', ')}},`] : []),
    ...(body === undefined ? [] : [`    data=${JSON.stringify(oneLine(body))}.encode(),`]),
    ...[')', 'print(answer.status_code, answer.text)'],
  ].join('\n')
}

function javascript({ method, url, body, hasToken }: Request): string {
  const headers = [
    ...(hasToken ? ['authorization: `Bearer $' + '{process.env.TOKEN}`'] : []),
    ...(body === undefined ? [] : ['"content-type": "application/json"']),
  ]
  return [
    ...[`const answer = await fetch(${JSON.stringify(url)}, {`, `  method: "${method}",`],
    ...(headers.length > 0 ? [`  headers: { ${headers.join(', ')} },`] : []),
    ...(body === undefined ? [] : [`  body: ${JSON.stringify(oneLine(body))},`]),
    ...['})', 'console.log(answer.status, await answer.text())'],
  ].join('\n')
}

/** Without its line ends, as long as nothing in it would change by that. */
function oneLine(body: string): string {
  if (/\d{16}/.test(body)) return body
  try {
    return JSON.stringify(JSON.parse(body))
  } catch {
    return body
  }
}
