import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip as gzipCompress } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml } from '../core/html.js'

/** The built web app (docs/web.md): a page, and the files that it loads. */
export interface Site {
  page: string
  assets: Map<string, Asset>
}
export type Coding = 'identity' | 'gzip' | 'br'
export interface Asset {
  codings: Coding[]
  /** The file in a coding, which is made once. */
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

const PACKABLE = /^(text\/|image\/svg|application\/(json|wasm))/
const LARGE = 1024 * 1024
const gzipAsync = promisify(gzipCompress)
const brotliAsync = promisify(brotliCompress)

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
  for (const name of await readdir(join(folder, 'assets'))) {
    assets.set(name, await openAsset(join(folder, 'assets', name)))
  }
  return { page, assets }
}

async function openAsset(path: string): Promise<Asset> {
  const bytes = await readFile(path)
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  const codings: Coding[] = PACKABLE.test(type) ? ['br', 'gzip', 'identity'] : ['identity']
  const made = new Map<Coding, Promise<Buffer>>()
  const make = (coding: Coding) => {
    const known = made.get(coding) ?? packed(path, coding)
    made.set(coding, known)
    return known
  }
  // what few ask for and is large, such as an engine, takes time and memory when it is asked for
  if (bytes.length < LARGE) await Promise.all(codings.map(make))
  return { codings, bytes: make, type, etag }
}

/** A slow link feels every byte of a script. */
async function packed(path: string, coding: Coding): Promise<Buffer> {
  const bytes = await readFile(path)
  if (coding === 'identity') return bytes
  if (coding === 'gzip') return gzipAsync(bytes)
  return brotliAsync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
}

/** Whether a browser opens the address as a page. Scripts ask for anything, and get what they always got. */
export const wantsPage = (request: FastifyRequest): boolean =>
  ['GET', 'HEAD'].includes(request.method) && (request.headers.accept ?? '').includes('text/html')

export interface Head {
  title: string
  description?: string
  /** schema.org, for search engines. */
  linkedData?: object
}

/** The app's page. It holds nothing of a repo but `head`, which is for those who may see it. */
export function sendPage(reply: FastifyReply, site: Site, head: Head): FastifyReply {
  return reply
    .headers({
      'content-security-policy': POLICY,
      'cache-control': 'private, no-cache',
      'referrer-policy': 'same-origin',
      vary: 'Accept, Authorization, Cookie',
    })
    .type('text/html; charset=utf-8')
    .send(site.page.replace(/<title>.*<\/title>/, '').replace('<!--head-->', () => headHtml(head)))
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
