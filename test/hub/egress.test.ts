import { promises as dns } from 'node:dns'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEgress, type Egress, EgressError } from '../../src/stores/egress/egress.js'
import { startNames } from '../support/name-server.js'
import { NAMES, urlForms } from '../support/url-forms.js'

let canaryPort: number
let reached = 0
const canary = createTcp((socket) => {
  reached++
  socket.destroy()
})
type Handle = (request: IncomingMessage, response: ServerResponse) => void
let handle: Handle = (_, response) => response.end('ok')
let seen: IncomingMessage[] = []
const server: Server = createServer((request, response) => {
  seen.push(request)
  handle(request, response)
})
let here: string
let there: string

const resolve = async (name: string) => {
  const found = NAMES[name] ?? { 'localhost.': ['127.0.0.1'], localhost: ['127.0.0.1'] }[name]
  if (found) return found
  if (name === 'public.test') return ['93.184.215.14']
  throw new Error('ENOTFOUND')
}
const make = (allow: string[] = [], more: object = {}): Egress =>
  createEgress({ allow, deadlineMs: 2000, maxBytes: 1000, resolve, ...more })
const reason = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error) => (error instanceof EgressError ? error.reason : String(error)),
  )

beforeAll(async () => {
  await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  canaryPort = (canary.address() as AddressInfo).port
  const { port } = server.address() as AddressInfo
  here = `http://127.0.0.1:${port}`
  there = `http://localhost:${port}`
})
afterAll(() => {
  canary.close()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  reached = 0
  seen = []
  handle = (_, response) => response.end('ok')
})

test('no spelling of an address reaches the canary, and none waits for the network', async () => {
  const forms = urlForms(canaryPort)
  expect(forms.length).toBeGreaterThanOrEqual(120)
  expect(new Set(forms).size).toBe(forms.length)
  const egress = make()
  const got: Record<string, string> = {}
  for (const form of forms) got[form] = await reason(egress.fetch(form))
  const wrong = Object.entries(got).filter(
    ([, why]) => !/^(address|credentials|port|protocol|unresolved|url)$/.test(why),
  )
  expect(wrong).toEqual([])
  expect(reached).toBe(0)
})

test('the same forms do reach the canary where the operator allows the network', async () => {
  const egress = make(['127.0.0.0/8', '::ffff:0:0/96', '0.0.0.0/8'])
  for (const form of urlForms(canaryPort)) await reason(egress.fetch(form))
  expect(reached).toBeGreaterThan(40)
})

test('a name that answers with another address the second time is connected to at the first', async () => {
  const answers = [['192.0.0.8'], ['127.0.0.1']]
  let asked = 0
  const rebinding = async () => answers[Math.min(asked++, 1)] as string[]
  // the network of the first answer is allowed, so that the request is made
  const egress = make(['192.0.0.8/32'], { resolve: rebinding, deadlineMs: 300 })
  expect(await reason(egress.fetch(`https://rebind.test:${canaryPort}/`))).toMatch(/deadline|connection/)
  expect(asked).toBe(1)
  expect(reached).toBe(0)
  // asked anew, the name is judged anew
  expect(await reason(egress.fetch(`https://rebind.test:${canaryPort}/`))).toBe('address')
  expect(reached).toBe(0)
})

test('a real name server that rebinds its name is believed once a request', async () => {
  const names = await startNames(['192.0.0.8', '127.0.0.1'])
  try {
    const resolver = new dns.Resolver()
    resolver.setServers([`127.0.0.1:${names.port}`])
    const egress = make(['192.0.0.8/32'], {
      resolve: (name: string) => resolver.resolve4(name),
      deadlineMs: 1000,
    })
    const url = `https://rebind.test:${canaryPort}/`
    expect(await reason(egress.fetch(url))).toMatch(/deadline|connection/)
    expect([names.asked, reached]).toEqual([1, 0])
    expect(await reason(egress.fetch(url))).toBe('address')
    expect([names.asked, reached]).toEqual([2, 0])
    // the second answer does lead to the canary, where that is allowed
    const trusting = make(['127.0.0.0/8'], { resolve: (name: string) => resolver.resolve4(name) })
    await reason(trusting.fetch(url))
    expect([names.asked, reached]).toEqual([3, 1])
  } finally {
    names.close()
  }
})

test('of many addresses one that is bad denies all', async () => {
  const egress = make(['93.184.215.14/32'])
  for (const name of ['first-good', 'last-good', 'good4-bad6', 'good6-bad4', 'many'])
    expect(await reason(egress.fetch(`https://${name}.test:${canaryPort}/`))).toBe('address')
  expect(reached).toBe(0)
})

test('each redirect is checked as the first address was', async () => {
  const egress = make([here])
  for (const form of urlForms(canaryPort).filter(
    (form) => /^https:..\S+$/.test(form) && !/[^ -~]/.test(form),
  )) {
    handle = (_, response) => response.writeHead(302, { location: form }).end()
    expect([form, await reason(egress.fetch(`${here}/`))]).toEqual([
      form,
      expect.not.stringMatching('answered'),
    ])
  }
  expect(reached).toBe(0)
  expect(seen.length).toBeGreaterThan(80)
})

test('a chain of redirects ends at the third, and may be watched by hand', async () => {
  const egress = make([here])
  handle = (request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('arrived')
    else response.writeHead(302, { location: `/${left - 1}` }).end()
  }
  expect(await (await egress.fetch(`${here}/3`)).text()).toBe('arrived')
  expect(await reason(egress.fetch(`${here}/4`))).toBe('redirect')
  expect((await egress.fetch(`${here}/4`, { redirect: 'manual' })).status).toBe(302)
  handle = (_, response) => response.writeHead(302, { location: `https://127.0.0.1:${canaryPort}/` }).end()
  expect(await reason(egress.fetch(`${here}/`))).toBe('address')
  expect(reached).toBe(0)
})

test('secrets are not carried to another origin', async () => {
  const egress = make([here, there], { resolve: async () => ['127.0.0.1'] })
  handle = (request, response) =>
    request.url === '/end' ? response.end('ok') : response.writeHead(302, { location: `${there}/end` }).end()
  const headers = { authorization: 'Bearer s', cookie: 's', 'x-webhook-secret': 's', accept: 'text/plain' }
  await egress.fetch(`${here}/start`, { method: 'POST', headers, body: 'secret' })
  const last = seen.at(-1)
  expect(last?.method).toBe('GET')
  expect(last?.headers).toMatchObject({ accept: 'text/plain' })
  expect(JSON.stringify(last?.rawHeaders)).not.toMatch(/Bearer|cookie|secret/)

  handle = (_, response) => response.writeHead(307, { location: `${there}/end` }).end()
  expect(await reason(egress.fetch(`${here}/`, { method: 'POST', body: 'client_secret=s' }))).toBe('redirect')
})

test('the name that was asked for is the Host, whatever the caller says', async () => {
  const egress = make([there], { resolve: async () => ['127.0.0.1'] })
  await egress.fetch(`${there}/`, { headers: { host: 'elsewhere', connection: 'upgrade' } })
  expect(seen[0]?.headers.host).toBe(new URL(there).host)
})

test('an answer that is too large, too slow or endless is given up', async () => {
  const egress = make([here], { deadlineMs: 300 })
  handle = (_, response) => response.end('x'.repeat(1001))
  expect(await reason(egress.fetch(here))).toBe('size')
  expect((await egress.fetch(here, { ignoreBody: true })).status).toBe(200)
  handle = () => {}
  expect(await reason(egress.fetch(here))).toBe('deadline')
  handle = (_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(timer))
  }
  expect(await reason(egress.fetch(here))).toBe('deadline')
  handle = (_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end()
  expect(await reason(egress.fetch(here))).toBe('connection')
})

test('a name server that never answers is not waited for', async () => {
  const egress = make([], { deadlineMs: 200, resolve: () => new Promise(() => {}) })
  expect(await reason(egress.fetch('https://slow.test/'))).toBe('deadline')
})

test('proxies of the environment are not used', async () => {
  const before = { ...process.env }
  Object.assign(process.env, { HTTPS_PROXY: here, https_proxy: here, ALL_PROXY: here, HTTP_PROXY: here })
  try {
    const egress = make(['192.0.0.8/32'], { deadlineMs: 300, resolve: async () => ['192.0.0.8'] })
    expect(await reason(egress.fetch('https://far.test/'))).toMatch(/deadline|connection/)
    expect(seen).toEqual([])
  } finally {
    process.env = before
  }
})

test('trust is for an origin as it is written, or for a network', async () => {
  expect(await reason(make([here]).fetch(`${here}/`))).toBe('answered')
  expect(await reason(make([here.replace('http:', 'https:')]).fetch(`${here}/`))).toBe('protocol')
  expect(await reason(make(['127.0.0.0/8']).fetch(`${here}/`))).toBe('protocol')
  expect(await reason(make(['10.0.0.0/8']).fetch(`https://127.0.0.1:${canaryPort}/`))).toBe('address')
  for (const wrong of ['nonsense', 'ftp://x', 'https://x/path', 'https://u:p@x', '10.0.0.0/99'])
    expect(() => make([wrong])).toThrow(EgressError)
})
