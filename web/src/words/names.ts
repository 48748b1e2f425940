import { useQuery } from '@tanstack/react-query'
import type { FacetNames } from './facets/en.js'
import type { Names } from './names/en.js'
import { useWords } from './words.js'

// kept out of the words that every page loads: only some pages show these codes, and a page of a data set only facets
const facets = import.meta.glob<FacetNames>('./facets/??.ts', { import: 'default' })
const others = import.meta.glob<Names>('./names/??.ts', { import: 'default' })
const NO_FACETS: FacetNames = { tasks: {}, modalities: {}, formats: {} }
const NONE: Names = { apiParts: {}, traffic: {}, actions: {} }

/** What values of facets are called. Until names are loaded, and where there is none, codes stand for themselves. */
export const useFacetNames = (): FacetNames => useLoaded('facets', facets) ?? NO_FACETS

/** What other codes are called, in the same way. */
export const useNames = (): Names => useLoaded('names', others) ?? NONE

function useLoaded<T>(folder: string, files: Record<string, () => Promise<T>>): T | undefined {
  const { language } = useWords()
  const load = files[`./${folder}/${language}.ts`]
  const asked = useQuery({
    queryKey: [folder, language],
    queryFn: () => load?.(),
    enabled: load !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return asked.data
}
