/**
 * A graph of statements, and its two written forms: JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/) and Turtle 1.1
 * (https://www.w3.org/TR/turtle/). Both are written from the same nodes, so they say the same.
 */

/** A thing and what is said of it. Without `iri` it has no name and stands where it is used. */
export interface RdfNode {
  iri?: string
  /** Prefixed, such as `dcat:Dataset`. */
  type: string
  properties: [predicate: string, values: RdfValue[]][]
}
export type RdfValue = { iri: string } | { text: string } | { time: Date } | RdfNode

export const PREFIXES: Record<string, string> = {
  adms: 'http://www.w3.org/ns/adms#',
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  odrl: 'http://www.w3.org/ns/odrl/2/',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

export const toJsonLd = (nodes: RdfNode[]): string =>
  JSON.stringify({ '@context': PREFIXES, '@graph': nodes.map(jsonNode) }, null, 1)

/** One node as JSON-LD, for documents with a context of their own. */
export function jsonNode({ iri, type, properties }: RdfNode): Record<string, unknown> {
  const said = properties.filter(([, values]) => values.length > 0)
  return {
    ...(iri !== undefined && { '@id': iri }),
    '@type': type,
    ...Object.fromEntries(said.map(([predicate, values]) => [predicate, values.map(jsonValue)])),
  }
}

function jsonValue(value: RdfValue): Record<string, unknown> {
  if ('type' in value) return jsonNode(value)
  if ('text' in value) return { '@value': clean(value.text) }
  if ('time' in value) return { '@value': value.time.toISOString(), '@type': 'xsd:dateTime' }
  return { '@id': value.iri }
}

export function toTurtle(nodes: RdfNode[]): string {
  const prefixes = Object.entries(PREFIXES).map(([name, iri]) => `@prefix ${name}: <${iri}> .`)
  return `${prefixes.join('\n')}\n\n${nodes.map((node) => `${turtleNode(node, '')} .\n`).join('\n')}`
}

function turtleNode(node: RdfNode, indent: string): string {
  const inner = `${indent}  `
  const said = node.properties.filter(([, values]) => values.length > 0)
  const lines = [
    `a ${node.type}`,
    ...said.map(
      ([predicate, values]) => `${predicate} ${values.map((value) => turtleValue(value, inner)).join(', ')}`,
    ),
  ].join(` ;\n${inner}`)
  return node.iri === undefined ? `[ ${lines} ]` : `<${escapeIri(node.iri)}> ${lines}`
}

function turtleValue(value: RdfValue, indent: string): string {
  // a named thing can only be described on its own
  if ('type' in value)
    return value.iri === undefined ? turtleNode(value, indent) : `<${escapeIri(value.iri)}>`
  if ('text' in value) return `"${escapeText(clean(value.text))}"`
  if ('time' in value) return `"${value.time.toISOString()}"^^xsd:dateTime`
  return `<${escapeIri(value.iri)}>`
}

/** Half of a pair of UTF-16 has no form in UTF-8. */
const clean = (text: string): string => text.toWellFormed()

const SHORT: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const escapeText = (text: string): string => text.replace(/["\\\p{Cc}]/gu, (c) => SHORT[c] ?? numbered(c))
const numbered = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`
/** Characters that an IRI of Turtle may not hold; whoever makes addresses has encoded them already. */
const escapeIri = (iri: string): string => iri.replace(/[\p{Cc} <>"{}|^`\\]/gu, encodeURIComponent)
