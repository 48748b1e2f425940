import { expect } from 'vitest'
import { type GitPerson, newGitPerson } from './git-client.js'
import { startHub, type TestHub } from './hub.js'

/** A hub with the user minji, who has git. */
export interface GitHub {
  hub: TestHub
  token: string
  person: GitPerson
  /** Makes a dataset of hers and returns its name. */
  newRepo(): Promise<string>
  /** The address for git, with her token as the password. */
  url(name: string, token?: string | null): string
  refs(name: string): Promise<Record<string, string>>
  /** Paths of all files. */
  files(name: string, revision?: string): Promise<string[]>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startGitHub(flags: Record<string, unknown> = {}): Promise<GitHub> {
  const hub = await startHub(flags)
  const token = await hub.user('minji')
  const person = await newGitPerson()
  let count = 0
  const json = async (path: string) => (await hub.call(`/api/datasets/minji/${path}`, { token })).json()
  return {
    hub,
    token,
    person,
    newRepo: async () => {
      const name = `repo${++count}`
      const body = JSON.stringify({ type: 'dataset', name })
      expect((await hub.call('/api/repos/create', { method: 'POST', token, body })).status).toBe(200)
      return name
    },
    url: (name, as = token) => {
      const login = as === null ? '' : `minji:${as}@`
      return `${hub.url.replace('://', `://${login}`)}/datasets/minji/${name}`
    },
    refs: async (name) => {
      const answer = (await json(`${name}/refs?include_prs=1`)) as Record<
        string,
        { ref: string; targetCommit: string }[]
      >
      const all = Object.values(answer).filter(Array.isArray).flat()
      return Object.fromEntries(all.map((ref) => [ref.ref, ref.targetCommit]))
    },
    files: async (name, revision = 'main') => {
      const entries = (await json(`${name}/tree/${encodeURIComponent(revision)}?recursive=true`)) as {
        path: string
        type: string
      }[]
      return entries.filter((entry) => entry.type === 'file').map((entry) => entry.path)
    },
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]()
      await person[Symbol.asyncDispose]()
    },
  }
}
