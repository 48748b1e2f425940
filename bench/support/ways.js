import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pullFolder, pushFolder } from './hub-transfer.js'
import { startNginx } from './servers.js'
import { execute, pathWithSbin } from './tools.js'

const QUIET = { maxBuffer: 64 * 1024 * 1024 }

/**
 * @typedef {object} Way A way to push a folder and pull it again.
 * @property {string} name
 * @property {(round: number) => Promise<unknown>} prepare A new place to push to; not timed.
 * @property {(place: any) => Promise<unknown>} push
 * @property {(place: any, target: string) => Promise<unknown>} pull
 * @property {(place: any) => Promise<unknown>} [forget]
 * @property {() => Promise<unknown>} [stop]
 */

/** @returns {Promise<Way>} */
export async function hubByFetch({ hub, client, data }) {
  return {
    name: 'hub',
    prepare: (round) => client.createRepo(`fetch-${round}`),
    push: (repo) => pushFolder(client, repo, data),
    pull: (repo, target) => pullFolder(hub, repo, target),
  }
}

/** git and git-lfs to a bare repository in a folder, with no server at all. @returns {Promise<Way>} */
export async function gitLfs({ work, data }) {
  return gitWay('git-lfs to a folder', { work, data }, async (round) => {
    const bare = join(work, `bare-${round}.git`)
    await execute('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare])
    return { url: `file://${bare}`, folder: bare }
  })
}

/** The same git and git-lfs to the hub, if it speaks git. @returns {Promise<Way | undefined>} */
export async function hubByGit({ hub, client, work, data }) {
  const probe = await client.createRepo('git-probe')
  const answer = await fetch(`${hub.url}${probe.web}.git/info/refs?service=git-receive-pack`, {
    headers: { authorization: `Bearer ${hub.token}` },
  })
  if (!answer.ok) return undefined
  return gitWay('hub, by git-lfs', { work, data }, async (round) => {
    const repo = await client.createRepo(`git-${round}`)
    return { url: `${hub.url.replace('://', `://admin:${hub.token}@`)}${repo.web}` }
  })
}

/** @returns {Promise<Way>} */
async function gitWay(name, { work, data }, newRemote) {
  const home = await mkdtemp(join(work, 'home-'))
  const env = { ...process.env, HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' }
  const git = (folder, ...args) => execute('git', args, { ...QUIET, env, cwd: folder })
  await git(home, 'lfs', 'install', '--skip-repo')
  for (const [key, value] of [
    ['user.name', 'bench'],
    ['user.email', 'bench@localhost'],
    ['lfs.locksverify', 'false'],
  ])
    await git(home, 'config', '--global', key, value)
  return {
    name,
    prepare: async (round) => {
      const remote = await newRemote(round)
      const folder = await mkdtemp(join(work, 'clone-'))
      await git(work, 'clone', '--quiet', remote.url, folder)
      await git(folder, 'checkout', '--quiet', '-B', 'main')
      await cp(data, folder, { recursive: true })
      await writeFile(join(folder, '.gitattributes'), '*.csv filter=lfs -text\n*.wav filter=lfs -text\n')
      return { remote, folder }
    },
    push: async ({ folder }) => {
      await git(folder, 'add', '.')
      await git(folder, 'commit', '--quiet', '--message', 'Add the data set')
      await git(folder, 'push', '--quiet', 'origin', 'main')
    },
    pull: ({ remote }, target) => git(work, 'clone', '--quiet', remote.url, target),
    forget: async ({ remote, folder }) => {
      await rm(folder, { recursive: true })
      if (remote.folder) await rm(remote.folder, { recursive: true })
    },
  }
}

/** One curl, 8 transfers at a time, to nginx: bytes only, nothing is checked. @returns {Promise<Way>} */
export async function curlToNginx({ work, data }) {
  const root = join(work, 'nginx-root')
  await mkdir(root)
  const nginx = await startNginx({ work, root, writable: true })
  const files = (await readdir(data, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  )
  const paths = files.map((entry) => join(entry.path, entry.name).slice(data.length + 1))
  const curl = async (lines) => {
    const list = join(work, 'curl.txt')
    await writeFile(list, lines.join('\n'))
    await execute('curl', ['-sS', '--fail', '-Z', '--parallel-max', '8', '--create-dirs', '-K', list], {
      ...QUIET,
      ...pathWithSbin(),
    })
  }
  return {
    name: 'curl to nginx',
    prepare: async (round) => `round-${round}`,
    push: (place) =>
      curl(paths.map((path) => `upload-file = "${join(data, path)}"\nurl = "${nginx.url}/${place}/${path}"`)),
    pull: (place, target) =>
      curl(paths.map((path) => `url = "${nginx.url}/${place}/${path}"\noutput = "${join(target, path)}"`)),
    forget: (place) => rm(join(root, place), { recursive: true }),
    stop: nginx.stop,
  }
}

/** huggingface_hub over LFS, from the environment that --python names. @returns {Promise<Way | undefined>} */
export async function hubByPython({ hub, client, data, work, python }) {
  if (!python) return undefined
  const env = {
    ...process.env,
    HF_ENDPOINT: hub.url,
    HF_TOKEN: hub.token,
    HF_HUB_DISABLE_XET: '1',
    HF_HUB_DISABLE_PROGRESS_BARS: '1',
    HF_HOME: join(work, 'hf-home'),
  }
  const runPython = (code) =>
    execute(python, ['-c', `import huggingface_hub as h\n${code}`], { ...QUIET, env })
  return {
    name: 'hub, by huggingface_hub',
    prepare: async (round) => {
      await client.createRepo(`python-${round}`)
      return `admin/python-${round}`
    },
    push: (id) =>
      runPython(`h.HfApi().upload_folder(repo_id='${id}', repo_type='dataset', folder_path='${data}')`),
    pull: (id, target) =>
      runPython(`h.snapshot_download('${id}', repo_type='dataset', local_dir='${target}')`),
  }
}
