import { Webhooks } from '../../components/govern/webhooks.js'
import { useWords } from '../../words/words.js'

/** All webhooks of the caller, whatever they watch. */
export function MyWebhooks() {
  const { words } = useWords()
  return (
    <>
      <h1>{words.account.parts.webhooks}</h1>
      <p className="lead">{words.account.webhooksLead}</p>
      <Webhooks />
    </>
  )
}
