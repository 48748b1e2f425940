import { objectId } from '../../codecs/git-object.js'
import { HubError } from '../../core/errors.js'
import type { BlobInfo } from '../../stores/metadata/git-objects.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { type GitChild, type GitRunner, write } from './git-runner.js'

const BLOBS_A_BATCH = 500
const INLINE_BYTES_A_QUERY = 4 * 1024 * 1024

type Needs = Pick<Stores, 'metadata'> & { files: GitFiles; git: GitRunner }

/** Puts git blobs of a repo into a bare repository: `git fast-import` packs them, a stream at a time. */
export class BlobFeed {
  private waiting: string[] = []
  private turn: Promise<void> = Promise.resolve()
  private child: GitChild | undefined

  constructor(
    private readonly needs: Needs,
    private readonly repoId: number,
    private readonly repository: string,
  ) {}

  async add(oid: string): Promise<void> {
    this.waiting.push(oid)
    if (this.waiting.length >= BLOBS_A_BATCH) await this.flush()
  }

  /** Everything that was added is in the repository once this resolves. */
  async finish(): Promise<void> {
    await this.flush()
    this.child?.stdin.end('done\n')
    await this.child?.done
  }

  abort(): void {
    this.child?.kill()
  }

  private flush(): Promise<void> {
    const oids = [...new Set(this.waiting)]
    this.waiting = []
    // one batch after the other: they share the stream
    this.turn = this.turn.then(() => this.send(oids))
    return this.turn
  }

  private async send(oids: string[]): Promise<void> {
    const infos = await this.needs.metadata.objects.blobInfos(this.repoId, oids)
    if (infos.length < oids.length) throw new Error(`git blobs of repo ${this.repoId} are missing`)
    const inline = infos.filter((info) => info.sha256 === null)
    for (const group of bySize(inline)) {
      for (const { oid, content } of await this.needs.metadata.objects.inlineContents(this.repoId, group)) {
        if (objectId('blob', content) !== oid)
          throw new HubError('BlobDamaged', { path: `the git blob ${oid}` })
        await this.put(`blob\ndata ${content.length}\n`, content)
      }
    }
    for (const info of infos) if (info.sha256 !== null) await this.sendStored(info)
  }

  private async sendStored(info: BlobInfo): Promise<void> {
    await this.put(`blob\ndata ${info.size}\n`)
    for await (const chunk of this.needs.files.read(this.repoId, info, 0, info.size)) await this.put(chunk)
    await this.put('\n')
  }

  private async put(...chunks: (string | Buffer)[]): Promise<void> {
    this.child ??= this.start()
    for (const chunk of chunks) {
      if (!(await write(this.child, chunk))) return this.child.done
    }
  }

  private start(): GitChild {
    const child = this.needs.git.start(['fast-import', '--quiet', '--done'], { repository: this.repository })
    child.stdout.resume()
    return child
  }
}

/** Ids in groups whose content fits in memory. */
function bySize(infos: BlobInfo[]): string[][] {
  const groups: string[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const { oid, size } of infos) {
    if (bytes + size > INLINE_BYTES_A_QUERY) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)?.push(oid)
    bytes += size
  }
  return groups
}
