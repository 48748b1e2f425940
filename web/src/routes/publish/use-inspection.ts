import { useCallback, useEffect, useRef, useState } from 'react'
import { wayOf } from '../../codecs/csv-configs.js'
import type { SomeReading } from '../../codecs/csv-sniff.js'
import {
  type Inspection,
  inspect,
  NOTHING_FOUND,
  type Readings,
  readAgain,
} from '../../data/upload/inspect.js'
import type { UploadFile } from '../../data/upload/upload.js'

/** Reads a table, and those that were read as it was, in another way. */
export type Reread = (path: string, given: SomeReading) => Promise<void>

/** What the files hold, looked at anew when they change; undefined while that goes on. */
export function useInspection(files: UploadFile[]): [found: Inspection | undefined, reread: Reread] {
  const [found, setFound] = useState<Inspection | undefined>(NOTHING_FOUND)
  const readings = useRef<Readings>({})
  useEffect(() => {
    let isOld = false
    setFound(files.length === 0 ? NOTHING_FOUND : undefined)
    if (files.length > 0) void inspect(files, readings.current).then((seen) => isOld || setFound(seen))
    return () => {
      isOld = true
    }
  }, [files])
  const reread = useCallback<Reread>(
    async (path, given) => {
      const alike = likeThat(found, path)
      for (const each of alike) readings.current[each] = { ...readings.current[each], ...given }
      const tables = found?.tables.filter((table) => alike.includes(table.path)) ?? []
      const again = new Map(
        (await readAgain(tables, files, readings.current)).map((table) => [table.path, table]),
      )
      setFound((now) => now && { ...now, tables: now.tables.map((table) => again.get(table.path) ?? table) })
    },
    [found, files],
  )
  return [found, reread]
}

function likeThat(found: Inspection | undefined, path: string): string[] {
  const tables = found?.tables ?? []
  const one = tables.find((table) => table.path === path)
  return one ? tables.filter((table) => wayOf(table) === wayOf(one)).map((table) => table.path) : []
}
