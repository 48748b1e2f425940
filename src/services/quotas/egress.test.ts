import { expect, test } from 'vitest'
import { userClass } from '../../core/usage.js'
import type { Grant } from '../grants.js'
import { createEgressQuota } from './egress.js'
import type { Metered } from './metering.js'

const HOUR = 3600_000
const user = { kind: 'user', isAdmin: false } as Grant['principal']
const grant = { principal: user, role: null, repo: { id: 1, namespaceId: 7, namespace: 'owner' } } as Grant

test('sums that cannot be read fail the download that asks, and not the hub', async () => {
  const unheard: unknown[] = []
  const hear = (error: unknown) => void unheard.push(error)
  process.on('unhandledRejection', hear)
  let tell: (request: Metered) => void = () => {}
  let fail: (error: Error) => void = () => {}
  const reading = new Promise<never>((_, reject) => {
    fail = reject
  })
  const egress = createEgressQuota({
    metadata: { usage: { egress: () => reading } } as never,
    clock: { now: () => new Date(HOUR) } as never,
    defaults: { egressDay: 1, egressMonth: 0 } as never,
    metering: {
      flush: async () => {},
      onCount: (listener: typeof tell) => {
        tell = listener
      },
    } as never,
    vouchers: {} as never,
  })
  const asked = egress.admit(grant, 10, 'download')
  // the read is under way when another request is counted
  await Promise.resolve()
  tell({ namespaceId: 7, repoId: 1, who: 'user', bytesOut: 5 } as Metered)
  fail(new Error('the database is gone'))
  await expect(asked).rejects.toThrow('the database is gone')
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})

test('who is a member is said in one place', () => {
  const admin = { kind: 'user', isAdmin: true } as Grant['principal']
  expect(userClass({ principal: { kind: 'anonymous' }, role: null })).toBe('anonymous')
  expect(userClass({ principal: { kind: 'job', name: 'gc' }, role: null })).toBe('member')
  expect(userClass({ principal: user, role: null })).toBe('user')
  expect(userClass({ principal: user, role: 'read' })).toBe('member')
  expect(userClass({ principal: admin, role: null })).toBe('member')
})
