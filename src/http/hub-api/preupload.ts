import { z } from 'zod'
import { ignoreMatcher, lfsMatcher } from '../../codecs/gitattributes.js'
import { storedPath } from '../../core/paths.js'
import type { Entry } from '../../services/browse.js'
import { readJson } from '../bodies.js'
import { apiRoute, type Route, takes } from '../route.js'

const Body = z.object({
  files: z
    .array(z.object({ path: z.string(), sample: z.string().default(''), size: z.number().nonnegative() }))
    .max(1000),
  gitAttributes: z.string().nullish(),
  gitIgnore: z.string().nullish(),
})

/**
 * POST preupload/REV: for each file, whether it goes into the commit or by LFS. LFS takes what .gitattributes
 * says, what is over the limit for regular files, and what does not look like text.
 */
export const preupload = (): Route =>
  takes(
    Body,
    apiRoute('POST', '/preupload/*', 'repo:write', async ({ http, services, request, grant, tail }) => {
      const body = await readJson(request, Body, http.limits.lineBytes)
      const revision = await services.revisions.resolve(grant, tail.join('/'))
      const paths = body.files.map((file) => storedPath(file.path))
      const existing = await services.browse.pathsInfo(grant, revision, paths, false)
      await services.quotas.checkRoom(grant, { bytes: newBytes(body.files, paths, existing), files: 0 })
      const oids = new Map(
        existing.filter((entry) => !entry.folder).map((entry) => [entry.path, oidOf(entry)]),
      )
      const isLfs = lfsMatcher(
        body.gitAttributes ?? (await services.browse.text(grant, revision, '.gitattributes')) ?? '',
      )
      const isIgnored = body.gitIgnore ? ignoreMatcher(body.gitIgnore) : () => false
      return {
        files: body.files.map((file, i) => {
          const path = paths[i] ?? file.path
          const lfs =
            file.size > 0 &&
            (isLfs(path) || file.size > http.limits.regularFileBytes || isBinary(file.sample))
          const oid = oids.get(path)
          return {
            path: file.path,
            uploadMode: lfs ? 'lfs' : 'regular',
            shouldIgnore: isIgnored(path),
            ...(oid && { oid }),
          }
        }),
      }
    }),
  )

/** What would be new for sure: a file of the same size at its path may be the same. */
function newBytes(files: { size: number }[], paths: string[], existing: Entry[]): number {
  const sizes = new Map(existing.map(({ path, blob }) => [path, blob?.lfs?.size ?? blob?.size]))
  return files.reduce((sum, { size }, i) => sum + (sizes.get(paths[i] ?? '') === size ? 0 : size), 0)
}

const oidOf = (entry: Entry): string => entry.blob?.lfs?.sha256 ?? entry.oid

/** Whether the first bytes of a file (base64) hold a NUL or are not UTF-8. The sample may cut a character. */
function isBinary(sample: string): boolean {
  const bytes = Buffer.from(sample, 'base64')
  if (bytes.includes(0)) return true
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return false
  } catch {
    return true
  }
}
