import { z } from 'zod'
import { readJson } from '../bodies.js'
import { apiRoute, grantNow, type RepoCall, type Route } from '../route.js'
import { numberOf, renderEvent } from './discussions.js'
import { line, Words } from './texts.js'

const Comment = z.object({ comment: Words })
const Title = z.object({ title: line(3, 200) })
const Status = z.object({ status: z.enum(['open', 'closed']), comment: Words.nullish() })
const Edit = z.object({ content: Words })

type Speaking = RepoCall<'repo:discuss'>

/** What is said and done in a discussion; each answers with the event that came of it. */
export const talk = (): Route[] => [
  apiRoute('POST', '/discussions/:num/comment', 'repo:discuss', async (call) => {
    const { comment } = await bodyOf(call, Comment)
    const made = await call.services.talk.comment(await grantNow(call), numberOf(call), comment)
    return { newMessage: renderEvent(made) }
  }),
  apiRoute('POST', '/discussions/:num/title', 'repo:discuss', async (call) => {
    const { title } = await bodyOf(call, Title)
    const made = await call.services.talk.retitle(await grantNow(call), numberOf(call), title)
    return { newTitle: renderEvent(made) }
  }),
  apiRoute('POST', '/discussions/:num/status', 'repo:discuss', async (call) => {
    const { status, comment } = await bodyOf(call, Status)
    const change = { status, words: comment ?? undefined }
    const made = await call.services.talk.setStatus(await grantNow(call), numberOf(call), change)
    return { newStatus: renderEvent(made) }
  }),
  apiRoute('POST', '/discussions/:num/comment/:comment/edit', 'repo:discuss', async (call) => {
    const { content } = await bodyOf(call, Edit)
    const change = { commentId: commentOf(call), content }
    const made = await call.services.talk.edit(await grantNow(call), numberOf(call), change)
    return { updatedComment: renderEvent(made) }
  }),
  apiRoute('POST', '/discussions/:num/comment/:comment/hide', 'repo:discuss', async (call) => {
    const made = await call.services.talk.hide(call.grant, numberOf(call), commentOf(call))
    return { updatedComment: renderEvent(made) }
  }),
]

const bodyOf = <T>({ request, http }: Speaking, schema: z.ZodType<T>): Promise<T> =>
  readJson(request, schema, http.limits.jsonBytes)
const commentOf = ({ request }: Speaking): string =>
  (request.params as { comment: string }).comment.toLowerCase()
