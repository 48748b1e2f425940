import { useQuery } from '@tanstack/react-query'
import { ask, askJson, HubRefused } from './ask.js'
import { commit, textLine } from './upload/commit.js'

export interface CardNow {
  /** The commit that the text is of. */
  sha: string
  text: string
}

/** README.md as it is now, with its commit: a change of it is refused when there has been another since. */
export const useCardNow = (id: string) =>
  useQuery({
    queryKey: ['card-now', id],
    // what is being edited must not be replaced from behind
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: () => cardNow(id),
  })

export async function cardNow(id: string): Promise<CardNow> {
  const { sha } = await askJson<{ sha: string }>(`/api/datasets/${id}?expand=sha`)
  try {
    return { sha, text: await (await ask(`/datasets/${id}/raw/${sha}/README.md`)).text() }
  } catch (error) {
    if (error instanceof HubRefused && error.code === 'EntryNotFound') return { sha, text: '' }
    throw error
  }
}

/** Saves the card upon the commit it was read from. Returns the new commit; undefined: the card was changed meanwhile. */
export async function saveCard(
  id: string,
  { sha, text }: CardNow,
  summary: string,
): Promise<string | undefined> {
  try {
    return await commit(id, { summary, lines: [textLine('README.md', text)], parent: sha })
  } catch (error) {
    if (error instanceof HubRefused && error.status === 412) return undefined
    throw error
  }
}
