import type { z } from 'zod'
import type { Call } from '../route.js'

/** A call of a tool, and what ends it. */
export type ToolCall = Call & { gone: AbortSignal }
/** What a program may ask for by name. Nothing here changes anything. */
export interface Tool<S extends z.ZodObject> {
  name: string
  title: string
  /** For the model: what it gives, and when to ask. */
  description: string
  input: S
  /** The answer, which becomes JSON; a text is sent as it is. */
  run(call: ToolCall, input: z.infer<S>): Promise<unknown>
}
export const tool = <S extends z.ZodObject>(made: Tool<S>): Tool<S> => made
