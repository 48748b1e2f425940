import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import type { HubConfig } from './config/config.js'
import { ConfigError } from './config/env.js'
import { systemClock } from './core/clock.js'
import { currentOrigin } from './services/audit/origin.js'
import { createServices, type Services } from './services/services.js'
import { createTreeCache } from './services/trees/tree-reader.js'
import { createChunkSource } from './services/xet/chunk-source.js'
import { createContentSource } from './services/xet/content-source.js'
import { openHeadsFile } from './stores/audit/heads-file.js'
import type { BlobStore, StoredContent } from './stores/blobs/blob-store.js'
import { openDiskStore } from './stores/blobs/disk.js'
import { verifiedReads } from './stores/blobs/verified.js'
import { createEgress, type Egress } from './stores/egress/egress.js'
import { openMailer } from './stores/mail/mailer.js'
import { openDatabase } from './stores/metadata/database.js'
import { createMetadataStore, type MetadataStore } from './stores/metadata/metadata-store.js'
import { migrate } from './stores/metadata/migrate.js'
import { embeddedConnection, startEmbeddedPostgres } from './stores/postgres/embedded.js'
import { lockFolder } from './stores/postgres/folder-lock.js'
import { openSandbox } from './stores/sandbox/pool.js'
import type { Sandbox } from './stores/sandbox/sandbox.js'

/** The parts of a hub, wired. The one place that knows which store is behind an interface. */
export interface App {
  config: HubConfig
  services: Services
  metadata: MetadataStore
  blobs: BlobStore
  sandbox: Sandbox
  /** Connections to PostgreSQL, for the job queue. */
  pool: Pool
  close(): Promise<void>
}
export type Log = (message: string) => void

/** Another process runs a hub on the data folder. */
export class FolderTaken extends Error {
  override name = 'FolderTaken'
}

/**
 * Opens the hub's parts. `alone`: this process is to be the hub of the data folder; else (a command beside a
 * running hub) it joins the database that is there, or starts it for the time of the command.
 */
export async function openApp(config: HubConfig, options: { alone: boolean; log: Log }): Promise<App> {
  await mkdir(config.dataFolder, { recursive: true })
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step()
  }
  try {
    const connection = await connect(config, options, closers)
    const { db, pool } = openDatabase({ connection, maxConnections: config.databaseConnections })
    closers.push(() => db.destroy())
    await migrate(pool)
    const metadata = createMetadataStore(db, currentOrigin)
    const blobs = await openDiskStore({ folder: config.dataFolder, minFreeBytes: config.minFreeBytes })
    const sandbox = await openSandbox(sandboxOptions(config, options.alone))
    closers.push(() => sandbox.close())
    const services = wire(config, { metadata, blobs, sandbox })
    closers.push(() => services.rows.close())
    closers.push(() => services.downloads.flush())
    closers.push(() => services.metering.close())
    // counts alone: without them all that follows must still be closed
    closers.push(() =>
      services.answers.flush().catch((error) => options.log(`Counts of answers were lost: ${error}`)),
    )
    closers.push(() => services.git.close())
    return { config, services, metadata, blobs, sandbox, pool, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Beside the sources as well as beside what was compiled from them, ../dist is what was compiled. */
const SANDBOX_MAIN = fileURLToPath(new URL('../dist/sandbox/main.js', import.meta.url))

/** A command beside a running hub opens processes when it needs one. */
const sandboxOptions = (config: HubConfig, isHub: boolean) => ({
  folder: join(config.dataFolder, 'sandbox'),
  main: SANDBOX_MAIN,
  memoryBytes: config.sandbox.memoryBytes,
  spare: isHub ? config.sandbox.spare : 0,
  most: config.sandbox.most,
})

/** Of one answer of a provider of OpenID Connect. */
const PROVIDER_LIMITS = { deadlineMs: 5000, maxBytes: 1024 * 1024 }
const EGRESS_MS = 15_000
const EGRESS_BYTES = 4 * 1024 * 1024

/** Throws ConfigError for a list of DATABELT_EGRESS_ALLOW that cannot be read. */
function egressOf({ egressAllow: allow }: HubConfig): Egress {
  try {
    return createEgress({ allow, deadlineMs: EGRESS_MS, maxBytes: EGRESS_BYTES })
  } catch (error) {
    throw new ConfigError(`DATABELT_EGRESS_ALLOW: ${(error as Error).message}`)
  }
}

type Parts = { metadata: MetadataStore; blobs: BlobStore; sandbox: Sandbox }
function wire(config: HubConfig, { metadata, blobs, sandbox }: Parts): Services {
  // the reader tells the vault of damage, and the vault is made of services that read
  const vault: { setAside?: (blob: StoredContent) => Promise<void> } = {}
  const onDamage = async (blob: StoredContent) => vault.setAside?.(blob)
  const readWhole = verifiedReads(blobs, onDamage)
  const chunks = createChunkSource(metadata, readWhole)
  const readRecipe = verifiedReads(createContentSource(metadata, chunks), onDamage)
  const services = createServices({
    metadata,
    blobs,
    readVerified: (blob, ...range) => (blob.whole ? readWhole : readRecipe)(blob, ...range),
    chunks,
    // a database elsewhere minds its own disk
    checkRowSpace: config.databaseUrl ? async () => {} : blobs.checkSpace,
    trees: createTreeCache(),
    clock: systemClock,
    hubCountry: config.country ?? null,
    limits: config.limits,
    gcGraceMs: config.gcGraceHours * 3_600_000,
    xorbGraceMs: config.xorbGraceDays * 24 * 3_600_000,
    sandbox,
    tableCache: { folder: join(config.dataFolder, 'cache', 'tables'), bytes: config.tableCacheBytes },
    gitCacheFolder: join(config.dataFolder, 'cache', 'git'),
    sqlLimits: config.sql,
    signIn: config.signIn,
    providers: config.providers,
    providerFetch: (origin) => createEgress({ ...PROVIDER_LIMITS, allow: [origin] }).fetch,
    egress: egressOf(config),
    mailer: config.mail && openMailer(config.mail),
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    quotaDefaults: config.quotas,
    rateLimits: config.rates,
    subsetCacheFolder: join(config.dataFolder, 'cache', 'subsets'),
    auditHeads: openHeadsFile(join(config.dataFolder, 'audit-heads.jsonl')),
  })
  vault.setAside = services.vault.setAside
  return services
}

type Connection = { url: string } | { host: string; user: string; database: string }

async function connect(
  config: HubConfig,
  options: { alone: boolean; log: Log },
  closers: (() => Promise<void>)[],
): Promise<Connection> {
  // with a database of its own, several hubs may share the folder
  if (config.databaseUrl) return { url: config.databaseUrl }
  const lock = await lockFolder(config.dataFolder)
  if (lock) {
    closers.push(() => lock.release())
    const server = await startEmbeddedPostgres(config.dataFolder, options.log)
    closers.push(() => server.stop())
    return server.connection
  }
  if (options.alone)
    throw new FolderTaken(
      `Another hub is running on ${config.dataFolder}. Stop it, or choose another folder with DATABELT_DATA.`,
    )
  return embeddedConnection(config.dataFolder)
}
