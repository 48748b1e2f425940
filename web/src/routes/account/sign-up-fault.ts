import { nameFault } from '../../core/repo-name.js'
import type { NewAccount } from '../../data/account.js'
import { HubRefused } from '../../data/ask.js'
import { Told, toldOf } from '../../data/told.js'
import type { Words } from '../../words/en.js'

const SHORTEST = 10

/** What can be said before the hub is asked; a password of many signs in two code units is judged by the hub. */
export function checkAccount({ user, email, password }: NewAccount): void {
  if (nameFault(user) !== undefined || !/^[A-Za-z0-9]/.test(user)) throw of('name')
  if (password.length < SHORTEST) throw of('short')
  const low = password.toLowerCase()
  if (low === user.toLowerCase() || low === email.toLowerCase()) throw of('own')
}
type Fault = 'name' | 'short' | 'own'
const of = (fault: Fault) => new Told(fault, ({ account }) => account.signUp.faults[fault])

/** What was wrong, in the words of the page where they are known. */
export function signUpFault(error: unknown, words: Words): string {
  const { faults } = words.account.signUp
  if (!(error instanceof HubRefused)) return toldOf(error, words)
  switch (error.code) {
    case 'AlreadyExists':
      return /address/.test(error.message) ? faults.emailTaken : faults.nameTaken
    // what it may be made of was checked before, so others have it, or the hub keeps it for itself
    case 'InvalidName':
    case 'NameTaken':
      return faults.nameTaken
    case 'TooManyAttempts':
      return faults.tooMany(/(\d+) s/.exec(error.message)?.[1] ?? '60')
    case 'SignUpClosed':
      return words.account.signUp.closed
    case 'BadRequest':
      return /password/i.test(error.message) ? faults.easy : faults.email
    default:
      return toldOf(error, words)
  }
}
