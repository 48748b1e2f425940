import { autoSplits, type FoundSplit } from './auto-splits.js'
import type { FileList } from './file-list.js'
import { isDataFile } from './formats.js'
import { compileGlob, hasMagic } from './glob.js'
import { LayoutTrouble, shown } from './trouble.js'
import { isMeant } from './visible.js'
import type { Work } from './work.js'

/** What Python takes for the scheme of an address; a path with :: is one into an archive. */
const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:|::|^\//

/** What follows for a file that was found: lists, formats, labels. */
const STEPS_A_FILE = 300

export class FileFinder {
  private readonly found = new Map<string, readonly string[]>()
  private readonly automatic = new Map<string, FoundSplit[]>()

  constructor(
    readonly list: FileList,
    readonly work: Work,
  ) {}

  /** The data files of patterns, one pattern after another: a file that two of them match is there twice. */
  ofPatterns(patterns: readonly string[], folder: string): string[] {
    return patterns.flatMap((pattern) => {
      const files = this.ofPattern(pattern, folder)
      this.work.spend(files.length * STEPS_A_FILE)
      if (files.length === 0 && !hasMagic(pattern)) throw missing(pattern, this.list)
      return files
    })
  }

  /** Splits by names, for a config without patterns. */
  auto(folder: string): FoundSplit[] {
    this.work.spend(1)
    const known = this.automatic.get(folder) ?? autoSplits(this.list, folder, this.work)
    this.automatic.set(folder, known)
    this.work.spend(known.reduce((sum, { files }) => sum + files.length, 0) * STEPS_A_FILE)
    return known
  }

  private ofPattern(pattern: string, folder: string): readonly string[] {
    if (ADDRESS.test(pattern))
      throw new LayoutTrouble(
        'OutsideRepo',
        `"${shown(pattern)}" is not a path in the repo; add the file to it.`,
      )
    const full = joined(folder, pattern)
    const known = this.found.get(full)
    if (known !== undefined) return known
    const files = this.match(full).filter((path) => isDataFile(path) && isMeant(path, full))
    this.found.set(full, files)
    return files
  }

  private match(pattern: string): readonly string[] {
    this.work.spend(1)
    if (!hasMagic(pattern)) return this.list.has(pattern) ? [pattern] : []
    const glob = compileGlob(pattern)
    return this.list.under(glob.root).filter((path) => glob.matches(path, this.work))
  }
}

/** A path in a folder of the repo ('' is the root), without the . names that stand for nothing. */
export function joined(folder: string, path: string): string {
  const names = `${folder}/${path}`.split('/').filter((name) => name !== '' && name !== '.')
  return names.join('/')
}

function missing(pattern: string, list: FileList): LayoutTrouble {
  const name = shown(pattern)
  const folder = joined('', pattern)
  if (folder !== '' && list.hasFolder(`${folder}/`))
    return new LayoutTrouble(
      'NoMatch',
      `"${name}" is a folder; write "${shown(folder)}/**" for the files in it.`,
    )
  return new LayoutTrouble(
    'NoMatch',
    `There is no data file "${name}" in the repo; correct data_files in README.md, or add the file.`,
  )
}
