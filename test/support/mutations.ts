import { readFile, rm, writeFile } from 'node:fs/promises'
import { gzipSync, inflateSync } from 'node:zlib'
import { type Sandbox, SandboxFailed, type SandboxSession } from '../../src/stores/sandbox/sandbox.js'

/** A sound file, and the task that reads it. */
interface Seed {
  name: string
  bytes: Buffer
  task(path: string): { name: string; input: object }
}
export interface MutationOutcome {
  done: number
  refused: number
  /** Deaths of the process, by kind: what the hub reports as a failed source. */
  deaths: Record<string, number>
  slowestMs: number
}

export const DEADLINE_MS = 10_000
const KINDS = ['csv', 'json', 'text', 'columnar', 'media', 'webdataset']
const LARGEST_SEED = 20_000
/** For the input that is mutated; a session takes many. */
const MOST_TASKS = 250

/** Damages files in ways that follow from the seed only, and has them read in sandboxes. */
export async function runMutations(
  sandbox: Sandbox,
  { count, seed }: { count: number; seed: number },
): Promise<MutationOutcome> {
  const seeds = await loadSeeds()
  const outcome: MutationOutcome = { done: 0, refused: 0, deaths: {}, slowestMs: 0 }
  let next = 0
  const work = async () => {
    let session: SandboxSession | undefined
    for (let tasks = 0; next < count; tasks++) {
      if (tasks % MOST_TASKS === 0) {
        await session?.end()
        session = undefined
      }
      const number = next++
      session ??= await sandbox.open()
      const random = randomOf(seed * 1_000_003 + number)
      const chosen = seeds[number % seeds.length] as Seed
      const isAlive = await tryOne(session, { chosen, bytes: mutate(chosen.bytes, random), outcome })
      if (isAlive) continue
      await session.end()
      session = undefined
    }
    await session?.end()
  }
  await Promise.all([work(), work()])
  return outcome
}

async function tryOne(
  session: SandboxSession,
  { chosen, bytes, outcome }: { chosen: Seed; bytes: Buffer; outcome: MutationOutcome },
): Promise<boolean> {
  const { path, inside } = session.input(chosen.name.replaceAll(/[^\w.-]/g, '-'))
  await writeFile(path, bytes)
  const start = Date.now()
  try {
    await session.ask(chosen.task(inside), { deadlineMs: DEADLINE_MS, outBytes: 2e9 })
    outcome.done++
    return true
  } catch (error) {
    if (!(error instanceof SandboxFailed)) throw error
    if (error.kind === 'task') outcome.refused++
    else outcome.deaths[error.kind] = (outcome.deaths[error.kind] ?? 0) + 1
    return error.kind === 'task'
  } finally {
    outcome.slowestMs = Math.max(outcome.slowestMs, Date.now() - start)
    await rm(path, { force: true })
  }
}

interface Reading {
  name: string
  reader: string
  options: object
  files: Record<string, string>
}

/** The first file of each reading, as it is and packed by gzip; archives are also listed. */
async function loadSeeds(): Promise<Seed[]> {
  const seeds: Seed[] = []
  for (const kind of KINDS) {
    const text = await readFile(new URL(`../vectors/readings/${kind}.json`, import.meta.url), 'utf8')
    for (const reading of (JSON.parse(text) as { cases: Reading[] }).cases) seeds.push(...seedsOf(reading))
  }
  return seeds
}

function seedsOf({ reader, options, files }: Reading): Seed[] {
  const [[name, packed]] = Object.entries(files) as [[string, string]]
  const bytes = inflateSync(Buffer.from(packed, 'base64'))
  if (bytes.length > LARGEST_SEED || bytes.length === 0) return []
  const limits = { maxUnpackedBytes: 50_000_000 }
  const base = name.split('/').at(-1) ?? name
  const convert = (path: string, member?: string) => ({
    name: 'convert',
    input: { reader, options, limits, output: 'part', files: [{ path, name, ...(member && { member }) }] },
  })
  const plain: Seed = { name: base, bytes, task: (path) => convert(path) }
  if (/\.(parquet|tar|zip)$/.test(base)) return [plain, ...archiveSeeds(base, bytes, convert)]
  return bytes.length % 3 === 0 ? [plain, { ...plain, bytes: gzipSync(bytes) }] : [plain]
}

function archiveSeeds(
  name: string,
  bytes: Buffer,
  convert: (path: string, member?: string) => { name: string; input: object },
): Seed[] {
  const inspect = { name, bytes, task: (path: string) => ({ name: 'inspect', input: { path } }) }
  const list = { name, bytes, task: (path: string) => ({ name: 'list-archive', input: { path, name } }) }
  const member = { name, bytes, task: (path: string) => convert(path, 'cat/1.png') }
  if (name.endsWith('.parquet')) return [inspect, inspect, inspect, inspect]
  return name.endsWith('.zip') ? [list, member, list, member, list, member] : [list]
}

type Random = (below: number) => number

/** A small generator (mulberry32): the same seed damages in the same way on every machine. */
function randomOf(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below)
  }
}

const MUTATORS = [
  flipBits,
  setByte,
  setNumber,
  setNumber,
  cutEnd,
  cutOut,
  repeat,
  insertText,
  hitStructure,
  hitStructure,
]

function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated: Buffer = Buffer.from(bytes)
  for (let i = 0; i <= random(3); i++) {
    const mutator = MUTATORS[random(MUTATORS.length)] as (typeof MUTATORS)[number]
    mutated = mutator(mutated, random)
  }
  return mutated
}

function flipBits(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length)
  if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << random(8))
  return bytes
}
function setByte(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length)
  if (at < bytes.length) bytes[at] = [0, 0xff, 0x7f, 0x80, 0x22, 0x0a, 0x2c, 0x7b][random(8)] as number
  return bytes
}
/** Numbers at which programs err. */
const NUMBERS = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x10000, 0x40000000]
function setNumber(bytes: Buffer, random: Random): Buffer {
  return bytes.length < 4 ? bytes : put(bytes, random(bytes.length - 3), random)
}
function put(bytes: Buffer, at: number, random: Random): Buffer {
  if (at < 0 || at + 4 > bytes.length) return bytes
  const number = NUMBERS[random(NUMBERS.length)] as number
  if (random(2) === 0) bytes.writeUInt32LE(number, at)
  else bytes.writeUInt16LE(number & 0xffff, at)
  return bytes
}
function cutEnd(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random(bytes.length))
}
function cutOut(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(64))])
}
function repeat(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length)
  const piece = bytes.subarray(at, at + 1 + random(256))
  return Buffer.concat([
    bytes.subarray(0, at),
    ...Array<Buffer>(1 + random(50)).fill(piece),
    bytes.subarray(at),
  ])
}
const TEXTS = [
  '"',
  '""',
  '[[[[[[[[[[',
  '{"a":',
  '\r\n',
  '\0',
  '\ud83d',
  'NaN',
  '1e999',
  '-9223372036854775809',
  ',,,,',
  "'; drop table x; --",
  '../../',
  '\\u0000',
]
function insertText(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length)
  return Buffer.concat([
    bytes.subarray(0, at),
    Buffer.from(TEXTS[random(TEXTS.length)] as string),
    bytes.subarray(at),
  ])
}

/** Where formats keep lengths and offsets: beside their signatures, and at the end. */
const SIGNATURES = [
  'PK\x01\x02',
  'PK\x03\x04',
  'PK\x05\x06',
  'IHDR',
  'IDAT',
  'fmt ',
  'data',
  'PAR1',
  'ustar',
  '\x1f\x8b',
]
function hitStructure(bytes: Buffer, random: Random): Buffer {
  const present = SIGNATURES.filter((signature) => bytes.includes(signature, 0, 'latin1'))
  if (present.length === 0) return setNumber(bytes, random)
  const signature = present[random(present.length)] as string
  const at =
    random(2) === 0
      ? bytes.indexOf(signature, 0, 'latin1')
      : bytes.lastIndexOf(signature, undefined, 'latin1')
  // the footer of Parquet lies before its last signature
  const isFooter = signature === 'PAR1' && at > 0
  return put(bytes, isFooter ? at - 4 - random(600) : at + 4 + random(44), random)
}
