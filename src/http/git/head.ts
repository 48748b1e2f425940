import { DEFAULT_BRANCH } from '../../core/revision.js'
import { gitRoute, type Route } from '../route.js'

/** The default branch, for tools that look whether an address is a git repository. */
export const head = (): Route =>
  gitRoute('GET', '/HEAD', 'repo:download', ({ reply }) =>
    reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(`ref: refs/heads/${DEFAULT_BRANCH}\n`),
  )
