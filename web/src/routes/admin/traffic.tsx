import { Bars } from '../../components/govern/bars.js'
import { Shown, Table } from '../../components/govern/parts.js'
import { type Traffic, useTraffic } from '../../data/admin.js'
import { perDay } from '../../data/usage.js'
import { useAdminWords } from '../../words/admin.js'
import { useNames } from '../../words/names.js'
import { useFormats } from '../../words/words.js'

const DAYS = 30
const HOURS = 48
const HOUR_MS = 3_600_000

export function TrafficPart() {
  const traffic = useTraffic()
  return <Shown asked={traffic}>{(data) => <Plots traffic={data} />}</Shown>
}

function Plots({ traffic: { days, hours } }: { traffic: Traffic }) {
  const { words, language } = useAdminWords()
  const { bytes, number } = useFormats()
  const hour = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: 'numeric' })
  const when = (at: string) => hour.format(new Date(at))
  return (
    <>
      <div className="plots">
        <Bars
          title={words.admin.requestsADay}
          bars={perDay(days, DAYS, (row) => row.requests)}
          text={number}
        />
        <Bars title={words.admin.sentADay} bars={perDay(days, DAYS, (row) => row.bytesOut)} text={bytes} />
        <Bars title={words.admin.receivedADay} bars={perDay(days, DAYS, (row) => row.bytesIn)} text={bytes} />
        <Bars
          title={words.admin.answersAnHour}
          bars={perHour(hours, [1, 2, 3, 4, 5])}
          text={number}
          when={when}
        />
        <Bars title={words.admin.errorsAnHour} bars={perHour(hours, [4, 5])} text={number} when={when} />
      </div>
      <Answers hours={hours} />
      <ByKind days={days} />
    </>
  )
}

/** Answers of these classes in each of the last hours; of them, those that are failures of the hub. */
function perHour(hours: Traffic['hours'], classes: number[]) {
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const sum = (at: string, wanted: number[]) =>
    hours
      .filter((row) => row.hour === at && wanted.includes(row.class))
      .reduce((total, { requests }) => total + requests, 0)
  return Array.from({ length: HOURS }, (_, i) => {
    const at = new Date(now - (HOURS - 1 - i) * HOUR_MS).toISOString()
    return { at, value: sum(at, classes), bad: sum(at, [5]) }
  })
}

function Answers({ hours }: { hours: Traffic['hours'] }) {
  const { words } = useAdminWords()
  const { number, date } = useFormats()
  const days = [...new Set(hours.map(({ hour }) => hour.slice(0, 10)))].sort().reverse()
  const of = (day: string, classes: number[]) =>
    hours.filter((row) => row.hour.startsWith(day) && classes.includes(row.class))
  const count = (rows: Traffic['hours']) => rows.reduce((sum, { requests }) => sum + requests, 0)
  const average = (rows: Traffic['hours']) =>
    rows.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, count(rows))
  return (
    <section>
      <h2>{words.admin.errorsTable}</h2>
      <Table
        label={words.admin.errorsTable}
        head={[
          words.admin.day,
          words.admin.ok,
          words.admin.clientErrors,
          words.admin.serverErrors,
          words.admin.average,
        ]}
      >
        {days.map((day) => (
          <tr key={day}>
            <td className="tight">{date(day)}</td>
            <td>{number(count(of(day, [1, 2, 3])))}</td>
            <td>{number(count(of(day, [4])))}</td>
            <td>{number(count(of(day, [5])))}</td>
            <td>{words.admin.ms(number(Math.round(average(of(day, [1, 2, 3, 4, 5])))))}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function ByKind({ days }: { days: Traffic['days'] }) {
  const { words } = useAdminWords()
  const { number, bytes } = useFormats()
  const { traffic } = useNames()
  const kinds = [...new Set(days.map(({ kind }) => kind))].sort()
  const sum = (kind: string, key: 'requests' | 'bytesOut' | 'bytesIn') =>
    days.filter((row) => row.kind === kind).reduce((total, row) => total + row[key], 0)
  if (kinds.length === 0) return null
  return (
    <section>
      <h2>{words.admin.byKind}</h2>
      <Table
        label={words.admin.byKind}
        head={[words.admin.kind, words.account.requests, words.account.sent, words.account.received]}
      >
        {kinds.map((kind) => (
          <tr key={kind}>
            <td>{traffic[kind] ?? kind}</td>
            <td>{number(sum(kind, 'requests'))}</td>
            <td>{bytes(sum(kind, 'bytesOut'))}</td>
            <td>{bytes(sum(kind, 'bytesIn'))}</td>
          </tr>
        ))}
      </Table>
      <a className="button" href="/api/admin/usage?format=csv" download>
        {words.account.downloadCsv}
      </a>
    </section>
  )
}
