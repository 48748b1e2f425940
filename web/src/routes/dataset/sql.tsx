import Console from '../sql/console.js'
import type { TabProps } from './page.js'

/** The console over the tables of this data set. */
export default function SqlTab({ info: { id } }: TabProps) {
  return <Console datasets={[id]} />
}
