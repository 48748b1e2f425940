import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Grant } from '../../services/access.js'
import type { UploadPlan } from '../../services/uploads.js'
import { readJson } from '../bodies.js'
import { gitRoute, type RepoCall, type Route } from '../route.js'
import { signedUrl, tokenOf } from '../signed.js'
import { issueToken } from '../xet-token.js'

const LFS_TYPE = 'application/vnd.git-lfs+json'
const UPLOAD_SECONDS = 12 * 3600
const DOWNLOAD_SECONDS = 3600
const PART_DIGITS = 5

const Batch = z.object({
  operation: z.enum(['upload', 'download']),
  transfers: z.array(z.string()).nullish(),
  objects: z
    .array(
      z.object({
        oid: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 as 64 hex digits'),
        size: z.number().int().nonnegative(),
      }),
    )
    .max(1000),
  /** Our own: parts smaller than usual, for a client whose network breaks off often. */
  part_bytes: z
    .number()
    .int()
    .min(1024 * 1024)
    .nullish(),
  hash_algo: z.enum(['sha256', 'sha_256']).nullish(),
})
type Body = z.infer<typeof Batch>
type Call = RepoCall<'repo:download'>

/** POST info/lfs/objects/batch: https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md */
export const batch = (): Route =>
  gitRoute('POST', '/info/lfs/objects/batch', 'repo:download', async (call) => {
    const body = await readJson(call.request, Batch, call.http.limits.lineBytes)
    call.reply.type(LFS_TYPE)
    return JSON.stringify(body.operation === 'upload' ? await upload(call, body) : await download(call, body))
  })

/** One operation is a read and one a write, at one address: the write asks the policy again. */
async function upload(call: Call, body: Body) {
  const { services, principal, grant } = call
  // clients find objects by their oid, and addresses of one object are many
  const asked = [...new Map(body.objects.map((object) => [object.oid, object])).values()]
  const write = await services.access.authorize(principal, 'repo:write', grant.repo)
  const plans = await services.uploads.plan(
    write,
    asked,
    body.transfers?.includes('multipart') ? { bytes: body.part_bytes ?? undefined } : undefined,
  )
  if (body.transfers?.includes('xet')) return xetUpload(call, write, asked, plans)
  const repoAndToken = { repo: grant.repo.id, token: tokenOf(call) }
  const verify = { href: signedUrl(call, 'POST', '/api/lfs/verify', repoAndToken, UPLOAD_SECONDS) }
  const objects = asked.map((object, i) => {
    const action = uploadAction(call, object, plans[i] as UploadPlan)
    // absent, not null, when there is nothing to do
    return action ? { ...object, authenticated: true, actions: { upload: action, verify } } : object
  })
  return {
    transfer: plans.some((plan) => plan.kind === 'multipart') ? 'multipart' : 'basic',
    objects,
    hash_algo: 'sha256',
  }
}

/** The same objects by xet: one token for all of them; `href` is where to get the next one. */
function xetUpload(call: Call, write: Grant<'repo:write'>, asked: Body['objects'], plans: UploadPlan[]) {
  const token = issueToken(call, write, 'write')
  const action = {
    href: `${call.urls.api(write.repo)}/xet-write-token/main`,
    header: {
      'X-Xet-Cas-Url': token.casUrl,
      'X-Xet-Access-Token': token.accessToken,
      'X-Xet-Token-Expiration': String(token.exp),
      'X-Xet-Session-Id': randomUUID(),
    },
  }
  const objects = asked.map((object, i) =>
    plans[i]?.kind === 'stored' ? object : { ...object, authenticated: true, actions: { upload: action } },
  )
  return { transfer: 'xet', objects, hash_algo: 'sha256' }
}

function uploadAction(call: Call, object: Body['objects'][number], plan: UploadPlan) {
  const token = tokenOf(call)
  const repo = call.grant.repo.id
  if (plan.kind === 'stored') return undefined
  if (plan.kind === 'basic') {
    return {
      href: signedUrl(
        call,
        'PUT',
        `/api/lfs/objects/${object.oid}`,
        { repo, size: object.size, token },
        UPLOAD_SECONDS,
      ),
      expires_in: UPLOAD_SECONDS,
    }
  }
  const path = `/api/lfs/parts/${plan.uploadId}`
  const values = { repo, token }
  const numbers = Array.from({ length: plan.partCount }, (_, i) => i + 1)
  const parts = numbers.map((number) => [
    String(number).padStart(PART_DIGITS, '0'),
    signedUrl(call, 'PUT', `${path}/${number}`, values, UPLOAD_SECONDS),
  ])
  return {
    href: signedUrl(call, 'POST', path, values, UPLOAD_SECONDS),
    // clients read the parts from here, in the order of their keys; there must be no other key
    header: { chunk_size: String(plan.partBytes), ...Object.fromEntries(parts) },
  }
}

async function download(call: Call, body: Body) {
  const { services, grant } = call
  const sizes = await services.downloads.findObjects(
    grant,
    body.objects.map((object) => object.oid),
  )
  const objects = body.objects.map((object) => {
    const size = sizes.get(object.oid)
    if (size === undefined)
      return {
        ...object,
        error: { code: 404, message: `No commit of this repository holds the object ${object.oid}.` },
      }
    const href = signedUrl(
      call,
      'GET',
      `/api/lfs/objects/${object.oid}`,
      { repo: grant.repo.id, token: tokenOf(call) },
      DOWNLOAD_SECONDS,
    )
    return {
      oid: object.oid,
      size,
      authenticated: true,
      actions: { download: { href, expires_in: DOWNLOAD_SECONDS } },
    }
  })
  return { transfer: 'basic', objects, hash_algo: 'sha256' }
}
