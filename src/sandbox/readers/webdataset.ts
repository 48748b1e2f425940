import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { posix } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Incomplete, JsonError, newShape, type Shape, ShapeScanner } from '../../codecs/json/shape.js'
import { type Feature, type Features, value } from '../../core/features.js'
import { type TarEntry, tarEntries } from '../sources/tar.js'
import { unpacked } from '../sources/unpack.js'
import { featureOfShape } from './json/columns.js'
import { MEDIA_ROWS, MediaBatches, type MediaFile, RawJson } from './media/batches.js'
import { AUDIO_EXTENSIONS, IMAGE_EXTENSIONS, VIDEO_EXTENSIONS } from './media/extensions.js'
import type { ReadContext, ReadSource, SourceFile } from './reader.js'
import { Unreadable } from './unreadable.js'

/** A file of a sample, with the name of its column. */
interface Member extends TarEntry {
  field: string
}
interface Sample {
  key: string
  url: string
  path: string
  members: Member[]
}
type Decoder = 'text' | 'whole' | 'json' | 'image' | 'audio' | 'video' | 'binary'

const TEXTS = ['txt', 'text', 'transcript']
const WHOLES = ['cls', 'cls2', 'index', 'inx', 'id']
const JSONS = ['json', 'jsn']
/** Values that are kept in memory: texts, numbers, JSON, other bytes. */
const MOST_VALUE_BYTES = 16 * 1024 * 1024

/** Tars in which files that follow each other and have one name but for the extension are a row. */
export const readWebdataset: ReadSource = async (context, { files }) => {
  const tars: SourceFile[] = []
  for (const file of files) tars.push({ ...file, path: await unpacked(context.work, file) })
  const features = await findFeatures(tars)
  const batches = new MediaBatches(context, features)
  for await (const sample of samples(tars)) await addSample(context, batches, { sample, features })
  return { from: await batches.end(), features, notes: {}, rowGroup: MEDIA_ROWS }
}

async function* samples(tars: SourceFile[]): AsyncGenerator<Sample> {
  for (const { path, name } of tars) {
    let current: Sample | undefined
    for await (const entry of tarEntries(path, name)) {
      const named = splitName(entry.name)
      if (!named) continue
      if (current && current.key !== named.key) {
        yield current
        current = undefined
      }
      current ??= { key: named.key, url: name, path, members: [] }
      if (current.members.some(({ field }) => field === named.field))
        throw new Unreadable('Malformed', `${name} holds ${entry.name} twice.`)
      current.members.push({ ...entry, field: named.field })
    }
    if (current) yield current
  }
}

/** `a/b.seg.png` is the file `seg.png` of the sample `a/b`. Hidden files are none. */
function splitName(name: string): { key: string; field: string } | undefined {
  const base = posix.basename(name)
  if (base.startsWith('.') || base.startsWith('__')) return undefined
  const match = /^((?:.*\/|)[^.]+)[.]([^/]*)$/s.exec(name)
  return match ? { key: match[1] as string, field: match[2] as string } : undefined
}

const decoderOf = (field: string): Decoder => {
  const extension = field.slice(field.lastIndexOf('.') + 1).toLowerCase()
  // the library looks for films last, and mpeg is among its images too
  if (VIDEO_EXTENSIONS.has(extension)) return 'video'
  if (AUDIO_EXTENSIONS.has(extension)) return 'audio'
  if (IMAGE_EXTENSIONS.has(extension)) return 'image'
  if (TEXTS.includes(extension)) return 'text'
  if (WHOLES.includes(extension)) return 'whole'
  return JSONS.includes(extension) ? 'json' : 'binary'
}

/** The library looks at five samples; we look at the names of all, and at all JSON. */
async function findFeatures(tars: SourceFile[]): Promise<Features> {
  const columns = new Map<string, Shape>()
  let firstUrl: string | undefined
  let countInFirst = 0
  for await (const { url, path, members } of samples(tars)) {
    firstUrl ??= url
    if (url === firstUrl) countInFirst++
    for (const member of members) {
      const shape = columns.get(member.field) ?? newShape()
      columns.set(member.field, shape)
      if (decoderOf(member.field) === 'json') scanMember(await content(path, member), member, shape)
    }
  }
  if (columns.size === 0) throw new Unreadable('EmptyFile', 'The archives hold no files with an extension.')
  const found = [...columns].map(([name, shape]) => ({ name, type: featureOf(name, shape) }))
  const names: Features = ['__key__', '__url__'].map((name) => ({ name, type: value('string') }))
  // the library puts them last in all samples but the last
  return countInFirst > 1 ? [...found, ...names] : [...names, ...found]
}

function featureOf(field: string, shape: Shape): Feature {
  const decoder = decoderOf(field)
  if (decoder === 'image') return { _type: 'Image' }
  if (decoder === 'audio') return { _type: 'Audio' }
  if (decoder === 'video') return { _type: 'Video' }
  if (decoder === 'json') return featureOfShape(shape, { areUnevenJson: false, areTimes: false })
  return value({ text: 'string', whole: 'int64', binary: 'binary' }[decoder])
}

function scanMember(bytes: Buffer, { name }: Member, shape: Shape): void {
  const scanner = new ShapeScanner()
  scanner.buffer = bytes
  scanner.isLast = true
  try {
    scanner.value(shape)
    if (scanner.peek() !== undefined) throw new JsonError('something follows the value', scanner.at)
  } catch (error) {
    if (!(error instanceof JsonError) && !(error instanceof Incomplete)) throw error
    throw new Unreadable('MalformedJson', `${name} is not JSON.`)
  }
}

async function addSample(
  { work }: ReadContext,
  batches: MediaBatches,
  { sample, features }: { sample: Sample; features: Features },
): Promise<void> {
  const values: Record<string, unknown> = { __key__: sample.key, __url__: sample.url }
  const media: Record<string, MediaFile> = {}
  for (const member of sample.members) {
    if (!features.some(({ name }) => name === member.field)) continue
    const decoder = decoderOf(member.field)
    if (decoder === 'image' || decoder === 'audio' || decoder === 'video') {
      const name = posix.basename(`${sample.key}.${member.field}`)
      media[member.field] = {
        path: await extract(work.path(), sample.path, member),
        name,
        bytes: member.size,
        isTemporary: true,
      }
    } else values[member.field] = decoded(await content(sample.path, member), decoder, member)
  }
  await batches.add({ values, media })
}

function decoded(bytes: Buffer, decoder: Decoder, { name }: Member): unknown {
  if (decoder === 'binary') return bytes.toString('base64')
  const text = bytes.toString('utf8')
  if (decoder === 'text') return text
  if (decoder === 'json') return new RawJson(text)
  if (/^\s*[+-]?\d+\s*$/.test(text)) return new RawJson(String(BigInt(text.trim().replace('+', ''))))
  throw new Unreadable('Malformed', `${name} is not a whole number, as its extension says.`)
}

async function content(path: string, { name, offset, size }: Member): Promise<Buffer> {
  if (size > MOST_VALUE_BYTES)
    throw new Unreadable('TooLarge', `${name} has more than ${MOST_VALUE_BYTES / 1024 ** 2} MiB.`)
  const file = await open(path)
  try {
    return (await file.read(Buffer.alloc(size), 0, size, offset)).buffer
  } finally {
    await file.close()
  }
}

async function extract(to: string, path: string, { offset, size }: Member): Promise<string> {
  const from = size === 0 ? [] : createReadStream(path, { start: offset, end: offset + size - 1 })
  await pipeline(from, createWriteStream(to))
  return to
}
