import { Link } from 'wouter'
import { LikeButton } from '../../components/like-button.js'
import { OpeningNotice } from '../../components/opening-notice.js'
import type { DatasetInfo } from '../../data/dataset.js'
import { useWords } from '../../words/words.js'
import { titleOf } from './title.js'

/** What every tab of a data set begins with. */
export function Heading({ info }: { info: DatasetInfo }) {
  const { words } = useWords()
  const [namespace, name] = info.id.split('/')
  const repo = { type: 'dataset', id: info.id } as const
  return (
    <>
      <p className="quiet small path">
        <Link href={`/${namespace}`}>{namespace}</Link> / {name}
      </p>
      <div className="title">
        <h1>
          {titleOf(info)}
          {info.private && <span className="badge">{words.private}</span>}
          {info.gated && <span className="badge">{words.gated}</span>}
        </h1>
        <LikeButton repo={repo} count={info.likes} />
      </div>
      <OpeningNotice repo={repo} />
    </>
  )
}
