import type { ReactNode } from 'react'
import { MustSignIn } from '../../components/govern/must-sign-in.js'
import '../../design/discussions.css'
import type { RepoRef } from '../../codecs/repo-address.js'
import { DiscussionList } from './list.js'
import { OneDiscussion } from './one.js'
import { StartDiscussion } from './start.js'

/** The words of an address after `discussions` that ask for the form. */
const NEW = 'new'

/** What people say of a repo: the list, one of them, or the form of a new one. */
export function Discussions({ repo, rest }: { repo: RepoRef; rest: string[] }): ReactNode {
  const [which = ''] = rest
  if (which === NEW) return <MustSignIn>{() => <StartDiscussion repo={repo} />}</MustSignIn>
  return which === '' ? <DiscussionList repo={repo} /> : <OneDiscussion repo={repo} num={which} />
}
