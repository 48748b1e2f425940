import type { TabProps } from '../dataset/page.js'
import { Queue } from './queue.js'

/** The requests for one data set, for those who decide on them. */
export default function QueueTab({ info: { id, gated } }: TabProps) {
  return <Queue id={id} isGated={gated !== false} />
}
