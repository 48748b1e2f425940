import type { HTTPMethods } from 'fastify'
import { HubError } from '../../core/errors.js'
import { apiRoute, hubRoute, type Route } from '../route.js'

/**
 * What clients ask for and this hub does not have yet: a clean 501 that says what to do. When one of these
 * lands, its line here goes. See docs/protocols/hub-api.md, "Not on this hub".
 */
const REPO_ROUTES: [HTTPMethods, string, string, string][] = [
  [
    'POST',
    '/discussions/:num/merge',
    'Merging a pull request',
    'Merge it with git: fetch refs/pr/N, merge, push.',
  ],
  ['GET', '/lfs-files', 'The list of LFS files', 'List the tree instead; it shows LFS files.'],
  ['POST', '/lfs-files/*', 'Changing LFS files', 'Delete the files in a commit instead.'],
  ['POST', '/duplicate', 'Duplicating a repository', 'Download it and upload it under a new name.'],
]
const HUB_ROUTES: [HTTPMethods, string, string, string][] = [
  ['GET', '/api/collections', 'Collections', ''],
  ['POST', '/api/collections', 'Collections', ''],
  ['GET', '/api/datasets-tags-by-type', 'The list of tags', ''],
  ['GET', '/api/models-tags-by-type', 'The list of tags', ''],
]

export const notHere = (): Route[] => [
  ...REPO_ROUTES.map(([method, path, what, hint]) =>
    apiRoute(method, path, 'repo:read', () => {
      throw new HubError('NotImplemented', { what, hint })
    }),
  ),
  ...HUB_ROUTES.map(([method, path, what, hint]) =>
    hubRoute(method, path, 'hub:read', () => {
      throw new HubError('NotImplemented', { what, hint })
    }),
  ),
  ...(['GET', 'POST', 'PUT', 'DELETE'] as const).flatMap((method) =>
    ['/api/spaces', '/api/spaces/*', '/spaces/*'].map((path) =>
      hubRoute(method, path, 'hub:read', () => {
        throw new HubError('SpacesRefused')
      }),
    ),
  ),
  hubRoute('GET', '/api/buckets/*', 'hub:read', ({ tail }) => {
    throw new HubError('RepoNotFound', { repo: tail.slice(0, 2).join('/') })
  }),
]
