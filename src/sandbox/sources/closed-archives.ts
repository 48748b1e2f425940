import { isFolderReader } from '../../core/layout/formats.js'
import type { ReadInput, SourceFile } from '../readers/reader.js'
import { Unreadable } from '../readers/unreadable.js'
import { MOST_ENTRIES } from '../tasks/list-archive.js'
import { packingOf } from './unpack.js'
import type { Workspace } from './workspace.js'
import { obstacleOf, type Zip } from './zip.js'

/**
 * The hub names the members of an archive that it could look into. An archive without a member stands for what is left
 * out, and here it is said why.
 */
export async function refuseArchives(work: Workspace, { files, reader }: ReadInput): Promise<void> {
  for (const file of files) {
    if (file.member !== undefined || !/\.zip$/i.test(file.name)) continue
    // text that is only called .zip is read as text, as the library does
    if ((await packingOf(file.path)) !== 'zip' && !isFolderReader(reader)) continue
    throw await reasonOf(work, file, reader)
  }
}

async function reasonOf(work: Workspace, { path, name }: SourceFile, reader: string): Promise<Unreadable> {
  const zip = await work.zip(path, name)
  const reasons = [...closed(zip), ...refused(zip), ...beyond(zip)]
  if (reasons.length > 0)
    return new Unreadable('LeftOut', `Some of ${name} is left out. ${reasons.join(' ')}`)
  return new Unreadable(
    'EmptyFile',
    `${name} holds no files of the kind ${reader}. Take it out of the split, or add such files.`,
  )
}

function closed({ entries }: Zip): string[] {
  const first = new Map<string, { count: number; name: string; words: string }>()
  for (const entry of entries) {
    const obstacle = obstacleOf(entry)
    if (!obstacle) continue
    const known = first.get(obstacle.code)
    first.set(obstacle.code, {
      name: entry.name,
      ...known,
      words: obstacle.words,
      count: (known?.count ?? 0) + 1,
    })
  }
  return [...first.values()].map(({ count, name, words }) => `${such(count, name)} is ${words}.`)
}

function refused({ refused: names }: Zip): string[] {
  const [name] = names
  if (name === undefined) return []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what we take out
  const shown = name.slice(0, 200).replaceAll(/[\x00-\x1f\x7f]/g, '?')
  return [
    `${such(names.length, shown)} has a name that leads out of the archive or cannot be shown. Rename it.`,
  ]
}

const beyond = ({ entries }: Zip): string[] =>
  entries.length > MOST_ENTRIES
    ? [`It holds more than ${MOST_ENTRIES} files; those beyond are not read. Publish several archives.`]
    : []

const such = (count: number, name: string): string =>
  count === 1 ? `The file ${name}` : `Each of ${count} files, such as ${name},`
