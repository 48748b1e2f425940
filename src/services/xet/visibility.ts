import { toHex } from '../../codecs/xet/hash.js'
import type { XorbUse } from '../../stores/metadata/xorbs.js'
import type { Access, Grant } from '../access.js'
import type { Stores } from '../context.js'
import { covers, EVERY_CHUNK, mergeRanges, type Range, unpackRanges, type XorbRanges } from './ranges.js'

/** More repos than this that share a xorb are not asked about: the client sends the bytes instead. */
const MOST_USES = 10_000

type Needs = Pick<Stores, 'metadata'> & { access: Access }

/**
 * Which chunks somebody may use. A hash is no right: chunks may be used by who sent their xorb, or by who can
 * download a file that holds them; and that is asked of the policy, repo by repo.
 */
export function createVisibility({ metadata, access }: Needs) {
  /** Those of `wanted` that hold a chunk the caller may not use. */
  async function hidden(grant: Grant, wanted: XorbRanges[]): Promise<XorbRanges[]> {
    const { principal, repo } = grant
    const seen = new Seen()
    let left = wanted
    const look = async (find: (xorbs: Buffer[]) => Promise<XorbUse[]>) => {
      if (left.length === 0) return
      const uses = await find(left.map((want) => want.xorb))
      const open = await access.downloadable(
        principal,
        uses.map((use) => use.repoId),
      )
      for (const use of uses) if (open.has(use.repoId)) seen.add(use)
      left = left.filter((want) => !seen.covers(want))
    }
    if (principal.kind === 'user') await look((xorbs) => metadata.xorbs.sentBy(principal.userId, xorbs))
    await look((xorbs) => metadata.xorbs.usedIn(xorbs, MOST_USES, repo.id))
    await look((xorbs) => metadata.xorbs.usedIn(xorbs, MOST_USES))
    return left
  }

  return { hidden }
}
export type Visibility = ReturnType<typeof createVisibility>

/** Chunks found usable so far. */
class Seen {
  private readonly byXorb = new Map<string, Range[]>()

  add(use: XorbUse): void {
    const key = toHex(use.xorb)
    const more = use.ranges ? unpackRanges(use.ranges) : [EVERY_CHUNK]
    this.byXorb.set(key, mergeRanges([...(this.byXorb.get(key) ?? []), ...more]))
  }

  covers = (want: XorbRanges): boolean => covers(this.byXorb.get(toHex(want.xorb)) ?? [], want.ranges)
}
