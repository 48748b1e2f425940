import { type CroissantTable, croissant } from '../../codecs/croissant.js'
import { odrlJson } from '../../codecs/odrl.js'
import { licenceAddress } from '../../core/licences.js'
import { partName } from '../../core/parts.js'
import { fullName } from '../../core/repo-id.js'
import { policyTarget } from '../policy-target.js'
import { apiRoute, type RepoCall, type Route } from '../route.js'
import { viewerRoute } from './viewer-route.js'

type Call = RepoCall<'repo:sample'>
const TYPE = 'application/ld+json; charset=utf-8'

/** GET /croissant and /api/datasets/NS/NAME/croissant: the dataset as Croissant 1.1 (JSON-LD). */
export const croissants = (): Route[] => [
  viewerRoute('/croissant', (call) => descriptionOf(call as Call), 'repo:sample'),
  apiRoute('GET', '/croissant', 'repo:sample', descriptionOf),
]

async function descriptionOf(call: Call) {
  const { services, grant, urls, reply } = call
  const view = await services.tables.view(grant)
  const { repo } = grant
  const card = repo.card ?? {}
  const tables: CroissantTable[] = []
  for (const table of await services.tables.ready(grant, view)) {
    const { config, split, features } = table.split
    const at = `${urls.base}/datasets/${fullName(repo)}/resolve/refs%2Fconvert%2Fparquet/${encodeURIComponent(config)}/${encodeURIComponent(split)}`
    const files = table.parts.map(({ sha256, size }, i) => ({
      url: `${at}/${partName(i)}`,
      sha256,
      size,
    }))
    tables.push({ config, split, features, files })
  }
  const { text, citation } = await services.describeTables(grant, view)
  const described = croissant({
    name: repo.name,
    description: text,
    url: `${urls.base}/datasets/${fullName(repo)}`,
    creator: { name: repo.namespace, url: `${urls.base}/${repo.namespace}`, kind: 'Organization' },
    licences: licencesOf(card),
    citation: citation ?? (await services.attribution(grant, view.commit, urls.repo(repo)))?.text,
    policy: policyOf(call),
    keywords: repo.tags,
    languages: textsOf(card.language),
    commit: view.commit,
    createdAt: repo.createdAt,
    modifiedAt: repo.modifiedAt,
    tables,
  })
  return reply.type(TYPE).send(JSON.stringify(described))
}

/** The terms of use, where there are any. */
function policyOf({ services, grant, urls }: Call): Record<string, unknown> | undefined {
  const found = services.terms.inForce(grant)
  return found?.terms ? odrlJson(found.terms, policyTarget(urls, grant.repo, found.version)) : undefined
}

/** By their addresses, as far as they are known; of a licence of its own, where the card says it stands. */
const licencesOf = ({ license, license_link: link }: Record<string, unknown>): string[] =>
  textsOf(license).map(
    (name) => licenceAddress(name) ?? (name === 'other' ? (textsOf(link)[0] ?? name) : name),
  )
const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string')
