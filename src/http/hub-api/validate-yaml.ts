import { z } from 'zod'
import { parseCard } from '../../codecs/card.js'
import { readJson } from '../bodies.js'
import { hubRoute, type Route, takes } from '../route.js'

const Body = z.object({ content: z.string(), repoType: z.string().nullish() })

/** POST /api/validate-yaml: checks a card before it is uploaded. The client reads JSON whatever the status. */
export const validateYaml = (): Route =>
  takes(
    Body,
    hubRoute('POST', '/api/validate-yaml', 'hub:read', async ({ http, request, reply }) => {
      const body = await readJson(request, Body, 2 * http.limits.jsonBytes)
      const { errors, warnings } = parseCard(body.content)
      const messages = (list: string[]) => list.map((message) => ({ message }))
      return reply
        .code(errors.length > 0 ? 400 : 200)
        .send({ errors: messages(errors), warnings: messages(warnings) })
    }),
  )
