import { perDay, type Quota, useQuota, useUsage, useVouchers } from '../../data/usage.js'
import { useFormats, useWords } from '../../words/words.js'
import { Bars } from './bars.js'
import { Shown, Table } from './parts.js'
import { VoucherTable } from './voucher-table.js'

const DAYS = 30

/** What an owner keeps, sends and was given. `owner`: /api/settings or /api/organizations/NAME. */
export function OwnerUsage({ owner }: { owner: string }) {
  const { words } = useWords()
  const quota = useQuota(owner)
  const vouchers = useVouchers(owner)
  return (
    <>
      <Shown asked={quota}>{(data) => <Fill quota={data} />}</Shown>
      <Traffic owner={owner} />
      <section>
        <h2>{words.account.vouchers}</h2>
        <Shown asked={vouchers}>{(rows) => <VoucherTable rows={rows} />}</Shown>
      </section>
    </>
  )
}

function Fill({ quota: { used, limit } }: { quota: Quota }) {
  const { words } = useWords()
  const { bytes, number } = useFormats()
  const figures = [
    [words.account.storage, used.bytes, limit.bytes, bytes],
    [words.account.files, used.files, limit.files, number],
  ] as const
  return (
    <dl className="figures">
      {figures.map(([name, is, most, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {text(is)}
            <div className="small quiet">
              {most === null ? words.account.noLimit : words.account.ofLimit(text(is), text(most))}
            </div>
            {most !== null && <meter min={0} max={most} value={is} high={most * 0.9} aria-label={name} />}
          </dd>
        </div>
      ))}
      {limit.requests !== null && (
        <div>
          <dt>{words.account.requestsLimit}</dt>
          <dd>{number(limit.requests)}</dd>
        </div>
      )}
    </dl>
  )
}

function Traffic({ owner }: { owner: string }) {
  const { words } = useWords()
  const { bytes, number } = useFormats()
  const usage = useUsage(owner)
  return (
    <section>
      <h2>{words.account.traffic}</h2>
      <Shown asked={usage}>
        {(rows) => {
          if (rows.length === 0) return <p className="quiet">{words.account.trafficNone}</p>
          const sums = new Map<string, { requests: number; bytesOut: number; bytesIn: number }>()
          for (const { repo, requests, bytesOut, bytesIn } of rows) {
            const name = repo ?? words.requests.goneRepo
            const sum = sums.get(name) ?? { requests: 0, bytesOut: 0, bytesIn: 0 }
            sums.set(name, {
              requests: sum.requests + requests,
              bytesOut: sum.bytesOut + bytesOut,
              bytesIn: sum.bytesIn + bytesIn,
            })
          }
          return (
            <>
              <div className="plots">
                <Bars
                  title={words.account.requestsADay}
                  bars={perDay(rows, DAYS, (row) => row.requests)}
                  text={number}
                />
                <Bars
                  title={words.account.bytesADay}
                  bars={perDay(rows, DAYS, (row) => row.bytesOut)}
                  text={bytes}
                />
              </div>
              <h3>{words.account.perRepo}</h3>
              <Table
                label={words.account.perRepo}
                head={[
                  words.account.repo,
                  words.account.requests,
                  words.account.sent,
                  words.account.received,
                ]}
              >
                {[...sums]
                  .sort(([, a], [, b]) => b.bytesOut - a.bytesOut)
                  .map(([name, sum]) => (
                    <tr key={name}>
                      <td>{name}</td>
                      <td className="tight">{number(sum.requests)}</td>
                      <td className="tight">{bytes(sum.bytesOut)}</td>
                      <td className="tight">{bytes(sum.bytesIn)}</td>
                    </tr>
                  ))}
              </Table>
              <a className="button" href={`${owner}/usage?format=csv`} download>
                {words.account.downloadCsv}
              </a>
            </>
          )
        }}
      </Shown>
    </section>
  )
}
