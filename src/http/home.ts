import { hubRoute, type Route } from './route.js'

/** GET /: until the web app is here, what to type. */
export const home = (): Route =>
  hubRoute('GET', '/', 'hub:read', ({ reply, urls }) =>
    reply
      .type('text/plain; charset=utf-8')
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
