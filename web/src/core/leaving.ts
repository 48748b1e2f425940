/** A click on a link, as far as it matters. */
export interface LinkClick {
  href: string
  target?: string
  isDownload?: boolean
  /** Opens elsewhere: another button, or a key held down. */
  isElsewhere?: boolean
}

/** Whether a click leads from the page at `here` to another one of the hub, in the same tab. */
export function leavesPage({ href, target, isDownload, isElsewhere }: LinkClick, here: string): boolean {
  if (isDownload || isElsewhere || (target !== undefined && !['', '_self'].includes(target))) return false
  if (!URL.canParse(href, here)) return false
  const [to, from] = [new URL(href, here), new URL(here)]
  return to.origin === from.origin && to.pathname !== from.pathname
}
