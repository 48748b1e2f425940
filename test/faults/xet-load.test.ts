import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeXorb, noise, type Xet } from '../support/xet.js'
import { type ChildHub, type HubPlace, memoryOf, newPlace, startChildHub } from './support/child-hub.js'
import { createRepo } from './support/client.js'
import { xetOf } from './support/xet-client.js'

const MIB = 1024 * 1024
const PARALLEL = 64
const CHUNKS = 500
const MOST_MEMORY = 400 * MIB
const TRIES = 4
const SLOW_SECONDS = 40

let place: HubPlace
let hub: ChildHub
let xet: Xet
beforeAll(async () => {
  place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  hub = await startChildHub(place)
  xet = await xetOf(hub, await createRepo(hub, 'load'))
})
afterAll(async () => {
  await hub?.stop()
  await place?.remove()
})

test('47 64 uploads of a full xorb at once take a fixed amount of memory', async () => {
  const chunk = noise('load', 128 * 1024)
  // chunks that differ in their first bytes: making 64 MiB of noise would take longer than sending it
  const chunks = Array.from({ length: CHUNKS }, (_, i) =>
    Buffer.concat([Buffer.of(i & 255, i >> 8), chunk.subarray(2)]),
  )
  const xorb = makeXorb(chunks, 0)
  const idle = await memoryOf(hub.pid)
  let peak = 0
  const timer = setInterval(async () => {
    peak = Math.max(peak, await memoryOf(hub.pid))
  }, 100)
  let again = 0
  // the real client tries again, too, when a hub that has too much to do lets go of it
  const send = async (): Promise<Response> => {
    for (let tries = 1; ; tries++) {
      const answer = await xet.sendXorb(xorb).catch(() => undefined)
      if (answer && answer.status < 500) return answer
      if (tries === TRIES) throw new Error(`${TRIES} tries did not get through: ${answer?.status}`)
      again++
      await sleep(1000 * tries)
    }
  }
  const answers = await Promise.all(Array.from({ length: PARALLEL }, send)).finally(() =>
    clearInterval(timer),
  )
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: PARALLEL }, () => 200))
  console.log(
    `xet-load: ${PARALLEL} x ${Math.round(xorb.body.length / MIB)} MiB, ${Math.round((peak - idle) / MIB)} MiB over idle, ${again} sent again`,
  )
  expect(peak - idle).toBeLessThan(MOST_MEMORY)
  expect((await hub.call('/healthz')).status).toBe(200)
})

test('48 an upload that is slow, but goes on, is not cut off', async () => {
  const xorb = makeXorb([noise('slow', 100_000)], 0)
  const { hostname, port, pathname } = new URL(`${xet.url}/v1/xorbs/default/${xorb.hex}`)
  const headers = { authorization: `Bearer ${xet.token}`, 'content-length': xorb.body.length }
  const status = await new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: pathname, method: 'POST', headers }, (answer) =>
      resolve(answer.resume().statusCode),
    )
    call.on('error', reject)
    const drip = async () => {
      const step = Math.ceil(xorb.body.length / SLOW_SECONDS)
      for (let at = 0; at < xorb.body.length; at += step) {
        call.write(xorb.body.subarray(at, at + step))
        await sleep(1000)
      }
      call.end()
    }
    drip().catch(reject)
  })
  expect(status).toBe(200)
})
