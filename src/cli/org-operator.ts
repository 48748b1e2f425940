import type { App } from '../app.js'
import type { OrgGrant } from '../services/access.js'

/** The operator of the hub administers every organisation. */
export const asOperator = ({ services }: App, org: string): Promise<OrgGrant<'org:admin'>> =>
  services.access.authorizeOrg({ kind: 'job', name: 'command line' }, 'org:admin', org)

/** Every row of a list in order of names, a page at a time. */
export async function printPages<T extends { name: string }>(
  read: (after: string) => Promise<T[]>,
  show: (row: T) => void,
): Promise<void> {
  for (let after = ''; ; ) {
    const page = await read(after)
    for (const row of page) show(row)
    const last = page.at(-1)
    if (!last) return
    after = last.name
  }
}
