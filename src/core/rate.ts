/** Requests are counted in these buckets, as the Hugging Face Hub counts them. */
export const BUCKETS = ['api', 'resolvers', 'pages'] as const
export type Bucket = (typeof BUCKETS)[number]
/** Most requests of a window; 0: as many as one likes. */
export type Rates = Record<Bucket, number>

export const WINDOW_SECONDS = 300

/** What a limit is of: requests of a caller in a bucket, or of others than members to one repo or to all of an owner. */
export type RateName = Bucket | 'repo' | 'owner'

/** Which bucket an address of the route table counts in. Bytes of files are `resolvers`, however they travel. */
export function bucketOf(path: string): Bucket {
  if (/\/(resolve|raw|resolve-cache|zip)\/|\/api\/lfs\/|^\/xet\/|\.git|\/git-|\/info\/|-media/.test(path))
    return 'resolvers'
  if (path.startsWith('/api/') || path.startsWith('/oauth')) return 'api'
  // the dataset viewer is an API at the root
  return /^(\/viewer)?\/[a-z-]+$/.test(path) ? 'api' : 'pages'
}

/** Three numbers as a setting writes them: api/resolvers/pages, or 0 for all. Undefined for anything else. */
export function parseRates(text: string): Rates | undefined {
  const match = /^(\d{1,9})\/(\d{1,9})\/(\d{1,9})$/.exec(text === '0' ? '0/0/0' : text)
  if (!match) return undefined
  const [api = 0, resolvers = 0, pages = 0] = match.slice(1).map(Number)
  return { api, resolvers, pages }
}
