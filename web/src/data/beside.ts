import { useRef } from 'react'
import { readyOf, useFigures, useQuality } from './about.js'
import type { DatasetInfo } from './dataset.js'
import { useExampleFile, useReadyTables } from './ready-tables.js'
import { useAttribution, useTerms } from './repo.js'
import { useAccount } from './social.js'

/** Asks at once for all that stands beside the card of a data set, and says when none of it is still to come. */
export function useBeside({ id, author }: DatasetInfo): boolean {
  const repo = { type: 'dataset', id } as const
  const quality = useQuality(id)
  const [firstReady] = quality.data ? readyOf(quality.data) : []
  const parts = [
    quality,
    useTerms(repo),
    useAttribution(repo),
    useReadyTables(id),
    useExampleFile(id),
    useAccount(author),
    useFigures(id, firstReady),
  ]
  // what is asked again later, as tables become ready, takes nothing away that was shown
  const known = useRef<string>(undefined)
  if (parts.every(({ isLoading }) => !isLoading)) known.current = id
  return known.current === id
}
