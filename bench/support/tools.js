import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

export const execute = promisify(execFile)

/** Program to the Debian package that brings it. */
const PACKAGES = { nginx: 'nginx-light', curl: 'curl', wrk: 'wrk', git: 'git', 'git-lfs': 'git-lfs' }

/** A program that a benchmark needs is not installed. */
export class MissingTools extends Error {
  /** @param {string[]} programs */
  constructor(programs) {
    const packages = programs.map((program) => PACKAGES[program])
    super(`missing: ${programs.join(', ')} (Debian: apt-get install -y ${packages.join(' ')})`)
    this.name = 'MissingTools'
  }
}

/** @param {(keyof typeof PACKAGES)[]} programs */
export function requireTools(...programs) {
  const missing = programs.filter((program) => !hasTool(program))
  if (missing.length > 0) throw new MissingTools(missing)
}

/** @param {string} program */
const hasTool = (program) => spawnSync('sh', ['-c', `command -v ${program}`], pathWithSbin()).status === 0

/** nginx lives in /usr/sbin, which is not on the path of every user. */
export function pathWithSbin() {
  return { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } }
}

/** @param {() => unknown} ready @param {number} deadlineMs */
export async function waitFor(ready, deadlineMs, what) {
  const end = Date.now() + deadlineMs
  for (;;) {
    try {
      if (await ready()) return
    } catch (error) {
      if (Date.now() > end) throw error
    }
    if (Date.now() > end) throw new Error(`${what} is not ready after ${deadlineMs} ms`)
    await sleep(50)
  }
}

/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
