import type { Services } from '../services/services.js'

/** A background job: named verb-noun, safe to run again at any time. */
export interface Job {
  kind: string
  /** cron, UTC. */
  schedule: string
  /** Resolves with what to log. */
  run(services: Services): Promise<object>
}

export const JOBS: Job[] = [
  {
    kind: 'collect-garbage',
    schedule: '17 3 * * *',
    run: async ({ garbage }) => ({ ...(await garbage.mark()), ...(await garbage.sweep()) }),
  },
  {
    // every minute: a client that comes next finds the chunks of what came before
    kind: 'pack-blobs',
    schedule: '* * * * *',
    run: async ({ packing }) => packing.run({ mostBytes: 20 * 1024 ** 3 }),
  },
  {
    // a hub fills it when it starts; this is for what failed then
    kind: 'fill-catalogue',
    schedule: '27 * * * *',
    run: async ({ catalogue }) => catalogue.fill(),
  },
  {
    kind: 'renew-trends',
    schedule: '*/5 * * * *',
    run: async ({ trends }) => trends.renew(),
  },
  {
    kind: 'sweep-sign-in-flows',
    schedule: '* * * * *',
    run: async ({ flows }) => flows.sweep(),
  },
  {
    kind: 'sweep-sign-in',
    schedule: '7 * * * *',
    run: async ({ sweepSignIn }) => {
      await sweepSignIn()
      return {}
    },
  },
  {
    // what was reserved by processes that are gone
    kind: 'release-vouchers',
    schedule: '* * * * *',
    run: async ({ vouchers }) => ({ released: await vouchers.releaseOverdue() }),
  },
  {
    kind: 'forget-query-time',
    schedule: '7 0 * * *',
    run: async ({ sqlTime }) => {
      await sqlTime.forgetOld()
      return {}
    },
  },
  {
    kind: 'sweep-notifications',
    schedule: '7 4 * * *',
    run: async ({ deliveries, mailing }) => ({ ...(await deliveries.sweep()), ...(await mailing.sweep()) }),
  },
  {
    kind: 'announce-endings',
    schedule: '37 0 * * *',
    run: async ({ outbox }) => outbox.announceEndings(),
  },
  {
    kind: 'scrub-blobs',
    schedule: '47 3 * * *',
    run: async ({ integrity }) => integrity.scrub({ mostBytes: 200 * 1024 ** 3 }),
  },
]
