import '../../design/govern.css'
import { Webhooks } from '../../components/govern/webhooks.js'
import { useWords } from '../../words/words.js'
import { Section } from './section.js'

/** The caller's webhooks that watch this data set. */
export function WebhookSettings({ id }: { id: string }) {
  const { words } = useWords()
  return (
    <Section title={words.account.parts.webhooks}>
      <p className="quiet">{words.account.webhooksHere}</p>
      <Webhooks only={{ type: 'dataset', name: id }} />
    </Section>
  )
}
