import { partInKorean } from '../../core/korean/korean.js'
import { speak } from '../language.js'
import type { Call } from '../route.js'

/** What is wrong with files, in the language of whoever asks: it is kept as the readers said it. */
export function problemsFor<P extends { message: string }>(
  { request, reply }: Pick<Call, 'request' | 'reply'>,
  problems: P[],
): P[] {
  if (speak(request, reply) === 'en') return problems
  return problems.map((problem) => ({ ...problem, message: partInKorean(problem.message) }))
}
