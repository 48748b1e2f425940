import type { RepoRef } from '../codecs/repo-address.js'
import { useAttribution } from '../data/repo.js'
import { useWords } from '../words/words.js'
import { CopyBox } from './copy-box.js'

/** The line by which the terms ask to name the data, where somebody reads of the data or takes it. */
export function Attribution({ repo }: { repo: RepoRef }) {
  const { words } = useWords()
  const text = useAttribution(repo).data
  if (!text) return null
  return (
    <>
      <h3>{words.people.attribution}</h3>
      <CopyBox text={text} label={words.people.attribution} />
    </>
  )
}
