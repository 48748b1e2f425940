import { createHmac } from 'node:crypto'
import { openSealed, sealAlike } from './sealed.js'

/** Ids of rows that an address speaks of. They are counted, so whoever sees them learns how many rows there are. */
export interface AddressIds {
  repo: number
  /** See `credentialRef`. */
  token: string
  /** Of a table that was built. */
  view?: number
}
export const IDS = 'by'

/** All are of one length: that of a number would tell how large it is. */
const LENGTH = 52
const CONTEXT = 'ids of an address'

/** The same ids are the same text, so that addresses made in the same second are equal. */
export function sealIds(key: Buffer, { repo, token, view = 0 }: AddressIds): string {
  const text = [repo, token, view].join(' ').padEnd(LENGTH)
  return sealAlike(keyOf(key), text, CONTEXT).toString('base64url')
}

/** Undefined for what this hub has not sealed. */
export function openIds(key: Buffer, sealed: string): Required<AddressIds> | undefined {
  const text = openSealed(keyOf(key), Buffer.from(sealed, 'base64url'), CONTEXT)
  const [repo = '', token = '', view = ''] = text?.split(' ') ?? []
  return text === undefined ? undefined : { repo: Number(repo), token, view: Number(view) }
}

/** Addresses are signed with the same key. */
const keyOf = (key: Buffer): Buffer => createHmac('sha256', key).update('sealed ids').digest()
