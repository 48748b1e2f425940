import { type FactsTable, pages, repo } from './shared.js'

/** What is said of repositories, and being told of it. */
export const DISCUSSIONS: FactsTable = {
  [`GET ${repo('/discussions')}`]: {
    summary: 'Discussions and pull requests of a repository, 50 of a page',
    query: {
      type: 'all, discussion or pull_request',
      status: 'all, open or closed',
      author: 'Only of this user',
      report: 'true: only reports of errors in the data; false: only others',
      p: 'Number of the page, from 0',
    },
  },
  [`POST ${repo('/discussions')}`]: 'Open a discussion, a pull request or a report of an error in the data',
  [`GET ${repo('/discussions/:num')}`]: 'One discussion with all that was said and done',
  [`POST ${repo('/discussions/:num/comment')}`]: 'Write a comment',
  [`POST ${repo('/discussions/:num/title')}`]: 'Change the title',
  [`POST ${repo('/discussions/:num/status')}`]: 'Close or open again',
  [`POST ${repo('/discussions/:num/merge')}`]:
    'Merge a pull request; not on this hub, always refused with 501 NotImplemented: merge by git and push',
  [`POST ${repo('/discussions/:num/comment/:comment/edit')}`]: 'Change a comment of yours',
  [`POST ${repo('/discussions/:num/comment/:comment/hide')}`]: 'Hide a comment for ever',
  [`POST ${repo('/like')}`]: 'Like a repository',
  [`DELETE ${repo('/like')}`]: 'Take your like back',
  [`GET ${repo('/likers')}`]: { summary: 'Who likes a repository, newest first', query: pages(500) },
  'GET /api/users/:name/likes': { summary: 'What a user likes, newest first', query: pages(500) },
  'POST /api/users/:name/follow': 'Follow a user',
  'DELETE /api/users/:name/follow': 'Follow a user no longer',
  'GET /api/users/:name/followers': { summary: 'Who follows a user', query: pages(500) },
  'GET /api/users/:name/following': { summary: 'Whom a user follows', query: pages(500) },
  'POST /api/organizations/:name/follow': 'Follow an organisation',
  'DELETE /api/organizations/:name/follow': 'Follow an organisation no longer',
  'GET /api/organizations/:name/followers': { summary: 'Who follows an organisation', query: pages(500) },
  'GET /api/settings/webhooks': 'Your webhooks',
  'POST /api/settings/webhooks': 'Make a webhook: url, watched, domains, secret',
  'GET /api/settings/webhooks/:id': 'One webhook of yours',
  'POST /api/settings/webhooks/:id': 'Change a webhook: url, watched, domains, secret',
  'POST /api/settings/webhooks/:id/enable': 'Turn a webhook on',
  'POST /api/settings/webhooks/:id/disable': 'Turn a webhook off',
  'DELETE /api/settings/webhooks/:id': 'Delete a webhook',
  'POST /api/settings/webhooks/:id/test': 'Send a test to a webhook',
  'GET /api/settings/webhooks/:id/deliveries': {
    summary: 'What was sent to a webhook, and what became of it',
    query: pages(200),
  },
  'POST /api/settings/webhooks/:id/deliveries/:delivery/redeliver': 'Send a delivery once more',
}
