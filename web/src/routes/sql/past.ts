/** Queries that were run in this browser, the newest first. They leave it with nobody. */
const KEY = 'databelt.queries'
const MOST = 30
const LONGEST = 20_000

export function pastQueries(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(found) ? found.filter((each) => typeof each === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

export function rememberQuery(sql: string): string[] {
  const past = [sql, ...pastQueries().filter((each) => each !== sql)].slice(0, MOST)
  // a full or forbidden storage is no reason not to run a query
  try {
    if (sql.length <= LONGEST) localStorage.setItem(KEY, JSON.stringify(past))
  } catch {}
  return past
}

export function forgetQueries(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {}
}
