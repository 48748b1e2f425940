import { classNames, type Feature, innerOf, kindOf, LISTS } from './features.js'

/** A box in shares of the picture's sides, and what is in it. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
  label: string
  /** Chooses the colour. */
  group: number
}
type Numbers = [number, number, number, number]

const BOXES = ['bbox', 'bboxes', 'boxes', 'box']
const LABELS = ['category', 'categories', 'label', 'labels', 'category_id', 'class', 'name']

/** The column that holds boxes, and its fields. */
export interface BoxColumn {
  column: string
  boxes: string
  label: string | undefined
  names: string[] | undefined
}

/** The first column of structs with boxes, as `datasets` writes detections. */
export function boxColumn(columns: { name: string; type: Feature }[]): BoxColumn | undefined {
  for (const { name, type } of columns) {
    const fields = structOf(type)
    const boxes = fields && BOXES.find((field) => Object.hasOwn(fields, field))
    if (!fields || !boxes) continue
    const label = LABELS.find((field) => Object.hasOwn(fields, field))
    return { column: name, boxes, label, names: label ? classNames(fields[label] as Feature) : undefined }
  }
  return undefined
}

/** A struct, or a list of them. */
function structOf(feature: Feature): Feature | undefined {
  const kind = kindOf(feature)
  if (kind === undefined) return feature
  const inner = innerOf(feature)
  return LISTS.includes(kind) && inner ? structOf(inner) : undefined
}

/** The boxes of a row. Both a struct of lists and a list of structs are known. */
export function boxesOf(
  value: unknown,
  { boxes, label, names }: BoxColumn,
  size: { width: number; height: number },
): Box[] {
  const found = entriesOf(value, boxes, label).filter((entry): entry is [Numbers, unknown] => isBox(entry[0]))
  const place = placing(
    found.map(([numbers]) => numbers),
    size,
  )
  const groups: string[] = []
  return found.map(([numbers, of]) => {
    const isNamed = typeof of === 'number' && names?.[of] !== undefined
    const text = isNamed ? (names[of] ?? '') : of === undefined || of === null ? '' : String(of)
    if (!groups.includes(text)) groups.push(text)
    return { ...place(numbers), label: text, group: typeof of === 'number' ? of : groups.indexOf(text) }
  })
}

function entriesOf(value: unknown, boxes: string, label: string | undefined): [unknown, unknown][] {
  if (Array.isArray(value))
    return value.map((each) => [each?.[boxes], label === undefined ? undefined : each?.[label]])
  if (typeof value !== 'object' || value === null) return []
  const columns = value as Record<string, unknown>
  const all = columns[boxes]
  if (isBox(all)) return [[all, label && columns[label]]]
  const labels = label === undefined ? undefined : columns[label]
  return Array.isArray(all) ? all.map((box, i) => [box, Array.isArray(labels) ? labels[i] : undefined]) : []
}

const isBox = (value: unknown): value is Numbers =>
  Array.isArray(value) && value.length === 4 && value.every((each) => typeof each === 'number')

type Placed = Pick<Box, 'left' | 'top' | 'width' | 'height'>

/**
 * Boxes are [left, top, width, height] (COCO), or two corners where that would lead out of the picture; in shares where
 * no number is above one. What is in a row is alike.
 */
function placing(
  all: Numbers[],
  { width, height }: { width: number; height: number },
): (box: Numbers) => Placed {
  const isShare = all.every((box) => box.every((each) => each <= 1))
  const [w, h] = isShare ? [1, 1] : [width, height]
  const fits = all.every(([x, y, a, b]) => x + a <= w + SLACK && y + b <= h + SLACK)
  const areCorners = !fits && all.every(([x, y, right, bottom]) => right >= x && bottom >= y)
  return ([x, y, a, b]) => ({
    left: x / w,
    top: y / h,
    width: (areCorners ? a - x : a) / w,
    height: (areCorners ? b - y : b) / h,
  })
}
/** Boxes are rounded. */
const SLACK = 1
