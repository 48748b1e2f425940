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
const MOST_DRAWN_BYTES = 30_000_000
const PEAKS = 240

/** In a table many are drawn at once. */
export const MOST_SMALL_BYTES = 500_000

/** How loud a sound is over its time, from its samples; null for one that is too long, or that no browser reads. */
export const usePeaks = (src: string, most = MOST_DRAWN_BYTES) =>
  useQuery({
    queryKey: ['peaks', src, most],
    queryFn: async ({ signal }) => {
      const answer = await ask(src, signal)
      if (!(Number(answer.headers.get('content-length')) <= most)) {
        await answer.body?.cancel()
        return null
      }
      const bytes = await answer.arrayBuffer()
      try {
        const sound = await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(bytes)
        return { peaks: peaksOf(sound.getChannelData(0), PEAKS), seconds: sound.duration }
      } catch {
        return null
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
