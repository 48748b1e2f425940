import { useOpening } from './about.js'
import { HubRefused } from './ask.js'
import type { DatasetInfo } from './dataset.js'
import { useMayWrite } from './manage.js'
import { useStanding } from './requests.js'

/** Whether the contents are closed to the caller in a way that is told above the tabs. */
export function useIsClosed({ id, gated }: DatasetInfo): boolean {
  const repo = { type: 'dataset', id } as const
  const standing = useStanding(repo, Boolean(gated)).data
  const opening = useOpening(repo).data
  const mayWrite = useMayWrite(id)
  if (opening?.state === 'withdrawn') return true
  if (mayWrite !== false) return false
  return opening?.isEmbargoed === true || (Boolean(gated) && standing?.state !== 'accepted')
}

/** The hub did not give it, rather than could not. The viewer tells nobody that what is closed is there. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof HubRefused && [401, 403, 404].includes(error.status)
