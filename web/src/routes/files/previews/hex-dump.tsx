import { useMemo } from 'react'
import { ScrollBox } from '../../../components/scroll-box.js'
import { useWords } from '../../../words/words.js'

const ROW = 16
const hex = (value: number, width: number) => value.toString(16).padStart(width, '0')

/** Bytes as numbers and, where they are letters, as letters. */
export function HexDump({ bytes }: { bytes: Uint8Array }) {
  const { words } = useWords()
  const text = useMemo(() => dump(bytes), [bytes])
  return (
    <ScrollBox name="code-view" label={words.fileView.hex}>
      <pre className="lines">{text}</pre>
    </ScrollBox>
  )
}

function dump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = [...bytes.subarray(at, at + ROW)]
    const numbers = row.map((byte) => hex(byte, 2))
    const [left, right] = [numbers.slice(0, 8).join(' '), numbers.slice(8).join(' ')]
    const letters = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${hex(at, 8)}  ${left.padEnd(23)}  ${right.padEnd(23)}  ${letters}`)
  }
  return lines.join('\n')
}
