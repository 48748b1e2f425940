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

const PACKABLE = /^(text\/|image\/svg|application\/(json|wasm))/
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
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Reads what `npm run build` made; undefined when it was not built. */
export async function openSite(folder: string): Promise<Site | undefined> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined)
  if (page === undefined) return undefined
  const assets = new Map<string, Asset>()
  for (const name of await readdir(join(folder, 'assets'))) {
    const bytes = await readFile(join(folder, 'assets', name))
    const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    const type = TYPES[extname(name)] ?? 'application/octet-stream'
    assets.set(name, { bytes: { identity: bytes, ...(await packed(bytes, type)) }, type, etag })
  }
  return { page, assets }
}

/** The codings that browsers take, made once: a slow link feels every byte of a script. */
async function packed(bytes: Buffer, type: string): Promise<{ gzip?: Buffer; br?: Buffer }> {
  if (!PACKABLE.test(type)) return {}
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6 }
  const [gzip, br] = await Promise.all([gzipAsync(bytes), brotliAsync(bytes, { params })])
  return { gzip, br }
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
