import { hubRoute, type Route } from './route.js'
import { sendPage, wantsPage } from './site.js'

/** GET /: the web app for browsers, what to type for everybody else. */
export const home = (): Route =>
  hubRoute('GET', '/', 'hub:read', ({ http, request, reply, urls }) =>
    http.site && wantsPage(request)
      ? sendPage(reply, http.site, {
          title: 'Databelt',
          description: 'Open data for training AI.',
          parts: ['src/routes/catalogue.tsx'],
        })
      : reply
          .type('text/plain; charset=utf-8')
          .header('vary', 'Accept')
          .send(
            [
              'Databelt: the open hub for AI training data.',
              '',
              'Use it with the client you have:',
              `  export HF_ENDPOINT=${urls.base}`,
              '  hf download samples/seattle-weather --repo-type dataset',
              '',
              `Data sets:  ${urls.base}/api/datasets`,
              `Models:     ${urls.base}/api/models`,
              '',
            ].join('\n'),
          ),
  )
