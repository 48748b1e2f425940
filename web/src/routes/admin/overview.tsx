import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Shown, Table } from '../../components/govern/parts.js'
import { type Health, type HubOverview, JOB_STATES, useHealth, useHub } from '../../data/admin.js'
import { useAdminWords } from '../../words/admin.js'
import { useFormats } from '../../words/words.js'

export function Overview() {
  const { words } = useAdminWords()
  const hub = useHub()
  const health = useHealth()
  return (
    <>
      <Shown asked={hub}>{(data) => <Figures hub={data} />}</Shown>
      <section>
        <h2>{words.admin.health}</h2>
        <Shown asked={health}>
          {(rows) => (
            <Table label={words.admin.health} head={[words.admin.part, words.requests.state, '']}>
              {rows.map((row) => (
                <tr key={row.part}>
                  <td>{words.admin.parts2[row.part]}</td>
                  <td>
                    <State health={row} />
                  </td>
                  <td>{row.detail ?? <Detail health={row} />}</td>
                </tr>
              ))}
            </Table>
          )}
        </Shown>
      </section>
    </>
  )
}

function Figures({ hub: { storage, counts, jobs } }: { hub: HubOverview }) {
  const { words } = useAdminWords()
  const { bytes, number } = useFormats()
  const share = storage.logicalBytes > 0 ? storage.savedBytes / storage.logicalBytes : 0
  return (
    <>
      <h2>{words.admin.storage}</h2>
      <dl className="figures">
        <Figure
          name={words.admin.logical}
          value={bytes(storage.logicalBytes)}
          more={words.admin.logicalHint}
        />
        <Figure name={words.admin.stored} value={bytes(storage.storedBytes)} more={words.admin.storedHint} />
        <Figure
          name={words.admin.saved}
          value={`${number(Math.round(share * 100))} %`}
          more={bytes(storage.savedBytes)}
        />
        <Figure name={words.admin.files} value={number(storage.files)} />
        <Figure name={words.admin.database} value={bytes(counts.databaseBytes)} />
      </dl>
      <h2>{words.admin.counts}</h2>
      <dl className="figures">
        <Figure name={words.admin.datasets} value={number(counts.datasets)} />
        <Figure name={words.admin.models} value={number(counts.models)} />
        <Figure
          name={words.admin.users}
          value={number(counts.users)}
          more={words.admin.suspended(number(counts.suspended))}
        />
        <Figure name={words.admin.organisations} value={number(counts.organisations)} />
        <Figure
          name={words.admin.parts.jobs}
          value={<Link href="/admin-area/jobs">{number(jobs.failed + jobs.running + jobs.pending)}</Link>}
          more={JOB_STATES.map((state) => `${words.admin.jobStates[state]} ${number(jobs[state])}`).join(
            ' · ',
          )}
        />
      </dl>
    </>
  )
}

function Figure({ name, value, more }: { name: string; value: ReactNode; more?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {more && <div className="small quiet">{more}</div>}
      </dd>
    </div>
  )
}

/** Mail that is not wanted is no fault, and does not work either. */
function State({ health: { part, isGood, value } }: { health: Health }) {
  const { words } = useAdminWords()
  if (part === 'mail' && isGood && value !== 1) return <span className="state">{words.admin.off}</span>
  return (
    <span className={`state ${isGood ? 'good' : 'bad'}`}>{isGood ? words.admin.good : words.admin.bad}</span>
  )
}

function Detail({ health: { part, value } }: { health: Health }) {
  const { words } = useAdminWords()
  const { bytes, number } = useFormats()
  if (value === null) return null
  if (part === 'database') return words.admin.millis(number(value))
  if (part === 'disk') return words.admin.free(bytes(value))
  if (part === 'mail') return value === 1 ? words.admin.mailOn : words.admin.mailOff
  return words.admin.unsealed(number(value))
}
