import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { crc32 } from '@node-rs/crc32'
import type { FilledHub } from './filled-hub.js'

const from = createRequire(import.meta.url)
const SIDE = 28
const WIDTH = 160
const HEIGHT = 120
const IMAGES = 60
const NAMES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** A file of the package vega-datasets. */
export const vega = (name: string): Buffer => readFileSync(`node_modules/vega-datasets/data/${name}`)

/** Sends a large file as LFS clients do, and commits it. */
export async function publishLarge(
  hub: FilledHub,
  name: string,
  path: string,
  file: string,
): Promise<string> {
  const id = await hub.publish(name, { 'README.md': `---\npretty_name: Naver movie reviews\n---\n` })
  const bytes = readFileSync(file)
  const oid = createHash('sha256').update(bytes).digest('hex')
  const batch = await hub.api(`/datasets/${id}.git/info/lfs/objects/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.git-lfs+json' },
    body: JSON.stringify({ operation: 'upload', objects: [{ oid, size: bytes.length }] }),
  })
  const { objects } = (await batch.json()) as { objects: { actions?: { upload: { href: string } } }[] }
  const href = objects[0]?.actions?.upload.href
  if (href) await fetch(href, { method: 'PUT', body: new Uint8Array(bytes) })
  const lines = [
    { key: 'header', value: { summary: 'Publish' } },
    { key: 'lfsFile', value: { path, algo: 'sha256', oid, size: bytes.length } },
  ]
  const body = lines.map((line) => JSON.stringify(line)).join('\n')
  const answer = await hub.api(`/api/datasets/${id}/commit/main`, { method: 'POST', body })
  if (!answer.ok) throw new Error(await answer.text())
  return id
}

/** Pictures of handwritten digits (MNIST) in known places, as `datasets` writes detections: Parquet with its features. */
export async function digitScenes(): Promise<Buffer> {
  const digits = NAMES.map((_, digit) => digitPixels(digit))
  const rows = Array.from({ length: IMAGES }, (_, i) => {
    const pixels = Buffer.alloc(WIDTH * HEIGHT)
    const placed = Array.from({ length: 1 + (i % 3) }, (_, k) => {
      const digit = (i * 3 + k * 7) % 10
      const [x, y] = [6 + k * 50 + ((i * 5) % 14), 18 + ((i * 13 + k * 29) % (HEIGHT - SIDE - 26))]
      draw(pixels, digits[digit]?.[i % 20] ?? [], x, y)
      return { digit, box: `[${x}, ${y}, ${SIDE}, ${SIDE}]` }
    })
    const picture = `{bytes: from_base64('${grayPng(pixels).toString('base64')}'), path: '${i}.png'}`
    const boxes = placed.map(({ box }) => box).join(', ')
    const classes = placed.map(({ digit }) => digit).join(', ')
    return `(${picture}, {bbox: [${boxes}], category: [${classes}]}, ${placed[0]?.digit})`
  })
  return parquet(`select * from (values ${rows.join(', ')}) t(image, objects, first)`, {
    image: { _type: 'Image' },
    objects: { bbox: list(list({ _type: 'Value', dtype: 'int32' })), category: list(CLASS) },
    first: CLASS,
  })
}
const CLASS = { _type: 'ClassLabel', names: NAMES }
const list = (feature: object) => ({ _type: 'List', feature })

async function parquet(sql: string, features: object): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'databelt-e2e-rows-'))
  const file = join(folder, 'train.parquet')
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  const declared = JSON.stringify({ info: { features } }).replaceAll("'", "''")
  await connection.run(
    `copy (${sql}) to '${file}' (format parquet, kv_metadata {huggingface: '${declared}'})`,
  )
  connection.closeSync()
  instance.closeSync()
  const bytes = readFileSync(file)
  rmSync(folder, { recursive: true })
  return bytes
}

function digitPixels(digit: number): number[][] {
  const { data } = from(`mnist/src/digits/${digit}.json`) as { data: number[] }
  return Array.from({ length: 20 }, (_, i) => data.slice(i * SIDE * SIDE, (i + 1) * SIDE * SIDE))
}

function draw(pixels: Buffer, digit: number[], left: number, top: number): void {
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      pixels[(top + y) * WIDTH + left + x] = Math.round((digit[y * SIDE + x] ?? 0) * 255)
}

/** A PNG of 8-bit grey. */
function grayPng(pixels: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header[8] = 8
  const lines = Buffer.alloc((WIDTH + 1) * HEIGHT)
  for (let y = 0; y < HEIGHT; y++) pixels.copy(lines, y * (WIDTH + 1) + 1, y * WIDTH, (y + 1) * WIDTH)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...parts])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
