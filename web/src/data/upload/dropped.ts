import { isJunk } from '../../core/junk-files.js'
import type { UploadFile } from './upload.js'

export interface Chosen {
  files: UploadFile[]
  /** Paths that were left out, since they are junk of a system. */
  junk: string[]
}

/** What was dropped, with the files of folders in it. */
export async function readDrop(transfer: DataTransfer): Promise<Chosen> {
  // the list of items is empty after the first wait
  const items = [...transfer.items].filter(({ kind }) => kind === 'file')
  // what does not lie on a disk, as a file from another page, has no entry
  const found = items.flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? [])
  const files: UploadFile[] = []
  for (const each of found)
    if (each instanceof File) files.push({ path: each.name, file: each })
    else await collect(each, files)
  return sorted(files)
}

/** What was picked with a file or folder chooser. */
export const readPicked = (list: FileList): Chosen =>
  sorted([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })))

async function collect(entry: FileSystemEntry, into: UploadFile[]): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '')
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed))
    into.push({ path, file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // browsers give at most 100 at a time
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (some.length === 0) return
    for (const each of some) await collect(each, into)
  }
}

/** With the names of the folders: whether one of them is left away is for the page to say (`joined`). */
function sorted(all: UploadFile[]): Chosen {
  const files = all.map(({ path, file }) => ({ path: path.normalize('NFC'), file }))
  return {
    files: files.filter(({ path }) => !isJunk(path)).sort((a, b) => (a.path < b.path ? -1 : 1)),
    junk: files.filter(({ path }) => isJunk(path)).map(({ path }) => path),
  }
}
