import { randomBytes } from 'node:crypto'
import { openQuery, signQuery } from '../../codecs/signed-query.js'
import type { Stores } from '../context.js'

const YEAR_S = 365 * 86_400

/** Browsers in which somebody signed in before: a signed cookie that says whose, and no more. It signs nobody in. */
export function createDevices({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  let key: Promise<Buffer> | undefined
  const keyOf = () => {
    key ??= metadata.secret('known-devices').catch((error) => {
      key = undefined
      throw error
    })
    return key
  }

  async function remember(userId: number): Promise<{ value: string; seconds: number }> {
    const exp = Math.floor(clock.now().getTime() / 1000) + YEAR_S
    const values = { user: userId, id: randomBytes(12).toString('hex'), exp }
    const text = signQuery(await keyOf(), 'DEVICE', '', values)
    return { value: Buffer.from(text).toString('base64url'), seconds: YEAR_S }
  }

  /** The id of a device on which this user signed in before. */
  async function deviceOf(
    cookie: string | undefined,
    userId: number | undefined,
  ): Promise<string | undefined> {
    if (cookie === undefined || userId === undefined) return undefined
    const query = Buffer.from(cookie, 'base64url').toString()
    const values = openQuery(await keyOf(), 'DEVICE', '', query, clock.now())
    return values?.get('user') === String(userId) ? values.get('id') : undefined
  }

  return { remember, deviceOf }
}
