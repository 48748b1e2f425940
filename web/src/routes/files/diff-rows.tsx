import { Fragment, type ReactNode } from 'react'
import type { DiffBlock } from '../../codecs/diff-lines.js'
import { ScrollBox } from '../../components/scroll-box.js'
import { useFormats, useWords } from '../../words/words.js'

/** Lines around a difference that stay as they were. */
const CONTEXT = 3

interface RowsProps {
  before: string[]
  after: string[]
  blocks: DiffBlock[]
}
interface Line {
  old: number | undefined
  now: number | undefined
  text: string
}
type Piece =
  | { key: string; kind: 'same' | 'gone' | 'new'; lines: Line[] }
  | { key: string; kind: 'skipped'; count: number }

/** What is shown of each block: all of a difference, and of what is equal the lines beside one. */
function piecesOf({ before, after, blocks }: RowsProps): Piece[] {
  return blocks.flatMap((block, i): Piece[] => {
    const [a0, a1] = block.before
    const [b0, b1] = block.after
    const same = (from: number, to: number): Piece => ({
      key: `same ${from}`,
      kind: 'same',
      lines: before.slice(from, to).map((text, k) => ({ old: from + k, now: from - a0 + b0 + k, text })),
    })
    if (!block.equal)
      return [
        {
          key: `gone ${a0}`,
          kind: 'gone',
          lines: before.slice(a0, a1).map((text, k) => ({ old: a0 + k, now: undefined, text })),
        },
        {
          key: `new ${b0}`,
          kind: 'new',
          lines: after.slice(b0, b1).map((text, k) => ({ old: undefined, now: b0 + k, text })),
        },
      ]
    const head = i === 0 ? a0 : Math.min(a1, a0 + CONTEXT)
    const tail = i === blocks.length - 1 ? a1 : Math.max(a0, a1 - CONTEXT)
    if (head >= tail) return [same(a0, a1)]
    return [same(a0, head), { key: `skipped ${a0}`, kind: 'skipped', count: tail - head }, same(tail, a1)]
  })
}

const SIGNS = { same: ' ', gone: '−', new: '+' } as const
const lineNumber = (index: number | undefined) => (index === undefined ? '' : index + 1)

/** Both texts in one column. */
export function UnifiedRows(props: RowsProps) {
  return (
    <DiffTable>
      {piecesOf(props).map((piece) =>
        piece.kind === 'skipped' ? (
          <Skipped key={piece.key} count={piece.count} columns={4} />
        ) : (
          piece.lines.map(({ old, now, text }) => (
            <tr key={`${piece.key} ${old} ${now}`} className={piece.kind}>
              <td className="line">{lineNumber(old)}</td>
              <td className="line">{lineNumber(now)}</td>
              <td className="sign">{SIGNS[piece.kind]}</td>
              <td className="text">{text}</td>
            </tr>
          ))
        ),
      )}
    </DiffTable>
  )
}

/** The old text on the left, the new one on the right. */
export function SplitRows(props: RowsProps) {
  const pieces = piecesOf(props)
  return (
    <DiffTable>
      {pieces.map((piece, i) => {
        if (piece.kind === 'skipped') return <Skipped key={piece.key} count={piece.count} columns={4} />
        // what is new stands beside what is gone, which comes just before it
        if (piece.kind === 'new') return null
        const next = pieces[i + 1]
        const right = piece.kind === 'same' ? piece.lines : next?.kind === 'new' ? next.lines : []
        const rows = Math.max(piece.lines.length, right.length)
        return (
          <Fragment key={piece.key}>
            {Array.from({ length: rows }, (_, k) => [piece.lines[k], right[k]] as const).map(
              ([left, now]) => (
                <tr key={`${left?.old} ${now?.now}`} className={piece.kind === 'same' ? 'same' : 'both'}>
                  <td className="line">{lineNumber(left?.old)}</td>
                  <td className={left ? 'text left' : 'text none'}>{left?.text}</td>
                  <td className="line">{lineNumber(now?.now)}</td>
                  <td className={now ? 'text right' : 'text none'}>{now?.text}</td>
                </tr>
              ),
            )}
          </Fragment>
        )
      })}
    </DiffTable>
  )
}

function DiffTable({ children }: { children: ReactNode }) {
  const texts = useWords().words.history
  return (
    <ScrollBox name="diff" label={texts.showDifference}>
      <table>
        <tbody>{children}</tbody>
      </table>
    </ScrollBox>
  )
}

function Skipped({ count, columns }: { count: number; columns: number }) {
  const texts = useWords().words.history
  const { number } = useFormats()
  return (
    <tr className="skipped">
      <td colSpan={columns}>{texts.skipped(number(count))}</td>
    </tr>
  )
}
