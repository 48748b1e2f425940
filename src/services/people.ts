import { HubError } from '../core/errors.js'
import { ADMINISTRATOR, ATTRIBUTES, type AttributeName, attributeValue } from '../core/person.js'
import type { PersonAttribute } from '../stores/metadata/people.js'
import type { Stores } from './context.js'

/** What is known of people for policies, as an administrator says it. */
export function createPeople({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** null takes it away, whoever has said it. Throws BadRequest. */
  async function setAttribute(userName: string, name: string, value: string | null): Promise<void> {
    const attribute = ATTRIBUTES.find((each) => each === name)
    if (!attribute) throw new HubError('BadRequest', { why: `Say one of these: ${ATTRIBUTES.join(', ')}.` })
    const kept = value === null ? null : attributeValue(attribute, value)
    if (kept === undefined) throw new HubError('BadRequest', { why: `"${value}" is no ${NAMED[attribute]}.` })
    const userId = await find(userName)
    const at = clock.now()
    await metadata.transact(async (tx) => {
      const isChanged =
        kept === null
          ? await tx.people.retract(userId, attribute)
          : await tx.people.assert(userId, { name: attribute, value: kept, assertedBy: ADMINISTRATOR, at })
      if (!isChanged) return
      const payload = { user: userName, attribute, by: ADMINISTRATOR }
      await tx.events.add({ type: 'attribute.changed', at, repoId: null, actorId: null, payload })
    })
  }

  async function attributes(userName: string): Promise<PersonAttribute[]> {
    return metadata.people.attributes(await find(userName))
  }

  async function find(name: string): Promise<number> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind === 'user') return found.id
    throw new HubError('BadRequest', { why: `There is no user called "${name}".` })
  }

  return { setAttribute, attributes }
}

const NAMED: Record<AttributeName, string> = {
  country: 'country in two letters of ISO 3166, such as KR',
  affiliation: 'name of an organisation',
}
