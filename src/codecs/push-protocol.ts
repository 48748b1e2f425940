import { isUtf8 } from 'node:buffer'
import type { ByteReader } from './byte-reader.js'
import { BAND, encodeBand, encodePkt, FLUSH, readPkt } from './pkt-line.js'

/** What git-receive-pack says and hears: https://git-scm.com/docs/gitprotocol-pack "Pushing Data To a Server". */
export interface RefCommand {
  ref: string
  /** Object the client believes the ref is at; null: there is no such ref. */
  from: string | null
  /** Object the ref shall be at; null: delete it. */
  to: string | null
}
export interface PushRequest {
  commands: RefCommand[]
  capabilities: Set<string>
}
/** What became of a command: a reason, or undefined when it was done. */
export interface RefOutcome {
  ref: string
  refusal: string | undefined
}

const NO_OBJECT = '0'.repeat(40)
const MAX_COMMANDS = 10_000
const COMMAND = /^([0-9a-f]{40}) ([0-9a-f]{40}) (\S.*)$/s
const CAPABILITIES =
  'report-status delete-refs side-band-64k quiet atomic ofs-delta object-format=sha1 agent=databelt'

/** The refs and what can be asked for, in the first answer to a push. */
export function encodePushAdvertisement(refs: { name: string; target: string }[]): Buffer {
  const [first, ...others] = refs
  const head = first ? `${first.target} ${first.name}` : `${NO_OBJECT} capabilities^{}`
  const lines = [`${head}\0${CAPABILITIES}\n`, ...others.map((ref) => `${ref.target} ${ref.name}\n`)]
  return Buffer.concat([...lines.map(encodePkt), FLUSH])
}

/** Commands up to the flush; the pack, if any, is left in the reader. Throws on what is not a push. */
export async function readPushRequest(reader: ByteReader): Promise<PushRequest> {
  const commands: RefCommand[] = []
  let capabilities: string[] = []
  for (;;) {
    const packet = await readPkt(reader)
    if (!packet || packet.kind === 'flush') return { commands, capabilities: new Set(capabilities) }
    if (packet.kind !== 'data') throw new Error('git push: an unexpected packet among the commands')
    const [line, tail] = splitAtNul(packet.payload)
    if (tail !== undefined) capabilities = tail.split(' ').filter((word) => word !== '')
    // a client with a shallow clone tells where its history ends; the check of all links decides what that means
    if (/^shallow [0-9a-f]{40}$/.test(line)) continue
    commands.push(parseCommand(line))
    if (commands.length > MAX_COMMANDS)
      throw new Error(`git push: more than ${MAX_COMMANDS} refs in one push`)
  }
}

function splitAtNul(payload: Buffer): [string, string | undefined] {
  if (!isUtf8(payload)) throw new Error('git push: the name of a ref is not valid UTF-8')
  const [line = '', tail] = payload.toString('utf8').split('\0', 2)
  return [line.replace(/\n$/, ''), tail?.trim()]
}

function parseCommand(line: string): RefCommand {
  const [, from, to, ref] = COMMAND.exec(line) ?? []
  if (from === undefined || to === undefined || ref === undefined)
    throw new Error('git push: a command that cannot be read')
  const objectOrNull = (oid: string) => (oid === NO_OBJECT ? null : oid)
  return { ref, from: objectOrNull(from), to: objectOrNull(to) }
}

/** The report that ends a push. `unpacked` is "ok" or what went wrong before any ref was looked at. */
export function encodeReport(unpacked: string, outcomes: RefOutcome[], capabilities: Set<string>): Buffer {
  const banded = capabilities.has('side-band-64k')
  if (!capabilities.has('report-status')) return banded ? FLUSH : Buffer.alloc(0)
  const lines = outcomes.map(({ ref, refusal }) =>
    refusal === undefined ? `ok ${ref}\n` : `ng ${ref} ${oneLine(refusal)}\n`,
  )
  const report = Buffer.concat([...[`unpack ${oneLine(unpacked)}\n`, ...lines].map(encodePkt), FLUSH])
  return banded ? Buffer.concat([encodeBand(BAND.data, report), FLUSH]) : report
}

const oneLine = (text: string): string => text.replace(/[\r\n\0]+/g, ' ').slice(0, 1000)
