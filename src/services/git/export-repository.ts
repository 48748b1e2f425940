import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { HubError } from '../../core/errors.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { encodePackedRefs, initBare, writePackedRefs } from './bare-repository.js'
import { CacheFill } from './cache-fill.js'
import type { WorkFolder } from './work-folder.js'

export interface ExportReport {
  refs: number
  objects: number
  bytes: number
}

const LINKS_A_READ = 1000
type Needs = Pick<Stores, 'metadata'> & { files: GitFiles; work: () => Promise<WorkFolder> }

/** Writes a repo as a bare git repository with its LFS objects in `lfs/objects`, where git-lfs looks for them. */
export function createExport({ metadata, files, work }: Needs) {
  /** `folder` must not exist. What is half written when something fails is removed. */
  async function write(
    grant: Grant<'repo:download'>,
    folder: string,
    onProgress: (report: ExportReport) => void,
  ): Promise<ExportReport> {
    await mkdir(folder).catch((error) => {
      throw new HubError('BadRequest', {
        why: `${folder} cannot be made (${error.code}). Choose a folder that does not exist yet.`,
      })
    })
    try {
      return await fill(grant, folder, onProgress)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  async function fill(
    grant: Grant<'repo:download'>,
    folder: string,
    onProgress: (report: ExportReport) => void,
  ) {
    const { git } = await work()
    const refs = await metadata.refs.list(grant.repo.id)
    await initBare(folder)
    await new CacheFill({ metadata, files, git }, grant.repo.id, folder).run(refs)
    await writePackedRefs(folder, encodePackedRefs(refs))
    const report = { refs: refs.length, objects: 0, bytes: 0 }
    for (let after = ''; ; ) {
      const links = await metadata.blobs.committedAfter(grant.repo.id, after, LINKS_A_READ)
      for (const { sha256, size } of links) {
        await writeObject(folder, sha256, size)
        report.objects++
        report.bytes += size
        onProgress(report)
      }
      if (links.length < LINKS_A_READ) return report
      after = links.at(-1)?.sha256 ?? ''
    }
  }

  async function writeObject(folder: string, sha256: string, size: number): Promise<void> {
    const path = join(folder, 'lfs', 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
    await mkdir(dirname(path), { recursive: true })
    await pipeline(files.readStored(sha256, 0, size), createWriteStream(path, { flags: 'wx' }))
  }

  return write
}
