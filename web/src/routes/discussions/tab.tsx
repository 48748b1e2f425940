import type { ReactNode } from 'react'
import { MustSignIn } from '../../components/govern/must-sign-in.js'
import { useTitle } from '../../components/use-title.js'
import '../../design/discussions.css'
import type { RepoRef } from '../../codecs/repo-address.js'
import { useWords } from '../../words/words.js'
import { DiscussionList } from './list.js'
import { OneDiscussion } from './one.js'
import { StartDiscussion } from './start.js'

/** The words of an address after `discussions` that ask for the form. */
const NEW = 'new'

/** What people say of a repo: the list, one of them, or the form of a new one. */
export function Discussions({ repo, of, rest }: { repo: RepoRef; of: string; rest: string[] }): ReactNode {
  const { words } = useWords()
  const [which = ''] = rest
  const isOne = which !== '' && which !== NEW
  useTitle(...(isOne ? [] : [which === NEW && words.discussions.start, words.discussions.title, of]))
  if (which === NEW) return <MustSignIn within>{() => <StartDiscussion repo={repo} />}</MustSignIn>
  return which === '' ? <DiscussionList repo={repo} /> : <OneDiscussion repo={repo} of={of} num={which} />
}
