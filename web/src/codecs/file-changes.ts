export interface FileChange {
  path: string
  status: 'added' | 'modified' | 'deleted'
  oldOid: string | null
  newOid: string | null
}
export interface ShownChange extends Omit<FileChange, 'status'> {
  status: FileChange['status'] | 'renamed'
  /** Of what was renamed: its path before. */
  oldPath: string
}

/** A file that is gone and one that is new with the same content are one file with a new name. */
export function withRenames(changes: FileChange[]): ShownChange[] {
  const gone = new Map<string, string[]>()
  for (const { status, oldOid, path } of changes)
    if (status === 'deleted' && oldOid) gone.set(oldOid, [...(gone.get(oldOid) ?? []), path])
  const moved = new Set<string>()
  const shown = changes.map((change): ShownChange => {
    const from = change.status === 'added' && change.newOid ? gone.get(change.newOid)?.shift() : undefined
    if (from === undefined) return { ...change, oldPath: change.path }
    moved.add(from)
    return { ...change, status: 'renamed', oldOid: change.newOid, oldPath: from }
  })
  return shown.filter(({ status, path }) => status !== 'deleted' || !moved.has(path))
}
