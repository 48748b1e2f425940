const MOST_LENGTH = 2000
const PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/

/** Where to go after a sign-in: a path of this hub, and `/` for anything else. */
export const ownPath = (next: string | undefined): string =>
  next !== undefined && next.length <= MOST_LENGTH && PATH.test(next) ? next : '/'
