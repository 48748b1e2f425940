/** Names and what they are. */
export function Facts({ facts }: { facts: [name: string, value: string][] }) {
  return (
    <dl className="file-facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
