import type { FileMode } from '../../codecs/git-object.js'
import { HubError } from '../../core/errors.js'

/** One operation of a commit on a path that is already stored form. */
export type TreeEdit =
  | { kind: 'put'; path: string; mode: FileMode; oid: string }
  | { kind: 'delete-file'; path: string }
  | { kind: 'delete-folder'; path: string }

/** What a commit does to one name in a folder, and below it. */
export interface EditNode {
  /** `if-any`: the commit wrote and then deleted it, whether it was there before or not. */
  remove: 'file' | 'folder' | 'if-any' | undefined
  put: { mode: FileMode; oid: string } | undefined
  children: Map<string, EditNode>
}

const newNode = (): EditNode => ({ remove: undefined, put: undefined, children: new Map() })

/** Gathers edits, in order, by folder. Throws InvalidPath when one path is a file and a folder at once. */
export function gatherEdits(edits: Iterable<TreeEdit>): EditNode {
  const root = newNode()
  for (const edit of edits) {
    const node = nodeAt(root, edit.path)
    if (edit.kind === 'put') node.put = { mode: edit.mode, oid: edit.oid }
    else if (edit.kind === 'delete-folder') {
      node.remove = 'folder'
      node.children.clear()
    } else if (edit.path === '') throw new HubError('DeleteMissing', { path: '/' })
    else {
      node.remove = node.put ? (node.remove ?? 'if-any') : 'file'
      node.put = undefined
    }
  }
  return root
}

function nodeAt(root: EditNode, path: string): EditNode {
  let node = root
  for (const name of path === '' ? [] : path.split('/')) {
    if (node.put)
      throw new HubError('InvalidPath', { path, why: 'a file of this commit stands where it needs a folder' })
    let child = node.children.get(name)
    if (!child) {
      child = newNode()
      node.children.set(name, child)
    }
    node = child
  }
  return node
}
