import type { FastifyRequest } from 'fastify'
import { type RepoId, repoPath } from '../core/repo-id.js'

/** Absolute addresses of this hub as the client sees it; clients do not follow relative ones in bodies and Link. */
export interface Urls {
  base: string
  repo(id: RepoId): string
  api(id: RepoId): string
  /** The present request with another query. */
  page(query: string): string
}

const HOST = /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9a-fA-F:.]+\](:\d{1,5})?$/

export function createUrls(
  request: FastifyRequest,
  options: { publicUrl: string | undefined; trustProxy: boolean },
): Urls {
  const base = options.publicUrl ?? seenBase(request, options.trustProxy)
  const path = (request.raw.url ?? '').split('?')[0]
  return {
    base,
    repo: (id) => `${base}/${repoPath(id)}`,
    api: (id) => `${base}/api/${id.type}s/${id.namespace}/${id.name}`,
    page: (query) => `${base}${path}?${query}`,
  }
}

function seenBase(request: FastifyRequest, trustProxy: boolean): string {
  const forwarded = (name: string) =>
    (trustProxy
      ? String(request.headers[name] ?? '')
          .split(',')[0]
          ?.trim()
      : '') || undefined
  const host = forwarded('x-forwarded-host') ?? request.headers.host ?? ''
  const scheme = forwarded('x-forwarded-proto') === 'https' ? 'https' : 'http'
  return `${scheme}://${HOST.test(host) ? host : 'localhost'}`
}
