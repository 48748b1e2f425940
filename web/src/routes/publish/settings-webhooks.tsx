import { useState } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Problem } from '../../components/problem.js'
import { actOnWebhook, DOMAINS, makeWebhook, removeWebhook, useWebhooks } from '../../data/webhooks.js'
import { useWords } from '../../words/words.js'
import { Field } from './fields.js'
import { Section, useAct } from './section.js'

/** My webhooks that watch this data set. */
export function WebhookSettings({ id }: { id: string }) {
  const { words } = useWords()
  const says = words.settings
  const hooks = useWebhooks()
  const doing = useAct()
  const mine = (hooks.data ?? []).filter(({ watched }) =>
    watched.some(({ type, name }) => type === 'dataset' && name === id),
  )
  return (
    <Section title={says.webhooks} doing={doing}>
      <p className="quiet">{says.webhooksLead}</p>
      {hooks.error && <Problem error={hooks.error} />}
      {hooks.data && mine.length === 0 && <p>{says.noWebhooks}</p>}
      {mine.length > 0 && (
        <table className="listing">
          <tbody>
            {mine.map(({ id: hook, url, domains, disabled }) => (
              <tr key={hook}>
                <td>
                  {url} {disabled && <span className="badge">{says.disabled}</span>}
                </td>
                <td>{domains.map((domain) => says.domains[domain] ?? domain).join(', ')}</td>
                <td className="number">
                  <button
                    type="button"
                    className="small plain"
                    onClick={() => void doing.act(() => actOnWebhook(hook, 'test'))}
                  >
                    {says.test}
                  </button>
                  <Confirm
                    label={says.deleteWebhook}
                    sign={says.delete}
                    what={says.deleteWebhookWhat(url)}
                    act={() => doing.must(() => removeWebhook(hook))}
                    isDangerous
                    className="small plain"
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <NewWebhook
        add={(wish) => doing.act(() => makeWebhook({ ...wish, watched: [{ type: 'dataset', name: id }] }))}
        isBusy={doing.state === 'busy'}
      />
    </Section>
  )
}

interface NewProps {
  add(wish: { url: string; domains: string[]; secret?: string }): Promise<boolean>
  isBusy: boolean
}

function NewWebhook({ add, isBusy }: NewProps) {
  const { words } = useWords()
  const says = words.settings
  const [url, setUrl] = useState('')
  const [secret, setSecret] = useState('')
  const [domains, setDomains] = useState(['repo'])
  const turn = (domain: string) =>
    setDomains(domains.includes(domain) ? domains.filter((each) => each !== domain) : [...domains, domain])
  return (
    <>
      <div className="pair even">
        <Field label={says.url} value={url} change={setUrl} type="url" maxLength={2048} />
        <Field label={says.secret} hint={says.secretHint} value={secret} change={setSecret} maxLength={256} />
      </div>
      <fieldset className="choices events">
        <legend>{says.events}</legend>
        {DOMAINS.map((domain) => (
          <label key={domain}>
            <input type="checkbox" checked={domains.includes(domain)} onChange={() => turn(domain)} />
            {says.domains[domain]}
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        disabled={url.trim() === '' || domains.length === 0 || isBusy}
        onClick={() => void add({ url: url.trim(), domains, ...(secret !== '' && { secret }) })}
      >
        {says.add}
      </button>
    </>
  )
}
