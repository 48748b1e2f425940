import { useQuery } from '@tanstack/react-query'
import { askJson } from './ask.js'

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  description: string
}
interface Described {
  operationId: string
  summary: string
  tags: string[]
  parameters: Parameter[]
  requestBody?: { content: { 'application/json': { schema: object } } }
  responses: Record<string, { description: string; 'x-error-codes'?: string[] }>
  security?: object[]
}
export interface Operation extends Described {
  method: string
  path: string
}

/** Every address of the hub, from the hub, which tells of them in the language that the app has. */
export const useOperations = (language: string) =>
  useQuery({
    queryKey: ['openapi', language],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const { paths } = await askJson<{ paths: Record<string, Record<string, Described>> }>(
        '/api/openapi.json',
        signal,
      )
      return Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, described]): Operation => ({
            ...described,
            method: method.toUpperCase(),
            path,
          }),
        ),
      )
    },
  })

const MOST_SHOWN = 100_000
export interface Tried {
  status: number
  type: string
  code: string
  /** In the order in which browsers give them. */
  headers: [name: string, value: string][]
  tookMs: number
  text: string
  isCut: boolean
}

/** Sends a request as a program would and tells what came, also when it is a refusal. */
export async function tryOut(
  method: string,
  address: string,
  { token, body }: { token: string; body: string | undefined },
): Promise<Tried> {
  const began = performance.now()
  const answer = await fetch(address, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'application/json, */*;q=0.5',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  })
  const { text, isCut } = await beginningOf(answer)
  const type = answer.headers.get('content-type') ?? ''
  const code = answer.headers.get('x-error-code') ?? ''
  const tookMs = performance.now() - began
  return { status: answer.status, type, code, headers: [...answer.headers], tookMs, text, isCut }
}

/** The first of an answer, which may be a file of any size. */
async function beginningOf(answer: Response): Promise<{ text: string; isCut: boolean }> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (reader && text.length < MOST_SHOWN) {
    const { done, value } = await reader.read()
    if (done) return { text, isCut: false }
    text += value
  }
  await reader?.cancel()
  return { text: text.slice(0, MOST_SHOWN), isCut: reader !== undefined }
}
