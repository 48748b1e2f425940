import { useFormats } from '../../words/words.js'

export interface Bar {
  /** A day or a time. */
  at: string
  value: number
  /** Of the value, what is to be seen as wrong. */
  bad?: number
}
const WIDTH = 480
const HEIGHT = 150
const FOOT = 18
const HEAD = 16

interface Props {
  title: string
  bars: Bar[]
  text(value: number): string
  when?(at: string): string
}

/** Values over time as bars, with the largest named; the numbers are in the table that belongs to it. */
export function Bars({ title, bars, text, when }: Props) {
  const { date } = useFormats()
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const step = WIDTH / Math.max(1, bars.length)
  const height = (value: number) => ((HEIGHT - FOOT - HEAD) * value) / most
  const named = when ?? date
  const [first, last] = [bars[0], bars.at(-1)]
  const label = `${title}: ${bars.map(({ at, value }) => `${named(at)} ${text(value)}`).join(', ')}`
  const draw = (value: number, i: number, className?: string) => {
    const tall = value > 0 ? Math.max(1, height(value)) : 0
    const place = {
      x: i * step + 0.5,
      y: HEIGHT - FOOT - tall,
      width: Math.max(0.5, step - 1.5),
      height: tall,
    }
    return <rect {...place} {...(className && { className })} />
  }
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg className="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <text x={0} y={11}>
          {text(most)}
        </text>
        <line x1={0} x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} />
        {bars.map(({ at, value, bad = 0 }, i) => (
          <g key={at}>
            <title>{`${named(at)}: ${text(value)}`}</title>
            {draw(value, i)}
            {bad > 0 && draw(bad, i, 'bad')}
          </g>
        ))}
        <text x={0} y={HEIGHT - 4}>
          {first && named(first.at)}
        </text>
        <text x={WIDTH} y={HEIGHT - 4} textAnchor="end">
          {last && named(last.at)}
        </text>
      </svg>
    </figure>
  )
}
