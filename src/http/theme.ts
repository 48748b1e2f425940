import type { FastifyRequest } from 'fastify'

/** Of this name the app keeps the colours that somebody chose in it (web/src/data/kept.ts). */
const CHOSEN = /(?:^|;\s*)databelt-theme=(light|dark)(?:;|$)/

/** The attribute of a page's root that shows the colours which were chosen; none where the device decides. */
export function themeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const chosen = CHOSEN.exec(headers.cookie ?? '')?.[1]
  return chosen === undefined ? '' : ` data-theme="${chosen}"`
}
