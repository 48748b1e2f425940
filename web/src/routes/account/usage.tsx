import { OwnerUsage } from '../../components/govern/owner-usage.js'
import { useWords } from '../../words/words.js'

export function MyUsage() {
  const { words } = useWords()
  return (
    <>
      <h1>{words.account.parts.usage}</h1>
      <OwnerUsage owner="/api/settings" />
    </>
  )
}
