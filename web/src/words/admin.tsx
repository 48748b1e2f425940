import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import { Loading } from '../components/problem.js'
import type { AdminWords } from './admin/en.js'
import { useWords } from './words.js'

// kept out of the words that every page loads: administrators are few
const files = import.meta.glob<AdminWords>('./admin/??.ts', { import: 'default' })
const Context = createContext<AdminWords | undefined>(undefined)

/** What is in it is shown when the words of administration are there; in English where a language has none. */
export function AdminWordsProvider({ children }: { children: ReactNode }) {
  const { language } = useWords()
  const asked = useQuery({
    queryKey: ['admin-words', language],
    queryFn: () => (files[`./admin/${language}.ts`] ?? files['./admin/en.ts'])?.(),
    staleTime: Number.POSITIVE_INFINITY,
    throwOnError: true,
  })
  return asked.data ? <Context value={asked.data}>{children}</Context> : <Loading />
}

/** The words of every page, and those of administration. */
export function useAdminWords() {
  const spoken = useWords()
  const admin = useContext(Context)
  if (!admin) throw new Error('words of administration are asked for outside of AdminWordsProvider')
  return { ...spoken, words: { ...spoken.words, admin } }
}
