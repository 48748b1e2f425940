import { EMPTY_TREE_OID, objectId } from '../../codecs/git-object.js'
import { trackWithLfs } from '../../codecs/gitattributes.js'
import { encodePointer } from '../../codecs/lfs-pointer.js'
import { HubError } from '../../core/errors.js'
import { partName } from '../../core/parts.js'
import type { NewGitBlob } from '../../stores/metadata/git-objects.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SourceResult } from '../../stores/metadata/tables.js'
import type { Grant } from '../access.js'
import type { CommitWriter } from '../commits/commit-writer.js'
import type { Stores } from '../context.js'
import { TreeEditor } from '../trees/tree-editor.js'
import { gatherEdits, type TreeEdit } from '../trees/tree-edits.js'
import { TreeReader } from '../trees/tree-reader.js'

export const TWIN_REF = 'refs/convert/parquet'

/** A table and the parts it is made of. */
export interface TwinTable {
  config: string
  split: string
  isDefault: boolean
  parts: SourceResult[]
}

const BATCH = 1000
type Needs = Pick<Stores, 'metadata' | 'trees'> & { writer: CommitWriter }

/** Where the part `index` of a table is in the twin. */
export const partPath = (table: { config: string; split: string }, index: number): string =>
  `${table.config}/${table.split}/${partName(index)}`

/**
 * Makes refs/convert/parquet a commit of all parts. It has no parent: what only an older twin needs is garbage from then
 * on. Returns its id.
 */
export async function writeTwin(
  { metadata, trees, writer }: Needs,
  grant: Grant<'repo:write'>,
  { commit, tables }: { commit: string; tables: TwinTable[] },
): Promise<string> {
  const repoId = grant.repo.id
  return metadata.transact(async (tx) => {
    // garbage collection and other writers of this repo wait
    if (!(await tx.repos.lock(repoId))) throw new HubError('RevisionNotFound', { revision: commit, repo: '' })
    const before = await tx.refs.lock(repoId, TWIN_REF)
    const edits = await addFiles(tx, repoId, tables)
    const editor = new TreeEditor(new TreeReader(tx.objects, repoId, trees), tx.objects)
    const tree = await editor.apply(EMPTY_TREE_OID, gatherEdits(edits))
    const to = await writer.writeCommit(tx, grant, {
      tree,
      parents: [],
      summary: `Parquet of ${commit}`,
      description: '',
      changes: editor.changes,
      requestHash: null,
    })
    if (before?.commit !== to) {
      const move = {
        ref: TWIN_REF,
        from: before?.commit ?? null,
        to,
        changes: editor.changes,
        card: undefined,
      }
      await writer.moveRef(tx, grant, move)
    }
    return to
  })
}

async function addFiles(tx: Writers, repoId: number, tables: TwinTable[]): Promise<TreeEdit[]> {
  const edits: TreeEdit[] = []
  let blobs: NewGitBlob[] = []
  const flush = async () => {
    await tx.objects.addBlobs(repoId, blobs)
    await tx.blobs.link(
      repoId,
      blobs.flatMap(({ lfs }) => (lfs ? [lfs.sha256] : [])),
      true,
    )
    blobs = []
  }
  const add = (path: string, content: Buffer, lfs: NewGitBlob['lfs']) => {
    const oid = objectId('blob', content)
    blobs.push({ oid, size: content.length, content, sha256: null, lfs })
    edits.push({ kind: 'put', path, mode: '100644', oid })
  }
  add('README.md', Buffer.from(readme(tables)), null)
  add('.gitattributes', Buffer.from(trackWithLfs('', 'a.parquet')), null)
  for (const table of tables) {
    for (const [index, { sha256, size }] of table.parts.entries()) {
      if (sha256) add(partPath(table, index), encodePointer({ sha256, size }), { sha256, size })
      if (blobs.length >= BATCH) await flush()
    }
  }
  await flush()
  return edits
}

/** Tells the `datasets` library which folder is which config and split. */
function readme(tables: TwinTable[]): string {
  const configs = new Map<string, TwinTable[]>()
  for (const table of tables) configs.set(table.config, [...(configs.get(table.config) ?? []), table])
  const lines = [...configs].flatMap(([config, splits]) => [
    `- config_name: ${JSON.stringify(config)}`,
    ...(splits[0]?.isDefault ? ['  default: true'] : []),
    '  data_files:',
    ...splits.flatMap(({ split }) => [
      `  - split: ${JSON.stringify(split)}`,
      `    path: ${JSON.stringify(`${config}/${split}/*.parquet`)}`,
    ]),
  ])
  return ['---', 'configs:', ...lines, '---', ''].join('\n')
}
