import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { App } from '../app.js'
import { isHubError } from '../core/errors.js'
import { MAIN_REF } from '../services/commits/commit-writer.js'
import type { CommitOperation } from '../services/commits/staging.js'

const ORG = 'samples'
const NAME = 'seattle-weather'
export const SAMPLE = `${ORG}/${NAME}`

const CARD = `---
license: other
license_name: us-government-work
license_link: https://www.usa.gov/government-works
language: en
pretty_name: Seattle weather 2012 to 2015
task_categories:
- tabular-classification
size_categories: 1K<n<10K
tags:
- weather
---
# Seattle weather, 2012 to 2015

Daily weather of Seattle in metric units: precipitation, lowest and highest temperature, wind, and a label
(drizzle, rain, snow, sun, fog). Observed by NOAA's National Climatic Data Center; this copy comes from the npm
package \`vega-datasets\`. It is here so that a new hub has something to look at: delete it when you like.

\`\`\`python
from datasets import load_dataset
weather = load_dataset("${SAMPLE}", split="train")
\`\`\`
`

/** Publishes a small real data set, so that the first download works at once. */
export async function publishSample({ services }: App): Promise<void> {
  try {
    await services.accounts.create('org', ORG, { fullName: 'Samples' })
    await services.accounts.setRole(ORG, 'admin', 'admin')
  } catch (error) {
    if (isHubError(error, 'AlreadyExists')) return
    throw error
  }
  const principal = { kind: 'job', name: 'first start' } as const
  const owner = await services.access.authorizeNamespace(principal, ORG)
  await services.repos.create(owner, { type: 'dataset', name: NAME, visibility: 'public' })
  const grant = await services.access.authorize(principal, 'repo:write', {
    type: 'dataset',
    namespace: ORG,
    name: NAME,
  })
  await services.commits.commit(grant, {
    ref: MAIN_REF,
    summary: 'Seattle weather from vega-datasets',
    description: '',
    parent: undefined,
    operations: files(),
    openPullRequest: false,
  })
}

async function* files(): AsyncGenerator<CommitOperation> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..')
  yield { kind: 'file', path: 'README.md', content: Buffer.from(CARD) }
  yield {
    kind: 'file',
    path: 'data/train.csv',
    content: await readFile(join(folder, 'data', 'seattle-weather.csv')),
  }
}
