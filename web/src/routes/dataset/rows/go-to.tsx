import { useWords } from '../../../words/words.js'

/** Opens a row by its number; what is beyond the last one the row itself says. */
export function GoTo({ goTo }: { goTo(row: number): void }) {
  const { rowsView } = useWords().words
  return (
    <form
      className="go-to"
      onSubmit={(event) => {
        event.preventDefault()
        goTo(Number(new FormData(event.currentTarget).get('row')) - 1)
      }}
    >
      <label>
        {rowsView.goTo} <input name="row" type="number" min={1} max={1e12} step={1} required />
      </label>
      <button type="submit">{rowsView.go}</button>
    </form>
  )
}
