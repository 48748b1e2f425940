import { CARD_PATH } from '../../codecs/card.js'
import { fullName } from '../../core/repo-id.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import type { DatasetView } from './tables.js'

const FRONT_MATTER = /^\uFEFF?---\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/
const MOST_DESCRIPTION = 5000

/** A block of code that holds an entry of BibTeX. */
const BIBTEX = /^```\w*[ \t]*\r?\n(@\w+[ \t]*\{[\s\S]*?)\r?\n```[ \t]*$/m
const MOST_CITATION = 5000

export interface Description {
  /** The text of the card at the commit of the tables, without its YAML; its beginning, if it is long. */
  text: string
  /** How its authors want to be cited, as BibTeX, where the card says so. */
  citation: string | undefined
}

/** What the card says of a dataset. */
export const createDescriptions =
  ({ metadata, files }: Pick<Stores, 'metadata'> & { files: GitFiles }) =>
  async (grant: Grant<'repo:download' | 'repo:sample'>, of: DatasetView): Promise<Description> => {
    const commit = await metadata.commits.find(grant.repo.id, of.commit)
    const text = commit && (await files.readText(grant.repo.id, metadata.objects, commit.tree, CARD_PATH))
    const { pretty_name: title } = grant.repo.card ?? {}
    const body = (text ?? '').replace(FRONT_MATTER, '').trim()
    return {
      text: body.slice(0, MOST_DESCRIPTION) || (typeof title === 'string' ? title : fullName(grant.repo)),
      citation: BIBTEX.exec(body)?.[1]?.slice(0, MOST_CITATION),
    }
  }
