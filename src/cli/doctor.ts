import { execFile } from 'node:child_process'
import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Command } from 'commander'
import type { App } from '../app.js'
import { parseConfig } from '../config/config.js'
import { readSettings } from '../config/env.js'
import { bytes, EXIT, print } from './output.js'
import { withApp } from './with-app.js'

interface Finding {
  what: string
  good: boolean
  detail: string
}

const LEAST_NODE = [20, 19]

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('Look for what would keep the hub from running well, and say what to do.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  databelt doctor\n\nExit code 3 when something needs doing.')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = [node(), await git(), await folder(), await space(), ...(await parts())]
      const lines = findings.map(
        (finding) => `${finding.good ? 'ok  ' : 'BAD '} ${finding.what}: ${finding.detail}`,
      )
      print(json, findings, lines.join('\n'))
      if (findings.some((finding) => !finding.good)) process.exitCode = EXIT.found
    })

const config = () => parseConfig(readSettings())

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const good = major > (LEAST_NODE[0] ?? 0) || (major === LEAST_NODE[0] && minor >= (LEAST_NODE[1] ?? 0))
  const advice = major < 22 ? '; Node 22 or 24 is recommended, 20 gets no more fixes' : ''
  return {
    what: 'Node',
    good,
    detail: `${process.versions.node}${good ? advice : `; install ${LEAST_NODE.join('.')} or newer`}`,
  }
}

async function git(): Promise<Finding> {
  const found = await promisify(execFile)('git', ['--version']).catch(() => undefined)
  return {
    what: 'git',
    good: found !== undefined,
    detail: found?.stdout.trim() ?? 'not found; install git, or clone and push will not work',
  }
}

async function folder(): Promise<Finding> {
  const { dataFolder } = config()
  const good = await mkdir(dataFolder, { recursive: true })
    .then(() => access(dataFolder, constants.W_OK))
    .then(
      () => true,
      () => false,
    )
  return {
    what: 'data folder',
    good,
    detail: good ? dataFolder : `${dataFolder} cannot be written; choose another with DATABELT_DATA`,
  }
}

async function space(): Promise<Finding> {
  const { dataFolder, minFreeBytes } = config()
  const disk = await statfs(dataFolder).catch(() => undefined)
  const free = disk ? disk.bavail * disk.bsize : 0
  const good = free > minFreeBytes * 4
  return { what: 'disk', good, detail: `${bytes(free)} free; uploads stop below ${bytes(minFreeBytes)}` }
}

/** What needs an open hub to be looked at. */
async function parts(): Promise<Finding[]> {
  const answers = config().databaseUrl
    ? 'the server of DATABASE_URL answers'
    : 'the embedded PostgreSQL answers'
  try {
    return await withApp(async (app) => {
      await app.metadata.ping()
      return [
        { what: 'database', good: true, detail: answers },
        walls(app.sandbox.walls),
        await mail(app.services),
      ]
    })
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return [{ what: 'database', good: false, detail }]
  }
}

async function mail({ mailing }: App['services']): Promise<Finding> {
  try {
    const isSet = await mailing.check()
    return {
      what: 'mail',
      good: true,
      detail: isSet ? 'the mail server answers' : 'off; see DATABELT_SMTP_URL',
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { what: 'mail', good: false, detail: `${why}; see DATABELT_SMTP_URL` }
  }
}

/** Around the processes that parse what users send; see docs/tables.md. */
function walls({ missing }: { missing: string[] }): Finding {
  if (missing.length === 0)
    return { what: 'sandbox', good: true, detail: 'own files, no network, limited memory' }
  return { what: 'sandbox', good: false, detail: `${missing.join('; ')}. Let only people you trust upload.` }
}
