import { encodePushAdvertisement } from '../../codecs/push-protocol.js'
import type { Grant } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import type { CommitWriter } from '../commits/commit-writer.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import type { Quotas } from '../quotas/quotas.js'
import type { Renew } from '../renewal.js'
import { createCaches } from './cache-repository.js'
import { createExport } from './export-repository.js'
import { createReceivePack } from './receive-pack.js'
import { createUploadPack } from './upload-pack.js'
import { shareWorkFolder } from './work-folder.js'

type Needs = Pick<Stores, 'metadata' | 'limits' | 'gitCacheFolder'> & {
  vault: BlobVault
  files: GitFiles
  writer: CommitWriter
  quotas: Pick<Quotas, 'charge'>
  renew: Renew
}

/** What git's own clients ask for: clone, fetch and push. */
export function createGitWire(needs: Needs) {
  const { work, close: closeWork } = shareWorkFolder(needs.gitCacheFolder)
  const caches = createCaches({ ...needs, work })
  const uploadPack = createUploadPack({ caches, work })
  const receivePack = createReceivePack({ ...needs, caches, work })

  /** The refs as a push sees them. Pull requests are shown, so that their objects need not be sent again. */
  async function advertisePush(grant: Grant<'repo:write'>): Promise<Buffer> {
    const refs = await needs.metadata.refs.list(grant.repo.id)
    return encodePushAdvertisement(refs.filter((ref) => !ref.name.startsWith('refs/convert/')))
  }

  /** Ends every git that runs and removes what only this process needs. */
  async function close(): Promise<void> {
    caches.close()
    await closeWork()
  }

  return {
    fetch: uploadPack.serve,
    advertisePush,
    push: receivePack.receive,
    export: createExport({ ...needs, work }),
    close,
  }
}
