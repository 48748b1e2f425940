import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A person with git on a machine of their own: nothing of this machine's settings is read. */
export interface GitPerson {
  folder: string
  /** Runs git; what it printed is trimmed. Never throws. */
  run(folder: string, args: string[], options?: GitRun): Promise<GitOutcome>
  /** Runs git and returns what it printed. Throws git's own words when it fails. */
  git(folder: string, args: string[], options?: GitRun): Promise<string>
  /** Clones into a new folder. */
  clone(url: string, ...options: string[]): Promise<string>
  /** Writes files and commits everything. Returns the commit's id. */
  commit(folder: string, files: Record<string, string | Buffer>, message?: string): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}
interface GitRun {
  input?: string | Buffer
  env?: Record<string, string>
}
export interface GitOutcome {
  ok: boolean
  out: string
  err: string
}

export async function newGitPerson(): Promise<GitPerson> {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-person-'))
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C.UTF-8',
  }
  const config = { name: '김민지', email: 'minji@example.org' }
  await writeFile(
    join(folder, '.gitconfig'),
    `[user]\n\tname = ${config.name}\n\temail = ${config.email}\n[core]\n\tquotepath = off\n[init]\n\tdefaultBranch = main\n`,
  )
  const run: GitPerson['run'] = (cwd, args, options = {}) =>
    new Promise((resolve) => {
      const settings = { cwd, env: { ...env, ...options.env }, maxBuffer: 64 * 1024 * 1024 }
      const child = execFile('git', args, settings, (error, out, err) =>
        resolve({ ok: error === null, out: out.trim(), err: err.trim() }),
      )
      child.stdin?.on('error', () => {})
      child.stdin?.end(options.input ?? '')
    })
  const git: GitPerson['git'] = async (cwd, args, options) => {
    const { ok, out, err } = await run(cwd, args, options)
    if (!ok) throw new Error(`git ${args.join(' ')}\n${out}\n${err}`)
    return out
  }
  let count = 0
  return {
    folder,
    run,
    git,
    clone: async (url, ...options) => {
      const name = `clone-${++count}`
      await git(folder, ['clone', '-q', ...options, url, name])
      return join(folder, name)
    },
    commit: async (cwd, files, message = 'Change') => {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(cwd, path)), { recursive: true })
        await writeFile(join(cwd, path), content)
        await chmod(join(cwd, path), path.endsWith('.sh') ? 0o755 : 0o644)
      }
      await git(cwd, ['add', '-A'])
      await git(cwd, ['commit', '-q', '--allow-empty', '-m', message])
      return git(cwd, ['rev-parse', 'HEAD'])
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
