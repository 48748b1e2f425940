import { cardValues } from '../../../codecs/card-values.js'
import { CopyBox } from '../../../components/copy-box.js'
import { licenceOf } from '../../../components/licences.js'
import type { DatasetInfo } from '../../../data/dataset.js'
import { useAttribution, useTerms } from '../../../data/repo.js'
import { useWords } from '../../../words/words.js'

/** What may be done with it: the licence in a sentence, the terms of use, and the line that names it. */
export function LicenceAndTerms({ info }: { info: DatasetInfo }) {
  const { words } = useWords()
  const repo = { type: 'dataset', id: info.id } as const
  const terms = useTerms(repo)
  const attribution = useAttribution(repo)
  const names = cardValues(info.cardData?.license)
  return (
    <section className="panel">
      <h2>{words.licence}</h2>
      {names.length === 0 && <p>{words.people.licenceNone}</p>}
      {names.map((name) => (
        <LicenceLine key={name} name={name} info={info} />
      ))}
      {terms.data?.version && (
        <>
          <h3>{words.people.terms}</h3>
          <ul className="plain">
            {terms.data.summary.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {attribution.data && (
        <>
          <h3>{words.people.attribution}</h3>
          <CopyBox text={attribution.data} label={words.people.attribution} />
        </>
      )}
    </section>
  )
}

function LicenceLine({ name, info }: { name: string; info: DatasetInfo }) {
  const { words } = useWords()
  const known = licenceOf(name)
  if (known)
    return (
      <p>
        <a href={known.address} rel="noopener">
          {known.name}
        </a>
        <br />
        {words.people.licenceAllows[known.kind]}
      </p>
    )
  const { license_name: own, license_link: link } = info.cardData ?? {}
  const label = typeof own === 'string' ? own : name
  return (
    <p>
      {typeof link === 'string' && /^https?:\/\//.test(link) ? (
        <a href={link} rel="nofollow noopener">
          {label}
        </a>
      ) : (
        <strong>{label}</strong>
      )}
      <br />
      {name === 'other' ? words.people.licenceOther : words.people.licenceUnknown}
    </p>
  )
}
