import type { UseReport } from '../../stores/metadata/terms.js'
import type { Grant, SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { notFound } from '../gate/requests.js'

export type { UseReport } from '../../stores/metadata/terms.js'

/** What people say they did with data that they were approved for. */
export function createUseReports({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** Files a report in one's own name. Throws RequestNotFound for who was never approved. */
  async function file(grant: Grant<'repo:apply'>, text: string): Promise<Date> {
    const { repo } = grant
    const { userId, name } = grant.principal as SignedIn
    const at = clock.now()
    await metadata.transact(async (tx) => {
      const request = await tx.gate.lock(repo.id, userId)
      if (!request?.grantedAt) throw notFound(name, grant, 'was never approved')
      await tx.terms.addReport({ repoId: repo.id, userId, text, at })
      await tx.events.add({
        type: 'access.reported',
        at,
        repoId: repo.id,
        actorId: userId,
        payload: { userId },
      })
    })
    return at
  }

  const list = ({ repo }: Grant<'repo:write'>, after: number, limit: number): Promise<UseReport[]> =>
    metadata.terms.reports(repo.id, after, limit)

  return { file, list }
}
