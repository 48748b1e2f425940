import { isFolderReader } from '../../core/layout/formats.js'
import type { ReadInput, SourceFile } from '../readers/reader.js'
import { Unreadable } from '../readers/unreadable.js'
import { packingOf } from './unpack.js'
import type { Workspace } from './workspace.js'
import { isListedWhole, MOST_LISTED, obstacleOf, type Zip } from './zip.js'

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
  const message = leftOutOf(await work.zip(path, name), name)
  if (message !== undefined) return new Unreadable('LeftOut', message)
  return new Unreadable(
    'EmptyFile',
    `${name} holds no files of the kind ${reader}. Take it out of the split, or add such files.`,
  )
}

/** What of an archive cannot be read, in words; undefined when all can. */
export function leftOutOf(zip: Zip, label: string): string | undefined {
  const reasons = [...closed(zip), ...refused(zip), ...beyond(zip)]
  return reasons.length > 0 ? `Some of ${label} is left out. ${reasons.join(' ')}` : undefined
}

function closed({ entries }: Zip): string[] {
  const found = new Map<string, string[]>()
  for (const entry of entries) {
    const words = obstacleOf(entry)?.words
    if (words === undefined) continue
    const names = found.get(words) ?? []
    found.set(words, names)
    names.push(entry.name)
  }
  return [...found].map(([words, names]) => `${such(names)} is ${words}.`)
}

function refused({ refused: names }: Zip): string[] {
  if (names.length === 0) return []
  return [`${such(names)} has a name that leads out of the archive or cannot be shown. Rename it.`]
}

const beyond = ({ entries }: Zip): string[] =>
  isListedWhole(entries)
    ? []
    : [`It holds more than ${MOST_LISTED} files, or very long names. Publish several archives.`]

function such(names: string[]): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what we take out
  const first = (names[0] ?? '').slice(0, 200).replaceAll(/[\x00-\x1f\x7f]/g, '?')
  return names.length === 1 ? `The file ${first}` : `Each of ${names.length} files, such as ${first},`
}
