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
export interface Asset {
  /** By content coding; `identity` is the file itself. */
  bytes: { identity: Buffer; gzip?: Buffer; br?: Buffer }
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

/** A file in a coding, beside the file itself. */
const CODED = /\.(br|gz)$/

/** Scripts, styles and requests of the hub itself, and nothing inline: what a user wrote cannot run. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Reads what `npm run build` made; undefined when it was not built. */
export async function openSite(folder: string): Promise<Site | undefined> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined)
  if (page === undefined) return undefined
  const assets = new Map<string, Asset>()
  for (const name of await readdir(join(folder, 'assets')))
    if (!CODED.test(name)) assets.set(name, await readAsset(join(folder, 'assets', name)))
  return { page, assets, modules: await modulesIn(folder, page) }
}

/** A file with the codings of it that the build wrote beside it (web/packed-files.ts). */
async function readAsset(path: string): Promise<Asset> {
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  const identity = await readFile(path)
  const [gzip, br] = await Promise.all(['gz', 'br'].map((coding) => readIfThere(`${path}.${coding}`)))
  const etag = `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`
  return { bytes: { identity, ...(gzip && { gzip }), ...(br && { br }) }, type, etag }
}

const readIfThere = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined)

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
