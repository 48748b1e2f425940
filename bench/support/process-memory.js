import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { MEBIBYTE } from './numbers.js'

const SAMPLE_MS = 100
/** Reading the maps of a dozen processes is work too, so it is done less often. */
const TREE_SAMPLES = 5

/** @param {number} pid MiB that are resident now, and that were at most since `forgetPeak` */
export function residentOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name) =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) * 1024) / MEBIBYTE
  return { now: field('VmRSS'), peak: field('VmHWM') }
}

/** Starts VmHWM anew; where that is not permitted the samples alone count. @param {number} pid */
function forgetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return true
  } catch {
    return false
  }
}

/** MiB of a process and all below it, shared pages counted once. @param {number} pid */
export function treeOf(pid) {
  let kilobytes = 0
  for (const one of withDescendants(pid)) {
    try {
      const rollup = readFileSync(`/proc/${one}/smaps_rollup`, 'utf8')
      kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)[1])
    } catch {
      // it ended meanwhile
    }
  }
  return (kilobytes * 1024) / MEBIBYTE
}

/** @param {number} root */
function withDescendants(root) {
  const parents = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // the name in brackets may hold blanks
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // it ended meanwhile
    }
  }
  const found = new Set([root])
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  return found
}

/**
 * The most memory during `work`, in MiB.
 * @param {number} pid @param {() => Promise<unknown>} work
 */
export async function peakDuring(pid, work) {
  const exact = forgetPeak(pid)
  const peak = { own: 0, tree: 0 }
  let samples = 0
  const sample = () => {
    peak.own = Math.max(peak.own, residentOf(pid).now)
    if (samples++ % TREE_SAMPLES === 0) peak.tree = Math.max(peak.tree, treeOf(pid))
  }
  const timer = setInterval(sample, SAMPLE_MS)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  sample()
  if (exact) peak.own = Math.max(peak.own, residentOf(pid).peak)
  return peak
}
