import { spawn } from 'node:child_process'
import { commandLine, type HubPlace, watchCommand } from './child-hub.js'
import type { Point } from './kills.js'

/** A command of the CLI under strace; `does` happens at the point. strace ends as the traced process did. */
export function tracedCommand(
  place: HubPlace,
  command: string[],
  extra: Record<string, string>,
  point: Point,
  does: string,
) {
  const { program, args, env } = commandLine(place, command, extra)
  const inject = `inject=${point.syscall}:${does}:when=${point.nth}`
  const flags = ['-f', '-q', '-e', `trace=${point.syscall}`, '-e', inject]
  const child = spawn('strace', [...flags, program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  return watchCommand(child).done
}
