import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { crc32 } from '@node-rs/crc32'
import { deflateSync } from 'node:zlib'
import type { FilledHub } from './filled-hub.js'

const from = createRequire(import.meta.url)
const SIDE = 28
const WIDTH = 160
const HEIGHT = 120
const IMAGES = 60

/** Sends a large file as LFS clients do and commits it. */
export async function publishLarge(hub: FilledHub, name: string, path: string, file: string): Promise<string> {
  const id = await hub.publish(name, { 'README.md': `---\npretty_name: ${name}\n---\n` })
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

/** Pictures with handwritten digits (MNIST) in known places, as an image folder with boxes. */
export function digitScenes(): Record<string, string | Buffer> {
  const digits = Array.from({ length: 10 }, (_, digit) => digitPixels(digit))
  const files: Record<string, string | Buffer> = { 'README.md': SCENES_CARD }
  const rows: string[] = []
  for (let i = 0; i < IMAGES; i++) {
    const pixels = Buffer.alloc(WIDTH * HEIGHT)
    const bbox: number[][] = []
    const category: number[] = []
    for (let k = 0; k < 1 + (i % 3); k++) {
      const digit = (i * 3 + k * 7) % 10
      const [x, y] = [6 + k * 50 + ((i * 5) % 14), 8 + ((i * 13 + k * 29) % (HEIGHT - SIDE - 16))]
      draw(pixels, digits[digit]?.[i % 20] ?? [], x, y)
      bbox.push([x, y, SIDE, SIDE])
      category.push(digit)
    }
    const name = `train/${String(i).padStart(3, '0')}.png`
    files[name] = grayPng(pixels, WIDTH, HEIGHT)
    rows.push(JSON.stringify({ file_name: name.slice(6), objects: { bbox, category } }))
  }
  files['train/metadata.jsonl'] = rows.join('\n')
  return files
}

const SCENES_CARD = `---
pretty_name: Digits in scenes
dataset_info:
  features:
  - name: image
    dtype: image
  - name: objects
    struct:
    - name: bbox
      list:
        list: int64
    - name: category
      list:
        class_label:
          names:
${Array.from({ length: 10 }, (_, digit) => `            '${digit}': ${NAMES(digit)}`).join('\n')}
---
`
function NAMES(digit: number): string {
  return ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][digit] ?? ''
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
export function grayPng(pixels: Buffer, width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) pixels.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
