import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml } from '../core/html.js'
import { type Modules, modulesIn, preloadHtml, wordsOf } from './preload.js'
import { themeOf } from './theme.js'

/** The built web app (docs/web.md): a page, and the files that it loads. */
export interface Site {
  page: string
  assets: Map<string, Asset>
  modules: Modules
}
export type Coding = 'identity' | 'gzip' | 'br'
export interface Asset {
  codings: Coding[]
  /** The file in one of `codings`. */
  bytes(coding: Coding): Promise<Buffer>
  type: string
  etag: string
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Files in a coding lie beside the file itself (web/packed-files.ts). */
const SUFFIXES: Record<Coding, string> = { br: '.br', gzip: '.gz', identity: '' }
const CODED = /\.(br|gz)$/
/** Larger ones, such as an engine, are asked for by few and not kept in memory. */
const LARGE_BYTES = 2 * 1024 * 1024

/** Scripts, styles and requests of the hub itself, and nothing inline: what a user wrote cannot run. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Of what the app loads. A worker is under the policy of its own file and not of the page: it too reaches this hub only. It
 * may compile WebAssembly, which the pages may not; text it can run no more than they can.
 */
export const ASSET_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'"

/** Reads what `npm run build` made; undefined when it was not built. */
export async function openSite(folder: string): Promise<Site | undefined> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined)
  if (page === undefined) return undefined
  const assets = new Map<string, Asset>()
  const names = new Set(await readdir(join(folder, 'assets')))
  for (const name of names)
    if (!CODED.test(name))
      assets.set(name, await openAsset(join(folder, 'assets', name), codingsOf(name, names)))
  return { page, assets, modules: await modulesIn(folder, page) }
}

/** The smallest first. */
const codingsOf = (name: string, names: Set<string>): Coding[] =>
  (['br', 'gzip', 'identity'] as const).filter((coding) => names.has(name + SUFFIXES[coding]))

async function openAsset(path: string, codings: Coding[]): Promise<Asset> {
  const identity = await readFile(path)
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  const etag = `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`
  const read = (coding: Coding) => readFile(path + SUFFIXES[coding])
  if (identity.length > LARGE_BYTES) return { codings, bytes: read, type, etag }
  const kept = new Map<Coding, Buffer>()
  for (const coding of codings) kept.set(coding, await read(coding))
  return { codings, bytes: async (coding) => kept.get(coding) ?? read(coding), type, etag }
}

/** Whether a browser opens the address as a page. Scripts ask for anything, and get what they always got. */
export const wantsPage = (request: FastifyRequest): boolean =>
  ['GET', 'HEAD'].includes(request.method) && (request.headers.accept ?? '').includes('text/html')

export interface Head {
  title: string
  description?: string
  /** schema.org, for search engines. */
  linkedData?: object
  /** Sources of the app that this page needs besides those of every page. */
  parts?: string[]
  /** Addresses that the page asks at once, for a browser to begin with while the scripts come. */
  asked?: string[]
}

/** The app's page. It holds nothing of a repo but `head`, which is for those who may see it. */
export function sendPage(reply: FastifyReply, site: Site, head: Head): FastifyReply {
  const { request } = reply
  const parts = [wordsOf(site.modules, request), ...(head.parts ?? [])]
  return reply
    .headers({
      'content-security-policy': POLICY,
      'cache-control': 'private, no-cache',
      'referrer-policy': 'same-origin',
      vary: 'Accept, Accept-Language, Authorization, Cookie',
    })
    .type('text/html; charset=utf-8')
    .send(
      site.page
        .replace(/<title>.*<\/title>/, '')
        .replace('<html', `<html${themeOf(request)}`)
        .replace('<!--head-->', () => headHtml(head) + preloadHtml(site.modules, parts, head.asked)),
    )
}

function headHtml({ title, description, linkedData }: Head): string {
  const told = description?.replaceAll(/\s+/g, ' ').slice(0, 300)
  return [
    `<title>${escapeHtml(title)}</title>`,
    told ? `<meta name="description" content="${escapeHtml(told)}" />` : '',
    // no script can end within it
    linkedData
      ? `<script type="application/ld+json">${JSON.stringify(linkedData).replaceAll('<', '\\u003c')}</script>`
      : '',
  ].join('')
}
