/** Ways to see one thing, of which one is chosen. */
export function Choice<T extends string>(props: {
  label: string
  options: [value: T, name: string][]
  chosen: T
  choose(value: T): void
}) {
  const { label, options, chosen, choose } = props
  return (
    <fieldset className="choice">
      <legend className="hidden-label">{label}</legend>
      {options.map(([value, name]) => (
        <button key={value} type="button" aria-pressed={chosen === value} onClick={() => choose(value)}>
          {name}
        </button>
      ))}
    </fieldset>
  )
}
