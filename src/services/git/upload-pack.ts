import { once } from 'node:events'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HubError } from '../../core/errors.js'
import type { Grant } from '../access.js'
import type { Caches, CacheUse } from './cache-repository.js'
import { feed, type GitChild, GitFailed } from './git-runner.js'
import { createTurns } from './turns.js'
import type { WorkFolder } from './work-folder.js'

export interface FetchRequest {
  /** What the client asked for in its Git-Protocol header, if it is something that git knows. */
  protocol: string | undefined
  /** Undefined: list the refs or capabilities; else the client's request. */
  body: AsyncIterable<Uint8Array> | undefined
}

const TURNS = { atOnce: 32, waiting: 200, waitMs: 60_000 }
/** What git says when objects that the cache should have are not there or cannot be read. */
const CACHE_FAULT =
  /missing|corrupt|unable to read|bad object|cannot open|loose object|not a git repository|packfile|valid object/i

type Needs = { caches: Caches; work: () => Promise<WorkFolder> }

/** Clone and fetch: git itself answers, from a repository filled from the rows. */
export function createUploadPack({ caches, work }: Needs) {
  const turns = createTurns(TURNS)

  /** The answer, as git gives it. It must be read or destroyed. */
  async function serve(grant: Grant<'repo:download'>, request: FetchRequest): Promise<Readable> {
    const end = await turns.take()
    try {
      const cache = await caches.open(grant.repo.id)
      try {
        const { git } = await work()
        const args = [
          'upload-pack',
          '--stateless-rpc',
          ...(request.body ? [] : ['--advertise-refs']),
          cache.folder,
        ]
        return await answer(git.start(args, { protocol: request.protocol }), request, cache, end)
      } catch (error) {
        cache.release()
        throw error
      }
    } catch (error) {
      end()
      throw error
    }
  }

  return { serve }
}

/** Waits for git's first bytes, so that a failure before them is an error and not a broken answer. */
async function answer(
  child: GitChild,
  request: FetchRequest,
  cache: CacheUse,
  end: () => void,
): Promise<Readable> {
  const fed = request.body ? feed(child, request.body) : void child.stdin.end()
  const failed = Promise.resolve(fed).then(() => new Promise<never>(() => {}))
  try {
    await Promise.race([once(child.stdout, 'readable'), failed])
    // an end without bytes is also "readable"
    if (child.stdout.readableLength === 0) await child.done
  } catch (error) {
    child.kill()
    throw faultOf(error, cache)
  }
  const output = new Transform({
    transform(chunk, _, done) {
      child.touch()
      done(null, chunk)
    },
  })
  const ended = Promise.all([pipeline(child.stdout, output), fed, child.done])
  ended
    .then(() => {
      // git passes over a ref whose object is gone, and calls that success
      if (isBroken(child.said(), cache)) cache.spoil()
    })
    .catch((error) => {
      faultOf(error, cache)
      // git tells its client of an error in the protocol itself; only an answer that was cut off is broken
      if (!(error instanceof GitFailed) || error.killed) output.destroy()
      child.kill()
    })
    .finally(() => {
      cache.release()
      end()
    })
  return output
}

/** Takes a broken cache out of use. What else git refuses is a request that it cannot read. */
function faultOf(error: unknown, cache: CacheUse): unknown {
  if (!(error instanceof GitFailed) || error.killed) return error
  if (!isBroken(error.lines, cache))
    return new HubError('BadRequest', { why: `git: ${error.lines.slice(0, 200)}` })
  cache.spoil()
  return error
}

/** Whether git misses what is in the rows; a client may also ask for what never was. */
function isBroken(said: string, cache: CacheUse): boolean {
  const unknown = /not our ref ([0-9a-f]{40})/.exec(said)?.[1]
  return unknown ? cache.refs.some((ref) => ref.target === unknown) : CACHE_FAULT.test(said)
}
