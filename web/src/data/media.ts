import { useQuery } from '@tanstack/react-query'
import { ask, ownPath } from './ask.js'
import { peaksOf } from './peaks.js'

/** Where the bytes of a picture, sound or film are; undefined for a cell that has none. */
export function mediaPath(value: unknown): string | undefined {
  const media = Array.isArray(value) ? value[0] : value
  const src = typeof media === 'object' && media !== null ? (media as { src?: unknown }).src : undefined
  return typeof src === 'string' ? ownPath(src) : undefined
}

/** Longer sounds are played, and not drawn: all of their samples would be in memory. */
const LARGE = { mostBytes: 30_000_000, stretches: 240 }
/** Those that are out of sight are forgotten. */
const KEPT_MS = 60_000

/** How loud a sound is over its time, from its samples; null for one that is too long, or that no browser reads. */
export const usePeaks = (src: string, { mostBytes, stretches } = LARGE) =>
  useQuery({
    queryKey: ['peaks', src, stretches],
    queryFn: async ({ signal }) => {
      const answer = await ask(src, signal)
      if (!(Number(answer.headers.get('content-length')) <= mostBytes)) {
        await answer.body?.cancel()
        return null
      }
      const bytes = await answer.arrayBuffer()
      try {
        const sound = await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(bytes)
        return { peaks: peaksOf(sound.getChannelData(0), stretches), seconds: sound.duration }
      } catch {
        return null
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
  })
