import type { Inspection } from '../../data/upload/inspect.js'
import { useFormats, useWords } from '../../words/words.js'

const MOST_SHOWN = 12

/** Places that look like personal data, with the values masked. */
export function PersonalNotice({ personal }: { personal: Inspection['personal'] }) {
  const { words } = useWords()
  const { number } = useFormats()
  const places = personal.flatMap(({ path, places }) => places.map((place, i) => ({ ...place, path, i })))
  if (places.length === 0) return null
  return (
    <section className="panel warned">
      <h2>{words.publish.personal}</h2>
      <p>{words.publish.personalLead}</p>
      <div className="scroll">
        <table className="listing">
          <thead>
            <tr>
              <th scope="col">{words.publish.kind}</th>
              <th scope="col">{words.publish.looksLike}</th>
              <th scope="col">{words.publish.place}</th>
            </tr>
          </thead>
          <tbody>
            {places.slice(0, MOST_SHOWN).map(({ path, kind, line, masked, i }) => (
              <tr key={`${path} ${i}`}>
                <td>{words.publish.personalKinds[kind]}</td>
                <td>
                  <code>{masked}</code>
                </td>
                <td>
                  {path}, {words.publish.line(number(line))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {places.length > MOST_SHOWN && (
        <p className="quiet small">{words.publish.morePlaces(number(places.length - MOST_SHOWN))}</p>
      )}
    </section>
  )
}
