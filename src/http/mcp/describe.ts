import { z } from 'zod'
import { isHubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import { summary } from '../../core/terms-text.js'
import type { Grant } from '../../services/access.js'
import { figures } from './figures.js'
import { DATASET, grantIfAllowed, grantOf } from './named-repo.js'
import { type ToolCall, tool } from './tool.js'

const LONGEST_CARD = 8000
const MOST_TABLES = 40
const MOST_COLUMNS = 200

/** What a data set is. */
export const describe = tool({
  name: 'describe',
  title: 'Describe a data set',
  description:
    'Card, licence, terms of use, tables with their columns and row counts, and figures of each column of the first table.',
  input: z.object({ dataset: DATASET }),
  run: async (call, { dataset }) => {
    const grant = await grantOf(call, 'repo:read', dataset)
    const { services, urls } = call
    const { repo } = grant
    return {
      dataset: fullName(repo),
      url: urls.repo(repo),
      visibility: repo.visibility,
      gated: repo.gated ?? false,
      licence: repo.card?.license ?? null,
      terms: summary(services.terms.inForce(grant)?.terms ?? null),
      card: await cardOf(call, grant),
      ...(await tablesOf(call, grant)),
    }
  },
})

async function cardOf({ services }: ToolCall, grant: Grant): Promise<string | null> {
  const revision = await services.revisions.find(grant, DEFAULT_BRANCH)
  const text = revision && (await services.browse.text(grant, revision, 'README.md'))
  if (text === undefined) return null
  return text.length > LONGEST_CARD ? `${text.slice(0, LONGEST_CARD)}\n[cut here]` : text
}

/** The tables, or why they are not shown. */
async function tablesOf(call: ToolCall, page: Grant): Promise<object> {
  const grant = await grantIfAllowed(call, 'repo:sample', page)
  if (!grant) return { tables: null, why: 'Its contents are closed to you. explain_terms says what to do.' }
  const { tables } = call.services
  try {
    const all = await tables.splits(await tables.view(grant))
    const ready = all.filter(({ state }) => state === 'ready')
    return {
      tables: ready.slice(0, MOST_TABLES).map(({ config, split, numRows, features }) => ({
        config,
        split,
        sql: `"${fullName(page.repo)}"."${config}/${split}"`,
        rows: numRows,
        columns: (features ?? []).slice(0, MOST_COLUMNS).map(({ name, type }) => ({ name, type })),
      })),
      moreTables: Math.max(0, ready.length - MOST_TABLES),
      figures: ready[0] ? await figuresOf(call, page, ready[0]) : null,
    }
  } catch (error) {
    if (isHubError(error)) return { tables: [], why: error.at(call.urls.base).message }
    throw error
  }
}

async function figuresOf(call: ToolCall, page: Grant, { config, split }: { config: string; split: string }) {
  const grant = await grantIfAllowed(call, 'repo:download', page)
  if (!grant) return null
  const { tables } = call.services
  try {
    return figures(await tables.statistics(await tables.table(grant, config, split)))
  } catch (error) {
    // they are made after the tables
    if (isHubError(error)) return null
    throw error
  }
}
