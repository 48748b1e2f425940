import { Discussions } from '../discussions/tab.js'
import type { TabProps } from './page.js'
import { titleOf } from './title.js'

export default function DiscussionsTab({ info, rest }: TabProps) {
  return <Discussions repo={{ type: 'dataset', id: info.id }} of={titleOf(info)} rest={rest} />
}
