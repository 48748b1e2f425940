import { type FormEvent, useState } from 'react'
import {
  DOMAINS,
  useDeliveries,
  useMakeWebhook,
  useRedeliver,
  useRemoveWebhook,
  useWebhookAct,
  useWebhooks,
  type Watched,
  type Webhook,
  watchedOf,
} from '../../data/webhooks.js'
import { useWords } from '../../words/words.js'
import { Confirm } from './confirm.js'
import { Field, MoreButton, Said, Shown, Table } from './parts.js'
import { Refusal } from './refusal.js'

/** Webhooks of the caller; those that watch `only`, where it is given, and a new one watches just that. */
export function Webhooks({ only }: { only?: Watched }) {
  const { words } = useWords()
  const webhooks = useWebhooks()
  return (
    <>
      <Shown asked={webhooks}>
        {(all) => {
          const rows = only ? all.filter(({ watched }) => watched.some((each) => isSame(each, only))) : all
          if (rows.length === 0) return <p className="quiet">{words.account.none}</p>
          return rows.map((row) => <One key={row.id} webhook={row} />)
        }}
      </Shown>
      <section aria-label={words.account.makeWebhook}>
        <h2>{words.account.makeWebhook}</h2>
        <New only={only} />
      </section>
    </>
  )
}

const isSame = (a: Watched, b: Watched): boolean =>
  a.type === b.type && a.name.toLowerCase() === b.name.toLowerCase()

function New({ only }: { only: Watched | undefined }) {
  const { words } = useWords()
  const make = useMakeWebhook()
  const [error, setError] = useState<unknown>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const secret = String(values.get('secret'))
    setError(undefined)
    try {
      await make.mutateAsync({
        url: String(values.get('url')).trim(),
        watched: only ? [only] : await watchedOf(String(values.get('watched'))),
        domains: values.getAll('domain').map(String),
        ...(secret !== '' && { secret }),
      })
      form.reset()
    } catch (refused) {
      setError(refused)
    }
  }
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <Field label={words.account.webhookUrl}>
        {(id) => <input id={id} name="url" type="url" required maxLength={2048} />}
      </Field>
      {!only && (
        <Field label={words.account.watched} hint={words.account.watchedHint}>
          {(id) => <textarea id={id} name="watched" required />}
        </Field>
      )}
      <fieldset>
        <legend>{words.account.domains}</legend>
        {DOMAINS.map((domain) => (
          <label key={domain} className="tick">
            <input type="checkbox" name="domain" value={domain} defaultChecked={domain === 'repo'} />
            <span>{words.account.domainNames[domain]}</span>
          </label>
        ))}
      </fieldset>
      <Field label={words.account.secret}>
        {(id) => <input id={id} name="secret" type="password" autoComplete="off" maxLength={256} />}
      </Field>
      {error !== undefined && <Refusal error={error} />}
      <div className="actions">
        <button type="submit" className="main" disabled={make.isPending}>
          {words.account.makeWebhook}
        </button>
      </div>
    </form>
  )
}

function One({ webhook: { id, url, watched, domains, disabled } }: { webhook: Webhook }) {
  const { words } = useWords()
  const act = useWebhookAct(id)
  const remove = useRemoveWebhook(id)
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="panel">
      <p>
        <strong>{url}</strong> {disabled && <span className="badge">{words.account.off}</span>}
      </p>
      <p className="quiet small">
        {watched.map(({ name }) => name).join(', ')} ·{' '}
        {domains.map((domain) => words.account.domainNames[domain] ?? domain).join(', ')}
      </p>
      <div className="actions">
        <button type="button" disabled={act.isPending || disabled} onClick={() => act.mutate('test')}>
          {words.account.test}
        </button>
        <button
          type="button"
          disabled={act.isPending}
          onClick={() => act.mutate(disabled ? 'enable' : 'disable')}
        >
          {disabled ? words.account.turnOnWebhook : words.account.turnOffWebhook}
        </button>
        <Confirm
          label={words.account.remove}
          what={words.account.removeWebhookWhat(url)}
          act={() => remove.mutateAsync()}
          isDangerous
        />
      </div>
      {act.error && <Refusal error={act.error} />}
      <Said>{act.isSuccess && act.variables === 'test' && words.account.tested}</Said>
      <details className="more" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{words.account.deliveries}</summary>
        {isOpen && <Deliveries id={id} />}
      </details>
    </div>
  )
}

const LOOK: Record<string, string> = { delivered: 'good', failed: 'bad' }

function Deliveries({ id }: { id: string }) {
  const { words, language } = useWords()
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const deliveries = useDeliveries(id)
  const again = useRedeliver(id)
  return (
    <Shown asked={deliveries}>
      {() =>
        deliveries.rows?.length === 0 ? (
          <p className="quiet">{words.account.noDeliveries}</p>
        ) : (
          <>
            <Table
              label={words.account.deliveries}
              head={[
                words.account.time,
                words.account.event,
                words.requests.state,
                words.account.attempts,
                words.account.answer,
                '',
              ]}
            >
              {deliveries.rows?.map((row) => (
                <tr key={row.id}>
                  <td className="tight">{time.format(new Date(row.createdAt))}</td>
                  <td>{`${row.event.scope} ${row.event.action}`}</td>
                  <td>
                    <span className={`state ${LOOK[row.state] ?? ''}`}>
                      {words.account.deliveryStates[row.state] ?? row.state}
                    </span>
                  </td>
                  <td>{row.attempts}</td>
                  <td>{row.status ?? row.error}</td>
                  <td>
                    <button type="button" disabled={again.isPending} onClick={() => again.mutate(row.id)}>
                      {words.account.redeliver}
                    </button>
                  </td>
                </tr>
              ))}
            </Table>
            {again.error && <Refusal error={again.error} />}
            <MoreButton of={deliveries} />
          </>
        )
      }
    </Shown>
  )
}
