import type { ComponentType } from 'react'
import { accountPages } from './routes/account/pages.js'
import { adminPages } from './routes/admin/pages.js'
import { apiPages } from './routes/api/pages.js'
import { filePages } from './routes/files/pages.js'
import { modelPages } from './routes/models/pages.js'
import { peoplePages } from './routes/people/pages.js'
import { publishPages } from './routes/publish/pages.js'
import { sqlPages } from './routes/sql/pages.js'

export interface Page {
  /** As wouter reads it, for example `/models/:ns/:name/*?`. */
  path: string
  component: ComponentType<{ params: Record<string, string | undefined> }>
}

/** Every page but the catalogue and the data set's own; the order says which is asked first. */
export const pages: Page[] = [
  ...publishPages,
  ...sqlPages,
  ...accountPages,
  ...adminPages,
  ...apiPages,
  // before the model's own page, whose address may go on
  ...filePages,
  ...modelPages,
  // an address of one name is somebody's page, so these come last
  ...peoplePages,
]
