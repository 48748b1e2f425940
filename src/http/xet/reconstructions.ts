import { z } from 'zod'
import { toHex } from '../../codecs/xet/hash.js'
import { credentialRef } from '../../core/credential.js'
import { HubError } from '../../core/errors.js'
import type { Grant } from '../../services/access.js'
import {
  type Fetch,
  fetchesOf,
  type Reconstruction,
  type WantedBytes,
} from '../../services/xet/reconstruction.js'
import { readJson } from '../bodies.js'
import type { Call, Route } from '../route.js'
import { signedUrl } from '../signed.js'
import { casUrl, grantOf } from '../xet-token.js'
import { hashOf, hashParam, xetRoute, xetRoutes } from './xet-route.js'

/** Long enough for a slow client; one that is slower asks again. */
const FETCH_SECONDS = 3600
const MOST_FILES = 100
const FileIds = z.array(z.string()).max(MOST_FILES)

/** GET reconstructions/FILE: the ranges of xorbs that make a file, or the bytes of its Range header. */
export const reconstructions = (): Route[] => [
  ...xetRoutes('GET', ['/reconstructions/:file', '/reconstruction/:file'], async (call) => {
    const { grant, plan } = await planOf(call)
    return { ...renderTerms(plan), fetch_info: byXorb(plan, (fetch) => renderFetch(call, grant, fetch)) }
  }),
  xetRoute('GET', '/v2/reconstructions/:file', async (call) => {
    const { grant, plan } = await planOf(call)
    return { ...renderTerms(plan), xorbs: byXorb(plan, (fetch) => renderFetch2(call, grant, fetch)) }
  }),
  ...xetRoutes('GET', ['/reconstructions'], (call) => many(call, call.query.all('file_id'))),
  ...xetRoutes('POST', ['/reconstructions'], async (call) => {
    await grantOf(call, 'repo:download')
    return many(call, await readJson(call.request, FileIds, call.http.limits.jsonBytes))
  }),
  ...xetRoutes('HEAD', ['/files/:file'], async (call) => {
    const grant = await grantOf(call, 'repo:download')
    await call.services.reconstructions.plan(grant, hashParam(call, 'file'), () => ({ start: 0, end: 0 }))
    return call.reply.send()
  }),
]

async function planOf(call: Call) {
  const grant = await grantOf(call, 'repo:download')
  const wanted = wantedBytes(call.request.headers.range)
  return { grant, plan: await call.services.reconstructions.plan(grant, hashParam(call, 'file'), wanted) }
}

async function many(call: Call, files: string[]) {
  const grant = await grantOf(call, 'repo:download')
  if (files.length > MOST_FILES)
    throw new HubError('PayloadTooLarge', { what: 'The number of files', limit: MOST_FILES })
  const terms: Reconstruction['terms'] = []
  const byFile: Record<string, unknown> = {}
  for (const file of files) {
    const plan = await call.services.reconstructions.plan(grant, hashOf(file), wantedBytes(undefined))
    byFile[file] = renderTerms(plan).terms
    terms.push(...plan.terms)
  }
  // anew over all files: what they share must be in one range
  const fetches = fetchesOf(terms)
  return { files: byFile, fetch_info: byXorb({ fetches }, (fetch) => renderFetch(call, grant, fetch)) }
}

/** Ends may lie far beyond the file: clients ask in windows until they are told that there is no more. */
export function wantedBytes(header: string | undefined): WantedBytes {
  if (header === undefined) return (size) => ({ start: 0, end: size })
  const match = /^bytes=(\d{0,20})-(\d{0,20})$/.exec(header.trim())
  const [first = '', last = ''] = match?.slice(1) ?? []
  if (first === '' && last === '')
    throw new HubError('BadRequest', { why: 'The Range must be one range of bytes.' })
  return (size) => {
    const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
    const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
    if (size === 0 && start === 0) return { start: 0, end: 0 }
    if (start >= end) throw new HubError('RangeNotSatisfiable', { size })
    return { start, end }
  }
}

const renderTerms = ({ skipBytes, terms }: Reconstruction) => ({
  offset_into_first_range: skipBytes,
  terms: terms.map(({ xorb, length, chunks }) => ({
    hash: toHex(xorb),
    unpacked_length: length,
    range: chunks,
  })),
})

function byXorb<T>(
  { fetches }: Pick<Reconstruction, 'fetches'>,
  render: (fetch: Fetch) => T,
): Record<string, T[]> {
  const all: Record<string, T[]> = {}
  for (const fetch of fetches) {
    const key = toHex(fetch.xorb)
    all[key] ??= []
    all[key]?.push(render(fetch))
  }
  return all
}

const renderFetch = (call: Call, grant: Grant, fetch: Fetch) => ({
  range: fetch.chunks,
  url: fetchUrl(call, grant, fetch),
  // inclusive, unlike ranges of chunks
  url_range: { start: fetch.bytes.start, end: fetch.bytes.end - 1 },
})

/** One range an address: clients mix up ranges that share one. */
const renderFetch2 = (call: Call, grant: Grant, fetch: Fetch) => ({
  url: fetchUrl(call, grant, fetch),
  ranges: [{ chunks: fetch.chunks, bytes: { start: fetch.bytes.start, end: fetch.bytes.end - 1 } }],
})

function fetchUrl(call: Call, grant: Grant, { xorb, sha256, bytes }: Fetch): string {
  const { principal } = grant
  const values = {
    repo: grant.repo.id,
    token: credentialRef(principal),
    first: bytes.start,
    end: bytes.end,
    of: sha256,
  }
  const path = casUrl(call).slice(call.urls.base.length)
  return signedUrl(call, 'GET', `${path}/fetch/${toHex(xorb)}`, values, FETCH_SECONDS)
}
