import { z } from 'zod'
import { fullName } from '../../core/repo-id.js'
import { tool } from './tool.js'

/** Data sets by words. */
export const search = tool({
  name: 'search',
  title: 'Search data sets',
  description:
    'Finds data sets by words of their name, card and tags, in any language. Gives name, summary, licence, size and address.',
  input: z.object({
    query: z.string().max(500).default('').describe('Words; leave it empty to see the newest'),
    limit: z.number().int().min(1).max(50).default(10),
  }),
  run: async ({ services, principal, urls }, { query, limit }) => {
    const sort = query.trim() === '' ? ('updated' as const) : ('relevance' as const)
    const asked = { text: query, type: 'dataset' as const, selected: {}, sort, limit, after: undefined }
    const { hits, total, didYouMean } = await services.catalogue.search(principal, asked)
    return {
      total: total.value,
      didYouMean,
      results: hits.map((hit) => ({
        dataset: fullName(hit),
        title: hit.title,
        summary: hit.summary,
        tags: hit.tags.slice(0, 20),
        ...(hit.rows !== null && { rows: hit.rows }),
        updatedAt: hit.updatedAt.toISOString(),
        downloads: hit.downloads,
        url: urls.repo(hit),
      })),
    }
  },
})
