// A process that spends of vouchers as fast as it can: sixteen spenders, each of random amounts, some of which never settle.

import { createVouchers } from '../../dist/services/quotas/vouchers.js'
import { openDatabase } from '../../dist/stores/metadata/database.js'
import { createMetadataStore } from '../../dist/stores/metadata/metadata-store.js'

const [url, namespaceId, rounds] = process.argv.slice(2)
const { db } = openDatabase({ connection: { url }, maxConnections: 6 })
const vouchers = createVouchers({ metadata: createMetadataStore(db), clock: { now: () => new Date() } })
const upTo = (most) => 1 + Math.floor(Math.random() * most)
const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5))

async function spend(name) {
  for (let i = 0; i < Number(rounds); i++) {
    const hold = await vouchers.reserve({
      namespaceIds: [Number(namespaceId)],
      kind: 'sql',
      amount: upTo(1000),
      least: 1,
      reason: 'test',
      reference: `${process.pid} ${name} ${i}`,
      deadlineMs: 1500,
    })
    await pause()
    if (!hold) continue
    if (Math.random() < 0.05) continue
    const used = upTo(hold.amount)
    await hold.settle(used)
    console.log(used)
  }
}

await Promise.all(Array.from({ length: 16 }, (_, i) => spend(i)))
await db.destroy()
