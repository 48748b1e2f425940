import { useQueries } from '@tanstack/react-query'
import { Link } from 'wouter'
import { cardValues } from '../../codecs/card-values.js'
import { isRepoId } from '../../codecs/repo-address.js'
import { FactList } from '../../components/fact-list.js'
import { licenceOf } from '../../components/licences.js'
import { datasetQuery } from '../../data/dataset.js'
import { isTensorFile, type ModelInfo, modelQuery, useConfig, useTensorHeaders } from '../../data/model.js'
import { useFormats, useWords } from '../../words/words.js'
import { MOST_READ, sumOf } from './sums.js'

const numberIn = (config: Record<string, unknown> | null | undefined, ...keys: string[]) =>
  keys.map((key) => config?.[key]).find((value) => typeof value === 'number') as number | undefined

/** What is known of a model: from its card, its config.json and the headers of its tensors. */
export function ModelFacts({ info }: { info: ModelInfo }) {
  const { words } = useWords()
  const { number, short, date } = useFormats()
  const files = info.siblings.map(({ rfilename }) => rfilename)
  const config = useConfig(info.id, files.includes('config.json')).data
  const headers = useTensorHeaders(info.id, info.sha, files.filter(isTensorFile).slice(0, MOST_READ))
  const { parameters, types } = sumOf(headers.flatMap(({ data }) => data ?? []))
  const licences = cardValues(info.cardData?.license)
  const count = (value: number | undefined) => (value === undefined ? '' : number(value))
  return (
    <section className="panel" aria-label={words.models.facts}>
      <FactList
        facts={[
          [words.models.task, info.pipeline_tag],
          [words.models.library, info.library_name],
          [words.models.architecture, cardValues(config?.architectures).join(', ')],
          [words.models.modelType, cardValues(config?.model_type).join(', ')],
          [
            words.models.parameters,
            parameters > 0 && <span title={number(parameters)}>{short(parameters)}</span>,
          ],
          [
            words.models.dtype,
            types.join(', ') || cardValues(config?.torch_dtype ?? config?.dtype).join(', '),
          ],
          [words.models.layers, count(numberIn(config, 'num_hidden_layers', 'n_layer'))],
          [words.models.hidden, count(numberIn(config, 'hidden_size', 'n_embd', 'd_model'))],
          [words.models.vocabulary, count(numberIn(config, 'vocab_size'))],
          [words.models.context, count(numberIn(config, 'max_position_embeddings', 'n_positions', 'n_ctx'))],
          [
            words.models.baseModel,
            <BaseModels key="base" names={cardValues(info.cardData?.base_model).slice(0, 20)} />,
          ],
          [words.licence, licences.map((each) => licenceOf(each)?.name ?? each).join(', ')],
          [words.updated, date(info.lastModified)],
          [words.people.downloads, number(info.downloads)],
        ].map(([name, value]) => [name, value === false ? '' : value] as [string, React.ReactNode])}
      />
    </section>
  )
}

/** The models that the card names; those of this hub are links. */
function BaseModels({ names }: { names: string[] }) {
  const found = useQueries({
    queries: names.map((name) => ({ ...modelQuery(name), enabled: isRepoId(name) })),
  })
  if (names.length === 0) return '–'
  return names.map((name, i) => (
    <span key={name}>
      {i > 0 && ', '}
      {found[i]?.data ? <Link href={`/${name}`}>{name}</Link> : name}
    </span>
  ))
}

/** The data sets that the card names; those of this hub are links. */
export function MadeWith({ info }: { info: ModelInfo }) {
  const { words } = useWords()
  const names = cardValues(info.cardData?.datasets).slice(0, 20)
  const found = useQueries({
    queries: names.map((name) => ({ ...datasetQuery(name), enabled: isRepoId(name) })),
  })
  if (names.length === 0) return null
  return (
    <section className="panel">
      <h2>{words.models.trainedOn}</h2>
      <ul className="plain">
        {names.map((name, i) => (
          <li key={name}>
            {found[i]?.data ? (
              <Link href={`/datasets/${name}`}>{name}</Link>
            ) : (
              <>
                <code>{name}</code>{' '}
                <span className="quiet small">{found[i]?.error ? words.models.notHere : ''}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
