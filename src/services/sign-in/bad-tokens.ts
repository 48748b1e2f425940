import { LRUCache } from 'lru-cache'
import type { Clock } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import { neighbourhoodOf } from '../../core/network.js'

const MINUTE_MS = 60_000
const MOST_NETWORKS = 10_000

/**
 * Tokens have too many bits to be guessed; whoever tries many a minute is told to stop, before more of them are looked up.
 * Counted in this process only, as nothing depends on it. Right tokens are never refused for the wrong ones of others.
 */
export function createBadTokens({ clock, mostAMinute }: { clock: Clock; mostAMinute: number }) {
  const counts = new LRUCache<string, { since: number; count: number }>({ max: MOST_NETWORKS })

  /** Throws TooManyBadTokens when there were too many from this network. */
  function note(address: string): void {
    const now = clock.now().getTime()
    const network = neighbourhoodOf(address)
    const found = counts.get(network)
    const entry = found && now - found.since < MINUTE_MS ? found : { since: now, count: 0 }
    entry.count++
    counts.set(network, entry)
    if (entry.count <= mostAMinute) return
    const seconds = Math.ceil((entry.since + MINUTE_MS - now) / 1000)
    throw new HubError('TooManyBadTokens', { seconds })
  }

  return { note }
}
