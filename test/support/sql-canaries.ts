import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** Things outside of the sandbox that an attack must not read, change or reach. */
export interface Canaries {
  folder: string
  /** The text of an attack, with the places of the canaries. */
  fill(sql: string, neighbour: string): string
  /** What of the canaries is in a text; undefined for nothing. */
  seenIn(text: string): string | undefined
  /** What an attack did; undefined for nothing. */
  harm(): Promise<string | undefined>
  remove(): Promise<void>
}

export async function layCanaries(): Promise<Canaries> {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-canaries-'))
  await chmod(folder, 0o755)
  const word = `CANARY-${randomUUID()}`
  const secret = `ENVIRON-${randomUUID()}`
  process.env.SQL_TEST_SECRET = secret
  const dir = join(folder, 'files')
  await mkdir(dir)
  const at = (name: string) => join(dir, name)
  await writeFile(at('canary.txt'), word)
  await writeFile(at('canary.csv'), `word\n${word}\n`)
  await writeFile(at('canary.json'), JSON.stringify({ word }))
  await symlink(at('canary.txt'), at('link.txt'))
  await makeTables(at('canary.parquet'), at('canary.duckdb'), word)
  for (const name of await readdir(dir)) await chmod(at(name), 0o666)
  await chmod(dir, 0o777)

  let visits = 0
  const listener = createServer((socket) => {
    visits++
    socket.destroy()
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as { port: number }
  const look = async () => {
    const files = await Promise.all(
      (await readdir(dir))
        .sort()
        .map(async (name) => `${name}:${(await readFile(at(name))).toString('hex')}`),
    )
    return files.join('\n')
  }
  const before = await look()
  const places: Record<string, string> = {
    ...{ file: at('canary.txt'), csv: at('canary.csv'), json: at('canary.json'), link: at('link.txt') },
    ...{ parquet: at('canary.parquet'), db: at('canary.duckdb'), dir, out: at('written') },
    ...{ port: String(port), pid: String(process.pid) },
  }
  return {
    folder,
    fill: (sql, neighbour) =>
      Object.entries({ ...places, neighbour }).reduce(
        (text, [key, place]) => text.replaceAll(`{${key}}`, place),
        sql,
      ),
    seenIn: (text) => [word, secret, 'root:x:0:0'].find((canary) => text.includes(canary)),
    harm: async () => {
      if (visits > 0) return `the listener was contacted ${visits} times`
      return (await look()) === before ? undefined : 'a file was written or changed'
    },
    remove: async () => {
      delete process.env.SQL_TEST_SECRET
      listener.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeTables(parquet: string, database: string, word: string): Promise<void> {
  const instance = await DuckDBInstance.create(database)
  const connection = await instance.connect()
  await connection.run(`create table canary as select '${word}' as word`)
  await connection.run(`copy canary to '${parquet}' (format parquet)`)
  connection.closeSync()
  instance.closeSync()
}
