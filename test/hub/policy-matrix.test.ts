import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ErrorKey, HubError } from '../../src/core/errors.js'
import { ACTIONS, decide, type RepoAction } from '../../src/core/policy.js'
import type { Route } from '../../src/http/route.js'
import { allRoutes } from '../../src/http/router.js'
import { startHub, type TestHub } from '../support/hub.js'
import {
  type Caller,
  createWorld,
  NAMESPACE,
  newSession,
  resourceOf,
  SUBJECTS,
  type Subject,
} from '../support/world.js'

/** The matrix is made from the route table: a new route is in it at once. */
const routes = allRoutes()
const isByQuery = (route: Route) => route.named === 'by-query'
const isRepoRoute = (route: Route) => isByQuery(route) || route.paths.every((path) => path.includes(':ns'))
const addresses = (some: Route[]) =>
  some.flatMap((route) =>
    route.paths.map((path) => ({ route, path: isByQuery(route) ? `${path}?dataset=:ns/:name` : path })),
  )
const repoAddresses = addresses(routes.filter(isRepoRoute))
const AT_ONCE = 8

let hub: TestHub
let callers: Caller[]
/** Part of the addresses of xet. */
let instance: string
beforeAll(async () => {
  // more wrong tokens than anybody may send
  hub = await startHub({ badTokens: 100_000 })
  callers = await createWorld(hub)
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  instance = (await hub.app.metadata.secret('xet-instance')).toString('hex').slice(0, 16)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

/** What stands for `*`: something that exists, so that only the policy is in the way. */
function tailOf({ method, path }: { method: string; path: string }): string {
  if (/\/(resolve|raw|resolve-cache\/\w+\/:ns\/:name)\/\*$/.test(path)) return 'main/.gitattributes'
  if (path.includes('/compare/') || path.includes('/row-changes/')) return 'main..main'
  if (path.includes('/inside/')) return 'main/.gitattributes'
  if (path.includes('/branch/')) return method === 'POST' ? 'fresh' : 'nope'
  if (path.includes('/tag/') && method === 'DELETE') return 'nope'
  return 'main'
}
const fill = (method: string, path: string, name: string): string =>
  path
    .replace(':ns', NAMESPACE)
    .replace(':name', name)
    .replace(':instance', instance)
    .replace(/:\w+/g, '1')
    .replace(/\*$/, tailOf({ method, path }))

/** Routes of one action ask the same function: the first has all cells, of the others one in so many, each other ones. */
const OTHER_ROUTES = 2
/** A route's further addresses have the same handler, too. */
const OTHER_ADDRESSES = 8

/**
 * Every caller and every repo meets each address. Sessions, which the policy judges like tokens, meet the first of a
 * route only.
 */
function isLeftOut(route: Route, path: string, subject: Subject, caller: Caller): boolean {
  if (caller.session !== undefined && subject.isForSessions !== true) return true
  const isFirst = path.startsWith(route.paths[0] as string)
  if (!isFirst && (subject.isThin === true || caller.session !== undefined)) return true
  const place = routes.filter(({ action }) => action === route.action).indexOf(route)
  if (isFirst && place === 0) return false
  const cell = callers.indexOf(caller) + SUBJECTS.indexOf(subject) + place
  return cell % (isFirst ? OTHER_ROUTES : OTHER_ADDRESSES) !== 0
}

interface Answer {
  status: number
  code: string | null
  body: string
  headers: Record<string, string>
}
async function ask(caller: Caller, method: string, path: string): Promise<Answer> {
  const { token, session } = caller
  const answer = await hub.call(path, {
    method,
    ...(token && { token }),
    ...(session && {
      headers: {
        cookie: `databelt-session=${session.secret}`,
        ...(session.origin && { origin: session.origin }),
      },
    }),
    ...(method !== 'GET' && method !== 'HEAD' && { body: /\/git-[\w-]+pack$/.test(path) ? '0000' : '{}' }),
  })
  const body = await answer.text()
  return {
    status: answer.status,
    code: answer.headers.get('x-error-code'),
    body,
    headers: Object.fromEntries(answer.headers),
  }
}

/** Runs `work` on every item, some at a time. Returns what it found wrong. */
async function all<T>(items: T[], work: (item: T) => Promise<string | undefined>): Promise<string[]> {
  const wrong: string[] = []
  const rest = [...items]
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      const problem = await work(item)
      if (problem !== undefined) wrong.push(problem)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return wrong
}

/** The dataset viewer has two answers for all who may not read a dataset. */
function viewerError(error: ErrorKey | undefined, caller: Caller): ErrorKey | undefined {
  if (error === undefined || error === 'AccountSuspended') return error
  const isUnknown =
    caller.principal.kind === 'anonymous' && !['RepoDisabled', 'RepoWithdrawn'].includes(error)
  return isUnknown ? 'ViewerNotFoundAnonymous' : 'ViewerNotFound'
}

/** A cookie is not believed for what changes something, unless our own page sends it. */
const isCrossSite = ({ session }: Caller, method: string): boolean =>
  session !== undefined && session.origin === undefined && method !== 'GET' && method !== 'HEAD'

function expectedOf(
  caller: Caller,
  method: string,
  action: RepoAction,
  subject: Subject,
): ErrorKey | undefined {
  if (caller.isSuspended) return 'AccountSuspended'
  if (isCrossSite(caller, method)) return 'CrossSite'
  if (!subject.state) return caller.principal.kind === 'anonymous' ? 'RepoNotFoundAnonymous' : 'RepoNotFound'
  const decision = decide(caller.principal, action, resourceOf(subject, caller))
  return decision.allow ? undefined : decision.error
}

/** Answers that only the policy gives. */
const isRefusal = ({ status, code }: Answer): boolean =>
  status === 401 ||
  status === 403 ||
  ['RepoNotFound', 'GatedRepo', 'ExternalAuthenticatedError'].includes(code ?? '')

const isWrongToken = ({ status, headers }: Answer): boolean =>
  status === 401 && headers['x-error-message'] === 'Invalid credentials in Authorization header'
const isUnsigned = (answer: Answer): boolean =>
  (answer.status === 403 && answer.code === 'BadSignature') || isWrongToken(answer)

test('every route of the table declares an action of the policy', () => {
  for (const route of routes) expect(ACTIONS, route.paths[0]).toContain(route.action)
  for (const route of routes.filter(isRepoRoute)) expect(route.action).toMatch(/^repo:/)
  for (const route of routes.filter((each) => !isRepoRoute(each))) {
    expect(route.action).not.toMatch(/^repo:/)
    for (const path of route.paths) expect(path).not.toContain(':ns')
  }
})

test('every route that changes something needs more than reading', () => {
  const harmless = [
    '/paths-info/*',
    '/info/lfs/objects/batch',
    '/info/lfs/locks',
    '/unlock',
    '/git-upload-pack',
    '/validate-yaml',
    '/api/sql',
    '/mcp',
    '/api/sign-',
    '/api/account-links',
  ]
  const notHere = [
    '/merge',
    '/lfs-files',
    '/duplicate',
    '/user-access-request',
    '/api/collections',
    '/api/settings',
    '/oauth',
    '/spaces',
  ]
  for (const { route, path } of addresses(routes)) {
    if (route.method === 'GET' || [...harmless, ...notHere].some((part) => path.includes(part))) continue
    expect(
      [
        ...['repo:apply', 'repo:discuss', 'repo:write', 'repo:admin'],
        ...['account:read', 'account:manage', 'account:write', 'namespace:create-repo'],
        ...['org:leave', 'org:admin', 'hub:admin', 'signed'],
      ],
      path,
    ).toContain(route.action)
  }
})

test('every route answers every caller as the policy says, in every state of a repo', {
  timeout: 2_400_000,
}, async () => {
  const cells = repoAddresses.flatMap(({ route, path }) => {
    const methods = route.method === 'GET' ? ['GET', 'HEAD'] : [String(route.method)]
    return methods.flatMap((method, i) =>
      callers.flatMap((caller) =>
        // HEAD is the same handler; a part of its cells is enough
        SUBJECTS.filter((each, j) => (i === 0 || j % 4 === 0) && !isLeftOut(route, path, each, caller)).map(
          (subject) => ({
            method,
            route,
            path,
            caller,
            subject,
          }),
        ),
      ),
    )
  })
  const answered = async ({ method, route, path, caller, subject }: (typeof cells)[number]) => {
    const decided = expectedOf(caller, method, route.action as RepoAction, subject)
    const expected = isByQuery(route) ? viewerError(decided, caller) : decided
    const answer = await ask(caller, method, fill(method, path, subject.name))
    const cell = `${method} ${path} by ${caller.name} on ${subject.name}`
    if (answer.status >= 500 && answer.status !== 501) return `${cell}: ${answer.status}`
    if (expected === undefined)
      return isRefusal(answer) ? `${cell}: refused with ${answer.status} ${answer.code}` : undefined
    const error = new HubError(expected)
    const isRight = answer.status === error.status && (answer.code ?? '') === error.code
    return isRight ? undefined : `${cell}: ${answer.status} ${answer.code}, not ${error.status} ${error.code}`
  }
  // whoever gives up an approval has it no more
  const givesUp = ({ method, path }: (typeof cells)[number]) =>
    method === 'DELETE' && path.endsWith('/access')
  const wrong = [
    ...(await all(
      cells.filter((cell) => !givesUp(cell)),
      answered,
    )),
    ...(await all(cells.filter(givesUp), answered)),
  ]
  const bySession = cells.filter(({ caller }) => caller.session)
  const atManualGate = cells.filter(({ subject }) => subject.state?.gated === 'manual')
  console.log(
    `policy matrix: ${cells.length} cells over ${repoAddresses.length} addresses,`,
    `${bySession.length} by a session, ${atManualGate.length} at a manual gate`,
  )
  expect(bySession.length).toBeGreaterThan(1000)
  expect(atManualGate.length).toBeGreaterThan(1000)
  expect(cells.length).toBeGreaterThanOrEqual(3000)
  expect(wrong).toEqual([])
})

/** What must not tell a private repo from an absent one: everything but the name, the time and the request's id. */
function masked({ status, body, headers }: Answer, name: string): string {
  const { date: _, 'x-request-id': __, ...rest } = headers
  const text = JSON.stringify({ status, body, headers: rest })
  return text.replaceAll(name, 'NAME').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
}

test('CVE-2019-19030: a private repo cannot be told from one that does not exist', {
  timeout: 2_400_000,
}, async () => {
  const absent = SUBJECTS.find((subject) => !subject.state) as Subject
  const hidden = SUBJECTS.filter((subject) => subject.state)
  const cells = repoAddresses.flatMap(({ route, path }) =>
    callers.flatMap((caller) => {
      const secret = hidden.filter(
        (each) =>
          !isLeftOut(route, path, each, caller) &&
          expectedOf(caller, String(route.method), 'repo:read', each)?.startsWith('RepoNotFound'),
      )
      return secret.length === 0 ? [] : [{ method: String(route.method), path, caller, secret }]
    }),
  )
  let pairs = 0
  const wrong = await all(cells, async ({ method, path, caller, secret }) => {
    for (const verb of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
      const none = masked(await ask(caller, verb, fill(method, path, absent.name)), absent.name)
      for (const subject of secret) {
        pairs++
        const answer = masked(await ask(caller, verb, fill(method, path, subject.name)), subject.name)
        if (answer !== none)
          return `${verb} ${path} by ${caller.name} on ${subject.name}:\n${answer}\n${none}`
      }
    }
    return undefined
  })
  console.log(`private against absent: ${pairs} pairs`)
  expect(pairs).toBeGreaterThan(1000)
  expect(wrong).toEqual([])
})

/** Some of these routes end the session that asks. */
async function signedInAnew(caller: Caller): Promise<Caller> {
  const { principal, session } = caller
  if (!session || principal.kind !== 'user') return caller
  const secret = await newSession(hub, principal.userId, session.isStrong)
  return { ...caller, session: { ...session, secret } }
}

test('routes of the hub itself answer as the policy says', { timeout: 600_000 }, async () => {
  const cells = addresses(routes.filter((route) => !isRepoRoute(route))).flatMap(({ route, path }) =>
    callers.map((caller) => ({ route, path, caller })),
  )
  const wrong = await all(cells, async ({ route, path, caller }) => {
    const method = String(route.method)
    const answer = await ask(await signedInAnew(caller), method, fill(method, path, 'nobody'))
    const cell = `${method} ${path} by ${caller.name}: ${answer.status} ${answer.code}`
    if (answer.status >= 500 && answer.status !== 501) return cell
    // nothing here is signed, and no token is one of xet, so all of these must be refused
    if (route.action === 'signed') return isUnsigned(answer) ? undefined : cell
    if (caller.isSuspended && !route.anonymous) return answer.code === 'AccountSuspended' ? undefined : cell
    const isCookieRead = !route.anonymous && !route.cookieless
    if (isCookieRead && isCrossSite(caller, method)) return answer.code === 'CrossSite' ? undefined : cell
    const decision = decide(caller.principal, route.action, { kind: 'hub' })
    if (decision.allow) return answer.status === 401 ? cell : undefined
    const { status, code } = new HubError(decision.error)
    return answer.status === status && answer.code === code ? undefined : cell
  })
  console.log(`the hub itself: ${cells.length} cells`)
  expect(wrong).toEqual([])
})

test('routes of an organisation answer as the policy says', { timeout: 600_000 }, async () => {
  const ofOrgs = routes.filter(
    (route) => route.action.startsWith('org:') && !route.paths[0]?.endsWith('/leave'),
  )
  const cells = addresses(ofOrgs).flatMap(({ route, path }) =>
    callers.flatMap((caller) => [NAMESPACE, 'absent'].map((org) => ({ route, path, caller, org }))),
  )
  const wrong = await all(cells, async ({ route, path, caller, org }) => {
    const method = String(route.method)
    const answer = await ask(await signedInAnew(caller), method, fill(method, path.replace(':name', org), ''))
    const cell = `${method} ${path} of ${org} by ${caller.name}: ${answer.status} ${answer.code}`
    if (answer.status >= 500) return cell
    if (caller.isSuspended) return answer.code === 'AccountSuspended' ? undefined : cell
    if (isCrossSite(caller, method)) return answer.code === 'CrossSite' ? undefined : cell
    const role = org === NAMESPACE ? caller.orgRole : null
    const decision = decide(caller.principal, route.action, { kind: 'namespace', name: org, role })
    if (org !== NAMESPACE && caller.principal.kind === 'user')
      return answer.code === 'NamespaceNotFound' ? undefined : cell
    if (decision.allow) return isRefusal(answer) ? cell : undefined
    return answer.code === decision.error ? undefined : cell
  })
  console.log(`organisations: ${cells.length} cells`)
  expect(cells.length).toBeGreaterThan(500)
  expect(wrong).toEqual([])
})

test('a wrong token is refused everywhere, and never falls back to what anybody may see', async () => {
  const stranger = { ...(callers[0] as Caller), token: 'dbelt_nobody' }
  const wrong = await all(addresses(routes), async ({ route, path }) => {
    const method = String(route.method)
    const answer = await ask(stranger, method, fill(method, path, 'repo-uo0'))
    // a signed address asks for no token, and its signature is missing here
    const isRight = route.action === 'signed' ? isUnsigned(answer) : isWrongToken(answer)
    return isRight ? undefined : `${method} ${path}: ${answer.status}`
  })
  expect(wrong).toEqual([])
})
