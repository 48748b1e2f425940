import { afterAll, beforeAll, expect, test } from 'vitest'
import { chunkHash, toHex } from '../../src/codecs/xet/hash.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { lfsFile, newRepo, sendLfs } from '../support/lfs.js'
import {
  afterwards,
  everyHash,
  everyList,
  everyRoute,
  everyTool,
  everyUse,
  OWN,
  type Probe,
  SHARED,
} from '../support/paired-probes.js'
import { type Masks, type Trace, traced } from '../support/traces.js'
import { onDatabase } from '../support/world.js'
import { fileOf, makeXorb, publish, shardOf, termOf } from '../support/xet.js'

/**
 * Two hubs: one has private repos of another user, one has not. Somebody without access asks both the same, and must get
 * the same, byte for byte. Only what is random or the time is masked, and only where it is known to be that.
 */
interface World {
  hub: TestHub
  tokens: Record<'mallory' | 'victim', string>
  /** Random values of this hub, and what stands for them. */
  masks: Masks
}
let worlds: [World, World]
beforeAll(async () => {
  worlds = [await makeWorld(true), await makeWorld(false)]
}, 240_000)
afterAll(async () => {
  for (const { hub } of worlds ?? []) await hub[Symbol.asyncDispose]()
})

async function makeWorld(hasSecret: boolean): Promise<World> {
  const hub = await startHub()
  const tokens = { mallory: await hub.user('mallory'), victim: await hub.user('victim') }
  await hub.org('lab', { victim: 'admin' })
  await newRepo(hub, tokens.mallory, 'own', 'private')
  await newRepo(hub, tokens.mallory, 'open')
  await newRepo(hub, tokens.victim, 'known')
  await fill(hub, tokens.mallory, 'mallory/own', SHARED)
  await fill(hub, tokens.mallory, 'mallory/open', SHARED)
  await fill(hub, tokens.victim, 'victim/known', SHARED)
  if (hasSecret) await addSecrets(hub, tokens.victim)
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  // only what is compared here shall be in the sums of use
  await hub.app.services.metering.close()
  await onDatabase(hub, 'delete from usage_daily', [])
  return { hub, tokens, masks: await masksOf(hub) }
}

async function addSecrets(hub: TestHub, token: string): Promise<void> {
  for (const owner of ['victim', 'lab']) {
    await newRepo(hub, token, 'former', 'private', owner === 'lab' ? 'lab' : undefined)
    await fill(hub, token, `${owner}/former`, OWN)
    await fill(hub, token, `${owner}/former`, SHARED, 'copy-')
    const body = JSON.stringify({ fromRepo: `${owner}/former`, toRepo: `${owner}/secret`, type: 'dataset' })
    expect((await hub.call('/api/repos/move', { method: 'POST', token, body })).status).toBe(200)
  }
}

async function fill(
  hub: TestHub,
  token: string,
  repo: string,
  data: typeof SHARED,
  prefix = '',
): Promise<void> {
  const card = `---\nlicense: mit\ntags: [speech, ${repo.includes('former') ? 'hidden-tag' : 'tag'}]\n---\n# Words of ${repo}\n`
  await sendLfs(hub, repo, token, data.lfs)
  await publish(hub, repo, token, `${prefix}x.bin`, data.xet)
  const body = commitBody('add', [
    file('README.md', card),
    file(`${prefix}data.csv`, data.csv),
    lfsFile(`${prefix}large.bin`, data.lfs),
  ])
  const answer = await hub.call(`/api/datasets/${repo}/commit/main`, { method: 'POST', token, body })
  if (answer.status !== 200) throw new Error(await answer.text())
}

/** Ids of what both hubs have, which are random or made of the time: in the order they were made. */
async function masksOf(hub: TestHub): Promise<Masks> {
  const masks: Masks = new Map([
    [hub.url, 'HUB'],
    [hub.url.replace('http://', ''), 'HOST'],
  ])
  masks.set((await hub.app.metadata.secret('xet-instance')).toString('hex').slice(0, 16), 'INSTANCE')
  const { rows } = await onDatabase(
    hub,
    `select r.public_id, n.name || '/' || r.name as name,
            array(select encode(oid, 'hex') from git_commits c where c.repo_id = r.id order by seq) as commits
       from repos r join namespaces n on n.id = r.namespace_id where r.name <> 'secret' order by r.id`,
    [],
  )
  for (const { public_id, name, commits } of rows) {
    masks.set(public_id, `ID of ${name}`)
    for (const [i, commit] of (commits as string[]).entries()) masks.set(commit, `COMMIT ${i}`)
  }
  return masks
}

async function ask(
  { hub, tokens, masks }: World,
  { as, method, path, body, headers }: Probe,
): Promise<Trace> {
  let at = path
  for (const [value, mask] of masks) at = at.replaceAll(`{${mask}}`, value)
  const answer = await fetch(at.startsWith('http') ? at : hub.url + at, {
    method,
    redirect: 'manual',
    headers: { ...(as === 'mallory' && { authorization: `Bearer ${tokens.mallory}` }), ...headers },
    ...(body !== undefined && { body }),
  })
  return traced(answer, masks)
}

/** The chunks of the victim, asked for, guessed and sent again, with tokens for one's own repo. */
async function everyChunk(world: World): Promise<[string, Trace][]> {
  const found: [string, Trace][] = []
  for (const right of ['read', 'write']) {
    const at = `/api/datasets/mallory/own/xet-${right}-token/main`
    const { accessToken } = JSON.parse(
      await (await world.hub.call(at, { token: world.tokens.mallory })).text(),
    ) as { accessToken: string }
    const headers = { authorization: `Bearer ${accessToken}` }
    for (const [name, data] of Object.entries({ OWN, SHARED })) {
      const xorb = makeXorb(data.xet)
      const made = fileOf([termOf(xorb)])
      const part = fileOf([termOf(xorb, 1, 3)])
      const calls: [string, string, (string | Uint8Array)?][] = [
        ...data.xet.map((chunk): [string, string] => [
          'GET',
          `/v1/chunks/default/${toHex(chunkHash(chunk))}`,
        ]),
        ['GET', `/v1/chunks/default/${xorb.hex}`],
        ['GET', `/v1/reconstructions/${made.hex}`],
        ['GET', `/v2/reconstructions/${made.hex}`],
        ['GET', `/v1/reconstructions?file_id=${made.hex}`],
        ['POST', '/v1/reconstructions', JSON.stringify([made.hex])],
        ['HEAD', `/v1/files/${made.hex}`],
        ['HEAD', `/v1/xorbs/default/${xorb.hex}`],
        ['POST', '/v1/shards', shardOf({ files: [made] })],
        ['POST', '/v1/shards', shardOf({ files: [part] })],
        ['POST', `/v1/xorbs/default/${xorb.hex}`, xorb.body.subarray(0, 100)],
        // whoever has the bytes may send them, and hears what they would hear of bytes that are new
        ['POST', `/v1/xorbs/default/${xorb.hex}`, xorb.body],
        ['POST', '/v1/shards', shardOf({ files: [made] })],
        ['GET', `/v1/reconstructions/${made.hex}`],
      ]
      for (const [method, path, body] of calls) {
        const probe = { what: '', as: 'anonymous' as const, method, path: `/xet/{INSTANCE}${path}`, headers }
        const trace = await ask(world, { ...probe, ...(body !== undefined && { body }) })
        found.push([`${method} ${path} with a token to ${right}, of ${name}`, trace])
      }
    }
  }
  return found
}

async function traceOf(world: World): Promise<[string, Trace][]> {
  const trace: [string, Trace][] = []
  const run = async (probes: Probe[]) => {
    for (const probe of probes) trace.push([`${probe.as}: ${probe.what}`, await ask(world, probe)])
  }
  await run(everyRoute())
  await run(everyList())
  await run(everyHash())
  trace.push(...(await everyChunk(world)))
  for (const [value, mask] of await masksOf(world.hub)) world.masks.set(value, mask)
  await run(everyList())
  await run(everyTool())
  await run(afterwards())
  await world.hub.app.services.metering.close()
  await run(everyUse())
  await run([{ what: 'own audit', as: 'mallory', method: 'GET', path: '/api/settings/audit?limit=1000' }])
  return trace
}

test('a hub with private repos and one without them answer somebody without access byte for byte alike', {
  timeout: 900_000,
}, async () => {
  const [one, other] = [await traceOf(worlds[0]), await traceOf(worlds[1])]
  expect(one.length).toBe(other.length)
  expect(one.length).toBeGreaterThanOrEqual(500)
  const differences = one.flatMap(([what, { text }], i) =>
    text === other[i]?.[1].text
      ? []
      : [`${what}\nwith:    ${text.slice(0, 1200)}\nwithout: ${other[i]?.[1].text.slice(0, 1200)}`],
  )
  // what was sent may differ by what the lengths of times and ids explain, and by nothing else
  const explained = one.reduce(
    (sum, [, { masked }], i) => sum + Math.abs(masked - (other[i]?.[1].masked ?? 0)),
    0,
  )
  const sums = one.flatMap(([what, { sentBytes }], i) =>
    sentBytes.map((sent, row) => ({ what, off: Math.abs(sent - (other[i]?.[1].sentBytes[row] ?? 0)) })),
  )
  const statuses = new Map<string, number>()
  for (const [, { text }] of one) {
    const status = text.slice(10, 13)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  console.log(
    `paired worlds: ${one.length} probes, ${differences.length} differ;`,
    `${sums.length} sums of bytes, explained by lengths: ${explained};`,
    Object.fromEntries(statuses),
  )
  expect(differences).toEqual([])
  expect(sums.length).toBeGreaterThan(20)
  expect(sums.filter(({ off }) => off > explained)).toEqual([])
  // the probes arrive: some are answered, and what is asked of the secret is refused
  expect(statuses.get('200')).toBeGreaterThan(100)
  expect([...statuses.keys()].filter((status) => status.startsWith('5') && status !== '501')).toEqual([])
})
