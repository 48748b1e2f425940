import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ChildHub, TOKEN } from './child-hub.js'
import type { Repo } from './client.js'

export interface GitResult {
  ok: boolean
  output: string
}

/** Runs git as a user does, signed in by a header, with no settings of this machine. */
export function git(folder: string, ...args: string[]): Promise<GitResult> {
  const login = Buffer.from(`admin:${TOKEN}`).toString('base64')
  const settings = {
    'http.extraHeader': `Authorization: Basic ${login}`,
    'user.name': 'Fault Suite',
    'user.email': 'faults@example.org',
    'init.defaultBranch': 'main',
    'gc.auto': '0',
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
  }
  return new Promise((done) => {
    execFile('git', [...flags, ...args], { cwd: folder, env }, (error, stdout, stderr) =>
      done({ ok: error === null, output: `${stdout}${stderr}` }),
    )
  })
}

/** The same, for a step that must succeed. */
export async function gitDo(folder: string, ...args: string[]): Promise<string> {
  const { ok, output } = await git(folder, ...args)
  if (!ok) throw new Error(`git ${args.join(' ')}: ${output}`)
  return output
}

export const gitUrl = (hub: ChildHub, repo: Repo): string => `${hub.url}${repo.web}`

/** A clone with these files committed on main, ready to push. */
export async function workingCopy(
  hub: ChildHub,
  repo: Repo,
  folder: string,
  files: Map<string, Buffer>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await gitDo(folder, 'clone', '--quiet', gitUrl(hub, repo), '.')
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  await gitDo(folder, 'add', '--all')
  await gitDo(folder, 'commit', '--quiet', '--message', 'the push')
}
