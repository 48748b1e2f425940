import { odrlNode } from '../../codecs/odrl.js'
import type { RdfNode, RdfValue } from '../../codecs/rdf.js'
import { licenceAddress } from '../../core/licences.js'
import { fullName } from '../../core/repo-id.js'
import { readTerms } from '../../core/terms.js'
import type { CatalogueHit } from '../../services/catalogue/catalogue.js'
import { policyTarget } from '../policy-target.js'
import type { Urls } from '../urls.js'
import { grouped } from './facets.js'

/** Repos in the words of DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/) and its European profile DCAT-AP. */

const MOST_TEXT = 2000
const ACCESS = 'http://publications.europa.eu/resource/authority/access-right/'
const MEDIA = 'https://www.iana.org/assignments/media-types/'
const MEDIA_TYPES: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  text: 'text/plain',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  jpeg: 'image/jpeg',
  png: 'image/png',
  pdf: 'application/pdf',
  zip: 'application/zip',
}
export function catalogNode(
  urls: Urls,
  page: string,
  next: string | undefined,
  hits: CatalogueHit[],
): RdfNode[] {
  const hub = { iri: `${urls.base}/#hub`, type: 'foaf:Agent' }
  const owners = [...new Map(hits.map((hit) => [hit.namespace, agentNode(urls, hit)])).values()]
  return [
    {
      iri: `${urls.base}/api/catalogue/dcat#catalogue`,
      type: 'dcat:Catalog',
      properties: [
        ['dct:title', [text(`Catalogue of ${new URL(urls.base).host}`)]],
        ['dct:description', [text('Datasets and models of a Databelt hub.')]],
        ['dct:publisher', [{ iri: hub.iri }]],
        ['dcat:dataset', hits.map((hit) => ({ iri: datasetIri(urls, hit) }))],
      ],
    },
    { ...hub, properties: [['foaf:name', [text(new URL(urls.base).host)]]] },
    {
      iri: page,
      type: 'hydra:PartialCollectionView',
      properties: [['hydra:next', next === undefined ? [] : [{ iri: next }]]],
    },
    ...owners,
    ...hits.flatMap((hit) => repoNodes(urls, hit)),
  ]
}

const text = (value: string): RdfValue => ({ text: value })
const datasetIri = (urls: Urls, hit: CatalogueHit): string => `${urls.repo(hit)}#dataset`
const agentIri = (urls: Urls, { namespace }: CatalogueHit): string => `${urls.base}/${namespace}#agent`
const agentNode = (urls: Urls, hit: CatalogueHit): RdfNode => ({
  iri: agentIri(urls, hit),
  type: 'foaf:Agent',
  properties: [['foaf:name', [text(hit.namespace)]]],
})

function repoNodes(urls: Urls, hit: CatalogueHit): RdfNode[] {
  const facets = grouped(hit.facets)
  const terms = hit.terms === null ? null : (readTerms(hit.terms) ?? 'unreadable')
  const policy = terms && odrlNode(terms, policyTarget(urls, hit))
  const dataset: RdfNode = {
    iri: datasetIri(urls, hit),
    type: 'dcat:Dataset',
    properties: [
      ['dct:title', [text(hit.title)]],
      ['dct:description', [text(hit.body.slice(0, MOST_TEXT) || hit.title)]],
      ['dct:identifier', [text(`${hit.type}s/${fullName(hit)}`)]],
      ['dct:type', [text(hit.type)]],
      ['dcat:keyword', keywords(hit, facets.task ?? [])],
      ['dct:license', (facets.license ?? []).map(licence)],
      ['dct:language', (facets.language ?? []).flatMap(language)],
      ['dct:publisher', [{ iri: agentIri(urls, hit) }]],
      ['dct:issued', [{ time: hit.createdAt }]],
      ['dct:modified', [{ time: hit.updatedAt }]],
      ['dct:accessRights', [{ iri: ACCESS + accessOf(hit) }]],
      ['odrl:hasPolicy', policy ? [{ iri: policy.iri as string }] : []],
      ['adms:status', hit.opening === 'final' ? [] : [text(hit.opening)]],
      ['dcat:landingPage', [{ iri: urls.repo(hit) }]],
      ['dcat:distribution', [{ iri: `${urls.repo(hit)}#files` }, { iri: `${urls.repo(hit)}#git` }]],
    ],
  }
  return [dataset, ...(policy ? [policy] : []), ...distributions(urls, hit, facets)]
}

function distributions(
  urls: Urls,
  hit: CatalogueHit,
  { format, license }: ReturnType<typeof grouped>,
): RdfNode[] {
  const rights: [string, RdfValue[]] = ['dct:license', (license ?? []).map(licence)]
  const media = (format ?? []).flatMap((each) =>
    MEDIA_TYPES[each] ? [{ iri: MEDIA + MEDIA_TYPES[each] }] : [],
  )
  const node = (name: string, title: string, access: string, more: [string, RdfValue[]][]): RdfNode => ({
    iri: `${urls.repo(hit)}#${name}`,
    type: 'dcat:Distribution',
    properties: [['dct:title', [text(title)]], ['dcat:accessURL', [{ iri: access }]], ...more, rights],
  })
  return [
    node('files', 'The files, one by one', `${urls.api(hit)}/tree/main`, [['dcat:mediaType', media]]),
    node('git', 'The repository, by git', `${urls.repo(hit)}.git`, []),
  ]
}

function keywords(hit: CatalogueHit, tasks: string[]): RdfValue[] {
  const plain = hit.tags.filter((tag) => !tag.includes(':'))
  return [...new Set([...tasks, ...plain])].map(text)
}

function licence(name: string): RdfValue {
  const iri = licenceAddress(name)
  if (iri) return { iri }
  return { type: 'dct:LicenseDocument', properties: [['rdfs:label', [text(name)]]] }
}

/** Codes of ISO 639-1 and 639-2 have addresses; other values of cards have none. */
function language(code: string): RdfValue[] {
  const [, base] = /^([a-z]{2,3})(?:[-_].*)?$/.exec(code) ?? []
  if (base === undefined) return []
  return [{ iri: `http://id.loc.gov/vocabulary/iso639-${base.length === 2 ? 1 : 2}/${base}` }]
}

const accessOf = ({ visibility, gated, terms, opening }: CatalogueHit): string =>
  visibility === 'private' || opening === 'withdrawn'
    ? 'NON_PUBLIC'
    : gated || terms
      ? 'RESTRICTED'
      : 'PUBLIC'
