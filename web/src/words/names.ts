import { useQuery } from '@tanstack/react-query'
import type { Names } from './names/en.js'
import { useWords } from './words.js'

/** Kept out of the words that every page loads: only some pages show these codes. */
const files = import.meta.glob<Names>('./names/??.ts', { import: 'default' })
const NONE: Names = { apiParts: {}, traffic: {}, actions: {}, tasks: {}, modalities: {}, formats: {} }

/** What codes are called in the chosen language. Until it is loaded, and where it has none, codes stand for themselves. */
export function useNames(): Names {
  const { language } = useWords()
  const load = files[`./names/${language}.ts`]
  const asked = useQuery({
    queryKey: ['names', language],
    queryFn: async () => (await load?.()) ?? NONE,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return asked.data ?? NONE
}
