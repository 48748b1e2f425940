const LONG = /^(-?)(\d{5,})(\.\d+)?$/

/** A number with room between its thousands. The room is no character: what is copied are the exact digits. */
export function Digits({ text }: { text: string }) {
  const [, sign = '', whole, rest = ''] = LONG.exec(text) ?? []
  if (whole === undefined) return text
  const groups = whole.match(/\d{1,3}(?=(\d{3})*$)/g) ?? [whole]
  return (
    <span className="digits">
      {sign}
      {groups.map((group, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group has no other name than its place
        <span key={i}>{group}</span>
      ))}
      {rest}
    </span>
  )
}
