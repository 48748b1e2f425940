import { axisY, barX, binX, dot, gridX, gridY, lineY, plot, rectY, ruleX, ruleY } from '@observablehq/plot'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useWords } from '../../words/words.js'
import {
  axesOf,
  CHART_KINDS,
  type ChartChoice,
  type ChartKind,
  chartsOf,
  columnKind,
} from './chart-choice.js'
import type { Answer } from './use-query-run.js'

/** Bars that a picture holds; of more only the first are drawn, and said so. */
const MOST_BARS = 50

/** An answer as a chart, of the kind that fits its columns until another is chosen. */
export default function Chart({ answer }: { answer: Answer }) {
  const { words } = useWords()
  const [first] = chartsOf(answer)
  const [choice, setChoice] = useState<ChartChoice | undefined>(first)
  if (!choice) return <p className="quiet">{words.sqlConsole.noChart}</p>
  const axes = axesOf(choice.kind, answer.columns)
  const turn = (kind: ChartKind) => {
    const fits = chartsOf(answer).find((each) => each.kind === kind)
    const { x, y } = axesOf(kind, answer.columns)
    setChoice(fits ?? { kind, x: x[0] ?? '', y: y[0] })
  }
  const kinds = CHART_KINDS.filter((kind) => {
    const { x, y } = axesOf(kind, answer.columns)
    return x.length > 0 && (kind === 'histogram' || y.length > 0)
  })
  return (
    <>
      <div className="filters">
        <Choice
          label={words.sqlConsole.chartKind}
          value={choice.kind}
          all={kinds}
          turn={(kind) => turn(kind as ChartKind)}
          names={words.sqlConsole.chartKinds}
        />
        <Choice
          label={words.sqlConsole.across}
          value={choice.x}
          all={axes.x}
          turn={(x) => setChoice({ ...choice, x })}
        />
        {axes.y.length > 0 && (
          <Choice
            label={words.sqlConsole.up}
            value={choice.y ?? ''}
            all={axes.y}
            turn={(y) => setChoice({ ...choice, y })}
          />
        )}
      </div>
      <Drawing answer={answer} choice={choice} />
      {choice.kind === 'bar' && answer.rows.length > MOST_BARS && (
        <p className="quiet small">{words.sqlConsole.firstBars(String(MOST_BARS))}</p>
      )}
    </>
  )
}

interface ChoiceProps {
  label: string
  value: string
  all: readonly string[]
  names?: Record<string, string>
  turn(value: string): void
}
const Choice = ({ label, value, all, names, turn }: ChoiceProps) => (
  <label>
    {label}
    <select value={value} onChange={({ target }) => turn(target.value)}>
      {all.map((each) => (
        <option key={each} value={each}>
          {names?.[each] ?? each}
        </option>
      ))}
    </select>
  </label>
)

function Drawing({ answer, choice }: { answer: Answer; choice: ChartChoice }) {
  const { words, language } = useWords()
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const points = useMemo(() => pointsOf(answer, choice), [answer, choice])
  const name = [words.sqlConsole.chartKinds[choice.kind], choice.x, choice.y].filter(Boolean).join(', ')
  useEffect(() => {
    const element = place.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    if (width === 0) return
    const drawn = draw(points, choice, { width, language })
    // its rules are in our style sheet: the page's policy allows no style in markup
    for (const style of drawn.querySelectorAll('style')) style.remove()
    // the whole is one picture with one name
    for (const part of drawn.querySelectorAll('g')) part.removeAttribute('aria-label')
    drawn.setAttribute('aria-label', name)
    drawn.setAttribute('role', 'img')
    place.current?.replaceChildren(drawn)
  }, [points, choice, width, language, name])
  return <div className="sql-chart" ref={place} />
}

interface Point {
  x: string | number | Date
  y: number
}

function pointsOf({ columns, rows }: Answer, { kind, x, y }: ChartChoice): Point[] {
  const at = (name: string | undefined) => columns.findIndex((each) => each.name === name)
  const [across, up] = [at(x), at(y)]
  const column = columns[across]
  if (!column) return []
  const type = columnKind(column)
  const read = (value: unknown) => {
    if (kind === 'bar' || type === 'text') return named(value, column.feature)
    return type === 'time' ? new Date(String(value)) : Number(value)
  }
  return rows
    .slice(0, kind === 'bar' ? MOST_BARS : rows.length)
    .filter((row) => row[across] !== null && (up < 0 || row[up] !== null))
    .map((row) => ({ x: read(row[across]), y: up < 0 ? 0 : Number(row[up]) }))
}

/** A class by its name, where the data set gives it one. */
function named(value: unknown, { names }: Record<string, unknown>): string {
  const name = Array.isArray(names) && typeof value === 'number' ? names[value] : undefined
  return String(name ?? value)
}

interface Sheet {
  /** In pixels. */
  width: number
  language: string
}
function draw(points: Point[], { kind, x, y = '' }: ChartChoice, { width, language }: Sheet): Element {
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 2 })
  const tickFormat = (value: number) => short.format(value)
  const common = { width, style: { background: 'none', fontSize: '12px' } }
  const fill = 'var(--accent)'
  if (kind === 'bar') {
    const longest = Math.max(...points.map((point) => String(point.x).length))
    const marginLeft = Math.min(Math.max(60, longest * 8), Math.round(width * 0.4))
    const cut = { lineWidth: marginLeft / 12 - 1, textOverflow: 'ellipsis' } as const
    const bars = barX(points, { x: 'y', y: 'x', fill, tip: false, sort: { y: null } })
    return plot({
      ...common,
      marginLeft,
      marginBottom: 44,
      x: { label: y, tickFormat },
      // also numbers are names here
      y: { label: x, type: 'band' },
      marks: [gridX(), bars, ruleX([0]), axisY({ label: null, tickSize: 0, ...cut })],
    })
  }
  const axes = { ...common, height: 360, marginLeft: 60, marginBottom: 44 }
  if (kind === 'histogram') {
    const bins = rectY(points, { ...binX({ y: 'count' }, { x: 'x' }), fill })
    return plot({
      ...axes,
      x: { label: x },
      y: { label: '', tickFormat },
      marks: [gridY(), bins, ruleY([0])],
    })
  }
  const options = { x: 'x', y: 'y' } as const
  const sorted = kind === 'line' ? [...points].sort((a, b) => Number(a.x) - Number(b.x)) : points
  const mark =
    kind === 'line'
      ? lineY(sorted, { ...options, stroke: fill, strokeWidth: 2 })
      : dot(sorted, { ...options, fill, fillOpacity: 0.6, r: 3 })
  return plot({ ...axes, x: { label: x }, y: { label: y, tickFormat }, marks: [gridY(), mark] })
}
