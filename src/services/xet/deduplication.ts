import { dedupAnswer, dedupAnswerBytes } from '../../codecs/xet/dedup-answer.js'
import { toHex } from '../../codecs/xet/hash.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import type { Xorb } from './chunk-source.js'
import { followersOf } from './followers.js'
import type { Visibility } from './visibility.js'

const MOST_CANDIDATES = 8
/** Clients forget an answer after this; well below the time for which a xorb that was named is kept. */
const ANSWER_SECONDS = 7 * 24 * 3600

type Needs = Pick<Stores, 'metadata' | 'clock' | 'chunks'> & { visibility: Visibility }

/** A shard, made while it is sent. */
export interface DedupShard {
  size: number
  pieces: Iterable<Buffer>
}

/** Tells a client that it need not send what the hub has and the client may read anyway. */
export function createDeduplication({ metadata, clock, visibility, chunks }: Needs) {
  /**
   * A shard that describes a xorb with the chunk and those that follow it in its file, or undefined. Only xorbs whose
   * every chunk the caller may use are told of: the list of a xorb's chunks would speak of the others too.
   */
  async function find(grant: Grant<'repo:download'>, chunk: Buffer): Promise<DedupShard | undefined> {
    const userId = grant.principal.kind === 'user' ? grant.principal.userId : null
    const candidates = await metadata.xorbs.withChunk(chunk, userId, MOST_CANDIDATES)
    const best = await firstUsable(grant, candidates)
    if (!best) return undefined
    const followers = await followersOf({ metadata, chunks }, best, grant.repo.id)
    const xorbs = [best, ...(await onlyUsable(grant, followers))]
    // a xorb that was named must still be here when the shard comes
    await metadata.transact((tx) => tx.xorbs.lease(xorbs.map((xorb) => xorb.hash)))
    const created = Math.floor(clock.now().getTime() / 1000)
    const key = await metadata.secret('xet-chunk-names')
    const answer = { xorbs, key, created, expires: created + ANSWER_SECONDS }
    return { size: dedupAnswerBytes(answer), pieces: dedupAnswer(answer) }
  }

  async function firstUsable(grant: Grant<'repo:download'>, hashes: Buffer[]): Promise<Xorb | undefined> {
    for (const hash of hashes) {
      const xorb = await usable(grant, hash)
      if (xorb) return xorb
    }
    return undefined
  }

  /** The xorb, if it is here and the caller may use all of it. */
  async function usable(grant: Grant<'repo:download'>, hash: Buffer): Promise<Xorb | undefined> {
    const xorb = await chunks.find(hash)
    return xorb && (await onlyUsable(grant, [xorb]))[0]
  }

  async function onlyUsable(grant: Grant<'repo:download'>, xorbs: Xorb[]): Promise<Xorb[]> {
    const whole = xorbs.map(({ hash, index }) => ({ xorb: hash, ranges: [{ start: 0, end: index.count }] }))
    const hidden = new Set((await visibility.hidden(grant, whole)).map(({ xorb }) => toHex(xorb)))
    return xorbs.filter(({ hash }) => !hidden.has(toHex(hash)))
  }

  return { find, usable }
}
