import { useIsClosed } from '../../data/closed.js'
import Console from '../sql/console.js'
import type { TabProps } from './page.js'

/** The console over the tables of this data set. */
export default function SqlTab({ info }: TabProps) {
  // a notice above says so
  return useIsClosed(info) ? null : <Console datasets={[info.id]} />
}
