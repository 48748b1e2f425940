import { Discussions } from '../discussions/tab.js'
import type { TabProps } from './page.js'

export default function DiscussionsTab({ info, rest }: TabProps) {
  return <Discussions repo={{ type: 'dataset', id: info.id }} rest={rest} />
}
