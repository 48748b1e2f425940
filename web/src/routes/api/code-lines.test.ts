import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { CODE, type Request } from './code-lines.js'

const URL = "https://hub.example/api/datasets/a/it's?q=%22한글%22&n=1"
const BODY = '{\n  "sql": "select \'x\\n\' -- 한글 \\"q\\" \\\\",\n  "limit": true\n}'
const requests: Request[] = [
  { method: 'GET', url: URL, body: undefined, hasToken: false },
  { method: 'POST', url: URL, body: BODY, hasToken: true },
  { method: 'PUT', url: URL, body: '{"not": json', hasToken: true },
  { method: 'PATCH', url: URL, body: '{"n": 12345678901234567890}', hasToken: false },
]
const same = (sent: string | undefined, body: string | undefined) =>
  expect(sent && body?.startsWith('{\n') ? JSON.parse(sent) : sent).toEqual(
    body?.startsWith('{\n') ? JSON.parse(body) : body,
  )

test.each(requests)('JavaScript sends $method', async ({ method, url, body, hasToken }) => {
  const sent: [string, RequestInit][] = []
  const fetch = async (to: string, init: RequestInit) => {
    sent.push([to, init])
    return { status: 200, text: async () => '' }
  }
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  const code = CODE.JavaScript({ method, url, body, hasToken })
  await new AsyncFunction('fetch', 'process', 'console', code)(
    fetch,
    { env: { TOKEN: 'secret' } },
    { log() {} },
  )
  const [[to, init]] = sent as [[string, RequestInit]]
  expect([to, init.method]).toEqual([url, method])
  same(init.body as string | undefined, body)
  const headers = new Headers(init.headers)
  expect(headers.get('authorization')).toBe(hasToken ? 'Bearer secret' : null)
  expect(headers.get('content-type')).toBe(body === undefined ? null : 'application/json')
})

/** What is sent, of a module that is not asked to be there: its name is answered by a few lines of ours. */
const STUB = `
import json, sys, types
def request(method, url, headers={}, data=None):
    print(json.dumps([method, url, headers, data and data.decode()]))
    return types.SimpleNamespace(status_code=200, text='')
sys.modules['requests'] = types.SimpleNamespace(request=request)
`
const PATH = '/usr/local/bin:/usr/bin:/bin'
const hasPython = spawnSync('python3', ['--version'], { env: { PATH } }).status === 0
test.skipIf(!hasPython).each(requests)(
  'Python, where there is one, sends $method',
  ({ method, url, body, hasToken }) => {
    const code = STUB + CODE.Python({ method, url, body, hasToken })
    const options = { env: { PATH, TOKEN: 'secret', PYTHONIOENCODING: 'utf8' } }
    const [line = ''] = execFileSync('python3', ['-c', code], options).toString().split('\n')
    const [as, to, headers, data] = JSON.parse(line)
    expect([as, to]).toEqual([method, url])
    expect(headers.Authorization).toBe(hasToken ? 'Bearer secret' : undefined)
    same(data ?? undefined, body)
  },
)

test.each(requests)('curl sends $method', ({ method, url, body, hasToken }) => {
  // a shell takes the line apart as it would for curl
  const code = `curl() { printf '%s\\0' "$@"; }\n${CODE.curl({ method, url, body, hasToken })}`
  const words = execFileSync('sh', ['-c', code], { env: { TOKEN: 'secret' } })
    .toString()
    .split('\0')
    .slice(0, -1)
  expect(words).toContain(url)
  expect(words.includes('Authorization: Bearer secret')).toBe(hasToken)
  expect(words[words.indexOf('-d') + 1]).toBe(body ?? words[0])
})
