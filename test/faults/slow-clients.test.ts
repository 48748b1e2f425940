import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { file } from '../support/hub.js'
import {
  type ChildHub,
  freePort,
  type HubPlace,
  memoryOf,
  newPlace,
  startChildHub,
  TOKEN,
} from './support/child-hub.js'
import { commitAll, createRepo, noise, planUpload, put, type Repo, sha256 } from './support/client.js'
import { expectWhole, leftovers } from './support/proof.js'
import { head, until } from './support/raw-http.js'

const SOCKETS = 200
const ROUNDS = 24
const DRIP_EVERY_MS = 500
const MOST_MEMORY_BYTES = 500 * 1024 * 1024

let place: HubPlace
let hub: ChildHub
let repo: Repo
let healthUrl: string
const counts = { sockets: 0, probes: 0, ended: 0 }
beforeAll(async () => {
  place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  const healthPort = await freePort()
  healthUrl = `http://127.0.0.1:${healthPort}`
  hub = await startChildHub(place, { DATABELT_HEALTH_PORT: String(healthPort) })
  repo = await createRepo(hub, 'slow')
})
afterAll(async () => {
  console.log(
    `slow-clients: ${counts.sockets} slow sockets, ${counts.ended} ended by the hub meanwhile, ${counts.probes} health probes, all 200`,
  )
  await hub?.stop()
  await place?.remove()
})

/** A client that sends `start`, and then a byte now and then, and reads nothing. */
function drip(start: string, more: string): { socket: Socket; next: () => void } {
  const socket = connect(hub.port, '127.0.0.1')
  counts.sockets++
  let at = 0
  socket.on('error', () => {})
  socket.once('close', () => {
    counts.ended++
  })
  socket.pause()
  socket.write(start)
  return { socket, next: () => void (!socket.destroyed && socket.write(more[at++ % more.length] ?? '')) }
}

async function probe(): Promise<void> {
  for (const url of [`${hub.url}/healthz`, `${healthUrl}/healthz`]) {
    const { status } = await fetch(url)
    counts.probes++
    expect(status, url).toBe(200)
  }
  // its database has two seconds to answer, which a machine that does other work may not give it each time
  await until('the hub is ready', async () => (await fetch(`${healthUrl}/readyz`)).status === 200)
  counts.probes++
}

test('200 clients that drip headers or bodies keep nobody else waiting', async () => {
  const bytes = noise('slow', 300_000)
  const plan = await planUpload(hub, repo, sha256(bytes), bytes.length)
  const path = plan.href?.slice(hub.url.length) ?? ''
  const login = { authorization: `Bearer ${TOKEN}` }
  const commitHead = head('POST', `${repo.api}/commit/main`, { ...login, 'content-length': 1_000_000 })
  const kinds: [string, string][] = [
    ['GET / HTTP/1.1\r\nhost: x\r\nx-slow: ', 'abc'],
    [head('PUT', path, { 'content-length': bytes.length }), 'x'],
    [commitHead, '{"key":"header","value":{"summary":"x"}}\n'],
    [head('GET', `${repo.api}/tree/main`, login).repeat(50), 'G'],
  ]
  const clients = Array.from({ length: SOCKETS }, (_, i) => drip(...kinds[i % kinds.length]!))
  for (let round = 0; round < ROUNDS; round++) {
    await probe()
    for (const client of clients) client.next()
    // work of other clients goes on
    if (round % 6 === 0) await commitAll(hub, repo, [file(`round${round}.txt`, `${round}`)])
    await sleep(DRIP_EVERY_MS)
  }
  expect(await memoryOf(hub.pid)).toBeLessThan(MOST_MEMORY_BYTES)
  // headers have a deadline of their own, which is over by now
  const slowHeads = clients.filter((_, i) => i % kinds.length === 0)
  await until('clients that drip headers are cut off', async () =>
    slowHeads.every(({ socket }) => isOver(socket)),
  )
  for (const { socket } of clients) socket.destroy()
  await until('no temporary file is left', async () => (await leftovers(place)).length === 0)
  expect((await put(plan.href ?? '', bytes)).status).toBe(200)
})

/** The hub has closed it; a paused socket shows that only when it is read. */
function isOver(socket: Socket): boolean {
  socket.resume()
  return socket.destroyed || socket.readableEnded
}

test('sockets that say nothing, and clients that never read a large answer, cost little', async () => {
  const big = noise('big', 4 * 1024 * 1024)
  await commitAll(hub, repo, [file('big.bin', big)])
  const idle = Array.from({ length: SOCKETS }, () => drip('', ' '))
  const login = { authorization: `Bearer ${TOKEN}` }
  const address = `${repo.web}/resolve/main/big.bin`
  const deaf = Array.from({ length: 40 }, () => drip(head('GET', address, login), '\n'))
  for (let round = 0; round < 6; round++) {
    await probe()
    await sleep(DRIP_EVERY_MS)
  }
  expect(await memoryOf(hub.pid)).toBeLessThan(MOST_MEMORY_BYTES)
  for (const { socket } of [...idle, ...deaf]) socket.destroy()
  await probe()
  expect(hub.isAlive()).toBe(true)
  await expectWhole(place)
})
