import { expect, test } from 'vitest'
import { ByteReader } from './byte-reader.js'
import { encodePkt, FLUSH } from './pkt-line.js'
import { encodePushAdvertisement, encodeReport, readPushRequest } from './push-protocol.js'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const NONE = '0'.repeat(40)

function readerOf(...parts: (Buffer | string)[]): ByteReader {
  async function* source() {
    for (const part of parts) yield Buffer.from(part)
  }
  return new ByteReader(source())
}
const read = (...lines: (string | Buffer)[]) => readPushRequest(readerOf(...lines.map(encodePkt), FLUSH))

test('commands and capabilities are read, and the pack is left', async () => {
  const reader = readerOf(
    encodePkt(`${A} ${B} refs/heads/main\0 report-status side-band-64k agent=git/2.39\n`),
    encodePkt(`${NONE} ${A} refs/heads/가지\n`),
    encodePkt(`${A} ${NONE} refs/tags/v1`),
    FLUSH,
    'PACK...',
  )
  const { commands, capabilities } = await readPushRequest(reader)
  expect(commands).toEqual([
    { ref: 'refs/heads/main', from: A, to: B },
    { ref: 'refs/heads/가지', from: null, to: A },
    { ref: 'refs/tags/v1', from: A, to: null },
  ])
  expect([...capabilities]).toEqual(['report-status', 'side-band-64k', 'agent=git/2.39'])
  expect((await reader.take(7))?.toString()).toBe('PACK...')
})

test('the boundary of a shallow clone is no command', async () => {
  const { commands } = await read(`shallow ${B}`, `${A} ${B} refs/heads/x\0 report-status`)
  expect(commands).toEqual([{ ref: 'refs/heads/x', from: A, to: B }])
})

test('a request without commands is a probe', async () => {
  expect(await readPushRequest(readerOf(FLUSH))).toEqual({ commands: [], capabilities: new Set() })
})

test.each([
  ['half a command', `${A} refs/heads/main`],
  ['no ref', `${A} ${B} `],
  ['a name that is not UTF-8', Buffer.concat([Buffer.from(`${A} ${B} refs/heads/`), Buffer.from([0xff])])],
])('%s is refused', async (_, line) => {
  await expect(read(line)).rejects.toThrow('git push')
})

test('the advertisement shows refs and, when there is none, what can be done', () => {
  const refs = [
    { name: 'refs/heads/main', target: A },
    { name: 'refs/tags/v1', target: B },
  ]
  const lines = encodePushAdvertisement(refs).toString()
  expect(lines).toMatch(
    new RegExp(
      `^[0-9a-f]{4}${A} refs/heads/main\0report-status delete-refs .*\n[0-9a-f]{4}${B} refs/tags/v1\n0000$`,
    ),
  )
  expect(encodePushAdvertisement([]).toString()).toMatch(
    new RegExp(`^[0-9a-f]{4}${NONE} capabilities\\^\\{\\}\0`),
  )
})

test('the report has a line for each ref, in band one if the client can', () => {
  const outcomes = [
    { ref: 'refs/heads/a', refusal: undefined },
    { ref: 'refs/heads/b', refusal: 'not\nnow' },
  ]
  const plain = '000eunpack ok\n0014ok refs/heads/a\n001cng refs/heads/b not now\n0000'
  expect(encodeReport('ok', outcomes, new Set(['report-status'])).toString()).toBe(plain)
  const banded = encodeReport('ok', outcomes, new Set(['report-status', 'side-band-64k'])).toString('latin1')
  expect(banded).toBe(`${(plain.length + 5).toString(16).padStart(4, '0')}\u0001${plain}0000`)
  expect(encodeReport('ok', outcomes, new Set())).toHaveLength(0)
})
