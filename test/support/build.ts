import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The sandbox runs compiled code in processes of its own, so tests need it compiled. */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
  ])
}
