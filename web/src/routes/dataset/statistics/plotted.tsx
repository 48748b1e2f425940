import * as Plot from '@observablehq/plot'
import { useEffect, useRef, useState } from 'react'
import type { Bar, Bars } from '../../../data/statistics.js'
import { useFormats, useWords } from '../../../words/words.js'

const HEIGHT = 190
const ROW = 22

/** A plot of bars as wide as its place. The table beneath it says the same, so it is one picture to those who hear it. */
export function Plotted({ bars, label }: { bars: Bars; label: string }) {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const { short } = useFormats()
  const { language } = useWords()
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    if (place.current) observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the language decides how `short` writes
  useEffect(() => {
    if (width === 0) return
    const svg = bars.kind === 'classes' ? classes(bars.bars, width, short) : bins(bars.bars, width, short)
    // the policy of the page allows no styles but its own files: design/statistics.css has what this would say
    svg.querySelector('style')?.remove()
    svg.setAttribute('class', 'plot')
    // the place of the plot says what it is; groups of lines may bear no names of their own
    for (const part of svg.querySelectorAll('[aria-label]')) {
      part.setAttribute('data-part', part.getAttribute('aria-label') ?? '')
      part.removeAttribute('aria-label')
    }
    place.current?.replaceChildren(svg)
  }, [bars, width, language])
  return <div ref={place} className="plot-place" role="img" aria-label={label} />
}

type Write = (value: number) => string

/** Both ends of each bar are known, so they touch; the place of a bar is its number. */
function bins(bars: Bar[], width: number, short: Write) {
  // where each bar is one number, its sign stands beneath it, else at its edges
  const areSingle = bars.every(({ from, to }) => from === to)
  const edges = edgesOf(bars)
  const shift = areSingle ? 0.5 : 0
  // half of the last sign stands beyond the last bar
  const marginRight = typeof edges[0] === 'string' ? 40 : 24
  return Plot.plot({
    ...{ width, height: HEIGHT, marginLeft: 52, marginBottom: 28, marginTop: 12, marginRight },
    x: {
      domain: [0, bars.length],
      label: null,
      ticks: tickPlaces(areSingle ? bars.length - 1 : bars.length, width).map((place) => place + shift),
      tickFormat: (place: number) => edgeText(edges[place - shift], short),
    },
    y: { label: null, ticks: 4, tickFormat: short, grid: true, zero: true },
    marks: [
      Plot.rectY(bars, {
        x1: (_, i) => i,
        x2: (_, i) => i + 1,
        y: 'count',
        insetLeft: 0.5,
        insetRight: 0.5,
        title: (bar: Bar) => `${rangeText(bar, short)}: ${short(bar.count)}`,
      }),
      Plot.ruleY([0]),
    ],
  })
}

function classes(bars: Bar[], width: number, short: Write) {
  const left = Math.min(
    180,
    Math.max(48, 14 + 8 * Math.max(...bars.map(({ from }) => lengthOf(String(from))))),
  )
  const name = (bar: Bar) => cut(String(bar.from), left)
  return Plot.plot({
    ...{
      width,
      height: bars.length * ROW + 34,
      marginLeft: left,
      marginRight: 44,
      marginTop: 4,
      marginBottom: 26,
    },
    x: { label: null, ticks: 4, tickFormat: short, grid: true, zero: true },
    // two classes of one name, as far as it is shown, are two bars all the same
    y: {
      domain: bars.map((_, i) => i),
      label: null,
      tickFormat: (i: number) => name(bars[i] as Bar),
      tickSize: 0,
    },
    marks: [
      Plot.barX(bars, {
        y: (_, i) => i,
        x: 'count',
        insetTop: 2,
        insetBottom: 2,
        title: (bar: Bar) => `${bar.from}: ${short(bar.count)}`,
      }),
      Plot.text(bars, {
        y: (_, i) => i,
        x: 'count',
        text: ({ count }: Bar) => short(count),
        textAnchor: 'start',
        dx: 4,
      }),
      Plot.ruleX([0]),
    ],
  })
}

/** Where each bar begins, and where the last one ends. */
const edgesOf = (bars: Bar[]) => [...bars.map(({ from }) => from), bars.at(-1)?.to ?? '']

function tickPlaces(bars: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(bars / Math.max(2, Math.floor(width / 90))))
  return Array.from({ length: bars + 1 }, (_, i) => i).filter((i) => i % step === 0)
}

/** Times to the day: the hour is in the table. */
const edgeText = (edge: number | string | undefined, short: Write): string =>
  typeof edge === 'number' ? short(edge) : String(edge ?? '').slice(0, 10)
const rangeText = ({ from, to }: Bar, short: Write): string =>
  from === to ? edgeText(from, short) : `${edgeText(from, short)} – ${edgeText(to, short)}`

/** Hangul and other wide letters take the room of two. */
const lengthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter > '\u10ff' ? 1.6 : 1), 0)
function cut(text: string, room: number): string {
  const most = Math.floor((room - 14) / 6.5)
  return lengthOf(text) > most ? `${[...text].slice(0, Math.max(4, most - 2)).join('')}…` : text
}
