import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An empty bare repository of the real git program, to compare our objects with. */
export interface RealGit {
  folder: string
  /** Runs git with `input` on stdin. Returns what it prints, without the last line end. */
  run(args: string[], input?: string | Buffer): string
  raw(args: string[], input?: string | Buffer): Buffer
  /** Exit code 0. */
  accepts(args: string[], input?: string | Buffer): boolean
  [Symbol.dispose](): void
}

const ENV = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: '김민지',
  GIT_AUTHOR_EMAIL: 'minji@example.org',
  GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_NAME: 'Databelt',
  GIT_COMMITTER_EMAIL: 'hub@example.org',
  GIT_COMMITTER_DATE: '1700000060 +0000',
}

export function realGit(): RealGit {
  const folder = mkdtempSync(join(tmpdir(), 'databelt-git-'))
  const options = { cwd: folder, env: ENV, maxBuffer: 512 * 1024 * 1024 }
  const raw = (args: string[], input: string | Buffer = '') =>
    execFileSync('git', args, { ...options, input, stdio: ['pipe', 'pipe', 'pipe'] })
  raw(['init', '--quiet', '--bare', '.'])
  return {
    folder,
    raw,
    run: (args, input) => raw(args, input).toString('utf8').replace(/\n$/, ''),
    accepts: (args, input) => {
      try {
        raw(args, input)
        return true
      } catch {
        return false
      }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
