import { CARD_PATH, cardTags, parseCard } from '../../codecs/card.js'
import type { PathChange } from '../../stores/metadata/commits.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Indexing } from '../catalogue/indexing.js'
import type { GitFiles } from '../git-files.js'

interface MainMove {
  oid: string
  tree: string
  changes: PathChange[] | 'unknown'
  /** The new README.md when the caller knows it. */
  card: string | undefined
  at: Date
}

/** What hangs on main: head and card of the repo, and its row in the catalogue. */
export const createMainHead =
  ({ files, indexing }: { files: GitFiles; indexing: Indexing }) =>
  async (tx: Writers, repoId: number, { oid, tree, changes, card, at }: MainMove): Promise<void> => {
    const touched = changes === 'unknown' || changes.some((change) => change.path === CARD_PATH)
    const text = touched ? (card ?? (await files.readText(repoId, tx.objects, tree, CARD_PATH))) : undefined
    const data = text === undefined ? undefined : parseCard(text).data
    await tx.repos.setHead(repoId, oid, touched ? (data ?? null) : undefined, cardTags(data), at)
    await indexing.follow(tx, repoId, { tree, changes, card: touched ? { text } : undefined })
  }
export type MainHead = ReturnType<typeof createMainHead>
