import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/stores/postgres/embedded.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which tests may create databases. */
    postgres: string
  }
}

/** One PostgreSQL for the whole run: the embedded one, or the server of DATABELT_TEST_DATABASE_URL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABELT_TEST_DATABASE_URL
  if (given) {
    project.provide('postgres', given)
    return async () => {}
  }
  const folder = await mkdtemp(join(tmpdir(), 'databelt-test-'))
  // else PostgreSQL, which runs as another user, has its data where nobody removes it
  await chmod(folder, 0o755)
  const server = await startEmbeddedPostgres(folder, () => {})
  const { host, user } = server.connection
  project.provide('postgres', `postgres://${user}@/postgres?host=${encodeURIComponent(host)}`)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
