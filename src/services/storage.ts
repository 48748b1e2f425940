import type { StorageUse } from '../stores/metadata/xet-files.js'
import type { Grant } from './access.js'
import type { Stores } from './context.js'

export interface StorageReport extends StorageUse {
  savedBytes: number
}

/** What LFS files take on disk. A repo is told of its own files only, whoever else shares their chunks. */
export function createStorage({ metadata }: Pick<Stores, 'metadata'>) {
  const ofRepo = async (grant: Grant): Promise<StorageReport> =>
    withSaving(await metadata.xetFiles.storageUse(grant.repo.id))

  const ofHub = async (): Promise<StorageReport> => withSaving(await metadata.xetFiles.storageUse(undefined))

  return { ofRepo, ofHub }
}

const withSaving = (use: StorageUse): StorageReport => ({
  ...use,
  savedBytes: use.logicalBytes - use.storedBytes,
})
