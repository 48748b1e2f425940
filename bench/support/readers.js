import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { megabytesASecond, seconds } from './numbers.js'
import { execute } from './tools.js'

/** MB/s of one curl that throws the bytes away. @param {string} url @param {number} size */
export async function readWhole(url, size) {
  return megabytesASecond(size, await seconds(() => curl(url, size)))
}

/** MB/s of `count` curls at once, each reading its part. @param {string} url @param {number} size @param {number} count */
export async function readRanges(url, size, count) {
  const part = Math.floor(size / count)
  const time = await seconds(() =>
    Promise.all(
      Array.from({ length: count }, (_, i) => {
        const end = i === count - 1 ? size : (i + 1) * part
        return curl(url, end - i * part, ['--range', `${i * part}-${end - 1}`])
      }),
    ),
  )
  return megabytesASecond(size, time)
}

/** @param {string} url @param {number} size @param {string[]} options */
async function curl(url, size, options = []) {
  const args = ['-sS', '--fail', '-o', '/dev/null', '-w', '%{size_download}', ...options, url]
  const { stdout } = await execute('curl', args)
  if (Number(stdout) !== size) throw new Error(`${url} gave ${stdout} bytes of ${size}`)
}

/**
 * Requests a second of wrk: one thread, 16 connections, the paths in turn.
 * @param {string} base @param {string[]} paths
 * @param {{ work: string, durationS: number }} options
 */
export async function requestRate(base, paths, { work, durationS }) {
  const script = join(work, 'paths.lua')
  const quoted = paths.map((path) => JSON.stringify(path)).join(',\n')
  await writeFile(
    script,
    `local paths = {${quoted}}
     local at = 0
     request = function()
       at = at % #paths + 1
       return wrk.format('GET', paths[at])
     end
     done = function(summary)
       local errors = summary.errors
       print("bad " .. errors.status + errors.connect + errors.read + errors.write + errors.timeout)
     end`,
  )
  const args = ['-t1', '-c16', `-d${durationS}s`, '-s', script, base]
  const { stdout } = await execute('wrk', args)
  if (!/^bad 0$/m.test(stdout)) throw new Error(`wrk met errors:\n${stdout}`)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1])
}
