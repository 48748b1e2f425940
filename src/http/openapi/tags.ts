import type { Route } from '../route.js'

/** Parts of the API, by the first pattern that an address meets; the order is that of the page. */
const TAGS: [string, RegExp][] = [
  [
    'Pages of the web app',
    /^\/(api-docs|sql|assets|login)?$|^\/assets|^\/(login|device|sign-|join|reset|password)/,
  ],
  ['SQL', /^\/api\/sql|\/subset/],
  ['Search', /^\/api\/catalogue|^\/catalog|-tags-by-type/],
  [
    'Signing in',
    /sign-|passkey|provider|device|oauth|webauthn|\/api\/(settings|account|join|password)|whoami|connect/,
  ],
  ['git and git-lfs', /git-|\/info\/|lfs|\/HEAD$/],
  ['xet', /^\/xet|xet-/],
  ['Access and terms', /access|terms|opening|attribution|use-report|audit|policy|collaborators|transfer/],
  ['Discussions', /discussion|like|follow|webhook|notification/],
  [
    'People and organisations',
    /organization|users|members|teams|invitation|\/api\/admin|quota|voucher|usage|overview/,
  ],
  ['Files', /resolve|raw|tree|paths-info|\/zip|\/refs|commits|compare|storage|\/blob/],
  ['Writing', /\/(commit|preupload|branch|tag|super-squash|settings|create|move|delete|validate-yaml)/],
  ['Data sets and models', /^\/api\/(datasets|models|repos)|:ns\/:name$/],
  ['Programs that read', /^\/(mcp|llms\.txt)|openapi/],
]

/** The part of the API that a route belongs to. */
export function tagOf(path: string, { named, page }: Route): string {
  if (named === 'by-query') return 'Rows of data sets'
  if (page) return 'Pages of the web app'
  return TAGS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'Others'
}
