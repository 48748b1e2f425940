import type { DatasetInfo } from '../../data/dataset.js'

/** As its card calls it. */
export function titleOf({ id, cardData }: Pick<DatasetInfo, 'id' | 'cardData'>): string {
  const title = cardData?.pretty_name
  return typeof title === 'string' && title.trim() !== '' ? title : (id.split('/')[1] ?? id)
}
