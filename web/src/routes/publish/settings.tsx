import { Loading, Problem } from '../../components/problem.js'
import { HubRefused } from '../../data/ask.js'
import { useOffer } from '../../data/manage.js'
import { useWords } from '../../words/words.js'
import type { TabProps } from '../dataset/page.js'
import { OpeningSettings, TermsSettings, VisibilitySettings } from './settings-access.js'
import { DeleteSettings, MoveSettings } from './settings-owner.js'
import { QuotaSettings, RefSettings } from './settings-storage.js'
import { WebhookSettings } from './settings-webhooks.js'
import '../../design/publish.css'

/** What writers see of a data set's state, and what its administrators change. */
export default function SettingsTab({ info }: TabProps) {
  const { words } = useWords()
  const offer = useOffer(info.id)
  const isWriter = offer.error instanceof HubRefused && offer.error.status === 403
  if (offer.isPending) return <Loading />
  if (offer.error && !isWriter) return <Problem error={offer.error} retry={() => void offer.refetch()} />
  return (
    <div className="settings">
      {isWriter && <p className="notice">{words.settings.who}</p>}
      {!isWriter && (
        <>
          <VisibilitySettings info={info} />
          <TermsSettings id={info.id} />
          <OpeningSettings id={info.id} />
          <MoveSettings id={info.id} offer={offer.data ?? undefined} />
        </>
      )}
      <RefSettings id={info.id} />
      <WebhookSettings id={info.id} />
      <QuotaSettings id={info.id} />
      {!isWriter && <DeleteSettings id={info.id} />}
    </div>
  )
}
