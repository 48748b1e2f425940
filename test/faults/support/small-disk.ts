import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  /** A folder on it. */
  folder: string
  /** Fills it with a file until about so many bytes are free. */
  leaveFree(bytes: number): Promise<void>
  /** Removes what `leaveFree` put there. */
  free(): Promise<void>
  remove(): Promise<void>
}

/** Why a small disk cannot be made here, or undefined. */
export function smallDiskMissing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a small disk needs Linux and root'
  try {
    execFileSync('mount', ['--version'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'there is no mount'
  }
}

/** A tmpfs of this size. */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk> {
  const mount = await mkdtemp(join(tmpdir(), 'databelt-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755`, 'tmpfs', mount])
  // PostgreSQL runs as another user and must reach its data
  await chmod(mount, 0o755)
  const folder = join(mount, 'hub')
  await mkdir(folder, { mode: 0o755 })
  const ballast = join(mount, 'ballast')
  const free = () => rm(ballast, { force: true })
  return {
    folder,
    free,
    leaveFree: async (bytes) => {
      await free()
      const disk = await statfs(mount)
      const size = Math.floor((disk.bavail * disk.bsize - bytes) / disk.bsize) * disk.bsize
      const file = await open(ballast, 'w')
      const zeros = Buffer.alloc(1024 * 1024)
      for (let left = size; left > 0; ) {
        const { bytesWritten } = await file.write(zeros, 0, Math.min(left, zeros.length))
        left -= bytesWritten
      }
      await file.close()
    },
    remove: async () => {
      execFileSync('umount', ['--lazy', mount])
      await rm(mount, { recursive: true, force: true })
    },
  }
}
