import { keptFor } from '../../data/kept.js'

/** Queries that somebody ran in this browser, the newest first. They leave it with nobody. */
const keyOf = (user: string) => keptFor('queries', user)
const MOST = 30
const LONGEST = 20_000

export function pastQueries(user: string): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? '[]')
    return Array.isArray(found) ? found.filter((each) => typeof each === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

export function rememberQuery(sql: string, user: string): string[] {
  const past = [sql, ...pastQueries(user).filter((each) => each !== sql)].slice(0, MOST)
  // a full or forbidden storage is no reason not to run a query
  try {
    if (sql.length <= LONGEST) localStorage.setItem(keyOf(user), JSON.stringify(past))
  } catch {}
  return past
}

export function forgetQueries(user: string): void {
  try {
    localStorage.removeItem(keyOf(user))
  } catch {}
}
